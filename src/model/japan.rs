//! Japan Standard Time.

use chrono::{DateTime, FixedOffset, Utc};

/// Nine hours east of UTC, without daylight saving.
const SECONDS_EAST: i32 = 9 * 60 * 60;

/// The same moment, told in Japan.
#[must_use]
pub fn in_japan(moment: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(SECONDS_EAST) {
        Some(japan) => moment.with_timezone(&japan),
        // Nine hours are within the day that `east_opt` asks for.
        None => moment.fixed_offset(),
    }
}
