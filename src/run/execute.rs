//! Executing a plan: lanes side by side, each on a thread of its own, because the runner
//! of the features is a single task.

use super::{
    console::{self, Style},
    outcome::{ExitStatus, outcome},
    plan::{LanePlan, Plan},
    scenario::Attempt,
    site::Site,
};
use crate::{
    evidence::{EvidenceError, Journal, RunFolder, snapshot},
    model::{
        DefectRecord, LaneRecord, RequirementRecord, RunEvent, RunHeader, RunResult, ScenarioRecord, Tally,
        TestItem, Verdict, in_japan,
    },
    spec::Specification,
    terminal::{Connection, Driving, EmbeddedServer},
    world::{Lane, LaneSetting, StepFailure},
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
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// The run folder.
    pub folder: PathBuf,
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
}

#[expect(clippy::disallowed_methods, reason = "the seam: the wall clock of a run, handed on as a function")]
fn now() -> DateTime<FixedOffset> {
    in_japan(chrono::Utc::now())
}

impl Shared {
    /// Something happened: journal, console and result hear of it.
    fn publish(&self, event: RunEvent) {
        if let Err(error) = self.journal.append(&event) {
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            self.stop.send_replace(true);
        }
        if let Some(line) =
            console::line(&event, &self.order.specification, self.order.style, self.folder.path())
        {
            let masked = self.folder.masker().mask(&line);
            // A closed console is no reason to end a run.
            let _ = writeln!(std::io::stdout().lock(), "{masked}");
        }
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
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
    let started_at = now();
    let name = format!(
        "{}-lot{}-{}{}",
        started_at.format("%Y%m%d-%H%M%S"),
        u8::from(order.plan.lot),
        std::process::id(),
        // Runs by other means may follow at once.
        if matches!(order.driving, Driving::Browser(_)) { "-browser" } else { "" }
    );
    let path = order.evidence.join(&name);
    let folder = RunFolder::create(path, Arc::new(now))?;
    let journal = Journal::start(&folder, &header(&order, &name, started_at))?;
    snapshot::install_quiet_panic_hook();
    let lanes = order.lanes.clamp(1, order.plan.lanes.len().max(1));
    let shared = Arc::new(Shared {
        waiting: Mutex::new(order.plan.lanes.clone().into()),
        order,
        folder,
        journal,
        events: Mutex::default(),
        lost: Mutex::default(),
        stop: watch::Sender::new(false),
        stopped_early: AtomicBool::new(false),
        run_number: u64::try_from(started_at.timestamp()).unwrap_or_default() % 1_000_000_000,
    });
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
    let (result, status) = outcome(&shared.order.plan, &events, started_at, now());
    shared.journal.finish(&result)?;
    Ok(RunReport { folder: shared.folder.path().to_owned(), events, result, status })
}

fn header(order: &RunOrder, name: &str, started_at: DateTime<FixedOffset>) -> RunHeader {
    let lane = |lane: &LanePlan| LaneRecord {
        union: lane.union,
        name: order.specification.union(lane.union).map(|union| union.name.clone()).unwrap_or_default(),
    };
    let how = if matches!(order.driving, Driving::Browser(_)) { "(画面)" } else { "" };
    RunHeader {
        run: name.to_owned(),
        harness: env!("CARGO_PKG_VERSION").to_owned(),
        lot: order.plan.lot,
        endpoint: format!("{}{how}", order.site.name()),
        started_at,
        seed: order.seed,
        arguments: order.arguments.clone(),
        lanes: order.plan.lanes.iter().map(lane).collect(),
        items: order.plan.items.clone(),
        scenarios_per_lane: order.plan.lanes.iter().map(|lane| lane.scenarios.len()).max().unwrap_or(0),
        requirements: requirements(order),
    }
}

fn requirements(order: &RunOrder) -> Vec<RequirementRecord> {
    let all = order.specification.requirements().iter();
    all.filter(|requirement| order.plan.items.contains(&requirement.item))
        .map(|requirement| RequirementRecord {
            id: requirement.id.clone(),
            content: requirement.content.clone(),
            source: requirement.source.clone(),
            provenance: requirement.provenance.text().to_owned(),
            unproved: requirement.unproved.clone(),
            defects: order
                .defects
                .iter()
                .filter(|(broken, _)| *broken == requirement.id)
                .map(|(_, defect)| defect.clone())
                .collect(),
        })
        .collect()
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

async fn run_lane(shared: &Shared, plan: &LanePlan) -> Result<(), StepFailure> {
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
    shared: &Shared,
    plan: &LanePlan,
    embedded: Option<&EmbeddedServer>,
) -> Result<(), StepFailure> {
    let recorder = Arc::new(shared.folder.recorder(plan.union));
    let lane = Arc::new(Lane::open(lane_setting(shared, plan, embedded), recorder)?);
    let result = run_items_of(shared, plan, &lane).await;
    lane.close().await;
    result
}

async fn run_items_of(shared: &Shared, plan: &LanePlan, lane: &Arc<Lane>) -> Result<(), StepFailure> {
    lane.probe().await?;
    lane.set_stage().await?;
    shared.publish(RunEvent::LaneStarted { union: plan.union });
    for (item, scenarios) in stretches(&plan.scenarios, shared.order.shuffle) {
        if shared.stopping() {
            break;
        }
        shared.publish(RunEvent::ItemStarted { union: plan.union, item, scenarios: scenarios.len() });
        let begun = now();
        let mut tally = Tally::default();
        for planned in scenarios {
            let Some(verdict) = run_scenario(shared, lane, planned).await? else { break };
            tally.add(verdict);
            if verdict == Verdict::Error {
                // One clear error for a lane whose endpoint has gone, not one per step.
                lane.probe().await?;
            }
        }
        let milliseconds = (now() - begun).num_milliseconds().unsigned_abs();
        shared.publish(RunEvent::ItemFinished { union: plan.union, item, tally, milliseconds });
    }
    Ok(())
}

/// Scenarios that run in a row, by item: an item each in the given order, a scenario each in
/// a random one.
fn stretches(
    scenarios: &[super::PlannedScenario],
    shuffle: Option<u64>,
) -> Vec<(TestItem, Vec<&super::PlannedScenario>)> {
    match shuffle {
        None => TestItem::ALL
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

fn lane_setting(shared: &Shared, plan: &LanePlan, embedded: Option<&EmbeddedServer>) -> LaneSetting {
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
    LaneSetting {
        union: plan.union,
        specification: Arc::clone(&shared.order.specification),
        connection,
        driving: shared.order.driving.clone(),
        credentials,
        simulated_clock,
        row_limit,
        seed: shared.order.seed,
        run_number: shared.run_number,
    }
}

/// Runs a scenario until it passes or no attempt is left. `None` if the run was stopped.
async fn run_scenario(
    shared: &Shared,
    lane: &Arc<Lane>,
    planned: &super::PlannedScenario,
) -> Result<Option<Verdict>, StepFailure> {
    if let Some((verdict, reason)) = not_run(planned, &shared.order.site) {
        let record = skipped(lane, planned, verdict, reason);
        shared.publish(RunEvent::ScenarioFinished(Box::new(record)));
        return Ok(Some(verdict));
    }
    if let Some(reason) = stand(lane, planned).await? {
        let record = skipped(lane, planned, Verdict::NotApplicable, reason);
        shared.publish(RunEvent::ScenarioFinished(Box::new(record)));
        return Ok(Some(Verdict::NotApplicable));
    }
    for number in 1..=shared.order.retries + 1 {
        let attempt = Attempt {
            lane,
            planned,
            number,
            is_last: number > shared.order.retries,
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
        if shared.order.fail_fast && !matches!(verdict, Verdict::Passed | Verdict::NotApplicable) {
            shared.end("--fail-fast: 最初の不合格で終わりました");
        }
        return Ok(Some(verdict));
    }
    Ok(None)
}

/// Moves the clock to where a scenario begins. It never goes back: a scenario that needs a
/// time that has passed is not run, and this says why.
async fn stand(lane: &Lane, planned: &super::PlannedScenario) -> Result<Option<&'static str>, StepFailure> {
    if planned.has_tag("連動テスト") {
        lane.stand_in_connectivity_window().await?;
    } else if planned.has_tag("配信開始前") {
        if !lane.stand_before_first_master().await? {
            return Ok(Some(
                "@配信開始前 のシナリオです。この接続先の時計は、マスターの配信開始日の前日を過ぎています",
            ));
        }
    } else {
        lane.stand_in_window(planned.item.group()).await?;
    }
    Ok(None)
}

/// Scenarios that are not run here, and why.
fn not_run(planned: &super::PlannedScenario, site: &Site) -> Option<(Verdict, &'static str)> {
    let has_control = site.has_control();
    if planned.has_tag("作成中") {
        Some((Verdict::Pending, "@作成中 のシナリオです"))
    } else if planned.has_tag("相手") && !has_control {
        Some((
            Verdict::NotApplicable,
            "@相手 のシナリオです。この接続先では、相手広域連合の利用者としてログインできません",
        ))
    } else if planned.has_tag("本番") && !site.has_production() {
        Some((
            Verdict::NotApplicable,
            "@本番 のシナリオです。この接続先には、総合運用テスト環境と並ぶ本番環境(本番基本URLと本番制御URL)がありません",
        ))
    } else if planned.has_tag("配信開始前") && !has_control {
        Some((
            Verdict::NotApplicable,
            "@配信開始前 のシナリオです。この接続先には、時計をマスターの配信開始日の前日に合わせる制御ポートがありません",
        ))
    } else if planned.has_tag("模擬") && !has_control {
        Some((
            Verdict::NotApplicable,
            "@模擬 のシナリオです。この接続先には、時計や住基ネットを動かす制御ポートがありません",
        ))
    } else {
        None
    }
}

fn skipped(lane: &Lane, planned: &super::PlannedScenario, verdict: Verdict, reason: &str) -> ScenarioRecord {
    ScenarioRecord {
        union: lane.setting.union,
        item: planned.item,
        id: planned.id.clone(),
        file: planned.path.clone(),
        line: planned.scenario.position.line,
        feature: planned.feature.name.clone(),
        name: planned.scenario.name.clone(),
        tags: planned.tags.clone(),
        attempt: 1,
        will_be_retried: false,
        verdict,
        reason: Some(reason.to_owned()),
        started_at: now(),
        milliseconds: 0,
        steps: Vec::new(),
    }
}

/// Where runs leave their evidence unless told otherwise.
#[must_use]
pub fn default_evidence(root: &Path) -> PathBuf {
    root.join("target").join("evidence")
}
