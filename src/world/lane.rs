//! A lane: one union on one endpoint. It outlives its scenarios and knows what stays the
//! same between them: where the endpoint is, which users are ready to work.

use super::{Office, StepFailure, StepResult};
use crate::{
    evidence::Recorder,
    model::{RunEvent, UnionId},
    spec::{Specification, Union},
    terminal::{
        Connection, Control, Driving, EndpointClock, Environment, Terminal, TerminalError, Terminals, Timing,
    },
};
use chrono::{DateTime, FixedOffset};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Mutex;

/// Identity of a certificate that no union has.
const UNKNOWN_CERTIFICATE: &str = "CN=sogo-unknown";

/// What a lane is made of.
#[derive(Debug, Clone)]
pub struct LaneSetting {
    /// The union under test.
    pub union: UnionId,
    /// Test data and role models.
    pub specification: Arc<Specification>,
    /// How to reach the endpoint.
    pub connection: Connection,
    /// How its terminals are driven.
    pub driving: Driving,
    /// User ids and passwords of an endpoint whose users were registered by people, by
    /// user key.
    pub credentials: BTreeMap<String, (String, String)>,
    /// Whether the endpoint's clock can be told what time it is.
    pub simulated_clock: bool,
    /// Whether somebody may have worked at the endpoint before the lane, and left files under
    /// way.
    pub used_before: bool,
    /// Most rows that the endpoint takes in a file.
    pub row_limit: u64,
    /// Members of a scenario with members by the ten thousand; the size of the union if it
    /// is not told.
    pub volume_rows: Option<u64>,
    /// Seed of everything random.
    pub seed: u64,
    /// A number that differs from run to run.
    pub run_number: u64,
    /// The number that the run had when it began: one that goes on keeps it.
    pub first_number: u64,
    /// The wall clock.
    pub wall_clock: fn() -> DateTime<FixedOffset>,
    /// Who hears how far a registration of all members is.
    pub announce: Announce,
}

/// Hears of events that happen inside a scenario.
#[derive(Clone)]
pub struct Announce(Arc<dyn Fn(RunEvent) + Send + Sync>);

impl Announce {
    /// Somebody who hears.
    pub fn to(hears: impl Fn(RunEvent) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hears))
    }

    pub(super) fn say(&self, event: RunEvent) {
        (self.0)(event);
    }
}

impl fmt::Debug for Announce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Announce")
    }
}

/// One union on one endpoint.
pub struct Lane {
    /// What it is made of.
    pub setting: LaneSetting,
    /// The endpoint's clock.
    pub clock: EndpointClock,
    /// The control port, if there is one.
    pub control: Option<Control>,
    /// Where evidence goes.
    pub recorder: Arc<Recorder>,
    terminals: Terminals,
    /// Terminals and control port of the environment in which the lane does not play, if the
    /// endpoint has one.
    elsewhere: (Option<Terminals>, Option<Control>),
    pub(super) staff: Mutex<Staff>,
    /// Kinds of files of which none of before the lane is under way any more.
    pub(super) settled: Mutex<BTreeSet<(Office, &'static str)>>,
    /// Numbers given out so far.
    pub(super) numbers: AtomicU64,
    /// Seconds of the endpoint's clock spent waiting so far.
    pub(super) waited_seconds: AtomicU64,
}

/// Users that are ready to work.
#[derive(Debug, Default)]
pub(super) struct Staff {
    /// Offices whose users are registered.
    pub(super) offices: BTreeSet<Office>,
    /// Passwords by office and user key.
    pub(super) passwords: BTreeMap<(Office, String), Password>,
}

/// A password that the harness knows.
#[derive(Clone)]
pub(super) enum Password {
    /// Good for one log-in; the first act is to change it.
    Initial(String),
    /// Good for work.
    Own(String),
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(«伏字»)")
    }
}

impl Lane {
    /// Opens a lane.
    ///
    /// # Errors
    /// If the endpoint cannot be reached, or its certificate files cannot be read.
    pub fn open(setting: LaneSetting, recorder: Arc<Recorder>) -> Result<Self, TerminalError> {
        let control = match &setting.connection.control_url {
            Some(url) => Some(Control::new(url, setting.connection.timing.request, Arc::clone(&recorder))?),
            None => None,
        };
        let clock = match &control {
            Some(control) if setting.simulated_clock => EndpointClock::Simulated(control.clone()),
            _ => EndpointClock::Real,
        };
        let terminals = Terminals::open(&setting.connection, &setting.driving, Arc::clone(&recorder))?;
        let other = &setting.connection.other;
        let control_elsewhere = match &other.control_url {
            Some(url) => Some(Control::new(url, setting.connection.timing.request, Arc::clone(&recorder))?),
            None => None,
        };
        let terminals_elsewhere = match &other.operator_url {
            Some(url) => Some(terminals.at(url, &setting.connection, Arc::clone(&recorder))?),
            None => None,
        };
        Ok(Self {
            setting,
            clock,
            control,
            recorder,
            terminals,
            elsewhere: (terminals_elsewhere, control_elsewhere),
            staff: Mutex::default(),
            settled: Mutex::default(),
            numbers: AtomicU64::new(0),
            waited_seconds: AtomicU64::new(0),
        })
    }

    /// The union of an office.
    ///
    /// # Errors
    /// If the test data has no such union.
    pub fn union(&self, office: Office) -> StepResult<&Union> {
        let specification = &self.setting.specification;
        Ok(match office {
            Office::Own | Office::Production | Office::Test => specification.union(self.setting.union)?,
            Office::Partner => specification.partner_of(self.setting.union)?,
        })
    }

    /// Whether anybody answers at all. Opening 「トップページ」 without a session must be
    /// refused, which is answer enough.
    ///
    /// # Errors
    /// If nobody does.
    pub async fn probe(&self) -> StepResult {
        self.terminal(Office::Own)?.top_page().await.map(|_| ()).map_err(StepFailure::from)
    }

    /// How long the lane has waited for files, codes and answers so far, on the endpoint's
    /// clock.
    pub(super) fn waited(&self) -> Duration {
        Duration::from_secs(self.waited_seconds.load(Ordering::Relaxed))
    }

    /// Ends whatever was started for its terminals.
    pub async fn close(&self) {
        self.terminals.close().await;
        if let Some(terminals) = &self.elsewhere.0 {
            terminals.close().await;
        }
    }

    /// How long things may take.
    #[must_use]
    pub fn timing(&self) -> Timing {
        self.setting.connection.timing
    }

    /// A fresh terminal of an office.
    ///
    /// # Errors
    /// If the test data has no such union, or the endpoint no such environment.
    pub fn terminal(&self, office: Office) -> StepResult<Box<dyn Terminal>> {
        let at = match office {
            Office::Own | Office::Partner => &self.terminals,
            Office::Production | Office::Test => self
                .elsewhere
                .0
                .as_ref()
                .filter(|_| self.is_elsewhere(office))
                .ok_or_else(|| nothing_there(office))?,
        };
        Ok(at.terminal(Some(&self.union(office)?.certificate)))
    }

    /// The office of the union under test in the environment in which the lane does not play.
    #[must_use]
    pub fn office_elsewhere(&self) -> Office {
        match self.setting.connection.environment {
            Environment::Test => Office::Production,
            Environment::Production => Office::Test,
        }
    }

    /// The office of the union under test in the 総合運用テスト環境.
    #[must_use]
    pub fn office_in_test(&self) -> Office {
        match self.setting.connection.environment {
            Environment::Test => Office::Own,
            Environment::Production => Office::Test,
        }
    }

    /// Whether an office is in the environment in which the lane does not play.
    fn is_elsewhere(&self, office: Office) -> bool {
        office == self.office_elsewhere()
    }

    /// The control port of the environment in which an office is.
    ///
    /// # Errors
    /// If the endpoint has none.
    pub(super) fn control_of(&self, office: Office) -> StepResult<&Control> {
        match office {
            Office::Own | Office::Partner => self.control(),
            Office::Production | Office::Test => self
                .elsewhere
                .1
                .as_ref()
                .filter(|_| self.is_elsewhere(office))
                .ok_or_else(|| nothing_there(office)),
        }
    }

    /// A machine that is no 統合専用端末: it has no certificate.
    #[must_use]
    pub fn terminal_without_certificate(&self) -> Box<dyn Terminal> {
        self.terminals.terminal(None)
    }

    /// A machine with a certificate that nobody has issued to a union.
    #[must_use]
    pub fn terminal_with_unknown_certificate(&self) -> Box<dyn Terminal> {
        self.terminals.terminal(Some(UNKNOWN_CERTIFICATE))
    }

    /// The control port.
    ///
    /// # Errors
    /// If the endpoint has none: the scenario should have been marked `@模擬`.
    pub fn control(&self) -> StepResult<&Control> {
        self.control.as_ref().ok_or_else(|| {
            StepFailure::broken(
                "この接続先には制御ポートがありません。このステップを使うシナリオには @模擬 を付けてください",
            )
        })
    }
}

fn nothing_there(office: Office) -> StepFailure {
    StepFailure::broken(match office {
        Office::Test => {
            "「総合運用テスト環境の」は、本番登録のシナリオ(features/08_production_registration)で使います"
        }
        _ => {
            "この接続先には本番環境がありません。このステップを使うシナリオには @本番 を付けてください。本番登録のシナリオでは「本番環境の」を付けません"
        }
    })
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").field("union", &self.setting.union).finish_non_exhaustive()
    }
}
