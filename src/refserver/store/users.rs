//! Users with their password hashes, locks and periods of validity.

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::{StoreError, all, one, run};
use crate::refserver::{
    defects::{self, Defects},
    domain::{
        moment::Moment,
        roles::{Role, roles_of},
        states::texts,
        user_rows::UserValues,
    },
};

texts! {
    /// State of a user on the screen 利用者管理.
    UserState {
        /// May log in.
        Active = "有効",
        /// Has not changed the initial password yet.
        Initial = "初期パスワード",
        /// Too many wrong passwords.
        Locked = "ロック中",
        /// Outside the period of validity.
        Outside = "期間外",
    }
}

/// A user.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) department: Option<String>,
    /// Codes of the roles held, standard ones and the union's own.
    pub(crate) role_codes: Vec<String>,
    /// The standard roles that these come to.
    pub(crate) roles: Vec<Role>,
    pub(crate) password_hash: String,
    pub(crate) initial: bool,
    pub(crate) initial_used: bool,
    pub(crate) locked: bool,
    pub(crate) valid_from: Option<NaiveDate>,
    pub(crate) valid_to: Option<NaiveDate>,
    pub(crate) retired: bool,
    /// When the user chose the password; none for an initial one.
    pub(crate) password_set_at: Option<Moment>,
    /// Access group of the department.
    pub(crate) access_group: Option<String>,
}

impl User {
    /// Whether the day lies in the period of validity.
    pub(crate) fn is_valid_on(&self, today: NaiveDate, defects: &Defects) -> bool {
        let from_ignored = defects.has(&defects::VALID_FROM_IGNORED);
        let to_excluded = defects.has(&defects::VALID_TO_EXCLUDED);
        (from_ignored || self.valid_from.is_none_or(|from| from <= today))
            && self.valid_to.is_none_or(|to| today < to || (today == to && !to_excluded))
    }

    /// Whether nothing but a change of the password is permitted: it is an initial one, or
    /// too old.
    pub(crate) fn must_change_password(&self, now: Moment, max_age_days: i64) -> bool {
        let oldest = |set_at: Moment| set_at.plus_seconds(max_age_days.saturating_mul(86_400));
        self.initial || self.password_set_at.is_some_and(|set_at| oldest(set_at) < now)
    }

    /// The state that matters most to the administrator.
    pub(crate) fn state_on(&self, today: NaiveDate, defects: &Defects) -> UserState {
        if self.locked && !defects.has(&defects::LOCK_NOT_SHOWN) {
            UserState::Locked
        } else if !self.is_valid_on(today, defects) {
            UserState::Outside
        } else if self.initial {
            UserState::Initial
        } else {
            UserState::Active
        }
    }
}

const SELECT: &str =
    "SELECT user_id, o.name, department, roles, password_hash, initial, initial_used, locked,
    valid_from, valid_to, retired, password_set_at, d.access_group
    FROM operator o LEFT JOIN department d ON d.prefecture = o.prefecture AND d.code = o.department";

fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    let codes: String = row.get(3)?;
    Ok(User {
        user_id: row.get(0)?,
        name: row.get(1)?,
        department: row.get(2)?,
        role_codes: codes.split(';').map(str::to_owned).collect(),
        roles: roles_of(&codes),
        password_hash: row.get(4)?,
        initial: row.get(5)?,
        initial_used: row.get(6)?,
        locked: row.get(7)?,
        valid_from: row.get(8)?,
        valid_to: row.get(9)?,
        retired: row.get(10)?,
        password_set_at: row.get(11)?,
        access_group: row.get(12)?,
    })
}

/// Adds what the union's own roles come to.
fn with_own_roles(
    connection: &Connection,
    prefecture: &str,
    mut users: Vec<User>,
) -> Result<Vec<User>, StoreError> {
    let is_own = |code: &String| Role::from_code(code).is_none();
    if !users.iter().any(|user| user.role_codes.iter().any(is_own)) {
        return Ok(users);
    }
    let own = super::roles::list(connection, prefecture)?;
    for user in &mut users {
        let held = own.iter().filter(|role| user.role_codes.contains(&role.code));
        user.roles.extend(held.flat_map(|role| role.roles.iter().copied()));
    }
    Ok(users)
}

/// One user, also a retired one.
pub(crate) fn find(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
) -> Result<Option<User>, StoreError> {
    let found = one(
        connection,
        &format!("{SELECT} WHERE o.prefecture = ?1 AND user_id = ?2"),
        [prefecture, user_id],
        read,
    )?;
    Ok(with_own_roles(connection, prefecture, found.into_iter().collect())?.pop())
}

/// The unions that have a user with an id, each with the hash of the user's password.
pub(crate) fn homes(connection: &Connection, user_id: &str) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT prefecture, password_hash FROM operator WHERE user_id = ?1 ORDER BY prefecture";
    all(connection, sql, [user_id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Users that are not retired, by id, after a given one.
pub(crate) fn list(
    connection: &Connection,
    prefecture: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<User>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE o.prefecture = ?1 AND retired = 0 AND user_id > ?2 ORDER BY user_id LIMIT ?3"
    );
    let found =
        all(connection, &sql, params![prefecture, after, i64::try_from(limit).unwrap_or(i64::MAX)], read)?;
    with_own_roles(connection, prefecture, found)
}

/// Creates a user, or replaces attributes, password and lock of one.
pub(crate) fn put(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    values: &UserValues,
    password_hash: &str,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO operator
         (prefecture, user_id, name, department, roles, password_hash, initial, valid_from, valid_to)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8)",
        params![
            prefecture,
            user_id,
            values.name,
            values.department_code,
            values.roles.join(";"),
            password_hash,
            values.valid_from,
            values.valid_to
        ],
    )?;
    Ok(())
}

/// Replaces the attributes only.
pub(crate) fn change(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    values: &UserValues,
    defects: &Defects,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE operator SET name = ?3, department = CASE WHEN ?8 THEN department ELSE ?4 END,
         roles = CASE WHEN ?9 THEN roles ELSE ?5 END, valid_from = ?6, valid_to = ?7
         WHERE prefecture = ?1 AND user_id = ?2",
        params![
            prefecture,
            user_id,
            values.name,
            values.department_code,
            values.roles.join(";"),
            values.valid_from,
            values.valid_to,
            defects.has(&defects::MOVED_USER_STAYS_IN_DEPARTMENT),
            defects.has(&defects::CHANGED_USER_KEEPS_ROLES)
        ],
    )?;
    Ok(())
}

/// Retires a user; the id is never given to somebody else.
pub(crate) fn retire(connection: &Connection, prefecture: &str, user_id: &str) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE operator SET retired = 1 WHERE prefecture = ?1 AND user_id = ?2",
        [prefecture, user_id],
    )?;
    Ok(())
}

/// Counts a wrong password, and locks at the limit.
pub(crate) fn count_failure(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    limit: u32,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE operator SET failures = failures + 1, locked = (failures + 1 >= ?3)
         WHERE prefecture = ?1 AND user_id = ?2",
        params![prefecture, user_id, limit],
    )?;
    Ok(())
}

/// Forgets wrong passwords; marks an initial password as used.
pub(crate) fn logged_in(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    keep_failures: bool,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE operator SET failures = CASE WHEN ?3 THEN failures ELSE 0 END, initial_used = initial
         WHERE prefecture = ?1 AND user_id = ?2",
        params![prefecture, user_id, keep_failures],
    )?;
    Ok(())
}

/// Ends a lock.
pub(crate) fn unlock(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    defects: &Defects,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE operator SET failures = CASE WHEN ?3 THEN failures ELSE 0 END, locked = 0
         WHERE (prefecture = ?1 OR ?4) AND user_id = ?2",
        params![
            prefecture,
            user_id,
            defects.has(&defects::UNLOCK_KEEPS_THE_COUNT),
            defects.has(&defects::UNLOCK_IN_EVERY_UNION)
        ],
    )?;
    Ok(())
}

/// Sets a password: one that the user chose at a time, or an initial one, which also ends a
/// lock unless it is kept.
pub(crate) fn set_password(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    hash: &str,
    chosen_at: Option<Moment>,
    keep_lock: bool,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE operator SET password_hash = ?3, initial = ?4, initial_used = 0, password_set_at = ?5,
         locked = CASE WHEN ?4 AND NOT ?6 THEN 0 ELSE locked END, failures = CASE WHEN ?4 THEN 0 ELSE failures END
         WHERE prefecture = ?1 AND user_id = ?2",
        params![prefecture, user_id, hash, chosen_at.is_none(), chosen_at, keep_lock],
    )?;
    Ok(())
}

/// Remembers a password.
pub(crate) fn remember(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    hash: &str,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO password_history (prefecture, user_id, hash) VALUES (?1, ?2, ?3)",
        [prefecture, user_id, hash],
    )?;
    Ok(())
}

/// The last passwords, newest first.
pub(crate) fn history(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    count: usize,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT hash FROM password_history WHERE prefecture = ?1 AND user_id = ?2 ORDER BY sequence DESC LIMIT ?3";
    all(connection, sql, params![prefecture, user_id, i64::try_from(count).unwrap_or(5)], |row| row.get(0))
}

/// Forgets the last passwords of a user that is set up anew.
pub(crate) fn forget_history(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
) -> Result<(), StoreError> {
    run(
        connection,
        "DELETE FROM password_history WHERE prefecture = ?1 AND user_id = ?2",
        [prefecture, user_id],
    )?;
    Ok(())
}
