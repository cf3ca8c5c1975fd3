//! Executing a plan: lanes side by side, each on a thread of its own, because the runner
//! of the features is a single task.

use super::{
    applicability::{not_run, skipped, stand},
    begin::{self, Begun, Starts},
    compared::ComparedScreens,
    console::{self, Style},
    gate,
    outcome::{ExitStatus, outcome},
    plan::{LanePlan, Plan, in_parts},
    progress::Progress,
    scenario::Attempt,
    site::Site,
};
use crate::{
    evidence::{EvidenceError, Journal, RunFolder, leaks::Searched, snapshot},
    model::{DefectRecord, RunEvent, RunResult, RunScope, Tally, TestItem, Verdict, in_japan},
    spec::Specification,
    terminal::{Connection, Driving, EmbeddedServer},
    world::{Announce, Lane, LaneSetting, StepFailure},
};
use chrono::{DateTime, FixedOffset};
use rand::{SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use std::{
    collections::{BTreeMap, VecDeque},
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::watch;

/// A run as it was asked for.
#[derive(Debug, Clone)]
pub struct RunOrder {
    /// Root of the package: features and approved snapshots are below it.
    pub root: PathBuf,
    /// What runs where.
    pub plan: Plan,
    /// Test data and role models.
    pub specification: Arc<Specification>,
    /// Where the systems under test are.
    pub site: Site,
    /// How the terminals are driven.
    pub driving: Driving,
    /// Folder in which the run folder is made.
    pub evidence: PathBuf,
    /// Further attempts at a scenario that did not pass.
    pub retries: usize,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
    /// Lanes that run at the same time.
    pub lanes: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// Members of scenarios with members by the ten thousand, if not all of the union.
    pub volume_rows: Option<u64>,
    /// Seed of a random order of the scenarios; none for the order of items and files.
    pub shuffle: Option<u64>,
    /// Defects of the catalogue with the requirement that each breaks, for the report.
    pub defects: Vec<(String, DefectRecord)>,
    /// The command line as typed.
    pub arguments: Vec<String>,
    /// What becomes of observations that are not approved.
    pub pending: snapshot::Pending,
    /// How much to say.
    pub style: Style,
    /// What the header keeps of how the plan came about.
    pub scope: RunScope,
    /// The folder of a run that ended before its plan did, and now goes on.
    pub resumes: Option<PathBuf>,
    /// What the console says first.
    pub opening: Option<String>,
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// The run folder.
    pub folder: PathBuf,
    /// The same, to be written on: it is in use as long as somebody has it.
    pub evidence: RunFolder,
    /// What the search for leaks came to.
    pub searched: Searched,
    /// What happened, in order.
    pub events: Vec<RunEvent>,
    /// The result.
    pub result: RunResult,
    /// How the command ends.
    pub status: ExitStatus,
}

/// Why a run could not be held.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Evidence cannot be written.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A thread or its runtime could not be started.
    #[error("実行のためのスレッドを用意できません: {0}")]
    Thread(std::io::Error),
}

/// What the lanes of a run share.
struct Shared {
    order: RunOrder,
    folder: RunFolder,
    journal: Journal,
    events: Mutex<Vec<RunEvent>>,
    lost: Mutex<Option<EvidenceError>>,
    waiting: Mutex<VecDeque<LanePlan>>,
    stop: watch::Sender<bool>,
    stopped_early: AtomicBool,
    run_number: u64,
    first_number: u64,
    /// Where the attempts at scenarios begin that were tried before the run went on.
    starts: Starts,
    progress: Progress,
    compared: ComparedScreens,
}

/// The wall clock of a run.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the seam: the wall clock, handed on as a function")]
pub fn now() -> DateTime<FixedOffset> {
    in_japan(chrono::Utc::now())
}

impl Shared {
    /// Something happened: journal, console and result hear of it.
    fn publish(&self, event: RunEvent) {
        if let Err(error) = self.journal.append(&event) {
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            self.stop.send_replace(true);
        }
        let line = {
            let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
            let line = console::line(
                &event,
                &events,
                &self.order.specification,
                self.order.style,
                self.folder.path(),
            );
            events.push(event);
            line
        };
        line.iter().for_each(|line| self.say(line));
    }

    /// Says something, and keeps it.
    fn say(&self, text: &str) {
        match self.folder.keep_said(text) {
            // A closed console is no reason to end a run.
            Ok(masked) => drop(writeln!(std::io::stdout().lock(), "{masked}")),
            Err(error) => {
                self.lost.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                self.stop.send_replace(true);
            }
        }
    }

    fn end(&self, reason: &str) {
        if !self.stopped_early.swap(true, Ordering::SeqCst) {
            self.publish(RunEvent::Interrupted { reason: reason.to_owned() });
        }
        self.stop.send_replace(true);
    }

    fn stopping(&self) -> bool {
        *self.stop.borrow()
    }
}

/// Holds a run. Ctrl-C ends it early, with a valid ledger and result.
///
/// # Errors
/// [`RunError`] if evidence cannot be written or threads cannot be started. Failing
/// scenarios and endpoints are part of the report.
pub fn run(order: RunOrder) -> Result<RunReport, RunError> {
    let Begun { folder, journal, started_at, run_number, first_number, events, waiting, starts, resumed } =
        begin::begin(&order, now)?;
    snapshot::install_quiet_panic_hook();
    // Several browsers share the scenarios of a union, each with a server of its own.
    let parts = match (&order.site, &order.driving) {
        (Site::Embedded { .. }, Driving::Browser(_)) => order.lanes / waiting.len().max(1),
        _ => 1,
    };
    let waiting = in_parts(waiting, parts);
    let lanes = order.lanes.clamp(1, waiting.len().max(1));
    let shared = Arc::new(Shared {
        progress: Progress::new(&waiting, order.shuffle),
        compared: ComparedScreens::of(&order),
        waiting: Mutex::new(waiting.into()),
        order,
        folder,
        journal,
        events: Mutex::new(events),
        starts,
        lost: Mutex::default(),
        stop: watch::Sender::new(false),
        stopped_early: AtomicBool::new(false),
        run_number,
        first_number,
    });
    if let Some(opening) = &shared.order.opening {
        shared.say(opening);
    }
    if let Some(resumed) = resumed {
        shared.publish(resumed);
    }
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(RunError::Thread)?;
    let mut ended = Vec::new();
    for number in 0..lanes {
        let (done, waiting) = tokio::sync::oneshot::channel::<()>();
        let shared = Arc::clone(&shared);
        std::thread::Builder::new()
            .name(format!("lane-{number}"))
            .spawn(move || {
                run_lanes(&shared);
                // Nobody listens only if the run is over anyway.
                let _ = done.send(());
            })
            .map_err(RunError::Thread)?;
        ended.push(waiting);
    }
    runtime.block_on(async {
        let all = futures::future::join_all(ended);
        tokio::pin!(all);
        tokio::select! {
            _ = &mut all => {}
            _ = tokio::signal::ctrl_c() => {
                shared.end("Ctrl-C により中断しました。ここまでの証跡は有効です");
                all.await;
            }
        }
    });
    if let Some(error) = shared.lost.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(error.into());
    }
    let events = std::mem::take(&mut *shared.events.lock().unwrap_or_else(PoisonError::into_inner));
    let (mut result, mut status) = outcome(&shared.order.plan, &events, started_at, now());
    result.not_compared = shared.compared.not_compared();
    let searched = match shared.order.style {
        // Whoever ordered it throws the evidence away.
        Style::Silent => Searched::default(),
        Style::Normal | Style::Quiet => gate::search(&shared.folder, &shared.order.root)?,
    };
    gate::judge(&searched, &mut result, &mut status);
    shared.journal.finish(&result)?;
    let evidence = shared.folder.clone();
    Ok(RunReport { folder: evidence.path().to_owned(), evidence, searched, events, result, status })
}

/// One thread: takes lane after lane until none waits.
fn run_lanes(shared: &Arc<Shared>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return shared.end(&format!("実行環境を用意できません: {error}")),
    };
    loop {
        let next = shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(lane) = next.filter(|_| !shared.stopping()) else { return };
        runtime.block_on(async {
            if let Err(failure) = run_lane(shared, &lane).await {
                shared.publish(RunEvent::LaneFailed { union: lane.union, message: failure.to_string() });
            }
        });
    }
}

async fn run_lane(shared: &Arc<Shared>, plan: &LanePlan) -> Result<(), StepFailure> {
    let embedded = match &shared.order.site {
        Site::Embedded { program, settings, options, .. } => Some(
            EmbeddedServer::start(program, settings, options)
                .await
                .map_err(|error| StepFailure::broken(error.to_string()))?,
        ),
        Site::Configured { .. } => None,
    };
    let result = run_items(shared, plan, embedded.as_ref()).await;
    if let Some(server) = embedded {
        server.stop().await;
    }
    result
}

async fn run_items(
    shared: &Arc<Shared>,
    plan: &LanePlan,
    embedded: Option<&EmbeddedServer>,
) -> Result<(), StepFailure> {
    let recorder = shared.compared.recorder(shared.folder.recorder(plan.union, plan.part), plan.union);
    let lane = Arc::new(Lane::open(lane_setting(shared, plan, embedded), Arc::new(recorder))?);
    let result = run_items_of(shared, plan, &lane).await;
    lane.close().await;
    result
}

async fn run_items_of(shared: &Shared, plan: &LanePlan, lane: &Arc<Lane>) -> Result<(), StepFailure> {
    lane.probe().await?;
    lane.set_stage().await?;
    if plan.part == 1 {
        shared.publish(RunEvent::LaneStarted { union: plan.union });
    }
    for (item, scenarios) in stretches(&plan.scenarios, shared.order.shuffle) {
        if shared.stopping() {
            break;
        }
        let key = (plan.union, item);
        shared.progress.begin(key, now()).into_iter().for_each(|event| shared.publish(event));
        let mut tally = Tally::default();
        for planned in scenarios {
            let Some(verdict) = run_scenario(shared, lane, planned).await? else { break };
            tally.add(verdict);
            if verdict == Verdict::Error {
                // One clear error for a lane whose endpoint has gone, not one per step.
                lane.probe().await?;
            }
        }
        shared.progress.end(key, &tally, now()).into_iter().for_each(|event| shared.publish(event));
    }
    Ok(())
}

/// Scenarios that run in a row, by item: an item each in the given order, a scenario each in
/// a random one.
pub(super) fn stretches(
    scenarios: &[super::PlannedScenario],
    shuffle: Option<u64>,
) -> Vec<(TestItem, Vec<&super::PlannedScenario>)> {
    match shuffle {
        None => TestItem::ALL_AND_PRODUCTION
            .into_iter()
            .map(|item| (item, scenarios.iter().filter(|planned| planned.item == item).collect::<Vec<_>>()))
            .filter(|(_, scenarios)| !scenarios.is_empty())
            .collect(),
        Some(seed) => {
            let mut shuffled: Vec<_> = scenarios.iter().collect();
            shuffled.shuffle(&mut StdRng::seed_from_u64(seed));
            shuffled.into_iter().map(|planned| (planned.item, vec![planned])).collect()
        }
    }
}

fn lane_setting(shared: &Arc<Shared>, plan: &LanePlan, embedded: Option<&EmbeddedServer>) -> LaneSetting {
    let (connection, credentials, simulated_clock) = match (&shared.order.site, embedded) {
        (Site::Embedded { timing, .. }, Some(server)) => (server.connection(*timing), BTreeMap::new(), true),
        (Site::Configured { connection, credentials, simulated_clock, .. }, _) => {
            (connection.clone(), credentials.clone(), *simulated_clock)
        }
        (Site::Embedded { timing, .. }, None) => {
            // Not reached: an embedded lane has started its server before.
            (Connection::nowhere(*timing), BTreeMap::new(), true)
        }
    };
    let row_limit = match &shared.order.site {
        Site::Embedded { .. } => shared.order.specification.embedded().row_limit,
        Site::Configured { row_limit, .. } => *row_limit,
    };
    // Whoever ordered the registration has seen to it that there is a 本番環境.
    let connection = match shared.order.plan.is_production_registration() {
        true => {
            let nowhere = Connection::nowhere(connection.timing);
            connection.in_production().unwrap_or(nowhere)
        }
        false => connection,
    };
    LaneSetting {
        union: plan.union,
        specification: Arc::clone(&shared.order.specification),
        connection,
        driving: shared.order.driving.clone(),
        credentials,
        simulated_clock,
        used_before: embedded.is_none(),
        row_limit,
        seed: shared.order.seed,
        volume_rows: shared.order.volume_rows,
        run_number: shared.run_number,
        first_number: shared.first_number,
        wall_clock: now,
        announce: Announce::to({
            let shared = Arc::clone(shared);
            move |event| shared.publish(event)
        }),
    }
}

/// Runs a scenario until it passes or no attempt is left. `None` if the run was stopped.
async fn run_scenario(
    shared: &Shared,
    lane: &Arc<Lane>,
    planned: &super::PlannedScenario,
) -> Result<Option<Verdict>, StepFailure> {
    if let Some((verdict, reason)) = not_run(planned, &shared.order.site) {
        let record = skipped(lane, planned, now(), verdict, reason);
        shared.publish(RunEvent::ScenarioFinished(Box::new(record)));
        return Ok(Some(verdict));
    }
    if let Some(reason) = stand(lane, planned).await? {
        let record = skipped(lane, planned, now(), Verdict::NotApplicable, reason);
        shared.publish(RunEvent::ScenarioFinished(Box::new(record)));
        return Ok(Some(Verdict::NotApplicable));
    }
    let endpoint_time = lane.clock.now().await?;
    let start = shared.starts.of(lane.setting.union, &planned.id);
    for failed in start.failed..=shared.order.retries {
        let attempt = Attempt {
            lane,
            planned,
            number: start.number + failed - start.failed,
            is_last: failed == shared.order.retries,
            failed_before: failed > 0,
            endpoint_time,
            root: &shared.order.root,
            pending: shared.order.pending,
            now: &now,
        };
        let mut stop = shared.stop.subscribe();
        let record = tokio::select! {
            record = attempt.run() => record,
            _ = stop.wait_for(|stop| *stop) => return Ok(None),
        };
        let (verdict, again) = (record.verdict, record.will_be_retried);
        shared.publish(RunEvent::ScenarioFinished(Box::new(record)));
        if again {
            continue;
        }
        if shared.order.fail_fast && verdict.is_failure() {
            shared.end("--fail-fast: 最初の不合格で終わりました");
        }
        return Ok(Some(verdict));
    }
    Ok(None)
}

/// Where runs leave their evidence unless told otherwise.
#[must_use]
pub fn default_evidence(root: &Path) -> PathBuf {
    root.join("target").join("evidence")
}
