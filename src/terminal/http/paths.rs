//! Which path stands for which screen.

use crate::wire::{file_kind, path, screen};

/// Puts values into the `{…}` of a path, percent-encoded.
pub(in crate::terminal) fn fill(template: &str, name: &str, value: &str) -> String {
    template.replace(&format!("{{{name}}}"), &encoded(value))
}

/// A value as it stands in a path or query, percent-encoded.
pub(super) fn encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte))
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// The screen on which a kind of file is registered.
pub(in crate::terminal) fn upload_screen(kind: &str) -> &'static str {
    match kind {
        file_kind::DEPARTMENTS => screen::DEPARTMENTS,
        file_kind::USERS => screen::USERS,
        file_kind::MEMBERS => screen::MEMBERS,
        file_kind::IDENTITY_REQUESTS => screen::IDENTITY,
        file_kind::INQUIRIES => screen::BULK_INQUIRY,
        _ => screen::COPIES,
    }
}

/// The screen on which the uploads of a kind of file are listed.
pub(in crate::terminal) fn uploads_screen(kind: &str) -> &'static str {
    match kind {
        file_kind::MEMBERS => screen::MEMBERS_CHECK,
        file_kind::IDENTITY_REQUESTS => screen::IDENTITY_RESULT,
        file_kind::INQUIRIES => screen::BULK_INQUIRY_RESULT,
        file_kind::DEPARTMENTS | file_kind::USERS => upload_screen(kind),
        _ => screen::COPIES_RESULT,
    }
}

/// The list behind a screen that can be opened without asking for anything.
pub(super) fn listing_path(screen: &str) -> Option<(&'static str, &'static [(&'static str, &'static str)])> {
    Some(match screen {
        screen::TOP | screen::PASSWORD => (path::SESSION, &[]),
        screen::NOTICES => (path::NOTICES, &[]),
        screen::ACCESS_GROUPS => (path::ACCESS_GROUPS, &[]),
        screen::DEPARTMENTS => (path::DEPARTMENTS, &[]),
        screen::ROLES => (path::ROLES, &[]),
        screen::USERS | screen::USER_MANAGEMENT => (path::USERS, &[]),
        screen::INSURER_DEFINITION => (path::INSURER_DEFINITION, &[]),
        screen::MASTER => (path::MASTER, &[]),
        screen::MEMBERS | screen::MEMBERS_CHECK => (path::FILES, &[("kind", file_kind::MEMBERS)]),
        screen::COPIES | screen::COPIES_RESULT => (path::FILES, &[("kind", file_kind::ELIGIBILITY)]),
        screen::IDENTITY | screen::IDENTITY_RESULT => {
            (path::FILES, &[("kind", file_kind::IDENTITY_REQUESTS)])
        }
        screen::BULK_INQUIRY | screen::BULK_INQUIRY_RESULT => {
            (path::FILES, &[("kind", file_kind::INQUIRIES)])
        }
        screen::CONTACTS => (path::CONTACTS, &[]),
        screen::SITE_ACCOUNTS => (path::SITE_ACCOUNTS, &[]),
        screen::SHARING_SITE => (path::SITE_ENTRIES, &[]),
        screen::PLAN_SURVEY => (path::PLAN_ANSWERS, &[]),
        screen::PLANS_COLLATED => (path::PLANS_COLLATED, &[]),
        screen::MEMBER_SEARCH => (path::MEMBERS, &[("insured_number", "00000018")]),
        screen::PROVISION_START => (path::PROVISION_STARTS, &[]),
        screen::PROVISION_REQUESTS => (path::PROVISION_REQUESTS, &[]),
        screen::INQUIRY | screen::INQUIRIES => (path::INQUIRIES, &[]),
        screen::RECORDS => (path::PROVISION_RECORDS, &[]),
        screen::OPERATION_LOG => (path::OPERATION_LOG, &[]),
        _ => return None,
    })
}
