//! 後期高齢者医療広域連合: one per prefecture, known by its prefecture number (都道府県番号).

use std::fmt;

/// A union by its prefecture number, 1 (北海道) to 47 (沖縄県).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct UnionId(u8);

/// The number is not a prefecture number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("都道府県番号 {0} はありません(1〜47)")]
pub struct UnknownUnion(pub u8);

impl UnionId {
    /// The prefecture number, 1 to 47.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for UnionId {
    type Error = UnknownUnion;

    fn try_from(number: u8) -> Result<Self, UnknownUnion> {
        if (1..=47).contains(&number) { Ok(Self(number)) } else { Err(UnknownUnion(number)) }
    }
}

impl From<UnionId> for u8 {
    fn from(union: UnionId) -> u8 {
        union.0
    }
}

/// Two digits, as in every identifier that contains it.
impl fmt::Display for UnionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}
