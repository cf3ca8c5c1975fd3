//! Rows that go to the thread of the job as they stand: those of files that never have many.
//! Must not know what the rows mean.

use std::sync::Arc;

use super::{
    JobError,
    files::{RowOutcome, Rows},
};
use crate::refserver::domain::row_fields::{Fields, OwnedFields};

/// Work on the rows of a kind, each of which is read when it is dealt with.
pub(super) trait WholeRows {
    /// Columns of the result file.
    fn columns(&self) -> &'static [&'static str];
    /// Deals with one row; `number` counts data rows from 1.
    fn row(&mut self, number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError>;
}

/// Lets such work take part in the way of every file.
pub(super) struct Whole<R>(pub(super) R);

impl<R: WholeRows> Rows for Whole<R> {
    type Around = ();
    type Row = OwnedFields;

    fn columns(&self) -> &'static [&'static str] {
        self.0.columns()
    }

    fn around(&self) -> Arc<()> {
        Arc::default()
    }

    fn read(_around: &(), fields: &Fields<'_>) -> OwnedFields {
        OwnedFields::new(fields)
    }

    fn row(&mut self, number: u64, row: OwnedFields) -> Result<RowOutcome, JobError> {
        self.0.row(number, &row.fields())
    }
}
