//! Uploads and their states. The bytes of a file lie beside the store, not in it.

use rusqlite::{Connection, Row, params};

use super::{Page, StoreError, all, one, run};
use crate::refserver::domain::{moment::Moment, row_fault::RowFault, states::JobState};

/// An upload.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    pub(crate) sequence: i64,
    pub(crate) number: String,
    pub(crate) prefecture: String,
    pub(crate) kind: String,
    pub(crate) file_name: String,
    pub(crate) sha256: Vec<u8>,
    pub(crate) state: JobState,
    pub(crate) accepted_at: Moment,
    pub(crate) completed_at: Option<Moment>,
    /// All rows and good rows.
    pub(crate) counts: Option<(i64, i64)>,
    pub(crate) error: Option<(String, String)>,
}

const SELECT: &str =
    "SELECT sequence, number, prefecture, kind, file_name, sha256, state, accepted_at, completed_at,
    total, normal, error_code, error_message FROM receipt";

fn read(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    let state: String = row.get(6)?;
    let counts: (Option<i64>, Option<i64>) = (row.get(9)?, row.get(10)?);
    let error: (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
    Ok(Receipt {
        sequence: row.get(0)?,
        number: row.get(1)?,
        prefecture: row.get(2)?,
        kind: row.get(3)?,
        file_name: row.get(4)?,
        sha256: row.get(5)?,
        state: JobState::from_text(&state).unwrap_or(JobState::Received),
        accepted_at: row.get(7)?,
        completed_at: row.get(8)?,
        counts: counts.0.zip(counts.1),
        error: error.0.zip(error.1),
    })
}

/// Notes an upload.
pub(crate) fn add(connection: &Connection, receipt: &Receipt) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO receipt (number, prefecture, kind, file_name, sha256, state, accepted_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            receipt.number,
            receipt.prefecture,
            receipt.kind,
            receipt.file_name,
            receipt.sha256,
            receipt.state.text(),
            receipt.accepted_at
        ],
    )?;
    Ok(())
}

/// By its number, whoever's it is.
pub(crate) fn find(connection: &Connection, number: &str) -> Result<Option<Receipt>, StoreError> {
    one(connection, &format!("{SELECT} WHERE number = ?1"), [number], read)
}

/// Uploads of a union, newest first, of some kinds. The page goes downwards.
pub(crate) fn list(
    connection: &Connection,
    prefecture: &str,
    kinds: &[&str],
    page: Page,
) -> Result<Vec<Receipt>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE prefecture = ?1 AND instr(?2, ',' || kind || ',') > 0 AND sequence < ?3
         ORDER BY sequence DESC LIMIT ?4"
    );
    let below = if page.after == 0 { i64::MAX } else { page.after };
    all(connection, &sql, params![prefecture, format!(",{},", kinds.join(",")), below, page.limit()], read)
}

/// The first upload of the same bytes that is in none of the states that do not count.
pub(crate) fn earlier_with_same_bytes(
    connection: &Connection,
    receipt: &Receipt,
    void: [JobState; 2],
) -> Result<Option<String>, StoreError> {
    let sql =
        "SELECT number FROM receipt WHERE prefecture = ?1 AND kind = ?2 AND sha256 = ?3 AND sequence < ?4
               AND state NOT IN (?5, ?6) ORDER BY sequence LIMIT 1";
    let values = params![
        receipt.prefecture,
        receipt.kind,
        receipt.sha256,
        receipt.sequence,
        void[0].text(),
        void[1].text()
    ];
    one(connection, sql, values, |row| row.get(0))
}

/// Moves on to another state.
pub(crate) fn set_state(connection: &Connection, number: &str, state: JobState) -> Result<(), StoreError> {
    run(connection, "UPDATE receipt SET state = ?2 WHERE number = ?1", [number, state.text()])?;
    Ok(())
}

/// Refuses the file as a whole.
pub(crate) fn refuse(
    connection: &Connection,
    number: &str,
    now: Moment,
    fault: &RowFault,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE receipt SET state = ?2, completed_at = ?3, error_code = ?4, error_message = ?5 WHERE number = ?1",
        params![number, JobState::Refused.text(), now, fault.code, fault.message],
    )?;
    Ok(())
}

/// Takes the file back.
pub(crate) fn cancel(connection: &Connection, number: &str, now: Moment) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE receipt SET state = ?2, completed_at = ?3 WHERE number = ?1",
        params![number, JobState::Cancelled.text(), now],
    )?;
    Ok(())
}

/// Every row was processed.
pub(crate) fn complete(
    connection: &Connection,
    number: &str,
    now: Moment,
    total: i64,
    normal: i64,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE receipt SET state = ?2, completed_at = ?3, total = ?4, normal = ?5 WHERE number = ?1",
        params![number, JobState::Completed.text(), now, total, normal],
    )?;
    Ok(())
}
