//! Unions, their certificates and definitions, and the server's own secret.

use rusqlite::{Connection, Row, params};

use super::{StoreError, one, run};
use crate::refserver::domain::charset::Charset;

/// A union as the 取りまとめ機関 set it up.
#[derive(Debug, Clone)]
pub(crate) struct Union {
    pub(crate) prefecture: String,
    pub(crate) name: String,
    /// 機関コード, under which other institutions know it.
    pub(crate) institution: String,
    pub(crate) insurer_numbers: Vec<String>,
    pub(crate) charset: Charset,
}

const COLUMNS: &str = "prefecture, name, institution, insurer_numbers, charset";

fn read(row: &Row<'_>) -> rusqlite::Result<(Union, String)> {
    let charset: Option<String> = row.get(4)?;
    let union = Union {
        prefecture: row.get(0)?,
        name: row.get(1)?,
        institution: row.get(2)?,
        insurer_numbers: Vec::new(),
        charset: charset.and_then(|name| Charset::from_name(&name)).unwrap_or(Charset::ShiftJis),
    };
    Ok((union, row.get(3)?))
}

fn complete(found: Option<(Union, String)>) -> Result<Option<Union>, StoreError> {
    let Some((union, numbers)) = found else { return Ok(None) };
    Ok(Some(Union { insurer_numbers: serde_json::from_str(&numbers)?, ..union }))
}

/// By prefecture code.
pub(crate) fn find(connection: &Connection, prefecture: &str) -> Result<Option<Union>, StoreError> {
    complete(one(
        connection,
        &format!("SELECT {COLUMNS} FROM insurer WHERE prefecture = ?1"),
        [prefecture],
        read,
    )?)
}

/// By 機関コード.
pub(crate) fn find_institution(
    connection: &Connection,
    institution: &str,
) -> Result<Option<Union>, StoreError> {
    complete(one(
        connection,
        &format!("SELECT {COLUMNS} FROM insurer WHERE institution = ?1"),
        [institution],
        read,
    )?)
}

/// The one with the smallest prefecture code.
pub(crate) fn first(connection: &Connection) -> Result<Option<Union>, StoreError> {
    complete(one(
        connection,
        &format!("SELECT {COLUMNS} FROM insurer ORDER BY prefecture LIMIT 1"),
        [],
        read,
    )?)
}

/// By a certificate of one of its terminals.
pub(crate) fn find_by_certificate(
    connection: &Connection,
    certificate: &str,
) -> Result<Option<Union>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM insurer WHERE prefecture = (SELECT prefecture FROM certificate WHERE certificate = ?1)"
    );
    complete(one(connection, &sql, [certificate], read)?)
}

/// Creates or updates; the charset stays as declared.
pub(crate) fn put(connection: &Connection, union: &Union, certificates: &[String]) -> Result<(), StoreError> {
    let numbers = serde_json::to_string(&union.insurer_numbers)?;
    run(
        connection,
        "INSERT INTO insurer (prefecture, name, institution, insurer_numbers) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (prefecture) DO UPDATE SET name = ?2, institution = ?3, insurer_numbers = ?4",
        params![union.prefecture, union.name, union.institution, numbers],
    )?;
    run(connection, "DELETE FROM certificate WHERE prefecture = ?1", [&union.prefecture])?;
    for certificate in certificates {
        run(
            connection,
            "INSERT OR REPLACE INTO certificate (certificate, prefecture) VALUES (?1, ?2)",
            [certificate, &union.prefecture],
        )?;
    }
    Ok(())
}

/// Declares the character code.
pub(crate) fn set_charset(
    connection: &Connection,
    prefecture: &str,
    charset: Charset,
) -> Result<(), StoreError> {
    run(connection, "UPDATE insurer SET charset = ?2 WHERE prefecture = ?1", [prefecture, charset.name()])?;
    Ok(())
}

/// The server's secret from which the keys of institutions derive; made once.
pub(crate) fn secret(connection: &Connection, fresh: &[u8]) -> Result<Vec<u8>, StoreError> {
    run(connection, "INSERT OR IGNORE INTO meta (name, value) VALUES ('secret', ?1)", [fresh])?;
    one(connection, "SELECT value FROM meta WHERE name = 'secret'", [], |row| row.get(0))?
        .ok_or(StoreError::Word("秘密鍵"))
}
