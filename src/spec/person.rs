//! A member of the test data as an insured person of one union, and as a resident.
//!
//! Must not know YAML.

use super::{
    members::{AcquisitionReason, LossReason, Member, Qualification, Sex},
    number_text::NumberText,
    unions::Union,
};
use crate::model::{IndividualNumber, InsuranceNumber};
use chrono::NaiveDate;
use serde::Deserialize;

/// An insured person at one union: what the union's own system has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name of the test data.
    pub key: String,
    /// 個人番号; `None` if the union does not have it.
    pub individual_number: Option<NumberText>,
    /// 保険者番号.
    pub insurer_number: InsuranceNumber,
    /// 被保険者番号; text, because some are wrong on purpose.
    pub insured_number: String,
    /// 氏名.
    pub name: String,
    /// 氏名カナ.
    pub kana: String,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// 性別.
    pub sex: Sex,
    /// 郵便番号.
    pub postal_code: String,
    /// 住所.
    pub address: String,
    /// 資格取得年月日.
    pub acquired_on: NaiveDate,
    /// 取得事由.
    pub acquisition_reason: AcquisitionReason,
    /// 資格喪失年月日.
    pub lost_on: Option<NaiveDate>,
    /// 喪失事由.
    pub loss_reason: Option<LossReason>,
    /// アクセスグループコード.
    pub access_group: Option<String>,
    /// What the 住基ネット has of the same person; its number is the true one.
    pub resident: Option<Resident>,
}

/// A person in the 住基ネット.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// 個人番号.
    pub individual_number: IndividualNumber,
    /// 氏名.
    pub name: String,
    /// 氏名カナ.
    pub kana: String,
    /// 住所.
    pub address: String,
    /// 性別.
    pub sex: Sex,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// Whether the person lives there.
    pub status: ResidentStatus,
    /// 異動年月日.
    pub changed_on: Option<NaiveDate>,
}

/// State of a person in the 住基ネット.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum ResidentStatus {
    /// 現存
    #[default]
    #[serde(rename = "現存")]
    Living,
    /// 死亡
    #[serde(rename = "死亡")]
    Dead,
    /// 国外転出
    #[serde(rename = "国外転出")]
    Abroad,
    /// The 住基ネット does not know the person.
    #[serde(rename = "なし")]
    Unknown,
}

impl ResidentStatus {
    /// The text of the contract.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Living => "現存",
            Self::Dead => "死亡",
            Self::Abroad => "国外転出",
            Self::Unknown => "なし",
        }
    }
}

impl Member {
    /// The member `key` as a person of `home`, insured at `insurer`. Both are the same
    /// unless the 相手広域連合 has a record of the same person.
    ///
    /// The individual number goes with the person, the 被保険者番号 with the insurer: 50
    /// above the prefecture number, so that guests never meet the insurer's own members.
    pub(super) fn person(
        &self,
        key: &str,
        home: &Union,
        insurer: &Union,
        access_group: Option<String>,
    ) -> Person {
        let is_guest = home.id != insurer.id;
        let prefecture = home.id.to_string();
        let own = Qualification {
            acquired_on: self.acquired_on,
            acquisition_reason: self.acquisition_reason,
            lost_on: self.lost_on,
            loss_reason: self.loss_reason,
        };
        let qualification = match &self.at_partner {
            Some(qualification) if is_guest => qualification.clone(),
            _ => own,
        };
        let insured_prefecture =
            if is_guest { (home.id.number() + 50).to_string() } else { prefecture.clone() };
        Person {
            key: key.to_owned(),
            individual_number: self
                .number
                .as_ref()
                .map(|number| number.fill(&prefecture))
                .or_else(|| self.wrong_number.as_ref().map(|number| number.fill(&prefecture))),
            insurer_number: insurer.insurer_number.clone(),
            insured_number: self.insured_number.fill(&insured_prefecture),
            name: self.name.clone(),
            kana: self.kana.clone(),
            birth_date: self.birth_date,
            sex: self.sex,
            postal_code: insurer.fill(&self.postal_code),
            address: insurer.fill(&self.address),
            acquired_on: qualification.acquired_on,
            acquisition_reason: qualification.acquisition_reason,
            lost_on: qualification.lost_on,
            loss_reason: qualification.loss_reason,
            access_group: access_group.filter(|_| !is_guest),
            resident: self.resident(home),
        }
    }

    fn resident(&self, home: &Union) -> Option<Resident> {
        let registry = &self.registry;
        if registry.status == ResidentStatus::Unknown {
            return None;
        }
        let number = registry.number.as_ref().or(self.number.as_ref())?.fill(&home.id.to_string());
        Some(Resident {
            individual_number: number.valid()?.clone(),
            name: registry.name.clone().unwrap_or_else(|| self.name.clone()),
            kana: registry.kana.clone().unwrap_or_else(|| self.kana.clone()),
            address: home.fill(registry.address.as_ref().unwrap_or(&self.address)),
            sex: self.sex,
            birth_date: self.birth_date,
            status: registry.status,
            changed_on: registry.changed_on,
        })
    }
}
