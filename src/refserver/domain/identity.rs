//! 本人確認: rules for a request row and the comparison with residents. Three equal items
//! are never a match: mistaken links of that kind are what the fourth item is for.
//! Must not know where residents are kept.

use chrono::NaiveDate;
use sogo_unyo_test::wire::{identity_result, row_error};

use super::{
    super::defects::{self, Defects},
    numbers::{IndividualNumber, NumberFault},
    row_fault::RowFault,
    row_fields::Fields,
    states::ResidentStatus,
    text,
};

/// A person as the 住基ネット knows them.
#[derive(Debug, Clone)]
pub(crate) struct Resident {
    pub(crate) number: IndividualNumber,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) address: String,
    pub(crate) sex: String,
    pub(crate) birth_date: NaiveDate,
    pub(crate) status: ResidentStatus,
    pub(crate) changed_on: Option<NaiveDate>,
}

/// A good request row.
#[derive(Debug)]
pub(crate) enum IdentityRequest {
    /// 照会区分 1.
    ByNumber(IndividualNumber),
    /// 照会区分 2.
    ByFourItems(FourItems),
}

/// 氏名, 住所, 性別, 生年月日.
#[derive(Debug)]
pub(crate) struct FourItems {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) sex: String,
    pub(crate) birth_date: NaiveDate,
}

const FOUR: [&str; 4] = ["氏名", "住所", "性別", "生年月日"];

/// Checks one row.
pub(crate) fn read(fields: &Fields<'_>, defects: &Defects) -> Result<IdentityRequest, RowFault> {
    fields.require(&["照会番号", "照会区分"])?;
    let by_number = match fields.get("照会区分") {
        "1" => true,
        "2" => false,
        _ => {
            fields.check_characters()?;
            fields.one_of("照会区分", &["1", "2"])?;
            false
        }
    };
    if by_number {
        if fields.is_blank("個人番号") {
            return Err(RowFault::plain(row_error::NUMBER_MISSING));
        }
        let verify = !defects.has(&defects::IDENTITY_CHECK_DIGIT_NOT_VERIFIED);
        let number = IndividualNumber::parse(fields.get("個人番号"), verify).map_err(|fault| {
            RowFault::plain(match fault {
                NumberFault::Format => row_error::NUMBER_FORMAT,
                NumberFault::CheckDigit => row_error::NUMBER_CHECK_DIGIT,
            })
        })?;
        fields.check_characters()?;
        return match FOUR.iter().find(|name| !fields.is_blank(name)) {
            Some(name) => Err(superfluous(name)),
            None => Ok(IdentityRequest::ByNumber(number)),
        };
    }
    if !defects.has(&defects::IDENTITY_MISSING_ITEM_ACCEPTED) {
        fields.require(&FOUR)?;
    }
    let birth_date = fields.date("生年月日")?;
    fields.check_characters()?;
    fields.one_of("性別", &["1", "2"])?;
    if !fields.is_blank("個人番号") {
        return Err(superfluous("個人番号"));
    }
    Ok(IdentityRequest::ByFourItems(FourItems {
        name: fields.get("氏名").trim().to_owned(),
        address: fields.get("住所").trim().to_owned(),
        sex: fields.get("性別").to_owned(),
        birth_date,
    }))
}

fn superfluous(column: &str) -> RowFault {
    RowFault::with_message(row_error::VALUE, format!("{column}: この照会区分では設定しないでください"))
}

impl FourItems {
    /// Whether all four items are equal, after trimming.
    pub(crate) fn match_resident(&self, resident: &Resident, defects: &Defects) -> bool {
        (self.name == resident.name.trim() || defects.has(&defects::IDENTITY_NAME_NOT_COMPARED))
            && (self.address == resident.address.trim()
                || defects.has(&defects::IDENTITY_ADDRESS_NOT_COMPARED))
            && (self.sex == resident.sex || defects.has(&defects::IDENTITY_SEX_NOT_COMPARED))
            && self.birth_date == resident.birth_date
    }
}

/// The answer to one request.
#[derive(Debug)]
pub(crate) enum IdentityAnswer {
    /// One living resident.
    Matched(Resident),
    /// One resident who died or moved abroad.
    Removed(Resident),
    /// Nobody.
    None,
    /// More than one; no values are given.
    Several,
    /// The 住基ネット does not answer now.
    Stopped,
}

impl IdentityAnswer {
    /// Judges what was found.
    pub(crate) fn judge(mut found: Vec<Resident>, defects: &Defects) -> Self {
        if found.len() > 1 && !defects.has(&defects::IDENTITY_FIRST_OF_SEVERAL) {
            let as_none = defects.has(&defects::IDENTITY_SEVERAL_AS_NONE);
            return if as_none { Self::None } else { Self::Several };
        }
        match found.pop() {
            None => Self::None,
            Some(resident)
                if resident.status == ResidentStatus::Present
                    || defects.has(&defects::IDENTITY_REMOVED_AS_MATCHED) =>
            {
                Self::Matched(resident)
            }
            Some(resident) => Self::Removed(resident),
        }
    }

    /// 結果区分.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Matched(_) => identity_result::MATCHED,
            Self::Removed(_) => identity_result::REMOVED,
            Self::None => identity_result::NONE,
            Self::Several => identity_result::SEVERAL,
            Self::Stopped => identity_result::STOPPED,
        }
    }

    /// The fields from 個人番号 to 異動年月日 of the result row. This is the one place
    /// where the server gives out an individual number.
    pub(crate) fn fields(&self, defects: &Defects) -> [String; 7] {
        match self {
            Self::Matched(resident) => [
                resident.number.expose(),
                name_told(resident, defects),
                address_told(resident, defects),
                resident.sex.clone(),
                text::compact(resident.birth_date),
                String::new(),
                String::new(),
            ],
            Self::Removed(resident) => {
                let mut fields: [String; 7] = Default::default();
                let fixed = defects.has(&defects::IDENTITY_REMOVAL_REASON_FIXED);
                let reason = if fixed { ResidentStatus::Dead } else { resident.status };
                reason.text().clone_into(&mut fields[5]);
                let early = i64::from(defects.has(&defects::IDENTITY_REMOVAL_DATE_EARLY));
                let changed_on = resident.changed_on.map(|day| day - chrono::Duration::days(early));
                fields[6] = changed_on.map(text::compact).unwrap_or_default();
                fields
            }
            Self::None | Self::Several | Self::Stopped => Default::default(),
        }
    }
}

fn name_told(resident: &Resident, defects: &Defects) -> String {
    match defects.has(&defects::IDENTITY_SPACE_NARROWED) {
        true => resident.name.replace('　', " "),
        false => resident.name.clone(),
    }
}

fn address_told(resident: &Resident, defects: &Defects) -> String {
    match defects.has(&defects::IDENTITY_ADDRESS_CUT) {
        true => resident.address.chars().take(30).collect(),
        false => resident.address.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sogo_unyo_test::wire::column;

    fn resident(status: ResidentStatus) -> Resident {
        Resident {
            number: IndividualNumber::from_store(123_456_789_018),
            name: "試験 一郎".to_owned(),
            kana: "シケン イチロウ".to_owned(),
            address: "東京都千代田区１".to_owned(),
            sex: "1".to_owned(),
            birth_date: NaiveDate::from_ymd_opt(1940, 1, 1).expect("valid"),
            status,
            changed_on: NaiveDate::from_ymd_opt(2017, 3, 1),
        }
    }

    fn request(row: [&'static str; 7]) -> Result<IdentityRequest, RowFault> {
        read(&Fields::new(column::IDENTITY_REQUESTS, row.into_iter()), &Defects::default())
    }

    #[test]
    fn three_equal_items_are_no_match() {
        let matches = |row| match request(row) {
            Ok(IdentityRequest::ByFourItems(items)) => {
                items.match_resident(&resident(ResidentStatus::Present), &Defects::default())
            }
            _ => panic!("a request by four items"),
        };
        assert!(matches(["1", "2", "", " 試験 一郎", "東京都千代田区１ ", "1", "19400101"]));
        assert!(!matches(["1", "2", "", "試験 一郎", "東京都千代田区２", "1", "19400101"]));
        assert!(!matches(["1", "2", "", "試験一郎", "東京都千代田区１", "1", "19400101"]));
        assert!(!matches(["1", "2", "", "試験 一郎", "東京都千代田区１", "2", "19400101"]));
        assert!(!matches(["1", "2", "", "試験 一郎", "東京都千代田区１", "1", "19400102"]));
    }

    #[test]
    fn faults_of_requests() {
        for (row, code) in [
            (["1", "1", "", "", "", "", ""], "E101"),
            (["1", "1", "12345", "", "", "", ""], "E102"),
            (["1", "1", "123456789012", "", "", "", ""], "E103"),
            (["1", "1", "123456789018", "余分", "", "", ""], "E112"),
            (["1", "2", "", "試験", "", "1", "19400101"], "E110"),
            (["1", "2", "", "試験", "東京都", "1", "1940"], "E108"),
            (["1", "2", "", "試験", "東京都", "3", "19400101"], "E112"),
            (["1", "3", "", "", "", "", ""], "E112"),
        ] {
            assert_eq!(request(row).expect_err("a fault").code, code);
        }
    }

    #[test]
    fn values_are_given_only_for_one_match() {
        let none = &Defects::default();
        let present = resident(ResidentStatus::Present);
        assert_eq!(IdentityAnswer::judge(vec![present.clone()], none).fields(none)[0], "123456789018");
        let several = IdentityAnswer::judge(vec![present.clone(), present], none);
        assert_eq!(several.class(), "複数該当");
        assert!(several.fields(none).iter().all(String::is_empty));
        let removed = IdentityAnswer::judge(vec![resident(ResidentStatus::Dead)], none);
        assert_eq!(removed.fields(none), ["", "", "", "", "", "死亡", "20170301"]);
        assert_eq!(IdentityAnswer::judge(vec![], none).class(), "該当なし");
    }
}
