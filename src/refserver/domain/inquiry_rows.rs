//! Rules for one row of 情報照会一括要求ファイル. Must not know members, permissions or
//! other rows.

use sogo_unyo_test::wire::row_error;

use super::{row_fault::RowFault, row_fields::Fields, text};

const CODES: [&str; 3] = ["事務手続コード", "照会先機関コード", "特定個人情報コード"];

/// A row whose form is right.
#[derive(Debug)]
pub(crate) struct InquiryRow {
    pub(crate) branch: String,
    pub(crate) procedure_code: String,
    pub(crate) provider: String,
    pub(crate) information_code: String,
    /// `YYYYMMDD`.
    pub(crate) period_from: Option<String>,
    /// `YYYYMMDD`.
    pub(crate) period_to: Option<String>,
}

/// Checks one row: E110, E108, E109, E112.
pub(crate) fn read(fields: &Fields<'_>) -> Result<InquiryRow, RowFault> {
    fields.require(&["照会番号", "被保険者枝番"])?;
    fields.require(&CODES)?;
    let from = fields.optional_date("対象期間開始")?;
    let to = fields.optional_date("対象期間終了")?;
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(RowFault::at(row_error::DATE, "対象期間終了"));
    }
    fields.check_characters()?;
    if let Some(column) = CODES.iter().find(|column| !text::is_code(fields.get(column))) {
        return Err(RowFault::at(row_error::VALUE, column));
    }
    Ok(InquiryRow {
        branch: fields.get("被保険者枝番").to_owned(),
        procedure_code: fields.get("事務手続コード").to_owned(),
        provider: fields.get("照会先機関コード").to_owned(),
        information_code: fields.get("特定個人情報コード").to_owned(),
        period_from: from.map(text::compact),
        period_to: to.map(text::compact),
    })
}
