//! When a union can be ready, if it goes on without a pause: every task begins when what
//! comes before it is done and its window is open, and takes the working days that the test
//! data give it. Must not know what happens in a window.

use super::{
    progress::{known, predecessors},
    working_days::{WorkingDays, next_day},
};
use crate::{
    model::{TestGroup, UnionId, Window},
    spec::{LotPlan, PreparationPlan},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Tasks that can be done in a window of the lot only.
const IN_WINDOWS: [(u8, Gate); 3] = [
    (21, Gate::Connectivity),
    (26, Gate::Group(TestGroup::Registration)),
    (27, Gate::Group(TestGroup::Linkage)),
];

/// A window that has to be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// 連動テスト.
    Connectivity,
    /// A group of test items.
    Group(TestGroup),
}

/// When a union can be ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The day after which nothing is left to do.
    pub ready_on: NaiveDate,
    /// The tasks that decide it, in order; empty if everything is done.
    pub critical: Vec<u8>,
    /// Working days between then and the linkage start; negative if it is missed.
    pub slack: i64,
    /// Tasks that begin after their window has closed.
    pub missed_windows: Vec<u8>,
    /// Tasks that are not begun and cannot be on the day, because their window is not open.
    pub closed_windows: Vec<(u8, Window)>,
}

/// Looks ahead from a day.
#[must_use]
pub fn forecast(plan: &PreparationPlan, lot: &LotPlan, union: UnionId, on: NaiveDate) -> Forecast {
    let calendar = WorkingDays::new(&plan.holidays);
    let days = known(plan.days_of(union), on);
    // Last day of every task, and the task that it had to wait for.
    let mut ends: BTreeMap<u8, (NaiveDate, Option<u8>)> = BTreeMap::new();
    let mut missed_windows = Vec::new();
    let mut closed_windows = Vec::new();
    while ends.len() < plan.tasks.len() {
        let before = ends.len();
        for task in &plan.tasks {
            if ends.contains_key(&task.number) || predecessors(task).any(|one| !ends.contains_key(&one)) {
                continue;
            }
            let own = days.get(&task.number);
            if let Some(done) = own.and_then(|days| days.done) {
                ends.insert(task.number, (done, None));
                continue;
            }
            let last = predecessors(task).filter_map(|one| ends.get(&one).map(|end| (end.0, one))).max();
            // What is under way goes on today, whatever was to come first.
            let begun = own.and_then(|days| days.begun);
            let waited_for = last.filter(|(end, _)| begun.is_none() && next_day(*end) > on);
            let mut begin = waited_for.map_or(on, |(end, _)| next_day(end));
            if let Some(window) = window(lot, task.number).filter(|_| begun.is_none()) {
                if begin > window.to {
                    missed_windows.push(task.number);
                }
                if on < window.from || window.to < on {
                    closed_windows.push((task.number, window));
                }
                begin = begin.max(window.from);
            }
            let spent = begun.map_or(0, |begun| calendar.between(begun, on).saturating_sub(1));
            let end = calendar.last_of(begin, task.working_days.saturating_sub(spent));
            ends.insert(task.number, (end, waited_for.map(|(_, one)| one)));
        }
        if ends.len() == before {
            // Not reached: a circle is refused when the tasks are read.
            break;
        }
    }
    let undone = |number: &u8| days.get(number).is_none_or(|days| days.done.is_none());
    let last = ends.iter().filter(|(number, _)| undone(number)).max_by_key(|(number, end)| (end.0, **number));
    let ready_on = last.map_or(on, |(_, end)| end.0);
    let mut critical = Vec::new();
    let mut next = last.map(|(number, _)| *number);
    while let Some(number) = next {
        critical.push(number);
        next = ends.get(&number).and_then(|end| end.1).filter(undone);
    }
    critical.reverse();
    Forecast {
        ready_on,
        critical,
        slack: slack(calendar, ready_on, plan.linkage_start),
        missed_windows,
        closed_windows,
    }
}

fn window(lot: &LotPlan, number: u8) -> Option<Window> {
    let gate = IN_WINDOWS.iter().find(|(task, _)| *task == number)?.1;
    Some(match gate {
        Gate::Connectivity => lot.windows.connectivity(),
        Gate::Group(group) => lot.windows.of(group),
    })
}

/// Working days strictly between the last day of work and the linkage start.
fn slack(calendar: WorkingDays<'_>, ready_on: NaiveDate, linkage_start: NaiveDate) -> i64 {
    let day_before = linkage_start.pred_opt().unwrap_or(linkage_start);
    match ready_on < linkage_start {
        true => i64::from(calendar.between(next_day(ready_on), day_before)),
        false => -i64::from(calendar.between(linkage_start, ready_on)),
    }
}
