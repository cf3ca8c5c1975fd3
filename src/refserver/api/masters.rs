//! 情報提供NWS配信マスター: release and file.

use std::sync::Arc;

use axum::{Json, extract::State, http::header, response::IntoResponse};
use serde::Serialize;
use sogo_unyo_test::wire::{column, path};
use utoipa::ToSchema;

use super::{
    identity_of_caller::Caller,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::{charset::Charset, text},
    jobs::{JobError, files::encode_row},
    server::Server,
    store::masters::{self, Combination, Master},
};

/// A release of the master.
#[derive(Serialize, ToSchema)]
pub(super) struct MasterInfo {
    release: String,
    /// As announced: a day or a time.
    available_from: String,
}

fn applied(server: &Server) -> Result<(Master, Vec<Combination>), Problem> {
    let late = if server.defects.has(&defects::MASTER_BY_UTC) { -9 * 3600 } else { 0 };
    let now = server.clock.now().plus_seconds(late);
    server.store.read(|connection| {
        let newest = masters::available(connection, now)?.into_iter();
        let newest = if server.defects.has(&defects::FIRST_MASTER_FOR_EVER) {
            newest.last()
        } else {
            newest.into_iter().next()
        };
        let master = newest.ok_or_else(Problem::not_found)?;
        let combinations = masters::combinations(connection, &master.release)?;
        Ok((master, combinations))
    })
}

/// The newest release that is available. R-ADMIN. Q404 before the first one is.
#[utoipa::path(
    get, path = path::MASTER, tag = "masters", operation_id = "master",
    responses(
        (status = 200, description = "配信中のマスター", body = MasterInfo),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn master(
    State(server): State<Arc<Server>>,
    _caller: Caller,
) -> Result<Json<MasterInfo>, Problem> {
    let (master, _) = applied(&server)?;
    Ok(Json(MasterInfo { release: master.release, available_from: master.available_from }))
}

/// The newest release as a CSV file in the union's character code. R-ADMIN.
///
/// Columns: 版, 適用日, 事務手続コード, 事務手続名, 照会先機関区分, 特定個人情報コード, 特定個人情報名.
/// One row is one permitted combination for inquiries.
#[utoipa::path(
    get, path = path::MASTER_FILE, tag = "masters", operation_id = "master_file",
    responses(
        (status = 200, description = "マスターファイル", body = String, content_type = "text/csv"),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn master_file(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<impl IntoResponse, Problem> {
    let (master, combinations) = applied(&server)?;
    let charset = if server.defects.has(&defects::MASTER_FILE_IN_SHIFT_JIS) {
        Charset::ShiftJis
    } else {
        caller.union.charset
    };
    let day = text::compact(master.available_at.date());
    let mut bytes = charset.mark().to_vec();
    let csv_error = |error| Problem::from(JobError::Csv(error));
    encode_row(charset, column::MASTER.iter().copied(), &mut bytes).map_err(csv_error)?;
    let most = combinations.len().saturating_sub(usize::from(
        server.defects.has(&defects::MASTER_WITHOUT_ITS_LAST_ROW)
            || server.has_in_production(&defects::MASTER_OF_PRODUCTION_INCOMPLETE),
    ));
    for row in &combinations[..most] {
        let cells = [
            &master.release,
            &day,
            &row.procedure_code,
            &row.procedure_name,
            &row.provider_type,
            &row.information_code,
            &row.information_name,
        ];
        encode_row(charset, cells.into_iter().map(String::as_str), &mut bytes).map_err(csv_error)?;
    }
    Ok(([(header::CONTENT_TYPE, csv_media_type(charset))], bytes))
}

/// Media type of a CSV file in a character code.
pub(super) fn csv_media_type(charset: Charset) -> String {
    format!("text/csv; charset={}; header=present", charset.mime_name())
}
