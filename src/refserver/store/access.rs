//! アクセスグループ and 部署.

use rusqlite::{Connection, params};

use super::{StoreError, all, one, run};

/// アクセスグループ or 部署: a code and a name.
#[derive(Debug, Clone)]
pub(crate) struct Coded {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Of a 部署.
    pub(crate) access_group: Option<String>,
}

/// All access groups of a union.
pub(crate) fn groups(connection: &Connection, prefecture: &str) -> Result<Vec<Coded>, StoreError> {
    let sql = "SELECT code, name FROM access_group WHERE prefecture = ?1 ORDER BY code";
    all(connection, sql, [prefecture], |row| {
        Ok(Coded { code: row.get(0)?, name: row.get(1)?, access_group: None })
    })
}

/// Creates or renames an access group.
pub(crate) fn put_group(
    connection: &Connection,
    prefecture: &str,
    code: &str,
    name: &str,
    keep_name: bool,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO access_group (prefecture, code, name) VALUES (?1, ?2, ?3)
         ON CONFLICT (prefecture, code) DO UPDATE SET name = CASE WHEN ?4 THEN name ELSE ?3 END",
        params![prefecture, code, name, keep_name],
    )?;
    Ok(())
}

/// All departments of a union.
pub(crate) fn departments(connection: &Connection, prefecture: &str) -> Result<Vec<Coded>, StoreError> {
    let sql = "SELECT code, name, access_group FROM department WHERE prefecture = ?1 ORDER BY code";
    all(connection, sql, [prefecture], |row| {
        Ok(Coded { code: row.get(0)?, name: row.get(1)?, access_group: row.get(2)? })
    })
}

/// Whether a department exists.
pub(crate) fn department_exists(
    connection: &Connection,
    prefecture: &str,
    code: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM department WHERE prefecture = ?1 AND code = ?2";
    Ok(one(connection, sql, [prefecture, code], |_| Ok(()))?.is_some())
}

/// Creates or changes a department.
pub(crate) fn put_department(
    connection: &Connection,
    prefecture: &str,
    department: &Coded,
    never_leaves: bool,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO department (prefecture, code, name, access_group) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (prefecture, code) DO UPDATE SET name = ?3,
         access_group = CASE WHEN ?5 THEN ifnull(?4, access_group) ELSE ?4 END",
        params![prefecture, department.code, department.name, department.access_group, never_leaves],
    )?;
    Ok(())
}

/// Whether a user, not retired unless `retired_too`, belongs to a department.
pub(crate) fn department_is_used(
    connection: &Connection,
    prefecture: &str,
    code: &str,
    retired_too: bool,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM operator WHERE prefecture = ?1 AND department = ?2 AND (retired = 0 OR ?3)";
    Ok(one(connection, sql, params![prefecture, code, retired_too], |_| Ok(()))?.is_some())
}

/// Removes a department.
pub(crate) fn delete_department(
    connection: &Connection,
    prefecture: &str,
    code: &str,
) -> Result<(), StoreError> {
    run(connection, "DELETE FROM department WHERE prefecture = ?1 AND code = ?2", [prefecture, code])?;
    Ok(())
}
