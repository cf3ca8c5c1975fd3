//! One attempt at one scenario in one lane, through the runner of cucumber.

use super::features::PlannedScenario;
use crate::{
    evidence::snapshot,
    model::{CaptureKind, ExceptionGuide, ScenarioRecord, StepRecord, StepStatus, Verdict},
    steps,
    world::{Lane, OperationWorld, StepFailure, Trail},
};
use chrono::{DateTime, FixedOffset};
use cucumber::{Cucumber, Event, Writer, cli, event, parser, runner, writer};
use futures::stream;
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

/// What an attempt needs to know.
pub(super) struct Attempt<'run> {
    pub(super) lane: &'run Arc<Lane>,
    pub(super) planned: &'run PlannedScenario,
    pub(super) number: usize,
    pub(super) is_last: bool,
    /// Whether an attempt before came to its end and did not pass. One that was cut short
    /// says nothing about the scenario.
    pub(super) failed_before: bool,
    /// The endpoint's time when its clock stood where the scenario begins.
    pub(super) endpoint_time: DateTime<FixedOffset>,
    pub(super) root: &'run Path,
    pub(super) pending: snapshot::Pending,
    pub(super) now: &'run dyn Fn() -> DateTime<FixedOffset>,
}

/// What a step says that only a person can check.
const TO_CONFIRM: &str =
    "要確認: 担当者が確かめ、確認ページ(cargo run -- review <実行フォルダ>)に結果を書いてください";

/// What the world leaves behind when the steps are over.
#[derive(Debug, Default)]
struct Legacy {
    trail: Trail,
    failure: Option<String>,
    guide: Option<ExceptionGuide>,
}

type Shared<T> = Arc<Mutex<T>>;

fn with<T, R>(shared: &Shared<T>, act: impl FnOnce(&mut T) -> R) -> R {
    act(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Attempt<'_> {
    /// Runs the attempt and says what became of it.
    pub(super) async fn run(&self) -> ScenarioRecord {
        let started_at = (self.now)();
        let legacy: Shared<Legacy> = Arc::default();
        let told: Shared<Vec<Told>> = Arc::default();
        let (lane, id, number) = (Arc::clone(self.lane), self.planned.id.clone(), self.number);
        let left = Arc::clone(&legacy);
        let dispatcher = match steps::dispatcher() {
            Ok(dispatcher) => dispatcher,
            Err(error) => return self.not_run(started_at, &error.to_string()),
        };
        let runner = runner::Basic::default()
            .max_concurrent_scenarios(1)
            .steps(dispatcher)
            .before(move |_, _, _, world: &mut OperationWorld| {
                world.enter(Arc::clone(&lane), &id, number);
                Box::pin(async {})
            })
            .after(move |_, _, _, _, world: Option<&mut OperationWorld>| {
                let left = Arc::clone(&left);
                Box::pin(async move {
                    let Some(world) = world else { return };
                    let finished = world.finish();
                    // While the scenario's outages last, and without a word on its verdict.
                    let guide = world.exception_guide().await;
                    let put_back = world.put_back().await;
                    with(&left, |left| {
                        left.trail = world.take_trail();
                        left.guide = guide;
                        left.failure = finished.and(put_back).err().map(|failure| failure.to_string());
                    });
                })
            });
        let cli = cli::Opts {
            re_filter: None,
            tags_filter: None,
            parser: cli::Empty,
            runner: runner::basic::Cli::default(),
            writer: cli::Empty,
            custom: cli::Empty,
        };
        Cucumber::<OperationWorld, _, (), _, _, cli::Empty>::custom(
            One(self.planned.feature.clone()),
            runner,
            Listener(Arc::clone(&told)),
        )
        .with_cli(cli)
        .run(())
        .await;
        let told = with(&told, std::mem::take);
        let legacy = with(&legacy, std::mem::take);
        self.record(started_at, told, legacy)
    }

    fn not_run(&self, started_at: DateTime<FixedOffset>, reason: &str) -> ScenarioRecord {
        let legacy = Legacy { failure: Some(StepFailure::broken(reason).to_string()), ..Legacy::default() };
        self.record(started_at, Vec::new(), legacy)
    }

    fn record(
        &self,
        started_at: DateTime<FixedOffset>,
        told: Vec<Told>,
        mut legacy: Legacy,
    ) -> ScenarioRecord {
        let (steps, mut verdict) = self.steps(&told, &legacy.trail);
        let hook = told.iter().find_map(|told| match told {
            Told::HookFailed(message) => Some(message.clone()),
            Told::Step { .. } => None,
        });
        let mut reason = hook.or(legacy.failure.take());
        if let Some(reason) = &reason {
            verdict = verdict.max(StepFailure::verdict_of(reason));
        }
        let ran_whole = |verdict| matches!(verdict, Verdict::Passed | Verdict::Unconfirmed);
        if ran_whole(verdict) {
            let feature = Path::new(&self.planned.path);
            let observed = legacy.trail.snapshot();
            if let Err(mismatch) =
                snapshot::check(self.root, feature, &self.planned.id, &observed, self.pending)
            {
                verdict = Verdict::Failed;
                let text = mismatch.to_string();
                // The difference is told in the reason whether or not it can be kept.
                let _ =
                    self.lane.recorder.capture_text(CaptureKind::Difference, "スナップショットとの差", &text);
                reason = Some(StepFailure::expectation(text).to_string());
            }
        }
        let screens = self.lane.recorder.take_screen_differences(ran_whole(verdict));
        if !screens.is_empty() {
            verdict = verdict.max(Verdict::Failed);
            let screens = StepFailure::expectation(screens.join("\n")).to_string();
            reason = Some(reason.into_iter().chain([screens]).collect::<Vec<_>>().join("\n"));
        }
        if self.failed_before && ran_whole(verdict) {
            verdict = Verdict::Flaky;
        }
        let will_be_retried = !self.is_last && matches!(verdict, Verdict::Failed | Verdict::Error);
        let finished_at = (self.now)();
        ScenarioRecord {
            union: self.lane.setting.union,
            item: self.planned.item,
            id: self.planned.id.clone(),
            file: self.planned.path.clone(),
            line: self.planned.scenario.position.line,
            feature: self.planned.feature.name.clone(),
            name: self.planned.scenario.name.clone(),
            tags: self.planned.tags.clone(),
            attempt: self.number,
            will_be_retried,
            verdict,
            reason,
            started_at,
            endpoint_time: Some(self.endpoint_time),
            milliseconds: (finished_at - started_at).num_milliseconds().unsigned_abs(),
            steps,
            guide: legacy.guide,
        }
    }

    fn steps(&self, told: &[Told], trail: &Trail) -> (Vec<StepRecord>, Verdict) {
        let background = self.planned.feature.background.iter().flat_map(|background| &background.steps);
        let mut verdict = Verdict::Passed;
        let mut ended = 0;
        let steps: Vec<_> = background
            .chain(&self.planned.scenario.steps)
            .map(|step| {
                let line = step.position.line;
                let (observations, captures) = trail.of_line(line);
                let outcome = told.iter().find_map(|told| match told {
                    Told::Step { line: of, status, message, milliseconds } if *of == line => {
                        Some((*status, message.clone(), *milliseconds))
                    }
                    _ => None,
                });
                let (status, message, milliseconds) = outcome.unwrap_or((StepStatus::Skipped, None, 0));
                let status = match status {
                    StepStatus::Passed if trail.asks_a_person(line) => StepStatus::Unconfirmed,
                    status => status,
                };
                let message = match status {
                    StepStatus::Unconfirmed => Some(TO_CONFIRM.to_owned()),
                    StepStatus::Undefined if message.is_none() => steps::meaningless(step),
                    _ => message,
                };
                ended += usize::from(matches!(status, StepStatus::Passed | StepStatus::Unconfirmed));
                verdict = verdict.max(match status {
                    StepStatus::Passed | StepStatus::Skipped => Verdict::Passed,
                    StepStatus::Unconfirmed => Verdict::Unconfirmed,
                    StepStatus::Undefined => Verdict::Pending,
                    StepStatus::Failed => Verdict::Failed,
                    StepStatus::Error => Verdict::Error,
                });
                StepRecord {
                    line,
                    keyword: step.keyword.trim().to_owned(),
                    text: step.value.clone(),
                    status,
                    milliseconds,
                    observations,
                    message,
                    captures,
                }
            })
            .collect();
        // A scenario is green because all its steps ran, not because none failed.
        if verdict == Verdict::Passed && (ended < steps.len() || steps.is_empty()) {
            verdict = Verdict::Error;
        }
        (steps, verdict)
    }
}

/// What the runner told.
#[derive(Debug)]
enum Told {
    Step { line: usize, status: StepStatus, message: Option<String>, milliseconds: u64 },
    HookFailed(String),
}

/// Hands the runner one feature with one scenario.
struct One(gherkin::Feature);

impl cucumber::Parser<()> for One {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::array::IntoIter<parser::Result<gherkin::Feature>, 1>>;

    fn parse(self, (): (), _: cli::Empty) -> Self::Output {
        stream::iter([Ok(self.0)])
    }
}

/// Listens to the runner.
struct Listener(Shared<Vec<Told>>);

impl writer::Normalized for Listener {}

impl Writer<OperationWorld> for Listener {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        happened: parser::Result<Event<event::Cucumber<OperationWorld>>>,
        _: &cli::Empty,
    ) {
        let Ok(happened) = happened else { return };
        let (what, at) = happened.split();
        let event::Cucumber::Feature(_, event::Feature::Scenario(_, scenario)) = what else { return };
        match scenario.event {
            event::Scenario::Background(step, what) | event::Scenario::Step(step, what) => {
                self.step(step.position.line, what, at.at);
            }
            event::Scenario::Hook(_, event::Hook::Failed(_, info)) => {
                let message = panic_text(&info);
                with(&self.0, |told| told.push(Told::HookFailed(message)));
            }
            _ => {}
        }
    }
}

impl Listener {
    fn step(&self, line: usize, what: event::Step<OperationWorld>, at: SystemTime) {
        let (status, message) = match what {
            event::Step::Started => {
                let started = Told::Step {
                    line,
                    status: StepStatus::Error,
                    message: Some("エラー: ステップが終わりませんでした".to_owned()),
                    milliseconds: since_epoch(at),
                };
                with(&self.0, |told| told.push(started));
                return;
            }
            event::Step::Passed(..) => (StepStatus::Passed, None),
            event::Step::Skipped => (StepStatus::Undefined, None),
            event::Step::Failed(_, _, _, error) => match error {
                event::StepError::NotFound => (StepStatus::Undefined, None),
                event::StepError::AmbiguousMatch(ambiguous) => {
                    (StepStatus::Undefined, Some(format!("当てはまる語彙が複数あります: {ambiguous}")))
                }
                event::StepError::Panic(info) => {
                    let message = panic_text(&info);
                    if let Some(message) = steps::undefined_message(&message) {
                        (StepStatus::Undefined, Some(message.to_owned()))
                    } else {
                        match StepFailure::verdict_of(&message) {
                            Verdict::Failed => (StepStatus::Failed, Some(message)),
                            _ => (StepStatus::Error, Some(message)),
                        }
                    }
                }
            },
        };
        with(&self.0, |told| {
            let begun = told.iter_mut().rev().find_map(|told| match told {
                Told::Step { line: of, status, message, milliseconds } if *of == line => {
                    Some((status, message, milliseconds))
                }
                _ => None,
            });
            match begun {
                Some((old_status, old_message, milliseconds)) => {
                    *old_status = status;
                    *old_message = message;
                    *milliseconds = since_epoch(at).saturating_sub(*milliseconds);
                }
                None => told.push(Told::Step { line, status, message, milliseconds: 0 }),
            }
        });
    }
}

fn since_epoch(at: SystemTime) -> u64 {
    at.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

fn panic_text(info: &event::Info) -> String {
    if let Some(text) = info.downcast_ref::<String>() {
        text.clone()
    } else if let Some(text) = info.downcast_ref::<&str>() {
        (*text).to_owned()
    } else {
        "エラー: ステップが異常終了しました".to_owned()
    }
}
