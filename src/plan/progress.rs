//! How far a union is on a day: what is done, what can start, what is late, what blocks
//! what. Must not know how long anything takes.

use crate::{
    model::UnionId,
    spec::{PreparationPlan, PreparationTask, TaskDays},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Where a task stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Waits for others.
    Waiting,
    /// Nothing hinders it.
    Ready,
    /// Begun.
    Begun,
    /// Done.
    Done,
}

impl Standing {
    /// The word for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Waiting => "先行待ち",
            Self::Ready => "着手可",
            Self::Begun => "着手",
            Self::Done => "完了",
        }
    }
}

/// A task of a union on a day.
#[derive(Debug, Clone)]
pub struct TaskProgress<'plan> {
    /// The task.
    pub task: &'plan PreparationTask,
    /// When it was begun and done, as far as that is known on the day.
    pub days: Option<TaskDays>,
    /// Where it stands.
    pub standing: Standing,
    /// Not done, and its deadline is past.
    pub is_late: bool,
    /// Done, or begun, before something that was to come first: in this order.
    pub out_of_order: Vec<u8>,
    /// What has to be done first.
    pub waits_for: Vec<u8>,
    /// What is not done and cannot end as long as this is not, near and far.
    pub blocks: BTreeSet<u8>,
}

/// All tasks of a union on a day.
#[must_use]
pub fn progress(plan: &PreparationPlan, union: UnionId, on: NaiveDate) -> Vec<TaskProgress<'_>> {
    let days = known(plan.days_of(union), on);
    let is_done = |number: u8| days.get(&number).is_some_and(|days| days.done.is_some());
    let done: BTreeSet<u8> = days.keys().copied().filter(|number| is_done(*number)).collect();
    let one = |task| {
        let days = days.get(&task_number(task)).copied();
        let waits_for: Vec<u8> = predecessors(task).filter(|before| !is_done(*before)).collect();
        let standing = match days {
            Some(TaskDays { done: Some(_), .. }) => Standing::Done,
            Some(_) => Standing::Begun,
            None if waits_for.is_empty() => Standing::Ready,
            None => Standing::Waiting,
        };
        let is_done = standing == Standing::Done;
        TaskProgress {
            task,
            days,
            standing,
            is_late: !is_done && task.due.to < on,
            out_of_order: if standing >= Standing::Begun { waits_for.clone() } else { Vec::new() },
            waits_for: if is_done { Vec::new() } else { waits_for },
            blocks: match is_done {
                true => BTreeSet::new(),
                false => behind(plan, task.number).into_iter().filter(|one| !done.contains(one)).collect(),
            },
        }
    };
    plan.tasks.iter().map(one).collect()
}

fn task_number(task: &PreparationTask) -> u8 {
    task.number
}

/// What is known on a day: what happens later has not happened yet.
#[must_use]
pub fn known(mut days: BTreeMap<u8, TaskDays>, on: NaiveDate) -> BTreeMap<u8, TaskDays> {
    days.retain(|_, days| {
        days.begun = days.begun.filter(|begun| *begun <= on);
        days.done = days.done.filter(|done| *done <= on);
        days.begun.or(days.done).is_some()
    });
    days
}

/// What comes before a task; that it names itself is not followed.
pub(super) fn predecessors(task: &PreparationTask) -> impl Iterator<Item = u8> {
    task.predecessors.iter().copied().filter(|before| *before != task.number)
}

/// Everything that comes after a task.
fn behind(plan: &PreparationPlan, number: u8) -> BTreeSet<u8> {
    let mut found = BTreeSet::new();
    let mut look_at = vec![number];
    while let Some(before) = look_at.pop() {
        for task in &plan.tasks {
            if predecessors(task).any(|one| one == before) && found.insert(task.number) {
                look_at.push(task.number);
            }
        }
    }
    found
}
