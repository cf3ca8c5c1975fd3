//! A campaign: all members of a union, file by file, each registered, processed, taken in
//! and compared before the next one, as an operator does it who never has more than one
//! file under way.
//!
//! What is right comes from the population's answer sheet. Nothing here holds a file, and
//! nothing of a row stays in memory but in the ledger.

use super::{Actor, Lane, Office, OperationWorld, StepFailure, StepResult, desk::must, expect_equal};
use crate::{
    media::{Charset, MadeFile, ReceivedFile},
    model::{CodeLinkState, JobState},
    spec::ResidentStatus,
    terminal::{MemberQuery, Receipt, ResidentSetting},
    volume::{Branches, CAMPAIGN, Deviation, Ledger, LedgerError, Parameters, Population, Rate, Reconciled},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Residents told to the 住基ネット at a time.
const RESIDENTS: u64 = 5000;
/// So often a file is carried through anew when the way to the endpoint breaks.
const TRIES: u32 = 8;
/// Members looked at one by one.
const SAMPLE: u64 = 40;
/// Members who died that are looked at.
const DEAD: usize = 3;
/// 0.1 % of the rows have an error of the catalogue.
const ERRORS: Rate = Rate::of_a_million(1000);
/// 2 % of the rows have a character that is easily damaged.
const HARD_CHARACTERS: Rate = Rate::of_a_million(20_000);
/// 0.05 % of the members have no 個人番号 that the union knows.
const WITHOUT_NUMBER: Rate = Rate::of_a_million(500);

/// A union's members and what became of them.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// The members.
    pub population: Arc<Population>,
    /// What the standard system knows of their registration.
    pub ledger: Arc<Mutex<Ledger>>,
    /// The comparison of all results of members so far.
    pub members: Reconciled,
    /// The first receipt whose counts are not those of the answer sheet.
    pub counts: Option<StepFailure>,
    /// The comparison of the results of changes.
    pub changes: Option<Reconciled>,
    /// By kind of copy: rows sent, rows registered, and the first code that was none.
    pub copies: BTreeMap<&'static str, (u64, u64, Option<String>)>,
    /// Whether the changes of the differential registration are in.
    pub has_moved: bool,
}

impl Campaign {
    /// The ledger, for as long as the value lives.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rows spread over all files, and some who died.
    fn sample(&self) -> Vec<u64> {
        let count = self.population.parameters().count;
        let step = (count / SAMPLE).max(1);
        let spread = (0..count).step_by(usize::try_from(step).unwrap_or(usize::MAX));
        let dead = (0..count).filter(|row| self.population.facts(*row).is_dead()).take(DEAD);
        let moved = (0..count).filter(|row| self.population.moves(*row)).take(DEAD);
        spread.chain(dead).chain(moved).chain([count - 1]).collect()
    }

    /// Rows of the sample that are registered, with their cells as they have to be by now.
    fn registered_sample(&self) -> Vec<(u64, Vec<String>)> {
        let cells = |row| match self.has_moved && self.population.moves(row) {
            true => self.population.moved_cells(row),
            false => self.population.good_cells(row),
        };
        let sample = self.sample().into_iter().filter(|row| self.population.fault(*row).is_none());
        sample.map(|row| (row, cells(row))).collect()
    }
}

impl From<LedgerError> for StepFailure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Sql(_) => Self::broken(error.to_string()),
            LedgerError::File(_) | LedgerError::Column(_) => Self::expectation(error.to_string()),
        }
    }
}

impl OperationWorld {
    /// The campaign of the scenario.
    ///
    /// # Errors
    /// If no step has begun one.
    pub fn campaign(&mut self) -> StepResult<&mut Campaign> {
        self.campaign.as_mut().ok_or_else(|| {
            StepFailure::broken("このステップの前に、全件の加入者を用意する前提のステップが要ります")
        })
    }

    /// 前提: all members of the union are in the standard system, and those that can be
    /// registered in the 住基ネット.
    ///
    /// # Errors
    /// If there is no control port, or the members cannot be made.
    pub async fn begin_campaign(&mut self) -> StepResult {
        let lane = Arc::clone(self.lane()?);
        let union = lane.union(Office::Own)?.clone();
        let parameters = Parameters {
            count: lane.setting.volume_rows.unwrap_or(u64::from(union.insured_thousands) * 1000),
            union,
            seed: lane.setting.seed,
            charset: self.charset(),
            split: lane.setting.row_limit,
            // A file is another one in every run: a server refuses the same bytes. A run that
            // goes on has the same files, and finds those that it has sent.
            first_record: lane.setting.first_number % 1_000_000 * CAMPAIGN + 1,
            errors: ERRORS,
            hard_characters: HARD_CHARACTERS,
            without_number: WITHOUT_NUMBER,
        };
        let population =
            Arc::new(Population::new(parameters).map_err(|error| StepFailure::broken(error.to_string()))?);
        let count = population.parameters().count;
        for first in (0..count).step_by(usize::try_from(RESIDENTS).unwrap_or(1)) {
            let rows = first..(first + RESIDENTS).min(count);
            let residents: Vec<_> = rows.filter_map(|row| resident(&population, row)).collect();
            lane.control()?.set_many_residents(&residents).await?;
        }
        self.campaign = Some(Campaign {
            population,
            ledger: Arc::new(Mutex::new(Ledger::new()?)),
            members: Reconciled::default(),
            counts: None,
            changes: None,
            copies: BTreeMap::new(),
            has_moved: false,
        });
        Ok(())
    }

    /// もし: every file of members is registered, and its result taken in.
    ///
    /// # Errors
    /// If a file is refused, or a result cannot be read.
    pub async fn register_campaign(&mut self, actor: &Actor) -> StepResult {
        let population = Arc::clone(&self.campaign()?.population);
        for file in 0..population.files() {
            let receipt = self.carry_through(actor, &population.member_file(file)).await?;
            let result = self.large_result(actor, &receipt, population.parameters().charset).await?;
            let campaign = self.campaign()?;
            let reconciled = campaign.ledger().take_in(&population, file, &result)?;
            campaign.members.add(reconciled);
            if let Err(failure) = expect_counts(&receipt, file, &population) {
                campaign.counts.get_or_insert(failure);
            }
        }
        Ok(())
    }

    /// もし: the members who moved are registered as changes.
    ///
    /// # Errors
    /// If a file is refused, or a result cannot be read.
    pub async fn register_moves(&mut self, actor: &Actor) -> StepResult {
        let (population, ledger) =
            (Arc::clone(&self.campaign()?.population), Arc::clone(&self.campaign()?.ledger));
        let mut all = Reconciled::default();
        for file in 0..population.files() {
            let receipt = self.carry_through(actor, &population.change_file(&ledger, file)).await?;
            let result = self.large_result(actor, &receipt, population.parameters().charset).await?;
            all.add(self.campaign()?.ledger().take_in_changes(&population, file, &result)?);
        }
        let campaign = self.campaign()?;
        campaign.changes = Some(all);
        campaign.has_moved = true;
        Ok(())
    }

    /// もし: the copies of a kind of all members are registered.
    ///
    /// # Errors
    /// If a file is refused, or a result cannot be read.
    pub async fn register_all_copies(&mut self, actor: &Actor, kind: &'static str) -> StepResult {
        let (population, ledger) =
            (Arc::clone(&self.campaign()?.population), Arc::clone(&self.campaign()?.ledger));
        let (mut sent, mut registered, mut first) = (0, 0, None);
        for file in 0..population.files() {
            let rows = population.copies_in(kind, Branches::new(&ledger, population.rows_of(file)));
            if rows == 0 {
                continue;
            }
            let updated = self.lane()?.clock.now().await?.naive_local();
            let made = population.copy_file(&ledger, kind, file, updated);
            let receipt = self.carry_through(actor, &made).await?;
            let result = self.large_result(actor, &receipt, population.parameters().charset).await?;
            sent += rows;
            for (place, row) in result.rows().map_err(unreadable)?.enumerate() {
                let row = row.map_err(unreadable)?;
                let number = row.get("行番号").unwrap_or_default();
                expect_equal("副本登録結果の行番号", (place + 1).to_string().as_str(), number)?;
                match row.get("処理結果コード") {
                    Some("") => registered += 1,
                    code => {
                        let code = code.unwrap_or("列がない");
                        first.get_or_insert_with(|| format!("{}の{number}行目 {code}", made.name));
                    }
                }
            }
        }
        self.campaign()?.copies.insert(kind, (sent, registered, first));
        Ok(())
    }

    /// Registers a file and waits until it is processed. If the way to the endpoint breaks,
    /// it is gone again; what arrived before is not sent a second time.
    async fn carry_through(&mut self, actor: &Actor, file: &MadeFile) -> StepResult<Receipt> {
        let lane = Arc::clone(self.lane()?);
        let mut broken = 0;
        let receipt = loop {
            match self.try_to_carry_through(&lane, actor, file).await {
                Err(StepFailure::Broken(_)) if broken < TRIES => {
                    lane.clock.wait_for_return(broken).await;
                    broken += 1;
                    // Whoever was logged in may not be any more.
                    self.go_home();
                }
                done => break done?,
            }
        };
        let told = receipt.error.as_ref().map(|error| format!("{} {}", error.code, error.message));
        match receipt.state {
            JobState::Completed => Ok(receipt),
            state => Err(StepFailure::difference(
                &format!("{}の処理ステータス", file.name),
                JobState::Completed,
                told.unwrap_or_else(|| state.to_string()),
            )),
        }
    }

    async fn try_to_carry_through(
        &mut self,
        lane: &Lane,
        actor: &Actor,
        file: &MadeFile,
    ) -> StepResult<Receipt> {
        lane.stand_where_it_stood().await?;
        let desk = self.desk(actor).await?;
        let there = must("登録済みファイルの確認", desk.uploads(file.kind).await?)?;
        let is_this = |receipt: &Receipt| {
            receipt.file_name == file.name
                && !matches!(receipt.state, JobState::Refused | JobState::Cancelled)
        };
        let receipt = match there.into_iter().find(is_this) {
            Some(receipt) => receipt,
            None => must(&format!("{}の登録", file.name), desk.upload_made(file).await?)?,
        };
        lane.wait_for_receipt(desk, receipt, lane.timing().poll).await
    }

    async fn large_result(
        &mut self,
        actor: &Actor,
        receipt: &Receipt,
        charset: Charset,
    ) -> StepResult<ReceivedFile> {
        let desk = self.desk(actor).await?;
        must("登録結果ファイル", desk.download_large_result(&receipt.receipt_number, charset).await?)
    }

    /// ならば: the members of the sample show as they are in the standard system, and whoever
    /// was refused does not show at all.
    ///
    /// # Errors
    /// If one of them does not.
    pub async fn expect_sample_shown(&mut self, actor: &Actor) -> StepResult {
        let campaign = self.campaign()?.clone();
        for (row, cells) in campaign.registered_sample() {
            let branch = campaign.ledger().branch(row)?;
            let query = MemberQuery::InsuredNumber(cells[3].clone());
            let found = must("加入者検索", self.desk(actor).await?.search_members(&query).await?)?;
            let [entry] = found.entries.as_slice() else {
                let what = format!("被保険者番号 {} の加入者検索の件数", cells[3]);
                return expect_equal(&what, 1, found.entries.len());
            };
            let day = |day: chrono::NaiveDate| day.format("%Y%m%d").to_string();
            let shown = [
                entry.branch_number.clone(),
                entry.insurer_number.clone(),
                entry.insured_number.clone(),
                entry.name.clone(),
                entry.kana.clone(),
                day(entry.birth_date),
                entry.sex.clone(),
                entry.postal_code.clone().unwrap_or_default(),
                entry.address.clone(),
                day(entry.qualified_on),
                entry.lost_on.map(day).unwrap_or_default(),
            ];
            let branch = branch.map(|branch| branch.to_string()).unwrap_or_default();
            let expected: Vec<&str> = std::iter::once(branch.as_str())
                .chain([2, 3, 5, 6, 7, 8, 9, 10, 11, 12].map(|place| cells[place].as_str()))
                .collect();
            expect_equal("加入者検索の内容", expected.join("、"), shown.join("、"))?;
        }
        let population = &campaign.population;
        let count = population.parameters().count;
        let own_number = |row: &u64| {
            // The number in the row is the person's own, and well formed.
            use crate::volume::Fault;
            population.fault(*row).is_some_and(|fault| fault != Fault::InsuredNumber)
        };
        let refused: Vec<u64> = (0..count).filter(own_number).take(12).collect();
        for row in refused {
            let query = MemberQuery::InsuredNumber(population.good_cells(row)[3].clone());
            let found = must("加入者検索", self.desk(actor).await?.search_members(&query).await?)?;
            expect_equal("エラーの行の加入者の、加入者検索の件数", 0, found.entries.len())?;
        }
        Ok(())
    }

    /// ならば: the codes of the sample are linked, but for those who died.
    ///
    /// # Errors
    /// If one of them is not.
    pub async fn expect_sample_linked(&mut self, actor: &Actor) -> StepResult {
        let campaign = self.campaign()?.clone();
        let lane = Arc::clone(self.lane()?);
        for (row, cells) in campaign.registered_sample() {
            let branch = campaign.ledger().branch(row)?;
            let branch = self.produced("被保険者枝番", branch.as_ref())?;
            let mut waited = std::time::Duration::ZERO;
            let link = loop {
                let link = must("符号取得状況の確認", self.desk(actor).await?.code_link(&branch).await?)?;
                if link.state.is_final() {
                    break link;
                }
                lane.wait_once(&mut waited, lane.timing().poll, "符号取得", link.state).await?;
            };
            let expected = match campaign.population.facts(row).is_dead() {
                true => CodeLinkState::Failed,
                false => CodeLinkState::Linked,
            };
            expect_equal(&format!("被保険者番号 {} の符号取得状況", cells[3]), expected, link.state)?;
        }
        Ok(())
    }

    /// ならば: the copies of a kind of the sample are those that were sent.
    ///
    /// # Errors
    /// If one of them is not.
    pub async fn expect_sample_copies(&mut self, actor: &Actor, kind: &'static str) -> StepResult {
        let campaign = self.campaign()?.clone();
        for (row, cells) in campaign.registered_sample() {
            let facts = campaign.population.facts(row);
            let branch = campaign.ledger().branch(row)?;
            let branch = self.produced("被保険者枝番", branch.as_ref())?;
            let there = must("副本照会", self.desk(actor).await?.copies(&branch).await?)?;
            let there: Vec<_> = there.entries.iter().filter(|copy| copy.kind == kind).collect();
            let expected = usize::from(campaign.population.has_copy(kind, &facts));
            let what = format!("被保険者番号 {} の副本の件数", cells[3]);
            expect_equal(&what, expected, there.len())?;
            if let (Some(copy), crate::wire::file_kind::ELIGIBILITY) = (there.first(), kind) {
                let shown = |column: &str| copy.values.get(column).cloned().unwrap_or_default();
                expect_equal("副本の被保険者番号", cells[3].clone(), shown("被保険者番号"))?;
                expect_equal("副本の資格取得年月日", cells[11].clone(), shown("資格取得年月日"))?;
                expect_equal("副本の資格喪失年月日", cells[12].clone(), shown("資格喪失年月日"))?;
            }
        }
        Ok(())
    }
}

/// The counts of a receipt are those of the answer sheet.
fn expect_counts(receipt: &Receipt, file: u64, population: &Population) -> StepResult {
    let rows = population.rows_of(file);
    let total = rows.end - rows.start;
    let errors = rows.filter(|row| population.fault(*row).is_some()).count() as u64;
    let shown = receipt.counts.map(|counts| format!("全{}件 エラー{}件", counts.total, counts.error));
    let expected = format!("全{total}件 エラー{errors}件");
    expect_equal(&format!("{}つ目のファイルの件数", file + 1), expected, shown.unwrap_or_default())
}

fn unreadable(error: std::io::Error) -> StepFailure {
    StepFailure::expectation(format!("副本登録結果を読めません: {error}"))
}

fn resident(population: &Population, row: u64) -> Option<ResidentSetting> {
    let person = population.resident(row)?;
    let status = if person.died_on.is_some() { ResidentStatus::Dead } else { ResidentStatus::Living };
    Some(ResidentSetting {
        individual_number: person.individual_number,
        name: person.name,
        kana: person.kana,
        address: person.address,
        sex: person.sex,
        birth_date: person.birth_date,
        status: status.text().to_owned(),
        changed_on: person.died_on,
    })
}

/// Whether a comparison found nothing and had something to compare.
/// # Errors
/// If it did, or there was not as much as there has to be.
pub fn expect_reconciled(what: &str, reconciled: &Reconciled, rows: u64) -> StepResult {
    if !reconciled.is_right() {
        return Err(StepFailure::difference(what, "解答と一致", reconciled));
    }
    debug_assert_eq!(reconciled.count(Deviation::Lost), 0);
    expect_equal(&format!("{what}の行数"), rows, reconciled.rows)
}
