//! `testdata/lots.yaml`: which union is in which lot, and when a lot may test.
//!
//! Must not know today's date.

use super::{keyed::Keyed, wareki};
use crate::model::{Lot, TestGroup, UnionId, Window};
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LotsFile {
    #[serde(rename = "ロット")]
    pub(super) lots: Vec<LotPlan>,
}

/// One lot.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotPlan {
    /// Which of the three.
    #[serde(rename = "番号")]
    pub lot: Lot,
    /// What it is called.
    #[serde(rename = "名称")]
    pub name: String,
    /// When it tests.
    #[serde(rename = "期間")]
    pub windows: LotWindows,
    /// Deadlines by what is due.
    #[serde(rename = "期限", default)]
    pub deadlines: Keyed<Deadline>,
    /// When the lot gets the NWS master, if not when the others get it.
    #[serde(rename = "マスター配信開始日", default, deserialize_with = "wareki::optional_date")]
    pub master_available_from: Option<NaiveDate>,
    /// The unions in it, by prefecture number.
    #[serde(rename = "広域連合")]
    pub unions: Vec<UnionId>,
    /// The union whose screens are shown, of those above; otherwise the first.
    #[serde(rename = "代表広域連合")]
    pub representative: Option<UnionId>,
    /// 相手広域連合: the union that plays the other side with every union of the lot.
    #[serde(rename = "相手広域連合")]
    pub partner: UnionId,
    /// Which of the above are シミュレーター上の取り決め, that is, in no source.
    #[serde(rename = "取り決め", default)]
    pub conventions: Vec<String>,
}

/// The last day on which something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Deadline(#[serde(deserialize_with = "wareki::date")] pub NaiveDate);

/// The windows of a lot.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotWindows {
    #[serde(rename = "連動テスト")]
    connectivity: Days,
    #[serde(rename = "C-a-1")]
    registration: Days,
    #[serde(rename = "C-a-2")]
    linkage: Days,
}

impl LotWindows {
    /// 連動テスト.
    #[must_use]
    pub fn connectivity(&self) -> Window {
        self.connectivity.into()
    }

    /// The window of a group of test items.
    #[must_use]
    pub fn of(&self, group: TestGroup) -> Window {
        match group {
            TestGroup::Registration => self.registration.into(),
            TestGroup::Linkage => self.linkage.into(),
        }
    }

    /// The three windows with the names that the file gives them.
    #[must_use]
    pub fn named(&self) -> [(&'static str, Window); 3] {
        [
            ("連動テスト", self.connectivity.into()),
            ("C-a-1", self.registration.into()),
            ("C-a-2", self.linkage.into()),
        ]
    }
}

/// A span of days as the files write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    #[serde(rename = "開始", deserialize_with = "wareki::date")]
    from: NaiveDate,
    #[serde(rename = "終了", deserialize_with = "wareki::date")]
    to: NaiveDate,
}

impl From<Days> for Window {
    fn from(days: Days) -> Self {
        Self { from: days.from, to: days.to }
    }
}
