//! `testdata/plan/documents.yaml`: which documents of the 仕様書 each test item asks for, who
//! provides them, and what has been received (domain.md §2).
//!
//! Must not know whether a file is there.

use super::wareki;
use crate::model::TestItem;
use chrono::NaiveDate;
use serde::Deserialize;
use std::path::PathBuf;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentsFile {
    /// One for each test item, in order.
    #[serde(rename = "仕様書")]
    pub items: Vec<ItemDocuments>,
    /// Documents that were asked for once and are no longer.
    #[serde(rename = "廃止", default)]
    pub abolished: Vec<String>,
}

/// The documents of a test item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemDocuments {
    /// The item.
    #[serde(rename = "テスト項目")]
    pub item: TestItem,
    #[serde(rename = "テストケース")]
    cases: WantedDocument,
    #[serde(rename = "テストデータ")]
    data: WantedDocument,
    #[serde(rename = "テスト手順書")]
    procedure: WantedDocument,
    #[serde(rename = "ロールモデル")]
    role_model: WantedDocument,
}

/// One kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// テストケース.
    Cases,
    /// テストデータ.
    Data,
    /// テスト手順書.
    Procedure,
    /// ロールモデル.
    RoleModel,
}

impl DocumentKind {
    /// The four kinds in the order of the source.
    pub const ALL: [Self; 4] = [Self::Cases, Self::Data, Self::Procedure, Self::RoleModel];

    /// What it is called.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Cases => "テストケース",
            Self::Data => "テストデータ",
            Self::Procedure => "テスト手順書",
            Self::RoleModel => "ロールモデル",
        }
    }
}

impl ItemDocuments {
    /// What is wanted of a kind.
    #[must_use]
    pub fn wanted(&self, kind: DocumentKind) -> &WantedDocument {
        match kind {
            DocumentKind::Cases => &self.cases,
            DocumentKind::Data => &self.data,
            DocumentKind::Procedure => &self.procedure,
            DocumentKind::RoleModel => &self.role_model,
        }
    }
}

/// A document that an item asks for, or not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedDocument {
    /// Who provides it.
    #[serde(rename = "用意")]
    pub provider: Provider,
    /// Where it lies since it was received, from the package root.
    #[serde(rename = "受領")]
    pub received: Option<PathBuf>,
    /// When somebody looked through it.
    #[serde(rename = "確認日", default, deserialize_with = "wareki::optional_date")]
    pub confirmed_on: Option<NaiveDate>,
}

/// Who provides a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Provider {
    /// The union.
    #[serde(rename = "自団体")]
    Own,
    /// The ministry; the union confirms it only.
    #[serde(rename = "サンプル")]
    Sample,
    /// The ministry designates the values.
    #[serde(rename = "厚労省指定")]
    Designated,
    /// Nobody: it is not asked for.
    #[serde(rename = "不要")]
    NotAsked,
}

impl Provider {
    /// The word of the file.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Own => "自団体",
            Self::Sample => "サンプル",
            Self::Designated => "厚労省指定",
            Self::NotAsked => "不要",
        }
    }
}

impl DocumentsFile {
    /// What types cannot hold, as the item's number and a sentence.
    pub(super) fn faults(&self) -> Vec<(u8, String)> {
        let mut faults = Vec::new();
        for item in TestItem::ALL {
            let count = self.items.iter().filter(|one| one.item == item).count();
            if count != 1 {
                let how =
                    if count == 0 { "がありません" } else { "が2回以上書かれています" };
                faults.push((item.number(), format!("テスト項目{}の仕様書{how}", item.number())));
            }
        }
        faults
    }
}
