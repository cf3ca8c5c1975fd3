//! The page of one test item in one lane: its scenarios with steps and captures.

use super::{
    CapturesByAttempt, attested, campaign,
    parts::{anchor, badge, cell_verdict, counts, duration, frame, lane_name, message, step_word, time},
};
use crate::{
    model::{
        Capture, CaptureKind, ExceptionGuide, ScenarioRecord, StepRecord, StepStatus, TestItem, UnionId,
        Verdict, compared,
    },
    report::{Cell, RunRecord, Scenario, input::kind_word, links::Links},
};
use maud::{Markup, html};

/// The scenario id under which the preparation of a lane is captured.
const PREPARATION: &str = "準備";

/// The page.
pub(super) fn page(
    (record, links): (&RunRecord, &Links<'_>),
    (union, item): (UnionId, TestItem),
    cell: &Cell<'_>,
    captures: &CapturesByAttempt<'_>,
) -> Markup {
    let lane = lane_name(&record.header, union);
    // Once per lane is enough.
    let is_first = record.header.items.first() == Some(&item);
    let mut preparation: Vec<_> =
        captures.iter().filter(|((of, id, _), _)| is_first && *of == union && *id == PREPARATION).collect();
    preparation.sort_by_key(|((_, _, part), _)| *part);
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
                @for scenario in &cell.scenarios { (scenario_details((record, links), scenario, captures)) }
                @for (_, preparation) in preparation {
                    details {
                        summary { "広域連合の準備の証跡" }
                        (capture_list(links, preparation))
                    }
                }
            }
        },
    )
}

fn scenario_details(
    (record, links): (&RunRecord, &Links<'_>),
    scenario: &Scenario<'_>,
    captures: &CapturesByAttempt<'_>,
) -> Markup {
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
                (attempt_body((record, links), attempt, captures))
            }
        }
    }
}

fn attempt_body(
    (record, links): (&RunRecord, &Links<'_>),
    attempt: &ScenarioRecord,
    captures: &CapturesByAttempt<'_>,
) -> Markup {
    let all = captures.get(&(attempt.union, attempt.id.as_str(), attempt.attempt));
    let in_steps =
        |capture: &Capture| attempt.steps.iter().any(|step| step.captures.contains(&capture.sequence));
    let others: Vec<&Capture> =
        all.into_iter().flatten().copied().filter(|capture| !in_steps(capture)).collect();
    html! {
        p class="aside" { "開始 " (time(attempt.started_at)) }
        @if let Some(reason) = &attempt.reason { (message(reason)) }
        (compared((record, links), attempt))
        (film((record, links), attempt))
        @if let Some(guide) = &attempt.guide { (exception_guide(guide)) }
        (campaign::of_attempt(record, attempt))
        ol class="steps" { @for step in &attempt.steps { (step_row((record, links), attempt, step)) } }
        @if !others.is_empty() {
            h4 { "手順の外の証跡" }
            (capture_list(links, &others))
        }
    }
}

/// What the operator does next about an inquiry that was slow, wrong or unanswered.
fn exception_guide(guide: &ExceptionGuide) -> Markup {
    html! {
        section class="guide" {
            h4 { "照会の例外: " (guide.case) }
            dl class="facts" {
                div { dt { "照会の状態と結果" } dd { (guide.seen) } }
                div { dt { "照会先の機関コード" } dd { (guide.provider) } }
                div { dt { "連絡窓口(情報共有サイト)" } dd { (guide.contact.join("、")) } }
                div { dt { "停止の予定と状況(情報共有サイト)" } dd { (guide.outages.join("、")) } }
            }
            p { "担当者の次の行動" }
            ol class="actions" { @for action in &guide.actions { li { (action) } } }
        }
    }
}

/// Screens that are not as they were approved: before, now and where they differ side by side.
fn compared((record, links): (&RunRecord, &Links<'_>), attempt: &ScenarioRecord) -> Markup {
    let all = attempt.steps.iter().flat_map(|step| &step.captures);
    let pictures = all
        .filter_map(|sequence| record.capture(*sequence))
        .filter(|capture| capture.kind == CaptureKind::Difference && capture.file.ends_with(".png"));
    let mut screens: Vec<(&str, Vec<(&str, &Capture)>)> = Vec::new();
    for capture in pictures {
        let Some((word, screen)) = capture.title.split_once(": ") else { continue };
        match screens.iter_mut().find(|(known, _)| *known == screen) {
            Some((_, pictures)) => pictures.push((word, capture)),
            None => screens.push((screen, vec![(word, capture)])),
        }
    }
    html! {
        @for (screen, pictures) in screens {
            section class="compared" {
                h4 { "承認済みと異なる画面: " (screen) }
                div {
                    @for word in [compared::APPROVED, compared::SEEN, compared::MARKED] {
                        figure {
                            figcaption { (word) }
                            @match pictures.iter().find(|(known, _)| *known == word) {
                                Some((_, capture)) => {
                                    @let link = links.capture(capture);
                                    @if capture.kind == CaptureKind::Withheld {
                            a href=(link) { "保存しなかった画面(理由)" }
                        } @else {
                            a href=(link) { img loading="lazy" src=(link) alt=(capture.title); }
                        }
                                }
                                None => p class="aside" { "ありません" },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The pictures of an attempt side by side, in order; each opens in full size.
fn film((record, links): (&RunRecord, &Links<'_>), attempt: &ScenarioRecord) -> Markup {
    let pictures: Vec<(&StepRecord, &Capture)> = attempt
        .steps
        .iter()
        .flat_map(|step| step.captures.iter().map(move |sequence| (step, sequence)))
        .filter_map(|(step, sequence)| Some((step, record.capture(*sequence)?)))
        .filter(|(_, capture)| matches!(capture.kind, CaptureKind::Screenshot | CaptureKind::Withheld))
        .collect();
    html! {
        @if !pictures.is_empty() {
            ol class="film" aria-label="画面の流れ" tabindex="0" {
                @for (step, capture) in pictures {
                    @let link = links.capture(capture);
                    li {
                        a href=(link) { img loading="lazy" src=(link) alt=(capture.title); }
                        p { (capture.title) span class="aside" { " " (step.line) "行目 " (step.keyword) " " (step.text) } }
                    }
                }
            }
        }
    }
}

fn step_row(
    (record, links): (&RunRecord, &Links<'_>),
    attempt: &ScenarioRecord,
    step: &StepRecord,
) -> Markup {
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
            @match step.status {
                StepStatus::Unconfirmed => (attested::of_step((record, links), attempt, step)),
                _ => @if let Some(text) = &step.message { (message(text)) },
            }
            @if !captures.is_empty() { (capture_list(links, &captures)) }
        }
    }
}

fn capture_list(links: &Links<'_>, captures: &[&Capture]) -> Markup {
    html! {
        ul class="captures" aria-label="証跡" {
            @for capture in captures {
                @let link = links.capture(capture);
                li {
                    a href=(link) { (kind_word(capture.kind)) " " (capture.title) }
                }
            }
        }
    }
}
