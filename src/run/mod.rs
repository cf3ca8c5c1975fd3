//! A run: from a lot and a selection to lanes, features and order; then executing,
//! telling what happens, and the result.
//!
//! Everything that happens is a [`crate::model::RunEvent`]; console and journal are
//! consumers of it. It must not know what steps do, nor how a report looks.

mod console;
mod execute;
mod features;
mod lint;
mod outcome;
mod plan;
mod scenario;
mod site;

pub use console::{Style, table};
pub use execute::{RunError, RunOrder, RunReport, default_evidence, run};
pub use features::{FeatureFile, PlannedScenario, load as load_features, scenarios};
pub use lint::{Finding, Severity, check as check_features, unused_steps};
pub use outcome::{ExitStatus, outcome};
pub use plan::{Plan, PlanError, Selection, Target};
pub use site::Site;
