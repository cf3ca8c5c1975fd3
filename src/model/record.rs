//! The record of a run: what happened, as a stream of events that a run writes and that
//! every report reads.
//!
//! A run folder holds (names in [`files`]):
//!
//! | file | content |
//! |--|--|
//! | `run.json` | one [`RunHeader`] |
//! | `events.jsonl` | one [`RunEvent`] a line, in the order in which they happened |
//! | `ledger.jsonl` | one [`Capture`] a line, each holding the hash of the line before |
//! | `result.json` | one [`RunResult`] |
//! | `console.log` | what the console said |
//! | `captures/…` | the captures as plain files |
//! | `review.jsonl` | one [`super::Decision`] a line; the first holds the hash of the ledger's last |
//! | `review/…` | pictures that reviewers added |
//! | `report/…` | what was made from the above |
//! | `manifest.json` | one [`super::Manifest`], written last |
//! | `seal.json` | one [`super::Seal`], if the run is sealed |

use super::{FileThrough, Leak, Lot, RunScope, Tally, TestItem, UnionId, Verdict};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// File names inside a run folder.
pub mod files {
    /// One [`super::RunHeader`].
    pub const HEADER: &str = "run.json";
    /// One [`super::RunEvent`] a line.
    pub const EVENTS: &str = "events.jsonl";
    /// One [`super::Capture`] a line.
    pub const LEDGER: &str = "ledger.jsonl";
    /// One [`super::RunResult`].
    pub const RESULT: &str = "result.json";
    /// Folder of the captures.
    pub const CAPTURES: &str = "captures";
    /// The texts that were captured in one attempt, one after the other.
    pub const TRANSCRIPT: &str = "transcript.txt";
    /// Folder of the reports.
    pub const REPORT: &str = "report";
    /// What the console said.
    pub const CONSOLE: &str = "console.log";
    /// One [`super::super::Manifest`].
    pub const MANIFEST: &str = "manifest.json";
    /// One [`super::super::Seal`].
    pub const SEAL: &str = "seal.json";
    /// One [`super::super::Decision`] a line.
    pub const DECISIONS: &str = "review.jsonl";
    /// Folder of the pictures that reviewers added.
    pub const REVIEW: &str = "review";
}

/// Words with which the titles of the pictures of a screen begin that is not as approved.
pub mod compared {
    /// The approved picture.
    pub const APPROVED: &str = "承認済み";
    /// The picture of this run.
    pub const SEEN: &str = "今回";
    /// Where the two differ.
    pub const MARKED: &str = "差";
}

/// What is known when a run starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunHeader {
    /// Name of the run folder.
    pub run: String,
    /// Version of the harness.
    pub harness: String,
    /// The lot.
    pub lot: Lot,
    /// Name of the endpoint; 「組込み参照サーバー」 for the embedded one.
    pub endpoint: String,
    /// Wall-clock time of the start.
    pub started_at: DateTime<FixedOffset>,
    /// Seed of the generated test data.
    pub seed: u64,
    /// The command line as typed.
    pub arguments: Vec<String>,
    /// The lanes in order.
    pub lanes: Vec<LaneRecord>,
    /// The selected test items.
    pub items: Vec<TestItem>,
    /// How many scenarios each lane was asked to run.
    pub scenarios_per_lane: usize,
    /// The requirements of the selected items. Runs of earlier versions have none.
    #[serde(default)]
    pub requirements: Vec<RequirementRecord>,
    /// What the run was to do.
    #[serde(default)]
    pub scope: RunScope,
}

/// A requirement as it stood when the run began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementRecord {
    /// For example R2-03.
    pub id: String,
    /// The rule in one sentence.
    pub content: String,
    /// Where it comes from.
    pub source: String,
    /// 原典 or 取り決め.
    pub provenance: String,
    /// Why no scenario proves it, if none does.
    pub unproved: Option<String>,
    /// The defects of the catalogue that break it. Runs of earlier versions have none.
    #[serde(default)]
    pub defects: Vec<DefectRecord>,
}

/// A mistake of a server that the features have been proved to find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefectRecord {
    /// What `sogo prove` calls it.
    pub name: String,
    /// What an officer would notice.
    pub notice: String,
}

/// One union on the endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneRecord {
    /// The union.
    pub union: UnionId,
    /// Its full name.
    pub name: String,
}

/// Status of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Did what it says.
    Passed,
    /// Only a person can say whether it holds.
    Unconfirmed,
    /// An expectation did not hold.
    Failed,
    /// The harness or the endpoint broke.
    Error,
    /// No step definition, or several.
    Undefined,
    /// Not reached.
    Skipped,
}

/// One step of one attempt at a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Line in the feature file.
    pub line: usize,
    /// Keyword as written (前提, もし, ならば …).
    pub keyword: String,
    /// Text of the step.
    pub text: String,
    /// What became of it.
    pub status: StepStatus,
    /// Milliseconds of wall-clock time.
    pub milliseconds: u64,
    /// What the operator observed, as in the snapshot but with the real values.
    pub observations: Vec<String>,
    /// Failure message in Japanese; may have several lines and hold a diff.
    pub message: Option<String>,
    /// Ledger sequence numbers of the captures of this step.
    pub captures: Vec<u64>,
}

/// One finished attempt at a scenario in one lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// The lane.
    pub union: UnionId,
    /// The test item.
    pub item: TestItem,
    /// Stable id, for example `R2-03`, with `#n` for the n-th row of an outline.
    pub id: String,
    /// Feature file relative to the package root, with `/`.
    pub file: String,
    /// Line of the scenario.
    pub line: usize,
    /// Name of the feature.
    pub feature: String,
    /// Name of the scenario.
    pub name: String,
    /// All tags without `@`.
    pub tags: Vec<String>,
    /// 1 for the first attempt.
    pub attempt: usize,
    /// Whether another attempt follows.
    pub will_be_retried: bool,
    /// The verdict on this attempt; on the last attempt, on the scenario.
    pub verdict: Verdict,
    /// Why it is 対象外 or pending, or what broke outside a step.
    pub reason: Option<String>,
    /// Wall-clock time of the start.
    pub started_at: DateTime<FixedOffset>,
    /// The endpoint's time at the start: the day on which it happened for the business.
    /// `None` if it was not run, and in runs of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint_time: Option<DateTime<FixedOffset>>,
    /// Milliseconds of wall-clock time.
    pub milliseconds: u64,
    /// The steps, background first.
    pub steps: Vec<StepRecord>,
    /// What the operator does next, if an inquiry was slow, wrong or unanswered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<ExceptionGuide>,
}

/// What the operator does next about an inquiry that was slow, wrong or unanswered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionGuide {
    /// Name of the exception.
    pub case: String,
    /// State and result of the inquiry as they were seen.
    pub seen: String,
    /// Actions in order, each with its stage.
    pub actions: Vec<String>,
    /// 機関コード of the institution that was asked.
    pub provider: String,
    /// Whom to ask, as the 情報共有サイト says, or why that is not known.
    pub contact: Vec<String>,
    /// What stands still or is going to, as the 情報共有サイト says, or why that is not known.
    pub outages: Vec<String>,
}

/// What happened, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RunEvent {
    /// A lane has its endpoint and begins.
    LaneStarted {
        /// The lane.
        union: UnionId,
    },
    /// A lane could not get its endpoint; none of its scenarios ran.
    LaneFailed {
        /// The lane.
        union: UnionId,
        /// Why, in Japanese, with what to do next.
        message: String,
    },
    /// A lane begins a test item.
    ItemStarted {
        /// The lane.
        union: UnionId,
        /// The item.
        item: TestItem,
        /// Number of scenarios selected.
        scenarios: usize,
    },
    /// A file of a registration of all members is through.
    FileThrough(FileThrough),
    /// An attempt at a scenario ended.
    ScenarioFinished(Box<ScenarioRecord>),
    /// A lane finished a test item.
    ItemFinished {
        /// The lane.
        union: UnionId,
        /// The item.
        item: TestItem,
        /// Its verdicts.
        tally: Tally,
        /// Milliseconds of wall-clock time.
        milliseconds: u64,
    },
    /// The user, or `--fail-fast`, ended the run early.
    Interrupted {
        /// Why, in Japanese.
        reason: String,
    },
    /// A run that had ended before its plan did goes on.
    Resumed {
        /// Wall-clock time.
        at: DateTime<FixedOffset>,
        /// What makes numbers and files differ from those before.
        run_number: u64,
        /// Attempts that had begun and left captures, but no record.
        unfinished: Vec<UnfinishedAttempt>,
        /// What was half written and was cut off, in Japanese.
        removed: Vec<String>,
    },
}

/// An attempt at a scenario that was cut short.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnfinishedAttempt {
    /// The lane.
    pub union: UnionId,
    /// Scenario id.
    pub scenario: String,
    /// Attempt, from 1.
    pub attempt: usize,
}

/// Outcome of one test item in one lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOutcome {
    /// The lane.
    pub union: UnionId,
    /// The item.
    pub item: TestItem,
    /// Its verdicts.
    pub tally: Tally,
    /// Its verdict; `None` if nothing ran.
    pub verdict: Option<Verdict>,
}

/// What is known when a run is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunResult {
    /// Wall-clock time of the end.
    pub finished_at: DateTime<FixedOffset>,
    /// Milliseconds of wall-clock time.
    pub milliseconds: u64,
    /// The exit code of the run (design: 0 passed, 1 failed or flaky, 2 usage or spec
    /// error, 3 endpoint unreachable, 4 nothing ran, 5 something leaked).
    pub exit_code: u8,
    /// Whether the run ended before its plan did.
    pub interrupted: bool,
    /// Sum over everything.
    pub tally: Tally,
    /// Item × union.
    pub items: Vec<ItemOutcome>,
    /// Why screens were not compared with approved ones, in Japanese, if some were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<String>,
    /// What got into the run folder and should not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaks: Vec<Leak>,
}

/// What a capture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureKind {
    /// Request and response of one exchange with the operator's port.
    Exchange,
    /// Request and response of an act of the harness on the control port.
    Control,
    /// A file sent to the endpoint.
    Upload,
    /// A file received from the endpoint.
    Download,
    /// A picture of a screen.
    Screenshot,
    /// Why a picture of a screen was not kept.
    Withheld,
    /// Expected and observed text of a snapshot that differs.
    Difference,
}

/// Part of a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByteSpan {
    /// Where it begins, from 0.
    pub offset: u64,
    /// How long it is.
    pub length: u64,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// 1, 2, 3 … in the order of capture over the whole run.
    pub sequence: u64,
    /// Wall-clock time.
    pub at: DateTime<FixedOffset>,
    /// The lane.
    pub union: UnionId,
    /// Scenario id; `準備` for the preparation of a lane, whose attempts are then the parts
    /// of the lane.
    pub scenario: String,
    /// Attempt at the scenario, from 1.
    pub attempt: usize,
    /// Line of the step; `None` outside a step.
    pub step_line: Option<usize>,
    /// What it shows.
    pub kind: CaptureKind,
    /// One line for a reader, for example 「POST /api/files/members → 202」.
    pub title: String,
    /// Path relative to the run folder, with `/`.
    pub file: String,
    /// Where it stands in the file, if others stand there too; `None` if the file is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<ByteSpan>,
    /// SHA-256 of it as written (that is, masked), lower-case hex.
    pub sha256: String,
    /// SHA-256 of the previous line without its line end; 64 zeros on the first.
    pub previous: String,
}

impl Capture {
    /// What its heading in a transcript begins with, so that it can be found there.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("■{:06}", self.sequence)
    }
}
