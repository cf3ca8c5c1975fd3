//! Entries as CSV (RFC 4180, UTF-8 with a byte order mark, for the spreadsheets of an
//! office), one row a field. Dates are western, `2017-04-28`.

use super::{Earlier, Filled};

/// The columns.
pub(super) const COLUMNS: [&str; 13] = [
    "都道府県番号",
    "広域連合",
    "ロット",
    "時点",
    "番号",
    "項目種別",
    "目的",
    "項目",
    "欄",
    "値",
    "前回から変更",
    "根拠",
    "入力",
];

/// Entries of one union or of several.
#[must_use]
pub fn csv_text(entries: &[Filled<'_>]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    for filled in entries {
        for row in rows(filled) {
            let _ = writer.write_record(row);
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

/// The rows of a union.
pub(super) fn rows<'a>(filled: &'a Filled<'_>) -> impl Iterator<Item = [String; 13]> + 'a {
    let entry = &filled.entry;
    entry.leaves.iter().map(|leaf| {
        [
            entry.union.id.to_string(),
            entry.union.name.clone(),
            entry.lot.to_owned(),
            entry.on.to_string(),
            leaf.line.id.clone(),
            leaf.line.kind.clone(),
            leaf.line.purpose.clone(),
            leaf.line.name.clone(),
            leaf.field.text().to_owned(),
            leaf.value.map(|value| value.to_string()).unwrap_or_default(),
            change(filled.earlier.as_ref().and_then(|earlier| earlier.change_of(leaf))),
            leaf.basis.clone(),
            leaf.line.phase.text().to_owned(),
        ]
    })
}

/// How a change is told; empty if there is none.
pub(super) fn change(before: Option<&str>) -> String {
    match before {
        None => String::new(),
        Some("") => "新たに入力".to_owned(),
        Some(before) => format!("前回 {before}"),
    }
}

/// Since when changes are told.
pub(super) fn since(earlier: Option<&Earlier>) -> String {
    match earlier {
        Some(earlier) => format!("前回の入力は{}", crate::spec::to_wareki(earlier.on)),
        None => "前回の入力はありません".to_owned(),
    }
}
