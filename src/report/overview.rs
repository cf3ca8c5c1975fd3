//! A run record arranged for readers: by lane and test item, and in these by scenario
//! with its attempts.
//!
//! It must not know any format.

use super::RunRecord;
use crate::model::{RunEvent, RunScope, ScenarioRecord, SelectedScenario, Tally, TestItem, UnionId, Verdict};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A run by lane and test item.
#[derive(Debug)]
pub struct Overview<'a> {
    /// Every selected pair, run or not.
    pub cells: BTreeMap<(UnionId, TestItem), Cell<'a>>,
    /// Lanes that could not get their endpoint, with the reason.
    pub failed_lanes: Vec<(UnionId, &'a str)>,
    /// Sum over everything.
    pub tally: Tally,
}

/// One test item in one lane.
#[derive(Debug, Default)]
pub struct Cell<'a> {
    /// Its scenarios in the order in which they first ended.
    pub scenarios: Vec<Scenario<'a>>,
    /// Its verdicts.
    pub tally: Tally,
}

/// One scenario in one lane, with all its attempts.
#[derive(Debug)]
pub struct Scenario<'a> {
    /// In order; at least one.
    attempts: Vec<&'a ScenarioRecord>,
}

impl<'a> Scenario<'a> {
    /// All attempts in order.
    #[must_use]
    pub fn attempts(&self) -> &[&'a ScenarioRecord] {
        &self.attempts
    }

    /// The attempt that decides.
    #[must_use]
    pub fn last(&self) -> &'a ScenarioRecord {
        self.attempts[self.attempts.len() - 1]
    }

    /// The verdict on the scenario.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.last().verdict
    }

    /// What was said first about its not passing: of the last attempt, or if that one
    /// passed, of those before.
    #[must_use]
    pub fn message(&self) -> Option<&'a str> {
        self.attempts.iter().rev().find_map(|attempt| {
            let of_steps = attempt.steps.iter().find_map(|step| step.message.as_deref());
            of_steps.or(attempt.reason.as_deref())
        })
    }
}

impl<'a> Overview<'a> {
    /// Arranges the record.
    ///
    /// Where the run came to its end the verdicts are those of its result; otherwise they
    /// are counted from what had ended by then.
    #[must_use]
    pub fn of(record: &'a RunRecord) -> Self {
        let mut cells: BTreeMap<(UnionId, TestItem), Cell<'a>> = BTreeMap::new();
        for lane in &record.header.lanes {
            cells.extend(record.header.items.iter().map(|item| ((lane.union, *item), Cell::default())));
        }
        let mut failed_lanes = Vec::new();
        let mut known: HashMap<(UnionId, TestItem, &str), usize> = HashMap::new();
        for event in &record.events {
            match event {
                RunEvent::ScenarioFinished(attempt) => {
                    let key = (attempt.union, attempt.item);
                    let scenarios = &mut cells.entry(key).or_default().scenarios;
                    let index = *known.entry((key.0, key.1, &attempt.id)).or_insert(scenarios.len());
                    match scenarios.get_mut(index) {
                        Some(scenario) => scenario.attempts.push(attempt),
                        None => scenarios.push(Scenario { attempts: vec![attempt] }),
                    }
                }
                // Counted down below by those that ended.
                RunEvent::ItemStarted { union, item, scenarios } => {
                    cells.entry((*union, *item)).or_default().tally.not_run = *scenarios;
                }
                RunEvent::LaneFailed { union, message } => failed_lanes.push((*union, message.as_str())),
                RunEvent::LaneStarted { .. }
                | RunEvent::ItemFinished { .. }
                | RunEvent::FileThrough(_)
                | RunEvent::Interrupted { .. } => {}
                // Lanes start again.
                RunEvent::Resumed { .. } => failed_lanes.clear(),
            }
        }
        for selected in &record.header.scope.planned {
            for union in &selected.unions {
                cells.entry((*union, selected.item)).or_default().tally.not_run = selected.scenarios.len();
            }
        }
        let mut tally = Tally::default();
        for (key, cell) in &mut cells {
            let outcomes = record.result.iter().flat_map(|result| &result.items);
            match outcomes.clone().find(|outcome| (outcome.union, outcome.item) == *key) {
                Some(outcome) => cell.tally = outcome.tally,
                None => {
                    cell.tally.not_run = cell.tally.not_run.saturating_sub(cell.scenarios.len());
                    cell.scenarios.iter().for_each(|scenario| cell.tally.add(scenario.verdict()));
                }
            }
            tally.merge(&cell.tally);
        }
        Self { cells, failed_lanes, tally }
    }

    /// All scenarios, lane by lane and item by item.
    pub fn scenarios(&self) -> impl Iterator<Item = &Scenario<'a>> {
        self.cells.values().flat_map(|cell| &cell.scenarios)
    }

    /// What was to run and has no attempt, lane by lane and item by item.
    #[must_use]
    pub fn not_run(&self, record: &'a RunRecord) -> Vec<(UnionId, TestItem, &'a SelectedScenario)> {
        let tried: HashSet<(UnionId, &str)> =
            self.scenarios().map(|one| (one.last().union, one.last().id.as_str())).collect();
        let mut left: Vec<_> = RunScope::each(&record.header.scope.planned)
            .filter(|(union, _, scenario)| !tried.contains(&(*union, scenario.id.as_str())))
            .collect();
        left.sort_by_key(|(union, item, _)| (*union, *item));
        left
    }

    /// Requirement (a tag like `R2-03`) → verdicts of the scenarios that prove it.
    #[must_use]
    pub fn requirements(&self) -> BTreeMap<&'a str, Vec<&Scenario<'a>>> {
        let mut requirements: BTreeMap<&'a str, Vec<&Scenario<'a>>> = BTreeMap::new();
        for scenario in self.scenarios() {
            for tag in scenario.last().tags.iter().filter(|tag| is_requirement(tag)) {
                requirements.entry(tag).or_default().push(scenario);
            }
        }
        requirements
    }
}

/// The requirements that a scenario proves.
#[must_use]
pub fn requirements_of(attempt: &ScenarioRecord) -> Vec<&str> {
    attempt.tags.iter().map(String::as_str).filter(|tag| is_requirement(tag)).collect()
}

/// Whether a tag names a requirement: capital letters, digits, a hyphen, digits.
fn is_requirement(tag: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = tag.strip_prefix('R').and_then(|rest| rest.split_once('-'));
    numbers.is_some_and(|(item, number)| digits(item) && digits(number))
}
