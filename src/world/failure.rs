//! How a step fails. The runner of the features hands a failure on as text, so the text
//! opens with the word of its verdict and [`StepFailure::verdict_of`] reads it back.

use crate::{
    evidence::EvidenceError,
    model::Verdict,
    standard_system::{ExtractError, TakeInError, UnknownMember},
    terminal::{Refusal, TerminalError},
};
use std::fmt;

/// A failed step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepFailure {
    /// An expectation did not hold: the system under test is wrong.
    Expectation(String),
    /// The harness, the test data or the way to the system broke: no verdict.
    Broken(String),
}

const EXPECTATION: &str = "不合格: ";
const BROKEN: &str = "エラー: ";

impl StepFailure {
    /// An expectation that did not hold.
    pub fn expectation(message: impl Into<String>) -> Self {
        Self::Expectation(message.into())
    }

    /// Something broke.
    pub fn broken(message: impl Into<String>) -> Self {
        Self::Broken(message.into())
    }

    /// A difference between what was expected and what was observed.
    pub fn difference(what: &str, expected: impl fmt::Display, observed: impl fmt::Display) -> Self {
        Self::Expectation(format!("{what}\n- 期待: {expected}\n+ 観測: {observed}"))
    }

    /// An act that had to be done and was refused.
    pub fn refused(what: &str, refusal: &Refusal) -> Self {
        let code = crate::model::ResultCode::describe(&refusal.code);
        Self::Expectation(format!(
            "{what}が拒否されました\n- 期待: 受け付けられる\n+ 観測: {code}「{}」({}画面)",
            refusal.message, refusal.screen
        ))
    }

    /// The verdict that a failure text stands for. A text without a known opening is a
    /// panic, that is, an error of the harness.
    #[must_use]
    pub fn verdict_of(text: &str) -> Verdict {
        if text.starts_with(EXPECTATION) { Verdict::Failed } else { Verdict::Error }
    }
}

impl fmt::Display for StepFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expectation(message) => write!(f, "{EXPECTATION}{message}"),
            Self::Broken(message) => write!(f, "{BROKEN}{message}"),
        }
    }
}

impl From<TerminalError> for StepFailure {
    fn from(error: TerminalError) -> Self {
        if error.is_violation() {
            Self::Expectation(error.to_string())
        } else {
            Self::Broken(error.to_string())
        }
    }
}

impl From<TakeInError> for StepFailure {
    fn from(error: TakeInError) -> Self {
        Self::Expectation(error.to_string())
    }
}

impl From<ExtractError> for StepFailure {
    fn from(error: ExtractError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<UnknownMember> for StepFailure {
    fn from(error: UnknownMember) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<EvidenceError> for StepFailure {
    fn from(error: EvidenceError) -> Self {
        Self::Broken(error.to_string())
    }
}
