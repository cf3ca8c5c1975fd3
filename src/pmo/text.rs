//! An entry as a text for the console. Must not decide anything.

use super::{
    Filled,
    table::{change, since},
};
use crate::{plan::text_table, spec::to_wareki};
use std::fmt::Write as _;

/// The form with what changed, what is wrong and from what it was filled.
#[must_use]
pub fn text(filled: &Filled<'_>) -> String {
    let entry = &filled.entry;
    let mut text = format!(
        "デジタルPMO 入力項目 {} {} {}現在({})\n\n",
        entry.lot,
        entry.union.name,
        to_wareki(entry.on),
        since(filled.earlier.as_ref())
    );
    let mut rows = vec![["番号", "欄", "値", "変更", "根拠", "項目"].map(str::to_owned).to_vec()];
    for leaf in &entry.leaves {
        let before = filled.earlier.as_ref().and_then(|earlier| earlier.change_of(leaf));
        rows.push(vec![
            leaf.line.id.clone(),
            leaf.field.text().to_owned(),
            leaf.value.map_or_else(|| "-".to_owned(), super::Value::shown),
            change(before),
            leaf.basis.clone(),
            leaf.line.name.clone(),
        ]);
    }
    text.push_str(&text_table(&rows));
    let filled_in = entry.leaves.iter().filter(|leaf| leaf.value.is_some()).count();
    let _ = writeln!(text, "\n{}欄のうち{filled_in}欄を記入", entry.leaves.len());
    for finding in &filled.findings {
        let _ = writeln!(text, "{finding}");
    }
    text
}

/// A lot, one line a union.
#[must_use]
pub fn lot_text(lot: &str, entries: &[Filled<'_>]) -> String {
    let on = entries.first().map(|filled| to_wareki(filled.entry.on)).unwrap_or_default();
    let mut text = format!("デジタルPMO 入力項目 {lot} {on}現在\n\n");
    let head = ["広域連合", "記入", "変更", "前回", "誤り", "注意"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for filled in entries {
        let leaves = &filled.entry.leaves;
        let count = |severity| filled.findings.iter().filter(|one| one.severity == severity).count();
        let changed = filled.earlier.as_ref().map_or_else(
            || "-".to_owned(),
            |earlier| leaves.iter().filter(|leaf| earlier.change_of(leaf).is_some()).count().to_string(),
        );
        rows.push(vec![
            filled.entry.union.name.clone(),
            format!("{}/{}", leaves.iter().filter(|leaf| leaf.value.is_some()).count(), leaves.len()),
            changed,
            filled.earlier.as_ref().map_or_else(|| "なし".to_owned(), |earlier| to_wareki(earlier.on)),
            count(super::Severity::Error).to_string(),
            count(super::Severity::Warning).to_string(),
        ]);
    }
    text.push_str(&text_table(&rows));
    for filled in entries {
        for finding in &filled.findings {
            let _ = writeln!(text, "{} {finding}", filled.entry.union.short_name);
        }
    }
    text
}
