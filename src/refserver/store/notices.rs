//! お知らせ that the 取りまとめ機関 publishes, to all unions or to some.

use rusqlite::{Connection, params};

use super::{StoreError, all, run};
use crate::refserver::{
    defects::{self, Defects},
    domain::moment::Moment,
};

/// A notice.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) id: String,
    /// 計画停止, 障害 or 連絡.
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) published_at: Moment,
}

/// Creates or replaces a notice; without prefectures it is for all unions.
pub(crate) fn put(
    connection: &Connection,
    notice: &Notice,
    prefectures: Option<&[String]>,
) -> Result<(), StoreError> {
    let prefectures = prefectures.map(serde_json::to_string).transpose()?;
    run(
        connection,
        "INSERT OR REPLACE INTO notice (id, kind, subject, body, published_at, prefectures)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![notice.id, notice.kind, notice.subject, notice.body, notice.published_at, prefectures],
    )?;
    Ok(())
}

/// Takes a notice away.
pub(crate) fn delete(connection: &Connection, id: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM notice WHERE id = ?1", [id])?;
    Ok(())
}

/// The notices for a union that are published.
pub(crate) fn published(
    connection: &Connection,
    prefecture: &str,
    now: Moment,
    defects: &Defects,
) -> Result<Vec<Notice>, StoreError> {
    let sql = "SELECT id, kind, subject, body, published_at FROM notice
               WHERE published_at <= ?2 AND (prefectures IS NULL OR ?3
               OR EXISTS (SELECT 1 FROM json_each(prefectures) WHERE json_each.value = ?1))";
    let ahead = if defects.has(&defects::NOTICE_A_DAY_EARLY) { 86_400 } else { 0 };
    let until = now.plus_seconds(ahead);
    let for_all = defects.has(&defects::NOTICE_OF_ANOTHER_UNION);
    all(connection, sql, params![prefecture, until, for_all], |row| {
        Ok(Notice {
            id: row.get(0)?,
            kind: row.get(1)?,
            subject: row.get(2)?,
            body: row.get(3)?,
            published_at: row.get(4)?,
        })
    })
}
