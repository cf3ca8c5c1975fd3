//! What the page has from the beginning: the run, its scenarios, what waits for review, and
//! where each stands.
//!
//! It must not know what a single scenario shows.

use super::desk::{Desk, ReviewError, is_open};
use crate::{
    evidence::pending::PendingSnapshot,
    model::{Decision, Standing, Subject},
    report::{Scenario, requirements_of, verdict_word},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The index as data. `base` leads from the page to the run folder.
pub(super) fn index(desk: &Desk, base: &str) -> Result<Value, ReviewError> {
    let decisions = desk.decisions()?;
    let (overview, header) = (desk.overview(), &desk.record.header);
    // Steps are the same in all unions: their texts are told once.
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    let mut scenarios = Vec::new();
    for (place, scenario) in overview.scenarios().enumerate() {
        let last = scenario.last();
        texts.entry(&last.id).or_insert_with(|| {
            last.steps.iter().map(|step| format!("{} {}\n", step.keyword, step.text)).collect()
        });
        scenarios.push(row(desk, &decisions, place, scenario));
    }
    let waiting: Vec<_> = desk.waiting()?.iter().map(|one| waiting(desk, &decisions, one)).collect();
    let items: Vec<_> = header
        .items
        .iter()
        .map(|item| json!({ "number": item.number(), "name": item.name(), "column": item.column() }))
        .collect();
    let unions: Vec<_> = header
        .lanes
        .iter()
        .map(|lane| json!({ "number": lane.union.number(), "name": format!("{} {}", lane.union, lane.name) }))
        .collect();
    let requirements: Vec<_> =
        header.requirements.iter().map(|one| json!({ "id": one.id, "content": one.content })).collect();
    Ok(json!({
        "run": header.run,
        "lot": header.lot.to_string(),
        "endpoint": header.endpoint,
        "started": header.started_at.format("%Y年%-m月%-d日 %H:%M").to_string(),
        "complete": desk.record.is_complete(),
        "reviewer": desk.reviewer(),
        "required": desk.required,
        "base": base,
        "items": items,
        "unions": unions,
        "requirements": requirements,
        "texts": texts,
        "scenarios": scenarios,
        "waiting": waiting,
    }))
}

fn row(desk: &Desk, decisions: &[Decision], place: usize, scenario: &Scenario<'_>) -> Value {
    let last = scenario.last();
    let (class, mark, word) = verdict_word(Some(scenario.verdict()));
    let subject = Subject::Scenario { union: last.union, scenario: last.id.clone() };
    // Nothing was decided about most: they need no hash.
    let state = decisions.iter().any(|one| one.subject == subject).then(|| {
        Standing::of(decisions, &subject, &desk.record.hash_of(last)).state(desk.required_for(&subject))
    });
    let milliseconds: u64 = scenario.attempts().iter().map(|attempt| attempt.milliseconds).sum();
    let captures: usize =
        scenario.attempts().iter().flat_map(|attempt| &attempt.steps).map(|step| step.captures.len()).sum();
    json!({
        "key": format!("s{place}"),
        "union": last.union.number(),
        "item": last.item.number(),
        "id": last.id,
        "name": last.name,
        "feature": last.feature,
        "verdict": [class, mark, word],
        "requirements": requirements_of(last),
        "tags": last.tags.join(" "),
        "message": scenario.message().unwrap_or_default().lines().find(|line| !line.trim().is_empty()),
        "milliseconds": milliseconds,
        "captures": captures,
        "open": is_open(&desk.record, decisions, last),
        "state": state,
        "subject": subject,
    })
}

fn waiting(desk: &Desk, decisions: &[Decision], one: &PendingSnapshot) -> Value {
    let subject = Subject::Snapshot { file: one.name.clone() };
    let state = one
        .hash()
        .ok()
        .map(|seen| Standing::of(decisions, &subject, &seen).state(desk.required_for(&subject)));
    let name = one.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".snap");
    // The name of the file of observations ends with the scenario, as a file name may.
    let scenario = one.scenario().unwrap_or_else(|| {
        let id = name.rsplit_once('.').map_or(name, |(_, id)| id);
        id.replace('_', "#")
    });
    let item = one.name.split('/').nth(1).and_then(|folder| folder.split('_').next()?.parse::<u8>().ok());
    json!({
        "key": super::waiting::key(&one.name),
        "id": scenario,
        "name": name,
        "item": item,
        "state": state,
        "subject": subject,
    })
}
