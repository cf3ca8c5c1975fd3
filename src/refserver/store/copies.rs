//! 副本 with their history, and 副本の提供開始日. Whose they are is told by the sequence of the
//! member, which grows with every member: copies that come in the order of the members are
//! appended.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::{StoreError, all, one, run};
use crate::refserver::domain::{
    copy_rows::CopyKind,
    moment::Moment,
    provision::{CopyValues, ProvisionStart, StoredCopy},
};

/// A copy as the screen 副本照会 shows it.
#[derive(Debug)]
pub(crate) struct ListedCopy {
    pub(crate) kind: CopyKind,
    pub(crate) revision: i64,
    pub(crate) reflected_at: Moment,
    pub(crate) copy: StoredCopy,
}

/// The kinds as a list of SQL: copies are kept kind by kind.
fn kinds() -> String {
    CopyKind::ALL.map(|kind| format!("'{}'", kind.name())).join(", ")
}

/// Values are stored without their columns, which their kind tells.
fn values_of(kind: CopyKind, stored: &str) -> Result<CopyValues, StoreError> {
    let values: Vec<String> = serde_json::from_str(stored)?;
    Ok(kind.kept_columns().zip(values).collect())
}

/// Copies of a member that are not deleted, by kind and key.
pub(crate) fn of_member(connection: &Connection, member: i64) -> Result<Vec<ListedCopy>, StoreError> {
    let sql = format!(
        "SELECT kind, key, revision, copied, source_as_of, reflected_at FROM copy
         WHERE kind IN ({}) AND member = ?1 AND deleted = 0 ORDER BY kind, key",
        kinds()
    );
    let rows: Vec<(String, String, i64, String, String, Moment)> = all(connection, &sql, [member], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    })?;
    rows.into_iter()
        .map(|(kind, key, revision, values, source_as_of, reflected_at)| {
            let kind = CopyKind::from_name(&kind).ok_or(StoreError::Word("副本の種類"))?;
            let copy = StoredCopy { key, values: values_of(kind, &values)?, source_as_of };
            Ok(ListedCopy { kind, revision, reflected_at, copy })
        })
        .collect()
}

/// One revision of a copy.
#[derive(Debug)]
pub(crate) struct Revision {
    pub(crate) listed: ListedCopy,
    pub(crate) deleted: bool,
}

/// All revisions of the copies of a member, by kind, key and revision.
pub(crate) fn history(connection: &Connection, member: i64) -> Result<Vec<Revision>, StoreError> {
    let columns = "kind, key, revision, deleted, copied, source_as_of, reflected_at";
    let of_member = format!("kind IN ({}) AND member = ?1", kinds());
    let sql = format!(
        "SELECT {columns} FROM copy WHERE {of_member} UNION ALL SELECT {columns} FROM copy_history WHERE {of_member}
         ORDER BY kind, key, revision"
    );
    let rows: Vec<(String, String, i64, bool, String, String, Moment)> =
        all(connection, &sql, [member], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
        })?;
    rows.into_iter()
        .map(|(kind, key, revision, deleted, values, source_as_of, reflected_at)| {
            let kind = CopyKind::from_name(&kind).ok_or(StoreError::Word("副本の種類"))?;
            let copy = StoredCopy { key, values: values_of(kind, &values)?, source_as_of };
            Ok(Revision { listed: ListedCopy { kind, revision, reflected_at, copy }, deleted })
        })
        .collect()
}

/// Copies of one kind.
pub(crate) fn of_kind(
    connection: &Connection,
    member: i64,
    kind: CopyKind,
) -> Result<Vec<StoredCopy>, StoreError> {
    let sql = "SELECT key, copied, source_as_of FROM copy
               WHERE kind = ?2 AND member = ?1 AND deleted = 0 ORDER BY key";
    let rows: Vec<(String, String, String)> = all(connection, sql, params![member, kind.name()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    rows.into_iter()
        .map(|(key, values, source_as_of)| {
            Ok(StoredCopy { key, values: values_of(kind, &values)?, source_as_of })
        })
        .collect()
}

/// Of the members who ever had a copy of a kind, the one who was registered last.
pub(crate) fn newest_member(connection: &Connection, kind: CopyKind) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT member FROM copy WHERE kind = ?1 ORDER BY member DESC LIMIT 1";
    one(connection, sql, [kind.name()], |row| row.get(0))
}

/// Copies of one kind as they were first registered. For a defect only.
pub(crate) fn first_of_kind(
    connection: &Connection,
    member: i64,
    kind: CopyKind,
) -> Result<Vec<StoredCopy>, StoreError> {
    let past = history(connection, member)?.into_iter().map(|revision| revision.listed);
    Ok(past.filter(|listed| listed.kind == kind && listed.revision == 1).map(|listed| listed.copy).collect())
}

/// Whether a copy with the key exists and is not deleted.
pub(crate) fn exists(
    connection: &Connection,
    member: i64,
    kind: CopyKind,
    key: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM copy WHERE kind = ?2 AND member = ?1 AND key = ?3 AND deleted = 0";
    Ok(one(connection, sql, params![member, kind.name(), key], |_| Ok(()))?.is_some())
}

/// Writes the next revision of a copy.
pub(crate) fn put(
    connection: &Connection,
    member: i64,
    kind: CopyKind,
    copy: &StoredCopy,
    now: Moment,
) -> Result<(), StoreError> {
    let values: Vec<&str> = copy.values.iter().map(|(_, value)| value.as_str()).collect();
    let values = serde_json::to_string(&values)?;
    let is_new = run(
        connection,
        "INSERT INTO copy (member, kind, key, revision, copied, source_as_of, reflected_at)
         VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6) ON CONFLICT (kind, member, key) DO NOTHING",
        params![member, kind.name(), copy.key, values, copy.source_as_of, now],
    )?;
    if is_new > 0 {
        return Ok(());
    }
    keep_history(connection, member, Some((kind, &copy.key)))?;
    run(
        connection,
        "UPDATE copy
         SET deleted = 0, revision = revision + 1, copied = ?4, source_as_of = ?5, reflected_at = ?6
         WHERE kind = ?2 AND member = ?1 AND key = ?3",
        params![member, kind.name(), copy.key, values, copy.source_as_of, now],
    )?;
    Ok(())
}

/// Deletes a copy logically, as another revision.
pub(crate) fn delete(
    connection: &Connection,
    member: i64,
    kind: CopyKind,
    key: &str,
    now: Moment,
) -> Result<(), StoreError> {
    keep_history(connection, member, Some((kind, key)))?;
    run(
        connection,
        "UPDATE copy SET deleted = 1, revision = revision + 1, reflected_at = ?4
         WHERE kind = ?2 AND member = ?1 AND key = ?3",
        params![member, kind.name(), key, now],
    )?;
    Ok(())
}

/// Deletes all copies of a member.
pub(crate) fn delete_all(connection: &Connection, member: i64, now: Moment) -> Result<(), StoreError> {
    keep_history(connection, member, None)?;
    let sql = format!(
        "UPDATE copy SET deleted = 1, revision = revision + 1, reflected_at = ?2
         WHERE kind IN ({}) AND member = ?1 AND deleted = 0",
        kinds()
    );
    run(connection, &sql, params![member, now])?;
    Ok(())
}

/// Keeps the present revision, which is about to be replaced: of one copy, or of all that are
/// not deleted.
fn keep_history(
    connection: &Connection,
    member: i64,
    only: Option<(CopyKind, &str)>,
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT OR IGNORE INTO copy_history (kind, member, key, revision, deleted, copied, source_as_of, reflected_at)
         SELECT kind, member, key, revision, deleted, copied, source_as_of, reflected_at FROM copy
         WHERE kind IN ({}) AND member = ?1 AND (?2 IS NULL AND deleted = 0 OR kind = ?2 AND key = ?3)",
        kinds()
    );
    run(connection, &sql, params![member, only.map(|(kind, _)| kind.name()), only.map(|(_, key)| key)])?;
    Ok(())
}

/// 副本の提供開始日 of a kind.
pub(crate) fn start_of(
    connection: &Connection,
    prefecture: &str,
    kind: CopyKind,
) -> Result<ProvisionStart, StoreError> {
    let sql = "SELECT start, was_provided FROM provision_start WHERE prefecture = ?1 AND kind = ?2";
    let found = one(connection, sql, [prefecture, kind.name()], |row| {
        Ok(ProvisionStart { start: row.get(0)?, was_provided: row.get(1)? })
    })?;
    Ok(found.unwrap_or_default())
}

/// Sets 副本の提供開始日.
pub(crate) fn set_start(
    connection: &Connection,
    prefecture: &str,
    kind: CopyKind,
    start: Option<NaiveDate>,
    was_provided: bool,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO provision_start (prefecture, kind, start, was_provided) VALUES (?1, ?2, ?3, ?4)",
        params![prefecture, kind.name(), start, was_provided],
    )?;
    Ok(())
}
