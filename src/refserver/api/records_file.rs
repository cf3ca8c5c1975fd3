//! 情報提供等記録 as a file.

use std::sync::Arc;

use axum::{extract::State, http::header, response::IntoResponse};
use sogo_unyo_test::wire::{column, path};

use super::{
    extract::Parameters,
    identity_of_caller::Caller,
    masters::csv_media_type,
    problem::{Problem, ProblemBody},
    records::SearchParameters,
};
use crate::refserver::{
    defects,
    domain::{charset::Charset, moment::Moment},
    jobs::{JobError, files::encode_row},
    server::Server,
    store::{
        Page,
        records::{self, Record, Search},
    },
};

/// Records of the own side as CSV. R-AUDIT.
///
/// The same records as the search with the same parameters, all pages of it, in its order,
/// with the 不開示 mark as it is now; in the union's character code with a header row and
/// CRLF. Times are RFC 3339, 提供項目名 are joined by `;`, 不開示 is あり or なし. No values,
/// no individual number, no branch number.
#[utoipa::path(
    get, path = path::PROVISION_RECORDS_FILE, tag = "records", operation_id = "provision_records_file",
    params(SearchParameters),
    responses(
        (status = 200, description = "情報提供等記録のファイル", body = String, content_type = "text/csv"),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn file(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(parameters): Parameters<SearchParameters>,
) -> Result<impl IntoResponse, Problem> {
    let search = if server.defects.has(&defects::EXPORT_OF_EVERYTHING) {
        Search::default()
    } else {
        parameters.search(&server.defects)?
    };
    let size = server.settings.page_size;
    let charset = if server.defects.has(&defects::EXPORT_IN_SHIFT_JIS) {
        Charset::ShiftJis
    } else {
        caller.union.charset
    };
    let mut bytes = charset.mark().to_vec();
    let csv_error = |error| Problem::from(JobError::Csv(error));
    encode_row(charset, column::RECORDS.iter().copied(), &mut bytes).map_err(csv_error)?;
    let mut after = 0;
    loop {
        let page = Page { after, size };
        let found = server
            .store
            .read(|connection| records::search(connection, &caller.union.institution, &search, page))?;
        let Some(last) = found.last().map(|record| record.sequence) else { break };
        for mut record in found {
            record.non_disclosure &= !server.defects.has(&defects::EXPORT_WITHOUT_MARK);
            encode_row(charset, cells(record).iter().map(String::as_str), &mut bytes).map_err(csv_error)?;
        }
        after = last;
    }
    Ok(([(header::CONTENT_TYPE, csv_media_type(charset))], bytes))
}

/// Cells in the order of [`column::RECORDS`].
fn cells(record: Record) -> [String; 14] {
    let body = record.body;
    [
        record.record_id,
        record.direction.text().to_owned(),
        record.process_number,
        body.inquirer,
        body.inquirer_name,
        body.provider,
        body.provider_name,
        record.requested_at.rfc3339(),
        body.provided_at.map(|at| Moment::from_millis(at).rfc3339()).unwrap_or_default(),
        body.procedure_code,
        body.information_code,
        body.items.join(";"),
        body.outcome,
        if record.non_disclosure { "あり" } else { "なし" }.to_owned(),
    ]
}
