//! Results for Allure: a folder with one JSON file for each attempt, and the captures that
//! they refer to, which Allure wants beside them.
//!
//! Texts of an attempt are attached as one transcript; pictures and files at their steps.
//! 不安定 is `failed` with the mark `flaky`: passed would be green.

use super::{
    Input, ReportError, Scenario,
    input::{first_line, item_name, kind_word, media_type, reason, verdict_text},
    overview::requirements_of,
};
use crate::model::{Capture, ScenarioRecord, SelectedScenario, StepStatus, TestItem, UnionId, Verdict};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// Name of the folder.
const FOLDER: &str = "allure-results";

pub(super) fn write(input: &Input<'_>) -> Result<PathBuf, ReportError> {
    let folder = input.to.join(FOLDER);
    fs::create_dir_all(&folder).map_err(ReportError::write(&folder))?;
    clear(&folder)?;
    let mut results = Results { input, folder: &folder, copied: BTreeSet::new() };
    for scenario in input.overview.scenarios() {
        for (place, attempt) in scenario.attempts().iter().enumerate() {
            results.attempt(scenario, attempt, place)?;
        }
    }
    for (union, item, selected) in input.overview.not_run(input.record) {
        results.not_run(union, item, selected)?;
    }
    let header = &input.record.header;
    let facts = [
        ("Lot", header.lot.to_string()),
        ("Endpoint", header.endpoint.clone()),
        ("Run", header.run.clone()),
        ("Harness", header.harness.clone()),
    ];
    let mut text = String::new();
    for (name, value) in facts {
        let _ = writeln!(text, "{name}={value}");
    }
    super::write_text(&folder.join("environment.properties"), &text)?;
    Ok(folder)
}

/// Results of an earlier report would be read as attempts of this one.
fn clear(folder: &Path) -> Result<(), ReportError> {
    for entry in fs::read_dir(folder).map_err(ReportError::write(folder))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with("-result.json") || name.contains("-attachment.") {
            fs::remove_file(entry.path()).map_err(ReportError::write(&entry.path()))?;
        }
    }
    Ok(())
}

struct Results<'a> {
    input: &'a Input<'a>,
    folder: &'a Path,
    copied: BTreeSet<String>,
}

impl Results<'_> {
    fn attempt(
        &mut self,
        scenario: &Scenario<'_>,
        attempt: &ScenarioRecord,
        place: usize,
    ) -> Result<(), ReportError> {
        let is_last = place + 1 == scenario.attempts().len();
        let text =
            if is_last { verdict_text(scenario) } else { reason(attempt).unwrap_or_default().to_owned() };
        let start = attempt.started_at.timestamp_millis();
        let mut at = start;
        let mut steps = Vec::new();
        for step in &attempt.steps {
            let begin = at;
            at += i64::try_from(step.milliseconds).unwrap_or(0);
            let status = match step.status {
                StepStatus::Passed => "passed",
                StepStatus::Unconfirmed => "unknown",
                StepStatus::Failed => "failed",
                StepStatus::Error => "broken",
                StepStatus::Undefined | StepStatus::Skipped => "skipped",
            };
            let mut described = json!({
                "name": format!("{} {}", step.keyword.trim(), step.text),
                "status": status, "stage": "finished", "start": begin, "stop": at,
                "steps": [], "parameters": [],
                "attachments": self.files(&step.captures)?,
            });
            if let Some(message) = &step.message {
                described["statusDetails"] = json!({ "message": first_line(message), "trace": message });
            }
            steps.push(described);
        }
        let mut details = json!({ "flaky": scenario.verdict() == Verdict::Flaky });
        if !text.is_empty() {
            details["message"] = json!(first_line(&text));
            details["trace"] = json!(text);
        }
        let stop = (start + i64::try_from(attempt.milliseconds).unwrap_or(0)).max(at);
        let mut result = self.result(attempt.union, attempt.item, &attempt.id, &attempt.name, place);
        result["status"] = json!(match attempt.verdict {
            Verdict::Passed => "passed",
            Verdict::NotApplicable => "skipped",
            Verdict::Unconfirmed => "unknown",
            Verdict::Failed | Verdict::Flaky => "failed",
            Verdict::Pending | Verdict::Error => "broken",
        });
        result["statusDetails"] = details;
        result["start"] = json!(start);
        result["stop"] = json!(stop);
        result["steps"] = json!(steps);
        result["attachments"] = json!(self.transcripts(attempt)?);
        let mut labels = self.labels(attempt.union, attempt.item, &attempt.feature);
        for requirement in requirements_of(attempt) {
            labels.push(label("story", requirement));
            labels.push(label("requirement", requirement));
        }
        labels.extend(attempt.tags.iter().map(|tag| label("tag", tag)));
        result["labels"] = json!(labels);
        result["description"] = json!(format!("{}:{}", attempt.file, attempt.line));
        self.put(&result)
    }

    /// Nothing is known of it.
    fn not_run(
        &mut self,
        union: UnionId,
        item: TestItem,
        selected: &SelectedScenario,
    ) -> Result<(), ReportError> {
        let at = self.input.record.header.started_at.timestamp_millis();
        let mut result = self.result(union, item, &selected.id, &selected.name, 0);
        result["status"] = json!("unknown");
        result["statusDetails"] = json!({ "message": self.input.why_not_run(union), "flaky": false });
        result["start"] = json!(at);
        result["stop"] = json!(at);
        result["labels"] = json!(self.labels(union, item, ""));
        self.put(&result)
    }

    fn result(&self, union: UnionId, item: TestItem, id: &str, name: &str, place: usize) -> Value {
        let header = &self.input.record.header;
        let full = format!("{} {union} {} {id}", header.lot, item.number());
        json!({
            "uuid": hash(&format!("{} {full} {place}", header.run)),
            // The same in every run, so that Allure knows history and retries.
            "historyId": hash(&full),
            "testCaseId": hash(&full),
            "fullName": full,
            "name": format!("{id} {name}"),
            "stage": "finished",
            "steps": [],
            "attachments": [],
            "parameters": [{ "name": "広域連合", "value": self.input.union_name(union) }],
            "links": [],
        })
    }

    fn labels(&self, union: UnionId, item: TestItem, feature: &str) -> Vec<Value> {
        let lot = self.input.record.header.lot.to_string();
        let union = self.input.union_name(union);
        let item = item_name(item);
        let mut labels = vec![
            label("framework", "sogo"),
            label("language", "gherkin"),
            label("parentSuite", &lot),
            label("suite", &union),
            label("subSuite", &item),
            label("epic", &item),
            label("lot", &lot),
            label("union", &union),
            label("item", &item),
        ];
        if !feature.is_empty() {
            labels.push(label("feature", feature));
        }
        labels
    }

    /// What of the captures is a file of its own.
    fn files(&mut self, sequences: &[u64]) -> Result<Vec<Value>, ReportError> {
        let captures: Vec<&Capture> =
            self.input.captures(sequences).filter(|capture| capture.span.is_none()).collect();
        captures
            .into_iter()
            .map(|capture| self.attached(capture, &format!("{} {}", kind_word(capture.kind), capture.title)))
            .collect()
    }

    /// The transcripts of the attempt; one, unless it was put together.
    fn transcripts(&mut self, attempt: &ScenarioRecord) -> Result<Vec<Value>, ReportError> {
        let mut attached = Vec::new();
        let mut known = BTreeSet::new();
        for step in &attempt.steps {
            let captures: Vec<&Capture> = self.input.captures(&step.captures).collect();
            for capture in captures.into_iter().filter(|capture| capture.span.is_some()) {
                if known.insert(capture.file.as_str()) {
                    attached.push(self.attached(capture, "やり取りの記録")?);
                }
            }
        }
        Ok(attached)
    }

    /// Copies the file of a capture beside the results, once.
    fn attached(&mut self, capture: &Capture, title: &str) -> Result<Value, ReportError> {
        let from = self.input.record.file_of(capture);
        let extension = capture.file.rsplit_once('.').map_or("bin", |(_, extension)| extension);
        let name = format!("{}-attachment.{extension}", hash(&from.to_string_lossy()));
        if self.copied.insert(name.clone()) {
            let to = self.folder.join(&name);
            fs::copy(&from, &to).map_err(|source| ReportError::Read { file: from, source })?;
        }
        Ok(json!({ "name": title, "source": name, "type": media_type(capture) }))
    }

    fn put(&self, result: &Value) -> Result<(), ReportError> {
        let uuid = result["uuid"].as_str().unwrap_or_default();
        super::write_text(&self.folder.join(format!("{uuid}-result.json")), &format!("{result}\n"))
    }
}

fn label(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

/// Thirty-two letters that stand for a text.
fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
