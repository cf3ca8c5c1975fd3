//! 被保険者枝番: digits that the intermediate server issues for a person at one insurer
//! (domain.md §4). Its length is not public, so none is assumed.

use std::fmt;

/// A 被保険者枝番. Text, because leading zeros count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct BranchNumber(String);

/// The text is empty or holds something other than digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("被保険者枝番「{0}」は半角数字だけではありません")]
pub struct BranchNumberError(String);

impl BranchNumber {
    /// Reads a branch number.
    ///
    /// # Errors
    /// [`BranchNumberError`] if the text is empty or not digits only.
    pub fn parse(text: &str) -> Result<Self, BranchNumberError> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BranchNumberError(text.to_owned()))
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BranchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
