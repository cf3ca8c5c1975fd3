//! 情報提供等記録: what each side keeps about an inquiry. No values, no number, no branch
//! number. Must not know how an inquiry ends.

use super::{Job, JobError};
use crate::refserver::{
    defects,
    domain::{moment::Moment, states::Direction},
    store::records::{self, Record, RecordBody},
};

/// What is recorded about an inquiry.
#[derive(Clone)]
pub(super) struct Recorded {
    pub(super) process_number: String,
    pub(super) requested_at: Moment,
    pub(super) body: RecordBody,
}

/// Keeps the inquirer's record.
pub(super) fn keep_inquirer(job: Job<'_>, recorded: &Recorded) -> Result<(), JobError> {
    if job.server.defects.has(&defects::RECORD_NOT_WRITTEN) {
        return Ok(());
    }
    keep(job, recorded, Direction::Inquiry, &recorded.body.inquirer)
}

/// Keeps the provider's record.
pub(super) fn keep_provider(job: Job<'_>, recorded: &Recorded) -> Result<(), JobError> {
    let defects = &job.server.defects;
    if defects.has(&defects::PROVIDER_RECORD_NOT_WRITTEN) {
        return Ok(());
    }
    if recorded.body.provided_at.is_none() && defects.has(&defects::PROVIDER_RECORD_OF_PROVIDED_ONLY) {
        return Ok(());
    }
    let mut own = recorded.clone();
    if defects.has(&defects::PROVIDER_RECORD_PARTIES_SWAPPED) {
        std::mem::swap(&mut own.body.inquirer, &mut own.body.provider);
    }
    if defects.has(&defects::PROVIDER_RECORD_WITHOUT_TIME) {
        own.body.provided_at = None;
    }
    if defects.has(&defects::PROVIDER_RECORD_WITHOUT_ITEMS) {
        own.body.items.clear();
    }
    if defects.has(&defects::INQUIRER_RECORD_AT_PROVIDER) {
        keep(job, &own, Direction::Inquiry, &recorded.body.provider)?;
    }
    let direction = match defects.has(&defects::PROVIDER_RECORD_AS_INQUIRY) {
        true => Direction::Inquiry,
        false => Direction::Provision,
    };
    keep(job, &own, direction, &recorded.body.provider)
}

fn keep(job: Job<'_>, recorded: &Recorded, direction: Direction, owner: &str) -> Result<(), JobError> {
    let next = records::count(job.connection)?.saturating_add(1);
    let record = Record {
        sequence: 0,
        record_id: format!("K{next:010}"),
        owner: owner.to_owned(),
        direction,
        process_number: recorded.process_number.clone(),
        requested_at: recorded.requested_at,
        body: recorded.body.clone(),
        non_disclosure: false,
    };
    Ok(records::add(job.connection, &record)?)
}
