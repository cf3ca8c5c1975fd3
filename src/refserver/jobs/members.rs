//! Rows of 加入者情報一括登録ファイル against what is registered: branch numbers, doubles,
//! and the request for codes. Must not know files.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

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
    store::{
        StoreError, access, code_links, copies,
        members::{self, Member, NewPlace},
        receipts::Receipt,
        slips,
    },
};

/// Work on one file.
pub(super) struct MemberRows<'a> {
    job: Job<'a>,
    receipt: Receipt,
    around: Arc<MemberSurroundings>,
    /// Numbers in the rows that come next that members had before them.
    known: HashSet<IndividualNumber>,
    /// Numbers in the rows so far.
    seen: HashSet<IndividualNumber>,
    /// Rows so far.
    rows: u64,
    /// Members whose codes are asked for.
    asked: BTreeSet<i64>,
    /// The place of the member who came last before the file, and of the one who came last.
    before: i64,
    newest: i64,
    newest_branch: Option<String>,
}

/// Whom a good row is about.
struct Registered {
    member: i64,
    branch: String,
}

impl<'a> MemberRows<'a> {
    /// For a receipt.
    pub(super) fn new(
        job: Job<'a>,
        receipt: &Receipt,
        insurer_numbers: Vec<String>,
    ) -> Result<Self, JobError> {
        let groups = access::groups(job.connection, &receipt.prefecture)?;
        let newest = members::newest(job.connection)?;
        let around = MemberSurroundings {
            today: job.now.date(),
            insurer_numbers,
            access_groups: groups.into_iter().map(|group| group.code).collect(),
            defects: job.server.defects.clone(),
        };
        Ok(Self {
            job,
            receipt: receipt.clone(),
            around: Arc::new(around),
            known: HashSet::new(),
            seen: HashSet::new(),
            rows: 0,
            asked: BTreeSet::new(),
            before: newest,
            newest,
            newest_branch: None,
        })
    }

    fn apply(&mut self, row: Result<MemberRow, RowFault>) -> Result<Registered, RowError> {
        let connection = self.job.connection;
        let defects = &self.job.server.defects;
        match row? {
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
                let place = self.new_place(&values)?;
                let done = Registered { member: place.sequence, branch: place.branch.clone() };
                if self.rows > 10 && self.job.server.has_in_production(&defects::MEMBERS_LOST_AFTER_TEN) {
                    return Ok(done);
                }
                let prefecture = &self.receipt.prefecture;
                members::add(connection, prefecture, &place, &values, true, self.job.now)?;
                self.asked.insert(place.sequence);
                if self.job.server.defects.has(&defects::OLD_COPIES_COME_BACK)
                    && let Some(old) =
                        slips::deleted_branch(connection, &self.receipt.prefecture, &values.number)?
                {
                    slips::inherit_copies(connection, &old, place.sequence)?;
                }
                Ok(done)
            }
            MemberRow::Change(branch, mut values) => {
                let member = self.member(&branch)?;
                if defects.has(&defects::IDENTITY_DEATH_NOT_REFLECTED) {
                    values.lost_on = None;
                }
                let before = members::number_of(connection, &branch)?;
                if defects.has(&defects::REFUSED_CHANGE_KEPT)
                    && let Some(number) = before
                {
                    members::change(connection, &branch, &MemberValues { number, ..values.clone() })?;
                }
                self.check_double(&values, Some(&branch))?;
                if defects.has(&defects::CHANGE_FORGETS_KANA) {
                    values.kana = member.kana;
                }
                members::change(connection, &branch, &values)?;
                if let Some(before) = before.filter(|before| *before != values.number)
                    && defects.has(&defects::CORRECTED_NUMBER_STAYS_TAKEN)
                {
                    let nobody =
                        MemberValues { number: before, insured_number: String::new(), ..values.clone() };
                    let place = self.new_place(&nobody)?;
                    members::add(connection, &self.receipt.prefecture, &place, &nobody, false, self.job.now)?;
                    members::index(connection, place.sequence..=place.sequence)?;
                }
                let another = before.is_none_or(|before| before != values.number);
                if another
                    && !defects.has(&defects::CODE_NOT_ASKED_AFTER_CORRECTION)
                    && !defects.has(&defects::CODE_NOT_ACQUIRED_AGAIN)
                    || defects.has(&defects::CHANGE_ASKS_CODE_AGAIN)
                {
                    let place = member.sequence;
                    let (batch, now) = (&self.receipt.number, self.job.now);
                    code_links::set_requested(connection, place, LinkState::Again, batch, now)?;
                    self.asked.insert(place);
                    if self.job.server.defects.has(&defects::CORRECTION_DOUBLES_THE_MEMBER) {
                        let second = self.new_place(&values)?;
                        members::add(
                            connection,
                            &self.receipt.prefecture,
                            &second,
                            &values,
                            false,
                            self.job.now,
                        )?;
                    }
                }
                Ok(Registered { member: member.sequence, branch })
            }
            MemberRow::Delete(branch) => {
                let member = self.member(&branch)?.sequence;
                let done = Registered { member, branch };
                if defects.has(&defects::DELETION_NOT_REFLECTED)
                    || self.job.server.has_in_production(&defects::DELETIONS_OF_PRODUCTION_IGNORED)
                {
                    return Ok(done);
                }
                if !defects.has(&defects::DELETION_WITHOUT_EFFECT) {
                    members::delete(connection, &done.branch)?;
                }
                copies::delete_all(connection, member, self.job.now)?;
                Ok(done)
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

    /// Where the next new member comes to be.
    fn new_place(&mut self, values: &MemberValues) -> Result<NewPlace, JobError> {
        self.newest += 1;
        let digits = self.job.server.settings.branch_digits;
        let branch = self.job.server.store.branches().number(self.newest, digits);
        let branch = branch.ok_or(JobError::NoBranchNumber)?;
        let odd = self.odd_branch(&branch, values)?;
        let is_odd = odd.is_some();
        let branch = odd.unwrap_or(branch);
        self.newest_branch = Some(branch.clone());
        Ok(NewPlace { sequence: self.newest, is_odd, branch })
    }

    /// What a defect gives instead of the right branch number.
    fn odd_branch(&self, right: &str, values: &MemberValues) -> Result<Option<String>, StoreError> {
        let (connection, defects) = (self.job.connection, &self.job.server.defects);
        if defects.has(&defects::BRANCH_NUMBER_GIVEN_AGAIN)
            && let Some(branch) = slips::deleted_branch(connection, &self.receipt.prefecture, &values.number)?
        {
            slips::release_branch(connection, &branch)?;
            return Ok(Some(branch));
        }
        if defects.has(&defects::BRANCH_MADE_OF_THE_NUMBER) {
            let mut random = StdRng::seed_from_u64(values.number.stored().unsigned_abs());
            loop {
                let digit = |random: &mut StdRng| char::from(b'0' + random.random_range(0..10_u8));
                let branch: String = right.chars().map(|_| digit(&mut random)).collect();
                if members::place(connection, &branch)?.is_none() {
                    return Ok(Some(branch));
                }
            }
        }
        if self.rows == 21 && defects.has(&defects::BRANCH_NUMBER_GIVEN_TWICE) {
            return Ok(self.newest_branch.clone());
        }
        if defects.has(&defects::BRANCH_NUMBER_WITH_LETTER) {
            return Ok(Some(format!("K{}", &right[1..])));
        }
        Ok(None)
    }
}

/// What a row says by itself.
pub(super) struct ReadRow {
    record_number: String,
    action: String,
    insurer_number: String,
    insured_number: String,
    number: Option<IndividualNumber>,
    row: Result<MemberRow, RowFault>,
}

impl Rows for MemberRows<'_> {
    type Around = MemberSurroundings;
    type Row = ReadRow;

    fn columns(&self) -> &'static [&'static str] {
        column::MEMBERS_RESULT
    }

    fn around(&self) -> Arc<MemberSurroundings> {
        Arc::clone(&self.around)
    }

    fn read(around: &MemberSurroundings, fields: &Fields<'_>) -> ReadRow {
        let get = |column| fields.get(column).to_owned();
        ReadRow {
            record_number: get("レコード番号"),
            action: get("処理区分"),
            insurer_number: get("保険者番号"),
            insured_number: get("被保険者番号"),
            number: IndividualNumber::parse(fields.get("個人番号"), false).ok(),
            row: member_rows::read(fields, around),
        }
    }

    fn see(&mut self, rows: &[ReadRow]) -> Result<(), JobError> {
        let numbers: Vec<_> = rows.iter().filter_map(|row| row.number).collect();
        self.known = members::known(self.job.connection, &numbers)?;
        Ok(())
    }

    fn row(&mut self, _number: u64, read: ReadRow) -> Result<RowOutcome, JobError> {
        self.rows += 1;
        let (done, [code, message]) = verdict(self.apply(read.row))?;
        let defects = &self.job.server.defects;
        let normal = done.is_some();
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
        if read.action != "3"
            && (normal || !defects.has(&defects::DUPLICATE_OF_REFUSED_ROW_ACCEPTED))
            && let Some(number) = read.number
        {
            self.seen.insert(number);
        }
        let foreign = match &done {
            Some(done) if defects.has(&defects::BRANCH_OF_PARTNER_ISSUED) => {
                members::foreign_branch(self.job.connection, done.member)?
            }
            _ => None,
        };
        let branch = foreign.or(done.map(|done| done.branch));
        let [code, message] =
            match normal && read.action == "2" && defects.has(&defects::GOOD_CHANGE_TOLD_AS_ERROR) {
                true => [row_error::MISSING.to_owned(), "必須項目がありません".to_owned()],
                false => [code, message],
            };
        let branch = match branch {
            None if defects.has(&defects::REFUSED_ROW_WITH_BRANCH) => Some("0".repeat(10)),
            branch => branch,
        };
        let cells = vec![
            self.receipt.number.clone(),
            read.record_number,
            read.insurer_number,
            read.insured_number,
            branch.unwrap_or_default(),
            code,
            message,
        ];
        Ok(RowOutcome { cells, normal })
    }

    fn finish(&mut self) -> Result<(), JobError> {
        members::index(self.job.connection, self.before + 1..=self.newest)?;
        if !self.asked.is_empty() {
            code_links::ask(self.job.connection, &self.receipt.number, &self.asked)?;
            codes::plan(self.job, &self.receipt.number)?;
        }
        Ok(())
    }
}
