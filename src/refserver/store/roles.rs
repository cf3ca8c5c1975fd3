//! Roles that a union made itself out of standard ones.

use rusqlite::{Connection, Row, params};

use super::{StoreError, all, one, run};
use crate::refserver::domain::roles::{Role, codes_of, roles_of};

/// A role of a union's own.
#[derive(Debug, Clone)]
pub(crate) struct OwnRole {
    pub(crate) code: String,
    pub(crate) name: String,
    /// The standard roles whose work it combines, in the order of the menu.
    pub(crate) roles: Vec<Role>,
}

const SELECT: &str = "SELECT code, name, roles FROM own_role WHERE prefecture = ?1";

fn read(row: &Row<'_>) -> rusqlite::Result<OwnRole> {
    let roles: String = row.get(2)?;
    Ok(OwnRole { code: row.get(0)?, name: row.get(1)?, roles: roles_of(&roles) })
}

/// All of a union, by code.
pub(crate) fn list(connection: &Connection, prefecture: &str) -> Result<Vec<OwnRole>, StoreError> {
    all(connection, &format!("{SELECT} ORDER BY code"), [prefecture], read)
}

/// All of all unions.
pub(crate) fn list_everywhere(connection: &Connection) -> Result<Vec<OwnRole>, StoreError> {
    all(connection, "SELECT code, name, roles FROM own_role ORDER BY code", [], read)
}

/// One of them.
pub(crate) fn find(
    connection: &Connection,
    prefecture: &str,
    code: &str,
) -> Result<Option<OwnRole>, StoreError> {
    one(connection, &format!("{SELECT} AND code = ?2"), [prefecture, code], read)
}

/// Creates or changes one.
pub(crate) fn put(
    connection: &Connection,
    prefecture: &str,
    role: &OwnRole,
    keep_roles: bool,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO own_role (prefecture, code, name, roles) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (prefecture, code) DO UPDATE SET name = ?3, roles = CASE WHEN ?5 THEN roles ELSE ?4 END",
        params![prefecture, role.code, role.name, codes_of(&role.roles), keep_roles],
    )?;
    Ok(())
}

/// Removes one.
pub(crate) fn delete(connection: &Connection, prefecture: &str, code: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM own_role WHERE prefecture = ?1 AND code = ?2", [prefecture, code])?;
    Ok(())
}

/// Whether a user of the union, not retired, holds a role.
pub(crate) fn is_held(
    connection: &Connection,
    prefecture: &str,
    code: &str,
    within_a_code: bool,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM operator WHERE prefecture = ?1 AND retired = 0
               AND (instr(';' || roles || ';', ';' || ?2 || ';') > 0 OR (?3 AND instr(roles, ?2) > 0))";
    Ok(one(connection, sql, params![prefecture, code, within_a_code], |_| Ok(()))?.is_some())
}
