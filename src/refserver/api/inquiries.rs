//! 情報照会: registration, list, result.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::{path, problem};
use utoipa::ToSchema;

use super::{
    extract::{JsonBody, Parameters, PathText},
    identity_of_caller::Caller,
    lists::{self, Cursor, Listing},
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::text,
    jobs::{
        Job, JobError,
        inquiry::{self, Inquirer, Request},
    },
    server::Server,
    store::{
        Page, StoreError,
        inquiries::{self, Inquiry},
        members,
    },
};

/// What is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInquiry {
    /// 被保険者枝番 of an own member.
    branch_number: String,
    /// 事務手続コード of the master.
    procedure_code: String,
    /// 機関コード of the institution that is asked.
    provider_code: String,
    /// 特定個人情報コード of the master.
    information_code: String,
    /// Only information about this day and later.
    period_from: Option<NaiveDate>,
    /// Only information about this day and earlier.
    period_to: Option<NaiveDate>,
}

/// A registered inquiry.
#[derive(Serialize, ToSchema)]
pub(super) struct RegisteredInquiry {
    /// 処理通番: the day and twelve digits.
    inquiry_id: String,
    /// 受付.
    state: &'static str,
}

/// Register an inquiry. R-INQUIRE.
///
/// Checks in this order: form of the values (Q422); the branch number exists in the own
/// union (N10); access group (N8); procedure, type of the provider and information are a
/// combination of the applied master and the provider is known and another institution
/// (N7); the own member's code is linked (N4). N7 and N4 leave a record on the own side.
///
/// The inquiry is 照会中 at once; the provider is asked a little later (default 5 s). It ends
/// as 回答あり (OK), 該当なし (N1), 回答不可 (N2 before the start date, N3 not provided, N5
/// provider has no linked code for the person, N6 provider not linked or out) or タイムアウト
/// (N9, default after 86,400 s). Without an answer it shows 結果待ち (default after 60 s).
#[utoipa::path(
    post, path = path::INQUIRIES, tag = "inquiries", operation_id = "register_inquiry", request_body = NewInquiry,
    responses(
        (status = 201, description = "受け付けた", body = RegisteredInquiry),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 422, description = "N10, N7, N4, Q422", body = ProblemBody),
    )
)]
pub(super) async fn register(
    State(server): State<Arc<Server>>,
    caller: Caller,
    JsonBody(body): JsonBody<NewInquiry>,
) -> Result<Response, Problem> {
    for code in [&body.procedure_code, &body.provider_code, &body.information_code] {
        if !text::is_code(code) {
            return Err(Problem::invalid("コードは半角英数字と-_.の32文字以内で指定してください"));
        }
    }
    if body.period_from.zip(body.period_to).is_some_and(|(from, to)| to < from) {
        return Err(Problem::invalid("対象期間の終わりが始めより前です"));
    }
    let request = Request {
        branch: body.branch_number,
        procedure_code: body.procedure_code,
        provider: body.provider_code,
        information_code: body.information_code,
        period_from: body.period_from.map(text::compact),
        period_to: body.period_to.map(text::compact),
    };
    let inquirer = Inquirer {
        union: &caller.union,
        user_id: &caller.user.user_id,
        access_group: caller.user.access_group.as_deref(),
    };
    let now = server.clock.now();
    let registered = server
        .store
        .write(|connection| inquiry::register(Job { server: &server, connection, now }, &inquirer, &request));
    let inquiry = registered.map_err(|error: JobError| Problem::from(error))?.map_err(Problem::new)?;
    let body = RegisteredInquiry { inquiry_id: inquiry.inquiry_id, state: inquiry.state.text() };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// An inquiry in the list.
#[derive(Serialize, ToSchema)]
pub(super) struct InquiryInfo {
    inquiry_id: String,
    /// 照会中, 結果待ち, 回答あり, 該当なし, 回答不可, タイムアウト, 取消.
    state: &'static str,
    /// OK, N1, N2, N3, N4, N5, N6, N9 or N11 at the end.
    result_code: Option<String>,
    branch_number: String,
    procedure_code: String,
    provider_code: String,
    provider_name: String,
    information_code: String,
    information_name: String,
    requested_at: String,
    answered_at: Option<String>,
    /// Age of the provider's source; may be older than the 正本.
    source_as_of: Option<String>,
}

/// An inquiry with its result.
#[derive(Serialize, ToSchema)]
pub(super) struct InquiryResult {
    inquiry_id: String,
    /// As in the list.
    state: &'static str,
    /// As in the list.
    result_code: Option<String>,
    branch_number: String,
    procedure_code: String,
    provider_code: String,
    provider_name: String,
    information_code: String,
    information_name: String,
    requested_at: String,
    answered_at: Option<String>,
    source_as_of: Option<String>,
    /// Empty unless 回答あり.
    items: Vec<ResultItem>,
}

/// One item of a result.
#[derive(Serialize, ToSchema)]
pub(super) struct ResultItem {
    name: String,
    value: String,
}

fn show(inquiry: Inquiry) -> InquiryInfo {
    InquiryInfo {
        inquiry_id: inquiry.inquiry_id,
        state: inquiry.state.text(),
        result_code: inquiry.result_code,
        branch_number: inquiry.branch,
        procedure_code: inquiry.procedure_code,
        provider_code: inquiry.provider,
        provider_name: inquiry.provider_name,
        information_code: inquiry.information_code,
        information_name: inquiry.information_name,
        requested_at: inquiry.requested_at.rfc3339(),
        answered_at: inquiry.answered_at.map(|at| at.rfc3339()),
        source_as_of: inquiry.source_as_of,
    }
}

/// Inquiries of the own union, newest first, without their items. R-INQUIRE.
///
/// Those about members of another access group are left out.
#[utoipa::path(
    get, path = path::INQUIRIES, tag = "inquiries", operation_id = "inquiries", params(Cursor),
    responses((status = 200, description = "情報照会の一覧", body = Listing<InquiryInfo>))
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(cursor): Parameters<Cursor>,
) -> Result<Json<Listing<InquiryInfo>>, Problem> {
    let size = server.settings.page_size;
    let page = lists::page(cursor.cursor.as_deref(), size)?;
    let all = server.defects.has(&defects::INQUIRY_LIST_OF_ALL_UNIONS);
    let union = Some(caller.prefecture()).filter(|_| !all);
    let own_group = caller.user.access_group.as_deref();
    let every_group = server.defects.has(&defects::INQUIRY_LIST_OF_EVERY_GROUP);
    let found =
        server.store.read(|connection| inquiries::list(connection, union, own_group, every_group, page))?;
    Ok(Json(Listing::paged(found, size, |inquiry| inquiry.sequence.to_string(), show)))
}

/// One inquiry with its result. R-INQUIRE. Another union's: Q404; of a member of another access group: N8.
#[utoipa::path(
    get, path = path::INQUIRY, tag = "inquiries", operation_id = "inquiry",
    params(("inquiry_id" = String, Path, description = "処理通番")),
    responses(
        (status = 200, description = "情報照会の結果", body = InquiryResult),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn inquiry(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(inquiry_id): PathText,
) -> Result<Json<InquiryResult>, Problem> {
    let mut inquiry = find(&server, &caller, &inquiry_id)?;
    if server.defects.has(&defects::INQUIRY_OTHER_BRANCH_SHOWN) {
        let page = Page { after: inquiry.sequence, size: 1 };
        let union = Some(caller.prefecture());
        let before = server.store.read(|connection| inquiries::list(connection, union, None, false, page))?;
        inquiry.branch = before.into_iter().next().map_or(inquiry.branch, |before| before.branch);
    }
    if inquiry.result_code.is_some()
        && inquiry.items == "[]"
        && server.defects.has(&defects::INQUIRY_VALUES_OF_BEFORE_SHOWN)
    {
        let page = Page { after: inquiry.sequence, size: 100 };
        let union = Some(caller.prefecture());
        let before = server.store.read(|connection| inquiries::list(connection, union, None, false, page))?;
        let shown = before.into_iter().find(|before| before.items != "[]");
        inquiry.items = shown.map_or(inquiry.items, |shown| shown.items);
    }
    result_of(inquiry)
}

/// An own inquiry about a member whom the user may see.
fn find(server: &Server, caller: &Caller, inquiry_id: &str) -> Result<Inquiry, Problem> {
    let (inquiry, member) = server.store.read(|connection| {
        let found = inquiries::find(connection, inquiry_id)?;
        let inquiry = found
            .filter(|inquiry| {
                inquiry.prefecture == caller.prefecture()
                    || server.defects.has(&defects::INQUIRY_OF_ANOTHER_UNION_SHOWN)
            })
            .ok_or_else(Problem::not_found)?;
        let member = members::find(connection, caller.prefecture(), &inquiry.branch)?;
        Ok::<_, Problem>((inquiry, member))
    })?;
    if let Some(member) = member
        && !server.defects.has(&defects::INQUIRY_RESULT_GROUP_IGNORED)
    {
        caller.require_group(member.access_group.as_deref())?;
    }
    Ok(inquiry)
}

/// Take an inquiry back. R-INQUIRE. Another union's: Q404; of a member of another access
/// group: N8; concluded already: Q409.
///
/// The inquiry is 取消 (N11) for good: no later answer changes it. Both sides keep a record
/// with the outcome N11, as for an inquiry that was given up.
#[utoipa::path(
    delete, path = path::INQUIRY, tag = "inquiries", operation_id = "cancel_inquiry",
    params(("inquiry_id" = String, Path, description = "処理通番")),
    responses(
        (status = 200, description = "取り消した", body = InquiryResult),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 409, description = "Q409", body = ProblemBody),
    )
)]
pub(super) async fn cancel(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(inquiry_id): PathText,
) -> Result<Json<InquiryResult>, Problem> {
    find(&server, &caller, &inquiry_id)?;
    let now = server.clock.now();
    let cancelled = server
        .store
        .write(|connection| inquiry::cancel(Job { server: &server, connection, now }, &inquiry_id))?;
    if !cancelled {
        let detail = "照会は終わっています。照会の結果を確認してください";
        return Err(Problem::with_detail(problem::CONFLICT, detail));
    }
    result_of(find(&server, &caller, &inquiry_id)?)
}

fn result_of(inquiry: Inquiry) -> Result<Json<InquiryResult>, Problem> {
    let items: Vec<(String, String)> = serde_json::from_str(&inquiry.items).map_err(StoreError::from)?;
    let shown = show(inquiry);
    Ok(Json(InquiryResult {
        inquiry_id: shown.inquiry_id,
        state: shown.state,
        result_code: shown.result_code,
        branch_number: shown.branch_number,
        procedure_code: shown.procedure_code,
        provider_code: shown.provider_code,
        provider_name: shown.provider_name,
        information_code: shown.information_code,
        information_name: shown.information_name,
        requested_at: shown.requested_at,
        answered_at: shown.answered_at,
        source_as_of: shown.source_as_of,
        items: items.into_iter().map(|(name, value)| ResultItem { name, value }).collect(),
    }))
}
