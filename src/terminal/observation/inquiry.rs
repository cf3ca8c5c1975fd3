//! What stands on the screens of inquiries and of records of provision.

use super::{Line, Observed, fixed, value_piece, varying};
use crate::model::{InquiryState, ResultCode};
use crate::wire::screen;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;

/// 副本の提供開始日 of a kind.
#[derive(Debug, Clone, Deserialize)]
pub struct ProvisionStart {
    /// Kind of copy.
    pub kind: String,
    /// First day of provision, if set.
    pub start_date: Option<NaiveDate>,
}

impl Observed for ProvisionStart {
    fn screen(&self) -> &'static str {
        screen::PROVISION_START
    }

    fn lines(&self) -> Vec<Line> {
        let date = self.start_date.map_or_else(|| "未設定".to_owned(), |date| date.to_string());
        vec![vec![fixed(format!("{} 提供開始日 ", self.kind)), varying("日付", date)]]
    }
}

/// An inquiry and how far it has come.
#[derive(Debug, Clone, Deserialize)]
pub struct Inquiry {
    /// The number of the inquiry (処理通番).
    pub inquiry_id: String,
    /// State.
    pub state: InquiryState,
    /// Result code, once there is one.
    #[serde(default)]
    pub result_code: Option<String>,
    /// Values that came back.
    #[serde(default)]
    pub items: Vec<InquiryItem>,
    /// As of when the provider's original was.
    #[serde(default)]
    pub source_as_of: Option<DateTime<FixedOffset>>,
    /// Whom it is about; not on the answer to a registration.
    #[serde(default)]
    pub branch_number: String,
    /// Who was asked; not on the answer to a registration.
    #[serde(default)]
    pub provider_code: String,
    /// What was asked; not on the answer to a registration.
    #[serde(default)]
    pub information_code: String,
}

/// One value that came back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InquiryItem {
    /// Name of the item.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Observed for Inquiry {
    fn screen(&self) -> &'static str {
        if self.state.is_final() { screen::INQUIRY_RESULT } else { screen::INQUIRIES }
    }

    fn lines(&self) -> Vec<Line> {
        let state = match self.state {
            InquiryState::Received | InquiryState::Inquiring => "照会の途中",
            other => other.text(),
        };
        let mut first =
            vec![fixed("照会 "), varying("処理通番", &self.inquiry_id), fixed(format!(": {state}"))];
        if let Some(code) = &self.result_code {
            first.push(fixed(format!(" {}", ResultCode::describe(code))));
        }
        let mut items: Vec<_> = self.items.iter().filter(|item| !item.value.is_empty()).collect();
        items.sort_by(|one, other| one.name.cmp(&other.name));
        let items = items
            .into_iter()
            .map(|item| vec![fixed(format!("  {}: ", item.name)), value_piece(&item.name, &item.value)]);
        std::iter::once(first).chain(items).collect()
    }
}

/// Inquiries of the union, newest first.
#[derive(Debug, Clone)]
pub struct InquiryList {
    /// The entries.
    pub entries: Vec<Inquiry>,
}

impl Observed for InquiryList {
    fn screen(&self) -> &'static str {
        screen::INQUIRIES
    }

    /// Inquiries of earlier scenarios stand there too, so no entry is listed.
    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed("情報照会の一覧が表示される")]]
    }
}

/// 連絡窓口 of an institution.
#[derive(Debug, Clone, Deserialize)]
pub struct Contact {
    /// 機関コード.
    pub institution_code: String,
    /// Name of the institution.
    pub institution_name: String,
    /// Whom to ask.
    pub contact: String,
    /// Whether it takes part in the linkage already.
    pub linkage_started: bool,
}

/// Contacts found on the 情報共有サイト.
#[derive(Debug, Clone)]
pub struct ContactList {
    /// The entries.
    pub entries: Vec<Contact>,
}

impl Observed for ContactList {
    fn screen(&self) -> &'static str {
        screen::CONTACTS
    }

    fn lines(&self) -> Vec<Line> {
        let linkage = |started| if started { "開始済" } else { "未開始" };
        self.entries
            .iter()
            .map(|entry| {
                let text = format!(
                    "{}: {} 連携{}",
                    entry.institution_name,
                    entry.contact,
                    linkage(entry.linkage_started)
                );
                vec![fixed(text)]
            })
            .collect()
    }
}

/// A record of provision (情報提供等記録).
#[derive(Debug, Clone, Deserialize)]
pub struct ProvisionRecord {
    /// Number of the record.
    pub record_id: serde_json::Value,
    /// 照会 or 提供.
    pub direction: String,
    /// 処理通番 of the inquiry.
    pub process_number: String,
    /// Inquiring institution.
    pub inquirer: String,
    /// Providing institution.
    pub provider: String,
    /// When it was asked.
    pub requested_at: DateTime<FixedOffset>,
    /// When it was provided.
    #[serde(default)]
    pub provided_at: Option<DateTime<FixedOffset>>,
    /// Kind of information.
    pub information_code: String,
    /// Names of the items provided.
    #[serde(default)]
    pub items: Vec<String>,
    /// Result code.
    pub outcome: String,
    /// 不開示 mark.
    pub non_disclosure: bool,
}

impl ProvisionRecord {
    /// The record's number as it stands in a path.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.record_id {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// Records found.
#[derive(Debug, Clone)]
pub struct RecordList {
    /// The entries.
    pub entries: Vec<ProvisionRecord>,
}

impl Observed for RecordList {
    fn screen(&self) -> &'static str {
        screen::RECORDS
    }

    fn lines(&self) -> Vec<Line> {
        if self.entries.is_empty() {
            return vec![vec![fixed("該当する記録なし")]];
        }
        self.entries
            .iter()
            .map(|record| {
                vec![
                    fixed(format!("{} ", record.direction)),
                    varying("処理通番", &record.process_number),
                    fixed(" 照会者 "),
                    varying("機関", &record.inquirer),
                    fixed(" 提供者 "),
                    varying("機関", &record.provider),
                    fixed(format!(
                        " {} {} 提供日時{} 不開示{}",
                        record.information_code,
                        ResultCode::describe(&record.outcome),
                        if record.provided_at.is_some() { "あり" } else { "なし" },
                        if record.non_disclosure { "あり" } else { "なし" },
                    )),
                ]
            })
            .collect()
    }
}
