//! The words of the business as types: identifiers with their check digits, unions,
//! lots, test items, states, verdicts and the record of a run.
//!
//! A leaf. It must not know files, networks, clocks or any other module of the crate.

mod branch_number;
mod campaign;
mod individual_number;
mod insurance_number;
mod japan;
mod lot;
mod record;
mod result_code;
mod review;
mod scope;
mod seal;
mod shard;
mod state;
mod test_item;
mod union;
mod verdict;

pub use branch_number::{BranchNumber, BranchNumberError};
pub use campaign::{FileThrough, PhaseProgress, ResponseTimes};
pub use individual_number::{
    IndividualNumber, IndividualNumberError, MASK as INDIVIDUAL_NUMBER_MASK, WrittenNumber,
};
pub use insurance_number::{InsuranceNumber, InsuranceNumberError};
pub use japan::in_japan;
pub use lot::{Lot, UnknownLot, Window};
pub use record::{
    ByteSpan, Capture, CaptureKind, DefectRecord, ExceptionGuide, ItemOutcome, LaneRecord, RequirementRecord,
    RunEvent, RunHeader, RunResult, ScenarioRecord, StepRecord, StepStatus, UnfinishedAttempt, compared,
    files,
};
pub use result_code::{ResultCode, UnknownResultCode};
pub use review::{Act, Decision, ReviewPicture, ReviewState, Standing, Subject, hash_of_attempt};
pub use scope::{GatesAsked, RunScope, RunWay, Selected, SelectedScenario};
pub use seal::{Leak, Manifest, ManifestFile, Seal, SealSignature};
pub use shard::{NoShard, Shard};
pub use state::{CodeLinkState, InquiryState, JobState, UnknownState};
pub use test_item::{TestGroup, TestItem, UnknownTestItem};
pub use union::{UnionId, UnknownUnion};
pub use verdict::{Tally, Verdict};
