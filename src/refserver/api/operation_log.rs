//! 操作ログ.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::path;
use utoipa::{IntoParams, ToSchema};

use super::{
    extract::Parameters,
    identity_of_caller::Caller,
    lists::{self, Listing},
    problem::{Problem, ProblemBody},
    records::period,
};
use crate::refserver::{defects, server::Server, store::operation_log};

/// One operation.
#[derive(Serialize, ToSchema)]
pub(super) struct OperationInfo {
    sequence: i64,
    at: String,
    /// `(不明)` for a log-in with an id that nobody has.
    user_id: String,
    /// Name of the screen.
    operation: String,
    /// HTTP method.
    method: String,
    /// 成功 or 拒否.
    outcome: &'static str,
    /// Code of the refusal.
    code: Option<String>,
    /// Of 個人番号表示: the branch number and the reason.
    note: Option<String>,
}

/// What to search operations by.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParameters {
    /// Only of this user.
    user_id: Option<String>,
    /// On this day or at this time, or later.
    from: Option<String>,
    /// On this day or at this time, or earlier.
    to: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Operations of the union's users in order. R-AUDIT.
///
/// Every operation with a session and every log-in, also those that were refused. Requests
/// without certificate or session belong to nobody and are not here. No bodies, no numbers.
#[utoipa::path(
    get, path = path::OPERATION_LOG, tag = "records", operation_id = "operation_log", params(SearchParameters),
    responses(
        (status = 200, description = "操作ログ", body = Listing<OperationInfo>),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn search(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(parameters): Parameters<SearchParameters>,
) -> Result<Json<Listing<OperationInfo>>, Problem> {
    let period = period(parameters.from.as_deref(), parameters.to.as_deref())?;
    let size = server.settings.page_size;
    let page = lists::page(parameters.cursor.as_deref(), size)?;
    let every_union = server.defects.has(&defects::OPERATION_LOG_OF_EVERY_UNION);
    let by_user = parameters.user_id.is_some() && server.defects.has(&defects::OPERATION_LOG_BY_USER_ID);
    let prefecture = (!every_union && !by_user).then_some(caller.prefecture());
    let found = server.store.read(|connection| {
        operation_log::search(connection, prefecture, parameters.user_id.as_deref(), period, page)
    })?;
    let show = |operation: operation_log::Operation| OperationInfo {
        sequence: operation.sequence,
        at: operation.at.rfc3339(),
        outcome: operation.outcome(),
        user_id: operation.user_id,
        operation: operation.operation,
        method: operation.method,
        code: operation.refused,
        note: operation.note,
    };
    Ok(Json(Listing::paged(found, size, |operation| operation.sequence.to_string(), show)))
}
