//! 個人番号表示: the one act by which an officer reads a member's individual number. It needs
//! a reason, and both stay in the operation log; the number stays nowhere.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::path;
use utoipa::ToSchema;

use super::{
    extract::{JsonBody, PathText},
    gate::OperationNote,
    identity_of_caller::Caller,
    members,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{defects, domain::text, server::Server, store::members as stored};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 200;

/// Why the number is looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    /// 1 to 200 characters, without twelve digits in a row; stays in the operation log.
    #[schema(min_length = 1)]
    reason: String,
}

/// The individual number of a member.
#[derive(Serialize, ToSchema)]
pub(super) struct NumberShown {
    branch_number: String,
    /// As it was registered last.
    individual_number: String,
}

/// Show the individual number of a member. R-MEMBER.
///
/// The operation log keeps who looked, when, at which branch number and why, but not the
/// number. Unknown, deleted or another union's branch number: Q404; another access group:
/// N8; no reason, one too long, or one that holds a number: Q422.
#[utoipa::path(
    post, path = path::NUMBER_DISPLAY, tag = "members", operation_id = "show_individual_number",
    params(("branch_number" = String, Path, description = "被保険者枝番")),
    request_body = Reason,
    responses(
        (status = 200, description = "個人番号", body = NumberShown),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn show(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(branch): PathText,
    JsonBody(body): JsonBody<Reason>,
) -> Result<Response, Problem> {
    members::find(&server, &caller, &branch, &defects::GROUP_IGNORED_ON_NUMBER_DISPLAY)?;
    let reason = body.reason.trim();
    let well_formed = (1..=LONGEST_REASON).contains(&reason.chars().count())
        && text::characters_are_allowed(reason)
        && !text::holds_long_number(reason);
    if !well_formed && !server.defects.has(&defects::NUMBER_SHOWN_WITHOUT_REASON) {
        return Err(Problem::invalid(
            "理由を200文字以内で入力してください。個人番号のような12桁以上の数字は書けません",
        ));
    }
    let first = server.defects.has(&defects::NUMBER_OF_ANOTHER_SHOWN);
    let number = server.store.read(|connection| match first {
        true => stored::first_number(connection, caller.prefecture()),
        false => stored::number_of(connection, &branch),
    })?;
    let number = number.ok_or_else(Problem::not_found)?;
    let mut note = format!("被保険者枝番 {branch} 理由 {reason}");
    if server.defects.has(&defects::REASON_NOT_KEPT) {
        note = format!("被保険者枝番 {branch}");
    }
    if server.defects.has(&defects::NUMBER_IN_THE_LOG) {
        note = format!("{note} {}", number.expose());
    }
    let shown = NumberShown { branch_number: branch, individual_number: number.expose() };
    let mut response = Json(shown).into_response();
    response.extensions_mut().insert(OperationNote(note));
    Ok(response)
}
