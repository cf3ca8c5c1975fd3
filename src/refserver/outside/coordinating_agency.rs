//! 取りまとめ機関: sets a union up with its certificates and its first administrator.
//! Must not know HTTP.

use rusqlite::Connection;

use crate::refserver::{
    domain::{roles::Role, user_rows::UserValues},
    store::{StoreError, sessions, unions, users},
};

/// The first administrator of a union.
pub(crate) struct FirstAdministrator {
    pub(crate) user_id: String,
    pub(crate) name: String,
    /// Hash of the initial password.
    pub(crate) password_hash: String,
}

/// Creates or updates a union. Its administrator starts anew with the initial password:
/// no lock, no session, no remembered password.
pub(crate) fn set_up(
    connection: &Connection,
    union: &unions::Union,
    certificates: &[String],
    administrator: &FirstAdministrator,
) -> Result<(), StoreError> {
    unions::put(connection, union, certificates)?;
    let values = UserValues {
        name: administrator.name.clone(),
        department_code: None,
        roles: vec![Role::Admin.code().to_owned()],
        valid_from: None,
        valid_to: None,
    };
    let (prefecture, user_id) = (union.prefecture.as_str(), administrator.user_id.as_str());
    users::put(connection, prefecture, user_id, &values, &administrator.password_hash)?;
    users::forget_history(connection, prefecture, user_id)?;
    users::remember(connection, prefecture, user_id, &administrator.password_hash)?;
    sessions::end_others(connection, prefecture, user_id, None)
}
