//! Where a reviewer sits: what may be decided, when it is refused, and what follows from it.
//!
//! It must not know how the page looks or how a decision comes here.

use crate::{
    evidence::{
        Clock,
        decisions::{self, DecisionError, NewDecision},
        pending::{self, PendingError, PendingSnapshot},
    },
    model::{Act, Decision, ReviewState, ScenarioRecord, Standing, StepStatus, Subject, Verdict},
    report::{Overview, ReportError, RunRecord},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// Who reviews, and when.
pub struct Reviewer {
    /// As it is written beside each decision.
    pub name: String,
    /// Tells the wall-clock time.
    pub clock: Clock,
}

/// A run on the desk of a reviewer, or only to be looked at.
pub struct Desk {
    pub(super) record: RunRecord,
    /// Root of the package, with its approved snapshots.
    root: PathBuf,
    pub(super) required: usize,
    reviewer: Option<Reviewer>,
    /// Held while a decision is taken, so that two of them see each other.
    deciding: Mutex<()>,
    /// Where pictures differ, found out once; by the hash of both.
    marked: Mutex<HashMap<Vec<u8>, Marked>>,
}

/// A picture with the places marked where it differs, and how many there are.
pub(super) type Marked = Option<Arc<(Vec<u8>, usize)>>;

/// A run could not be reviewed, or a decision not be taken.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// The record could not be read.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The decisions could not be read or written.
    #[error(transparent)]
    Decisions(#[from] DecisionError),
    /// A snapshot could not be read or written.
    #[error(transparent)]
    Pending(#[from] PendingError),
    /// A file or folder could not be read or written, or nobody can listen.
    #[error("{what}({source})。書込み権限と空き容量を確かめてください")]
    File {
        /// What could not be done.
        what: String,
        /// Why not.
        source: io::Error,
    },
    /// What the reviewer asked for is not to be had.
    #[error("{0}")]
    Refused(String),
    /// What the reviewer saw is no longer there.
    #[error("表示した後に内容が変わりました。新しい内容を見てから決めてください")]
    Changed,
}

/// A decision as the page sends it.
#[derive(Debug, Deserialize)]
pub(super) struct Order {
    pub(super) subject: Subject,
    pub(super) act: Act,
    pub(super) seen: String,
    #[serde(default)]
    pub(super) comment: String,
    /// Base64, as a browser reads a file.
    #[serde(default)]
    pub(super) picture: Option<String>,
}

/// What became of a decision.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Answer {
    /// For the reviewer, in Japanese.
    pub(super) said: String,
    /// Where the subject stands now.
    pub(super) state: ReviewState,
    /// Whether a pending snapshot is pending no more.
    pub(super) gone: bool,
}

impl Desk {
    /// Reads a run. Without a reviewer nothing can be decided.
    ///
    /// # Errors
    /// [`ReviewError`] if the record cannot be read or the decisions are not in order.
    pub fn new(
        run_folder: &Path,
        root: &Path,
        required: usize,
        reviewer: Option<Reviewer>,
    ) -> Result<Self, ReviewError> {
        decisions::read(run_folder)?;
        let record = RunRecord::read(run_folder)?;
        Ok(Self {
            record,
            root: root.to_owned(),
            required,
            reviewer,
            deciding: Mutex::new(()),
            marked: Mutex::default(),
        })
    }

    /// The name of the reviewer, if there is one.
    pub(super) fn reviewer(&self) -> Option<&str> {
        self.reviewer.as_ref().map(|reviewer| reviewer.name.as_str())
    }

    pub(super) fn overview(&self) -> Overview<'_> {
        Overview::of(&self.record)
    }

    pub(super) fn decisions(&self) -> Result<Vec<Decision>, ReviewError> {
        Ok(decisions::read(&self.record.folder)?)
    }

    pub(super) fn waiting(&self) -> Result<Vec<PendingSnapshot>, ReviewError> {
        pending::waiting(&self.root)
            .map_err(|source| ReviewError::File {
                what: "features フォルダを読めません".to_owned(), source
            })
    }

    /// Where two pictures differ.
    pub(super) fn marked(&self, old: &[u8], new: &[u8]) -> Marked {
        let both =
            Sha256::new().chain_update((old.len() as u64).to_be_bytes()).chain_update(old).chain_update(new);
        let key = both.finalize().to_vec();
        let mut known = self.marked.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(key).or_insert_with(|| pending::marked(old, new).map(Arc::new)).clone()
    }

    /// How many have to approve: one is enough but for snapshots.
    pub(super) fn required_for(&self, subject: &Subject) -> usize {
        if matches!(subject, Subject::Snapshot { .. }) { self.required } else { 1 }
    }

    /// Takes a decision, and does what follows from it.
    pub(super) fn decide(&self, order: Order) -> Result<Answer, ReviewError> {
        let Some(reviewer) = &self.reviewer else {
            return Err(ReviewError::Refused("確認者の名前がないので、決められません".to_owned()));
        };
        let _alone = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = self.find(&order.subject)?;
        let seen = self.seen_now(&order.subject, waiting.as_ref())?;
        if seen != order.seen {
            return Err(ReviewError::Changed);
        }
        let decisions = self.decisions()?;
        let before = Standing::of(&decisions, &order.subject, &seen);
        let already = before.approvals.iter().any(|one| one.reviewer == reviewer.name);
        let enough = before.approvals.len() >= self.required_for(&order.subject);
        let unwritten = enough && waiting.is_some();
        if let Some(words) = refusal(&order, already, unwritten) {
            return Err(ReviewError::Refused(words.to_owned()));
        }
        let (subject, act) = (order.subject.clone(), order.act);
        // Approved by enough, but not written when the process ended: now it is.
        if !(act == Act::Approve && already && unwritten) {
            let picture = order.picture.as_deref().map(bytes_of).transpose()?;
            let new = NewDecision {
                reviewer: reviewer.name.clone(),
                subject: order.subject,
                act,
                seen: order.seen,
                comment: order.comment,
                picture,
            };
            decisions::append(&self.record.folder, &reviewer.clock, new)?;
        }
        let decisions = self.decisions()?;
        let standing = Standing::of(&decisions, &subject, &seen);
        let state = standing.state(self.required_for(&subject));
        let left = self.required_for(&subject).saturating_sub(standing.approvals.len());
        let name = waiting.as_ref().map(|one| one.name.clone()).unwrap_or_default();
        let name = name.rsplit('/').next().unwrap_or_default();
        match (waiting, act, state) {
            (Some(waiting), Act::Approve, ReviewState::Approved) => waiting.accept()?,
            (Some(waiting), Act::Reject, _) => waiting.reject()?,
            _ => return Ok(Answer { said: said(act, &subject, left), state, gone: false }),
        }
        let said = match act {
            Act::Approve => format!("「{name}」を承認し、スナップショットを書きました"),
            _ => format!("「{name}」を却下し、承認待ちのファイルを消しました"),
        };
        Ok(Answer { said, state, gone: true })
    }

    /// The pending snapshot that a decision is about, if it is about one.
    fn find(&self, subject: &Subject) -> Result<Option<PendingSnapshot>, ReviewError> {
        let Subject::Snapshot { file } = subject else { return Ok(None) };
        match self.waiting()?.into_iter().find(|waiting| waiting.name == *file) {
            Some(waiting) => Ok(Some(waiting)),
            None => Err(ReviewError::Changed),
        }
    }

    /// The hash of what a subject is at this moment.
    fn seen_now(&self, subject: &Subject, waiting: Option<&PendingSnapshot>) -> Result<String, ReviewError> {
        let unknown = || ReviewError::Refused("この実行にないものは決められません".to_owned());
        match (subject, waiting) {
            (_, Some(waiting)) => Ok(waiting.hash()?),
            (Subject::Scenario { union, scenario } | Subject::Step { union, scenario, .. }, _) => {
                let overview = self.overview();
                let mut all = overview.scenarios().map(|one| one.last());
                let last =
                    all.find(|last| last.union == *union && last.id == *scenario).ok_or_else(unknown)?;
                match subject {
                    Subject::Step { line, .. } if !asks_a_person(last, *line) => Err(unknown()),
                    _ => Ok(self.record.hash_of(last)),
                }
            }
            (Subject::Snapshot { .. }, None) => Err(unknown()),
        }
    }
}

fn asks_a_person(attempt: &ScenarioRecord, line: usize) -> bool {
    attempt.steps.iter().any(|step| step.line == line && step.status == StepStatus::Unconfirmed)
}

/// Whether somebody still has to attest a step of a scenario.
pub(super) fn is_open(record: &RunRecord, decisions: &[Decision], last: &ScenarioRecord) -> bool {
    if last.verdict != Verdict::Unconfirmed {
        return false;
    }
    let seen = record.hash_of(last);
    last.steps.iter().filter(|step| step.status == StepStatus::Unconfirmed).any(|step| {
        let subject = Subject::Step { union: last.union, scenario: last.id.clone(), line: step.line };
        Standing::of(decisions, &subject, &seen).approvals.is_empty()
    })
}

fn refusal(order: &Order, already: bool, unwritten: bool) -> Option<&'static str> {
    let silent = order.comment.trim().is_empty();
    match (order.act, &order.subject) {
        (Act::Comment, _) if silent => Some("コメントを書いてください"),
        (Act::Approve | Act::Reject, Subject::Step { .. }) if silent => {
            Some("何をどう確かめたかを、コメントに書いてください")
        }
        (Act::Approve, Subject::Snapshot { .. }) if already && !unwritten => {
            Some("あなたは承認済みです。ほかの確認者の承認を待っています")
        }
        (Act::Approve, Subject::Scenario { .. }) if already => Some("あなたは承認済みです"),
        (_, subject) if order.picture.is_some() && !matches!(subject, Subject::Step { .. }) => {
            Some("写真は、担当者の確認にだけ付けられます")
        }
        _ => None,
    }
}

fn said(act: Act, subject: &Subject, left: usize) -> String {
    match (act, subject) {
        (Act::Comment, _) => "コメントを記録しました".to_owned(),
        (Act::Approve, Subject::Step { .. }) => "確認済みと記録しました".to_owned(),
        (Act::Reject, Subject::Step { .. }) => "成り立たないと記録しました".to_owned(),
        (Act::Approve, _) if left > 0 => {
            format!("承認を記録しました。あと{left}人の承認で、スナップショットを書きます")
        }
        (act, _) => format!("{act}を記録しました"),
    }
}

fn bytes_of(picture: &str) -> Result<Vec<u8>, ReviewError> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.decode(picture).map_err(|_| ReviewError::Decisions(DecisionError::NoPicture))
}
