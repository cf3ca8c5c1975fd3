//! JUnit XML: a suite for each item of each union, a case for each scenario, attempts as
//! Surefire writes them.
//!
//! A 不安定 scenario is a failure that carries its failed attempts as `flakyFailure`:
//! readers that know Surefire mark it as flaky, and nobody sees it as passed.

use super::{
    Input, ReportError, Scenario,
    input::{first_line, item_name, reason, verdict_text},
    overview::requirements_of,
};
use crate::model::{ScenarioRecord, SelectedScenario, StepStatus, UnionId, Verdict};
use quick_junit::{
    FlakyOrRerun, NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestRerun, TestSuite,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, io,
    path::PathBuf,
    time::Duration,
};

/// Name of the file.
const FILE: &str = "junit.xml";

pub(super) fn write(input: &Input<'_>) -> Result<PathBuf, ReportError> {
    let file = input.to.join(FILE);
    let header = &input.record.header;
    let mut report = Report::new(format!("総合運用テスト {}", header.lot));
    report.set_timestamp(header.started_at);
    if let Some(result) = &input.record.result {
        report.set_time(Duration::from_millis(result.milliseconds));
    }
    let mut not_run: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (union, item, scenario) in input.overview.not_run(input.record) {
        not_run.entry((union, item)).or_default().push(scenario);
    }
    for (key, cell) in &input.overview.cells {
        let waiting = not_run.remove(key).unwrap_or_default();
        if cell.scenarios.is_empty() && waiting.is_empty() {
            continue;
        }
        let (union, item) = (input.union_name(key.0), item_name(key.1));
        let mut suite = TestSuite::new(format!("{union} {item}"));
        for (name, value) in [
            ("lot", header.lot.to_string()),
            ("endpoint", header.endpoint.clone()),
            ("run", header.run.clone()),
        ] {
            suite.add_property(Property::new(name, value));
        }
        // Readers take what stands before a dot for a package.
        let class = format!("{}.{}.{}", header.lot, dotless(&union), dotless(&item));
        for scenario in &cell.scenarios {
            suite.add_test_case(case(input, scenario, &class));
        }
        for scenario in waiting {
            suite.add_test_case(waiting_case(input, key.0, scenario, &class));
        }
        let started = cell.scenarios.iter().map(|scenario| scenario.attempts()[0].started_at).min();
        if let Some(started) = started {
            suite.set_timestamp(started);
        }
        let milliseconds = cell.scenarios.iter().flat_map(|one| one.attempts()).map(|one| one.milliseconds);
        suite.set_time(Duration::from_millis(milliseconds.sum()));
        report.add_test_suite(suite);
    }
    if !input.record.findings.is_empty() {
        report.add_test_suite(findings(&input.record.findings));
    }
    let text = report.to_string().map_err(|error| ReportError::write(&file)(io::Error::other(error)))?;
    fs::write(&file, text).map_err(ReportError::write(&file))?;
    Ok(file)
}

fn dotless(name: &str) -> String {
    name.replace('.', "．")
}

fn case(input: &Input<'_>, scenario: &Scenario<'_>, class: &str) -> TestCase {
    let last = scenario.last();
    let mut case = TestCase::new(format!("{} {}", last.id, last.name), status(scenario));
    case.set_classname(class.to_owned());
    case.set_timestamp(last.started_at);
    case.set_time(Duration::from_millis(last.milliseconds));
    for requirement in requirements_of(last) {
        case.add_property(Property::new("requirement", requirement));
    }
    case.set_system_out(steps(input, last));
    case
}

fn status(scenario: &Scenario<'_>) -> TestCaseStatus {
    let verdict = scenario.verdict();
    let text = verdict_text(scenario);
    let attempts = scenario.attempts();
    let mut status = match verdict {
        Verdict::Passed => return TestCaseStatus::success(),
        Verdict::NotApplicable => TestCaseStatus::skipped(),
        Verdict::Flaky | Verdict::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Unconfirmed | Verdict::Pending | Verdict::Error => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
    };
    status.set_message(first_line(&text)).set_type(verdict.text());
    if verdict != Verdict::NotApplicable {
        status.set_description(text.as_str());
        // Surefire's order: the first failure is the case's own, unless the last passed.
        let others = if verdict == Verdict::Flaky { &attempts[..attempts.len() - 1] } else { &attempts[1..] };
        let kind = if verdict == Verdict::Flaky { FlakyOrRerun::Flaky } else { FlakyOrRerun::Rerun };
        status.set_rerun_kind(kind).add_reruns(others.iter().map(|attempt| rerun(attempt)));
    }
    status
}

fn rerun(attempt: &ScenarioRecord) -> TestRerun {
    let kind = match attempt.verdict {
        Verdict::Error | Verdict::Pending | Verdict::Unconfirmed => NonSuccessKind::Error,
        _ => NonSuccessKind::Failure,
    };
    let text = reason(attempt).unwrap_or_default();
    let mut rerun = TestRerun::new(kind);
    rerun.set_timestamp(attempt.started_at).set_time(Duration::from_millis(attempt.milliseconds));
    rerun.set_type(attempt.verdict.text()).set_message(first_line(text)).set_description(text);
    rerun
}

fn waiting_case(input: &Input<'_>, union: UnionId, scenario: &SelectedScenario, class: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    let text = input.why_not_run(union);
    status.set_message(first_line(&text)).set_type("未実行").set_description(text.as_str());
    let mut case = TestCase::new(format!("{} {}", scenario.id, scenario.name), status);
    case.set_classname(class.to_owned());
    case
}

/// What is wrong with the runs as parts of one is no scenario's doing, and still no pass.
fn findings(findings: &[String]) -> TestSuite {
    let mut suite = TestSuite::new("実行の突合せ");
    for finding in findings {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(finding.as_str()).set_type("未完成");
        let mut case = TestCase::new(first_line(finding), status);
        case.set_classname("実行の突合せ");
        suite.add_test_case(case);
    }
    suite
}

/// The steps, and where their captures are.
fn steps(input: &Input<'_>, attempt: &ScenarioRecord) -> String {
    let mut text = format!("{}:{}\n", attempt.file, attempt.line);
    for step in &attempt.steps {
        let mark = match step.status {
            StepStatus::Passed => "○",
            StepStatus::Unconfirmed => "？",
            StepStatus::Failed => "×",
            StepStatus::Error => "！",
            StepStatus::Undefined => "…",
            StepStatus::Skipped => "・",
        };
        let _ = writeln!(text, "{mark} {} {}", step.keyword.trim(), step.text);
    }
    let mut told = BTreeSet::new();
    for capture in attempt.steps.iter().flat_map(|step| input.captures(&step.captures)) {
        let file = input.links.file(capture);
        if told.insert(capture.file.as_str()) {
            let _ = writeln!(text, "証跡: {file}");
        }
    }
    text
}
