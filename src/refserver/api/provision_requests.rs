//! 提供可否判断: copies that are not provided automatically, and the decisions about
//! inquiries that wait for them.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::{path, problem, provision_decision};
use utoipa::ToSchema;

use super::{
    extract::{JsonBody, Parameters, PathText, PathTexts},
    identity_of_caller::Caller,
    lists::{self, Cursor, Listing},
    members,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::{copy_rows::CopyKind, states::RequestState},
    jobs::{Job, inquiry},
    server::Server,
    store::{
        members as stored_members,
        provision_requests::{self, ProvisionRequest},
    },
};

/// Whether a kind of copy of a member is provided without anybody's action.
#[derive(Serialize, ToSchema)]
pub(super) struct AutomaticProvision {
    branch_number: String,
    /// eligibility, combined-high-cost or funeral.
    kind: &'static str,
    automatic: bool,
}

/// How a kind of copy of a member is to be provided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAutomaticProvision {
    /// False: inquiries wait for the decision of an officer.
    automatic: bool,
}

/// Set whether a kind of copy of a member is provided automatically. R-COPY.
///
/// True unless it was set. Holds for inquiries that are put to the union from then on; what
/// waits already goes on waiting. The member need not have a copy of the kind. Unknown kind,
/// unknown, deleted or another union's branch number: Q404; another access group: N8.
#[utoipa::path(
    put, path = path::AUTOMATIC_PROVISION, tag = "copies", operation_id = "set_automatic_provision",
    params(
        ("branch_number" = String, Path, description = "被保険者枝番"),
        ("kind" = String, Path, description = "eligibility, combined-high-cost, funeral"),
    ),
    request_body = NewAutomaticProvision,
    responses(
        (status = 200, description = "設定した", body = AutomaticProvision),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn set_automatic(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathTexts(branch, kind): PathTexts,
    JsonBody(body): JsonBody<NewAutomaticProvision>,
) -> Result<Json<AutomaticProvision>, Problem> {
    let kind = CopyKind::from_name(&kind).ok_or_else(Problem::not_found)?;
    members::find(&server, &caller, &branch, &defects::GROUP_IGNORED_ON_COPIES)?;
    server
        .store
        .write(|connection| provision_requests::set_automatic(connection, &branch, kind, body.automatic))?;
    Ok(Json(AutomaticProvision { branch_number: branch, kind: kind.name(), automatic: body.automatic }))
}

/// An inquiry of another institution about a copy that is not provided automatically.
#[derive(Serialize, ToSchema)]
pub(super) struct ProvisionRequestInfo {
    /// 処理通番 of the inquiry.
    process_number: String,
    /// 機関コード of the inquirer.
    inquirer: String,
    inquirer_name: String,
    information_code: String,
    information_name: String,
    /// 被保険者枝番 of the member in the own union.
    branch_number: String,
    requested_at: String,
    /// 判断待ち, 提供, 不提供, 終了.
    state: &'static str,
}

fn show(request: ProvisionRequest) -> ProvisionRequestInfo {
    ProvisionRequestInfo {
        process_number: request.process_number,
        inquirer: request.inquirer,
        inquirer_name: request.inquirer_name,
        information_code: request.information_code,
        information_name: request.information_name,
        branch_number: request.branch,
        requested_at: request.requested_at.rfc3339(),
        state: request.state.text(),
    }
}

/// Inquiries that wait, or waited, for a decision of the own union, in the order in which
/// they came. R-COPY.
///
/// Those about members of another access group are left out. 終了: the inquiry ended (timed
/// out or taken back) before anybody decided.
#[utoipa::path(
    get, path = path::PROVISION_REQUESTS, tag = "copies", operation_id = "provision_requests", params(Cursor),
    responses((status = 200, description = "提供可否判断", body = Listing<ProvisionRequestInfo>))
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(cursor): Parameters<Cursor>,
) -> Result<Json<Listing<ProvisionRequestInfo>>, Problem> {
    let size = server.settings.page_size;
    let page = lists::page(cursor.cursor.as_deref(), size)?;
    let own_group = caller.user.access_group.as_deref();
    let every_union = server.defects.has(&defects::REQUESTS_OF_EVERY_UNION);
    let prefecture = (!every_union).then_some(caller.prefecture());
    let found =
        server.store.read(|connection| provision_requests::list(connection, prefecture, own_group, page))?;
    Ok(Json(Listing::paged(found, size, |request| request.sequence.to_string(), show)))
}

/// What an officer decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    /// 提供 or 不提供.
    decision: String,
}

/// Decide about an inquiry that waits. R-COPY.
///
/// 提供: the inquiry ends at once with the copy of this moment, as if it had been asked for
/// now without anybody having to decide (so with N1, N2, N5 or N6 if that is how it stands
/// now). 不提供: it ends with N3. Both sides keep their one record then. Another union's or
/// none: Q404; of a member of another access group: N8; decided already, or the inquiry has
/// ended: Q409.
#[utoipa::path(
    post, path = path::PROVISION_REQUEST, tag = "copies", operation_id = "decide_provision",
    params(("process_number" = String, Path, description = "処理通番")),
    request_body = Decision,
    responses(
        (status = 200, description = "判断した", body = ProvisionRequestInfo),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 409, description = "Q409", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn decide(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(process_number): PathText,
    JsonBody(body): JsonBody<Decision>,
) -> Result<Json<ProvisionRequestInfo>, Problem> {
    let provide = match body.decision.as_str() {
        provision_decision::PROVIDE => true,
        provision_decision::REFUSE => false,
        _ => return Err(Problem::invalid("decisionは提供か不提供を指定してください")),
    };
    let now = server.clock.now();
    let decided = server.store.write(|connection| {
        let find = || provision_requests::find(connection, caller.prefecture(), &process_number);
        let request = find()?.ok_or_else(Problem::not_found)?;
        if let Some(member) = stored_members::find(connection, caller.prefecture(), &request.branch)? {
            caller.require_group(member.access_group.as_deref())?;
        }
        let undecided = request.state == RequestState::Undecided;
        let job = Job { server: &server, connection, now };
        let too_late = !undecided || !inquiry::decide(job, &process_number, provide)?;
        if too_late && !server.defects.has(&defects::LATE_DECISION_ACCEPTED) {
            let detail = "すでに判断したか、照会が終わっています。提供可否判断の一覧を確認してください";
            return Err(Problem::with_detail(problem::CONFLICT, detail));
        }
        find()?.ok_or_else(Problem::not_found)
    })?;
    Ok(Json(show(decided)))
}
