//! What the pages say of steps that only a person can check: who says that they hold, or
//! that nobody has yet. It changes no verdict.

use super::parts::time;
use crate::{
    model::{Act, Decision, ScenarioRecord, Standing, StepRecord, StepStatus, Subject},
    report::{RunRecord, links::Links},
};
use maud::{Markup, html};

fn standing<'a>(record: &'a RunRecord, attempt: &ScenarioRecord, step: &StepRecord) -> Standing<'a> {
    let subject = Subject::Step { union: attempt.union, scenario: attempt.id.clone(), line: step.line };
    Standing::of(&record.decisions, &subject, &record.hash_of(attempt))
}

/// 「確認済み」 or 「成り立たない」, by whom and when.
fn said(decision: &Decision) -> String {
    let word = if decision.act == Act::Approve { "確認済み" } else { "成り立たない" };
    format!("{word}: {}・{}・{}", decision.reviewer, time(decision.at), decision.comment)
}

/// What is known of one step.
pub(super) fn of_step(
    (record, links): (&RunRecord, &Links<'_>),
    attempt: &ScenarioRecord,
    step: &StepRecord,
) -> Markup {
    let standing = standing(record, attempt, step);
    let mut captured = attempt.steps.iter().flat_map(|step| &step.captures);
    let captured = captured.next().and_then(|sequence| record.capture(*sequence));
    html! {
        @for decision in standing.rejection.iter().chain(&standing.approvals) {
            p class="attested" {
                (said(decision))
                @if let Some(picture) = &decision.picture {
                    " " a href=(links.beside(captured, &picture.file)) { "写真" }
                }
            }
        }
        @if standing.rejection.is_none() && standing.approvals.is_empty() {
            p class="attested" {
                @if standing.stale.is_empty() { "未確認: 担当者の確認を待っています。" }
                @else { "未確認: 前の実行に対する確認があります。この実行をもう一度確認してください。" }
            }
        }
    }
}

/// What was said of the steps of a scenario; `None` while one of them waits.
pub(super) fn of_scenario(record: &RunRecord, attempt: &ScenarioRecord) -> Option<String> {
    let asked = attempt.steps.iter().filter(|step| step.status == StepStatus::Unconfirmed);
    let mut all = Vec::new();
    for step in asked {
        let standing = standing(record, attempt, step);
        all.push(said(standing.rejection.or(standing.approvals.last().copied())?));
    }
    (!all.is_empty()).then(|| all.join("、"))
}
