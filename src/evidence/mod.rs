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
//! | [`placeholders`], [`snapshot`] | comparison with the approved observations |
//!
//! Imports the model only. It must not know cucumber, HTTP, screens or steps, and it
//! has no clock of its own: the time is passed in.

pub mod error;
pub mod journal;
pub mod ledger;
pub mod masking;
pub mod placeholders;
pub mod recorder;
pub mod run_folder;
pub mod safe_name;
pub mod snapshot;
mod transcript;

pub use error::EvidenceError;
pub use journal::Journal;
pub use ledger::{LedgerError, VerifiedLedger};
pub use masking::Masker;
pub use placeholders::Placeholders;
pub use recorder::{CaptureWriter, Recorder};
pub use run_folder::{Clock, RunFolder};
pub use snapshot::SnapshotMismatch;
