//! What all pages share: the frame, the words and marks, times, links.

use crate::{
    model::{RunHeader, StepStatus, Tally, TestItem, UnionId, Verdict},
    report::links::percent_encoded,
};
use chrono::{DateTime, FixedOffset};
use maud::{DOCTYPE, Markup, html};

/// A whole page.
pub(super) fn frame(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="ja" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="style.css";
            }
            body { (body) }
        }
    }
}

/// The page of one lane and test item.
pub(super) fn page_name((union, item): (UnionId, TestItem)) -> String {
    format!("{}-{}.html", union.number(), item.number())
}

/// Link to a scenario on its page.
pub(super) fn scenario_link(key: (UnionId, TestItem), id: &str) -> String {
    format!("{}#{}", page_name(key), percent_encoded(&anchor(id)))
}

/// The `id` attribute of a scenario, which may hold anything but white space.
pub(super) fn anchor(id: &str) -> String {
    id.replace(char::is_whitespace, "_")
}

/// Name of a lane: prefecture number and union.
pub(super) fn lane_name(header: &RunHeader, union: UnionId) -> String {
    let lane = header.lanes.iter().find(|lane| lane.union == union);
    lane.map_or_else(|| union.to_string(), |lane| format!("{union} {}", lane.name))
}

/// Style class, mark and word of a verdict; `None` is 未実行. The mark tells it without
/// colour.
#[must_use]
pub fn verdict_word(verdict: Option<Verdict>) -> (&'static str, &'static str, &'static str) {
    let Some(verdict) = verdict else { return ("not-run", "・", "未実行") };
    let (class, mark) = match verdict {
        Verdict::Passed => ("passed", "○"),
        Verdict::NotApplicable => ("not-applicable", "－"),
        Verdict::Unconfirmed => ("unconfirmed", "？"),
        Verdict::Pending => ("pending", "…"),
        Verdict::Flaky => ("flaky", "△"),
        Verdict::Failed => ("failed", "×"),
        Verdict::Error => ("error", "！"),
    };
    (class, mark, verdict.text())
}

/// A verdict as a badge.
pub(super) fn badge(verdict: Option<Verdict>) -> Markup {
    let (class, mark, word) = verdict_word(verdict);
    html! { span class={ "badge " (class) } { span aria-hidden="true" { (mark) } (word) } }
}

/// Style class, mark and word of the status of a step.
#[must_use]
pub fn step_word(status: StepStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        StepStatus::Passed => ("passed", "○", "成功"),
        StepStatus::Unconfirmed => ("unconfirmed", "？", "要確認"),
        StepStatus::Failed => ("failed", "×", "失敗"),
        StepStatus::Error => ("error", "！", "エラー"),
        StepStatus::Undefined => ("pending", "…", "未定義"),
        StepStatus::Skipped => ("not-run", "・", "未到達"),
    }
}

/// The verdict on a cell: 未実行 if not one of its scenarios ended.
pub(super) fn cell_verdict(tally: &Tally) -> Option<Verdict> {
    if tally.total() == tally.not_run { None } else { tally.verdict() }
}

/// 「合格 10・不合格 2」: what there is, the worst first.
pub(super) fn counts(tally: &Tally) -> String {
    let all = [
        (tally.error, Some(Verdict::Error)),
        (tally.failed, Some(Verdict::Failed)),
        (tally.flaky, Some(Verdict::Flaky)),
        (tally.pending, Some(Verdict::Pending)),
        (tally.unconfirmed, Some(Verdict::Unconfirmed)),
        (tally.not_run, None),
        (tally.passed, Some(Verdict::Passed)),
        (tally.not_applicable, Some(Verdict::NotApplicable)),
    ];
    let present = all.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> =
        present.map(|(count, verdict)| format!("{} {count}", verdict_word(verdict).2)).collect();
    if words.is_empty() { "シナリオなし".to_owned() } else { words.join("・") }
}

/// 「2026年4月1日 09:00:00」.
pub(super) fn time(time: DateTime<FixedOffset>) -> String {
    time.format("%Y年%-m月%-d日 %H:%M:%S").to_string()
}

/// 「35 ミリ秒」「1.2 秒」「3 分 5 秒」「1 時間 2 分」.
pub(super) fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0 => format!("{milliseconds} ミリ秒"),
        1..60 => format!("{seconds}.{} 秒", milliseconds % 1000 / 100),
        60..3600 => format!("{} 分 {} 秒", seconds / 60, seconds % 60),
        _ => format!("{} 時間 {} 分", seconds / 3600, seconds / 60 % 60),
    }
}

/// Texts that were written by a program, with the lines of a diff marked.
pub(super) fn message(text: &str) -> Markup {
    let diff_start = text.lines().position(|line| line.starts_with("--- ") || line.starts_with("@@ "));
    html! {
        pre class="message" {
            @for (index, line) in text.lines().enumerate() {
                @match line_class(line).filter(|_| diff_start.is_some_and(|start| index >= start)) {
                    Some(class) => span class=(class) { (line) "\n" },
                    None => { (line) "\n" },
                }
            }
        }
    }
}

fn line_class(line: &str) -> Option<&'static str> {
    match line.as_bytes().first()? {
        b'+' => Some("added"),
        b'-' => Some("removed"),
        b'@' => Some("place"),
        _ => None,
    }
}
