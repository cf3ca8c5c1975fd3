//! The seven test items of the 総合運用テスト, in order of execution (domain.md §2).

use std::{fmt, str::FromStr};

/// One of the seven test items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum TestItem {
    /// 医療保険者等の運用開始準備の確認
    Readiness,
    /// 符号取得・紐付テスト
    CodeLinking,
    /// 情報提供テスト
    Provision,
    /// 本人確認テスト
    Identity,
    /// 情報照会テスト
    Inquiry,
    /// 医療保険者等間情報連携テスト
    BetweenInsurers,
    /// 医療保険者等の情報管理に関する運用の確認
    InformationManagement,
}

/// The two groups of test items, each with a window of its own per lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestGroup {
    /// C-a-1 加入者情報登録・副本登録に向けたテスト: items 1 to 4.
    Registration,
    /// C-a-2 情報連携等に向けたテスト: items 5 to 7.
    Linkage,
}

/// The number is not that of a test item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("テスト項目「{0}」はありません(1〜7)")]
pub struct UnknownTestItem(String);

impl TestItem {
    /// All seven, in order of execution.
    pub const ALL: [Self; 7] = [
        Self::Readiness,
        Self::CodeLinking,
        Self::Provision,
        Self::Identity,
        Self::Inquiry,
        Self::BetweenInsurers,
        Self::InformationManagement,
    ];

    /// 1 to 7.
    #[must_use]
    pub fn number(self) -> u8 {
        self.into()
    }

    /// The name as the source document prints it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Readiness => "医療保険者等の運用開始準備の確認",
            Self::CodeLinking => "符号取得・紐付テスト",
            Self::Provision => "情報提供テスト",
            Self::Identity => "本人確認テスト",
            Self::Inquiry => "情報照会テスト",
            Self::BetweenInsurers => "医療保険者等間情報連携テスト",
            Self::InformationManagement => "医療保険者等の情報管理に関する運用の確認",
        }
    }

    /// A name that fits a table column.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Readiness => "運用開始準備",
            Self::CodeLinking => "符号取得・紐付",
            Self::Provision => "情報提供",
            Self::Identity => "本人確認",
            Self::Inquiry => "情報照会",
            Self::BetweenInsurers => "保険者間連携",
            Self::InformationManagement => "情報管理",
        }
    }

    /// The folder below `features/` that holds its feature files.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Readiness => "01_readiness",
            Self::CodeLinking => "02_code_linking",
            Self::Provision => "03_provision",
            Self::Identity => "04_identity",
            Self::Inquiry => "05_inquiry",
            Self::BetweenInsurers => "06_between_insurers",
            Self::InformationManagement => "07_information_management",
        }
    }

    /// The group whose window the item runs in.
    #[must_use]
    pub fn group(self) -> TestGroup {
        if self.number() <= 4 { TestGroup::Registration } else { TestGroup::Linkage }
    }
}

impl TryFrom<u8> for TestItem {
    type Error = UnknownTestItem;

    fn try_from(number: u8) -> Result<Self, UnknownTestItem> {
        number
            .checked_sub(1)
            .and_then(|index| Self::ALL.get(usize::from(index)).copied())
            .ok_or_else(|| UnknownTestItem(number.to_string()))
    }
}

impl From<TestItem> for u8 {
    fn from(item: TestItem) -> u8 {
        item as u8 + 1
    }
}

impl FromStr for TestItem {
    type Err = UnknownTestItem;

    fn from_str(text: &str) -> Result<Self, UnknownTestItem> {
        text.parse::<u8>().map_err(|_| UnknownTestItem(text.to_owned()))?.try_into()
    }
}

impl fmt::Display for TestItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(), self.name())
    }
}
