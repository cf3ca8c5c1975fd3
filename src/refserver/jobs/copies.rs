//! Rows of the files of 副本 against members and copies that are registered. Must not know
//! files.

use std::{collections::HashMap, sync::Arc};

use sogo_unyo_test::wire::{column, row_error};

use super::{
    Job, JobError, RowError,
    files::{RowOutcome, Rows, rows_result},
};
use crate::refserver::{
    defects,
    domain::{
        copy_rows::{self, CopyKind, CopyRow, CopySurroundings},
        provision::StoredCopy,
        row_fault::RowFault,
        row_fields::{Action, Fields},
    },
    store::{
        code_links, copies,
        members::{self, Holder},
        receipts::Receipt,
        slips,
    },
};

/// Work on one file.
pub(super) struct CopyRows<'a> {
    job: Job<'a>,
    receipt: Receipt,
    kind: CopyKind,
    around: Arc<CopySurroundings>,
    /// By branch number, whose copies the rows that come next are about.
    holders: HashMap<String, Holder>,
    /// The member, of all who ever had a copy of the kind, who was registered last: who comes
    /// after has none.
    newest: Option<i64>,
}

impl<'a> CopyRows<'a> {
    /// For a receipt.
    pub(super) fn new(
        job: Job<'a>,
        receipt: &Receipt,
        kind: CopyKind,
        insurer_numbers: Vec<String>,
    ) -> Result<Self, JobError> {
        let around = CopySurroundings { kind, insurer_numbers, defects: job.server.defects.clone() };
        Ok(Self {
            job,
            receipt: receipt.clone(),
            kind,
            around: Arc::new(around),
            holders: HashMap::new(),
            newest: copies::newest_member(job.connection, kind)?,
        })
    }

    fn apply(&mut self, row: Result<CopyRow, RowFault>) -> Result<(), RowError> {
        let (connection, now) = (self.job.connection, self.job.now);
        let around = Arc::clone(&self.around);
        let defects = &around.defects;
        let mut row = row?;
        let holder = self
            .holders
            .get(&row.branch_number)
            .filter(|holder| {
                holder.prefecture == self.receipt.prefecture
                    || defects.has(&defects::COPY_BRANCH_OF_ANY_UNION)
            })
            .ok_or_else(|| RowFault::plain(row_error::BRANCH))?;
        let member = holder.sequence;
        if defects.has(&defects::UNLINKED_MEMBER_REFUSED)
            && code_links::of(connection, &row.branch_number)?.is_none()
        {
            return Err(RowFault::plain(row_error::BRANCH).into());
        }
        let is_new = self.newest.is_none_or(|newest| newest < member);
        let another = row.insured_number.as_ref().is_some_and(|number| *number != holder.insured_number)
            && !defects.has(&defects::ANOTHERS_INSURED_NUMBER_ACCEPTED);
        if another && row.action != Action::Delete {
            let message = "被保険者番号: 被保険者枝番の加入者の番号ではありません";
            return Err(RowFault::with_message(row_error::INSURED_NUMBER, message).into());
        }
        let known = match row.action {
            Action::Delete => None,
            // Without eligibility before, none overlaps.
            _ if is_new && self.kind == CopyKind::Eligibility => None,
            Action::New | Action::Change => self.check_eligibility(member, &row)?,
        };
        let exists = match known {
            Some(known) => known,
            None if is_new => false,
            None => copies::exists(connection, member, self.kind, &row.key)?,
        };
        match row.action {
            Action::New if exists && !defects.has(&defects::EXISTING_COPY_OVERWRITTEN) => {
                return Err(RowFault::plain(row_error::USER_EXISTS).into());
            }
            Action::Change | Action::Delete if !exists => {
                return Err(RowFault::plain(row_error::NO_SUCH_ROW).into());
            }
            Action::Delete if defects.has(&defects::COPY_DELETION_WITHOUT_EFFECT) => {}
            Action::Delete if defects.has(&defects::DELETION_TAKES_ALL_OF_KIND) => {
                for copy in copies::of_kind(connection, member, self.kind)? {
                    copies::delete(connection, member, self.kind, &copy.key, now)?;
                }
            }
            Action::Delete => copies::delete(connection, member, self.kind, &row.key, now)?,
            Action::New | Action::Change
                if self.kind == CopyKind::Funeral
                    && self.job.server.has_in_production(&defects::FUNERAL_COPIES_OF_PRODUCTION_LOST) => {}
            Action::Change
                if self.job.server.has_in_production(&defects::CHANGED_COPIES_OF_PRODUCTION_KEPT) => {}
            Action::New | Action::Change => {
                self.spoil(member, &mut row)?;
                let copy = StoredCopy { key: row.key, values: row.values, source_as_of: row.source_as_of };
                copies::put(connection, member, self.kind, &copy, now)?;
                self.newest = self.newest.max(Some(member));
            }
        }
        Ok(())
    }

    /// What goes wrong with a good row on its way into the store.
    fn spoil(&self, member: i64, row: &mut CopyRow) -> Result<(), RowError> {
        let (connection, defects) = (self.job.connection, &self.around.defects);
        let others = || copies::of_kind(connection, member, self.kind);
        if defects.has(&defects::SOURCE_TIME_IS_REFLECTION) {
            row.source_as_of = self.job.now.rfc3339();
        } else if defects.has(&defects::SOURCE_TIME_OF_FIRST) {
            let before = others()?.into_iter().find(|copy| copy.key == row.key);
            row.source_as_of = before.map_or(row.source_as_of.clone(), |copy| copy.source_as_of);
        } else if defects.has(&defects::UPDATE_KEEPS_VALUES) {
            let before = others()?.into_iter().find(|copy| copy.key == row.key);
            row.values = before.map_or(row.values.clone(), |copy| copy.values);
        } else if defects.has(&defects::COPY_COLUMNS_SWAPPED) {
            let place = |name| row.values.iter().position(|(column, _)| *column == name);
            if let (Some(one), Some(other)) = (place("証発効期日"), place("有効期限")) {
                let value = row.values[one].1.clone();
                row.values[one].1 = std::mem::replace(&mut row.values[other].1, value);
            }
        } else if defects.has(&defects::SECOND_PERIOD_REPLACES_FIRST) {
            for copy in others()?.iter().filter(|copy| copy.key != row.key) {
                copies::delete(connection, member, self.kind, &copy.key, self.job.now)?;
            }
        } else if row.action == Action::New && defects.has(&defects::HISTORY_LOST_ON_RETURN) {
            slips::forget_deleted_copy(connection, member, self.kind, &row.key)?;
        } else if row.action == Action::Change && defects.has(&defects::DIFFERENCE_REWRITES_ALL) {
            slips::touch_others(connection, &self.receipt.prefecture, self.kind, member)?;
        }
        Ok(())
    }

    /// E202 for a benefit without eligibility, E203 for an eligibility that overlaps
    /// another one; of an eligibility, whether it is registered already.
    fn check_eligibility(&self, member: i64, row: &CopyRow) -> Result<Option<bool>, RowError> {
        let registered = copies::of_kind(self.job.connection, member, CopyKind::Eligibility)?;
        if self.kind != CopyKind::Eligibility {
            let defects = &self.around.defects;
            if registered.is_empty()
                && !defects.has(&defects::BENEFIT_WITHOUT_ELIGIBILITY)
                && !(defects.has(&defects::DELETED_ELIGIBILITY_COUNTS)
                    && slips::ever_had_copy(self.job.connection, member, CopyKind::Eligibility)?)
            {
                return Err(RowFault::plain(row_error::NO_ELIGIBILITY).into());
            }
            return Ok(None);
        }
        let defects = &self.around.defects;
        let end = self.kind.end_column();
        let own_end = row.values.iter().find(|(name, _)| *name == end).map_or("", |(_, value)| value);
        let overlaps = registered
            .iter()
            .filter(|other| other.key != row.key)
            .filter(|other| other.key < row.key || !defects.has(&defects::EARLIER_PERIOD_NOT_COMPARED))
            .any(|other| {
                copy_rows::periods_overlap((&row.key, own_end), (&other.key, other.value(end)))
                    || row.key == other.value(end) && defects.has(&defects::PERIODS_MAY_NOT_TOUCH)
            })
            && (row.action == Action::New || !defects.has(&defects::OVERLAP_NOT_CHECKED_ON_CHANGES));
        if overlaps {
            return Err(RowFault::plain(row_error::PERIOD_OVERLAP).into());
        }
        Ok(Some(registered.iter().any(|other| other.key == row.key)))
    }
}

/// What a row says by itself.
pub(super) struct ReadRow {
    changes: bool,
    row: Result<CopyRow, RowFault>,
}

impl Rows for CopyRows<'_> {
    type Around = CopySurroundings;
    type Row = ReadRow;

    fn columns(&self) -> &'static [&'static str] {
        column::ROWS_RESULT
    }

    fn around(&self) -> Arc<CopySurroundings> {
        Arc::clone(&self.around)
    }

    fn read(around: &CopySurroundings, fields: &Fields<'_>) -> ReadRow {
        let changes = Action::from_value(fields.get("処理区分")) == Some(Action::Change);
        ReadRow { changes, row: copy_rows::read(fields, around) }
    }

    fn see(&mut self, rows: &[ReadRow]) -> Result<(), JobError> {
        let branches: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.row.as_ref().ok())
            .map(|row| row.branch_number.as_str())
            .collect();
        self.holders = members::holders(self.job.connection, &branches)?;
        Ok(())
    }

    fn row(&mut self, number: u64, read: ReadRow) -> Result<RowOutcome, JobError> {
        let told_as_error =
            read.changes && self.job.server.defects.has(&defects::GOOD_COPY_CHANGE_TOLD_AS_ERROR);
        match self.apply(read.row) {
            Ok(()) if told_as_error => {
                let fault = Err(RowFault::plain(row_error::PERIOD_OVERLAP).into());
                Ok(RowOutcome { normal: true, ..rows_result(&self.receipt.number, number, fault)? })
            }
            applied => rows_result(&self.receipt.number, number, applied),
        }
    }
}
