//! What is wrong with an entry, or doubtful (domain.md §11). Must not change it.

use super::{Counts, Entry, Field, Value};
use crate::spec::to_wareki;
use std::fmt;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The entry must not be handed in like this.
    Error,
    /// Somebody should have a look.
    Warning,
}

/// Something wrong, or doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Number of the line of the form.
    pub line: String,
    /// What it is and what to do, in Japanese.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "誤り",
            Severity::Warning => "注意",
        };
        write!(f, "{word}: {} {}", self.line, self.what)
    }
}

/// Everything, in the order of the form.
#[must_use]
pub fn findings(entry: &Entry<'_>, counts: Counts) -> Vec<Finding> {
    let mut found = Vec::new();
    for leaf in &entry.leaves {
        let line = &leaf.line.id;
        let mut find = |severity, what: String| found.push(Finding { severity, line: line.clone(), what });
        if let Some(Value::Day(day)) = leaf.value
            && let Some(window) = entry.windows.get(line.as_str())
            && (day < window.from || window.to < day)
        {
            let (from, to) = (to_wareki(window.from), to_wareki(window.to));
            let (field, day) = (leaf.field.text(), to_wareki(day));
            find(Severity::Warning, format!("{field}({day})が、期間({from}から{to}まで)の外です"));
        }
        match (leaf.field, leaf.value) {
            (Field::Done, Some(Value::Day(done))) => match entry.value(line, Field::Begun) {
                Some(Value::Day(begun)) if begun > done => find(
                    Severity::Error,
                    format!("完了日({})が、開始日({})より前です", to_wareki(done), to_wareki(begun)),
                ),
                Some(_) => {}
                None => find(
                    Severity::Error,
                    format!(
                        "完了日({})があるのに、開始日がありません。testdata/plan/states.yaml に開始を書いてください",
                        to_wareki(done)
                    ),
                ),
            },
            (Field::Count, Some(Value::Count(count))) if counts.are_test_data && count == counts.all => find(
                Severity::Warning,
                "件数はテストデータのものです。実際の件数を、testdata/plan/states.yaml のこの広域連合に「加入者件数」として書いてください".to_owned(),
            ),
            (Field::Count, Some(Value::Count(count))) if count > counts.all => find(
                Severity::Error,
                format!("件数({count})が、全体の加入者情報の件数({})より多くなっています", counts.all),
            ),
            _ => {}
        }
    }
    found
}
