//! Which operations there are, on which screen they happen and which roles permit them:
//! one table for the gate and the operation log.

use axum::http::Method;
use sogo_unyo_test::wire::{path, screen};

use crate::refserver::domain::roles::Role;

/// Who may do an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Permission {
    /// Whoever has a certificate: the log-in.
    Terminal,
    /// Whoever has a certificate, to look at the screen before the log-in. Nobody acts yet, so
    /// that the operation log has nothing to say of it.
    Doorstep,
    /// Every user, even before the initial password was changed.
    AnyState,
    /// Every user.
    Everybody,
    /// Users with one of the roles.
    Roles(&'static [Role]),
    /// By the kind of file in the path.
    FileKind,
}

/// An operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) screen: &'static str,
    pub(super) permission: Permission,
}

const ADMIN: Permission = Permission::Roles(&[Role::Admin]);
const MEMBERS: Permission = Permission::Roles(&[Role::Member, Role::View]);
const NUMBERS: Permission = Permission::Roles(&[Role::Member]);
const COPIES: Permission = Permission::Roles(&[Role::Copy, Role::View]);
const STARTS: Permission = Permission::Roles(&[Role::Copy]);
const INQUIRE: Permission = Permission::Roles(&[Role::Inquire]);
const AUDIT: Permission = Permission::Roles(&[Role::Audit]);

const TABLE: &[(Method, &str, &str, Permission)] = &[
    (Method::GET, path::LOGIN, screen::LOGIN, Permission::Doorstep),
    (Method::POST, path::SESSION, screen::LOGIN, Permission::Terminal),
    (Method::GET, path::SESSION, screen::TOP, Permission::AnyState),
    (Method::DELETE, path::SESSION, screen::TOP, Permission::AnyState),
    (Method::PUT, path::PASSWORD, screen::PASSWORD, Permission::AnyState),
    (Method::GET, path::NOTICES, screen::NOTICES, Permission::Everybody),
    (Method::GET, path::INSURER_DEFINITION, screen::INSURER_DEFINITION, Permission::Everybody),
    (Method::PUT, path::INSURER_DEFINITION, screen::INSURER_DEFINITION, ADMIN),
    (Method::GET, path::ACCESS_GROUPS, screen::ACCESS_GROUPS, ADMIN),
    (Method::PUT, path::ACCESS_GROUP, screen::ACCESS_GROUPS, ADMIN),
    (Method::GET, path::DEPARTMENTS, screen::DEPARTMENTS, ADMIN),
    (Method::GET, path::ROLES, screen::ROLES, ADMIN),
    (Method::PUT, path::ROLE, screen::ROLES, ADMIN),
    (Method::DELETE, path::ROLE, screen::ROLES, ADMIN),
    (Method::GET, path::USERS, screen::USER_MANAGEMENT, ADMIN),
    (Method::POST, path::INITIAL_PASSWORD, screen::USER_MANAGEMENT, ADMIN),
    (Method::POST, path::UNLOCK, screen::USER_MANAGEMENT, ADMIN),
    (Method::GET, path::MASTER, screen::MASTER, ADMIN),
    (Method::GET, path::MASTER_FILE, screen::MASTER, ADMIN),
    (Method::GET, path::FILES, screen::MEMBERS_CHECK, Permission::Everybody),
    (Method::POST, path::UPLOAD, screen::MEMBERS, Permission::FileKind),
    (Method::GET, path::RECEIPT, screen::MEMBERS_DETAIL, Permission::Everybody),
    (Method::DELETE, path::RECEIPT, screen::MEMBERS_DETAIL, Permission::Everybody),
    (Method::GET, path::RECEIPT_RESULT, screen::MEMBERS_DETAIL, Permission::Everybody),
    (Method::GET, path::MEMBERS, screen::MEMBER_SEARCH, MEMBERS),
    (Method::GET, path::MEMBER, screen::MEMBER_SEARCH, MEMBERS),
    (Method::POST, path::NUMBER_DISPLAY, screen::NUMBER_DISPLAY, NUMBERS),
    (Method::GET, path::CODE_LINK, screen::CODE_LINK, MEMBERS),
    (Method::GET, path::COPIES, screen::COPY_SEARCH, COPIES),
    (Method::GET, path::COPY_HISTORY, screen::COPY_SEARCH, COPIES),
    (Method::PUT, path::AUTOMATIC_PROVISION, screen::COPY_SEARCH, STARTS),
    (Method::GET, path::PROVISION_REQUESTS, screen::PROVISION_REQUESTS, STARTS),
    (Method::POST, path::PROVISION_REQUEST, screen::PROVISION_REQUESTS, STARTS),
    (Method::GET, path::PROVISION_STARTS, screen::PROVISION_START, STARTS),
    (Method::PUT, path::PROVISION_START, screen::PROVISION_START, STARTS),
    (Method::GET, path::INQUIRIES, screen::INQUIRIES, INQUIRE),
    (Method::POST, path::INQUIRIES, screen::INQUIRY, INQUIRE),
    (Method::GET, path::INQUIRY, screen::INQUIRY_RESULT, INQUIRE),
    (Method::DELETE, path::INQUIRY, screen::INQUIRY_RESULT, INQUIRE),
    (Method::GET, path::CONTACTS, screen::CONTACTS, INQUIRE),
    (Method::GET, path::SITE_ACCOUNTS, screen::SITE_ACCOUNTS, ADMIN),
    (Method::PUT, path::SITE_ACCOUNT, screen::SITE_ACCOUNTS, ADMIN),
    (Method::DELETE, path::SITE_ACCOUNT, screen::SITE_ACCOUNTS, ADMIN),
    (Method::GET, path::SITE_ENTRIES, screen::SHARING_SITE, Permission::Everybody),
    (Method::GET, path::PLAN_ANSWERS, screen::PLAN_SURVEY, ADMIN),
    (Method::POST, path::PLAN_ANSWERS, screen::PLAN_SURVEY, ADMIN),
    (Method::DELETE, path::PLAN_ANSWER, screen::PLAN_SURVEY, ADMIN),
    (Method::GET, path::PLANS_COLLATED, screen::PLANS_COLLATED, Permission::Everybody),
    (Method::GET, path::PROVISION_RECORDS, screen::RECORDS, AUDIT),
    (Method::GET, path::PROVISION_RECORDS_FILE, screen::RECORDS, AUDIT),
    (Method::PUT, path::NON_DISCLOSURE, screen::RECORDS, AUDIT),
    (Method::GET, path::OPERATION_LOG, screen::OPERATION_LOG, AUDIT),
];

/// The operation of a method on a path; none if the path has no such method.
pub(super) fn find(method: &Method, path: &str) -> Option<Operation> {
    // HEAD runs the handler of GET and must pass the same gate.
    let method = if method == Method::HEAD { &Method::GET } else { method };
    TABLE
        .iter()
        .find(|(known, known_path, ..)| known == method && *known_path == path)
        .map(|(_, _, screen, permission)| Operation { screen, permission: *permission })
}

/// The methods that a path has, for the header `Allow`.
pub(super) fn methods_of(path: &str) -> String {
    let methods = TABLE.iter().filter(|(_, known_path, ..)| *known_path == path);
    methods.map(|(method, ..)| method.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (String, &'static str)> {
    TABLE.iter().map(|(method, path, ..)| (method.as_str().to_lowercase(), *path))
}
