//! Which rows of 情報照会一括要求ファイル became which inquiries, and which were refused.

use rusqlite::{Connection, params};

use super::{StoreError, all, one, run};

/// A row of a file.
#[derive(Debug, Clone)]
pub(crate) struct BulkRow {
    /// 照会番号 of the union.
    pub(crate) number: String,
    /// The inquiry that it became.
    pub(crate) inquiry_id: Option<String>,
    /// 処理結果コード and 処理結果メッセージ of a refused row.
    pub(crate) fault: (String, String),
}

/// Notes who uploaded a file, and so who asks.
pub(crate) fn set_uploader(connection: &Connection, receipt: &str, user_id: &str) -> Result<(), StoreError> {
    run(connection, "INSERT INTO bulk_uploader (receipt, user_id) VALUES (?1, ?2)", [receipt, user_id])?;
    Ok(())
}

/// Who uploaded a file.
pub(crate) fn uploader(connection: &Connection, receipt: &str) -> Result<Option<String>, StoreError> {
    one(connection, "SELECT user_id FROM bulk_uploader WHERE receipt = ?1", [receipt], |row| row.get(0))
}

/// Notes what became of a row.
pub(crate) fn add(
    connection: &Connection,
    receipt: &str,
    row: i64,
    bulk: &BulkRow,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO bulk_inquiry (receipt, row, number, inquiry_id, code, message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![receipt, row, bulk.number, bulk.inquiry_id, bulk.fault.0, bulk.fault.1],
    )?;
    Ok(())
}

/// The file that an inquiry came with.
pub(crate) fn receipt_of(connection: &Connection, inquiry_id: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT receipt FROM bulk_inquiry WHERE inquiry_id = ?1";
    one(connection, sql, [inquiry_id], |row| row.get(0))
}

/// Whether an inquiry of the file has not ended yet.
pub(crate) fn is_open(connection: &Connection, receipt: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM bulk_inquiry b JOIN inquiry i ON i.inquiry_id = b.inquiry_id
               WHERE b.receipt = ?1 AND i.result_code IS NULL LIMIT 1";
    Ok(one(connection, sql, [receipt], |_| Ok(()))?.is_some())
}

/// All rows of a file in order.
pub(crate) fn rows(connection: &Connection, receipt: &str) -> Result<Vec<BulkRow>, StoreError> {
    let sql = "SELECT number, inquiry_id, code, message FROM bulk_inquiry WHERE receipt = ?1 ORDER BY row";
    all(connection, sql, [receipt], |row| {
        Ok(BulkRow { number: row.get(0)?, inquiry_id: row.get(1)?, fault: (row.get(2)?, row.get(3)?) })
    })
}
