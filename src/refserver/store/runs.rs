//! Runs: stretches of members, or of residents, in the order in which they came.
//!
//! Numbers and codes are in no order. An index over all of them is written all over its pages
//! by every file, and once it is larger than the cache that is what a large union's server
//! spends its time in. In an index that begins with the run, the entries of a file stand close
//! together; who is looked for is looked for in each run, the newest first, which is reading
//! only. Whoever looks for many asks for all of them at once: SQLite takes them in their order,
//! and reads each page once. Must not know what is looked for.

use rusqlite::Connection;

use super::{StoreError, one};

/// The SQL of the runs of 65,536 members, for a condition `sequence >> 16 IN (…)`.
pub(super) const SHORT_OF_MEMBERS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(sequence) FROM member) >> 16
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The SQL of the runs of 1,048,576 members, for a condition `sequence >> 20 IN (…)`.
pub(super) const LONG_OF_MEMBERS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(sequence) FROM member) >> 20
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The SQL of the runs of 1,048,576 residents, for a condition `id >> 20 IN (…)`.
pub(super) const LONG_OF_RESIDENTS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(id) FROM resident) >> 20
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The SQL of the runs of 65,536 residents, for a condition `id >> 16 IN (…)`.
pub(super) const SHORT_OF_RESIDENTS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(id) FROM resident) >> 16
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The run of 65,536 in which a row is.
pub(super) fn short(row: i64) -> i64 {
    row >> 16
}

/// The run of 1,048,576 in which a row is.
pub(super) fn long(row: i64) -> i64 {
    row >> 20
}

/// What is found first, looking through the long runs of members: that of a member nearby, if
/// one is known, then the newest, then the older ones.
pub(super) fn first<T>(
    connection: &Connection,
    nearby: Option<i64>,
    mut look: impl FnMut(i64) -> Result<Option<T>, StoreError>,
) -> Result<Option<T>, StoreError> {
    let nearby = nearby.map(long);
    if let Some(run) = nearby
        && let Some(found) = look(run)?
    {
        return Ok(Some(found));
    }
    let newest: Option<i64> =
        one(connection, "SELECT max(sequence) FROM member", [], |row| row.get(0))?.flatten();
    for run in (0..=newest.map_or(-1, long)).rev().filter(|run| Some(*run) != nearby) {
        if let Some(found) = look(run)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
