//! The review of a run: a page that shows what was observed, and takes the decisions of
//! reviewers about pending snapshots, scenarios, and steps that only a person can check.
//!
//! | file | holds |
//! |--|--|
//! | `desk` | what a reviewer may decide, and what follows |
//! | `index`, `scenario`, `waiting` | what the page shows, as data |
//! | `exchange` | captured texts as request and response |
//! | `server` | the page with decisions, on loopback |
//! | `pages` | the same page as files, to look at only |
//!
//! The page is the same in both: plain scripts that are handed data by scripts, since a page
//! from the file system may load nothing else. It must not know how a run is executed, nor
//! how a report looks, and it has no clock of its own.

mod desk;
mod exchange;
mod index;
mod pages;
mod scenario;
mod server;
mod waiting;

pub use desk::{Desk, ReviewError, Reviewer};
pub use pages::write_pages;
pub use server::{Served, serve};
