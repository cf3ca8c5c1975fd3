//! What a union enters at the デジタルPMO (domain.md §11): every field of the form, filled
//! from the plan and from what runs have shown, checked, and compared with what was entered
//! before; as text, page, CSV and workbook.
//!
//! Imports `model`, `spec` and `plan`. It has no clock: the day is passed in. It must not
//! know where runs lie, nor where an entry is written.

mod changes;
mod entry;
mod findings;
mod form;
mod history;
mod table;
mod text;
mod workbook;

pub use changes::{Earlier, EarlierError};
pub use entry::{Counts, Entry, Field, Leaf, Readiness, Value};
pub use findings::{Finding, Severity, findings};
pub use form::page;
pub use history::{History, ItemDays, Proofs};
pub use table::csv_text;
pub use text::{lot_text, text};
pub use workbook::workbook;

#[cfg(test)]
mod tests;

/// An entry with what is to be said of it.
#[derive(Debug)]
pub struct Filled<'plan> {
    /// The entry.
    pub entry: Entry<'plan>,
    /// What is wrong with it, or doubtful.
    pub findings: Vec<Finding>,
    /// The entry before it, if there is one.
    pub earlier: Option<Earlier>,
}
