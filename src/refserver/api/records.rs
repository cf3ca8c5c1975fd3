//! 情報提供等記録 and 不開示.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::path;
use utoipa::{IntoParams, ToSchema};

use super::{
    extract::{JsonBody, Parameters, PathText},
    identity_of_caller::Caller,
    lists::{self, Listing},
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects::{self, Defects},
    domain::{moment::Moment, states::Direction, text},
    server::Server,
    store::{
        Page,
        records::{self, Mark, Record, Search},
    },
};

/// One side's record of an inquiry.
#[derive(Serialize, ToSchema)]
pub(super) struct RecordInfo {
    record_id: String,
    /// 照会 or 提供.
    direction: &'static str,
    /// 処理通番: the id of the inquiry.
    process_number: String,
    /// 機関コード.
    inquirer: String,
    inquirer_name: String,
    /// 機関コード.
    provider: String,
    provider_name: String,
    requested_at: String,
    /// Null if nothing was provided.
    provided_at: Option<String>,
    procedure_code: String,
    information_code: String,
    /// Names of the items that were provided; never values.
    items: Vec<String>,
    /// OK, N1 to N7, N9 or N11.
    outcome: String,
    non_disclosure: bool,
}

fn show(record: Record) -> RecordInfo {
    RecordInfo {
        record_id: record.record_id,
        direction: record.direction.text(),
        process_number: record.process_number,
        inquirer: record.body.inquirer,
        inquirer_name: record.body.inquirer_name,
        provider: record.body.provider,
        provider_name: record.body.provider_name,
        requested_at: record.requested_at.rfc3339(),
        provided_at: record.body.provided_at.map(|at| Moment::from_millis(at).rfc3339()),
        procedure_code: record.body.procedure_code,
        information_code: record.body.information_code,
        items: record.body.items,
        outcome: record.body.outcome,
        non_disclosure: record.non_disclosure,
    }
}

/// What to search records by.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParameters {
    /// 照会 or 提供.
    direction: Option<String>,
    /// 処理通番.
    process_number: Option<String>,
    /// Requested on this day or at this time, or later.
    from: Option<String>,
    /// Requested on this day or at this time, or earlier.
    to: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Reads both ends of a period, each a day or a time; a day as an end is included whole.
pub(super) fn period(
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(Option<Moment>, Option<Moment>), Problem> {
    let wrong = || Problem::invalid("期間はYYYY-MM-DDかRFC 3339の日時で指定してください");
    let read = |value: &str, whole_day: bool| match text::dashed_date(value) {
        Some(day) if whole_day => day.succ_opt().map(Moment::start_of),
        Some(day) => Some(Moment::start_of(day)),
        None => Moment::parse(value)
            .map(|at| if whole_day { Moment::from_millis(at.millis().saturating_add(1)) } else { at }),
    };
    let from = from.map(|value| read(value, false).ok_or_else(wrong)).transpose()?;
    let before = to.map(|value| read(value, true).ok_or_else(wrong)).transpose()?;
    Ok((from, before))
}

/// Records of the own side, in the order in which they were kept. R-AUDIT.
///
/// Each concluded inquiry leaves one record at the inquirer and one at the provider, also
/// when nothing was provided; an inquiry refused with N7 or N4 leaves one at the inquirer.
/// A union sees only its own side's.
#[utoipa::path(
    get, path = path::PROVISION_RECORDS, tag = "records", operation_id = "provision_records",
    params(SearchParameters),
    responses(
        (status = 200, description = "情報提供等記録", body = Listing<RecordInfo>),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn search(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(parameters): Parameters<SearchParameters>,
) -> Result<Json<Listing<RecordInfo>>, Problem> {
    let size = server.settings.page_size;
    let page = lists::page(parameters.cursor.as_deref(), size)?;
    let search = parameters.search(&server.defects)?;
    let found = server
        .store
        .read(|connection| records::search(connection, &caller.union.institution, &search, page))?;
    let hidden = server.defects.has(&defects::MARKED_RECORD_HIDDEN);
    let mut found: Vec<Record> =
        found.into_iter().filter(|record| !(hidden && record.non_disclosure)).collect();
    if server.defects.has(&defects::RECORDS_BY_TIME_OF_ASKING) {
        found.sort_by_key(|record| record.requested_at);
    }
    if server.defects.has(&defects::MARKED_RECORD_AT_THE_END) {
        found.sort_by_key(|record| record.non_disclosure);
    }
    if server.defects.has(&defects::RECORD_WITH_SIDES_SWAPPED) {
        for record in &mut found {
            std::mem::swap(&mut record.body.inquirer, &mut record.body.provider);
        }
    }
    Ok(Json(Listing::paged(found, size, |record: &Record| record.sequence.to_string(), show)))
}

impl SearchParameters {
    /// What to look for; the page apart.
    pub(super) fn search(&self, defects: &Defects) -> Result<Search<'_>, Problem> {
        if self.direction.as_deref().is_some_and(|direction| Direction::from_text(direction).is_none()) {
            return Err(Problem::invalid("directionは照会か提供を指定してください"));
        }
        let (from, before) = period(self.from.as_deref(), self.to.as_deref())?;
        let hours = if defects.has(&defects::RECORD_DAYS_BY_UTC) { 9 } else { 0 };
        let [from, before] = [from, before].map(|at| at.map(|at| at.plus_seconds(hours * 3600)));
        Ok(Search {
            record_id: None,
            direction: self.direction.as_deref(),
            process_number: self.process_number.as_deref(),
            from,
            before,
            every_owner: defects.has(&defects::RECORDS_OF_EVERY_UNION),
            mark_of_the_inquiry: defects.has(&defects::MARK_ON_BOTH_SIDES),
        })
    }
}

/// A 不開示 mark.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NonDisclosure {
    non_disclosure: bool,
    /// 1 to 200 characters, not only blanks.
    #[schema(min_length = 1)]
    reason: String,
}

/// Set or clear the 不開示 mark of an own record. R-AUDIT.
///
/// Nothing is edited: the mark is appended to the chain as another entry, and the record
/// shows the latest one.
#[utoipa::path(
    put, path = path::NON_DISCLOSURE, tag = "records", operation_id = "mark_non_disclosure",
    params(("record_id" = String, Path, description = "記録の番号")),
    request_body = NonDisclosure,
    responses(
        (status = 200, description = "設定した", body = RecordInfo),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn mark(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(record_id): PathText,
    JsonBody(body): JsonBody<NonDisclosure>,
) -> Result<Json<RecordInfo>, Problem> {
    if !(1..=200).contains(&body.reason.trim().chars().count()) {
        return Err(Problem::invalid("理由は1文字以上200文字以下で入力してください"));
    }
    let search = Search { record_id: Some(&record_id), ..Search::default() };
    let now = server.clock.now();
    let record = server.store.write(|connection| {
        let page = Page { after: 0, size: 1 };
        let found = records::search(connection, &caller.union.institution, &search, page)?;
        let mut record = found.into_iter().next().ok_or_else(Problem::not_found)?;
        record.non_disclosure = body.non_disclosure;
        let mark = Mark {
            non_disclosure: body.non_disclosure || server.defects.has(&defects::MARK_STAYS_FOR_EVER),
            reason: body.reason,
            user_id: caller.user.user_id.clone(),
            at: now.millis(),
        };
        records::mark(connection, &record, &mark)?;
        if server.defects.has(&defects::MARK_DOUBLES_THE_RECORD) {
            records::add(connection, &record)?;
        }
        Ok::<_, Problem>(record)
    })?;
    Ok(Json(show(record)))
}
