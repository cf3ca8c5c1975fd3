//! `testdata/copies.yaml`: the 副本 of members, as the standard system would extract them.
//!
//! Must not know files: the columns that a member fills (番号, 資格取得) are not repeated.

use super::{
    keyed::Keyed,
    members::{AcquisitionReason, LossReason},
    wareki,
};
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CopiesFile {
    /// By member.
    #[serde(rename = "副本")]
    pub(super) own: Keyed<Copies>,
    /// By member: what the 相手広域連合 has of the same person.
    #[serde(rename = "相手広域連合の副本", default)]
    pub(super) partner: Keyed<Copies>,
}

/// The copies of one member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copies {
    /// 資格情報.
    #[serde(rename = "資格情報")]
    pub eligibility: Option<Eligibility>,
    /// 資格情報 of earlier periods of the same person, oldest first.
    #[serde(rename = "以前の資格情報", default)]
    pub former_eligibility: Vec<FormerEligibility>,
    /// 高額介護合算療養費.
    #[serde(rename = "高額介護合算療養費", default)]
    pub combined_high_cost: Vec<CombinedHighCost>,
    /// 葬祭費.
    #[serde(rename = "葬祭費")]
    pub funeral: Option<Funeral>,
    /// Why the values break a rule on purpose; without it they are checked.
    #[serde(rename = "わざと誤り")]
    pub wrong_on_purpose: Option<String>,
}

/// 資格情報.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// 証発効期日.
    #[serde(rename = "証発効期日", deserialize_with = "wareki::date")]
    pub effective_from: NaiveDate,
    /// 有効期限.
    #[serde(rename = "有効期限", deserialize_with = "wareki::date")]
    pub valid_to: NaiveDate,
    /// 一部負担金割合: 1, 2 or 3 (割).
    #[serde(rename = "一部負担金割合")]
    pub copayment: u8,
    /// 住所地特例区分: 0 or 1.
    #[serde(rename = "住所地特例区分")]
    pub domicile_exception: u8,
}

/// 資格情報 of a period that has ended. What else is in it a member fills.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerEligibility {
    /// 資格取得年月日.
    #[serde(rename = "資格取得年月日", deserialize_with = "wareki::date")]
    pub acquired_on: NaiveDate,
    /// 取得事由.
    #[serde(rename = "取得事由")]
    pub acquisition_reason: AcquisitionReason,
    /// 資格喪失年月日.
    #[serde(rename = "資格喪失年月日", deserialize_with = "wareki::date")]
    pub lost_on: NaiveDate,
    /// 喪失事由.
    #[serde(rename = "喪失事由")]
    pub loss_reason: LossReason,
    /// 証発効期日.
    #[serde(rename = "証発効期日", deserialize_with = "wareki::date")]
    pub effective_from: NaiveDate,
    /// 有効期限.
    #[serde(rename = "有効期限", deserialize_with = "wareki::date")]
    pub valid_to: NaiveDate,
    /// 一部負担金割合: 1, 2 or 3 (割).
    #[serde(rename = "一部負担金割合")]
    pub copayment: u8,
    /// 住所地特例区分: 0 or 1.
    #[serde(rename = "住所地特例区分")]
    pub domicile_exception: u8,
}

/// 高額介護合算療養費.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CombinedHighCost {
    /// 計算期間開始年月日.
    #[serde(rename = "計算期間開始年月日", deserialize_with = "wareki::date")]
    pub period_from: NaiveDate,
    /// 計算期間終了年月日.
    #[serde(rename = "計算期間終了年月日", deserialize_with = "wareki::date")]
    pub period_to: NaiveDate,
    /// 支給区分: 1 or 2.
    #[serde(rename = "支給区分")]
    pub payment_kind: u8,
    /// 自己負担額 in yen.
    #[serde(rename = "自己負担額")]
    pub own_payment: u32,
    /// 支給額 in yen.
    #[serde(rename = "支給額")]
    pub amount: u32,
    /// 決定年月日.
    #[serde(rename = "決定年月日", deserialize_with = "wareki::date")]
    pub decided_on: NaiveDate,
    /// 支給年月日.
    #[serde(rename = "支給年月日", deserialize_with = "wareki::date")]
    pub paid_on: NaiveDate,
}

/// 葬祭費.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funeral {
    /// 死亡年月日.
    #[serde(rename = "死亡年月日", deserialize_with = "wareki::date")]
    pub died_on: NaiveDate,
    /// 申請年月日.
    #[serde(rename = "申請年月日", deserialize_with = "wareki::date")]
    pub applied_on: NaiveDate,
    /// 決定年月日.
    #[serde(rename = "決定年月日", deserialize_with = "wareki::date")]
    pub decided_on: NaiveDate,
    /// 支給額 in yen.
    #[serde(rename = "支給額")]
    pub amount: u32,
    /// 支給年月日.
    #[serde(rename = "支給年月日", deserialize_with = "wareki::date")]
    pub paid_on: NaiveDate,
}

impl Copies {
    /// The rules that the values break.
    pub(super) fn broken_rules(&self) -> Vec<&'static str> {
        let mut broken = Vec::new();
        let mut demand = |holds: bool, rule: &'static str| {
            if !holds {
                broken.push(rule);
            }
        };
        if let Some(eligibility) = &self.eligibility {
            demand(
                eligibility.effective_from <= eligibility.valid_to,
                "有効期限は証発効期日より前にできません",
            );
            demand((1..=3).contains(&eligibility.copayment), "一部負担金割合は 1、2、3 のどれかです");
            demand(eligibility.domicile_exception <= 1, "住所地特例区分は 0 か 1 です");
        }
        for former in &self.former_eligibility {
            demand(former.acquired_on < former.lost_on, "資格喪失年月日は資格取得年月日より後です");
            demand(former.effective_from <= former.valid_to, "有効期限は証発効期日より前にできません");
            demand((1..=3).contains(&former.copayment), "一部負担金割合は 1、2、3 のどれかです");
            demand(former.domicile_exception <= 1, "住所地特例区分は 0 か 1 です");
        }
        for benefit in &self.combined_high_cost {
            demand(benefit.period_from <= benefit.period_to, "計算期間の終了は開始より前にできません");
            demand((1..=2).contains(&benefit.payment_kind), "支給区分は 1 か 2 です");
            demand(benefit.decided_on <= benefit.paid_on, "支給年月日は決定年月日より前にできません");
        }
        if let Some(benefit) = &self.funeral {
            demand(benefit.died_on <= benefit.applied_on, "申請年月日は死亡年月日より前にできません");
            demand(benefit.decided_on <= benefit.paid_on, "支給年月日は決定年月日より前にできません");
        }
        broken
    }
}
