//! Whole unions: members by the million as files, made as a stream from a seed, with
//! planted errors and the answers that a right server gives to them.
//!
//! Row i follows from the parameters and i alone. It does not depend on how many threads
//! write, and it can be made again without the file: whoever reconciles asks the
//! [`Population`] and not a copy of what was sent. Must not know terminals, endpoints and
//! what a server answered.

mod block;
mod calendar;
mod copies;
mod distribution;
mod draw;
mod facts;
mod faults;
mod ledger;
mod makers;
mod names;
mod numbers;
mod output;
mod population;
mod rate;
mod reconciled;
mod rows;
mod stream;
#[cfg(test)]
mod tests;

pub use copies::{CopyStream, ProvisionalBranches};
pub use facts::{Facts, Municipality};
pub use faults::{Answer, Fault};
pub use ledger::{Branches, Ledger, LedgerError};
pub use makers::CAMPAIGN;
pub use output::{Ordered, OutputError, Progress, Written, write_files};
pub use population::{MOST_ROWS, Parameters, Population, PopulationError};
pub use rate::{Rate, RateError};
pub use reconciled::{Deviation, Reconciled};
pub use rows::GeneratedResident;
pub use stream::MemberStream;
