//! Rows of 加入者情報一括登録ファイル against what is registered: branch numbers, doubles,
//! and the request for codes. Must not know files.

use std::collections::HashSet;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use sogo_unyo_test::wire::{column, row_error};

use super::{
    Job, JobError, RowError, codes,
    files::{RowOutcome, Rows, verdict},
};
use crate::refserver::{
    defects,
    domain::{
        member_rows::{self, MemberRow, MemberSurroundings, MemberValues},
        numbers::IndividualNumber,
        row_fault::RowFault,
        row_fields::Fields,
        states::LinkState,
    },
    store::{StoreError, access, copies, members, receipts::Receipt},
};

/// Work on one file.
pub(super) struct MemberRows<'a> {
    job: Job<'a>,
    receipt: Receipt,
    around: MemberSurroundings,
    seen: HashSet<IndividualNumber>,
    codes_requested: bool,
}

impl<'a> MemberRows<'a> {
    /// For a receipt.
    pub(super) fn new(
        job: Job<'a>,
        receipt: &Receipt,
        insurer_numbers: Vec<String>,
    ) -> Result<Self, JobError> {
        let groups = access::groups(job.connection, &receipt.prefecture)?;
        let around = MemberSurroundings {
            today: job.now.date(),
            insurer_numbers,
            access_groups: groups.into_iter().map(|group| group.code).collect(),
            verify_check_digit: !job.server.defects.has(&defects::CHECK_DIGIT_NOT_VERIFIED),
        };
        Ok(Self { job, receipt: receipt.clone(), around, seen: HashSet::new(), codes_requested: false })
    }

    /// The branch number of a good row.
    fn apply(&mut self, fields: &Fields<'_>) -> Result<String, RowError> {
        let connection = self.job.connection;
        match member_rows::read(fields, &self.around)? {
            MemberRow::New(values) => {
                self.check_double(&values, None)?;
                let branch = self.fresh_branch(&values.number)?;
                members::add(connection, &self.receipt.prefecture, &branch, &values, self.job.now)?;
                self.request_code(&branch, LinkState::Requested)?;
                Ok(branch)
            }
            MemberRow::Change(branch, values) => {
                self.check_branch(&branch)?;
                self.check_double(&values, Some(&branch))?;
                let before = members::number_of(connection, &branch)?;
                members::change(connection, &branch, &values)?;
                let asked = !self.job.server.defects.has(&defects::CODE_NOT_ACQUIRED_AGAIN);
                if asked && before.is_none_or(|before| before != values.number) {
                    self.request_code(&branch, LinkState::Again)?;
                    if self.job.server.defects.has(&defects::CORRECTION_DOUBLES_THE_MEMBER) {
                        let second = self.fresh_branch(&values.number)?;
                        members::add(connection, &self.receipt.prefecture, &second, &values, self.job.now)?;
                    }
                }
                Ok(branch)
            }
            MemberRow::Delete(branch) => {
                self.check_branch(&branch)?;
                members::delete(connection, &branch)?;
                copies::delete_all(connection, &branch, self.job.now)?;
                Ok(branch)
            }
        }
    }

    fn check_branch(&self, branch: &str) -> Result<(), RowError> {
        match members::find(self.job.connection, &self.receipt.prefecture, branch)? {
            Some(_) => Ok(()),
            None => Err(RowFault::plain(row_error::BRANCH).into()),
        }
    }

    /// E105 for a number that an earlier row of the file has, good or not; E104 for one
    /// that the union has under another branch number. Other unions' members cannot be
    /// seen from here, and that is how it has to be.
    fn check_double(&mut self, values: &MemberValues, own_branch: Option<&str>) -> Result<(), RowError> {
        if self.seen.contains(&values.number) {
            return Err(RowFault::plain(row_error::DUPLICATE_IN_FILE).into());
        }
        let prefecture = &self.receipt.prefecture;
        let registered = members::branch_of(self.job.connection, prefecture, &values.number)?;
        let taken = registered.is_some_and(|branch| own_branch != Some(branch.as_str()));
        if taken && !self.job.server.defects.has(&defects::PARTITION_DUPLICATE_ACCEPTED) {
            return Err(RowFault::plain(row_error::REGISTERED_IN_PARTITION).into());
        }
        Ok(())
    }

    /// Random digits that nobody ever had: neither order nor union can be read from it.
    fn fresh_branch(&self, number: &IndividualNumber) -> Result<String, StoreError> {
        let mut random = if self.job.server.defects.has(&defects::BRANCH_MADE_OF_THE_NUMBER) {
            StdRng::seed_from_u64(number.expose().parse().unwrap_or_default())
        } else {
            StdRng::from_rng(&mut rand::rng())
        };
        let digits = self.job.server.settings.branch_digits;
        loop {
            let branch: String =
                (0..digits).map(|_| char::from(b'0' + random.random_range(0..10_u8))).collect();
            if !members::branch_was_given(self.job.connection, &branch)? {
                return Ok(branch);
            }
        }
    }

    fn request_code(&mut self, branch: &str, state: LinkState) -> Result<(), StoreError> {
        self.codes_requested = true;
        members::request_code(self.job.connection, branch, state, &self.receipt.number, self.job.now)
    }
}

impl Rows for MemberRows<'_> {
    fn columns(&self) -> &'static [&'static str] {
        column::MEMBERS_RESULT
    }

    fn row(&mut self, _number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError> {
        let (branch, [code, message]) = verdict(self.apply(fields))?;
        // Later rows with the number of a refused row are doubles too. Rows of a deletion
        // carry no number of their own.
        if fields.get("処理区分") != "3"
            && let Ok(number) = IndividualNumber::parse(fields.get("個人番号"), false)
        {
            self.seen.insert(number);
        }
        let normal = branch.is_some();
        let cells = vec![
            self.receipt.number.clone(),
            fields.get("レコード番号").to_owned(),
            fields.get("保険者番号").to_owned(),
            fields.get("被保険者番号").to_owned(),
            branch.unwrap_or_default(),
            code,
            message,
        ];
        Ok(RowOutcome { cells, normal })
    }

    fn finish(&mut self) -> Result<(), JobError> {
        if self.codes_requested {
            codes::plan(self.job, &self.receipt.number)?;
        }
        Ok(())
    }
}
