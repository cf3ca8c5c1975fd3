//! The JSON of older Cucumbers: one array of features with their elements.
//!
//! It knows no attempts: an element is the last one, and what came before is told by its
//! hook 「判定」, which also fails for what no step says (不安定, a snapshot that differs).

use super::{Input, ReportError, Scenario, input::verdict_text};
use crate::model::{CaptureKind, SelectedScenario, StepRecord, StepStatus, UnionId, Verdict};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::PathBuf,
};

/// Name of the file.
const FILE: &str = "cucumber.json";

/// What a feature is made of; its elements are made when it is written, since pictures may
/// stand in them.
#[derive(Default)]
struct Feature<'a> {
    /// Its name, if a scenario told it.
    name: Option<&'a str>,
    ran: Vec<&'a Scenario<'a>>,
    not_run: Vec<&'a SelectedScenario>,
}

pub(super) fn write(input: &Input<'_>) -> Result<PathBuf, ReportError> {
    let file = input.to.join(FILE);
    let mut features: BTreeMap<(UnionId, &str), Feature<'_>> = BTreeMap::new();
    for scenario in input.overview.scenarios() {
        let last = scenario.last();
        let feature = features.entry((last.union, &last.file)).or_default();
        feature.name = Some(&last.feature);
        feature.ran.push(scenario);
    }
    for (union, _, selected) in input.overview.not_run(input.record) {
        features.entry((union, &selected.file)).or_default().not_run.push(selected);
    }
    let created = File::create(&file).map_err(ReportError::write(&file))?;
    let mut out = BufWriter::new(created);
    let mut before = "[";
    for ((union, path), feature) in &features {
        let mut elements =
            feature.ran.iter().map(|scenario| element(input, scenario)).collect::<Result<Vec<_>, _>>()?;
        elements.extend(feature.not_run.iter().map(|selected| not_run(input, *union, selected)));
        let described = json!({
            "uri": format!("{union}/{path}"),
            "id": format!("{union}-{path}"),
            "keyword": "機能",
            "name": format!("{}({})", feature.name.unwrap_or("機能"), input.union_name(*union)),
            "description": "",
            "line": 2,
            "tags": [],
            "elements": elements,
        });
        write!(out, "{before}\n{described}").map_err(ReportError::write(&file))?;
        before = ",";
    }
    let end = if features.is_empty() { "[\n]\n" } else { "\n]\n" };
    out.write_all(end.as_bytes()).and_then(|()| out.flush()).map_err(ReportError::write(&file))?;
    Ok(file)
}

fn element(input: &Input<'_>, scenario: &Scenario<'_>) -> Result<Value, ReportError> {
    let last = scenario.last();
    let steps = last.steps.iter().map(|step| step_of(input, step)).collect::<Result<Vec<_>, _>>()?;
    let status = match scenario.verdict() {
        Verdict::Passed => "passed",
        Verdict::NotApplicable => "skipped",
        Verdict::Unconfirmed | Verdict::Pending => "pending",
        Verdict::Flaky | Verdict::Failed | Verdict::Error => "failed",
    };
    let tags: Vec<_> =
        last.tags.iter().map(|tag| json!({ "name": format!("@{tag}"), "line": last.line })).collect();
    Ok(json!({
        "id": format!("{}-{}", last.union, last.id),
        "keyword": "シナリオ",
        "type": "scenario",
        "name": format!("{} {}", last.id, last.name),
        "description": "",
        "line": last.line,
        "start_timestamp": last.started_at.to_utc().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        "tags": tags,
        "steps": steps,
        "after": [hook(status, &verdict_text(scenario))],
    }))
}

fn hook(status: &str, text: &str) -> Value {
    let mut result = json!({ "status": status, "duration": 0 });
    if !text.is_empty() {
        result["error_message"] = json!(text);
    }
    json!({ "match": { "location": "判定" }, "result": result })
}

fn step_of(input: &Input<'_>, step: &StepRecord) -> Result<Value, ReportError> {
    let status = match step.status {
        StepStatus::Passed => "passed",
        StepStatus::Failed | StepStatus::Error => "failed",
        StepStatus::Unconfirmed => "pending",
        StepStatus::Undefined => "undefined",
        StepStatus::Skipped => "skipped",
    };
    let mut result = json!({ "status": status, "duration": step.milliseconds * 1_000_000 });
    if let Some(message) = &step.message {
        result["error_message"] = json!(message);
    }
    let mut embeddings = Vec::new();
    for capture in input.captures(&step.captures) {
        let (kind, bytes) = if input.embed_pictures && capture.kind == CaptureKind::Screenshot {
            let file = input.record.file_of(capture);
            ("image/png", fs::read(&file).map_err(|source| ReportError::Read { file, source })?)
        } else {
            ("text/uri-list", input.links.capture(capture).into_bytes())
        };
        embeddings
            .push(json!({ "mime_type": kind, "data": BASE64_STANDARD.encode(bytes), "name": capture.title }));
    }
    Ok(json!({
        "keyword": format!("{} ", step.keyword.trim()),
        "name": step.text,
        "line": step.line,
        "match": { "location": "sogo" },
        "result": result,
        "embeddings": embeddings,
    }))
}

fn not_run(input: &Input<'_>, union: UnionId, selected: &SelectedScenario) -> Value {
    json!({
        "id": format!("{union}-{}", selected.id),
        "keyword": "シナリオ",
        "type": "scenario",
        "name": format!("{} {}", selected.id, selected.name),
        "description": "",
        "line": selected.line,
        "tags": [],
        "steps": [],
        "after": [hook("pending", &input.why_not_run(union))],
    })
}
