//! Where a union stands: what follows from its tasks and from what its runs have shown.
//! Must not know how it is shown.

use crate::{
    model::{TestGroup, TestItem},
    plan::{Forecast, Standing, TaskProgress, forecast, progress},
    pmo::ItemDays,
    spec::{LotPlan, PreparationPlan, TaskDays, Union, to_wareki},
};
use chrono::NaiveDate;

/// What is next is no list of everything that could be done.
const MOST_NEXT: usize = 4;

/// Tasks that are the tests of a group.
const TESTS: [(u8, TestGroup); 2] = [(26, TestGroup::Registration), (27, TestGroup::Linkage)];

/// A union in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overall {
    /// A window, or the linkage start, will be missed if nothing changes.
    Missed,
    /// Something is late.
    Late,
    /// Nothing is.
    OnTime,
    /// Nobody wrote anything of it, and nothing ran: whether it is late cannot be said.
    NoRecord,
    /// Nothing is left to do.
    Finished,
}

impl Overall {
    /// All, the worst first.
    pub const ALL: [Self; 5] = [Self::Missed, Self::Late, Self::OnTime, Self::NoRecord, Self::Finished];

    /// Whether somebody has to look.
    #[must_use]
    pub fn is_late(self) -> bool {
        self <= Self::Late
    }

    /// The word.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Missed => "間に合わない見通し",
            Self::Late => "遅れあり",
            Self::OnTime => "順調",
            Self::NoRecord => "記録なし",
            Self::Finished => "完了",
        }
    }

    /// A mark beside the word, so that no colour stands alone.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Missed => "✕",
            Self::Late => "▲",
            Self::OnTime => "○",
            Self::NoRecord => "―",
            Self::Finished => "◎",
        }
    }
}

/// A union on a day.
#[derive(Debug)]
pub struct UnionStatus<'plan> {
    /// The union.
    pub union: &'plan Union,
    /// Its tasks.
    pub tasks: Vec<TaskProgress<'plan>>,
    /// When it can be ready.
    pub forecast: Forecast,
    /// Its test items in order.
    pub items: Vec<(TestItem, ItemDays)>,
    /// What is late, in Japanese.
    pub late: Vec<String>,
    /// What is next, in Japanese.
    pub next: Vec<String>,
    /// All of it in one word.
    pub overall: Overall,
}

/// What runs say of the tasks that are the tests.
#[must_use]
pub fn tests_as_tasks(items: &[(TestItem, ItemDays)]) -> Vec<TaskDays> {
    let of_group = |(number, group): (u8, TestGroup)| {
        let of_group =
            || items.iter().filter(move |(item, _)| item.group() == Some(group)).map(|(_, days)| days);
        let begun = of_group().filter_map(|days| days.begun).min()?;
        let done = of_group().map(|days| days.done).collect::<Option<Vec<_>>>();
        Some(TaskDays {
            number,
            planned: None,
            begun: Some(begun),
            done: done.and_then(|days| days.into_iter().max()),
        })
    };
    TESTS.into_iter().filter_map(of_group).collect()
}

impl<'plan> UnionStatus<'plan> {
    /// A union on a day. The plan has been told what runs say of the tests.
    #[must_use]
    pub fn of(
        plan: &'plan PreparationPlan,
        lot: &'plan LotPlan,
        union: &'plan Union,
        items: Vec<(TestItem, ItemDays)>,
        on: NaiveDate,
    ) -> Self {
        let tasks = progress(plan, union.id, on);
        let forecast = forecast(plan, lot, union.id, on);
        let late = late(plan, lot, &tasks, &forecast, &items, on);
        let next_steps = next(lot, &tasks, &forecast, &items, on);
        let is_known = |one: &TaskProgress<'_>| one.standing >= Standing::Begun;
        let overall = match () {
            () if !tasks.iter().any(is_known) && items.iter().all(|(_, days)| days.begun.is_none()) => {
                Overall::NoRecord
            }
            () if forecast.critical.is_empty() => Overall::Finished,
            () if forecast.slack < 0 || !forecast.missed_windows.is_empty() => Overall::Missed,
            () if !late.is_empty() => Overall::Late,
            () => Overall::OnTime,
        };
        // What nobody wrote down may well have been done.
        let (late, next) = match overall {
            Overall::NoRecord => {
                let write = "testdata/plan/states.yaml に進み具合を書く".to_owned();
                (Vec::new(), vec![write])
            }
            _ => (late, next_steps),
        };
        Self { union, tasks, forecast, items, late, next, overall }
    }

    /// How many tasks are done, of how many.
    #[must_use]
    pub fn tasks_done(&self) -> (usize, usize) {
        let done = self.tasks.iter().filter(|one| one.standing == Standing::Done).count();
        (done, self.tasks.len())
    }

    /// How many tasks are late; none if nobody wrote anything of them.
    #[must_use]
    pub fn tasks_late(&self) -> usize {
        match self.overall {
            Overall::NoRecord => 0,
            _ => self.tasks.iter().filter(|one| one.is_late).count(),
        }
    }

    /// When everything can be done, and how many working days are left then.
    #[must_use]
    pub fn outlook(&self) -> String {
        match self.forecast.slack {
            _ if self.overall == Overall::NoRecord => "判断できない".to_owned(),
            _ if self.forecast.critical.is_empty() => "完了".to_owned(),
            _ if !self.forecast.missed_windows.is_empty() => {
                let numbers: Vec<_> = self.forecast.missed_windows.iter().map(u8::to_string).collect();
                format!("タスク{}が期間に間に合わない", numbers.join("・"))
            }
            days if days < 0 => format!("{} 超過{}営業日", to_wareki(self.forecast.ready_on), -days),
            days => format!("{} 余裕{days}営業日", to_wareki(self.forecast.ready_on)),
        }
    }
}

/// A test item in a few words.
pub(super) fn item_word(days: &ItemDays) -> String {
    match (days.begun, days.done) {
        (_, Some(done)) => format!("完了 {}", done.format("%-m/%-d")),
        (Some(_), None) => format!("未合格{}/{}", days.open.len(), days.requirements),
        (None, None) => "未着手".to_owned(),
    }
}

fn late(
    plan: &PreparationPlan,
    lot: &LotPlan,
    tasks: &[TaskProgress<'_>],
    forecast: &Forecast,
    items: &[(TestItem, ItemDays)],
    on: NaiveDate,
) -> Vec<String> {
    let mut late: Vec<String> = tasks
        .iter()
        .filter(|one| one.is_late)
        .map(|one| format!("タスク{} {}(期限 {})", one.task.number, one.task.name, one.task.due))
        .collect();
    for (item, days) in items {
        let Some(window) = item.group().map(|group| lot.windows.of(group)) else { continue };
        if days.done.is_none() && window.to < on {
            let what = match days.begun {
                Some(_) => days.open_in_words(),
                None => "未着手".to_owned(),
            };
            late.push(format!("テスト項目{item}(期間は{}まで、{what})", to_wareki(window.to)));
        }
    }
    for number in &forecast.missed_windows {
        if let Some(task) = plan.task(*number) {
            late.push(format!("タスク{number} {}は、期間に間に合わない見通しです", task.name));
        }
    }
    late
}

fn next(
    lot: &LotPlan,
    tasks: &[TaskProgress<'_>],
    forecast: &Forecast,
    items: &[(TestItem, ItemDays)],
    on: NaiveDate,
) -> Vec<String> {
    let mut next = Vec::new();
    let has_begun = |item: &TestItem| item.group().is_some_and(|group| lot.windows.of(group).from <= on);
    // What a gate would refuse is not what is next: the tasks that it waits for are.
    let may_run = |item: &TestItem| {
        let task = TESTS.iter().find(|(_, group)| item.group() == Some(*group)).map(|(number, _)| *number);
        let task = tasks.iter().find(|one| Some(one.task.number) == task);
        task.is_some_and(|one| one.standing > Standing::Waiting)
    };
    let open = items.iter().find(|(item, days)| {
        days.done.is_none() && has_begun(item) && (days.begun.is_some() || may_run(item))
    });
    if let Some((item, days)) = open {
        let failed: Vec<_> =
            days.not_passed.iter().map(|(scenario, verdict)| format!("{scenario} {verdict}")).collect();
        let is_over = item.group().is_some_and(|group| lot.windows.of(group).to < on);
        let over = if is_over {
            "(期間は過ぎているので、日程を取りまとめ機関と調整してから)"
        } else {
            ""
        };
        next.push(match failed.as_slice() {
            [] => format!("テスト項目{item}を実行する{over}"),
            failed => format!("テスト項目{item}を直して実行し直す({}){over}", failed.join("、")),
        });
    }
    let mut startable: Vec<_> = tasks
        .iter()
        .filter(|one| matches!(one.standing, Standing::Ready | Standing::Begun))
        .filter(|one| !TESTS.iter().any(|(number, _)| *number == one.task.number))
        .collect();
    // What decides the end first, then what is due first.
    startable
        .sort_by_key(|one| (!forecast.critical.contains(&one.task.number), one.task.due.to, one.task.number));
    next.extend(startable.iter().map(|one| {
        format!("タスク{} {}({}、期限 {})", one.task.number, one.task.name, one.standing.text(), one.task.due)
    }));
    next.truncate(MOST_NEXT);
    next
}
