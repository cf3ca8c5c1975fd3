//! `testdata/identity_values.yaml`: the values of the 本人確認テスト with the answers that
//! they have to get.
//!
//! The ministry designates the real values and they are not public; these are stand-ins.
//! Must not know how a resident is found.

use super::{
    keyed::Keyed,
    members::Sex,
    number_text::{NumberTemplate, NumberText, WrongNumberTemplate},
    person::{Resident, ResidentStatus},
    unions::Union,
    wareki,
};
use crate::model::IndividualNumber;
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityValuesFile {
    #[serde(rename = "本人確認値")]
    pub(super) values: Keyed<IdentityValue>,
}

/// One value as written; `Specification::identity_case` makes an [`IdentityCase`] of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityValue {
    #[serde(rename = "照会区分")]
    by: InquiryBy,
    /// Whose number or four items are sent.
    #[serde(rename = "加入者")]
    pub(super) member: Option<String>,
    #[serde(rename = "個人番号")]
    number: Option<NumberTemplate>,
    #[serde(rename = "誤り個人番号")]
    wrong_number: Option<WrongNumberTemplate>,
    // What is written here is sent in place of the person's; empty leaves the item empty.
    #[serde(rename = "氏名")]
    name: Option<String>,
    #[serde(rename = "住所")]
    address: Option<String>,
    #[serde(rename = "性別コード")]
    sex_code: Option<String>,
    #[serde(rename = "生年月日文字列")]
    birth_date_text: Option<String>,
    #[serde(rename = "結果区分")]
    result: IdentityResult,
    #[serde(rename = "処理結果コード")]
    code: Option<String>,
    #[serde(rename = "結果の4情報")]
    four_items: Option<FourItemsTemplate>,
    #[serde(rename = "異動事由")]
    removal_reason: Option<ResidentStatus>,
    #[serde(rename = "異動年月日", default, deserialize_with = "wareki::optional_date")]
    removed_on: Option<NaiveDate>,
    /// What the value is for.
    #[serde(rename = "用途")]
    pub purpose: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FourItemsTemplate {
    #[serde(rename = "氏名")]
    name: String,
    #[serde(rename = "住所")]
    address: String,
    #[serde(rename = "性別")]
    sex: Sex,
    #[serde(rename = "生年月日", deserialize_with = "wareki::date")]
    birth_date: NaiveDate,
}

/// 照会区分.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum InquiryBy {
    /// By 個人番号.
    #[serde(rename = "個人番号")]
    Number,
    /// By 氏名, 住所, 性別 and 生年月日.
    #[serde(rename = "4情報")]
    FourItems,
}

impl InquiryBy {
    /// The code of the file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "1",
            Self::FourItems => "2",
        }
    }
}

/// 結果区分.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum IdentityResult {
    /// 一致
    #[serde(rename = "一致")]
    Matched,
    /// 該当なし
    #[serde(rename = "該当なし")]
    None,
    /// 複数該当
    #[serde(rename = "複数該当")]
    Several,
    /// 消除者
    #[serde(rename = "消除者")]
    Removed,
    /// 入力エラー
    #[serde(rename = "入力エラー")]
    InputError,
    /// 停止時間帯
    #[serde(rename = "停止時間帯")]
    Stopped,
}

impl IdentityResult {
    /// The text of the result file.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Matched => "一致",
            Self::None => "該当なし",
            Self::Several => "複数該当",
            Self::Removed => "消除者",
            Self::InputError => "入力エラー",
            Self::Stopped => "停止時間帯",
        }
    }
}

/// One row of a request file and what has to come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityCase {
    /// What is sent.
    pub request: IdentityRequest,
    /// 結果区分.
    pub result: IdentityResult,
    /// 処理結果コード; empty if the row is in order.
    pub code: String,
    /// The four items that come back.
    pub four_items: Option<FourItems>,
    /// The number that comes back with them.
    pub individual_number: Option<IndividualNumber>,
    /// 異動事由 and 異動年月日.
    pub removal: Option<Removal>,
}

/// A row of the request file without its 照会番号. `None` leaves a column empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityRequest {
    /// 照会区分.
    pub by: InquiryBy,
    /// 個人番号.
    pub individual_number: Option<NumberText>,
    /// 氏名.
    pub name: Option<String>,
    /// 住所.
    pub address: Option<String>,
    /// 性別 as its code.
    pub sex_code: Option<String>,
    /// 生年月日 as YYYYMMDD.
    pub birth_date: Option<String>,
}

/// 4情報.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FourItems {
    /// 氏名.
    pub name: String,
    /// 住所.
    pub address: String,
    /// 性別.
    pub sex: Sex,
    /// 生年月日.
    pub birth_date: NaiveDate,
}

/// Why and when a person left the 住基ネット.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// 異動事由.
    pub reason: ResidentStatus,
    /// 異動年月日.
    pub on: NaiveDate,
}

impl IdentityValue {
    /// The case for a union. `resident` is the registry's entry of the member named.
    pub(super) fn case(&self, union: &Union, resident: Option<&Resident>) -> IdentityCase {
        let by_items = self.by == InquiryBy::FourItems;
        let own = |written: &Option<String>, of: fn(&Resident) -> String| match written {
            Some(text) => Some(union.fill(text)).filter(|text| !text.is_empty()),
            None => resident.filter(|_| by_items).map(of),
        };
        let four_items = self.four_items.as_ref().map(|items| FourItems {
            name: items.name.clone(),
            address: union.fill(&items.address),
            sex: items.sex,
            birth_date: items.birth_date,
        });
        IdentityCase {
            request: IdentityRequest {
                by: self.by,
                individual_number: self.number_sent(union, resident.filter(|_| !by_items)),
                name: own(&self.name, |resident| resident.name.clone()),
                address: own(&self.address, |resident| resident.address.clone()),
                sex_code: own(&self.sex_code, |resident| resident.sex.code().to_owned()),
                birth_date: own(&self.birth_date_text, |resident| {
                    resident.birth_date.format("%Y%m%d").to_string()
                }),
            },
            result: self.result,
            code: self.code.clone().unwrap_or_default(),
            individual_number: resident
                .filter(|_| four_items.is_some())
                .map(|resident| resident.individual_number.clone()),
            four_items,
            removal: self.removal_reason.zip(self.removed_on).map(|(reason, on)| Removal { reason, on }),
        }
    }

    /// The rules that the value breaks.
    pub(super) fn broken_rules(&self) -> Vec<&'static str> {
        let is = |result: IdentityResult| self.result == result;
        let rules = [
            (
                self.four_items.is_some() == is(IdentityResult::Matched),
                "「結果の4情報」は結果区分が一致のときにだけ、必ず書きます",
            ),
            (
                self.removal_reason.is_some() == is(IdentityResult::Removed)
                    && self.removed_on.is_some() == is(IdentityResult::Removed),
                "「異動事由」と「異動年月日」は結果区分が消除者のときにだけ、必ず書きます",
            ),
            (
                self.code.is_some() == is(IdentityResult::InputError),
                "「処理結果コード」は結果区分が入力エラーのときにだけ、必ず書きます",
            ),
            (
                self.four_items.is_none() || self.member.is_some(),
                "結果区分が一致なら「加入者」に誰が返るかを書きます",
            ),
        ];
        rules.into_iter().filter(|(holds, _)| !holds).map(|(_, rule)| rule).collect()
    }

    fn number_sent(&self, union: &Union, resident: Option<&Resident>) -> Option<NumberText> {
        let prefecture = union.id.to_string();
        let written = self.number.as_ref().map(|number| number.fill(&prefecture));
        let wrong = || self.wrong_number.as_ref().map(|number| number.fill(&prefecture));
        let own = || resident.map(|resident| NumberText::Valid(resident.individual_number.clone()));
        written.or_else(wrong).or_else(own)
    }
}
