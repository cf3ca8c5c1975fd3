//! 副本照会 and 提供開始日設定.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::path;
use utoipa::ToSchema;

use super::{
    extract::{JsonBody, PathText},
    identity_of_caller::Caller,
    lists::Listing,
    members,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::{copy_rows::CopyKind, provision::CopyState},
    server::Server,
    store::{
        StoreError,
        copies::{self, ListedCopy},
        members as stored_members, provision_requests, slips,
    },
};

/// A 副本.
#[derive(Serialize, ToSchema)]
pub(super) struct CopyInfo {
    /// eligibility, combined-high-cost or funeral.
    kind: &'static str,
    /// 資格取得年月日, 計算期間開始年月日 or 死亡年月日 as in the file.
    key: String,
    /// 登録済(提供開始前), 提供中 or 提供停止.
    state: &'static str,
    /// Whether the kind of the member is provided without anybody's action.
    automatic: bool,
    /// Counts every change, from 1.
    revision: i64,
    /// Columns of the file but 処理区分 and 被保険者枝番.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    values: serde_json::Map<String, serde_json::Value>,
    /// 更新日時 of the file: the age of the 正本.
    source_as_of: String,
    reflected_at: String,
}

/// Copies of a member by kind and key, without deleted ones. R-COPY or R-VIEW.
///
/// Unknown or another union's branch number: Q404; another access group: N8.
#[utoipa::path(
    get, path = path::COPIES, tag = "copies", operation_id = "copies",
    params(("branch_number" = String, Path, description = "被保険者枝番")),
    responses(
        (status = 200, description = "副本", body = Listing<CopyInfo>),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn of_member(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(branch): PathText,
) -> Result<Json<Listing<CopyInfo>>, Problem> {
    let member = match server.defects.has(&defects::COPIES_OF_ANY_UNION) {
        true => server.store.read(|connection| stored_members::place(connection, &branch))?,
        false => Some(members::find(&server, &caller, &branch, &defects::GROUP_IGNORED_ON_COPIES)?.sequence),
    };
    let now = server.clock.now();
    let late = if server.defects.has(&defects::START_DAY_LATE) {
        24
    } else if server.defects.has(&defects::START_BY_UTC_DAY) {
        9
    } else {
        0
    };
    let today = now.plus_seconds(-late * 3600).date();
    let items = server.store.read(|connection| {
        let listed = match member {
            Some(member) => copies::of_member(connection, member)?,
            None => Vec::new(),
        };
        let show = |listed: ListedCopy| {
            let mut start = copies::start_of(connection, caller.prefecture(), listed.kind)?;
            if let Some(test) = server.leaks_from_test(&defects::START_OF_TEST_COUNTS_IN_PRODUCTION) {
                start = test.store.read(|there| copies::start_of(there, caller.prefecture(), listed.kind))?;
            }
            Ok(CopyInfo {
                kind: listed.kind.name(),
                key: listed.copy.key,
                state: match server.defects.has(&defects::COPY_SHOWN_AS_PROVIDED_EARLY) {
                    true => CopyState::Provided.text(),
                    false => start.state_on(today).text(),
                },
                automatic: provision_requests::is_automatic(connection, &branch, listed.kind)?,
                revision: listed.revision,
                values: listed
                    .copy
                    .values
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value.into()))
                    .collect(),
                source_as_of: listed.copy.source_as_of,
                reflected_at: listed.reflected_at.rfc3339(),
            })
        };
        listed.into_iter().map(show).collect::<Result<Vec<_>, StoreError>>()
    })?;
    Ok(Json(Listing::whole(items)))
}

/// A revision of a 副本.
#[derive(Serialize, ToSchema)]
pub(super) struct RevisionInfo {
    /// eligibility, combined-high-cost or funeral.
    kind: &'static str,
    key: String,
    /// Counts every change of the copy, from 1; a deletion is a change.
    revision: i64,
    /// Whether this revision deleted the copy.
    deleted: bool,
    /// As in the list of copies. A deletion repeats the values that it ended.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    values: serde_json::Map<String, serde_json::Value>,
    source_as_of: String,
    reflected_at: String,
}

/// All revisions of the copies of a member, deleted ones too. R-COPY or R-VIEW.
///
/// By kind, key and revision, the oldest first. Each registration, change and deletion of a
/// copy is one revision, and none of them ever changes. Unknown, deleted or another union's
/// branch number: Q404; another access group: N8.
#[utoipa::path(
    get, path = path::COPY_HISTORY, tag = "copies", operation_id = "copy_history",
    params(("branch_number" = String, Path, description = "被保険者枝番")),
    responses(
        (status = 200, description = "副本の履歴", body = Listing<RevisionInfo>),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn history(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(branch): PathText,
) -> Result<Json<Listing<RevisionInfo>>, Problem> {
    let member = members::find(&server, &caller, &branch, &defects::GROUP_IGNORED_ON_COPIES)?;
    let mut revisions = server.store.read(|connection| copies::history(connection, member.sequence))?;
    if server.defects.has(&defects::DELETION_NOT_IN_HISTORY) {
        revisions.retain(|past| !past.deleted);
    }
    if server.defects.has(&defects::HISTORY_SHOWS_CURRENT)
        && let Some(values) = revisions.last().map(|newest| newest.listed.copy.values.clone())
    {
        revisions.iter_mut().for_each(|past| past.listed.copy.values.clone_from(&values));
    }
    let show = |past: copies::Revision| RevisionInfo {
        kind: past.listed.kind.name(),
        key: past.listed.copy.key,
        revision: past.listed.revision,
        deleted: past.deleted,
        values: past
            .listed
            .copy
            .values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect(),
        source_as_of: past.listed.copy.source_as_of,
        reflected_at: past.listed.reflected_at.rfc3339(),
    };
    Ok(Json(Listing::whole(revisions.into_iter().map(show).collect())))
}

/// 副本の提供開始日 of a kind.
#[derive(Serialize, ToSchema)]
pub(super) struct ProvisionStartInfo {
    kind: &'static str,
    /// Null: not provided.
    start_date: Option<NaiveDate>,
}

/// 副本の提供開始日 of all kinds. R-COPY.
#[utoipa::path(
    get, path = path::PROVISION_STARTS, tag = "copies", operation_id = "provision_starts",
    responses((status = 200, description = "副本の提供開始日", body = Listing<ProvisionStartInfo>))
)]
pub(super) async fn starts(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<ProvisionStartInfo>>, Problem> {
    let items = server.store.read(|connection| {
        let show = |kind: CopyKind| {
            let start_date = copies::start_of(connection, caller.prefecture(), kind)?.start;
            Ok(ProvisionStartInfo { kind: kind.name(), start_date })
        };
        CopyKind::ALL.into_iter().map(show).collect::<Result<Vec<_>, StoreError>>()
    })?;
    Ok(Json(Listing::whole(items)))
}

/// The day from which a kind is provided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStart {
    /// From 00:00 JST of this day. Null stops the provision.
    #[schema(required = true)]
    #[serde(deserialize_with = "Option::deserialize")]
    start_date: Option<NaiveDate>,
}

/// Set 副本の提供開始日 of a kind. R-COPY.
///
/// Copies of the kind are 登録済(提供開始前) before that day and 提供中 from that day on. If the
/// kind was provided already and the new day is in the future or null, they are 提供停止
/// until that day.
#[utoipa::path(
    put, path = path::PROVISION_START, tag = "copies", operation_id = "set_provision_start",
    params(("kind" = String, Path, description = "eligibility, combined-high-cost, funeral")),
    request_body = NewStart,
    responses(
        (status = 200, description = "設定した", body = ProvisionStartInfo),
        (status = 404, description = "Q404 unknown kind", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn set_start(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(kind): PathText,
    JsonBody(body): JsonBody<NewStart>,
) -> Result<Json<ProvisionStartInfo>, Problem> {
    let kind = CopyKind::from_name(&kind).ok_or_else(Problem::not_found)?;
    let today = server.clock.now().date();
    server.store.write(|connection| {
        let before = copies::start_of(connection, caller.prefecture(), kind)?;
        let was_provided = (before.was_provided || before.state_on(today) == CopyState::Provided)
            && !server.defects.has(&defects::STOP_SHOWN_AS_BEFORE_START);
        let mut start_date = body.start_date;
        if server.defects.has(&defects::STOP_WITHOUT_EFFECT) {
            start_date = start_date.or(before.start);
        }
        if start_date.is_none() && server.defects.has(&defects::STOP_HITS_ALL_KINDS) {
            for kind in CopyKind::ALL {
                copies::set_start(connection, caller.prefecture(), kind, None, was_provided)?;
            }
        }
        if server.defects.has(&defects::START_OF_ALL_UNIONS) {
            slips::set_all_starts(connection, kind, start_date)?;
        }
        copies::set_start(connection, caller.prefecture(), kind, start_date, was_provided)
    })?;
    Ok(Json(ProvisionStartInfo { kind: kind.name(), start_date: body.start_date }))
}
