//! Residents of the 住基ネット as the control port takes them. Must not know the port.

use crate::model::IndividualNumber;
use chrono::NaiveDate;
use serde::Serialize;

/// A resident of the 住基ネット.
#[derive(Debug, Clone)]
pub struct ResidentSetting {
    /// 個人番号.
    pub individual_number: IndividualNumber,
    /// 氏名.
    pub name: String,
    /// 氏名カナ.
    pub kana: String,
    /// 住所.
    pub address: String,
    /// 1 男, 2 女.
    pub sex: String,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// 現存, 死亡, 国外転出.
    pub status: String,
    /// Day of the change of status.
    pub changed_on: Option<NaiveDate>,
}

/// Some thousand residents, as the text of a request: as values they would take a multiple.
pub struct ManyResidents {
    count: usize,
    text: String,
}

impl ManyResidents {
    /// Writes them one after the other.
    ///
    /// # Errors
    /// If one of them cannot be written.
    pub fn new(residents: impl Iterator<Item = ResidentSetting>) -> Result<Self, serde_json::Error> {
        let mut text = br#"{"residents":["#.to_vec();
        let mut count = 0;
        for resident in residents {
            if count > 0 {
                text.push(b',');
            }
            serde_json::to_writer(&mut text, &Body::from(&resident))?;
            count += 1;
        }
        text.extend_from_slice(b"]}");
        Ok(Self { count, text: String::from_utf8_lossy(&text).into_owned() })
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A few residents as a value.
pub(super) fn some(residents: &[ResidentSetting]) -> impl Serialize {
    #[derive(Serialize)]
    struct Some<'a> {
        residents: Vec<Body<'a>>,
    }
    Some { residents: residents.iter().map(Body::from).collect() }
}

#[derive(Serialize)]
struct Body<'a> {
    individual_number: &'a str,
    name: &'a str,
    kana: &'a str,
    address: &'a str,
    sex: &'a str,
    birth_date: NaiveDate,
    status: &'a str,
    changed_on: Option<NaiveDate>,
}

impl<'a> From<&'a ResidentSetting> for Body<'a> {
    fn from(resident: &'a ResidentSetting) -> Self {
        Self {
            individual_number: resident.individual_number.expose(),
            name: &resident.name,
            kana: &resident.kana,
            address: &resident.address,
            sex: &resident.sex,
            birth_date: resident.birth_date,
            status: &resident.status,
            changed_on: resident.changed_on,
        }
    }
}
