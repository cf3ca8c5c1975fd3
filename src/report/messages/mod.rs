//! Cucumber Messages, one JSON object a line, as other tools of Cucumber read them.
//!
//! The feature files are not in a run folder. A document is made for each file and union
//! from what the scenarios say of themselves, lines where they stand. What decides besides
//! the steps (a snapshot that differs, 不安定, 対象外) is a step of a hook 「判定」, so that
//! no reader takes such a scenario for passed.

mod document;
mod stream;

use super::{
    Input, ReportError,
    input::{kind_word, media_type, reason, verdict_text},
};
use crate::model::{Capture, CaptureKind, ScenarioRecord, StepStatus, UnionId, Verdict};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use document::{Case, documents};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use stream::{Stream, duration, timestamp};

/// Name of the file.
const FILE: &str = "messages.ndjson";

/// Version of the schema that is written.
const PROTOCOL: &str = "34.2.1";

/// The hook of the verdict.
const VERDICT_HOOK: &str = "verdict";

/// The run.
const RUN: &str = "run";

pub(super) fn write(input: &Input<'_>) -> Result<PathBuf, ReportError> {
    let header = &input.record.header;
    let file = input.to.join(FILE);
    let mut stream = Stream::create(&file)?;
    let product = |name: &str| json!({ "name": name });
    stream.put(
        "meta",
        json!({
            "protocolVersion": PROTOCOL,
            "implementation": { "name": "sogo-unyo-test", "version": header.harness },
            "runtime": product("sogo"),
            "os": product(std::env::consts::OS),
            "cpu": product(std::env::consts::ARCH),
        }),
    )?;
    let cases = documents(input, &mut stream)?;
    stream.put(
        "hook",
        json!({
            "id": VERDICT_HOOK,
            "name": "判定",
            "type": "AFTER_TEST_CASE",
            "sourceReference": { "uri": "判定" },
        }),
    )?;
    stream.put("testRunStarted", json!({ "id": RUN, "timestamp": timestamp(header.started_at, 0) }))?;
    for case in &cases {
        let mut steps: Vec<Value> =
            case.steps.iter().map(|(id, pickle_step)| json!({ "id": id, "pickleStepId": pickle_step, "stepDefinitionIds": [], "stepMatchArgumentsLists": [] })).collect();
        steps.push(json!({ "id": case.verdict_step, "hookId": VERDICT_HOOK }));
        let id = &case.id;
        stream.put(
            "testCase",
            json!({
                "id": id, "pickleId": case.pickle, "testSteps": steps, "testRunStartedId": RUN,
            }),
        )?;
    }
    for case in &cases {
        match case.scenario {
            Some(scenario) => {
                let attempts = scenario.attempts();
                for (place, attempt) in attempts.iter().enumerate() {
                    let text = match place + 1 == attempts.len() {
                        true => verdict_text(scenario),
                        false => reason(attempt).unwrap_or_default().to_owned(),
                    };
                    Played { input, case, attempt, place, text }.write(&mut stream)?;
                }
            }
            None => not_run(input, case, case.union, &mut stream)?,
        }
    }
    let success = input.record.findings.is_empty()
        && input.record.result.as_ref().is_some_and(|result| result.exit_code == 0);
    let finished = input.record.result.as_ref().map_or(header.started_at, |result| result.finished_at);
    let mut end = json!({
        "success": success, "timestamp": timestamp(finished, 0), "testRunStartedId": RUN,
    });
    if !input.record.findings.is_empty() {
        end["message"] = json!(input.record.findings.join("\n"));
    }
    stream.put("testRunFinished", end)?;
    stream.finish()?;
    Ok(file)
}

/// One attempt.
struct Played<'a> {
    input: &'a Input<'a>,
    case: &'a Case<'a>,
    attempt: &'a ScenarioRecord,
    /// From 0.
    place: usize,
    /// What is to be said of the verdict.
    text: String,
}

impl Played<'_> {
    fn write(&self, stream: &mut Stream) -> Result<(), ReportError> {
        let attempt = self.attempt;
        let id = format!("{}-{}", self.case.id, self.place);
        let start = attempt.started_at;
        stream.put(
            "testCaseStarted",
            json!({
                "id": id, "testCaseId": self.case.id, "attempt": self.place, "timestamp": timestamp(start, 0),
            }),
        )?;
        let mut elapsed = 0;
        // The ids are those of the last attempt's steps, and all attempts have the same.
        for (step, (step_id, _)) in attempt.steps.iter().zip(&self.case.steps) {
            stream.put(
                "testStepStarted",
                json!({
                    "testCaseStartedId": id, "testStepId": step_id, "timestamp": timestamp(start, elapsed),
                }),
            )?;
            for capture in self.input.captures(&step.captures) {
                self.attachment(&id, step_id, capture, stream)?;
            }
            elapsed += step.milliseconds;
            let status = match step.status {
                StepStatus::Passed => "PASSED",
                StepStatus::Failed | StepStatus::Error => "FAILED",
                StepStatus::Unconfirmed => "PENDING",
                StepStatus::Undefined => "UNDEFINED",
                StepStatus::Skipped => "SKIPPED",
            };
            step_finished(
                stream,
                (&id, step_id),
                (status, step.message.as_deref()),
                step.milliseconds,
                timestamp(start, elapsed),
            )?;
        }
        let step_id = self.case.verdict_step.as_str();
        let at = timestamp(start, elapsed);
        stream.put(
            "testStepStarted",
            json!({ "testCaseStartedId": id, "testStepId": step_id, "timestamp": at }),
        )?;
        let told_by_step = attempt.steps.iter().any(|step| step.message.is_some());
        let status = match attempt.verdict {
            Verdict::Passed => "PASSED",
            Verdict::NotApplicable => "SKIPPED",
            Verdict::Unconfirmed | Verdict::Pending => "PENDING",
            Verdict::Flaky | Verdict::Failed | Verdict::Error => "FAILED",
        };
        let message = (!self.text.is_empty() && (!told_by_step || attempt.verdict == Verdict::Flaky))
            .then_some(self.text.as_str());
        step_finished(stream, (&id, step_id), (status, message), 0, at)?;
        stream.put(
            "testCaseFinished",
            json!({
                "testCaseStartedId": id,
                "timestamp": timestamp(start, attempt.milliseconds.max(elapsed)),
                "willBeRetried": attempt.will_be_retried,
            }),
        )
    }

    fn attachment(
        &self,
        started: &str,
        step: &str,
        capture: &Capture,
        stream: &mut Stream,
    ) -> Result<(), ReportError> {
        let mut attachment = json!({
            "testCaseStartedId": started,
            "testStepId": step,
            "timestamp": timestamp(capture.at, 0),
            "fileName": format!("{} {}", kind_word(capture.kind), capture.title),
            "contentEncoding": "IDENTITY",
            "mediaType": "text/uri-list",
            "body": self.input.links.capture(capture),
        });
        if self.input.embed_pictures && capture.kind == CaptureKind::Screenshot {
            let file = self.input.record.file_of(capture);
            let bytes = fs::read(&file).map_err(|source| ReportError::Read { file, source })?;
            attachment["contentEncoding"] = json!("BASE64");
            attachment["mediaType"] = json!(media_type(capture));
            attachment["body"] = json!(BASE64_STANDARD.encode(bytes));
        }
        stream.put("attachment", attachment)
    }
}

fn step_finished(
    stream: &mut Stream,
    (started, step): (&str, &str),
    (status, message): (&str, Option<&str>),
    milliseconds: u64,
    at: Value,
) -> Result<(), ReportError> {
    let mut result = json!({ "status": status, "duration": duration(milliseconds) });
    if let Some(message) = message {
        result["message"] = json!(message);
    }
    stream.put(
        "testStepFinished",
        json!({
            "testCaseStartedId": started, "testStepId": step, "testStepResult": result, "timestamp": at,
        }),
    )
}

/// A scenario that was to run and did not: nothing is known of it, and nobody is to think
/// that it passed.
fn not_run(
    input: &Input<'_>,
    case: &Case<'_>,
    union: UnionId,
    stream: &mut Stream,
) -> Result<(), ReportError> {
    let id = format!("{}-0", case.id);
    let step = case.verdict_step.as_str();
    let at = timestamp(input.record.header.started_at, 0);
    stream
        .put("testCaseStarted", json!({ "id": id, "testCaseId": case.id, "attempt": 0, "timestamp": at }))?;
    stream.put("testStepStarted", json!({ "testCaseStartedId": id, "testStepId": step, "timestamp": at }))?;
    step_finished(stream, (&id, step), ("UNKNOWN", Some(&input.why_not_run(union))), 0, at.clone())?;
    stream
        .put("testCaseFinished", json!({ "testCaseStartedId": id, "timestamp": at, "willBeRetried": false }))
}
