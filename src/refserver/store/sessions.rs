//! Sessions, by the hash of their token.

use rusqlite::{Connection, params};

use super::{StoreError, one, run};
use crate::refserver::domain::moment::Moment;

/// An open session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) prefecture: String,
    pub(crate) user_id: String,
    pub(crate) certificate: String,
    pub(crate) last_used: Moment,
}

/// Opens one.
pub(crate) fn open(connection: &Connection, token_hash: &[u8], session: &Session) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO session (token_hash, prefecture, user_id, certificate, last_used) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![token_hash, session.prefecture, session.user_id, session.certificate, session.last_used],
    )?;
    Ok(())
}

/// By the hash of its token.
pub(crate) fn find(connection: &Connection, token_hash: &[u8]) -> Result<Option<Session>, StoreError> {
    let sql = "SELECT prefecture, user_id, certificate, last_used FROM session WHERE token_hash = ?1";
    one(connection, sql, [token_hash], |row| {
        Ok(Session {
            prefecture: row.get(0)?,
            user_id: row.get(1)?,
            certificate: row.get(2)?,
            last_used: row.get(3)?,
        })
    })
}

/// Notes its use.
pub(crate) fn touch(connection: &Connection, token_hash: &[u8], now: Moment) -> Result<(), StoreError> {
    run(connection, "UPDATE session SET last_used = ?2 WHERE token_hash = ?1", params![token_hash, now])?;
    Ok(())
}

/// Ends one.
pub(crate) fn end(connection: &Connection, token_hash: &[u8]) -> Result<(), StoreError> {
    run(connection, "DELETE FROM session WHERE token_hash = ?1", [token_hash])?;
    Ok(())
}

/// Forgets those that nobody used since.
pub(crate) fn forget_before(connection: &Connection, moment: Moment) -> Result<(), StoreError> {
    run(connection, "DELETE FROM session WHERE last_used < ?1", [moment])?;
    Ok(())
}

/// Ends all of a user but one.
pub(crate) fn end_others(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    kept: Option<&[u8]>,
) -> Result<(), StoreError> {
    run(
        connection,
        "DELETE FROM session WHERE prefecture = ?1 AND user_id = ?2 AND token_hash IS NOT ?3",
        params![prefecture, user_id, kept],
    )?;
    Ok(())
}
