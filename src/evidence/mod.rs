//! The evidence of a run: everything seen, once, with its time, masked before it is
//! written; and the snapshots, which are what a reviewer approved as right.
//!
//! | file | holds |
//! |--|--|
//! | [`masking`] | what must never reach a file: individual numbers and secrets |
//! | [`run_folder`] | the folder of one run and what its lanes share |
//! | [`ledger`] | one line per capture, chained by hashes |
//! | [`recorder`] | the hand of one lane that captures |
//! | `transcript` | the captured texts of one attempt |
//! | [`journal`] | header, events and result of the run |
//! | `console_log` | what the console said |
//! | [`mod@reopen`] | a run folder that is taken up again |
//! | [`mod@verify`] | whether the evidence is as it was written |
//! | [`manifest`], [`mod@seal`] | what vouches for a run folder as a whole |
//! | [`archive`] | a run folder as one zip |
//! | [`retention`] | the run folders that there are, and how one is thrown away |
//! | [`leaks`] | the search for what should not have got into a run folder |
//! | [`placeholders`], [`snapshot`] | comparison with the approved observations |
//! | [`pending`] | what waits for review, to be accepted or rejected |
//! | [`decisions`] | what reviewers decided, chained to the ledger |
//! | [`screens`], [`likeness`] | comparison with the approved screens |
//!
//! Imports the model only. It must not know cucumber, HTTP, screens or steps, and it
//! has no clock of its own: the time is passed in.

pub mod archive;
mod console_log;
pub mod decisions;
pub mod error;
pub mod journal;
pub mod leaks;
pub mod ledger;
pub mod likeness;
pub mod manifest;
pub mod masking;
pub mod pending;
pub mod placeholders;
pub mod recorder;
pub mod reopen;
pub mod retention;
pub mod run_folder;
pub mod safe_name;
pub mod screens;
pub mod seal;
pub mod snapshot;
mod store;
mod stream;
mod transcript;
pub mod verify;

pub use error::EvidenceError;
pub use journal::Journal;
pub use masking::Masker;
pub use placeholders::Placeholders;
pub use recorder::{Arranging, CaptureWriter, Recorder};
pub use reopen::{Reopened, reopen};
pub use run_folder::{Clock, RunFolder};
pub use screens::{ApprovedScreens, ScreenState};
pub use snapshot::SnapshotMismatch;
pub use verify::{Fault, FaultKind, Verified, verify};
