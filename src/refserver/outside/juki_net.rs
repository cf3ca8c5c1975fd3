//! 住基ネット: who lives where, by number or by the four items. Must not know members.

use rusqlite::Connection;

use crate::refserver::{
    domain::{
        identity::{IdentityAnswer, IdentityRequest, Resident},
        moment::Moment,
        numbers::IndividualNumber,
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

/// Answers a 本人確認 request.
pub(crate) fn answer(
    connection: &Connection,
    request: &IdentityRequest,
    now: Moment,
) -> Result<IdentityAnswer, StoreError> {
    if is_out(connection, now)? {
        return Ok(IdentityAnswer::Stopped);
    }
    let found = match request {
        IdentityRequest::ByNumber(number) => resident(connection, number)?.into_iter().collect(),
        IdentityRequest::ByFourItems(items) => residents::by_four_items(connection, items)?,
    };
    Ok(IdentityAnswer::judge(found))
}
