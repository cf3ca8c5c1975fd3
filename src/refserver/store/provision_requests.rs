//! Which copies an officer provides by hand, and the inquiries that wait for it.

use rusqlite::{Connection, Row, params};

use super::{Page, StoreError, all, members::places, one, run};
use crate::refserver::domain::{copy_rows::CopyKind, moment::Moment, states::RequestState};

/// An inquiry that the provider's officer decides about.
#[derive(Debug, Clone)]
pub(crate) struct ProvisionRequest {
    pub(crate) sequence: i64,
    pub(crate) process_number: String,
    /// 被保険者枝番 at the provider.
    pub(crate) branch: String,
    pub(crate) state: RequestState,
    /// 機関コード of the inquirer.
    pub(crate) inquirer: String,
    pub(crate) inquirer_name: String,
    pub(crate) information_code: String,
    pub(crate) information_name: String,
    pub(crate) requested_at: Moment,
}

/// Whether copies of a kind of a member are provided without anybody's action.
pub(crate) fn is_automatic(
    connection: &Connection,
    branch: &str,
    kind: CopyKind,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM manual_provision WHERE branch = ?1 AND kind = ?2";
    Ok(one(connection, sql, [branch, kind.name()], |_| Ok(()))?.is_none())
}

/// Sets whether copies of a kind of a member are provided without anybody's action.
pub(crate) fn set_automatic(
    connection: &Connection,
    branch: &str,
    kind: CopyKind,
    automatic: bool,
) -> Result<(), StoreError> {
    let sql = if automatic {
        "DELETE FROM manual_provision WHERE branch = ?1 AND kind = ?2"
    } else {
        "INSERT OR IGNORE INTO manual_provision (branch, kind) VALUES (?1, ?2)"
    };
    run(connection, sql, [branch, kind.name()])?;
    Ok(())
}

/// Notes that an inquiry waits for a decision of a union.
pub(crate) fn add(
    connection: &Connection,
    process_number: &str,
    prefecture: &str,
    branch: &str,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR IGNORE INTO provision_request (process_number, prefecture, branch, state)
         VALUES (?1, ?2, ?3, ?4)",
        [process_number, prefecture, branch, RequestState::Undecided.text()],
    )?;
    Ok(())
}

const SELECT: &str = "SELECT r.sequence, r.process_number, r.branch, r.state, u.institution, u.name,
    i.information_code, i.information_name, i.requested_at
    FROM provision_request r JOIN inquiry i ON i.inquiry_id = r.process_number
    JOIN insurer u ON u.prefecture = i.prefecture";

fn read(row: &Row<'_>) -> rusqlite::Result<ProvisionRequest> {
    let state: String = row.get(3)?;
    Ok(ProvisionRequest {
        sequence: row.get(0)?,
        process_number: row.get(1)?,
        branch: row.get(2)?,
        state: RequestState::from_text(&state).unwrap_or(RequestState::Over),
        inquirer: row.get(4)?,
        inquirer_name: row.get(5)?,
        information_code: row.get(6)?,
        information_name: row.get(7)?,
        requested_at: row.get(8)?,
    })
}

/// What a union was asked to decide.
pub(crate) fn find(
    connection: &Connection,
    prefecture: &str,
    process_number: &str,
) -> Result<Option<ProvisionRequest>, StoreError> {
    let sql = format!("{SELECT} WHERE r.prefecture = ?1 AND r.process_number = ?2");
    one(connection, &sql, [prefecture, process_number], read)
}

/// What a union (without one, any) was asked to decide, in the order in which it came;
/// without members of access groups that the user may not see.
pub(crate) fn list(
    connection: &Connection,
    prefecture: Option<&str>,
    own_group: Option<&str>,
    page: Page,
) -> Result<Vec<ProvisionRequest>, StoreError> {
    let sql = format!(
        "{SELECT} JOIN member m ON m.sequence IN {} AND m.branch = r.branch
         WHERE (?1 IS NULL OR r.prefecture = ?1) AND (m.access_group IS NULL OR m.access_group IS ?2) AND r.sequence > ?3
         ORDER BY r.sequence LIMIT ?4",
        places("r.branch")
    );
    all(connection, &sql, params![prefecture, own_group, page.after, page.limit()], read)
}

/// Ends the waiting, if it has not ended.
pub(crate) fn end(
    connection: &Connection,
    process_number: &str,
    state: RequestState,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE provision_request SET state = ?2 WHERE process_number = ?1 AND state = ?3",
        [process_number, state.text(), RequestState::Undecided.text()],
    )?;
    Ok(())
}
