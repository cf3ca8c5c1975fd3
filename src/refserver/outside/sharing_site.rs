//! 情報共有サイト: whom to ask at an institution when an answer is missing or wrong. Must
//! not know inquiries.

use rusqlite::Connection;

use crate::refserver::{
    defects::{self, Defects},
    store::{StoreError, institutions},
};

/// 連絡窓口 of an institution.
#[derive(Debug)]
pub(crate) struct Contact {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) contact: String,
    pub(crate) linkage_started: bool,
}

/// 連絡窓口 of all institutions, or of one.
pub(crate) fn contacts(
    connection: &Connection,
    code: Option<&str>,
    defects: &Defects,
) -> Result<Vec<Contact>, StoreError> {
    let mut institutions = institutions::list(connection, code)?;
    if defects.has(&defects::INQUIRY_CONTACT_OF_STARTED_ONLY) {
        institutions.retain(|institution| institution.linkage_started);
    }
    let contact = |institution: institutions::Institution| Contact {
        code: institution.code,
        name: institution.name,
        contact: institution.contact,
        linkage_started: institution.linkage_started,
    };
    Ok(institutions.into_iter().map(contact).collect())
}
