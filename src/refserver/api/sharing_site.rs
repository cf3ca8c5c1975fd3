//! 情報共有サイト: 連絡窓口, 利用登録, 掲載情報.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::{path, problem};
use utoipa::{IntoParams, ToSchema};

use super::{
    extract::{Parameters, PathText},
    identity_of_caller::Caller,
    lists::Listing,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    outside::sharing_site::{self, Contact, Published},
    server::Server,
    store::users,
};

/// 連絡窓口 of an institution.
#[derive(Serialize, ToSchema)]
pub(super) struct ContactInfo {
    /// 機関コード.
    institution_code: String,
    institution_name: String,
    /// Whom to ask by mail or telephone.
    contact: String,
    /// Whether the institution takes part in the linkage already.
    linkage_started: bool,
}

/// Which contacts to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ContactParameters {
    /// 機関コード; without it all institutions.
    institution_code: Option<String>,
}

/// 連絡窓口 of institutions, by 機関コード. R-INQUIRE. An unknown code: an empty list.
#[utoipa::path(
    get, path = path::CONTACTS, tag = "inquiries", operation_id = "contacts", params(ContactParameters),
    responses((status = 200, description = "連絡窓口", body = Listing<ContactInfo>))
)]
pub(super) async fn contacts(
    State(server): State<Arc<Server>>,
    Parameters(parameters): Parameters<ContactParameters>,
) -> Result<Json<Listing<ContactInfo>>, Problem> {
    let code = parameters.institution_code.as_deref();
    let found = server.store.read(|connection| sharing_site::contacts(connection, code, &server.defects))?;
    let show = |contact: Contact| ContactInfo {
        institution_code: contact.code,
        institution_name: contact.name,
        contact: contact.contact,
        linkage_started: contact.linkage_started,
    };
    Ok(Json(Listing::whole(found.into_iter().map(show).collect())))
}

/// A user of the union with an account.
#[derive(Serialize, ToSchema)]
pub(super) struct SiteAccount {
    user_id: String,
}

/// Users of the union with an account of the 情報共有サイト, by id. R-ADMIN.
#[utoipa::path(
    get, path = path::SITE_ACCOUNTS, tag = "outside", operation_id = "site_accounts",
    responses((status = 200, description = "利用登録", body = Listing<SiteAccount>))
)]
pub(super) async fn accounts(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<SiteAccount>>, Problem> {
    let found = server.store.read(|connection| sharing_site::accounts(connection, caller.prefecture()))?;
    Ok(Json(Listing::whole(found.into_iter().map(|user_id| SiteAccount { user_id }).collect())))
}

/// Give a user of the union an account. R-ADMIN.
///
/// Safe to repeat. An unknown or retired user: Q404. A union has at most two accounts; a
/// third is Q409 until one of them is taken away.
#[utoipa::path(
    put, path = path::SITE_ACCOUNT, tag = "outside", operation_id = "register_site_account",
    params(("user_id" = String, Path, description = "ユーザーID")),
    responses(
        (status = 200, description = "登録した", body = SiteAccount),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 409, description = "Q409", body = ProblemBody),
    )
)]
pub(super) async fn register_account(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(user_id): PathText,
) -> Result<Json<SiteAccount>, Problem> {
    server.store.write(|connection| {
        let user = users::find(connection, caller.prefecture(), &user_id)?;
        user.filter(|user| !user.retired).ok_or_else(Problem::not_found)?;
        if !sharing_site::register(connection, caller.prefecture(), &user_id, &server.defects)? {
            let detail = "利用登録は一つの広域連合に2人までです。使わない人の利用登録を取り消してください";
            return Err(Problem::with_detail(problem::CONFLICT, detail));
        }
        Ok(())
    })?;
    Ok(Json(SiteAccount { user_id }))
}

/// Take the account of a user away. R-ADMIN. No account: Q404.
#[utoipa::path(
    delete, path = path::SITE_ACCOUNT, tag = "outside", operation_id = "remove_site_account",
    params(("user_id" = String, Path, description = "ユーザーID")),
    responses(
        (status = 204, description = "取り消した"),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn remove_account(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(user_id): PathText,
) -> Result<StatusCode, Problem> {
    server.store.write(|connection| {
        match sharing_site::remove(connection, caller.prefecture(), &user_id, &server.defects)? {
            true => Ok(StatusCode::NO_CONTENT),
            false => Err(Problem::not_found()),
        }
    })
}

/// Something on the 情報共有サイト.
#[derive(Serialize, ToSchema)]
pub(super) struct SiteEntryInfo {
    /// 連絡事項, 運用スケジュール, 各種様式 or システム障害発生状況.
    section: String,
    title: String,
    body: String,
    /// 機関コード of the institution that stands still; null for other entries.
    institution_code: Option<String>,
    /// From when on it stands still; null for what somebody wrote.
    from: Option<String>,
    /// Until when.
    to: Option<String>,
    /// When it was published; null for what stands still.
    published_at: Option<String>,
}

/// Which section to look at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SectionParameters {
    /// 連絡事項, 運用スケジュール, 各種様式 or システム障害発生状況; without it all of them.
    section: Option<String>,
}

/// What stands on the 情報共有サイト. Users with an account, whatever their role; others: N8.
///
/// 連絡事項 and 各種様式 appear at their time, newest first. What is going to stand still is
/// under 運用スケジュール, what stands still now under システム障害発生状況, and nothing of it
/// remains when it works again. An unknown section: Q422.
#[utoipa::path(
    get, path = path::SITE_ENTRIES, tag = "outside", operation_id = "site_entries", params(SectionParameters),
    responses(
        (status = 200, description = "掲載情報", body = Listing<SiteEntryInfo>),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn entries(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(parameters): Parameters<SectionParameters>,
) -> Result<Json<Listing<SiteEntryInfo>>, Problem> {
    let section = parameters.section.as_deref().filter(|section| !section.is_empty());
    let known = |section: &str| {
        sharing_site::WRITTEN.contains(&section)
            || [sharing_site::SCHEDULE, sharing_site::OUTAGES].contains(&section)
    };
    if section.is_some_and(|section| !known(section)) {
        return Err(Problem::invalid(
            "sectionは連絡事項、運用スケジュール、各種様式、システム障害発生状況のどれかにしてください",
        ));
    }
    let now = server.clock.now();
    let found = server.store.read(|connection| {
        let user_id = &caller.user.user_id;
        if !sharing_site::has_account(connection, caller.prefecture(), user_id)?
            && !server.defects.has(&defects::SITE_READ_WITHOUT_ACCOUNT)
        {
            let detail = "情報共有サイトの利用登録がありません。システム管理者に依頼してください";
            return Err(Problem::with_detail(problem::FORBIDDEN, detail));
        }
        Ok(sharing_site::entries(connection, section, now, &server.defects)?)
    })?;
    let show = |entry: Published| SiteEntryInfo {
        section: entry.section,
        title: entry.title,
        body: entry.body,
        institution_code: entry.institution,
        from: entry.span.map(|(from, _)| from.rfc3339()),
        to: entry.span.map(|(_, to)| to.rfc3339()),
        published_at: entry.published_at.map(|at| at.rfc3339()),
    };
    Ok(Json(Listing::whole(found.into_iter().map(show).collect())))
}
