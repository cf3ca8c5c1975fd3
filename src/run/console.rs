//! What a run says while it goes on, and the table at its end.

use crate::{
    evidence::ledger,
    model::{
        FileThrough, ItemOutcome, PhaseProgress, RunEvent, ScenarioRecord, StepStatus, TestItem, UnionId,
        Verdict,
    },
    spec::Specification,
};
use std::{fmt::Write as _, path::Path};
use unicode_width::UnicodeWidthStr;

/// How much to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// A line per item and union, failures in full.
    #[default]
    Normal,
    /// Failures only, as under a test runner that has its own progress.
    Quiet,
    /// Nothing: whoever ordered the run tells what came of it.
    Silent,
}

/// What to print for an event, after those before it.
#[must_use]
pub(super) fn line(
    event: &RunEvent,
    before: &[RunEvent],
    specification: &Specification,
    style: Style,
    run_folder: &Path,
) -> Option<String> {
    let name = |union: UnionId| union_name(specification, union);
    match event {
        RunEvent::ItemFinished { union, item, tally, milliseconds } if style == Style::Normal => {
            Some(format!(
                "{}  {}  {}  ({}.{}秒)",
                pad(&name(*union), 11),
                pad(&item.column(), 16),
                counts(tally),
                milliseconds / 1000,
                milliseconds % 1000 / 100,
            ))
        }
        RunEvent::FileThrough(file) if style == Style::Normal => {
            Some(through(file, before, &name(file.union)))
        }
        _ if style == Style::Silent => None,
        RunEvent::ScenarioFinished(record) if is_told(record.verdict) => {
            Some(failure(record, &name(record.union), run_folder))
        }
        RunEvent::LaneFailed { union, message } => Some(format!("\nエラー {}: {message}", name(*union))),
        RunEvent::Interrupted { reason } => Some(format!("\n中断: {reason}")),
        RunEvent::Resumed { unfinished, removed, .. } => {
            let mut text = format!("再開: 途中だった試み{}件は、続く番号でやり直します", unfinished.len());
            for one in removed {
                let _ = write!(text, "\n  除いたもの: {one}");
            }
            Some(text)
        }
        _ => None,
    }
}

/// How far a registration of all members is.
fn through(file: &FileThrough, before: &[RunEvent], union: &str) -> String {
    let is_of_phase = |other: &&FileThrough| {
        (other.union, &other.scenario, other.attempt, &other.phase)
            == (file.union, &file.scenario, file.attempt, &file.phase)
    };
    let before = before.iter().filter_map(|event| match event {
        RunEvent::FileThrough(other) => Some(other),
        _ => None,
    });
    let files: Vec<_> = before.filter(is_of_phase).chain([file]).collect();
    let mut text =
        format!("{}  {} {} {}/{}ファイル", pad(union, 11), file.scenario, file.phase, file.file, file.files);
    if let Some(progress) = PhaseProgress::after(&files) {
        let _ = write!(text, "  {}件", progress.rows);
        if progress.bytes > 0 {
            let tenths = progress.bytes / 100_000;
            let _ = write!(text, "  {}.{}MB", tenths / 10, tenths % 10);
        }
        let _ = write!(text, "  毎秒{}件", progress.rows_a_second);
        if file.file < file.files {
            let (minutes, seconds) = (progress.seconds_left / 60, progress.seconds_left % 60);
            let _ = match minutes {
                0 => write!(text, "  残り約{seconds}秒"),
                _ => write!(text, "  残り約{minutes}分{seconds:02}秒"),
            };
        }
    }
    text
}

fn is_told(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Passed | Verdict::NotApplicable)
}

fn union_name(specification: &Specification, union: UnionId) -> String {
    let name = specification.union(union).map(|union| union.short_name.clone()).unwrap_or_default();
    format!("{union} {name}")
}

/// Lines of the last exchange that are shown; the whole is in the evidence.
const EXCHANGE_SHOWN: usize = 30;
/// Bytes that hold them in any case that is fit to be shown.
const EXCHANGE_READ: u64 = 64 * 1024;

fn failure(record: &ScenarioRecord, union: &str, run_folder: &Path) -> String {
    let again = if record.will_be_retried { "(再試行します)" } else { "" };
    let mut text = format!(
        "\n{}{again} {union} {} {}\n  {}:{}\n",
        record.verdict, record.id, record.name, record.file, record.line
    );
    let broken =
        record.steps.iter().find(|step| !matches!(step.status, StepStatus::Passed | StepStatus::Skipped));
    if let Some(step) = broken {
        let _ = writeln!(text, "  {}:{} {} {}", record.file, step.line, step.keyword, step.text);
        for line in step.message.iter().flat_map(|message| message.lines()) {
            let _ = writeln!(text, "    {line}");
        }
    }
    text.push_str(&last_exchange(record, run_folder));
    for line in record.reason.iter().flat_map(|reason| reason.lines()) {
        let _ = writeln!(text, "    {line}");
    }
    text
}

/// The last thing that was captured in the scenario, and where it is.
fn last_exchange(record: &ScenarioRecord, run_folder: &Path) -> String {
    let last = record.steps.iter().flat_map(|step| &step.captures).max();
    let capture = last.and_then(|sequence| ledger::find(run_folder, *sequence));
    let Some(capture) = capture else { return String::new() };
    let mut text = format!("    最後のやり取り: {}\n    証跡: {}\n", capture.title, capture.file);
    let content = ledger::beginning(run_folder, &capture, EXCHANGE_READ);
    for line in content.lines().filter(|line| !line.is_empty()).take(EXCHANGE_SHOWN) {
        let _ = writeln!(text, "      | {line}");
    }
    text
}

fn counts(tally: &crate::model::Tally) -> String {
    let mut text = String::new();
    for (count, word) in [
        (tally.passed, "合格"),
        (tally.flaky, "不安定"),
        (tally.failed, "不合格"),
        (tally.error, "エラー"),
        (tally.unconfirmed, "要確認"),
        (tally.pending, "未完成"),
        (tally.not_applicable, "対象外"),
        (tally.not_run, "未実行"),
    ] {
        if count > 0 {
            let _ = write!(text, "{}{word}{count}", if text.is_empty() { "" } else { " " });
        }
    }
    text
}

/// The table of unions × items at the end of a run.
#[must_use]
pub fn table(items: &[TestItem], outcomes: &[ItemOutcome], specification: &Specification) -> String {
    let mut unions: Vec<UnionId> = outcomes.iter().map(|outcome| outcome.union).collect();
    unions.dedup();
    let mut rows = vec![
        std::iter::once("広域連合".to_owned())
            .chain(items.iter().map(|item| item.column()))
            .collect::<Vec<_>>(),
    ];
    for union in unions {
        let cell = |item: &TestItem| {
            let outcome = outcomes.iter().find(|outcome| outcome.union == union && outcome.item == *item);
            outcome.map_or_else(|| "-".to_owned(), |outcome| counts(&outcome.tally))
        };
        rows.push(std::iter::once(union_name(specification, union)).chain(items.iter().map(cell)).collect());
    }
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<_> = (0..=items.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

/// Full-width characters take two columns.
#[must_use]
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
