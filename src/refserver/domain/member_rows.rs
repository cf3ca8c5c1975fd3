//! Rules for one row of 加入者情報一括登録ファイル, in the order in which the contract
//! wants the first fault reported. Must not know other rows or registered members: E105,
//! E104 and E201 are found by the job.

use chrono::NaiveDate;
use sogo_unyo_test::wire::{column, row_error};

use super::{
    numbers::{self, IndividualNumber, NumberFault},
    row_fault::RowFault,
    row_fields::{Action, Fields},
};
use crate::refserver::defects::{self, Defects};

/// What a good row asks for.
#[derive(Debug)]
pub(crate) enum MemberRow {
    /// 処理区分 1.
    New(MemberValues),
    /// 処理区分 2, of a branch number.
    Change(String, MemberValues),
    /// 処理区分 3, of a branch number.
    Delete(String),
}

/// The attributes of a member.
#[derive(Debug, Clone)]
pub(crate) struct MemberValues {
    pub(crate) number: IndividualNumber,
    pub(crate) insurer_number: String,
    pub(crate) insured_number: String,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) birth_date: NaiveDate,
    pub(crate) sex: String,
    pub(crate) postal_code: Option<String>,
    pub(crate) address: String,
    pub(crate) qualified_on: NaiveDate,
    pub(crate) lost_on: Option<NaiveDate>,
    pub(crate) access_group: Option<String>,
}

/// What a row is checked against.
pub(crate) struct MemberSurroundings {
    /// The server's day.
    pub(crate) today: NaiveDate,
    /// 保険者番号 of the union.
    pub(crate) insurer_numbers: Vec<String>,
    /// Codes of the registered access groups.
    pub(crate) access_groups: Vec<String>,
    /// Mistakes to be made.
    pub(crate) defects: Defects,
}

/// Checks one row.
pub(crate) fn read(fields: &Fields<'_>, around: &MemberSurroundings) -> Result<MemberRow, RowFault> {
    let action = Action::from_value(fields.get("処理区分"));
    let needs_branch = matches!(action, Some(Action::Change | Action::Delete));
    fields.require(&["レコード番号", "処理区分"])?;
    if needs_branch {
        fields.require(&["被保険者枝番"])?;
    }
    let branch = fields.get("被保険者枝番").to_owned();
    if action == Some(Action::Delete) {
        fields.check_characters()?;
        return Ok(MemberRow::Delete(branch));
    }
    if around.defects.has(&defects::LATER_FAULT_TOLD) {
        fields.one_of("性別", &["1", "2"])?;
    }
    let values = read_values(fields, action, around)?;
    if action != Some(Action::Change) || !around.defects.has(&defects::SEX_NOT_CHECKED_ON_CHANGES) {
        fields.one_of("性別", &["1", "2"])?;
    }
    fields.one_of("処理区分", &["1", "2", "3"])?;
    match action {
        Some(Action::Change) => Ok(MemberRow::Change(branch, values)),
        _ if branch.is_empty() => Ok(MemberRow::New(values)),
        _ => Err(RowFault::with_message(
            row_error::VALUE,
            "被保険者枝番: 新規のときは設定しないでください(枝番は中間サーバーが払い出します)",
        )),
    }
}

fn read_values(
    fields: &Fields<'_>,
    action: Option<Action>,
    around: &MemberSurroundings,
) -> Result<MemberValues, RowFault> {
    let optional = [
        "レコード番号",
        "処理区分",
        "個人番号",
        "郵便番号",
        "資格喪失年月日",
        "アクセスグループコード",
        "被保険者枝番",
    ];
    let required: Vec<&str> =
        column::MEMBERS.iter().copied().filter(|name| !optional.contains(name)).collect();
    fields.require(&required)?;
    if fields.is_blank("個人番号") && !around.defects.has(&defects::MISSING_NUMBER_TOLD_AS_FORMAT) {
        return Err(RowFault::plain(row_error::NUMBER_MISSING));
    }
    let unverified = around.defects.has(&defects::CHECK_DIGIT_NOT_VERIFIED)
        || action == Some(Action::Change)
            && around.defects.has(&defects::CHECK_DIGIT_NOT_VERIFIED_ON_CHANGES);
    let number = IndividualNumber::parse(fields.get("個人番号"), !unverified).map_err(|fault| {
        RowFault::plain(match fault {
            NumberFault::Format => row_error::NUMBER_FORMAT,
            NumberFault::CheckDigit => row_error::NUMBER_CHECK_DIGIT,
        })
    })?;
    if !numbers::insurance_number_is_valid(fields.get("被保険者番号")) {
        return Err(RowFault::at(row_error::INSURED_NUMBER, "被保険者番号"));
    }
    if !around.defects.has(&defects::INSURER_NUMBER_OF_ANY_UNION) {
        check_insurer_number(fields.get("保険者番号"), &around.insurer_numbers)?;
    }
    let birth_date = fields.date("生年月日")?;
    let qualified_on = fields.date("資格取得年月日")?;
    let lost_on = fields.optional_date("資格喪失年月日")?;
    if birth_date > around.today && !around.defects.has(&defects::FUTURE_BIRTH_ACCEPTED) {
        return Err(RowFault::with_message(row_error::DATE, "生年月日: 未来の日付です"));
    }
    let same_day_is_before = around.defects.has(&defects::LOSS_ON_FIRST_DAY_REFUSED);
    if lost_on.is_some_and(|lost_on| lost_on < qualified_on || same_day_is_before && lost_on == qualified_on)
    {
        return Err(RowFault::with_message(row_error::DATE, "資格喪失年月日: 資格取得年月日より前です"));
    }
    if !around.defects.has(&defects::UNENCODABLE_CHARACTER_ACCEPTED) {
        fields.check_characters()?;
    }
    let access_group = fields.optional("アクセスグループコード");
    if access_group.as_ref().is_some_and(|group| !around.access_groups.contains(group)) {
        return Err(RowFault::plain(row_error::ACCESS_GROUP));
    }
    Ok(MemberValues {
        number,
        insurer_number: fields.get("保険者番号").to_owned(),
        insured_number: fields.get("被保険者番号").to_owned(),
        name: fields.get("氏名").to_owned(),
        kana: fields.get("氏名カナ").to_owned(),
        birth_date,
        sex: fields.get("性別").to_owned(),
        postal_code: fields.optional("郵便番号"),
        address: fields.get("住所").to_owned(),
        qualified_on,
        lost_on,
        access_group,
    })
}

/// E107 unless the check digit is right and the number is one of the union's.
pub(crate) fn check_insurer_number(number: &str, of_the_union: &[String]) -> Result<(), RowFault> {
    if numbers::insurance_number_is_valid(number) && of_the_union.iter().any(|own| own == number) {
        return Ok(());
    }
    Err(RowFault::plain(row_error::INSURER_NUMBER))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [&str; 15] = [
        "1",
        "1",
        "39131016",
        "12345674",
        "123456789018",
        "試験 一郎",
        "シケン イチロウ",
        "19400101",
        "1",
        "",
        "東京都千代田区",
        "20150101",
        "",
        "",
        "",
    ];

    fn around() -> MemberSurroundings {
        MemberSurroundings {
            today: NaiveDate::from_ymd_opt(2017, 4, 24).expect("valid"),
            insurer_numbers: vec!["39131016".into(), "39130001".into()],
            access_groups: vec!["G1".into()],
            defects: Defects::default(),
        }
    }

    fn code_with(changes: &[(usize, &'static str)]) -> Option<&'static str> {
        let mut row = GOOD;
        for (place, value) in changes {
            row[*place] = value;
        }
        let fields = Fields::new(column::MEMBERS, row.into_iter());
        read(&fields, &around()).err().map(|fault| fault.code)
    }

    #[test]
    fn a_good_row_is_read() {
        assert_eq!(code_with(&[]), None);
        assert_eq!(code_with(&[(1, "2"), (14, "0123456789")]), None);
        assert_eq!(code_with(&[(13, "G1"), (12, "20170401")]), None);
    }

    #[test]
    fn each_fault_has_its_code() {
        for (place, value, code) in [
            (0, "", "E110"),
            (5, "　", "E110"),
            (4, "", "E101"),
            (4, "12345678901", "E102"),
            (4, "123456789012", "E103"),
            (3, "12345675", "E106"),
            (2, "39131024", "E107"),
            (2, "39130001", "E107"),
            (7, "19400231", "E108"),
            (7, "20170425", "E108"),
            (12, "20141231", "E108"),
            (5, "\u{E000}", "E109"),
            (13, "G9", "E111"),
            (8, "3", "E112"),
            (1, "4", "E112"),
            (14, "0123456789", "E112"),
        ] {
            assert_eq!(code_with(&[(place, value)]), Some(code), "column {place} = {value}");
        }
    }

    #[test]
    fn the_first_fault_in_order_is_reported() {
        assert_eq!(code_with(&[(4, ""), (5, "")]), Some("E110"));
        assert_eq!(code_with(&[(4, "123456789012"), (3, "12345675")]), Some("E103"));
        assert_eq!(code_with(&[(8, "9"), (7, "x")]), Some("E108"));
    }

    #[test]
    fn a_deletion_needs_little() {
        let mut row = [""; 15];
        (row[0], row[1]) = ("1", "3");
        let read_row =
            |row: [&'static str; 15]| read(&Fields::new(column::MEMBERS, row.into_iter()), &around());
        assert_eq!(read_row(row).expect_err("no branch").code, "E110");
        row[14] = "0123456789";
        assert!(matches!(read_row(row), Ok(MemberRow::Delete(_))));
    }

    #[test]
    fn no_message_repeats_the_number() {
        let mut row = GOOD;
        row[4] = "123456789012";
        let fault = read(&Fields::new(column::MEMBERS, row.into_iter()), &around()).expect_err("check digit");
        assert!(!fault.message.contains("123456789012"));
    }
}
