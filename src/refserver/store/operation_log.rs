//! 操作ログ: who did what on which screen, and whether it was permitted.

use rusqlite::{Connection, params};

use super::{Page, StoreError, all, run};
use crate::refserver::domain::moment::Moment;

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) sequence: i64,
    pub(crate) prefecture: String,
    pub(crate) at: Moment,
    pub(crate) user_id: String,
    /// Name of the screen.
    pub(crate) operation: String,
    pub(crate) method: String,
    /// Code of the refusal, if it was refused.
    pub(crate) refused: Option<String>,
    /// What else the operation leaves behind, such as the reason for it.
    pub(crate) note: Option<String>,
}

const REFUSED: &str = "拒否";
const SUCCEEDED: &str = "成功";

impl Operation {
    /// 成功 or 拒否.
    pub(crate) fn outcome(&self) -> &'static str {
        if self.refused.is_some() { REFUSED } else { SUCCEEDED }
    }
}

/// Appends an operation.
pub(crate) fn add(connection: &Connection, operation: &Operation) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO operation_log (prefecture, at, user_id, operation, method, outcome, code, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            operation.prefecture,
            operation.at,
            operation.user_id,
            operation.operation,
            operation.method,
            operation.outcome(),
            operation.refused,
            operation.note
        ],
    )?;
    Ok(())
}

/// Operations of a union (of all without one) in order, of a user and a time if asked for.
pub(crate) fn search(
    connection: &Connection,
    prefecture: Option<&str>,
    user_id: Option<&str>,
    period: (Option<Moment>, Option<Moment>),
    page: Page,
) -> Result<Vec<Operation>, StoreError> {
    let sql = "SELECT sequence, prefecture, at, user_id, operation, method, code, note FROM operation_log
        WHERE (?1 IS NULL OR prefecture = ?1) AND (?2 IS NULL OR user_id = ?2) AND (?3 IS NULL OR at >= ?3)
        AND (?4 IS NULL OR at < ?4) AND sequence > ?5 ORDER BY sequence LIMIT ?6";
    let values = params![prefecture, user_id, period.0, period.1, page.after, page.limit()];
    all(connection, sql, values, |row| {
        Ok(Operation {
            sequence: row.get(0)?,
            prefecture: row.get(1)?,
            at: row.get(2)?,
            user_id: row.get(3)?,
            operation: row.get(4)?,
            method: row.get(5)?,
            refused: row.get(6)?,
            note: row.get(7)?,
        })
    })
}
