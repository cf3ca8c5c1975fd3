//! The 情報共有サイト, and the アンケート of the 取りまとめ機関.

use super::{Line, Observed, fixed, varying};
use crate::wire::screen;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;

/// A user with an account of the 情報共有サイト.
#[derive(Debug, Clone, Deserialize)]
pub struct SiteAccount {
    /// User id.
    pub user_id: String,
}

/// Users of a union with an account.
#[derive(Debug, Clone)]
pub struct SiteAccounts {
    /// The entries.
    pub entries: Vec<SiteAccount>,
}

impl Observed for SiteAccounts {
    fn screen(&self) -> &'static str {
        screen::SITE_ACCOUNTS
    }

    fn lines(&self) -> Vec<Line> {
        match self.entries.as_slice() {
            [] => vec![vec![fixed("利用登録なし")]],
            entries => entries
                .iter()
                .map(|entry| vec![fixed("利用登録 "), varying("利用者", &entry.user_id)])
                .collect(),
        }
    }
}

/// Something on the 情報共有サイト.
#[derive(Debug, Clone, Deserialize)]
pub struct SiteEntry {
    /// 連絡事項, 運用スケジュール, 各種様式 or システム障害発生状況.
    pub section: String,
    /// What it is called.
    pub title: String,
    /// 機関コード of what stands still.
    #[serde(default)]
    pub institution_code: Option<String>,
    /// From when on it stands still.
    #[serde(default)]
    pub from: Option<DateTime<FixedOffset>>,
    /// Until when.
    #[serde(default)]
    pub to: Option<DateTime<FixedOffset>>,
}

/// A section of the 情報共有サイト.
#[derive(Debug, Clone)]
pub struct SiteEntries {
    /// The entries.
    pub entries: Vec<SiteEntry>,
}

impl Observed for SiteEntries {
    fn screen(&self) -> &'static str {
        screen::SHARING_SITE
    }

    /// What earlier scenarios published stands there too, so no entry is listed.
    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed("掲載情報が表示される")]]
    }
}

/// An event that a union expects to affect the linkage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PlanAnswer {
    /// Id of the answer.
    pub answer_id: String,
    /// 基本計画 or 年度計画.
    pub plan: String,
    /// What happens.
    pub event: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// Answers of a union to the アンケート.
#[derive(Debug, Clone)]
pub struct PlanAnswers {
    /// The entries.
    pub entries: Vec<PlanAnswer>,
}

impl Observed for PlanAnswers {
    fn screen(&self) -> &'static str {
        screen::PLAN_SURVEY
    }

    fn lines(&self) -> Vec<Line> {
        let line = |answer: &PlanAnswer| {
            vec![fixed(format!("{} {} {}〜{}", answer.plan, answer.event, answer.from, answer.to))]
        };
        match self.entries.as_slice() {
            [] => vec![vec![fixed("回答なし")]],
            entries => entries.iter().map(line).collect(),
        }
    }
}

/// A plan of a union as it is circulated.
#[derive(Debug, Clone, Deserialize)]
pub struct CollatedPlan {
    /// Full name of the union.
    pub union_name: String,
    /// 基本計画 or 年度計画.
    pub plan: String,
    /// What happens.
    pub event: String,
}

/// The plans of all unions.
#[derive(Debug, Clone)]
pub struct CollatedPlans {
    /// The entries.
    pub entries: Vec<CollatedPlan>,
}

impl Observed for CollatedPlans {
    fn screen(&self) -> &'static str {
        screen::PLANS_COLLATED
    }

    /// What unions answered in earlier scenarios stands there too, so no entry is listed.
    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed("集約された計画が表示される")]]
    }
}
