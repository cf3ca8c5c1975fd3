//! How a run begins: with a folder of its own, or as what is left of a run that ended
//! before its plan did.

use super::{execute::RunOrder, header::header, plan::LanePlan};
use crate::{
    evidence::{Clock, EvidenceError, Journal, RunFolder, reopen},
    model::{RunEvent, RunHeader, UnfinishedAttempt, UnionId, files},
    terminal::Driving,
};
use chrono::{DateTime, FixedOffset};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::Path,
    sync::Arc,
};

/// A run that has a folder, and has done nothing yet.
pub(super) struct Begun {
    pub(super) folder: RunFolder,
    pub(super) journal: Journal,
    /// When the run began; not when it went on.
    pub(super) started_at: DateTime<FixedOffset>,
    /// What makes numbers and files differ from those of any other run, and of this one
    /// before it went on.
    pub(super) run_number: u64,
    /// The number with which the run began.
    pub(super) first_number: u64,
    /// What happened before it went on.
    pub(super) events: Vec<RunEvent>,
    /// What is left to run.
    pub(super) waiting: VecDeque<LanePlan>,
    pub(super) starts: Starts,
    /// That it goes on, to be told.
    pub(super) resumed: Option<RunEvent>,
}

/// Where the attempts at scenarios begin that were tried before.
#[derive(Debug, Default)]
pub(super) struct Starts(BTreeMap<(UnionId, String), Start>);

/// Where the attempts at a scenario begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    /// Number of the next attempt.
    pub(super) number: usize,
    /// Attempts that came to their end and did not pass.
    pub(super) failed: usize,
}

impl Starts {
    pub(super) fn of(&self, union: UnionId, scenario: &str) -> Start {
        let before = self.0.get(&(union, scenario.to_owned())).copied();
        before.unwrap_or(Start { number: 1, failed: 0 })
    }
}

/// A number of nine digits that differs from run to run: hundredths of a second, so that two
/// runs that are started one after the other, or by one command for several machines, do not
/// send the same files.
fn run_number(at: DateTime<FixedOffset>) -> u64 {
    100_000_000 + u64::try_from(at.timestamp_millis() / 10).unwrap_or_default() % 900_000_000
}

pub(super) fn begin(order: &RunOrder, now: fn() -> DateTime<FixedOffset>) -> Result<Begun, EvidenceError> {
    match &order.resumes {
        Some(folder) => go_on(order, folder, now),
        None => anew(order, now),
    }
}

fn anew(order: &RunOrder, now: fn() -> DateTime<FixedOffset>) -> Result<Begun, EvidenceError> {
    let started_at = now();
    let name = format!(
        "{}-lot{}-{}{}",
        started_at.format("%Y%m%d-%H%M%S"),
        u8::from(order.plan.lot),
        std::process::id(),
        // Runs by other means may follow at once.
        if matches!(order.driving, Driving::Browser(_)) { "-browser" } else { "" }
    );
    let run_number = run_number(started_at);
    let folder = RunFolder::create(order.evidence.join(&name), Arc::new(now))?;
    let journal = Journal::start(&folder, &header(order, &name, started_at, run_number))?;
    Ok(Begun {
        folder,
        journal,
        started_at,
        run_number,
        first_number: run_number,
        events: Vec::new(),
        waiting: order.plan.lanes.clone().into(),
        starts: Starts::default(),
        resumed: None,
    })
}

fn go_on(order: &RunOrder, path: &Path, now: fn() -> DateTime<FixedOffset>) -> Result<Begun, EvidenceError> {
    let clock: Clock = Arc::new(now);
    let found = reopen(path, clock)?;
    let header_path = path.join(files::HEADER);
    let refuse = |why: String| EvidenceError::NotResumable { folder: path.to_owned(), why };
    let header: RunHeader = std::fs::read(&header_path)
        .map_err(|error| error.to_string())
        .and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()))
        .map_err(|error| refuse(format!("{} を読めません({error})", files::HEADER)))?;
    let Before { done, starts, unfinished } = before(&found.events, &found.captured);
    let used = found.events.iter().filter_map(|event| match event {
        RunEvent::Resumed { run_number, .. } => Some(*run_number),
        _ => None,
    });
    let last_used = used.chain([header.scope.run_number]).max().unwrap_or_default();
    let at = now();
    let run_number = run_number(at).max(last_used + 1);
    let resumed = RunEvent::Resumed { at, run_number, unfinished, removed: found.removed };
    Ok(Begun {
        folder: found.folder,
        journal: found.journal,
        started_at: header.started_at,
        run_number,
        first_number: header.scope.run_number,
        events: found.events,
        waiting: order.plan.clone().without(&done).lanes.into(),
        starts,
        resumed: Some(resumed),
    })
}

/// What was done before a run goes on.
#[derive(Debug, Default)]
struct Before {
    /// Scenarios with a verdict.
    done: BTreeSet<(UnionId, String)>,
    /// The others that had begun.
    starts: Starts,
    /// Attempts without a record that nobody has told of yet.
    unfinished: Vec<UnfinishedAttempt>,
}

fn before(events: &[RunEvent], captured: &BTreeSet<UnfinishedAttempt>) -> Before {
    let mut before = Before::default();
    let mut known = BTreeSet::new();
    let starts = &mut before.starts.0;
    for event in events {
        match event {
            RunEvent::ScenarioFinished(record) => {
                let key = (record.union, record.id.clone());
                known.insert(UnfinishedAttempt {
                    union: record.union,
                    scenario: record.id.clone(),
                    attempt: record.attempt,
                });
                if record.will_be_retried {
                    let start = starts.entry(key).or_insert(Start { number: 1, failed: 0 });
                    start.number = start.number.max(record.attempt + 1);
                    start.failed += 1;
                } else {
                    before.done.insert(key);
                }
            }
            RunEvent::Resumed { unfinished, .. } => known.extend(unfinished.iter().cloned()),
            _ => {}
        }
    }
    for attempt in captured {
        let key = (attempt.union, attempt.scenario.clone());
        let start = starts.entry(key).or_insert(Start { number: 1, failed: 0 });
        start.number = start.number.max(attempt.attempt + 1);
    }
    before.unfinished = captured.iter().filter(|attempt| !known.contains(attempt)).cloned().collect();
    before
}
