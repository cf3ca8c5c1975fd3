//! The three kinds of 副本 that a union registers.

use crate::wire::{column, file_kind};
use std::{fmt, str::FromStr};

/// A kind of copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CopyKind {
    /// 資格情報.
    Eligibility,
    /// 高額介護合算療養費.
    CombinedHighCost,
    /// 葬祭費.
    Funeral,
}

/// No such kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("副本「{0}」はありません(「資格情報」「高額介護合算療養費」「葬祭費」のどれか)")]
pub struct UnknownCopyKind(String);

impl CopyKind {
    /// All three, in the order in which they have to be registered.
    pub const ALL: [Self; 3] = [Self::Eligibility, Self::CombinedHighCost, Self::Funeral];

    /// As features and test data name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Eligibility => "資格情報",
            Self::CombinedHighCost => "高額介護合算療養費",
            Self::Funeral => "葬祭費",
        }
    }

    /// Name of its file, as the source document prints it.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Eligibility => "後期高齢者医療-資格情報（医療保険）登録ファイル.csv",
            Self::CombinedHighCost => "後期高齢者医療-高額介護合算療養費情報登録ファイル.csv",
            Self::Funeral => "後期高齢者医療-葬祭費登録ファイル.csv",
        }
    }

    /// As in the upload path.
    #[must_use]
    pub fn file_kind(self) -> &'static str {
        match self {
            Self::Eligibility => file_kind::ELIGIBILITY,
            Self::CombinedHighCost => file_kind::COMBINED_HIGH_COST,
            Self::Funeral => file_kind::FUNERAL,
        }
    }

    /// Columns of its file.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Eligibility => column::ELIGIBILITY,
            Self::CombinedHighCost => column::COMBINED_HIGH_COST,
            Self::Funeral => column::FUNERAL,
        }
    }

    /// The column that tells two copies of a member apart.
    #[must_use]
    pub fn key_column(self) -> &'static str {
        match self {
            Self::Eligibility => "資格取得年月日",
            Self::CombinedHighCost => "計算期間開始年月日",
            Self::Funeral => "死亡年月日",
        }
    }
}

impl FromStr for CopyKind {
    type Err = UnknownCopyKind;

    fn from_str(text: &str) -> Result<Self, UnknownCopyKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| UnknownCopyKind(text.to_owned()))
    }
}

impl fmt::Display for CopyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
