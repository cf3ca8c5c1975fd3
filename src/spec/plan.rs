//! `testdata/plan/`: the preparation tasks around the test as they were printed, how far
//! each union has come with them, and the days on which nobody works (domain.md §10.1).
//!
//! Must not know today's date, nor what follows from the tasks.

use super::{
    documents::DocumentsFile,
    keyed::Keyed,
    lots::{Days, Deadline},
    plan_faults::{self, Fault},
    pmo::{PmoFile, PmoLine},
    text, wareki,
};
use crate::model::{TestGroup, TestItem, UnionId};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt};

/// What `periods.yaml` calls the period of the production registration.
pub(super) const PRODUCTION_PERIOD: &str = "加入者情報・副本の登録(本番)";

/// `tasks.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TasksFile {
    #[serde(rename = "情報連携の開始日", deserialize_with = "wareki::date")]
    pub(super) linkage_start: NaiveDate,
    #[serde(rename = "タスク")]
    pub(super) tasks: Vec<PreparationTask>,
}

/// `states.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatesFile {
    #[serde(rename = "進み具合")]
    pub(super) unions: Vec<UnionTasks>,
}

/// `holidays.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HolidaysFile {
    #[serde(rename = "休日")]
    pub(super) days: Keyed<String>,
}

/// `periods.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodsFile {
    /// Periods of every lot beside its own windows.
    #[serde(rename = "期間")]
    pub periods: Keyed<Days>,
    /// Deadlines of every lot beside its own.
    #[serde(rename = "期限")]
    pub deadlines: Keyed<Deadline>,
    /// A window with fewer working days is worth a warning.
    #[serde(rename = "営業日の下限")]
    pub fewest_working_days: u32,
}

/// `gates.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GatesFile {
    #[serde(rename = "入口の条件")]
    pub(super) conditions: Conditions,
}

/// What has to be done before, in the words of the file, by number of the task.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conditions {
    #[serde(rename = "C-a-1")]
    registration: Keyed<u8>,
    #[serde(rename = "C-a-2")]
    linkage: Keyed<u8>,
    #[serde(rename = "本番登録")]
    production: Keyed<u8>,
}

impl Conditions {
    /// All of them, whatever they are conditions of.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &u8)> {
        self.registration.iter().chain(self.linkage.iter()).chain(self.production.iter())
    }
}

/// One task of the preparation, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreparationTask {
    /// Its number, 1 to 36.
    #[serde(rename = "番号")]
    pub number: u8,
    /// The phase to which it belongs.
    #[serde(rename = "段階")]
    pub phase: String,
    /// What is done.
    #[serde(rename = "名称")]
    pub name: String,
    /// When it is due.
    #[serde(rename = "期限")]
    pub due: DueMonths,
    /// The tasks that come before it, as printed: one names itself.
    #[serde(rename = "先行")]
    pub predecessors: Vec<u8>,
    /// How many working days it takes: a シミュレーター上の取り決め.
    #[serde(rename = "目安日数")]
    pub working_days: u32,
    /// Whether the row was garbled in print and had to be read anew.
    #[serde(rename = "修復", default)]
    pub repaired: bool,
}

/// How far a union has come with its tasks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnionTasks {
    #[serde(rename = "広域連合")]
    pub(super) union: UnionId,
    #[serde(rename = "タスク", default)]
    pub(super) tasks: Vec<TaskDays>,
    #[serde(rename = "加入者件数")]
    pub(super) members: Option<MemberCounts>,
}

/// How many members a union really has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberCounts {
    /// All of them.
    #[serde(rename = "全加入者")]
    pub all: u64,
    /// Those whose individual number the union does not have.
    #[serde(rename = "個人番号なし")]
    pub without_number: u64,
}

/// When a union means to do a task, when it began it, and when it ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskDays {
    /// Number of the task.
    #[serde(rename = "番号")]
    pub number: u8,
    /// The day on which the union means to do it, if it named one.
    #[serde(rename = "予定", default, deserialize_with = "wareki::optional_date")]
    pub planned: Option<NaiveDate>,
    /// First day of work; none if only the end is known.
    #[serde(rename = "開始", default, deserialize_with = "wareki::optional_date")]
    pub begun: Option<NaiveDate>,
    /// Day on which it was done.
    #[serde(rename = "完了", default, deserialize_with = "wareki::optional_date")]
    pub done: Option<NaiveDate>,
}

/// A deadline as printed, a month or some months: 平成29年2月, 平成29年5-6月.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMonths {
    /// As printed.
    pub printed: String,
    /// First day of the first month.
    pub from: NaiveDate,
    /// Last day of the last month.
    pub to: NaiveDate,
}

impl DueMonths {
    /// Whether several months were printed.
    #[must_use]
    pub fn is_range(&self) -> bool {
        (self.from.year(), self.from.month()) != (self.to.year(), self.to.month())
    }

    fn parse(printed: &str) -> Result<Self, WrongMonths> {
        let wrong = || WrongMonths(printed.to_owned());
        let (year, months) =
            printed.strip_suffix('月').ok_or_else(wrong)?.split_once('年').ok_or_else(wrong)?;
        let (first, last) = months.split_once('-').unwrap_or((months, months));
        let day = |month: &str| wareki::parse_date(&format!("{year}年{month}月1日")).map_err(|_| wrong());
        let (from, last) = (day(first)?, day(last)?);
        let to = last
            .checked_add_months(chrono::Months::new(1))
            .and_then(|next| next.pred_opt())
            .filter(|to| *to >= from)
            .ok_or_else(wrong)?;
        Ok(Self { printed: printed.to_owned(), from, to })
    }
}

impl fmt::Display for DueMonths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.printed)
    }
}

/// A text that names no months.
#[derive(Debug, thiserror::Error)]
#[error("「{0}」は月の期限ではありません(平成29年2月 か 平成29年5-6月 のように書きます)")]
struct WrongMonths(String);

impl<'de> Deserialize<'de> for DueMonths {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::parsed(deserializer, Self::parse)
    }
}

/// The files of the folder as they were read.
pub(super) struct PlanFiles {
    pub(super) tasks: TasksFile,
    pub(super) states: StatesFile,
    pub(super) holidays: HolidaysFile,
    pub(super) periods: PeriodsFile,
    pub(super) gates: GatesFile,
    pub(super) pmo: PmoFile,
    pub(super) documents: DocumentsFile,
}

/// The tasks, how far the unions are, and the calendar.
#[derive(Debug, Clone)]
pub struct PreparationPlan {
    /// The day from which information is exchanged for real.
    pub linkage_start: NaiveDate,
    /// The tasks in the order of their numbers.
    pub tasks: Vec<PreparationTask>,
    /// Days on which nobody works beside weekends, with their names.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// Periods and deadlines that all lots share.
    pub periods: PeriodsFile,
    /// The lines of the デジタルPMO's form, in order.
    pub pmo_lines: Vec<PmoLine>,
    /// The documents of the specification.
    pub documents: DocumentsFile,
    states: Vec<UnionTasks>,
    conditions: Conditions,
}

impl PreparationPlan {
    /// What a union has begun and done, by number.
    #[must_use]
    pub fn days_of(&self, union: UnionId) -> BTreeMap<u8, TaskDays> {
        let of_union = self.states.iter().find(|one| one.union == union);
        of_union.into_iter().flat_map(|one| &one.tasks).map(|days| (days.number, *days)).collect()
    }

    /// How many members a union wrote that it has, if it did.
    #[must_use]
    pub fn members_of(&self, union: UnionId) -> Option<MemberCounts> {
        self.states.iter().find(|one| one.union == union)?.members
    }

    /// What has to be done before a test item, or the production registration, in words and by
    /// number of the task.
    pub fn conditions(&self, item: TestItem) -> impl Iterator<Item = (&str, u8)> {
        let conditions = match item.group() {
            Some(TestGroup::Registration) => &self.conditions.registration,
            Some(TestGroup::Linkage) => &self.conditions.linkage,
            None => &self.conditions.production,
        };
        conditions.iter().map(|(condition, number)| (condition, *number))
    }

    /// Adds what is known of a union's tasks from elsewhere. What the union wrote itself
    /// goes before it.
    pub fn supplement(&mut self, union: UnionId, found: &[TaskDays]) {
        let place = self.states.iter().position(|one| one.union == union).unwrap_or_else(|| {
            self.states.push(UnionTasks { union, tasks: Vec::new(), members: None });
            self.states.len() - 1
        });
        let own = &mut self.states[place].tasks;
        for days in found {
            match own.iter_mut().find(|one| one.number == days.number) {
                Some(one) => {
                    one.begun = one.begun.or(days.begun);
                    one.done = one.done.or(days.done);
                }
                None => own.push(*days),
            }
        }
    }

    /// A task by its number.
    #[must_use]
    pub fn task(&self, number: u8) -> Option<&PreparationTask> {
        self.tasks.iter().find(|task| task.number == number)
    }

    /// Puts the files together.
    ///
    /// # Errors
    /// Every broken rule that types cannot hold.
    pub(super) fn assemble(files: PlanFiles) -> Result<Self, Vec<Fault>> {
        let holidays = plan_faults::check(&files)?;
        Ok(Self {
            linkage_start: files.tasks.linkage_start,
            tasks: files.tasks.tasks,
            holidays,
            periods: files.periods,
            pmo_lines: files.pmo.lines,
            documents: files.documents,
            states: files.states.unions,
            conditions: files.gates.conditions,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_printed() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("day");
        let one = DueMonths::parse("平成29年2月").expect("months");
        assert_eq!((one.from, one.to, one.is_range()), (day(2017, 2, 1), day(2017, 2, 28), false));
        let two = DueMonths::parse("平成29年5-6月").expect("months");
        assert_eq!((two.from, two.to, two.is_range()), (day(2017, 5, 1), day(2017, 6, 30), true));
        assert_eq!(two.to_string(), "平成29年5-6月");
        for wrong in ["平成29年", "平成29年13月", "平成29年6-5月", "2月", ""] {
            assert!(DueMonths::parse(wrong).is_err(), "{wrong}");
        }
    }
}
