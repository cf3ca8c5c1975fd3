//! 情報共有サイト: who of a union may use it, and what is published there.

use rusqlite::{Connection, params};

use super::{StoreError, all, run};
use crate::refserver::domain::moment::Moment;

/// User ids of a union with an account, or of all unions.
pub(crate) fn accounts(connection: &Connection, prefecture: Option<&str>) -> Result<Vec<String>, StoreError> {
    let sql =
        "SELECT user_id FROM site_account WHERE ?1 IS NULL OR prefecture = ?1 ORDER BY prefecture, user_id";
    all(connection, sql, [prefecture], |row| row.get(0))
}

/// Gives a user an account.
pub(crate) fn add_account(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO site_account (prefecture, user_id) VALUES (?1, ?2)";
    run(connection, sql, [prefecture, user_id])?;
    Ok(())
}

/// Takes the account of a user away. Tells whether there was one.
pub(crate) fn remove_account(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM site_account WHERE prefecture = ?1 AND user_id = ?2";
    Ok(run(connection, sql, [prefecture, user_id])? > 0)
}

/// Something published: 連絡事項 or 各種様式.
#[derive(Debug, Clone)]
pub(crate) struct SiteEntry {
    pub(crate) id: String,
    pub(crate) section: String,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) published_at: Moment,
}

/// Publishes something, or replaces it.
pub(crate) fn put_entry(connection: &Connection, entry: &SiteEntry) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO site_entry (id, section, title, body, published_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![entry.id, entry.section, entry.title, entry.body, entry.published_at],
    )?;
    Ok(())
}

/// Takes something off the site.
pub(crate) fn delete_entry(connection: &Connection, id: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM site_entry WHERE id = ?1", [id])?;
    Ok(())
}

/// What is published by a time, newest first.
pub(crate) fn published(connection: &Connection, until: Moment) -> Result<Vec<SiteEntry>, StoreError> {
    let sql = "SELECT id, section, title, body, published_at FROM site_entry
               WHERE published_at <= ?1 ORDER BY published_at DESC, id DESC";
    all(connection, sql, [until], |row| {
        Ok(SiteEntry {
            id: row.get(0)?,
            section: row.get(1)?,
            title: row.get(2)?,
            body: row.get(3)?,
            published_at: row.get(4)?,
        })
    })
}
