//! What one scenario shows: attempts with their steps, observations, exchanges, pictures and
//! files, and what was decided about them.
//!
//! It must not know the other scenarios.

use super::{
    desk::{Desk, ReviewError},
    exchange,
};
use crate::{
    evidence::ledger,
    model::{Act, Capture, CaptureKind, Decision, ScenarioRecord, Standing, StepRecord, StepStatus, Subject},
    report::{RunRecord, Scenario, kind_word, step_word, verdict_word},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::HashSet;

/// More bytes of one text than a page shows.
const READ: u64 = 64 * 1024;

/// A scenario as data.
pub(super) fn scenario(desk: &Desk, scenario: &Scenario<'_>) -> Result<Value, ReviewError> {
    let decisions = desk.decisions()?;
    let last = scenario.last();
    let subject = Subject::Scenario { union: last.union, scenario: last.id.clone() };
    let seen = desk.record.hash_of(last);
    let attempts: Vec<_> =
        scenario.attempts().iter().map(|attempt| attempt_of(desk, attempt, &seen, &decisions)).collect();
    Ok(json!({
        "place": format!("{}:{}", last.file, last.line),
        "attempts": attempts,
        "seen": seen,
        "decisions": about(&decisions, &subject, &seen),
        "state": Standing::of(&decisions, &subject, &seen).state(desk.required_for(&subject)),
    }))
}

/// All that was decided about a subject, and whether it still counts.
pub(super) fn about(decisions: &[Decision], subject: &Subject, seen: &str) -> Vec<Value> {
    let of_subject = decisions.iter().filter(|decision| decision.subject == *subject);
    of_subject
        .map(|decision| {
            let word = match (decision.act, subject) {
                (Act::Approve, Subject::Step { .. }) => "確認済み",
                (Act::Reject, Subject::Step { .. }) => "成り立たない",
                (act, _) => act.text(),
            };
            json!({
                "word": word,
                "reviewer": decision.reviewer,
                "at": decision.at.format("%Y年%-m月%-d日 %H:%M:%S").to_string(),
                "comment": decision.comment,
                "picture": decision.picture.as_ref().map(|picture| picture.file.as_str()),
                "stale": decision.seen != seen,
            })
        })
        .collect()
}

fn attempt_of(desk: &Desk, attempt: &ScenarioRecord, seen: &str, decisions: &[Decision]) -> Value {
    let record = &desk.record;
    let (class, mark, word) = verdict_word(Some(attempt.verdict));
    let in_steps: HashSet<u64> =
        attempt.steps.iter().flat_map(|step| step.captures.iter().copied()).collect();
    let others: Vec<_> = record
        .captures
        .iter()
        .filter(|one| {
            one.scenario == attempt.id && one.union == attempt.union && one.attempt == attempt.attempt
        })
        .filter(|one| !in_steps.contains(&one.sequence))
        .map(|capture| capture_of(record, capture))
        .collect();
    let mut elapsed = 0;
    let mut steps = Vec::new();
    for step in &attempt.steps {
        let at = attempt.started_at + TimeDelta::milliseconds(i64::try_from(elapsed).unwrap_or(i64::MAX));
        elapsed += step.milliseconds;
        let mut described = step_of(record, step);
        described["at"] = json!(at.format("%H:%M:%S%.3f").to_string());
        if step.status == StepStatus::Unconfirmed {
            let subject =
                Subject::Step { union: attempt.union, scenario: attempt.id.clone(), line: step.line };
            described["attested"] = json!({
                "state": Standing::of(decisions, &subject, seen).state(1),
                "decisions": about(decisions, &subject, seen),
                "subject": subject,
            });
        }
        steps.push(described);
    }
    json!({
        "number": attempt.attempt,
        "verdict": [class, mark, word],
        "started": attempt.started_at.format("%Y年%-m月%-d日 %H:%M:%S").to_string(),
        "milliseconds": attempt.milliseconds,
        "reason": attempt.reason,
        "steps": steps,
        "others": others,
    })
}

fn step_of(record: &RunRecord, step: &StepRecord) -> Value {
    let (class, mark, word) = step_word(step.status);
    let captures: Vec<_> = step
        .captures
        .iter()
        .filter_map(|sequence| record.capture(*sequence))
        .map(|capture| capture_of(record, capture))
        .collect();
    json!({
        "line": step.line,
        "keyword": step.keyword,
        "text": step.text,
        "status": [class, mark, word],
        "milliseconds": step.milliseconds,
        "observations": step.observations,
        "message": step.message,
        "captures": captures,
    })
}

fn capture_of(record: &RunRecord, capture: &Capture) -> Value {
    let mut described = json!({
        "word": kind_word(capture.kind),
        "title": capture.title,
        "file": capture.file,
        "picture": capture.file.ends_with(".png"),
        "screen": capture.kind == CaptureKind::Screenshot,
    });
    if capture.span.is_some() {
        let text = ledger::beginning(&record.folder, capture, READ);
        let (request, response) = exchange::parts(&text);
        described["request"] = json!(request);
        described["response"] = json!(response);
    }
    described
}
