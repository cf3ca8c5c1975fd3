//! The seven test items of the 総合運用テスト, in order of execution (domain.md §2), and the
//! production registration for which they prepare.

use std::{fmt, str::FromStr};

/// One of the seven test items, or the 本番登録, which is none of them: it has features of its
/// own and is run by itself.
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
    /// 加入者情報登録・副本登録 in the 本番環境: no test item
    ProductionRegistration,
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

    /// The seven, and the production registration after them.
    pub const ALL_AND_PRODUCTION: [Self; 8] = [
        Self::Readiness,
        Self::CodeLinking,
        Self::Provision,
        Self::Identity,
        Self::Inquiry,
        Self::BetweenInsurers,
        Self::InformationManagement,
        Self::ProductionRegistration,
    ];

    /// 1 to 7; 8 is that of the folder, the scenarios and the requirements of the production
    /// registration, and of no test item.
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
            Self::ProductionRegistration => "加入者情報登録・副本登録(本番)",
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
            Self::ProductionRegistration => "本番登録",
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
            Self::ProductionRegistration => "08_production_registration",
        }
    }

    /// Whether it is one of the seven.
    #[must_use]
    pub fn is_test_item(self) -> bool {
        self != Self::ProductionRegistration
    }

    /// Number and short name, for the head of a column; the production registration has no
    /// number.
    #[must_use]
    pub fn column(self) -> String {
        match self {
            Self::ProductionRegistration => self.short_name().to_owned(),
            item => format!("{} {}", item.number(), item.short_name()),
        }
    }

    /// A heading over what belongs to it.
    #[must_use]
    pub fn heading(self) -> String {
        match self {
            Self::ProductionRegistration => format!("{self}"),
            item => format!("テスト項目{item}"),
        }
    }

    /// The group whose window the item runs in; none for the production registration.
    #[must_use]
    pub fn group(self) -> Option<TestGroup> {
        match self {
            Self::Readiness | Self::CodeLinking | Self::Provision | Self::Identity => {
                Some(TestGroup::Registration)
            }
            Self::Inquiry | Self::BetweenInsurers | Self::InformationManagement => Some(TestGroup::Linkage),
            Self::ProductionRegistration => None,
        }
    }
}

impl TryFrom<u8> for TestItem {
    type Error = UnknownTestItem;

    fn try_from(number: u8) -> Result<Self, UnknownTestItem> {
        number
            .checked_sub(1)
            .and_then(|index| Self::ALL_AND_PRODUCTION.get(usize::from(index)).copied())
            .ok_or_else(|| UnknownTestItem(number.to_string()))
    }
}

impl From<TestItem> for u8 {
    fn from(item: TestItem) -> u8 {
        item as u8 + 1
    }
}

/// The seven by their numbers; the production registration is asked for otherwise.
impl FromStr for TestItem {
    type Err = UnknownTestItem;

    fn from_str(text: &str) -> Result<Self, UnknownTestItem> {
        let number = text.parse::<u8>().map_err(|_| UnknownTestItem(text.to_owned()))?;
        Self::try_from(number)
            .ok()
            .filter(|item| item.is_test_item())
            .ok_or(UnknownTestItem(number.to_string()))
    }
}

impl fmt::Display for TestItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProductionRegistration => f.write_str(self.name()),
            item => write!(f, "{} {}", item.number(), item.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registration_is_no_item_and_is_not_asked_for_by_number() {
        assert_eq!("7".parse(), Ok(TestItem::InformationManagement));
        let error = "8".parse::<TestItem>().expect_err("no item");
        assert_eq!(error.to_string(), "テスト項目「8」はありません(1〜7)");
        assert!(!TestItem::ALL.contains(&TestItem::ProductionRegistration));
        assert_eq!(TestItem::try_from(8), Ok(TestItem::ProductionRegistration));
        for item in TestItem::ALL_AND_PRODUCTION {
            assert_eq!(TestItem::try_from(item.number()), Ok(item));
            assert_eq!(item.group().is_none(), !item.is_test_item());
        }
        assert_eq!(TestItem::ProductionRegistration.heading(), "加入者情報登録・副本登録(本番)");
        assert_eq!(TestItem::Inquiry.heading(), "テスト項目5 情報照会テスト");
    }
}
