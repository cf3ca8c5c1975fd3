//! What a run was to do, as it is kept in its header: what was selected, what of it was its
//! share, how it was done. Enough to go on with it, to repeat what did not pass, and to
//! find what is missing where several runs are put together.

use super::{Shard, TestItem, UnionId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a run was to do. Runs of earlier versions have none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunScope {
    /// SHA-256 over the feature files, lower-case hex.
    pub features: String,
    /// What makes numbers and files differ from those of other runs.
    pub run_number: u64,
    /// How it was done.
    pub way: RunWay,
    /// The share of this run, if the selection was divided.
    pub shard: Option<Shard>,
    /// The run whose scenarios without a pass are repeated.
    pub repeats: Option<String>,
    /// What was asked before it began. Runs of earlier versions asked nothing.
    pub gates: Option<GatesAsked>,
    /// What this run was to run.
    pub planned: Vec<Selected>,
    /// What all shares together were to run; empty if the selection was not divided.
    pub whole: Vec<Selected>,
}

/// Whether a run may have been held when it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "gates", rename_all = "snake_case")]
pub enum GatesAsked {
    /// The endpoint is for practice, and nobody asks.
    NotAsked,
    /// All gates were met.
    Met {
        /// The endpoint's day when the run began.
        on: NaiveDate,
    },
    /// Some were not, and the run was held by `--force`.
    Forced {
        /// The endpoint's day when the run began.
        on: NaiveDate,
        /// Those that were not met, in Japanese.
        unmet: Vec<String>,
    },
}

/// How a run is done: what has to stay the same when it goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunWay {
    /// Name of a configured endpoint; `None` for the embedded reference server.
    pub endpoint: Option<String>,
    /// Whether by the screens in a browser.
    pub by_screens: bool,
    /// Further attempts at a scenario that did not pass.
    pub retries: usize,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
}

/// Scenarios of one item that were selected for these unions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selected {
    /// The unions.
    pub unions: Vec<UnionId>,
    /// The item.
    pub item: TestItem,
    /// The scenarios in order.
    pub scenarios: Vec<SelectedScenario>,
}

/// A scenario before anything is known of how it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectedScenario {
    /// Stable id, with `#n` for the n-th row of an outline.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Feature file relative to the package root, with `/`.
    pub file: String,
    /// Its line there.
    pub line: usize,
}

impl RunScope {
    /// What everybody who took part was to run.
    #[must_use]
    pub fn all(&self) -> &[Selected] {
        if self.whole.is_empty() { &self.planned } else { &self.whole }
    }

    /// Union, item and scenario, one by one.
    pub fn each(
        selected: &[Selected],
    ) -> impl Iterator<Item = (UnionId, TestItem, &SelectedScenario)> + use<'_> {
        selected.iter().flat_map(|group| {
            group.unions.iter().flat_map(move |union| {
                group.scenarios.iter().map(move |scenario| (*union, group.item, scenario))
            })
        })
    }
}
