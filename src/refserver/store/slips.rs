//! What only a server with a defect does to its tables. Must not know which defect.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::{
    StoreError,
    members::{self, places_of_number},
    one, run,
};
use crate::refserver::domain::{copy_rows::CopyKind, numbers::IndividualNumber};

/// The newest branch number of a union under which a person was deleted.
pub(crate) fn deleted_branch(
    connection: &Connection,
    prefecture: &str,
    number: &IndividualNumber,
) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "SELECT branch FROM member WHERE sequence IN {} AND individual_number = ?1
         AND prefecture = ?2 AND deleted = 1 ORDER BY sequence DESC LIMIT 1",
        places_of_number()
    );
    one(connection, &sql, params![number.stored(), prefecture], |row| row.get(0))
}

/// Makes the branch number of a deleted member free again.
pub(crate) fn release_branch(connection: &Connection, branch: &str) -> Result<(), StoreError> {
    let sql = "UPDATE member SET branch = branch || '-' || sequence WHERE sequence = ?1";
    run(connection, sql, [members::place(connection, branch)?])?;
    Ok(())
}

/// Gives the deleted copies of a branch number to another member.
pub(crate) fn inherit_copies(connection: &Connection, from: &str, to: i64) -> Result<(), StoreError> {
    let Some(from) = members::place(connection, from)? else { return Ok(()) };
    run(connection, "UPDATE copy SET member = ?2, deleted = 0 WHERE member = ?1", [from, to])?;
    Ok(())
}

/// Whether any union has a person.
pub(crate) fn is_known_anywhere(
    connection: &Connection,
    number: &IndividualNumber,
) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT 1 FROM member WHERE sequence IN {} AND individual_number = ?1 AND deleted = 0",
        places_of_number()
    );
    Ok(one(connection, &sql, [number.stored()], |_| Ok(()))?.is_some())
}

/// The union that gave a branch number.
pub(crate) fn prefecture_of(connection: &Connection, branch: &str) -> Result<Option<String>, StoreError> {
    let Some(place) = members::place(connection, branch)? else { return Ok(None) };
    one(connection, "SELECT prefecture FROM member WHERE sequence = ?1", [place], |row| row.get(0))
}

/// Takes back the members whose code was asked for with a receipt.
pub(crate) fn forget_members(connection: &Connection, batch: &str) -> Result<(), StoreError> {
    let sql = "UPDATE member SET deleted = 1 WHERE sequence IN (
                   SELECT sequence FROM code_request CROSS JOIN member ON sequence BETWEEN first AND last WHERE batch = ?1)";
    run(connection, sql, [batch])?;
    Ok(())
}

/// Whether a member ever had a copy of a kind.
pub(crate) fn ever_had_copy(
    connection: &Connection,
    member: i64,
    kind: CopyKind,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM copy WHERE kind = ?2 AND member = ?1";
    Ok(one(connection, sql, params![member, kind.name()], |_| Ok(()))?.is_some())
}

/// Whether a file of copies of a kind waits for its job.
pub(crate) fn is_file_waiting(
    connection: &Connection,
    prefecture: &str,
    kind: CopyKind,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM receipt WHERE prefecture = ?1 AND kind = ?2 AND completed_at IS NULL";
    Ok(one(connection, sql, [prefecture, kind.name()], |_| Ok(()))?.is_some())
}

/// Moves the revision of all copies of a kind on, but those of one member.
pub(crate) fn touch_others(
    connection: &Connection,
    prefecture: &str,
    kind: CopyKind,
    but: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE copy SET revision = revision + 1 WHERE kind = ?2 AND deleted = 0 AND member <> ?3
               AND member IN (SELECT sequence FROM member WHERE prefecture = ?1)";
    run(connection, sql, params![prefecture, kind.name(), but])?;
    Ok(())
}

/// Throws a deleted copy away with its history.
pub(crate) fn forget_deleted_copy(
    connection: &Connection,
    member: i64,
    kind: CopyKind,
    key: &str,
) -> Result<(), StoreError> {
    let copy = "kind = ?2 AND member = ?1 AND key = ?3";
    let history = format!(
        "DELETE FROM copy_history WHERE {copy} AND EXISTS (SELECT 1 FROM copy WHERE {copy} AND deleted = 1)"
    );
    run(connection, &history, params![member, kind.name(), key])?;
    let deleted = format!("DELETE FROM copy WHERE {copy} AND deleted = 1");
    run(connection, &deleted, params![member, kind.name(), key])?;
    Ok(())
}

/// Sets the start of provision of every union that ever set one.
pub(crate) fn set_all_starts(
    connection: &Connection,
    kind: CopyKind,
    start: Option<NaiveDate>,
) -> Result<(), StoreError> {
    run(connection, "UPDATE provision_start SET start = ?2 WHERE kind = ?1", params![kind.name(), start])?;
    Ok(())
}
