//! 情報共有サイト: whom to ask at an institution when an answer is missing or wrong, what is
//! published, what stands still or is going to, and who of a union may look. Must not know
//! inquiries.

use rusqlite::Connection;

use super::{juki_net, nws};
use crate::refserver::{
    defects::{self, Defects},
    domain::moment::Moment,
    store::{StoreError, institutions, sharing_site},
};

/// A union has at most so many accounts.
const MOST_ACCOUNTS: usize = 2;
/// 運用スケジュール: what is going to stand still.
pub(crate) const SCHEDULE: &str = "運用スケジュール";
/// システム障害発生状況: what stands still.
pub(crate) const OUTAGES: &str = "システム障害発生状況";
/// Sections whose entries somebody writes.
pub(crate) const WRITTEN: [&str; 2] = ["連絡事項", "各種様式"];
/// What stands before the id of a removed account that a defect keeps.
const KEPT: char = '-';

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

/// User ids of a union with an account.
pub(crate) fn accounts(connection: &Connection, prefecture: &str) -> Result<Vec<String>, StoreError> {
    let mut accounts = sharing_site::accounts(connection, Some(prefecture))?;
    accounts.retain(|user_id| !user_id.starts_with(KEPT));
    Ok(accounts)
}

/// Whether a user has an account.
pub(crate) fn has_account(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
) -> Result<bool, StoreError> {
    Ok(accounts(connection, prefecture)?.iter().any(|one| one == user_id))
}

/// Gives a user an account. Tells whether there was a place left, or the user had one.
pub(crate) fn register(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    defects: &Defects,
) -> Result<bool, StoreError> {
    let of = (!defects.has(&defects::SITE_ACCOUNTS_COUNTED_TOGETHER)).then_some(prefecture);
    let taken = sharing_site::accounts(connection, of)?.len();
    let most = MOST_ACCOUNTS + usize::from(defects.has(&defects::SITE_THIRD_ACCOUNT_TAKEN));
    if taken >= most && !has_account(connection, prefecture, user_id)? {
        return Ok(false);
    }
    sharing_site::add_account(connection, prefecture, user_id)?;
    Ok(true)
}

/// Takes the account of a user away. Tells whether there was one.
pub(crate) fn remove(
    connection: &Connection,
    prefecture: &str,
    user_id: &str,
    defects: &Defects,
) -> Result<bool, StoreError> {
    let removed = sharing_site::remove_account(connection, prefecture, user_id)?;
    if removed && defects.has(&defects::SITE_PLACE_NOT_FREED) {
        sharing_site::add_account(connection, prefecture, &format!("{KEPT}{user_id}"))?;
    }
    Ok(removed)
}

/// What stands on the site.
#[derive(Debug)]
pub(crate) struct Published {
    pub(crate) section: String,
    pub(crate) title: String,
    pub(crate) body: String,
    /// 機関コード, if it is about one institution.
    pub(crate) institution: Option<String>,
    /// Beginning and end of what stands still.
    pub(crate) span: Option<(Moment, Moment)>,
    /// When it was put there, if somebody did.
    pub(crate) published_at: Option<Moment>,
}

/// What stands in a section of the site, or in all of them.
pub(crate) fn entries(
    connection: &Connection,
    section: Option<&str>,
    now: Moment,
    defects: &Defects,
) -> Result<Vec<Published>, StoreError> {
    let ahead = if defects.has(&defects::SITE_ENTRY_BEFORE_PUBLICATION) { 7 * 86_400 } else { 0 };
    let written = sharing_site::published(connection, now.plus_seconds(ahead))?;
    let mut found: Vec<Published> = written
        .into_iter()
        .map(|entry| Published {
            section: entry.section,
            title: entry.title,
            body: entry.body,
            institution: None,
            span: None,
            published_at: Some(entry.published_at),
        })
        .collect();
    for (system, from, to) in institutions::outages(connection)? {
        found.extend(outage(connection, system, (from, to), now, defects)?);
    }
    found.retain(|entry| section.is_none_or(|section| entry.section == section));
    Ok(found)
}

fn outage(
    connection: &Connection,
    system: String,
    (from, to): (Moment, Moment),
    now: Moment,
    defects: &Defects,
) -> Result<Option<Published>, StoreError> {
    let over = to <= now && !defects.has(&defects::SITE_OUTAGE_KEPT);
    let planned = now < from;
    let hidden = match planned {
        true => defects.has(&defects::SITE_SCHEDULE_WITHOUT_OUTAGES),
        false => defects.has(&defects::SITE_OUTAGE_NOT_SHOWN),
    };
    if over || hidden {
        return Ok(None);
    }
    let institution = institutions::find(connection, &system)?;
    let name = match (&institution, system.as_str()) {
        (Some(institution), _) => institution.name.clone(),
        (None, juki_net::SYSTEM) => "住基ネット".to_owned(),
        (None, nws::SYSTEM) => "情報提供ネットワークシステム".to_owned(),
        (None, _) => return Ok(None),
    };
    let (section, what) = if planned { (SCHEDULE, "計画停止") } else { (OUTAGES, "停止中") };
    Ok(Some(Published {
        section: section.to_owned(),
        title: format!("{name} {what}"),
        body: String::new(),
        institution: institution.map(|institution| institution.code),
        span: Some((from, to)),
        published_at: None,
    }))
}
