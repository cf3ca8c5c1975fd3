//! Where the unions of a lot stand on a day, what is next and what is late: one page for
//! the lead, as text and as HTML.
//!
//! Imports `model`, `spec`, `plan` and `pmo`. It has no clock. It must not know where runs
//! lie, nor where the page is written.

mod page;
mod standing;
mod text;

pub use page::page;
pub use standing::{Overall, UnionStatus, tests_as_tasks};
pub use text::text;

use crate::spec::LotPlan;
use chrono::NaiveDate;

/// A lot on a day.
#[derive(Debug)]
pub struct LotStatus<'plan> {
    /// The lot.
    pub lot: &'plan LotPlan,
    /// The day.
    pub on: NaiveDate,
    /// Its unions in the order of the file.
    pub unions: Vec<UnionStatus<'plan>>,
}

impl LotStatus<'_> {
    /// How many unions stand like this.
    #[must_use]
    pub fn count(&self, overall: Overall) -> usize {
        self.unions.iter().filter(|union| union.overall == overall).count()
    }
}

#[cfg(test)]
mod tests;
