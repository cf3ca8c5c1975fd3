//! 情報照会 from registration to its end: permitted or not, asked, answered, given up, and
//! recorded on both sides. Must not know HTTP.

use rand::RngExt;
use sogo_unyo_test::wire::{inquiry_result, problem};

use super::{
    Job, JobError, bulk_inquiry, kind,
    records::{self, Recorded},
};
use crate::refserver::{
    defects,
    domain::{
        moment::Moment,
        provision::{self, Answer},
        roles,
        states::{InquiryState, RequestState},
    },
    outside::{
        institutions::{self, Question, Reaction},
        nws,
    },
    store::{
        StoreError, code_links, due,
        inquiries::{self, Inquiry},
        members, provision_requests,
        records::RecordBody,
        unions::{self, Union},
    },
};

/// What an operator asks for.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) branch: String,
    pub(crate) procedure_code: String,
    pub(crate) provider: String,
    pub(crate) information_code: String,
    /// `YYYYMMDD`.
    pub(crate) period_from: Option<String>,
    /// `YYYYMMDD`.
    pub(crate) period_to: Option<String>,
}

/// Who asks.
#[derive(Debug)]
pub(crate) struct Inquirer<'a> {
    pub(crate) union: &'a Union,
    pub(crate) user_id: &'a str,
    pub(crate) access_group: Option<&'a str>,
}

/// Registers an inquiry, or says under which code it is refused. A refusal by N7 or N4
/// is recorded, so the caller has to keep what was written.
pub(crate) fn register(
    job: Job<'_>,
    inquirer: &Inquirer<'_>,
    request: &Request,
) -> Result<Result<Inquiry, &'static str>, JobError> {
    let connection = job.connection;
    let defects = &job.server.defects;
    let mut member = members::find(connection, &inquirer.union.prefecture, &request.branch)?;
    if member.is_none() && defects.has(&defects::INQUIRY_FOREIGN_BRANCH_ACCEPTED) {
        member = members::find_anywhere(connection, &request.branch)?;
    }
    let Some(member) = member else { return Ok(Err(problem::UNKNOWN_BRANCH)) };
    let unasked = defects.has(&defects::INQUIRY_WITHOUT_GROUP);
    let forbidden = !unasked && !roles::group_permits(inquirer.access_group, member.access_group.as_deref());
    if forbidden && !defects.has(&defects::FORBIDDEN_INQUIRY_RECORDED) {
        return Ok(Err(problem::FORBIDDEN));
    }
    let provider = institutions::find(connection, &request.provider)?.filter(|provider| {
        provider.provider_type != "医療保険者" || !defects.has(&defects::INSURER_NOT_ASKABLE)
    });
    let information_name = match &provider {
        Some(provider) if request.provider != inquirer.union.institution => nws::permitted(
            connection,
            (job.now, job.server.defects.has(&defects::FIRST_COMBINATIONS_FOR_EVER)),
            &request.procedure_code,
            &provider.provider_type,
            &request.information_code,
            defects,
        )?,
        _ => None,
    };
    let mut inquiry = Inquiry {
        sequence: 0,
        inquiry_id: fresh_id(job)?,
        prefecture: inquirer.union.prefecture.clone(),
        user_id: inquirer.user_id.to_owned(),
        branch: request.branch.clone(),
        procedure_code: request.procedure_code.clone(),
        provider: request.provider.clone(),
        provider_name: provider.map(|provider| provider.name).unwrap_or_default(),
        information_code: request.information_code.clone(),
        information_name: information_name.clone().unwrap_or_default(),
        period_from: request.period_from.clone(),
        period_to: request.period_to.clone(),
        state: InquiryState::Asking,
        result_code: None,
        requested_at: job.now,
        answered_at: None,
        source_as_of: None,
        items: "[]".to_owned(),
    };
    let refused = if forbidden {
        Some(problem::FORBIDDEN)
    } else if information_name.is_none() {
        Some(problem::NOT_PERMITTED)
    } else if code_links::of(connection, &member.branch)?.is_none()
        && !defects.has(&defects::INQUIRY_OWN_CODE_NOT_CHECKED)
    {
        Some(problem::OWN_CODE_NOT_LINKED)
    } else {
        None
    };
    if let Some(code) = refused {
        if defects.has(&defects::REFUSED_INQUIRY_AT_PROVIDER) {
            records::keep_provider(job, &recorded(inquirer.union, &inquiry, code, None, vec![]))?;
        }
        if !defects.has(&defects::INQUIRY_REFUSED_NOT_RECORDED) {
            records::keep_inquirer(job, &recorded(inquirer.union, &inquiry, code, None, vec![]))?;
        }
        return Ok(Err(code));
    }
    inquiries::add(connection, &inquiry)?;
    let settings = &job.server.settings;
    for (seconds, kind) in [
        (settings.inquiry_seconds, kind::INQUIRY_ASK),
        (settings.inquiry_waiting_seconds, kind::INQUIRY_WAITING),
        (settings.inquiry_timeout_seconds, kind::INQUIRY_TIMEOUT),
    ] {
        due::plan(connection, job.now.plus_seconds(seconds), kind, &inquiry.inquiry_id)?;
    }
    inquiry.state = InquiryState::Received;
    Ok(Ok(inquiry))
}

/// 処理通番: the day and twelve random digits.
fn fresh_id(job: Job<'_>) -> Result<String, StoreError> {
    let mut random = rand::rng();
    let day = job.now.date().format("%Y%m%d");
    loop {
        let id = format!("{day}{:012}", random.random_range(0..1_000_000_000_000_u64));
        if inquiries::find(job.connection, &id)?.is_none() {
            return Ok(id);
        }
    }
}

fn recorded(
    union: &Union,
    inquiry: &Inquiry,
    outcome: &str,
    provided_at: Option<Moment>,
    items: Vec<String>,
) -> Recorded {
    Recorded {
        process_number: inquiry.inquiry_id.clone(),
        requested_at: inquiry.requested_at,
        body: RecordBody {
            inquirer: union.institution.clone(),
            inquirer_name: union.name.clone(),
            provider: inquiry.provider.clone(),
            provider_name: inquiry.provider_name.clone(),
            provided_at: provided_at.map(Moment::millis),
            procedure_code: inquiry.procedure_code.clone(),
            information_code: inquiry.information_code.clone(),
            items,
            outcome: outcome.to_owned(),
        },
    }
}

/// An inquiry that has not ended.
fn open_inquiry(job: Job<'_>, inquiry_id: &str) -> Result<Option<Inquiry>, JobError> {
    let inquiry = inquiries::find(job.connection, inquiry_id)?.ok_or(JobError::NoSubject)?;
    let defects = &job.server.defects;
    let open = match inquiry.state {
        InquiryState::Asking | InquiryState::Waiting => true,
        InquiryState::Cancelled => defects.has(&defects::INQUIRY_CANCELLED_ANSWERED),
        InquiryState::TimedOut => defects.has(&defects::INQUIRY_ANSWER_AFTER_TIMEOUT),
        _ => false,
    };
    Ok(open.then_some(inquiry))
}

/// How often the provider was asked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Never.
    First,
    /// It takes its time, which is over.
    Late,
    /// Its officer has decided to provide.
    Approved,
}

fn put_question(job: Job<'_>, union: &Union, inquiry: &Inquiry, turn: Turn) -> Result<Reaction, JobError> {
    let at_once = |code| Ok(Reaction::Answers(Answer::Nothing(code)));
    let defects = &job.server.defects;
    if nws::is_out(job.connection, job.now)? && !defects.has(&defects::INQUIRY_NWS_OUTAGE_IGNORED) {
        return at_once(inquiry_result::PROVIDER_STOPPED);
    }
    // The member may have been deleted or changed since.
    let Some(code) = code_links::of(job.connection, &inquiry.branch)? else {
        return at_once(problem::OWN_CODE_NOT_LINKED);
    };
    let Some(person) = nws::person(job.connection, &job.server.secret, &union.institution, &code)? else {
        return at_once(problem::OWN_CODE_NOT_LINKED);
    };
    let question = Question {
        person,
        inquirer: union,
        provider: &inquiry.provider,
        information_code: &inquiry.information_code,
        period: (inquiry.period_from.as_deref(), inquiry.period_to.as_deref()),
        late: turn == Turn::Late,
        approved: turn == Turn::Approved,
    };
    if defects.has(&defects::INQUIRY_ANSWER_CACHED)
        && let Some(earlier) = inquiries::answered_before(job.connection, inquiry)?
    {
        let items = serde_json::from_str(&earlier.items).map_err(StoreError::from)?;
        let source_as_of = earlier.source_as_of.unwrap_or_default();
        return Ok(Reaction::Answers(Answer::Values { items, source_as_of }));
    }
    Ok(institutions::ask(job.server, job.connection, &question, job.now)?)
}

fn union_of(job: Job<'_>, inquiry: &Inquiry) -> Result<Union, JobError> {
    unions::find(job.connection, &inquiry.prefecture)?.ok_or(JobError::NoSubject)
}

/// The provider is asked.
pub(super) fn ask(job: Job<'_>, inquiry_id: &str) -> Result<(), JobError> {
    if job.server.defects.has(&defects::INQUIRY_ONE_AT_A_TIME)
        && let Some(inquiry) = open_inquiry(job, inquiry_id)?
        && inquiries::earlier_is_open(job.connection, &inquiry)?
    {
        return Ok(due::plan(job.connection, job.now.plus_seconds(60), kind::INQUIRY_ASK, inquiry_id)?);
    }
    put(job, inquiry_id, Turn::First)
}

/// A slow provider answers with what it has now.
pub(super) fn late_answer(job: Job<'_>, inquiry_id: &str) -> Result<(), JobError> {
    put(job, inquiry_id, Turn::Late)
}

fn put(job: Job<'_>, inquiry_id: &str, turn: Turn) -> Result<(), JobError> {
    let Some(inquiry) = open_inquiry(job, inquiry_id)? else { return Ok(()) };
    if job.server.defects.has(&defects::INQUIRY_LATE_ANSWER_DROPPED) && inquiry.state == InquiryState::Waiting
    {
        return Ok(());
    }
    let union = union_of(job, &inquiry)?;
    match put_question(job, &union, &inquiry, turn)? {
        Reaction::Answers(answer) => conclude(job, &union, &inquiry, &answer),
        Reaction::Takes(seconds) => {
            Ok(due::plan(job.connection, job.now.plus_seconds(seconds), kind::INQUIRY_ANSWER, inquiry_id)?)
        }
        Reaction::Decides { prefecture, branch } => {
            Ok(provision_requests::add(job.connection, inquiry_id, &prefecture, &branch)?)
        }
    }
}

/// The provider's officer decides: the copy of this moment is provided, or nothing. False if
/// the inquiry has ended already.
pub(crate) fn decide(job: Job<'_>, inquiry_id: &str, provide: bool) -> Result<bool, JobError> {
    let Some(inquiry) = open_inquiry(job, inquiry_id)? else { return Ok(false) };
    let state = if provide { RequestState::Provided } else { RequestState::NotProvided };
    provision_requests::end(job.connection, inquiry_id, state)?;
    if provide {
        put(job, inquiry_id, Turn::Approved)?;
    } else {
        let union = union_of(job, &inquiry)?;
        let code = match job.server.defects.has(&defects::REFUSAL_TOLD_AS_NO_COPY) {
            true => inquiry_result::NO_COPY,
            false => inquiry_result::NOT_AUTOMATIC,
        };
        conclude(job, &union, &inquiry, &Answer::Nothing(code))?;
    }
    Ok(true)
}

/// An inquiry without an answer is shown as 結果待ち.
pub(super) fn show_waiting(job: Job<'_>, inquiry_id: &str) -> Result<(), JobError> {
    let Some(inquiry) = open_inquiry(job, inquiry_id)? else { return Ok(()) };
    let defects = &job.server.defects;
    if defects.has(&defects::INQUIRY_WAITING_NEVER_SHOWN) {
        return Ok(());
    }
    if defects.has(&defects::INQUIRY_RECORDED_WHILE_WAITING) {
        let union = union_of(job, &inquiry)?;
        let outcome = inquiry_result::TIMEOUT;
        records::keep_inquirer(job, &recorded(&union, &inquiry, outcome, None, vec![]))?;
    }
    Ok(inquiries::set_state(job.connection, inquiry_id, InquiryState::Waiting)?)
}

/// An inquiry without an answer is given up.
pub(super) fn give_up(job: Job<'_>, inquiry_id: &str) -> Result<(), JobError> {
    let Some(inquiry) = open_inquiry(job, inquiry_id)? else { return Ok(()) };
    let union = union_of(job, &inquiry)?;
    let code = match job.server.defects.has(&defects::INQUIRY_TIMEOUT_AS_NONE) {
        true => inquiry_result::NO_COPY,
        false => inquiry_result::TIMEOUT,
    };
    conclude(job, &union, &inquiry, &Answer::Nothing(code))
}

/// The inquirer takes an inquiry back; false if it has ended already.
pub(crate) fn cancel(job: Job<'_>, inquiry_id: &str) -> Result<bool, JobError> {
    let open = match job.server.defects.has(&defects::INQUIRY_ANSWERED_CANCELLED) {
        true => inquiries::find(job.connection, inquiry_id)?,
        false => open_inquiry(job, inquiry_id)?,
    };
    let Some(inquiry) = open else { return Ok(false) };
    let union = union_of(job, &inquiry)?;
    conclude(job, &union, &inquiry, &Answer::Nothing(inquiry_result::CANCELLED))?;
    Ok(true)
}

fn conclude(job: Job<'_>, union: &Union, inquiry: &Inquiry, answer: &Answer) -> Result<(), JobError> {
    let code = answer.code();
    let defects = &job.server.defects;
    let answered_at =
        (!matches!(code, inquiry_result::TIMEOUT | inquiry_result::CANCELLED)).then_some(job.now);
    let (source, items, names, provided_at) = match answer {
        Answer::Values { items, source_as_of } => {
            let mut told = items.clone();
            if defects.has(&defects::INQUIRY_ITEM_LOST) && told.len() > 1 {
                told.remove(1);
            }
            let valued = defects.has(&defects::RECORD_HOLDS_VALUES);
            let name = |(name, value): &(String, String)| {
                if valued { format!("{name}:{value}") } else { name.clone() }
            };
            let mut names: Vec<String> = told.iter().map(name).collect();
            if defects.has(&defects::RECORD_HOLDS_THE_BRANCH) {
                names.push(inquiry.branch.clone());
            }
            let items = serde_json::to_string(&told).map_err(StoreError::from)?;
            let as_of = match defects.has(&defects::INQUIRY_AS_OF_IS_ANSWER_TIME) {
                true => job.now.rfc3339(),
                false => source_as_of.clone(),
            };
            (Some(as_of), items, names, Some(job.now))
        }
        Answer::Nothing(_) => (None, "[]".to_owned(), Vec::new(), None),
    };
    let state = match code {
        inquiry_result::NO_COPY if defects.has(&defects::INQUIRY_NOTHING_AS_REFUSED) => InquiryState::Refused,
        _ => provision::state_for(code),
    };
    inquiries::conclude(
        job.connection,
        &inquiry.inquiry_id,
        state,
        code,
        answered_at,
        (source.as_deref(), &items),
    )?;
    provision_requests::end(job.connection, &inquiry.inquiry_id, RequestState::Over)?;
    let recorded = recorded(union, inquiry, code, provided_at, names);
    if !bulk_inquiry::is_left_unrecorded(job, &inquiry.inquiry_id)? {
        records::keep_inquirer(job, &recorded)?;
    }
    records::keep_provider(job, &recorded)?;
    bulk_inquiry::answered(job, &inquiry.inquiry_id)
}
