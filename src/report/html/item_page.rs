//! The page of one test item in one lane: its scenarios with steps and captures.

use super::{
    CapturesByAttempt,
    parts::{
        anchor, badge, capture_link, cell_verdict, counts, duration, frame, lane_name, message, step_word,
        time,
    },
};
use crate::{
    model::{Capture, CaptureKind, ScenarioRecord, StepRecord, TestItem, UnionId, Verdict},
    report::{Cell, RunRecord, Scenario},
};
use maud::{Markup, html};

/// The scenario id under which the preparation of a lane is captured.
const PREPARATION: &str = "準備";

/// The page.
pub(super) fn page(
    record: &RunRecord,
    (union, item): (UnionId, TestItem),
    cell: &Cell<'_>,
    captures: &CapturesByAttempt<'_>,
) -> Markup {
    let lane = lane_name(&record.header, union);
    let preparation = captures
        .get(&(union, PREPARATION, 1))
        // Once per lane is enough.
        .filter(|_| record.header.items.first() == Some(&item));
    frame(
        &format!("{item} {lane}"),
        &html! {
            header {
                nav { a href="index.html" { "← 実行報告" } }
                h1 { (item) }
                p { (lane) "・" (record.header.lot) "・" (record.header.endpoint) }
                p { (badge(cell_verdict(&cell.tally))) " " (counts(&cell.tally)) }
            }
            main {
                @if cell.scenarios.is_empty() { p { "このテスト項目のシナリオは実行されていません。" } }
                @for scenario in &cell.scenarios { (scenario_details(record, scenario, captures)) }
                @if let Some(preparation) = preparation {
                    details {
                        summary { "広域連合の準備の証跡" }
                        (capture_list(preparation))
                    }
                }
            }
        },
    )
}

fn scenario_details(record: &RunRecord, scenario: &Scenario<'_>, captures: &CapturesByAttempt<'_>) -> Markup {
    let last = scenario.last();
    let verdict = scenario.verdict();
    let milliseconds = scenario.attempts().iter().map(|attempt| attempt.milliseconds).sum();
    html! {
        details id=(anchor(&last.id)) open[!matches!(verdict, Verdict::Passed | Verdict::NotApplicable)] {
            summary {
                h2 { (badge(Some(verdict))) " " (last.id) " " (last.name) }
                span class="aside" { (duration(milliseconds)) }
            }
            p class="aside" {
                (last.feature) "・" code { (last.file) ":" (last.line) } "・" (scenario.attempts().len()) " 回実行"
            }
            @if !last.tags.is_empty() {
                ul class="tags" aria-label="タグ" { @for tag in &last.tags { li { "@" (tag) } } }
            }
            @for attempt in scenario.attempts() {
                @if scenario.attempts().len() > 1 {
                    h3 { (attempt.attempt) " 回目 " (badge(Some(attempt.verdict))) }
                }
                (attempt_body(record, attempt, captures))
            }
        }
    }
}

fn attempt_body(record: &RunRecord, attempt: &ScenarioRecord, captures: &CapturesByAttempt<'_>) -> Markup {
    let all = captures.get(&(attempt.union, attempt.id.as_str(), attempt.attempt));
    let in_steps =
        |capture: &Capture| attempt.steps.iter().any(|step| step.captures.contains(&capture.sequence));
    let others: Vec<&Capture> =
        all.into_iter().flatten().copied().filter(|capture| !in_steps(capture)).collect();
    html! {
        p class="aside" { "開始 " (time(attempt.started_at)) }
        @if let Some(reason) = &attempt.reason { (message(reason)) }
        (film(record, attempt))
        ol class="steps" { @for step in &attempt.steps { (step_row(record, step)) } }
        @if !others.is_empty() {
            h4 { "手順の外の証跡" }
            (capture_list(&others))
        }
    }
}

/// The pictures of an attempt side by side, in order; each opens in full size.
fn film(record: &RunRecord, attempt: &ScenarioRecord) -> Markup {
    let pictures: Vec<(&StepRecord, &Capture)> = attempt
        .steps
        .iter()
        .flat_map(|step| step.captures.iter().map(move |sequence| (step, sequence)))
        .filter_map(|(step, sequence)| Some((step, record.capture(*sequence)?)))
        .filter(|(_, capture)| capture.kind == CaptureKind::Screenshot)
        .collect();
    html! {
        @if !pictures.is_empty() {
            ol class="film" aria-label="画面の流れ" tabindex="0" {
                @for (step, capture) in pictures {
                    @let link = capture_link(capture);
                    li {
                        a href=(link) { img loading="lazy" src=(link) alt=(capture.title); }
                        p { (capture.title) span class="aside" { " " (step.line) "行目 " (step.keyword) " " (step.text) } }
                    }
                }
            }
        }
    }
}

fn step_row(record: &RunRecord, step: &StepRecord) -> Markup {
    let (class, mark, word) = step_word(step.status);
    let captures: Vec<&Capture> =
        step.captures.iter().filter_map(|sequence| record.capture(*sequence)).collect();
    html! {
        li class=(class) {
            p {
                span class={ "badge " (class) } { span aria-hidden="true" { (mark) } (word) } " "
                b { (step.keyword.trim_end()) } " " (step.text)
                span class="aside" { " " (step.line) "行目・" (duration(step.milliseconds)) }
            }
            @if !step.observations.is_empty() {
                ul class="observations" aria-label="観測" { @for observation in &step.observations { li { (observation) } } }
            }
            @if let Some(text) = &step.message { (message(text)) }
            @if !captures.is_empty() { (capture_list(&captures)) }
        }
    }
}

fn capture_list(captures: &[&Capture]) -> Markup {
    html! {
        ul class="captures" aria-label="証跡" {
            @for capture in captures {
                @let link = capture_link(capture);
                li {
                    a href=(link) { (kind_word(capture.kind)) " " (capture.title) }
                }
            }
        }
    }
}

fn kind_word(kind: CaptureKind) -> &'static str {
    match kind {
        CaptureKind::Exchange => "通信",
        CaptureKind::Control => "模擬操作",
        CaptureKind::Upload => "送信ファイル",
        CaptureKind::Download => "受信ファイル",
        CaptureKind::Screenshot => "画面",
        CaptureKind::Difference => "差分",
    }
}
