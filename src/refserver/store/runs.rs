//! Runs: stretches of members, or of residents, in the order in which they came.
//!
//! Numbers and codes are in no order. An index over all of them is written all over its pages
//! by every file, and once it is larger than the cache that is what a large union's server
//! spends its time in. In an index that begins with the run, the entries of a file stand close
//! together; who is looked for is looked for in each run, which is reading only. The entries of
//! a file are put in together and in their order, and who looks for many asks for all of them at
//! once, so that each page is gone to once. Must not know what is looked for.

/// The SQL of the runs that begin with the one of the highest row of a table.
macro_rules! runs {
    ($row:literal of $table:literal by $bits:literal) => {
        concat!(
            "WITH RECURSIVE run (place) AS (SELECT (SELECT max(",
            $row,
            ") FROM ",
            $table,
            ") >> ",
            $bits,
            " UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run"
        )
    };
}

/// The SQL of the runs of 1,048,576 members, for a condition `run IN (…)`.
pub(super) const OF_MEMBERS: &str = runs!("sequence" of "member" by 20);

/// The SQL of the runs of 1,048,576 residents, for a condition `id >> 20 IN (…)`.
pub(super) const OF_RESIDENTS: &str = runs!("id" of "resident" by 20);

/// The SQL of the runs of 65,536 residents, for a condition `id >> 16 IN (…)`.
pub(super) const SHORT_OF_RESIDENTS: &str = runs!("id" of "resident" by 16);
