//! A campaign: all members of a union, file by file, each registered, processed, taken in
//! and compared.
//!
//! What is right comes from the population's answer sheet. Nothing here holds a file, and
//! nothing of a row stays in memory but in the ledger.

use super::{
    Actor, Office, OperationWorld, StepFailure, StepResult, carrying::Phase, expect_equal,
    sample::SampleAnswer,
};
use crate::{
    media::ReceivedFile,
    model::FileThrough,
    spec::ResidentStatus,
    terminal::{ManyResidents, Receipt, ResidentSetting},
    volume::{Branches, CAMPAIGN, Deviation, Ledger, LedgerError, Parameters, Population, Rate, Reconciled},
};
use chrono::{NaiveDateTime, NaiveTime};
use futures::{StreamExt as _, stream};
use std::{
    collections::BTreeMap,
    fmt::Display,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::task::spawn_blocking;

/// Residents told to the 住基ネット at a time.
const RESIDENTS: usize = 25_000;
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
    /// By kind of copy.
    pub copies: BTreeMap<&'static str, CopiesSent>,
    /// What another institution answers about members of the sample, in their order.
    pub answers: Vec<SampleAnswer>,
    /// Whether an earlier attempt of the run may have registered some of the changes.
    pub goes_on: bool,
    /// Whether the changes of the differential registration are in.
    pub has_moved: bool,
}

/// What came of the copies of a kind.
#[derive(Debug, Clone)]
pub struct CopiesSent {
    /// As of when the originals are.
    pub updated: NaiveDateTime,
    /// Rows sent.
    pub sent: u64,
    /// Rows registered.
    pub registered: u64,
    /// The first row that was not, and its code.
    pub first: Option<String>,
}

impl Campaign {
    /// The ledger, for as long as the value lives.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        locked(&self.ledger)
    }
}

fn locked(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
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
        let stretches =
            (0..count).step_by(RESIDENTS).map(|first| first..(first + RESIDENTS as u64).min(count));
        let parts = count.div_ceil(RESIDENTS as u64);
        let (control, wall_clock) = (lane.control()?, lane.setting.wall_clock);
        // The next are written and read while those before are being kept.
        let mut told = stream::iter(stretches)
            .map(|rows| {
                let population = Arc::clone(&population);
                let people = rows.clone().filter_map(move |row| resident(&population, row));
                let text = spawn_blocking(|| ManyResidents::new(people));
                async move {
                    let begun_at = wall_clock();
                    let residents = text.await.map_err(unwritten)?.map_err(unwritten)?;
                    control.set_many_residents(residents).await?;
                    Ok::<_, StepFailure>((rows.end - rows.start, begun_at))
                }
            })
            .buffered(2);
        let mut part = 0;
        while let Some(told) = told.next().await {
            let (rows, begun_at) = told?;
            let through = self.through("住基ネットの用意", (part, parts), (rows, 0), [begun_at; 3])?;
            self.announce(FileThrough { compared_at: (lane.setting.wall_clock)(), ..through })?;
            part += 1;
        }
        self.campaign = Some(Campaign {
            population: Arc::clone(&population),
            ledger: Arc::new(Mutex::new(Ledger::new()?)),
            members: Reconciled::default(),
            counts: None,
            changes: None,
            copies: BTreeMap::new(),
            answers: Vec::new(),
            goes_on: lane.setting.run_number != lane.setting.first_number,
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
        let phase = self.phase(actor, "加入者情報")?;
        let rows = |file| population.rows_of(file).end - population.rows_of(file).start;
        let (ledger, right) = (Arc::clone(&self.campaign()?.ledger), Arc::clone(&population));
        self.carry_files(
            phase,
            |file| Some((rows(file), population.member_file(file))),
            move |file, result| Ok(locked(&ledger).take_in(&right, file, result)?),
            |campaign, file, receipt, reconciled| {
                campaign.members.add(reconciled);
                if let Err(failure) = expect_counts(receipt, file, &population) {
                    campaign.counts.get_or_insert(failure);
                }
            },
        )
        .await?;
        let campaign = self.campaign()?;
        let doubled = campaign.ledger().find_doubled(&population)?;
        campaign.members.add(doubled);
        Ok(())
    }

    /// もし: the members who moved are registered as changes.
    ///
    /// # Errors
    /// If a file is refused, or a result cannot be read.
    pub async fn register_moves(&mut self, actor: &Actor) -> StepResult {
        let population = Arc::clone(&self.campaign()?.population);
        let ledger = Arc::clone(&self.campaign()?.ledger);
        self.campaign()?.changes = Some(Reconciled::default());
        let phase = self.phase(actor, "転居の差分")?;
        let is_sent = |row: &u64| population.moves(*row) && population.fault(*row).is_none();
        self.carry_files(
            phase,
            |file| match population.rows_of(file).filter(is_sent).count() as u64 {
                0 => None,
                rows => Some((rows, population.change_file(&ledger, file))),
            },
            {
                let (ledger, population) = (Arc::clone(&ledger), Arc::clone(&population));
                move |file, result| Ok(locked(&ledger).take_in_changes(&population, file, result)?)
            },
            |campaign, _, _, reconciled| campaign.changes.get_or_insert_default().add(reconciled),
        )
        .await?;
        self.campaign()?.has_moved = true;
        Ok(())
    }

    /// もし: the copies of a kind of all members are registered.
    ///
    /// # Errors
    /// If a file is refused, or a result cannot be read.
    pub async fn register_all_copies(
        &mut self,
        actor: &Actor,
        (kind, name): (&'static str, &str),
    ) -> StepResult {
        let population = Arc::clone(&self.campaign()?.population);
        let ledger = Arc::clone(&self.campaign()?.ledger);
        // The same for a run that goes on, which does not send again what has arrived.
        let updated = population.as_of().and_time(NaiveTime::MIN);
        self.campaign()?.copies.insert(kind, CopiesSent { updated, sent: 0, registered: 0, first: None });
        let name = format!("副本 {name}");
        let phase = self.phase(actor, &name)?;
        let branches = |file| Branches::new(&ledger, population.rows_of(file));
        self.carry_files(
            phase,
            |file| match population.copies_in(kind, branches(file)) {
                0 => None,
                rows => Some((rows, population.copy_file(&ledger, kind, file, updated))),
            },
            {
                let (ledger, population) = (Arc::clone(&ledger), Arc::clone(&population));
                move |file, result| {
                    let sent = population.copies_in(kind, Branches::new(&ledger, population.rows_of(file)));
                    let mut copies = CopiesSent { updated, sent, registered: 0, first: None };
                    copies.take_in(result, &population.copy_file_name(kind, file))?;
                    Ok(copies)
                }
            },
            |campaign, _, _, copies| {
                let Some(all) = campaign.copies.get_mut(kind) else { return };
                all.sent += copies.sent;
                all.registered += copies.registered;
                all.first = all.first.take().or(copies.first);
            },
        )
        .await
    }

    fn phase<'a>(&mut self, actor: &'a Actor, name: &'a str) -> StepResult<Phase<'a>> {
        let population = &self.campaign()?.population;
        Ok(Phase { actor, name, files: population.files(), charset: population.parameters().charset })
    }
}

impl CopiesSent {
    /// Takes the result of a file in.
    fn take_in(&mut self, result: &ReceivedFile, name: &str) -> StepResult {
        for (place, row) in result.rows().map_err(unreadable)?.enumerate() {
            let row = row.map_err(unreadable)?;
            let number = row.get("行番号").unwrap_or_default();
            expect_equal("副本登録結果の行番号", (place + 1).to_string().as_str(), number)?;
            match row.get("処理結果コード") {
                Some("") => self.registered += 1,
                code => {
                    let code = code.unwrap_or("列がない");
                    self.first.get_or_insert_with(|| format!("{name}の{number}行目 {code}"));
                }
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

fn unwritten(error: impl Display) -> StepFailure {
    StepFailure::broken(format!("住民を用意できません: {error}"))
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
