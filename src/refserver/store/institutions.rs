//! Institutions other than the unions of this server, what they can provide, and outages.

use rusqlite::{Connection, Row, params};

use super::{StoreError, all, one, run};
use crate::refserver::domain::{moment::Moment, numbers::IndividualNumber};

/// An institution.
#[derive(Debug, Clone)]
pub(crate) struct Institution {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) provider_type: String,
    pub(crate) linkage_started: bool,
    /// 連絡窓口 as the 情報共有サイト shows it.
    pub(crate) contact: String,
}

/// What an institution can say about one person.
#[derive(Debug, Clone)]
pub(crate) struct InstitutionCopy {
    pub(crate) items: Vec<(String, String)>,
    pub(crate) source_as_of: String,
    pub(crate) delay_seconds: i64,
    pub(crate) automatic: bool,
}

/// Adds or changes an institution.
pub(crate) fn put(connection: &Connection, institution: &Institution) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO institution (code, name, provider_type, linkage_started, contact)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            institution.code,
            institution.name,
            institution.provider_type,
            institution.linkage_started,
            institution.contact
        ],
    )?;
    Ok(())
}

/// By 機関コード.
pub(crate) fn find(connection: &Connection, code: &str) -> Result<Option<Institution>, StoreError> {
    let sql = "SELECT code, name, provider_type, linkage_started, contact FROM institution WHERE code = ?1";
    one(connection, sql, [code], read)
}

/// All of them, or the one with a 機関コード, in the order of their codes.
pub(crate) fn list(connection: &Connection, code: Option<&str>) -> Result<Vec<Institution>, StoreError> {
    let sql = "SELECT code, name, provider_type, linkage_started, contact FROM institution
               WHERE ?1 IS NULL OR code = ?1 ORDER BY code";
    all(connection, sql, [code], read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Institution> {
    Ok(Institution {
        code: row.get(0)?,
        name: row.get(1)?,
        provider_type: row.get(2)?,
        linkage_started: row.get(3)?,
        contact: row.get(4)?,
    })
}

/// Adds or changes what an institution can say about a person.
pub(crate) fn put_copy(
    connection: &Connection,
    code: &str,
    number: &IndividualNumber,
    information_code: &str,
    copy: &InstitutionCopy,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO institution_copy
         (code, individual_number, information_code, items, source_as_of, delay_seconds, automatic)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            code,
            number.expose(),
            information_code,
            serde_json::to_string(&copy.items)?,
            copy.source_as_of,
            copy.delay_seconds,
            copy.automatic
        ],
    )?;
    Ok(())
}

/// Takes away what an institution can say about a person.
pub(crate) fn remove_copy(
    connection: &Connection,
    code: &str,
    number: &IndividualNumber,
    information_code: &str,
) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM institution_copy WHERE code = ?1 AND individual_number = ?2 AND information_code = ?3";
    run(connection, sql, params![code, number.expose(), information_code])?;
    Ok(())
}

/// What an institution can say about a person; of whatever kind if none is given.
pub(crate) fn copy_of(
    connection: &Connection,
    code: &str,
    number: &IndividualNumber,
    information_code: Option<&str>,
) -> Result<Option<InstitutionCopy>, StoreError> {
    let sql = "SELECT items, source_as_of, delay_seconds, automatic FROM institution_copy
               WHERE code = ?1 AND individual_number = ?2 AND (?3 IS NULL OR information_code = ?3)
               ORDER BY information_code LIMIT 1";
    let found: Option<(String, String, i64, bool)> =
        one(connection, sql, params![code, number.expose(), information_code], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let Some((items, source_as_of, delay_seconds, automatic)) = found else { return Ok(None) };
    Ok(Some(InstitutionCopy { items: serde_json::from_str(&items)?, source_as_of, delay_seconds, automatic }))
}

/// Announces an outage of a system, instead of an earlier one.
pub(crate) fn set_outage(
    connection: &Connection,
    system: &str,
    from: Moment,
    to: Moment,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO outage (system, starts, ends) VALUES (?1, ?2, ?3)",
        params![system, from, to],
    )?;
    Ok(())
}

/// Ends an outage.
pub(crate) fn end_outage(connection: &Connection, system: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM outage WHERE system = ?1", [system])?;
    Ok(())
}

/// All outages with beginning and end, announced, under way or over.
pub(crate) fn outages(connection: &Connection) -> Result<Vec<(String, Moment, Moment)>, StoreError> {
    let sql = "SELECT system, starts, ends FROM outage ORDER BY starts, system";
    all(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Whether a system is out.
pub(crate) fn is_out(connection: &Connection, system: &str, now: Moment) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM outage WHERE system = ?1 AND starts <= ?2 AND ?2 < ends";
    Ok(one(connection, sql, params![system, now], |_| Ok(()))?.is_some())
}
