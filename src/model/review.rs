//! Decisions of reviewers about a run: what was decided, by whom, and what was seen then.
//!
//! A decision holds for what was seen. When its subject is no longer that, it is stale: it
//! stays in the record and counts no more.

use super::{Capture, ScenarioRecord, UnionId};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A snapshot that waits, or waited, for review.
    Snapshot {
        /// The approved file, relative to the package root, with `/`.
        file: String,
    },
    /// A scenario as it ran.
    Scenario {
        /// The lane.
        union: UnionId,
        /// Scenario id.
        scenario: String,
    },
    /// A step that only a person can check.
    Step {
        /// The lane.
        union: UnionId,
        /// Scenario id.
        scenario: String,
        /// Line of the step.
        line: usize,
    },
}

/// What a reviewer decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It is right; of a step: it was checked and holds.
    Approve,
    /// It is wrong; of a step: it was checked and does not hold.
    Reject,
    /// Only a remark.
    Comment,
}

impl Act {
    /// The word that readers see.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Approve => "承認",
            Self::Reject => "却下",
            Self::Comment => "コメント",
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A picture that a reviewer added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPicture {
    /// Path relative to the run folder, with `/`.
    pub file: String,
    /// SHA-256 of it, lower-case hex.
    pub sha256: String,
}

/// One line of the decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// 1, 2, 3 …
    pub sequence: u64,
    /// Wall-clock time.
    pub at: DateTime<FixedOffset>,
    /// Who decided.
    pub reviewer: String,
    /// About what.
    pub subject: Subject,
    /// What.
    pub act: Act,
    /// SHA-256 of what was seen, lower-case hex.
    pub seen: String,
    /// What the reviewer has to say; may be empty.
    pub comment: String,
    /// What the reviewer shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<ReviewPicture>,
    /// SHA-256 of the line before without its line end; on the first line, that of the last
    /// line of the ledger.
    pub previous: String,
}

/// Where a subject stands after all that was decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The approvals that count: of what is there now, since it was last rejected, one a
    /// reviewer.
    pub approvals: Vec<&'a Decision>,
    /// The rejection that counts: the last word of what is there now.
    pub rejection: Option<&'a Decision>,
    /// Approvals and rejections of what is no longer there.
    pub stale: Vec<&'a Decision>,
}

impl<'a> Standing<'a> {
    /// Of a subject that now has the hash `seen`.
    #[must_use]
    pub fn of(decisions: &'a [Decision], subject: &Subject, seen: &str) -> Self {
        let mut standing = Self { approvals: Vec::new(), rejection: None, stale: Vec::new() };
        for decision in decisions.iter().filter(|decision| decision.subject == *subject) {
            if decision.act == Act::Comment {
                continue;
            }
            if decision.seen != seen {
                standing.stale.push(decision);
            } else if decision.act == Act::Reject {
                standing.approvals.clear();
                standing.rejection = Some(decision);
            } else {
                standing.rejection = None;
                if standing.approvals.iter().all(|one| one.reviewer != decision.reviewer) {
                    standing.approvals.push(decision);
                }
            }
        }
        standing
    }

    /// One word for it: `approved` when `required` different reviewers approved.
    #[must_use]
    pub fn state(&self, required: usize) -> ReviewState {
        match (self.rejection, self.approvals.len()) {
            (Some(_), _) => ReviewState::Rejected,
            (None, 0) if self.stale.is_empty() => ReviewState::Open,
            (None, 0) => ReviewState::Stale,
            (None, count) if count < required => ReviewState::Partly,
            (None, _) => ReviewState::Approved,
        }
    }
}

/// What became of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Nobody decided.
    Open,
    /// Fewer reviewers approved than have to.
    Partly,
    /// As many as have to approved it as it is now.
    Approved,
    /// Rejected as it is now.
    Rejected,
    /// What was decided was decided about something else.
    Stale,
}

/// The hash of an attempt as a reviewer sees it: steps, observations, messages and what was
/// captured, without the numbers that change when runs are put together.
pub fn hash_of_attempt<'a>(attempt: &ScenarioRecord, capture: impl Fn(u64) -> Option<&'a Capture>) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        // Lengths keep what stands side by side apart.
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    };
    add(&attempt.union.to_string());
    add(&attempt.id);
    add(&attempt.started_at.to_rfc3339());
    add(attempt.reason.as_deref().unwrap_or_default());
    for step in &attempt.steps {
        add(&format!("{} {} {} {:?}", step.line, step.keyword, step.text, step.status));
        step.observations.iter().for_each(|observation| add(observation));
        add(step.message.as_deref().unwrap_or_default());
        for sequence in &step.captures {
            add(capture(*sequence).map_or("", |capture| &capture.sha256));
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject() -> Subject {
        Subject::Snapshot { file: "features/04/snapshots/a.snap".to_owned() }
    }

    fn decision(reviewer: &str, act: Act, seen: &str) -> Decision {
        Decision {
            sequence: 0,
            at: DateTime::UNIX_EPOCH.fixed_offset(),
            reviewer: reviewer.to_owned(),
            subject: subject(),
            act,
            seen: seen.to_owned(),
            comment: String::new(),
            picture: None,
            previous: String::new(),
        }
    }

    fn state(decisions: &[Decision], seen: &str) -> ReviewState {
        Standing::of(decisions, &subject(), seen).state(2)
    }

    #[test]
    fn two_different_reviewers_have_to_approve_the_same() {
        let mut decisions = vec![decision("甲", Act::Approve, "a")];
        assert_eq!(state(&[], "a"), ReviewState::Open);
        assert_eq!(state(&decisions, "a"), ReviewState::Partly);
        decisions.push(decision("甲", Act::Approve, "a"));
        assert_eq!(state(&decisions, "a"), ReviewState::Partly, "the same reviewer twice");
        decisions.push(decision("乙", Act::Approve, "a"));
        assert_eq!(state(&decisions, "a"), ReviewState::Approved);
    }

    #[test]
    fn an_approval_of_something_else_is_stale() {
        let mut decisions = vec![decision("甲", Act::Approve, "a"), decision("乙", Act::Approve, "a")];
        assert_eq!(state(&decisions, "b"), ReviewState::Stale);
        decisions.push(decision("甲", Act::Approve, "b"));
        assert_eq!(state(&decisions, "b"), ReviewState::Partly);
    }

    #[test]
    fn a_rejection_ends_the_approvals_before_it_and_a_comment_nothing() {
        let mut decisions = vec![decision("甲", Act::Approve, "a"), decision("乙", Act::Reject, "a")];
        assert_eq!(state(&decisions, "a"), ReviewState::Rejected);
        decisions.push(decision("乙", Act::Comment, "a"));
        assert_eq!(state(&decisions, "a"), ReviewState::Rejected);
        decisions.push(decision("乙", Act::Approve, "a"));
        assert_eq!(state(&decisions, "a"), ReviewState::Partly, "the first approval is over");
    }

    #[test]
    fn an_attempt_has_the_hash_of_what_shows_of_it() {
        let capture = |sequence: u64, sha256: &str| {
            let text = serde_json::json!({
                "sequence": sequence, "at": "2026-04-01T09:00:00+09:00", "union": 13, "scenario": "T1-01",
                "attempt": 1, "step_line": 3, "kind": "exchange", "title": "", "file": "f",
                "sha256": sha256, "previous": "",
            });
            serde_json::from_value::<Capture>(text).expect("capture")
        };
        let attempt = |started: &str, sequence: u64, number: usize| {
            let text = serde_json::json!({
                "union": 13, "item": 1, "id": "T1-01", "file": "f", "line": 2, "feature": "", "name": "",
                "tags": [], "attempt": number, "will_be_retried": false, "verdict": "unconfirmed",
                "reason": null, "started_at": started, "milliseconds": 1,
                "steps": [{ "line": 3, "keyword": "ならば", "text": "見る", "status": "unconfirmed",
                    "milliseconds": 1, "observations": ["一"], "message": null, "captures": [sequence] }],
            });
            serde_json::from_value::<ScenarioRecord>(text).expect("record")
        };
        let captures = [capture(1, "aa"), capture(2, "bb"), capture(3, "aa")];
        let hash = |attempt: &ScenarioRecord| {
            hash_of_attempt(attempt, |sequence| captures.iter().find(|one| one.sequence == sequence))
        };
        let (early, late) = ("2026-04-01T09:00:00+09:00", "2026-04-02T09:00:00+09:00");
        let seen = hash(&attempt(early, 1, 1));
        assert_eq!(hash(&attempt(early, 3, 2)), seen, "numbers change when runs are put together");
        assert_ne!(hash(&attempt(early, 2, 1)), seen, "something else was captured");
        assert_ne!(hash(&attempt(late, 1, 1)), seen, "it ran again");
    }

    #[test]
    fn other_subjects_are_none_of_its_business() {
        let mut other = decision("甲", Act::Reject, "a");
        other.subject = Subject::Snapshot { file: "b.snap".to_owned() };
        assert_eq!(state(&[other], "a"), ReviewState::Open);
    }
}
