//! `testdata/unions.yaml`: the 47 広域連合 and the identifiers that the test gives them.
//!
//! Must not know lots or members.

use super::text;
use crate::model::{InsuranceNumber, UnionId};
use serde::{Deserialize, Deserializer};

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnionsFile {
    #[serde(rename = "広域連合")]
    pub(super) unions: Vec<Union>,
}

/// One 広域連合.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Union {
    /// 都道府県番号.
    #[serde(rename = "番号")]
    pub id: UnionId,
    /// Full name.
    #[serde(rename = "名称")]
    pub name: String,
    /// The prefecture, for example 東京都.
    #[serde(rename = "略称")]
    pub short_name: String,
    /// Insured persons in thousands. A design estimate (domain.md §9), for sizing only.
    #[serde(rename = "被保険者数推計千人")]
    pub insured_thousands: u32,
    /// 保険者番号. Synthetic.
    #[serde(rename = "保険者番号", deserialize_with = "insurance_number")]
    pub insurer_number: InsuranceNumber,
    /// Code by which the others name it as provider or inquirer. Synthetic.
    #[serde(rename = "機関コード")]
    pub institution_code: String,
    /// Identity of the 電子証明書 of its terminal. Synthetic.
    #[serde(rename = "電子証明書")]
    pub certificate: String,
}

impl Union {
    /// Whether a person who types `text` means this union: by number, prefecture (with or
    /// without 都府県) or full name.
    pub(super) fn is_called(&self, text: &str) -> bool {
        let number = text.parse::<u8>().is_ok_and(|number| number == self.id.number());
        number || [self.name.as_str(), &self.short_name, self.bare_name()].contains(&text)
    }

    /// The prefecture without 都, 府 or 県; 北海道 has nothing to leave out.
    fn bare_name(&self) -> &str {
        self.short_name.strip_suffix(['都', '府', '県']).unwrap_or(&self.short_name)
    }

    /// Fills `{県}` and `{都道府県}` in a text of the test data.
    #[must_use]
    pub fn fill(&self, template: &str) -> String {
        template.replace("{県}", &self.id.to_string()).replace("{都道府県}", &self.short_name)
    }
}

fn insurance_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<InsuranceNumber, D::Error> {
    text::parsed(deserializer, InsuranceNumber::parse)
}
