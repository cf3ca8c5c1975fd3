//! What a run says of a scenario, an item, a lot.

use std::fmt;

/// The verdict on one scenario in one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every expectation held at the first attempt.
    Passed,
    /// Not applicable on this endpoint, with a reason.
    NotApplicable,
    /// Everything held but what only a person can check, and nobody had yet.
    Unconfirmed,
    /// Undefined or ambiguous steps, or marked `@作成中`.
    Pending,
    /// Failed first, passed on a retry.
    Flaky,
    /// An expectation did not hold.
    Failed,
    /// The harness or the endpoint broke before a verdict.
    Error,
}

impl Verdict {
    /// Whether it says that something is wrong, or unfinished.
    #[must_use]
    pub fn is_failure(self) -> bool {
        !matches!(self, Self::Passed | Self::NotApplicable | Self::Unconfirmed)
    }

    /// The word that reports show.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Passed => "合格",
            Self::NotApplicable => "対象外",
            Self::Unconfirmed => "要確認",
            Self::Pending => "未完成",
            Self::Flaky => "不安定",
            Self::Failed => "不合格",
            Self::Error => "エラー",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// How many scenarios got which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// Number of [`Verdict::Passed`].
    pub passed: usize,
    /// Number of [`Verdict::NotApplicable`].
    pub not_applicable: usize,
    /// Number of [`Verdict::Unconfirmed`]. Runs of earlier versions have none.
    #[serde(default)]
    pub unconfirmed: usize,
    /// Number of [`Verdict::Pending`].
    pub pending: usize,
    /// Number of [`Verdict::Flaky`].
    pub flaky: usize,
    /// Number of [`Verdict::Failed`].
    pub failed: usize,
    /// Number of [`Verdict::Error`].
    pub error: usize,
    /// Selected, but never run: the run ended before.
    pub not_run: usize,
}

impl Tally {
    /// Counts one more verdict.
    pub fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Passed => &mut self.passed,
            Verdict::NotApplicable => &mut self.not_applicable,
            Verdict::Unconfirmed => &mut self.unconfirmed,
            Verdict::Pending => &mut self.pending,
            Verdict::Flaky => &mut self.flaky,
            Verdict::Failed => &mut self.failed,
            Verdict::Error => &mut self.error,
        } += 1;
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.passed += other.passed;
        self.not_applicable += other.not_applicable;
        self.unconfirmed += other.unconfirmed;
        self.pending += other.pending;
        self.flaky += other.flaky;
        self.failed += other.failed;
        self.error += other.error;
        self.not_run += other.not_run;
    }

    /// Scenarios selected.
    #[must_use]
    pub fn total(&self) -> usize {
        self.passed
            + self.not_applicable
            + self.unconfirmed
            + self.pending
            + self.flaky
            + self.failed
            + self.error
            + self.not_run
    }

    /// The worst verdict, which stands for the whole; `None` if nothing ran.
    ///
    /// A whole in which nothing passed is never green: all 対象外 stays 対象外.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        [
            (self.error, Verdict::Error),
            (self.failed, Verdict::Failed),
            (self.flaky, Verdict::Flaky),
            (self.pending + self.not_run, Verdict::Pending),
            (self.unconfirmed, Verdict::Unconfirmed),
            (self.passed, Verdict::Passed),
            (self.not_applicable, Verdict::NotApplicable),
        ]
        .into_iter()
        .find_map(|(count, verdict)| (count > 0).then_some(verdict))
    }
}
