//! One row of a file, read by column names. Must not know where the row came from.

use super::{row_fault::RowFault, text};
use sogo_unyo_test::wire::row_error;

/// The fields of a row under the columns of its kind of file.
pub(crate) struct Fields<'a> {
    columns: &'static [&'static str],
    values: Vec<&'a str>,
}

impl<'a> Fields<'a> {
    /// Pairs columns and values; a file check made sure that there are as many.
    pub(crate) fn new(columns: &'static [&'static str], values: impl Iterator<Item = &'a str>) -> Self {
        Self { columns, values: values.collect() }
    }

    /// The value of a column; empty if the row is too short.
    pub(crate) fn get(&self, column: &str) -> &'a str {
        let place = self.columns.iter().position(|name| *name == column);
        place.and_then(|place| self.values.get(place)).copied().unwrap_or_default()
    }

    /// Whether the column is empty or blank.
    pub(crate) fn is_blank(&self, column: &str) -> bool {
        self.get(column).trim().is_empty()
    }

    /// The value of a column that may be absent.
    pub(crate) fn optional(&self, column: &str) -> Option<String> {
        (!self.is_blank(column)).then(|| self.get(column).to_owned())
    }

    /// E110 for the first of the columns that is blank.
    pub(crate) fn require(&self, columns: &[&str]) -> Result<(), RowFault> {
        columns
            .iter()
            .find(|column| self.is_blank(column))
            .map_or(Ok(()), |column| Err(RowFault::at(row_error::MISSING, column)))
    }

    /// E109 for the first column with a character that may not stand in a field.
    pub(crate) fn check_characters(&self) -> Result<(), RowFault> {
        self.columns
            .iter()
            .zip(&self.values)
            .find(|(_, value)| !text::characters_are_allowed(value))
            .map_or(Ok(()), |(column, _)| Err(RowFault::at(row_error::CHARACTER, column)))
    }

    /// E112 unless the value is among the permitted ones.
    pub(crate) fn one_of(&self, column: &str, permitted: &[&str]) -> Result<(), RowFault> {
        if permitted.contains(&self.get(column)) {
            return Ok(());
        }
        let message = format!("{column}: 次のいずれかを設定してください({})", permitted.join("、"));
        Err(RowFault::with_message(row_error::VALUE, message))
    }

    /// A required date, or E108.
    pub(crate) fn date(&self, column: &str) -> Result<chrono::NaiveDate, RowFault> {
        text::compact_date(self.get(column)).ok_or_else(|| RowFault::at(row_error::DATE, column))
    }

    /// A date that may be absent, or E108.
    pub(crate) fn optional_date(&self, column: &str) -> Result<Option<chrono::NaiveDate>, RowFault> {
        text::optional_date(self.get(column)).ok_or_else(|| RowFault::at(row_error::DATE, column))
    }
}

/// The fields of a row that goes to another thread.
pub(crate) struct OwnedFields {
    columns: &'static [&'static str],
    values: Vec<String>,
}

impl OwnedFields {
    /// Of a row that is being read.
    pub(crate) fn new(fields: &Fields<'_>) -> Self {
        let values = fields.values.iter().map(|value| (*value).to_owned()).collect();
        Self { columns: fields.columns, values }
    }

    /// To be read by column names.
    pub(crate) fn fields(&self) -> Fields<'_> {
        Fields::new(self.columns, self.values.iter().map(String::as_str))
    }
}

/// What a row asks for (処理区分).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// 1 新規
    New,
    /// 2 変更
    Change,
    /// 3 削除
    Delete,
}

impl Action {
    /// From the value of 処理区分.
    pub(crate) fn from_value(value: &str) -> Option<Self> {
        match value {
            "1" => Some(Self::New),
            "2" => Some(Self::Change),
            "3" => Some(Self::Delete),
            _ => None,
        }
    }
}
