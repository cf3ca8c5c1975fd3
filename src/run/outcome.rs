//! From the events of a run to its result and exit status.

use super::plan::Plan;
use crate::model::{ItemOutcome, RunEvent, RunResult, Tally, Verdict};
use chrono::{DateTime, FixedOffset};

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Every selected scenario passed or is 対象外, and at least one passed per item.
    Passed,
    /// Something failed, was flaky, is unfinished, or did not run.
    NotPassed,
    /// The command line, the test data or a feature is wrong.
    Usage,
    /// An endpoint did not answer.
    Unreachable,
    /// Nothing ran.
    Nothing,
    /// An individual number or a secret is in the run folder.
    Leaked,
}

impl ExitStatus {
    /// The status of a run that ended with this number.
    #[must_use]
    pub fn of_code(code: u8) -> Self {
        match code {
            0 => Self::Passed,
            2 => Self::Usage,
            3 => Self::Unreachable,
            4 => Self::Nothing,
            5 => Self::Leaked,
            _ => Self::NotPassed,
        }
    }

    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::NotPassed => 1,
            Self::Usage => 2,
            Self::Unreachable => 3,
            Self::Nothing => 4,
            Self::Leaked => 5,
        }
    }
}

/// Sums up the events of a run against its plan. What was planned and has no final verdict
/// counts as not run.
#[must_use]
pub fn outcome(
    plan: &Plan,
    events: &[RunEvent],
    started_at: DateTime<FixedOffset>,
    finished_at: DateTime<FixedOffset>,
) -> (RunResult, ExitStatus) {
    let mut items: Vec<ItemOutcome> = plan
        .targets()
        .into_iter()
        .map(|target| ItemOutcome {
            union: target.union,
            item: target.item,
            tally: Tally::default(),
            verdict: None,
        })
        .collect();
    for event in events {
        if let RunEvent::ScenarioFinished(record) = event
            && !record.will_be_retried
            && let Some(item) =
                items.iter_mut().find(|item| item.union == record.union && item.item == record.item)
        {
            item.tally.add(record.verdict);
        }
    }
    for item in &mut items {
        let planned = plan
            .lanes
            .iter()
            .filter(|lane| lane.union == item.union)
            .flat_map(|lane| &lane.scenarios)
            .filter(|planned| planned.item == item.item)
            .count();
        item.tally.not_run = planned.saturating_sub(item.tally.total());
        item.verdict = item.tally.verdict();
    }
    let mut tally = Tally::default();
    for item in &items {
        tally.merge(&item.tally);
    }
    // What ended a run before it went on is over.
    let since = events.iter().rposition(|event| matches!(event, RunEvent::Resumed { .. })).unwrap_or(0);
    let since = &events[since..];
    let unreachable = since.iter().any(|event| matches!(event, RunEvent::LaneFailed { .. }));
    let interrupted = since.iter().any(|event| matches!(event, RunEvent::Interrupted { .. }));
    let ran = tally.total() - tally.not_run - tally.not_applicable - tally.pending;
    let all_passed = items.iter().all(|item| item.verdict == Some(Verdict::Passed));
    let status = if unreachable {
        ExitStatus::Unreachable
    } else if ran == 0 && tally.pending == 0 {
        ExitStatus::Nothing
    } else if all_passed && !interrupted {
        ExitStatus::Passed
    } else {
        ExitStatus::NotPassed
    };
    let milliseconds = (finished_at - started_at).num_milliseconds().unsigned_abs();
    let result = RunResult {
        finished_at,
        milliseconds,
        exit_code: status.code(),
        interrupted,
        tally,
        items,
        not_compared: None,
        leaks: Vec::new(),
    };
    (result, status)
}
