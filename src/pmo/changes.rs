//! The entry before: read back from the CSV that was written then. Must not know where that
//! file lies.

use super::Leaf;
use crate::model::UnionId;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// An entry that was made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its day.
    pub on: NaiveDate,
    /// What stood in each field.
    values: BTreeMap<String, String>,
}

/// A CSV that is no entry.
#[derive(Debug, thiserror::Error)]
pub enum EarlierError {
    /// It is not a table.
    #[error("CSVとして読めません({0})")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("列「{0}」がありません")]
    Column(&'static str),
}

impl Earlier {
    /// The entry of a union in a CSV; `None` if the CSV has none of it.
    ///
    /// # Errors
    /// [`EarlierError`] if the text is not what [`super::csv_text`] writes.
    pub fn read(text: &str, union: UnionId, on: NaiveDate) -> Result<Option<Self>, EarlierError> {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = reader.headers()?.clone();
        let column = |name: &'static str| {
            headers.iter().position(|header| header == name).ok_or(EarlierError::Column(name))
        };
        let (number, line) = (column("都道府県番号")?, column("番号")?);
        let (field, value) = (column("欄")?, column("値")?);
        let mut values = BTreeMap::new();
        for row in reader.records() {
            let row = row?;
            let cell = |place: usize| row.get(place).unwrap_or_default();
            if cell(number) == union.to_string() {
                values.insert(format!("{} {}", cell(line), cell(field)), cell(value).to_owned());
            }
        }
        Ok((!values.is_empty()).then_some(Self { on, values }))
    }

    /// What stood in a field before, if it is not what stands there now; empty if nothing did.
    #[must_use]
    pub fn change_of(&self, leaf: &Leaf<'_>) -> Option<&str> {
        let now = leaf.value.map(|value| value.to_string()).unwrap_or_default();
        let before = self.values.get(&leaf.id()).map_or("", String::as_str);
        (before != now).then_some(before)
    }
}
