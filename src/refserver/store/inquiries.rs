//! 情報照会 and their results.

use rusqlite::{Connection, Row, params};

use super::{Page, StoreError, all, members::places, one, run};
use crate::refserver::domain::{moment::Moment, states::InquiryState};

/// An inquiry.
#[derive(Debug, Clone)]
pub(crate) struct Inquiry {
    pub(crate) sequence: i64,
    pub(crate) inquiry_id: String,
    pub(crate) prefecture: String,
    pub(crate) user_id: String,
    pub(crate) branch: String,
    pub(crate) procedure_code: String,
    pub(crate) provider: String,
    pub(crate) provider_name: String,
    pub(crate) information_code: String,
    pub(crate) information_name: String,
    /// `YYYYMMDD`.
    pub(crate) period_from: Option<String>,
    /// `YYYYMMDD`.
    pub(crate) period_to: Option<String>,
    pub(crate) state: InquiryState,
    pub(crate) result_code: Option<String>,
    pub(crate) requested_at: Moment,
    pub(crate) answered_at: Option<Moment>,
    pub(crate) source_as_of: Option<String>,
    /// JSON list of pairs.
    pub(crate) items: String,
}

const SELECT: &str = "SELECT sequence, inquiry_id, prefecture, user_id, branch, procedure_code, provider,
    provider_name, information_code, information_name, period_from, period_to, state, result_code, requested_at,
    answered_at, source_as_of, items FROM inquiry";

fn read(row: &Row<'_>) -> rusqlite::Result<Inquiry> {
    let state: String = row.get(12)?;
    Ok(Inquiry {
        sequence: row.get(0)?,
        inquiry_id: row.get(1)?,
        prefecture: row.get(2)?,
        user_id: row.get(3)?,
        branch: row.get(4)?,
        procedure_code: row.get(5)?,
        provider: row.get(6)?,
        provider_name: row.get(7)?,
        information_code: row.get(8)?,
        information_name: row.get(9)?,
        period_from: row.get(10)?,
        period_to: row.get(11)?,
        state: InquiryState::from_text(&state).unwrap_or(InquiryState::Asking),
        result_code: row.get(13)?,
        requested_at: row.get(14)?,
        answered_at: row.get(15)?,
        source_as_of: row.get(16)?,
        items: row.get(17)?,
    })
}

/// Notes a new inquiry.
pub(crate) fn add(connection: &Connection, inquiry: &Inquiry) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO inquiry (inquiry_id, prefecture, user_id, branch, procedure_code, provider, provider_name,
         information_code, information_name, period_from, period_to, state, requested_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            inquiry.inquiry_id, inquiry.prefecture, inquiry.user_id, inquiry.branch, inquiry.procedure_code,
            inquiry.provider, inquiry.provider_name, inquiry.information_code, inquiry.information_name,
            inquiry.period_from, inquiry.period_to, inquiry.state.text(), inquiry.requested_at
        ],
    )?;
    Ok(())
}

/// By its id, whoever's it is.
pub(crate) fn find(connection: &Connection, inquiry_id: &str) -> Result<Option<Inquiry>, StoreError> {
    one(connection, &format!("{SELECT} WHERE inquiry_id = ?1"), [inquiry_id], read)
}

/// Inquiries of a union, or of all, newest first, without those about members of access groups
/// that the user may not see. The page goes downwards.
pub(crate) fn list(
    connection: &Connection,
    prefecture: Option<&str>,
    own_group: Option<&str>,
    every_group: bool,
    page: Page,
) -> Result<Vec<Inquiry>, StoreError> {
    let below = if page.after == 0 { i64::MAX } else { page.after };
    let sql = format!(
        "{SELECT} WHERE (?1 IS NULL OR prefecture = ?1) AND sequence < ?2 AND (?5 OR NOT EXISTS (
             SELECT 1 FROM member m
             WHERE m.sequence IN {} AND m.branch = inquiry.branch AND m.deleted = 0
             AND m.access_group IS NOT NULL AND m.access_group IS NOT ?3))
         ORDER BY sequence DESC LIMIT ?4",
        places("inquiry.branch")
    );
    all(connection, &sql, params![prefecture, below, own_group, page.limit(), every_group], read)
}

/// The latest inquiry that asked the same and was answered with values. For a defect only.
pub(crate) fn answered_before(
    connection: &Connection,
    asked: &Inquiry,
) -> Result<Option<Inquiry>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE branch = ?1 AND provider = ?2 AND information_code = ?3 AND state = ?4
         ORDER BY sequence DESC LIMIT 1"
    );
    let values = params![asked.branch, asked.provider, asked.information_code, InquiryState::Answered.text()];
    one(connection, &sql, values, read)
}

/// Whether an earlier inquiry of the union has not ended. For a defect only.
pub(crate) fn earlier_is_open(connection: &Connection, asked: &Inquiry) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM inquiry WHERE prefecture = ?1 AND sequence < ?2 AND result_code IS NULL LIMIT 1";
    Ok(one(connection, sql, params![asked.prefecture, asked.sequence], |_| Ok(()))?.is_some())
}

/// Moves on to another state that is not an end.
pub(crate) fn set_state(
    connection: &Connection,
    inquiry_id: &str,
    state: InquiryState,
) -> Result<(), StoreError> {
    run(connection, "UPDATE inquiry SET state = ?2 WHERE inquiry_id = ?1", [inquiry_id, state.text()])?;
    Ok(())
}

/// Ends an inquiry.
pub(crate) fn conclude(
    connection: &Connection,
    inquiry_id: &str,
    state: InquiryState,
    result_code: &str,
    answered_at: Option<Moment>,
    values: (Option<&str>, &str),
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE inquiry SET state = ?2, result_code = ?3, answered_at = ?4, source_as_of = ?5, items = ?6
         WHERE inquiry_id = ?1",
        params![inquiry_id, state.text(), result_code, answered_at, values.0, values.1],
    )?;
    Ok(())
}
