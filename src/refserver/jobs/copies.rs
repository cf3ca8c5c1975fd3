//! Rows of the files of 副本 against members and copies that are registered. Must not know
//! files.

use sogo_unyo_test::wire::{column, row_error};

use super::{
    Job, JobError, RowError,
    files::{RowOutcome, Rows, rows_result},
};
use crate::refserver::{
    domain::{
        copy_rows::{self, CopyKind, CopyRow},
        provision::StoredCopy,
        row_fault::RowFault,
        row_fields::{Action, Fields},
    },
    store::{copies, members, receipts::Receipt},
};

/// Work on one file.
pub(super) struct CopyRows<'a> {
    job: Job<'a>,
    receipt: Receipt,
    kind: CopyKind,
    insurer_numbers: Vec<String>,
}

impl<'a> CopyRows<'a> {
    /// For a receipt.
    pub(super) fn new(job: Job<'a>, receipt: &Receipt, kind: CopyKind, insurer_numbers: Vec<String>) -> Self {
        Self { job, receipt: receipt.clone(), kind, insurer_numbers }
    }

    fn apply(&self, fields: &Fields<'_>) -> Result<(), RowError> {
        let (connection, now) = (self.job.connection, self.job.now);
        let row = copy_rows::read(self.kind, fields, &self.insurer_numbers)?;
        let member = members::find(connection, &self.receipt.prefecture, &row.branch_number)?
            .ok_or_else(|| RowFault::plain(row_error::BRANCH))?;
        let another = row.insured_number.as_ref().is_some_and(|number| *number != member.insured_number);
        if another && row.action != Action::Delete {
            let message = "被保険者番号: 被保険者枝番の加入者の番号ではありません";
            return Err(RowFault::with_message(row_error::INSURED_NUMBER, message).into());
        }
        if row.action != Action::Delete {
            self.check_eligibility(&row)?;
        }
        let exists = copies::exists(connection, &row.branch_number, self.kind, &row.key)?;
        match row.action {
            Action::New if exists => return Err(RowFault::plain(row_error::USER_EXISTS).into()),
            Action::Change | Action::Delete if !exists => {
                return Err(RowFault::plain(row_error::NO_SUCH_ROW).into());
            }
            Action::Delete => copies::delete(connection, &row.branch_number, self.kind, &row.key, now)?,
            Action::New | Action::Change => {
                let copy = StoredCopy { key: row.key, values: row.values, source_as_of: row.source_as_of };
                copies::put(connection, &row.branch_number, self.kind, &copy, now)?;
            }
        }
        Ok(())
    }

    /// E202 for a benefit without eligibility, E203 for an eligibility that overlaps
    /// another one.
    fn check_eligibility(&self, row: &CopyRow) -> Result<(), RowError> {
        let registered = copies::of_kind(self.job.connection, &row.branch_number, CopyKind::Eligibility)?;
        if self.kind != CopyKind::Eligibility {
            if registered.is_empty() {
                return Err(RowFault::plain(row_error::NO_ELIGIBILITY).into());
            }
            return Ok(());
        }
        let end = self.kind.end_column();
        let own_end = row.values.iter().find(|(name, _)| name == end).map_or("", |(_, value)| value);
        let overlaps = registered
            .iter()
            .filter(|other| other.key != row.key)
            .any(|other| copy_rows::periods_overlap((&row.key, own_end), (&other.key, other.value(end))));
        if overlaps { Err(RowFault::plain(row_error::PERIOD_OVERLAP).into()) } else { Ok(()) }
    }
}

impl Rows for CopyRows<'_> {
    fn columns(&self) -> &'static [&'static str] {
        column::ROWS_RESULT
    }

    fn row(&mut self, number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError> {
        rows_result(&self.receipt.number, number, self.apply(fields))
    }
}
