//! Rules for one row of the three files of 副本, in the order in which the first fault is
//! reported. Must not know registered members and copies: E201, E202, E203, E403, E404
//! are found by the job.

use sogo_unyo_test::wire::{column, file_kind, row_error};

use super::{
    member_rows::check_insurer_number,
    moment::Moment,
    numbers,
    provision::CopyValues,
    row_fault::RowFault,
    row_fields::{Action, Fields},
    text,
};
use crate::refserver::defects::{self, Defects};

/// A kind of 特定個人情報 of which copies are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CopyKind {
    /// 資格情報(医療保険).
    Eligibility,
    /// 高額介護合算療養費.
    CombinedHighCost,
    /// 葬祭費.
    Funeral,
}

impl CopyKind {
    /// All kinds.
    pub(crate) const ALL: [Self; 3] = [Self::Eligibility, Self::CombinedHighCost, Self::Funeral];

    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Eligibility => file_kind::ELIGIBILITY,
            Self::CombinedHighCost => file_kind::COMBINED_HIGH_COST,
            Self::Funeral => file_kind::FUNERAL,
        }
    }

    /// By the name on the wire.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The code under which other institutions ask for the kind (synthetic on purpose).
    pub(crate) fn information_code(self) -> &'static str {
        match self {
            Self::Eligibility => "SIM-KK-0001",
            Self::CombinedHighCost => "SIM-KK-0002",
            Self::Funeral => "SIM-KK-0003",
        }
    }

    /// By the code under which other institutions ask.
    pub(crate) fn from_information_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.information_code() == code)
    }

    /// The columns of the file.
    pub(crate) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Eligibility => column::ELIGIBILITY,
            Self::CombinedHighCost => column::COMBINED_HIGH_COST,
            Self::Funeral => column::FUNERAL,
        }
    }

    /// The column that tells copies of one member apart.
    pub(crate) fn key_column(self) -> &'static str {
        match self {
            Self::Eligibility => "資格取得年月日",
            Self::CombinedHighCost => "計算期間開始年月日",
            Self::Funeral => "死亡年月日",
        }
    }

    /// The columns with which the period ends; the key column itself if it is a day.
    pub(crate) fn end_column(self) -> &'static str {
        match self {
            Self::Eligibility => "資格喪失年月日",
            Self::CombinedHighCost => "計算期間終了年月日",
            Self::Funeral => "死亡年月日",
        }
    }

    /// The columns that a copy keeps.
    pub(crate) fn kept_columns(self) -> impl Iterator<Item = &'static str> {
        self.columns().iter().copied().filter(|name| !matches!(*name, "処理区分" | "被保険者枝番"))
    }

    fn required(self) -> &'static [&'static str] {
        match self {
            Self::Eligibility => {
                &["保険者番号", "被保険者番号", "資格取得年月日", "取得事由", "一部負担金割合", "更新日時"]
            }
            Self::CombinedHighCost => &[
                "計算期間開始年月日",
                "計算期間終了年月日",
                "支給区分",
                "自己負担額",
                "決定年月日",
                "更新日時",
            ],
            Self::Funeral => &["死亡年月日", "申請年月日", "決定年月日", "支給額", "更新日時"],
        }
    }
}

/// A good row.
#[derive(Debug)]
pub(crate) struct CopyRow {
    pub(crate) action: Action,
    pub(crate) branch_number: String,
    /// `YYYYMMDD` of the key column.
    pub(crate) key: String,
    /// 被保険者番号, to be compared with the member's; eligibility only.
    pub(crate) insured_number: Option<String>,
    /// Values of the columns that a copy keeps, in their order.
    pub(crate) values: CopyValues,
    /// 更新日時 in RFC 3339; empty on a row that deletes.
    pub(crate) source_as_of: String,
}

/// What a row is checked against.
pub(crate) struct CopySurroundings {
    /// Of which the rows are.
    pub(crate) kind: CopyKind,
    /// 保険者番号 of the union.
    pub(crate) insurer_numbers: Vec<String>,
    /// Mistakes to be made.
    pub(crate) defects: Defects,
}

/// Checks one row.
pub(crate) fn read(fields: &Fields<'_>, around: &CopySurroundings) -> Result<CopyRow, RowFault> {
    let kind = around.kind;
    fields.require(&["処理区分", "被保険者枝番", kind.key_column()])?;
    let action = Action::from_value(fields.get("処理区分"));
    if action == Some(Action::Delete) {
        fields.date(kind.key_column())?;
        fields.check_characters()?;
    } else if action != Some(Action::Change) || !around.defects.has(&defects::CHANGES_NOT_CHECKED) {
        check_all(fields, around)?;
    }
    fields.one_of("処理区分", &["1", "2", "3"])?;
    Ok(CopyRow {
        action: action.unwrap_or(Action::New),
        branch_number: fields.get("被保険者枝番").to_owned(),
        key: fields.get(kind.key_column()).to_owned(),
        insured_number: fields.optional("被保険者番号"),
        values: kind.kept_columns().map(|name| (name, fields.get(name).to_owned())).collect(),
        source_as_of: Moment::parse_compact(fields.get("更新日時")).map(Moment::rfc3339).unwrap_or_default(),
    })
}

fn check_all(fields: &Fields<'_>, around: &CopySurroundings) -> Result<(), RowFault> {
    let kind = around.kind;
    fields.require(kind.required())?;
    if kind == CopyKind::Eligibility {
        if fields.is_blank("資格喪失年月日") != fields.is_blank("喪失事由") {
            return Err(RowFault::with_message(
                row_error::MISSING,
                "資格喪失年月日と喪失事由は両方を設定するか、両方を空にしてください",
            ));
        }
        if !numbers::insurance_number_is_valid(fields.get("被保険者番号")) {
            return Err(RowFault::plain(row_error::INSURED_NUMBER));
        }
        check_insurer_number(fields.get("保険者番号"), &around.insurer_numbers)?;
    }
    if kind == CopyKind::CombinedHighCost && fields.get("支給区分") == "1" {
        fields.require(&["支給額", "支給年月日"])?;
    }
    check_dates(kind, fields, &around.defects)?;
    fields.check_characters()?;
    check_values(kind, fields)
}

fn check_dates(kind: CopyKind, fields: &Fields<'_>, defects: &Defects) -> Result<(), RowFault> {
    let ordered: &[(&str, &str)] = match kind {
        CopyKind::Eligibility => &[("資格取得年月日", "資格喪失年月日"), ("証発効期日", "有効期限")],
        CopyKind::CombinedHighCost => {
            &[("計算期間開始年月日", "計算期間終了年月日"), ("決定年月日", "支給年月日")]
        }
        CopyKind::Funeral => &[("死亡年月日", "申請年月日"), ("決定年月日", "支給年月日")],
    };
    let pairs = if defects.has(&defects::VALIDITY_NOT_COMPARED) { 1 } else { ordered.len() };
    let same_day_is_before = defects.has(&defects::SAME_DAY_REFUSED);
    for (earlier, later) in &ordered[..pairs] {
        let (first, second) = (fields.optional_date(earlier)?, fields.optional_date(later)?);
        let reversed = |(first, second)| second < first || same_day_is_before && second == first;
        if first.zip(second).is_some_and(reversed) {
            let message = format!("{later}: {earlier}より前です");
            return Err(RowFault::with_message(row_error::DATE, message));
        }
    }
    text::compact_time(fields.get("更新日時"))
        .map(|_| ())
        .ok_or_else(|| RowFault::with_message(row_error::DATE, "更新日時: YYYYMMDDHHMMSSで設定してください"))
}

fn check_values(kind: CopyKind, fields: &Fields<'_>) -> Result<(), RowFault> {
    match kind {
        CopyKind::Eligibility => {
            fields.one_of("取得事由", &["01", "02", "03", "04", "05", "06", "99"])?;
            fields.one_of("喪失事由", &["", "01", "02", "03", "04", "05", "06", "99"])?;
            fields.one_of("一部負担金割合", &["1", "2", "3"])?;
            fields.one_of("住所地特例区分", &["", "0", "1"])
        }
        CopyKind::CombinedHighCost => {
            fields.one_of("支給区分", &["1", "2"])?;
            check_amounts(fields, &["自己負担額", "支給額"])
        }
        CopyKind::Funeral => check_amounts(fields, &["支給額"]),
    }
}

fn check_amounts(fields: &Fields<'_>, columns: &[&str]) -> Result<(), RowFault> {
    let wrong = columns.iter().find(|name| !fields.is_blank(name) && !text::is_amount(fields.get(name)));
    wrong.map_or(Ok(()), |name| {
        Err(RowFault::with_message(row_error::VALUE, format!("{name}: 半角数字10桁以内で設定してください")))
    })
}

/// Whether two eligibility periods share a day. The day of loss is no longer covered, and
/// a person who loses one qualification may gain another on that day.
pub(crate) fn periods_overlap(first: (&str, &str), second: (&str, &str)) -> bool {
    let open = |end: &str| if end.is_empty() { "99999999".to_owned() } else { end.to_owned() };
    first.0 < open(second.1).as_str() && second.0 < open(first.1).as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ELIGIBILITY: [&str; 13] = [
        "1",
        "0123456789",
        "39131016",
        "12345674",
        "20150101",
        "01",
        "",
        "",
        "20160801",
        "20170731",
        "1",
        "0",
        "20170420120000",
    ];
    const COMBINED: [&str; 10] = [
        "1",
        "0123456789",
        "20150801",
        "20160731",
        "1",
        "600000",
        "40000",
        "20170201",
        "20170301",
        "20170420120000",
    ];
    const FUNERAL: [&str; 8] =
        ["1", "0123456789", "20170301", "20170310", "20170315", "50000", "20170401", "20170420120000"];

    fn code<const N: usize>(
        kind: CopyKind,
        mut row: [&'static str; N],
        place: usize,
        value: &'static str,
    ) -> Option<&'static str> {
        row[place] = value;
        let fields = Fields::new(kind.columns(), row.into_iter());
        let insurer_numbers = vec!["39131016".to_owned()];
        let around = CopySurroundings { kind, insurer_numbers, defects: Defects::default() };
        read(&fields, &around).err().map(|fault| fault.code)
    }

    #[test]
    fn faults_of_eligibility_rows() {
        for (place, value, expected) in [
            (0, "1", None),
            (6, "20170101", Some("E110")),
            (3, "12345675", Some("E106")),
            (2, "39131024", Some("E107")),
            (9, "20160731", Some("E108")),
            (12, "20170420", Some("E108")),
            (5, "07", Some("E112")),
            (10, "4", Some("E112")),
            (11, "2", Some("E112")),
            (0, "9", Some("E112")),
            (4, "", Some("E110")),
            (4, "20151301", Some("E108")),
        ] {
            assert_eq!(code(CopyKind::Eligibility, ELIGIBILITY, place, value), expected, "{place} {value}");
        }
    }

    #[test]
    fn faults_of_benefit_rows() {
        for (place, value, expected) in [
            (0, "1", None),
            (3, "20150731", Some("E108")),
            (8, "20170131", Some("E108")),
            (4, "3", Some("E112")),
            (6, "4万円", Some("E112")),
            (6, "", Some("E110")),
        ] {
            assert_eq!(code(CopyKind::CombinedHighCost, COMBINED, place, value), expected, "{place} {value}");
        }
        for (place, value, expected) in [
            (0, "1", None),
            (3, "20170228", Some("E108")),
            (6, "20170314", Some("E108")),
            (5, "-1", Some("E112")),
        ] {
            assert_eq!(code(CopyKind::Funeral, FUNERAL, place, value), expected, "{place} {value}");
        }
    }

    #[test]
    fn periods_that_touch_do_not_overlap() {
        assert!(!periods_overlap(("20150101", "20160101"), ("20160101", "")));
        assert!(periods_overlap(("20150101", "20160102"), ("20160101", "")));
        assert!(periods_overlap(("20150101", ""), ("20160101", "20170101")));
    }
}
