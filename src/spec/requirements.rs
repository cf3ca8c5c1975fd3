//! `testdata/requirements.yaml`: the rules that the scenarios prove.
//!
//! Must not know the scenarios.

use crate::model::TestItem;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequirementsFile {
    #[serde(rename = "要件")]
    pub(super) requirements: Vec<Requirement>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// For example R2-03.
    #[serde(rename = "番号")]
    pub id: String,
    /// The test item that it belongs to.
    #[serde(rename = "テスト項目")]
    pub item: TestItem,
    /// The rule in one sentence.
    #[serde(rename = "内容")]
    pub content: String,
    /// Where it comes from: a section of domain.md.
    #[serde(rename = "出典")]
    pub source: String,
    /// Whether a source says so or the simulator decided.
    #[serde(rename = "区分")]
    pub provenance: Provenance,
    /// Why no scenario proves it; only without one.
    #[serde(rename = "シナリオなしの理由", default)]
    pub unproved: Option<String>,
}

/// Who made a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Provenance {
    /// The source document, or a law.
    #[serde(rename = "原典")]
    Source,
    /// シミュレーター上の取り決め.
    #[serde(rename = "取り決め")]
    Convention,
}

impl Provenance {
    /// The word of the file.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Source => "原典",
            Self::Convention => "取り決め",
        }
    }
}
