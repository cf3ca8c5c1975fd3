//! Rows of 加入者情報一括登録ファイル against what is registered: branch numbers, doubles,
//! and the request for codes. Must not know files.

use std::collections::HashSet;

use rand::{SeedableRng, rngs::StdRng};
use sogo_unyo_test::wire::{column, row_error};

use super::{
    Job, JobError, RowError,
    branches::FreshBranches,
    codes,
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
    store::{
        StoreError, access, copies,
        members::{self, Member},
        receipts::Receipt,
        slips,
    },
};

/// Work on one file.
pub(super) struct MemberRows<'a> {
    job: Job<'a>,
    receipt: Receipt,
    around: MemberSurroundings,
    /// Of the numbers in the file, until it is known which of them members have.
    ahead: Vec<IndividualNumber>,
    /// Numbers in the file that members had before it.
    known: HashSet<IndividualNumber>,
    /// Numbers in the rows so far.
    seen: HashSet<IndividualNumber>,
    /// Rows so far.
    rows: u64,
    codes_requested: bool,
    branches: FreshBranches,
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
            defects: job.server.defects.clone(),
        };
        Ok(Self {
            job,
            receipt: receipt.clone(),
            around,
            ahead: Vec::new(),
            known: HashSet::new(),
            seen: HashSet::new(),
            rows: 0,
            codes_requested: false,
            branches: FreshBranches::new(job.server.settings.branch_digits),
        })
    }

    /// The branch number of a good row.
    fn apply(&mut self, fields: &Fields<'_>) -> Result<String, RowError> {
        let connection = self.job.connection;
        let defects = &self.job.server.defects;
        match member_rows::read(fields, &self.around)? {
            MemberRow::New(mut values) => {
                self.check_double(&values, None)?;
                if defects.has(&defects::WAVE_DASH_DAMAGED) {
                    values.name = values.name.replace('～', "〜");
                }
                if defects.has(&defects::SEX_LOST) {
                    "1".clone_into(&mut values.sex);
                }
                if defects.has(&defects::LOSS_DATE_LOST) {
                    values.lost_on = None;
                }
                let branch = self.fresh_branch(&values)?;
                if self.rows > 10 && self.job.server.has_in_production(&defects::MEMBERS_LOST_AFTER_TEN) {
                    return Ok(branch);
                }
                let batch = Some(self.receipt.number.as_str());
                members::add(connection, &self.receipt.prefecture, &branch, &values, batch, self.job.now)?;
                self.codes_requested = true;
                if self.job.server.defects.has(&defects::OLD_COPIES_COME_BACK)
                    && let Some(old) =
                        slips::deleted_branch(connection, &self.receipt.prefecture, &values.number)?
                {
                    slips::inherit_copies(connection, &old, &branch)?;
                }
                Ok(branch)
            }
            MemberRow::Change(branch, mut values) => {
                let member = self.member(&branch)?;
                if defects.has(&defects::IDENTITY_DEATH_NOT_REFLECTED) {
                    values.lost_on = None;
                }
                let before = members::number_of(connection, &branch)?;
                if defects.has(&defects::REFUSED_CHANGE_KEPT)
                    && let Some(number) = before.clone()
                {
                    members::change(connection, &branch, &MemberValues { number, ..values.clone() })?;
                }
                self.check_double(&values, Some(&branch))?;
                if defects.has(&defects::CHANGE_FORGETS_KANA) {
                    values.kana = member.kana;
                }
                members::change(connection, &branch, &values)?;
                if let Some(before) = before.clone().filter(|before| *before != values.number)
                    && defects.has(&defects::CORRECTED_NUMBER_STAYS_TAKEN)
                {
                    let nobody =
                        MemberValues { number: before, insured_number: String::new(), ..values.clone() };
                    let branch = self.fresh_branch(&nobody)?;
                    members::add(connection, &self.receipt.prefecture, &branch, &nobody, None, self.job.now)?;
                }
                let another = before.is_none_or(|before| before != values.number);
                if another
                    && !defects.has(&defects::CODE_NOT_ASKED_AFTER_CORRECTION)
                    && !defects.has(&defects::CODE_NOT_ACQUIRED_AGAIN)
                    || defects.has(&defects::CHANGE_ASKS_CODE_AGAIN)
                {
                    self.request_code(&branch, LinkState::Again)?;
                    if self.job.server.defects.has(&defects::CORRECTION_DOUBLES_THE_MEMBER) {
                        let second = self.fresh_branch(&values)?;
                        members::add(
                            connection,
                            &self.receipt.prefecture,
                            &second,
                            &values,
                            None,
                            self.job.now,
                        )?;
                    }
                }
                Ok(branch)
            }
            MemberRow::Delete(branch) => {
                let member = self.member(&branch)?;
                if defects.has(&defects::DELETION_NOT_REFLECTED)
                    || self.job.server.has_in_production(&defects::DELETIONS_OF_PRODUCTION_IGNORED)
                {
                    return Ok(branch);
                }
                if !defects.has(&defects::DELETION_WITHOUT_EFFECT) {
                    members::delete(connection, &branch)?;
                }
                copies::delete_all(connection, member.sequence, self.job.now)?;
                Ok(branch)
            }
        }
    }

    fn member(&self, branch: &str) -> Result<Member, RowError> {
        let mut prefecture = self.receipt.prefecture.clone();
        if self.job.server.defects.has(&defects::MEMBER_OF_ANY_UNION_CHANGED) {
            prefecture = slips::prefecture_of(self.job.connection, branch)?.unwrap_or(prefecture);
        }
        let found = members::find(self.job.connection, &prefecture, branch)?;
        found.ok_or_else(|| RowFault::plain(row_error::BRANCH).into())
    }

    /// E105 for a number that an earlier row of the file has, good or not; E104 for one
    /// that the union has under another branch number. Other unions' members cannot be
    /// seen from here, and that is how it has to be.
    fn check_double(&mut self, values: &MemberValues, own_branch: Option<&str>) -> Result<(), RowError> {
        if self.seen.contains(&values.number) {
            return Err(RowFault::plain(row_error::DUPLICATE_IN_FILE).into());
        }
        // What the rows so far registered has been seen: whose number was not known has no other.
        let registered = match self.known.contains(&values.number) {
            true => members::branch_of(self.job.connection, &self.receipt.prefecture, &values.number)?,
            false => None,
        };
        let defects = &self.job.server.defects;
        let taken = registered.is_some_and(|branch| own_branch != Some(branch.as_str()))
            && !defects.has(&defects::PARTITION_DUPLICATE_ACCEPTED)
            && (own_branch.is_none() || !defects.has(&defects::CHANGE_TAKES_ANOTHERS_NUMBER))
            || own_branch.is_none()
                && defects.has(&defects::PARTITION_LEAK)
                && slips::is_known_anywhere(self.job.connection, &values.number)?
            || self.is_taken_in_test(values)?;
        if taken {
            return Err(RowFault::plain(row_error::REGISTERED_IN_PARTITION).into());
        }
        Ok(())
    }

    /// Whether the defect finds the number in the 総合運用テスト環境.
    fn is_taken_in_test(&self, values: &MemberValues) -> Result<bool, StoreError> {
        let Some(test) = self.job.server.leaks_from_test(&defects::NUMBERS_OF_TEST_REFUSED) else {
            return Ok(false);
        };
        test.store.read(|connection| {
            Ok(members::branch_of(connection, &self.receipt.prefecture, &values.number)?.is_some())
        })
    }

    fn fresh_branch(&mut self, values: &MemberValues) -> Result<String, StoreError> {
        let defects = &self.job.server.defects;
        if defects.has(&defects::BRANCH_NUMBER_GIVEN_AGAIN)
            && let Some(branch) =
                slips::deleted_branch(self.job.connection, &self.receipt.prefecture, &values.number)?
        {
            slips::release_branch(self.job.connection, &branch)?;
            return Ok(branch);
        }
        if defects.has(&defects::BRANCH_MADE_OF_THE_NUMBER) {
            let mut random = StdRng::seed_from_u64(values.number.stored().unsigned_abs());
            loop {
                let branch = self.branches.draw(&mut random);
                if members::place(self.job.connection, &branch)?.is_none() {
                    return Ok(branch);
                }
            }
        }
        let mut branch = self.branches.next(self.job.connection)?;
        if defects.has(&defects::BRANCH_NUMBER_WITH_LETTER) {
            branch.replace_range(..1, "K");
        }
        Ok(branch)
    }

    /// The defect tells the branch number that another union has for the person.
    fn branch_of_another(&self, branch: Option<String>) -> Result<Option<String>, StoreError> {
        let Some(own) = &branch else { return Ok(None) };
        Ok(members::foreign_branch(self.job.connection, own)?.or(branch))
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

    fn looks_ahead(&self) -> bool {
        true
    }

    fn see(&mut self, fields: &Fields<'_>) {
        self.ahead.extend(IndividualNumber::parse(fields.get("個人番号"), false));
    }

    fn seen_all(&mut self) -> Result<(), JobError> {
        self.known = members::known(self.job.connection, &std::mem::take(&mut self.ahead))?;
        Ok(())
    }

    fn row(&mut self, _number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError> {
        self.rows += 1;
        let (branch, [code, message]) = verdict(self.apply(fields))?;
        let defects = &self.job.server.defects;
        let normal = branch.is_some();
        let hidden = !normal && self.job.server.has_in_production(&defects::ROW_ERRORS_OF_PRODUCTION_HIDDEN);
        let [code, message] = match hidden {
            true => [row_error::MISSING.to_owned(), "必須項目がありません".to_owned()],
            false => [code, message],
        };
        let [code, message] = match defects.has(&defects::ERROR_CODE_LEFT_OUT) {
            true => Default::default(),
            false => [code, message],
        };
        // Later rows with the number of a refused row are doubles too. Rows of a deletion
        // carry no number of their own.
        if fields.get("処理区分") != "3"
            && (normal || !defects.has(&defects::DUPLICATE_OF_REFUSED_ROW_ACCEPTED))
            && let Ok(number) = IndividualNumber::parse(fields.get("個人番号"), false)
        {
            self.seen.insert(number);
        }
        let branch = match defects.has(&defects::BRANCH_OF_PARTNER_ISSUED) {
            true => self.branch_of_another(branch)?,
            false => branch,
        };
        let [code, message] =
            match normal && fields.get("処理区分") == "2" && defects.has(&defects::GOOD_CHANGE_TOLD_AS_ERROR)
            {
                true => [row_error::MISSING.to_owned(), "必須項目がありません".to_owned()],
                false => [code, message],
            };
        let branch = match branch {
            None if defects.has(&defects::REFUSED_ROW_WITH_BRANCH) => Some("0".repeat(10)),
            branch => branch,
        };
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
