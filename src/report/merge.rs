//! The records of several runs as one: of shares, of several machines, of a run and what
//! was repeated of it. What is missing, or there twice, is found.
//!
//! It must not know any format.

use super::{Overview, ReportError, RunRecord};
use crate::model::{
    GatesAsked, ItemOutcome, RunEvent, RunHeader, RunResult, RunScope, Selected, SelectedScenario, TestItem,
    UnionId, Verdict,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A scenario of a union.
type Key = (UnionId, String);

/// What is expected, by union and item.
type Expected = BTreeMap<(UnionId, TestItem), BTreeMap<String, SelectedScenario>>;

/// How many missing scenarios are told by name.
const NAMED: usize = 20;

/// Puts records together. One alone stays as it is, unless it is a share: that is told from
/// the whole like several of them.
///
/// # Errors
/// [`ReportError::Merge`] if there is none, or they are of different lots.
pub fn merge(mut records: Vec<RunRecord>) -> Result<RunRecord, ReportError> {
    if records.len() == 1 && records[0].header.scope.shard.is_none() {
        return Ok(records.remove(0));
    }
    // What was repeated comes after what it repeats.
    records.sort_by_key(|record| record.header.started_at);
    let refuse = |why: String| ReportError::Merge { why };
    let Some(first) = records.first() else {
        return Err(refuse("実行フォルダがありません".to_owned()));
    };
    if let Some(other) = records.iter().find(|record| record.header.lot != first.header.lot) {
        return Err(refuse(format!(
            "{} は{}、{} は{}です。同じロットの実行フォルダだけを指定してください",
            first.header.run, first.header.lot, other.header.run, other.header.lot
        )));
    }
    let mut findings = differences(&records);
    let expected = expected(&records);
    let owners = owners(&records, &mut findings);
    let mut merged = RunRecord { events: Vec::new(), ..records[0].clone() };
    merged.captures.clear();
    merged.decisions.clear();
    merged.parts.clear();
    merged.result = None;
    merged.header = header(&records, &expected);
    let results: Vec<_> = records.iter().filter_map(|record| record.result.clone()).collect();
    let complete = records.iter().all(RunRecord::is_complete);
    for (place, record) in records.into_iter().enumerate() {
        add(&mut merged, record, place, &owners);
    }
    findings.extend(missing(&merged, &expected));
    findings.dedup();
    merged.findings = findings;
    conclude(&mut merged, &results, complete);
    Ok(merged)
}

/// What all of them should have in common, and have not.
fn differences(records: &[RunRecord]) -> Vec<String> {
    let mut findings = Vec::new();
    let mut differ = |what: &str, of: &dyn Fn(&RunRecord) -> String| {
        let all: BTreeSet<String> = records.iter().map(of).collect();
        if all.len() > 1 {
            let all: Vec<_> = all.into_iter().collect();
            findings.push(format!("合わせた実行の{what}が違います: {}", all.join("、")));
        }
    };
    differ("機能ファイルの版", &|record| {
        let features = &record.header.scope.features;
        let short: String = features.chars().take(12).collect();
        if short.is_empty() { "記録なし".to_owned() } else { short }
    });
    differ("接続先", &|record| record.header.endpoint.clone());
    differ("ハーネスの版", &|record| record.header.harness.clone());
    for record in records.iter().filter(|record| record.header.scope.planned.is_empty()) {
        findings.push(format!(
            "{} には、何を実行するはずだったかの記録がありません。足りないシナリオは分かりません",
            record.header.run
        ));
    }
    findings
}

fn expected(records: &[RunRecord]) -> Expected {
    let mut expected = Expected::new();
    for record in records {
        for (union, item, scenario) in RunScope::each(record.header.scope.all()) {
            let of_cell = expected.entry((union, item)).or_default();
            of_cell.entry(scenario.id.clone()).or_insert_with(|| scenario.clone());
        }
    }
    expected
}

/// Whose verdict on a scenario counts, and how many attempts of runs before that it repeats.
#[derive(Debug, Clone)]
struct Owner {
    /// Places of the runs, the last with the verdict; more than one only if each repeats
    /// the one before it.
    places: Vec<usize>,
    /// Attempts before those of each of these runs.
    before: Vec<usize>,
    verdict: Verdict,
}

/// Finds for each scenario the run that counts. Of two that do not know of each other it is
/// the one with the worse verdict, and both are told.
fn owners(records: &[RunRecord], findings: &mut Vec<String>) -> HashMap<Key, Owner> {
    let mut owners: HashMap<Key, Owner> = HashMap::new();
    let mut twice: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (place, record) in records.iter().enumerate() {
        let mut ended: BTreeMap<Key, (Verdict, usize)> = BTreeMap::new();
        for attempt in record.attempts().filter(|attempt| !attempt.will_be_retried) {
            ended.insert((attempt.union, attempt.id.clone()), (attempt.verdict, attempt.attempt));
        }
        for (key, (verdict, _)) in ended {
            let Some(owner) = owners.get_mut(&key) else {
                owners.insert(key, Owner { places: vec![place], before: vec![0], verdict });
                continue;
            };
            let last = owner.places[owner.places.len() - 1];
            let former = &records[last].header.run;
            if record.header.scope.repeats.as_ref() == Some(former) {
                let attempts = records[last].attempts();
                let of_key = attempts.filter(|attempt| attempt.union == key.0 && attempt.id == key.1);
                let so_far = of_key.map(|attempt| attempt.attempt).max().unwrap_or(0);
                owner.before.push(owner.before[owner.before.len() - 1] + so_far);
                owner.places.push(place);
                owner.verdict = verdict;
            } else {
                let runs = (former.clone(), record.header.run.clone());
                twice.entry(runs).or_default().push(format!("{} {}", key.0, key.1));
                if verdict > owner.verdict {
                    *owner = Owner { places: vec![place], before: vec![0], verdict };
                }
            }
        }
    }
    for ((one, other), scenarios) in twice {
        findings.push(format!(
            "{one} と {other} に同じシナリオがあります({}件: {})。悪いほうの判定を採っています",
            scenarios.len(),
            named(&scenarios)
        ));
    }
    owners
}

fn named(scenarios: &[String]) -> String {
    let more = if scenarios.len() > NAMED { " …" } else { "" };
    format!("{}{more}", scenarios[..scenarios.len().min(NAMED)].join("、"))
}

/// Adds what a run says of the scenarios on which its verdict counts.
fn add(merged: &mut RunRecord, record: RunRecord, place: usize, owners: &HashMap<Key, Owner>) {
    let offset = merged.captures.last().map_or(0, |capture| capture.sequence);
    // Position among the runs that count for a scenario; none if it does not.
    let stand = |union: UnionId, scenario: &str| {
        let owner = owners.get(&(union, scenario.to_owned()))?;
        let position = owner.places.iter().position(|of| *of == place)?;
        Some((owner, position))
    };
    merged.decisions.extend(record.decisions);
    for mut event in record.events {
        match &mut event {
            RunEvent::ScenarioFinished(attempt) => {
                let Some((owner, position)) = stand(attempt.union, &attempt.id) else { continue };
                let decides = position + 1 == owner.places.len();
                attempt.attempt += owner.before[position];
                if !decides {
                    attempt.will_be_retried = true;
                } else if position > 0 && matches!(attempt.verdict, Verdict::Passed | Verdict::Unconfirmed) {
                    attempt.verdict = Verdict::Flaky;
                }
                for step in &mut attempt.steps {
                    step.captures.iter_mut().for_each(|sequence| *sequence += offset);
                }
            }
            // A run that went on forgets nothing of the others.
            RunEvent::Resumed { .. } => continue,
            _ => {}
        }
        merged.events.push(event);
    }
    for mut capture in record.captures {
        capture.sequence += offset;
        if let Some((owner, position)) = stand(capture.union, &capture.scenario) {
            capture.attempt += owner.before[position];
        }
        merged.captures.push(capture);
    }
    merged.parts.extend(record.parts.into_iter().map(|mut part| {
        part.before += offset;
        part
    }));
    merged.half_written.extend(record.half_written);
}

fn header(records: &[RunRecord], expected: &Expected) -> RunHeader {
    let joined = |of: &dyn Fn(&RunHeader) -> String| {
        let mut all: Vec<String> = Vec::new();
        for record in records {
            let one = of(&record.header);
            if !all.contains(&one) {
                all.push(one);
            }
        }
        all.join("、")
    };
    let mut header = records[0].header.clone();
    header.run = joined(&|header| header.run.clone());
    header.endpoint = joined(&|header| header.endpoint.clone());
    header.harness = joined(&|header| header.harness.clone());
    header.arguments = vec![joined(&|header| header.arguments.join(" "))];
    for record in &records[1..] {
        for lane in &record.header.lanes {
            if header.lanes.iter().all(|known| known.union != lane.union) {
                header.lanes.push(lane.clone());
            }
        }
        for requirement in &record.header.requirements {
            if header.requirements.iter().all(|known| known.id != requirement.id) {
                header.requirements.push(requirement.clone());
            }
        }
    }
    header.lanes.sort_by_key(|lane| lane.union);
    header.requirements.sort_by(|one, other| one.id.cmp(&other.id));
    header.items = records
        .iter()
        .flat_map(|record| record.header.items.iter().copied())
        .chain(expected.keys().map(|(_, item)| *item))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    header.scenarios_per_lane =
        records.iter().map(|record| record.header.scenarios_per_lane).max().unwrap_or(0);
    let selected =
        |((union, item), scenarios): (&(UnionId, TestItem), &BTreeMap<String, SelectedScenario>)| Selected {
            unions: vec![*union],
            item: *item,
            scenarios: scenarios.values().cloned().collect(),
        };
    // What was not met in one of them is told of the whole.
    for record in &records[1..] {
        let other = record.header.scope.gates.clone();
        header.scope.gates = match (header.scope.gates.take(), other) {
            (Some(GatesAsked::Forced { on, mut unmet }), Some(GatesAsked::Forced { unmet: more, .. })) => {
                unmet.extend(more);
                unmet.sort();
                unmet.dedup();
                Some(GatesAsked::Forced { on, unmet })
            }
            (Some(one), Some(other @ GatesAsked::Forced { .. })) if one != other => Some(other),
            (one, other) => one.or(other),
        };
    }
    header.scope.planned = expected.iter().map(selected).collect();
    header.scope.whole.clear();
    header.scope.shard = None;
    header
}

/// What was expected, and has no verdict in any of the runs.
fn missing(merged: &RunRecord, expected: &Expected) -> Option<String> {
    let ended: BTreeSet<(UnionId, &str)> = merged
        .attempts()
        .filter(|attempt| !attempt.will_be_retried)
        .map(|attempt| (attempt.union, attempt.id.as_str()))
        .collect();
    let missing: Vec<String> = expected
        .iter()
        .flat_map(|((union, _), scenarios)| scenarios.keys().map(move |id| (*union, id.as_str())))
        .filter(|key| !ended.contains(key))
        .map(|(union, id)| format!("{union} {id}"))
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "どの実行にも判定のないシナリオがあります({}件: {})。分担の実行フォルダがそろっているか確かめてください",
            missing.len(),
            named(&missing)
        )
    })
}

/// The result of all of them: passed only if nothing was found.
fn conclude(merged: &mut RunRecord, results: &[RunResult], complete: bool) {
    let Some(finished_at) = results.iter().map(|result| result.finished_at).max() else { return };
    let overview = Overview::of(merged);
    let items: Vec<ItemOutcome> = overview
        .cells
        .iter()
        .filter(|(_, cell)| cell.tally.total() > 0)
        .map(|((union, item), cell)| ItemOutcome {
            union: *union,
            item: *item,
            tally: cell.tally,
            verdict: cell.tally.verdict(),
        })
        .collect();
    let tally = overview.tally;
    let passed = items.iter().all(|item| item.verdict == Some(Verdict::Passed));
    let exit_code = match results.iter().map(|result| result.exit_code).find(|code| matches!(code, 3 | 5)) {
        Some(code) => code,
        None if tally.total() == tally.not_run + tally.not_applicable => 4,
        None => u8::from(!(passed && complete && merged.findings.is_empty())),
    };
    let milliseconds = (finished_at - merged.header.started_at).num_milliseconds().unsigned_abs();
    let not_compared: BTreeSet<&str> =
        results.iter().filter_map(|result| result.not_compared.as_deref()).collect();
    let not_compared = not_compared.into_iter().collect::<Vec<_>>().join("、");
    merged.result = Some(RunResult {
        finished_at,
        milliseconds,
        exit_code,
        interrupted: !complete,
        tally,
        items,
        not_compared: Some(not_compared).filter(|why| !why.is_empty()),
        leaks: results.iter().flat_map(|result| result.leaks.clone()).collect(),
    });
}
