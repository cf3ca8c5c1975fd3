//! `testdata/members.yaml`: the insured persons that scenarios speak of, as templates from
//! which every union gets persons of its own.
//!
//! Must not know what is done with them.

use super::{
    keyed::Keyed,
    number_text::{InsuredNumberTemplate, NumberTemplate, WrongNumberTemplate},
    person::ResidentStatus,
    wareki,
};
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MembersFile {
    #[serde(rename = "加入者")]
    pub(super) members: Keyed<Member>,
}

/// One insured person as written; `Specification::person` makes a `Person` of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    #[serde(rename = "個人番号")]
    pub(super) number: Option<NumberTemplate>,
    #[serde(rename = "誤り個人番号")]
    pub(super) wrong_number: Option<WrongNumberTemplate>,
    /// The other member who has the same number on purpose.
    #[serde(rename = "個人番号の重複相手")]
    pub(super) shares_number_with: Option<String>,
    #[serde(rename = "被保険者番号")]
    pub(super) insured_number: InsuredNumberTemplate,
    #[serde(rename = "氏名")]
    pub(super) name: String,
    #[serde(rename = "氏名カナ")]
    pub(super) kana: String,
    #[serde(rename = "生年月日", deserialize_with = "wareki::date")]
    pub(super) birth_date: NaiveDate,
    #[serde(rename = "性別")]
    pub(super) sex: Sex,
    #[serde(rename = "郵便番号", default = "no_postal_code")]
    pub(super) postal_code: String,
    #[serde(rename = "住所")]
    pub(super) address: String,
    #[serde(rename = "資格取得年月日", deserialize_with = "wareki::date")]
    pub(super) acquired_on: NaiveDate,
    #[serde(rename = "取得事由")]
    pub(super) acquisition_reason: AcquisitionReason,
    #[serde(rename = "資格喪失年月日", default, deserialize_with = "wareki::optional_date")]
    pub(super) lost_on: Option<NaiveDate>,
    #[serde(rename = "喪失事由")]
    pub(super) loss_reason: Option<LossReason>,
    #[serde(rename = "アクセスグループ")]
    pub(super) access_group: Option<String>,
    #[serde(rename = "住基", default)]
    pub(super) registry: Registry,
    #[serde(rename = "相手広域連合での資格")]
    pub(super) at_partner: Option<Qualification>,
    /// Which scenarios the member is for.
    #[serde(rename = "用途")]
    pub purpose: String,
    /// Why the member breaks a rule on purpose; without it the dates are checked.
    #[serde(rename = "わざと誤り")]
    pub wrong_on_purpose: Option<String>,
}

/// 000-0000 belongs to no place.
fn no_postal_code() -> String {
    "000-0000".to_owned()
}

/// What the 住基ネット has of the person. Left out: the same as the member, living.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registry {
    #[serde(rename = "状態", default)]
    pub(super) status: ResidentStatus,
    #[serde(rename = "異動年月日", default, deserialize_with = "wareki::optional_date")]
    pub(super) changed_on: Option<NaiveDate>,
    /// The true number, for a member who has none or a wrong one.
    #[serde(rename = "個人番号")]
    pub(super) number: Option<NumberTemplate>,
    #[serde(rename = "氏名")]
    pub(super) name: Option<String>,
    #[serde(rename = "氏名カナ")]
    pub(super) kana: Option<String>,
    #[serde(rename = "住所")]
    pub(super) address: Option<String>,
}

/// What the 相手広域連合 has of the same person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Qualification {
    #[serde(rename = "資格取得年月日", deserialize_with = "wareki::date")]
    pub(super) acquired_on: NaiveDate,
    #[serde(rename = "取得事由")]
    pub(super) acquisition_reason: AcquisitionReason,
    #[serde(rename = "資格喪失年月日", default, deserialize_with = "wareki::optional_date")]
    pub(super) lost_on: Option<NaiveDate>,
    #[serde(rename = "喪失事由")]
    pub(super) loss_reason: Option<LossReason>,
}

/// 性別.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Sex {
    /// 男
    #[serde(rename = "男")]
    Male,
    /// 女
    #[serde(rename = "女")]
    Female,
}

impl Sex {
    /// The code of the files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }

    /// The word.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }
}

macro_rules! reasons {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
        pub enum $name { $(#[doc = $text] #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// The code of the files.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The word.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

reasons! {
    /// 取得事由 (domain.md §3).
    AcquisitionReason {
        Age = "01" "年齢到達",
        MoveIn = "02" "転入",
        Disability = "03" "障害認定",
        ExclusionEnded = "04" "適用除外非該当",
        AssistanceEnded = "05" "生活保護廃止",
        Restored = "06" "職権回復",
        Other = "99" "その他",
    }
}

reasons! {
    /// 喪失事由 (domain.md §3).
    LossReason {
        Death = "01" "死亡",
        MoveOut = "02" "転出",
        DisabilityEnded = "03" "障害非該当",
        DisabilityWithdrawn = "04" "障害認定撤回",
        AssistanceStarted = "05" "生活保護開始",
        ExclusionStarted = "06" "適用除外該当",
        Other = "99" "その他",
    }
}
