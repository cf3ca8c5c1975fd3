//! Uploads, their states and their result files.

use std::{future::ready, sync::Arc};

use axum::{
    Json,
    body::Body,
    extract::{Multipart, State, multipart::MultipartRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::{path, problem};
use utoipa::{IntoParams, ToSchema};

use super::{
    arrival,
    extract::{Parameters, PathText},
    gate::OnScreen,
    identity_of_caller::Caller,
    lists::{self, Listing},
    masters::csv_media_type,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::{file_kinds::FileKind, states::JobState, text},
    jobs::{self, Job},
    server::Server,
    store::{
        Page, files,
        receipts::{self, Receipt},
    },
};

/// Answer to an upload.
#[derive(Serialize, ToSchema)]
pub(super) struct Accepted {
    /// `R`, the time of acceptance and six digits.
    receipt_number: String,
    kind: String,
    file_name: String,
    /// 受付済.
    state: &'static str,
    accepted_at: String,
}

/// The multipart form of an upload.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; the parts are read as they stream in")]
pub(super) struct UploadForm {
    /// The file, with a file name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Upload a file.
///
/// Role by kind: departments, users R-ADMIN; members R-MEMBER; eligibility,
/// combined-high-cost, funeral R-COPY; identity-requests R-IDENT; inquiries R-INQUIRE. Unknown kind: Q404. The
/// file is only received here; everything else shows in the receipt.
#[utoipa::path(
    post, path = path::UPLOAD, tag = "files", operation_id = "upload",
    params(("kind" = String, Path, description = "departments, users, members, eligibility, combined-high-cost, funeral, identity-requests, inquiries")),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "受け付けた", body = Accepted),
        (status = 400, description = "Q400 broken multipart", body = ProblemBody),
        (status = 413, description = "Q413", body = ProblemBody),
        (status = 415, description = "Q415", body = ProblemBody),
        (status = 422, description = "Q422 no part `file` with a file name", body = ProblemBody),
    )
)]
pub(super) async fn upload(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(kind): PathText,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let kind = FileKind::from_name(&kind).ok_or_else(Problem::not_found)?;
    let mut multipart = multipart.map_err(|rejection| match rejection {
        MultipartRejection::InvalidBoundary(_) => {
            Problem::with_detail(problem::CONTENT_TYPE, "Content-Typeはmultipart/form-dataにしてください")
        }
        _ => Problem::new(problem::BAD_REQUEST),
    })?;
    let received = arrival::receive(&server, &mut multipart).await?;
    let mut receipt = arrival::keep(&server, &caller, kind, received)?;
    if server.defects.has(&defects::RECEIPT_NUMBER_CUT) {
        receipt.number.truncate("R20170424090000".len());
    }
    let body = Accepted {
        receipt_number: receipt.number,
        kind: receipt.kind,
        file_name: receipt.file_name,
        state: receipt.state.text(),
        accepted_at: receipt.accepted_at.rfc3339(),
    };
    Ok((StatusCode::ACCEPTED, Json(body)).into_response())
}

/// How many rows went which way.
#[derive(Serialize, ToSchema)]
pub(super) struct Counts {
    total: i64,
    normal: i64,
    error: i64,
}

/// Why a file was refused as a whole.
#[derive(Serialize, ToSchema)]
pub(super) struct FileError {
    /// E301 to E305.
    code: String,
    /// The wording may vary; of E305 it names the earlier receipt number.
    message: String,
}

/// An upload.
#[derive(Serialize, ToSchema)]
pub(super) struct ReceiptInfo {
    receipt_number: String,
    kind: String,
    file_name: String,
    /// 受付済, 処理待ち, 処理中, 処理完了, 受付エラー, 取消済.
    state: &'static str,
    accepted_at: String,
    /// Time of 処理完了, 受付エラー or 取消済.
    completed_at: Option<String>,
    /// Only with 処理完了. 処理完了 with errors means: read the result file.
    counts: Option<Counts>,
    /// Only with 受付エラー.
    error: Option<FileError>,
}

fn show(receipt: Receipt) -> ReceiptInfo {
    ReceiptInfo {
        receipt_number: receipt.number,
        kind: receipt.kind,
        file_name: receipt.file_name,
        state: receipt.state.text(),
        accepted_at: receipt.accepted_at.rfc3339(),
        completed_at: receipt.completed_at.map(|at| at.rfc3339()),
        counts: receipt.counts.map(|(total, normal)| Counts { total, normal, error: total - normal }),
        error: receipt.error.map(|(code, message)| FileError { code, message }),
    }
}

/// Which uploads to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListParameters {
    /// Only this kind. Without it: all kinds that the user's roles permit.
    kind: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Uploads of the own union, newest first.
///
/// A kind for which the user has no role: N8. Unknown kind: Q422.
#[utoipa::path(
    get, path = path::FILES, tag = "files", operation_id = "uploads", params(ListParameters),
    responses(
        (status = 200, description = "受付の一覧", body = Listing<ReceiptInfo>),
        (status = 403, description = "N8", body = ProblemBody),
    )
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(parameters): Parameters<ListParameters>,
) -> Response {
    let kind = parameters.kind.as_deref().and_then(FileKind::from_name);
    let mut response = match list_page(&server, &caller, kind, &parameters) {
        Ok(listing) => Json(listing).into_response(),
        Err(problem) => problem.into_response(),
    };
    if let Some(kind) = kind {
        response.extensions_mut().insert(OnScreen(kind.list_screen()));
    }
    response
}

fn list_page(
    server: &Server,
    caller: &Caller,
    kind: Option<FileKind>,
    parameters: &ListParameters,
) -> Result<Listing<ReceiptInfo>, Problem> {
    let size = server.settings.page_size;
    let kinds: Vec<&str> = match (kind, &parameters.kind) {
        (None, Some(_)) => return Err(Problem::invalid("kindが正しくありません")),
        (Some(kind), _) => {
            caller.require(server, &[kind.role()])?;
            vec![kind.name()]
        }
        (None, None) => {
            let permitted =
                FileKind::ALL.into_iter().filter(|kind| caller.require(server, &[kind.role()]).is_ok());
            permitted.map(FileKind::name).collect()
        }
    };
    let page = lists::page(parameters.cursor.as_deref(), size)?;
    let mut found =
        server.store.read(|connection| receipts::list(connection, caller.prefecture(), &kinds, page))?;
    if let Some(test) = server.leaks_from_test(&defects::RECEIPTS_OF_TEST_IN_PRODUCTION) {
        let others = |connection: &_| receipts::list(connection, caller.prefecture(), &kinds, page);
        found.extend(test.store.read(others)?);
    }
    Ok(Listing::paged(found, size, |receipt| receipt.sequence.to_string(), show))
}

fn find(
    server: &Server,
    caller: &Caller,
    number: &str,
) -> Result<(Receipt, FileKind), (Option<FileKind>, Problem)> {
    let found = server.store.read(|connection| receipts::find(connection, number));
    let mut found = found.map_err(|error| (None, Problem::from(error)))?;
    if let Some(test) =
        server.leaks_from_test(&defects::RESULT_OF_TEST_IN_PRODUCTION).filter(|_| found.is_none())
    {
        let there = test.store.read(|connection| receipts::find(connection, number));
        found = there.map_err(|error| (None, Problem::from(error)))?;
    }
    let own = found.filter(|receipt| {
        receipt.prefecture == caller.prefecture() || server.defects.has(&defects::RECEIPT_OF_ANY_UNION)
    });
    let receipt = own.ok_or_else(|| (None, Problem::not_found()))?;
    let kind = FileKind::from_name(&receipt.kind).ok_or_else(|| (None, Problem::not_found()))?;
    caller.require(server, &[kind.role()]).map_err(|problem| (Some(kind), problem))?;
    Ok((receipt, kind))
}

fn on_screen(kind: Option<FileKind>, mut response: Response) -> Response {
    if let Some(kind) = kind {
        response.extensions_mut().insert(OnScreen(kind.detail_screen()));
    }
    response
}

/// One upload.
///
/// Another union's or none: Q404; then the role of its kind: N8.
#[utoipa::path(
    get, path = path::RECEIPT, tag = "files", operation_id = "receipt",
    params(("receipt_number" = String, Path, description = "受付番号")),
    responses(
        (status = 200, description = "受付の状態", body = ReceiptInfo),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn receipt(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(number): PathText,
) -> Response {
    match find(&server, &caller, &number) {
        Ok((mut receipt, kind)) => {
            let early = matches!(receipt.state, JobState::Received | JobState::Waiting);
            if server.has_in_production(&defects::ERRORS_OF_PRODUCTION_NOT_COUNTED) {
                receipt.counts = receipt.counts.map(|(total, _)| (total, total));
            }
            let copies = matches!(FileKind::from_name(&receipt.kind), Some(FileKind::Copies(_)));
            if early
                && (server.defects.has(&defects::WAITING_SHOWN_AS_COMPLETED)
                    || copies && server.defects.has(&defects::WAITING_COPIES_SHOWN_AS_COMPLETED))
            {
                receipt.state = JobState::Completed;
            }
            on_screen(Some(kind), Json(show(receipt)).into_response())
        }
        Err((kind, problem)) => on_screen(kind, problem.into_response()),
    }
}

/// Take an upload back.
///
/// Role of its kind. While it is 受付済 or 処理待ち: it becomes 取消済 for ever, nothing of the
/// file takes effect, and the same bytes may be sent again. Later, or with 受付エラー: Q409.
#[utoipa::path(
    delete, path = path::RECEIPT, tag = "files", operation_id = "cancel_upload",
    params(("receipt_number" = String, Path, description = "受付番号")),
    responses(
        (status = 200, description = "取り消した", body = ReceiptInfo),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 409, description = "Q409", body = ProblemBody),
    )
)]
pub(super) async fn cancel(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(number): PathText,
) -> Response {
    let kind = match find(&server, &caller, &number) {
        Ok((_, kind)) => kind,
        Err((kind, problem)) => return on_screen(kind, problem.into_response()),
    };
    let now = server.clock.now();
    let server = &*server;
    let outcome = server
        .store
        .write(|connection| jobs::files::cancel(Job { server, connection, now }, &number))
        .map_err(Problem::from)
        .and_then(|in_time| {
            if in_time {
                find(server, &caller, &number).map(|(receipt, _)| receipt).map_err(|(_, problem)| problem)
            } else {
                let detail = "処理が始まっているか終わっているため、取り消せません。変更や削除のファイルを登録してください";
                Err(Problem::with_detail(problem::CONFLICT, detail))
            }
        });
    match outcome {
        Ok(receipt) => on_screen(Some(kind), Json(show(receipt)).into_response()),
        Err(problem) => on_screen(Some(kind), problem.into_response()),
    }
}

/// The result file of an upload.
///
/// CSV in the union's character code with a header row and CRLF; one row for each row of
/// the upload, in its order; 処理結果コード and 処理結果メッセージ are empty on good rows.
/// Only with 処理完了, before that and with 受付エラー: Q409.
#[utoipa::path(
    get, path = path::RECEIPT_RESULT, tag = "files", operation_id = "result_file",
    params(("receipt_number" = String, Path, description = "受付番号")),
    responses(
        (status = 200, description = "結果ファイル", body = String, content_type = "text/csv"),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 409, description = "Q409", body = ProblemBody),
    )
)]
pub(super) async fn result(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(number): PathText,
) -> Response {
    let (mut receipt, kind) = match find(&server, &caller, &number) {
        Ok(found) => found,
        Err((kind, problem)) => return on_screen(kind, problem.into_response()),
    };
    if server.defects.has(&defects::RESULT_OF_LATEST_FILE)
        && let Ok(Some(latest)) = server.store.read(|connection| {
            let page = Page { after: 0, size: 1 };
            receipts::list(connection, caller.prefecture(), &[kind.name()], page)
                .map(|found| found.into_iter().next())
        })
    {
        receipt = latest;
    }
    let response = if receipt.state == JobState::Completed {
        stream(server, csv_media_type(caller.union.charset), receipt.number)
    } else {
        let detail = "まだ処理完了ではないか、受付エラーです。受付の状態を確認してください";
        Problem::with_detail(problem::CONFLICT, detail).into_response()
    };
    on_screen(Some(kind), response)
}

fn stream(server: Arc<Server>, media_type: String, number: String) -> Response {
    debug_assert!(text::is_code(&number));
    let disposition = format!("attachment; filename=\"{number}.csv\"");
    let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition)];
    let file = files::result(&number);
    let pieces = futures::stream::iter(0..)
        .map(move |place| server.store.read(|connection| files::piece(connection, &file, place)).transpose());
    let body = Body::from_stream(pieces.take_while(|piece| ready(piece.is_some())).filter_map(ready));
    (headers, body).into_response()
}
