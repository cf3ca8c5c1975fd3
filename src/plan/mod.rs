//! The plan around the tests: preparation tasks, how far a union is, what is late, and
//! when it can be ready for the linkage (domain.md §10).
//!
//! Imports `model` and `spec`. It has no clock: the day is passed in. It must not know runs,
//! terminals or features.

mod calendar;
mod findings;
mod forecast;
mod gantt;
mod gates;
mod ics;
mod progress;
mod text;
mod working_days;

pub use calendar::{Calendar, Entry};
pub use findings::{Finding, findings};
pub use forecast::{Forecast, Gate, forecast};
pub use gantt::page as gantt_page;
pub use gates::{UnmetGate, unmet_gates};
pub use ics::text as ics_text;
pub use progress::{Standing, TaskProgress, known, progress};
pub use text::{calendar_table, lot_table, table as text_table, union_plan};
pub use working_days::WorkingDays;
