//! `testdata/nws_master.yaml`: what the 情報提供ネットワークシステム distributes, that is,
//! which information may be asked of whom in which procedure.
//!
//! Must not know who provides what. All codes are synthetic (SIM-…).

use super::{keyed::Keyed, wareki};
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NwsMaster {
    /// Releases in order of distribution; the first is the one that the test asks for.
    #[serde(rename = "配信")]
    pub releases: Vec<Release>,
    /// 事務手続 by name.
    #[serde(rename = "事務手続")]
    pub procedures: Keyed<Procedure>,
    /// 特定個人情報 by name.
    #[serde(rename = "特定個人情報")]
    pub information: Keyed<Information>,
    /// What may be asked.
    #[serde(rename = "照会許可")]
    pub combinations: Vec<Combination>,
}

/// One distribution.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Its name.
    #[serde(rename = "版")]
    pub name: String,
    /// First day on which it can be had.
    #[serde(rename = "配信開始日", deserialize_with = "wareki::date")]
    pub available_from: NaiveDate,
}

/// 事務手続.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// 事務手続コード.
    #[serde(rename = "コード")]
    pub code: String,
}

/// 特定個人情報.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Information {
    /// 特定個人情報コード.
    #[serde(rename = "コード")]
    pub code: String,
}

/// Kind of institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum ProviderType {
    /// 後期高齢者医療広域連合.
    #[serde(rename = "後期高齢者医療広域連合")]
    Union,
    /// 市区町村.
    #[serde(rename = "市区町村")]
    Municipality,
    /// 医療保険者 other than a 広域連合.
    #[serde(rename = "医療保険者")]
    HealthInsurer,
}

impl ProviderType {
    /// The text of the contract.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Union => "後期高齢者医療広域連合",
            Self::Municipality => "市区町村",
            Self::HealthInsurer => "医療保険者",
        }
    }
}

/// One permitted inquiry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// Name of the 事務手続.
    #[serde(rename = "事務手続")]
    pub procedure: String,
    /// 照会先機関区分.
    #[serde(rename = "照会先機関区分")]
    pub provider_type: ProviderType,
    /// Name of the 特定個人情報.
    #[serde(rename = "特定個人情報")]
    pub information: String,
    /// The release in which it comes, by its place from 1; from the first one on if absent.
    #[serde(rename = "配信番号", default = "first_release")]
    pub since: usize,
}

fn first_release() -> usize {
    1
}

impl NwsMaster {
    /// What may be asked in the n-th release, from 0.
    pub fn combinations_of(&self, release: usize) -> impl Iterator<Item = &Combination> {
        self.combinations.iter().filter(move |one| one.since <= release + 1)
    }
}
