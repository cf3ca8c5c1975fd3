//! Rules of the server as pure functions and values: numbers, passwords, rows of files,
//! matching, permissions. Must not know SQL, HTTP, files or a clock.

pub(crate) mod branch_numbers;
pub(crate) mod charset;
pub(crate) mod copy_rows;
pub(crate) mod file_kinds;
pub(crate) mod identity;
pub(crate) mod inquiry_rows;
pub(crate) mod member_rows;
pub(crate) mod moment;
pub(crate) mod numbers;
pub(crate) mod passwords;
pub(crate) mod provision;
pub(crate) mod roles;
pub(crate) mod row_fault;
pub(crate) mod row_fields;
pub(crate) mod states;
pub(crate) mod text;
pub(crate) mod user_rows;
