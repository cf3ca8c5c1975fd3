//! 住基ネット: who lives where, by number or by the four items. Must not know members.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::refserver::{
    defects::{self, Defects},
    domain::{
        identity::{IdentityAnswer, IdentityRequest, Resident},
        moment::Moment,
        numbers::{IndividualNumber, Person},
        states::ResidentStatus,
    },
    store::{StoreError, institutions, residents},
};

/// The name under which the control port puts it out of service.
pub(crate) const SYSTEM: &str = "juki-net";

/// Whether it answers now.
pub(crate) fn is_out(connection: &Connection, now: Moment) -> Result<bool, StoreError> {
    institutions::is_out(connection, SYSTEM, now)
}

/// Who has a number.
pub(crate) fn resident(
    connection: &Connection,
    number: &IndividualNumber,
) -> Result<Option<Resident>, StoreError> {
    residents::by_number(connection, number)
}

/// Of people with these numbers, whether they live here, and who they are, for their codes.
pub(crate) fn statuses<'a>(
    connection: &Connection,
    numbers: impl Iterator<Item = &'a IndividualNumber>,
) -> Result<HashMap<IndividualNumber, (ResidentStatus, Person)>, StoreError> {
    residents::find(connection, numbers)
}

/// The defect notes an outage that it sees as one of the whole day.
fn is_out_or_was(connection: &Connection, out: bool, now: Moment) -> Result<bool, StoreError> {
    const KEPT: &str = "juki-net-kept";
    if out {
        institutions::set_outage(connection, KEPT, now, now.plus_seconds(86_400))?;
    }
    institutions::is_out(connection, KEPT, now)
}

/// Answers a 本人確認 request.
pub(crate) fn answer(
    connection: &Connection,
    request: &IdentityRequest,
    now: Moment,
    defects: &Defects,
) -> Result<IdentityAnswer, StoreError> {
    let mut out = is_out(connection, now)?;
    if defects.has(&defects::IDENTITY_OUTAGE_KEPT) {
        out = is_out_or_was(connection, out, now)?;
    }
    if out {
        let as_none = defects.has(&defects::IDENTITY_OUTAGE_AS_NONE);
        return Ok(if as_none { IdentityAnswer::None } else { IdentityAnswer::Stopped });
    }
    let found = match request {
        IdentityRequest::ByNumber(number) => resident(connection, number)?.into_iter().collect(),
        IdentityRequest::ByFourItems(items) => residents::by_four_items(connection, items, defects)?,
    };
    Ok(IdentityAnswer::judge(found, defects))
}
