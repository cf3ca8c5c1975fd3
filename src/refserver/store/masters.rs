//! Releases of the master that the network system distributes.

use rusqlite::{Connection, params};

use super::{StoreError, all, one, run};
use crate::refserver::domain::moment::Moment;

/// A release of the master.
#[derive(Debug, Clone)]
pub(crate) struct Master {
    pub(crate) release: String,
    /// As it was announced: a day or a time.
    pub(crate) available_from: String,
    pub(crate) available_at: Moment,
}

/// One permitted combination.
#[derive(Debug, Clone)]
pub(crate) struct Combination {
    pub(crate) procedure_code: String,
    pub(crate) procedure_name: String,
    pub(crate) provider_type: String,
    pub(crate) information_code: String,
    pub(crate) information_name: String,
}

/// Announces a release or replaces it.
pub(crate) fn put(
    connection: &Connection,
    master: &Master,
    combinations: &[Combination],
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO master (release, available_from, available_at) VALUES (?1, ?2, ?3)",
        params![master.release, master.available_from, master.available_at],
    )?;
    run(connection, "DELETE FROM combination WHERE release = ?1", [&master.release])?;
    for combination in combinations {
        run(
            connection,
            "INSERT INTO combination (release, procedure_code, procedure_name, provider_type, information_code,
             information_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                master.release, combination.procedure_code, combination.procedure_name, combination.provider_type,
                combination.information_code, combination.information_name
            ],
        )?;
    }
    Ok(())
}

/// All releases that are available, newest first.
pub(crate) fn available(connection: &Connection, now: Moment) -> Result<Vec<Master>, StoreError> {
    let sql = "SELECT release, available_from, available_at FROM master WHERE available_at <= ?1
               ORDER BY available_at DESC, release DESC";
    all(connection, sql, [now], |row| {
        Ok(Master { release: row.get(0)?, available_from: row.get(1)?, available_at: row.get(2)? })
    })
}

/// The combinations of a release.
pub(crate) fn combinations(connection: &Connection, release: &str) -> Result<Vec<Combination>, StoreError> {
    let sql = "SELECT procedure_code, procedure_name, provider_type, information_code, information_name
               FROM combination WHERE release = ?1 ORDER BY id";
    all(connection, sql, [release], |row| {
        Ok(Combination {
            procedure_code: row.get(0)?,
            procedure_name: row.get(1)?,
            provider_type: row.get(2)?,
            information_code: row.get(3)?,
            information_name: row.get(4)?,
        })
    })
}

/// The name of the information if the combination is permitted by a release; what is not
/// given is not asked for.
pub(crate) fn permitted(
    connection: &Connection,
    release: &str,
    procedure_code: Option<&str>,
    provider_type: Option<&str>,
    information_code: &str,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT information_name FROM combination WHERE release = ?1
               AND (?2 IS NULL OR procedure_code = ?2) AND (?3 IS NULL OR provider_type = ?3)
               AND information_code = ?4 LIMIT 1";
    one(connection, sql, params![release, procedure_code, provider_type, information_code], |row| row.get(0))
}
