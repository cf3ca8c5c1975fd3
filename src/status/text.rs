//! A lot as a text for the console. Must not decide anything.

use super::{LotStatus, Overall, standing::item_word};
use crate::{plan::text_table, spec::to_wareki};
use std::fmt::Write as _;

/// One line a union, then what is late and next of those that are late.
#[must_use]
pub fn text(status: &LotStatus<'_>) -> String {
    let mut text = format!("進み具合 {} {}現在\n", status.lot.name, to_wareki(status.on));
    let counts: Vec<_> =
        Overall::ALL.iter().map(|overall| format!("{}{}", overall.text(), status.count(*overall))).collect();
    let _ = writeln!(text, "{}広域連合: {}\n", status.unions.len(), counts.join(" "));
    let head = ["広域連合", "状況", "準備作業", "1", "2", "3", "4", "5", "6", "7", "見通し"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for union in &status.unions {
        let (done, all) = union.tasks_done();
        let mut row = vec![
            format!("{} {}", union.union.id, union.union.short_name),
            format!("{}{}", union.overall.mark(), union.overall.text()),
            format!("{done}/{all}"),
        ];
        row.extend(union.items.iter().map(|(_, days)| item_word(days)));
        row.push(union.outlook());
        rows.push(row);
    }
    text.push_str(&text_table(&rows));
    for union in status.unions.iter().filter(|union| union.overall.is_late()) {
        let _ = writeln!(text, "\n{} {}", union.union.name, union.overall.text());
        for late in &union.late {
            let _ = writeln!(text, "  遅れ: {late}");
        }
        for next in &union.next {
            let _ = writeln!(text, "  次: {next}");
        }
    }
    text
}
