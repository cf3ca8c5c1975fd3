//! The form, filled for one union on one day. Must not judge what it holds.

use super::{History, ItemDays, Proofs};
use crate::{
    model::{TestItem, UnionId, Window},
    plan::{WorkingDays, known},
    spec::{LotPlan, PmoCount, PmoLine, PmoSource, PreparationPlan, TaskDays, Union, to_wareki},
};
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt};

/// A field of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// 実行予定日.
    Planned,
    /// 開始日.
    Begun,
    /// 完了日.
    Done,
    /// 件数.
    Count,
    /// 準備状況.
    Readiness,
}

impl Field {
    /// What the form calls it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Planned => "実行予定日",
            Self::Begun => "開始日",
            Self::Done => "完了日",
            Self::Count => "件数",
            Self::Readiness => "準備状況",
        }
    }

    /// The fields of a line.
    #[must_use]
    pub fn of(source: &PmoSource) -> &'static [Self] {
        match source {
            PmoSource::Planned { .. } => &[Self::Planned],
            PmoSource::Task(_) | PmoSource::Tests(_) => &[Self::Begun, Self::Done],
            PmoSource::Count(_) => &[Self::Count],
            PmoSource::Readiness(_) => &[Self::Readiness],
        }
    }
}

/// 準備状況: a シミュレーター上の取り決め, since the words of the form are not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// Nothing is begun.
    NotBegun,
    /// Something is.
    UnderWay,
    /// Everything is done.
    Done,
}

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A day.
    Day(NaiveDate),
    /// A number of members.
    Count(u64),
    /// How far the union is.
    Readiness(Readiness),
}

impl Value {
    /// As people read it.
    #[must_use]
    pub fn shown(self) -> String {
        match self {
            Self::Day(day) => to_wareki(day),
            Self::Count(count) => format!("{count}件"),
            Self::Readiness(_) => self.to_string(),
        }
    }
}

/// As programs read it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Readiness(Readiness::NotBegun) => f.write_str("未着手"),
            Self::Readiness(Readiness::UnderWay) => f.write_str("対応中"),
            Self::Readiness(Readiness::Done) => f.write_str("完了"),
        }
    }
}

/// A field of the form, filled or empty.
#[derive(Debug, Clone)]
pub struct Leaf<'plan> {
    /// Its line.
    pub line: &'plan PmoLine,
    /// Which field of the line.
    pub field: Field,
    /// What stands there.
    pub value: Option<Value>,
    /// From what it was filled, or why it is empty, in Japanese.
    pub basis: String,
}

impl Leaf<'_> {
    /// 「A2-3 開始日」.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{} {}", self.line.id, self.field.text())
    }
}

/// Members of a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub all: u64,
    /// Those whose individual number the union does not have.
    pub without_number: u64,
    /// Whether they are those of the test data, because nobody wrote how many there really are.
    pub are_test_data: bool,
}

/// The form of a union on a day.
#[derive(Debug, Clone)]
pub struct Entry<'plan> {
    /// The union.
    pub union: &'plan Union,
    /// Name of its lot.
    pub lot: &'plan str,
    /// The day.
    pub on: NaiveDate,
    /// The fields in the order of the form.
    pub leaves: Vec<Leaf<'plan>>,
    /// The windows of planned days and of tests, by the number of their line.
    pub windows: BTreeMap<&'plan str, Window>,
}

impl<'plan> Entry<'plan> {
    /// Fills the form.
    #[must_use]
    pub fn of(
        plan: &'plan PreparationPlan,
        lot: &'plan LotPlan,
        union: &'plan Union,
        counts: Counts,
        (history, proofs): (&History, &Proofs),
        on: NaiveDate,
    ) -> Self {
        let source = Sources {
            plan,
            lot,
            written: plan.days_of(union.id),
            happened: known(plan.days_of(union.id), on),
            counts,
            items: |item| history.item(proofs, union.id, item, on),
        };
        let mut leaves = Vec::new();
        let mut windows = BTreeMap::new();
        for line in &plan.pmo_lines {
            let window = match &line.source {
                PmoSource::Planned { window, .. } => source.window(window),
                PmoSource::Tests(item) => item.group().map(|group| lot.windows.of(group)),
                PmoSource::Task(_) | PmoSource::Count(_) | PmoSource::Readiness(_) => None,
            };
            if let Some(days) = window {
                windows.insert(line.id.as_str(), days);
            }
            let filled = Field::of(&line.source).iter().zip(source.values(&line.source));
            leaves.extend(filled.map(|(field, (value, basis))| Leaf { line, field: *field, value, basis }));
        }
        Self { union, lot: &lot.name, on, leaves, windows }
    }

    /// What stands in a field of a line.
    #[must_use]
    pub fn value(&self, line: &str, field: Field) -> Option<Value> {
        self.leaves.iter().find(|leaf| leaf.line.id == line && leaf.field == field)?.value
    }

    /// The union's number.
    #[must_use]
    pub fn id(&self) -> UnionId {
        self.union.id
    }
}

struct Sources<'plan, Items> {
    plan: &'plan PreparationPlan,
    lot: &'plan LotPlan,
    /// What the union wrote of its tasks.
    written: BTreeMap<u8, TaskDays>,
    /// What of it has happened by the day.
    happened: BTreeMap<u8, TaskDays>,
    counts: Counts,
    items: Items,
}

impl<Items: Fn(TestItem) -> ItemDays> Sources<'_, Items> {
    /// Value and basis of each field of a line.
    fn values(&self, source: &PmoSource) -> Vec<(Option<Value>, String)> {
        match source {
            PmoSource::Planned { task, window } => vec![self.planned(*task, window)],
            PmoSource::Task(task) => {
                let days = self.happened.get(task);
                let basis = format!("タスク{task}の進み具合");
                let day = |day: Option<NaiveDate>| (day.map(Value::Day), basis.clone());
                vec![day(days.and_then(|days| days.begun)), day(days.and_then(|days| days.done))]
            }
            PmoSource::Tests(item) => {
                let days = (self.items)(*item);
                let begun = match days.begun {
                    Some(_) => "シナリオを初めて実行した日".to_owned(),
                    None => "実行していません".to_owned(),
                };
                let done = match (days.done, days.begun) {
                    (Some(_), _) => format!("要件{}件すべてが合格", days.requirements),
                    (None, None) if days.not_applicable.is_empty() => "実行していません".to_owned(),
                    (None, _) => days.open_in_words(),
                };
                vec![(days.begun.map(Value::Day), begun), (days.done.map(Value::Day), done)]
            }
            PmoSource::Count(count) => {
                let (count, basis) = match count {
                    PmoCount::All => (self.counts.all, "加入者の数"),
                    PmoCount::WithoutNumber => (self.counts.without_number, "個人番号のない加入者の数"),
                };
                let from = match self.counts.are_test_data {
                    true => "テストデータ testdata/members.yaml の",
                    false => "testdata/plan/states.yaml の",
                };
                vec![(Some(Value::Count(count)), format!("{from}{basis}"))]
            }
            PmoSource::Readiness(tasks) => vec![self.readiness(tasks)],
        }
    }

    fn planned(&self, task: u8, window: &str) -> (Option<Value>, String) {
        if let Some(day) = self.written.get(&task).and_then(|days| days.planned) {
            return (Some(Value::Day(day)), format!("タスク{task}の予定"));
        }
        let first = self.window(window).map(|days| WorkingDays::new(&self.plan.holidays).from(days.from));
        (first.map(Value::Day), format!("{window}の最初の営業日"))
    }

    fn window(&self, name: &str) -> Option<Window> {
        let own = self.lot.windows.named().into_iter().find(|(window, _)| *window == name);
        own.map(|(_, days)| days).or_else(|| self.plan.periods.periods.get(name).map(|days| (*days).into()))
    }

    fn readiness(&self, tasks: &[u8]) -> (Option<Value>, String) {
        let is_done = |task: &&u8| self.happened.get(task).is_some_and(|days| days.done.is_some());
        let done = tasks.iter().filter(is_done).count();
        let readiness = match tasks.iter().any(|task| self.happened.contains_key(task)) {
            _ if done == tasks.len() => Readiness::Done,
            true => Readiness::UnderWay,
            false => Readiness::NotBegun,
        };
        let numbers: Vec<_> = tasks.iter().map(u8::to_string).collect();
        let basis = format!("タスク{}のうち{done}件が完了", numbers.join("・"));
        (Some(Value::Readiness(readiness)), basis)
    }
}
