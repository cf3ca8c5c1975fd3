//! The documents of the 『総合運用テスト』仕様書 (domain.md §2): which are there and which
//! are missing, and those that are the union's own, made from features, test data and
//! approved screens.
//!
//! Imports `model`, `spec`, `design` and the scenarios of `run`. It has no clock. It must
//! not know where a document is written, nor what a run found.

mod check;
mod document;
mod docx;
mod page;
mod pictures;
mod procedure;
mod test_data;
mod usage;

pub use check::{Checked, State, check, check_text};
pub use document::{Block, Document, Table};
pub use docx::{DocxError, docx};
pub use page::page;
pub use pictures::{Picture, pictures};
pub use procedure::procedure;
pub use test_data::test_data;
pub use usage::Usage;

use crate::{
    model::TestItem,
    run::PlannedScenario,
    spec::{Specification, Union},
};
use chrono::NaiveDate;

/// What the documents of a test item are made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// Test data and role models.
    pub specification: &'a Specification,
    /// The union whose documents they are.
    pub union: &'a Union,
    /// The item.
    pub item: TestItem,
    /// Its scenarios in order.
    pub scenarios: &'a [PlannedScenario],
    /// The day on which they are made.
    pub on: NaiveDate,
}

#[cfg(test)]
mod tests;
