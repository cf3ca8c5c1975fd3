//! The proof that a verdict can be trusted: broken servers fail by an expectation, and
//! correct servers, however they are built, pass.
//!
//! The catalogue of defects and variants is what the server's program says about itself;
//! nothing here knows what a defect does. It must not know how a report looks.

mod catalogue;
mod correct;
mod kill;
mod proof;
mod stage;

pub use catalogue::{Catalogue, CatalogueError, Defect, Variant};
pub use correct::{CorrectRun, correct_runs, prove_correct};
pub use kill::{Kill, Proof};
pub use proof::{Extent, Score, prove_defects, scores, unused_expectations};
pub use stage::{ProveError, Stage};
