//! Mistakes that the server can be told to make, so that the harness can prove that it
//! finds them. Each changes behaviour in one place by one look-up. Must not know how a
//! defect is found.

use clap::ValueEnum;

/// A defect to be switched on with `--defect`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Defect {
    /// 個人番号の検査用数字を検証しない
    CheckDigitNotVerified,
    /// 同じ区画内で登録済の個人番号を受け付ける
    PartitionDuplicateAccepted,
    /// 提供開始日前の副本を提供する
    ProvidedBeforeStart,
    /// 照会側の情報提供等記録を残さない
    RecordNotWritten,
    /// ロールによる制限をしない
    RoleNotEnforced,
}

impl Defect {
    /// Number of the test item that has to find it (1 to 7).
    pub(crate) fn test_item(self) -> u8 {
        match self {
            Self::CheckDigitNotVerified | Self::PartitionDuplicateAccepted => 2,
            Self::ProvidedBeforeStart => 3,
            Self::RecordNotWritten => 5,
            Self::RoleNotEnforced => 7,
        }
    }

    /// One line for lists.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::CheckDigitNotVerified => "個人番号の検査用数字を検証しない",
            Self::PartitionDuplicateAccepted => "同じ区画内で登録済の個人番号を受け付ける",
            Self::ProvidedBeforeStart => "提供開始日前の副本を提供する",
            Self::RecordNotWritten => "照会側の情報提供等記録を残さない",
            Self::RoleNotEnforced => "ロールによる制限をしない",
        }
    }
}

/// The defects of one server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defects(Vec<Defect>);

impl Defects {
    /// With these switched on.
    pub(crate) fn new(defects: Vec<Defect>) -> Self {
        Self(defects)
    }

    /// Whether one is switched on.
    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.0.contains(&defect)
    }
}
