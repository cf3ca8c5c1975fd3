//! A run: from a lot and a selection to lanes, features and order; then executing,
//! telling what happens, and the result.
//!
//! Everything that happens is a [`crate::model::RunEvent`]; console and journal are
//! consumers of it. It must not know what steps do, nor how a report looks.

mod applicability;
mod begin;
mod compared;
mod console;
mod execute;
mod features;
mod gate;
mod header;
mod lint;
mod narrow;
mod outcome;
mod plan;
mod progress;
mod scenario;
mod site;

pub use console::{Style, pad, table};
pub use execute::{RunError, RunOrder, RunReport, default_evidence, now, run};
pub use features::{FeatureFile, PlannedScenario, load as load_features, scenarios};
pub use gate::search_rest;
pub use lint::{Finding, Severity, check as check_features, unused_steps};
pub use narrow::{ScenarioGone, ShardUnit, fingerprint};
pub use outcome::{ExitStatus, outcome};
pub use plan::{Plan, PlanError, Selection, Target, VOLUME_TAG, Volume};
pub use site::Site;
