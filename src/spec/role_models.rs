//! `rolemodels/*.yaml`: the institutions that answer inquiries (ロールモデル), one a file,
//! with what they have of whom and how they fail to answer.
//!
//! Must not know how an institution is set up at an endpoint.

use super::{nws_master::ProviderType, unions::Union, wareki};
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;

/// One institution.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleModel {
    /// 機関コード. Synthetic.
    #[serde(rename = "機関コード")]
    pub code: String,
    /// Its name, by which steps call it.
    #[serde(rename = "名称")]
    pub name: String,
    /// 機関区分.
    #[serde(rename = "機関区分")]
    pub provider_type: ProviderType,
    /// Whether it takes part in the linkage already.
    #[serde(rename = "連携開始")]
    pub linkage_started: bool,
    /// Whom to ask when an answer is missing or wrong (情報共有サイト).
    #[serde(rename = "連絡先")]
    pub contact: String,
    /// What it has.
    #[serde(rename = "副本", default)]
    pub copies: Vec<ProvidedCopy>,
}

/// One kind of information on one person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvidedCopy {
    /// The person, by the name of `members.yaml`.
    #[serde(rename = "加入者")]
    pub member: String,
    /// 特定個人情報名.
    #[serde(rename = "特定個人情報名")]
    pub information: String,
    /// The values.
    #[serde(rename = "項目", default)]
    pub items: Vec<ProvidedItem>,
    /// Of when the values are.
    #[serde(rename = "基準日時", deserialize_with = "wareki::japanese_time")]
    pub source_as_of: DateTime<FixedOffset>,
    /// How the answer goes wrong, if it does.
    #[serde(rename = "例外")]
    pub exception: Option<CopyException>,
}

impl ProvidedCopy {
    /// Seconds that the answer takes; 0 for one that comes at once.
    #[must_use]
    pub fn delay_seconds(&self) -> u32 {
        self.exception.as_ref().and_then(|exception| exception.seconds).unwrap_or(0)
    }

    /// Whether the institution answers without a person looking at it.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        !self.has_exception(ExceptionKind::NotAutomatic)
    }

    /// Whether the institution has the copy at all.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        !self.has_exception(ExceptionKind::NotRegistered)
    }

    /// The values once the institution has corrected its copy; none if it never does.
    #[must_use]
    pub fn corrected_items(&self) -> Option<&[ProvidedItem]> {
        let items = self.exception.as_ref().map(|exception| exception.corrected.as_slice())?;
        Some(items).filter(|items| !items.is_empty())
    }

    fn has_exception(&self, kind: ExceptionKind) -> bool {
        self.exception.as_ref().is_some_and(|exception| exception.kind == kind)
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvidedItem {
    /// 項目名.
    #[serde(rename = "名称")]
    pub name: String,
    #[serde(rename = "値")]
    value: String,
}

impl ProvidedItem {
    /// The value for a person of that union.
    #[must_use]
    pub fn value(&self, union: &Union) -> String {
        union.fill(&self.value)
    }
}

/// How an answer goes wrong (domain.md §8).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyException {
    /// In which way.
    #[serde(rename = "種別")]
    pub kind: ExceptionKind,
    /// Seconds of a delay.
    #[serde(rename = "秒")]
    pub seconds: Option<u32>,
    /// What happened, for a reader.
    #[serde(rename = "説明")]
    pub explanation: Option<String>,
    /// The values once the institution was asked and corrected or registered its copy.
    #[serde(rename = "訂正後", default)]
    pub corrected: Vec<ProvidedItem>,
}

/// The ways in which an answer goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum ExceptionKind {
    /// Pattern ①: it takes long.
    #[serde(rename = "遅延")]
    Delay,
    /// Pattern ②: the values are another person's or outdated.
    #[serde(rename = "誤り")]
    Wrong,
    /// Pattern ③: the institution has not registered it.
    #[serde(rename = "未登録")]
    NotRegistered,
    /// Pattern ③: somebody has to look at it first.
    #[serde(rename = "自動応答不可")]
    NotAutomatic,
}
