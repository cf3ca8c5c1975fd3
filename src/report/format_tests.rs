//! The formats other than pages, and several runs as one, of synthetic runs.

use super::{sample::Sample, *};
use crate::model::{Act, Decision, Lot, Subject, Verdict};
use calamine::{Data, Reader, Xlsx, open_workbook};
use quick_junit::{Report, TestCaseStatus};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A run with every verdict, one scenario that did not run, and its captures.
fn small() -> (TempDir, RunRecord) {
    let folder = tempfile::tempdir().expect("folder");
    let mut sample = Sample::small();
    sample.planned(13, &["R2-10"]);
    sample.planned(27, &["R2-01"]);
    sample.write(folder.path(), Some(1));
    sample.write_captures(folder.path());
    let record = RunRecord::read(folder.path()).expect("record");
    (folder, record)
}

fn made(format: Format, record: &RunRecord) -> PathBuf {
    let input = Input::new(record, &record.folder.join("report"), false).expect("input");
    write(format, &input).expect("report")
}

#[test]
fn junit_tells_every_verdict_and_nobody_is_green_who_did_not_pass() {
    let (_folder, record) = small();
    let text = fs::read_to_string(made(Format::Junit, &record)).expect("file");
    insta::assert_snapshot!("junit", text);
    let report = Report::deserialize_from_str(&text).expect("JUnit XML");
    let mut green = Vec::new();
    for suite in &report.test_suites {
        assert_eq!(suite.tests, suite.test_cases.len());
        let names: BTreeSet<_> = suite.test_cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), suite.tests, "a name twice");
        for case in &suite.test_cases {
            if matches!(case.status, TestCaseStatus::Success { .. }) {
                green.push(case.name.as_str());
            }
        }
    }
    assert_eq!(green, ["R2-01 登録した加入者に枝番が付く"]);
    assert_eq!((report.tests, report.failures, report.errors, report.skipped), (8, 2, 4, 1));
}

/// What the schema cannot say: whatever is referred to was told before, and every attempt
/// and step that begins ends.
#[test]
fn messages_hang_together() {
    let (_folder, record) = small();
    let text = fs::read_to_string(made(Format::Messages, &record)).expect("file");
    let mut known = BTreeSet::new();
    let mut open: BTreeSet<String> = BTreeSet::new();
    let mut statuses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for line in text.lines() {
        let envelope: Value = serde_json::from_str(line).expect("JSON");
        let (kind, message) = envelope.as_object().expect("object").iter().next().expect("one message");
        let of = |field: &str| message[field].as_str().unwrap_or_default().to_owned();
        for field in ["testCaseId", "pickleId", "testCaseStartedId", "testStepId", "hookId"] {
            assert!(message[field].is_null() || known.contains(&of(field)), "{field} in {line}");
        }
        for node in message["astNodeIds"].as_array().into_iter().flatten() {
            assert!(known.contains(node.as_str().expect("id")), "{line}");
        }
        match kind.as_str() {
            "pickle" => drop(names.insert(of("id"), of("name"))),
            "testCase" => {
                let name = names[&of("pickleId")].clone();
                names.insert(of("id"), name);
            }
            "testCaseStarted" => {
                assert!(open.insert(of("id")));
                let name = names[&of("testCaseId")].clone();
                names.insert(of("id"), name);
            }
            "testStepFinished" => {
                let status = message["testStepResult"]["status"].as_str().expect("status");
                let name = names[&of("testCaseStartedId")].clone();
                statuses.entry(name).or_default().push(status.to_owned());
            }
            "testCaseFinished" => assert!(open.remove(&of("testCaseStartedId"))),
            "testRunFinished" => assert_eq!(message["success"], Value::Bool(false)),
            _ => {}
        }
        collect_ids(message, &mut known);
    }
    assert_eq!(open, BTreeSet::new());
    insta::assert_debug_snapshot!("message_statuses", statuses);
}

fn collect_ids(value: &Value, known: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            known.extend(fields.get("id").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect_ids(value, known));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_ids(value, known)),
        _ => {}
    }
}

#[test]
fn pictures_are_embedded_when_asked_for() {
    let (_folder, record) = small();
    let input = Input::new(&record, &record.folder.join("report"), true).expect("input");
    let text = fs::read_to_string(write(Format::Messages, &input).expect("report")).expect("file");
    assert!(text.contains("\"mediaType\":\"image/png\"") && text.contains("\"contentEncoding\":\"BASE64\""));
    assert!(text.contains("text/uri-list"), "texts stay where they are");
}

#[test]
fn older_json_has_an_element_for_each_scenario() {
    let (_folder, record) = small();
    let text = fs::read_to_string(made(Format::CucumberJson, &record)).expect("file");
    let features: Value = serde_json::from_str(&text).expect("JSON");
    let mut told = Vec::new();
    for feature in features.as_array().expect("features") {
        for element in feature["elements"].as_array().expect("elements") {
            let result = &element["after"][0]["result"];
            let message = result["error_message"].as_str().unwrap_or_default();
            told.push(format!("{} {} {}", element["id"], result["status"], message.replace('\n', " / ")));
        }
    }
    insta::assert_debug_snapshot!("cucumber_json", told);
}

#[test]
fn allure_has_a_result_for_each_attempt_and_what_it_refers_to() {
    let (_folder, record) = small();
    let folder = made(Format::Allure, &record);
    // Again: what was there before is no attempt of this report.
    assert_eq!(made(Format::Allure, &record), folder);
    let mut told = Vec::new();
    for entry in fs::read_dir(&folder).expect("folder") {
        let path = entry.expect("entry").path();
        if !path.to_string_lossy().ends_with("-result.json") {
            continue;
        }
        let result: Value = serde_json::from_slice(&fs::read(&path).expect("file")).expect("JSON");
        let attachments = result["attachments"].as_array().expect("attachments").iter();
        let of_steps = result["steps"].as_array().expect("steps").iter();
        let of_steps = of_steps.flat_map(|step| step["attachments"].as_array().expect("attachments"));
        for attachment in attachments.chain(of_steps) {
            assert!(folder.join(attachment["source"].as_str().expect("source")).is_file(), "{attachment}");
        }
        let details = &result["statusDetails"];
        told.push(format!("{} {} flaky={}", result["fullName"], result["status"], details["flaky"]));
    }
    told.sort();
    insta::assert_debug_snapshot!("allure", told);
}

#[test]
fn a_workbook_of_a_whole_lot_is_made_in_a_moment() {
    let folder = tempfile::tempdir().expect("folder");
    Sample::lot().write(folder.path(), Some(0));
    let record = RunRecord::read(folder.path()).expect("record");
    let start = Instant::now();
    let file = made(Format::Workbook, &record);
    println!("台帳 {:?} {} 証跡", start.elapsed(), record.captures.len());
    assert!(fs::read(&file).expect("file").starts_with(b"PK"));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// One approved, one approved before it ran otherwise, and one approved and then rejected.
#[test]
fn the_workbook_names_who_approved_what_is_there_now() {
    let (_folder, mut record) = small();
    let of = |id: &str, record: &RunRecord| {
        let overview = Overview::of(record);
        let found = overview.scenarios().find(|one| one.last().id == id).expect(id);
        let subject = Subject::Scenario { union: found.last().union, scenario: id.to_owned() };
        (subject, record.hash_of(found.last()))
    };
    let ids: Vec<String> = {
        let overview = Overview::of(&record);
        overview.scenarios().take(3).map(|one| one.last().id.clone()).collect()
    };
    let at = record.header.started_at;
    let mut decide = |id: &str, act: Act, reviewer: &str, seen: Option<&str>| {
        let (subject, hash) = of(id, &record);
        record.decisions.push(Decision {
            sequence: record.decisions.len() as u64 + 1,
            at,
            reviewer: reviewer.to_owned(),
            subject,
            act,
            seen: seen.map_or(hash, str::to_owned),
            comment: String::new(),
            picture: None,
            previous: String::new(),
        });
    };
    decide(&ids[0], Act::Approve, "確認 花子", None);
    decide(&ids[0], Act::Approve, "確認 太郎", None);
    decide(&ids[1], Act::Approve, "確認 花子", Some("0000"));
    decide(&ids[2], Act::Approve, "確認 花子", None);
    decide(&ids[2], Act::Reject, "確認 太郎", None);
    let file = made(Format::Workbook, &record);
    let mut workbook: Xlsx<_> = open_workbook(&file).expect("workbook");
    let mut told = Vec::new();
    for sheet in ["シナリオ", "証跡"] {
        let range = workbook.worksheet_range(sheet).expect("sheet");
        let mut rows = range.rows();
        let heads: Vec<String> = rows.next().expect("heads").iter().map(ToString::to_string).collect();
        let column = |name: &str| heads.iter().position(|head| head == name);
        let shown = ["試験番号", "判定", "確認者", "確認日"].map(column);
        let words = |row: &[Data]| {
            shown.iter().flatten().map(|column| row[*column].to_string()).collect::<Vec<_>>().join(" | ")
        };
        let mut rows: Vec<_> = rows.map(words).collect();
        rows.dedup();
        told.extend(rows.into_iter().map(|row| format!("{sheet}: {row}")));
    }
    insta::assert_snapshot!("workbook-reviewers", told.join("\n"));
}

#[test]
fn what_only_a_person_can_check_is_green_in_no_format() {
    let folder = tempfile::tempdir().expect("folder");
    let sample = Sample::of_lane(13, &[("R2-01", Verdict::Unconfirmed)], &[]);
    sample.write(folder.path(), Some(1));
    sample.write_captures(folder.path());
    let record = RunRecord::read(folder.path()).expect("record");
    let read = |path: PathBuf| fs::read_to_string(path).expect("report");
    let junit = read(made(Format::Junit, &record));
    assert!(junit.contains("type=\"要確認\"") && junit.contains("errors=\"1\""), "{junit}");
    let messages = read(made(Format::Messages, &record));
    assert!(messages.contains("\"PENDING\""), "{messages}");
    let older = read(made(Format::CucumberJson, &record));
    assert!(older.contains("\"pending\""), "{older}");
    let results = fs::read_dir(made(Format::Allure, &record)).expect("folder");
    let results = results.map(|entry| entry.expect("entry").path());
    let result = results.filter(|path| path.to_string_lossy().ends_with("-result.json")).map(read);
    assert!(result.into_iter().all(|text| text.contains("\"status\":\"unknown\"")));
    let page = read(made(Format::Html, &record));
    assert!(page.contains("class=\"verdict unconfirmed\""), "{page}");
}

/// The runs as one, and the folders that they need as long as they are looked at.
fn merged(samples: Vec<(Sample, u8)>) -> (Vec<TempDir>, Result<RunRecord, ReportError>) {
    let mut folders = Vec::new();
    let mut records = Vec::new();
    for (place, (sample, code)) in samples.into_iter().enumerate() {
        let folder = tempfile::tempdir().expect("folder");
        let minutes = i64::try_from(place).expect("few");
        let sample = sample.header(|header| {
            header.started_at += chrono::TimeDelta::minutes(minutes);
            if header.run == "20260401-090000-lot1" {
                header.run = format!("run{}", place + 1);
            }
        });
        sample.write(folder.path(), Some(code));
        sample.write_captures(folder.path());
        records.push(RunRecord::read(folder.path()).expect("record"));
        folders.push(folder);
    }
    (folders, merge(records))
}

fn verdicts(record: &RunRecord) -> Vec<String> {
    let overview = Overview::of(record);
    let told = |one: &Scenario<'_>| format!("{} {} {}", one.last().union, one.last().id, one.verdict());
    overview.scenarios().map(told).collect()
}

#[test]
fn runs_of_several_machines_are_one() {
    let one = Sample::of_lane(13, &[("T2-01", Verdict::Passed), ("T2-02", Verdict::Passed)], &[]);
    let other = Sample::of_lane(27, &[("T2-01", Verdict::Passed)], &[]);
    let (folders, record) = merged(vec![(one, 0), (other, 0)]);
    let record = record.expect("one");
    assert_eq!(record.findings, [""; 0]);
    assert_eq!(record.result.as_ref().expect("result").exit_code, 0);
    assert_eq!(verdicts(&record), ["13 T2-01 合格", "13 T2-02 合格", "27 T2-01 合格"]);
    // Captures lead into the folder that they come from.
    let to = tempfile::tempdir().expect("folder");
    let input = Input::new(&record, to.path(), false).expect("input");
    for capture in &record.captures {
        let lane = if capture.union.number() == 13 { 0 } else { 1 };
        assert!(record.file_of(capture).starts_with(folders[lane].path()), "{capture:?}");
        assert!(record.file_of(capture).is_file(), "{capture:?}");
        assert!(to.path().join(input.links.file(capture)).is_file(), "{}", input.links.file(capture));
    }
    let last = record.captures.last().expect("captures");
    assert_eq!((last.sequence, record.mark(last).as_str()), (6, "■000002"));
    let index = fs::read_to_string(write(Format::Html, &input).expect("report")).expect("index");
    assert!(index.contains("合わせた実行") && index.contains("選択した 3 シナリオは、すべて合格"), "{index}");
}

#[test]
fn what_is_missing_or_there_twice_is_told_and_no_pass() {
    let one = Sample::of_lane(13, &[("T2-01", Verdict::Failed)], &["T2-02"]);
    let other = Sample::of_lane(13, &[("T2-01", Verdict::Passed)], &[]);
    let (_folders, record) = merged(vec![(one, 1), (other, 0)]);
    let record = record.expect("one");
    insta::assert_debug_snapshot!("findings", record.findings);
    assert_eq!(record.result.as_ref().expect("result").exit_code, 1);
    assert_eq!(verdicts(&record), ["13 T2-01 不合格"]);

    let twice = || Sample::of_lane(13, &[("T2-01", Verdict::Passed)], &[]);
    let (_folders, record) = merged(vec![(twice(), 0), (twice(), 0)]);
    let record = record.expect("one");
    assert_eq!(record.result.as_ref().expect("result").exit_code, 1);
    let to = tempfile::tempdir().expect("folder");
    let input = Input::new(&record, to.path(), false).expect("input");
    let index = fs::read_to_string(write(Format::Html, &input).expect("report")).expect("index");
    assert!(index.contains("未完成: 合わせた実行に") && index.contains("同じシナリオがあります"), "{index}");
    let junit = fs::read_to_string(write(Format::Junit, &input).expect("report")).expect("file");
    assert!(junit.contains("errors=\"1\""), "{junit}");
}

/// The share itself is missing: the other one knows of the whole.
#[test]
fn a_share_that_nobody_ran_is_missing() {
    let whole = Sample::of_lane(27, &[], &["T2-01"]);
    let of_other = whole.header(|_| ()).scope();
    let one = || {
        Sample::of_lane(13, &[("T2-01", Verdict::Passed)], &[]).header(|header| {
            header.scope.whole = [header.scope.planned.clone(), of_other.clone()].concat();
            header.scope.shard = "1/2".parse().ok();
        })
    };
    let empty = Sample::of_lane(13, &[], &[]).header(|header| header.scope.shard = "2/2".parse().ok());
    // Whether the other machine has a folder, or not even that.
    for there in [vec![(one(), 0), (empty, 4)], vec![(one(), 0)]] {
        let (_folders, record) = merged(there);
        let record = record.expect("one");
        assert!(record.findings.iter().any(|finding| finding.contains("27 T2-01")), "{:?}", record.findings);
        assert_eq!(Overview::of(&record).tally.not_run, 1);
        assert_ne!(record.result.expect("result").exit_code, 0);
    }
}

#[test]
fn runs_that_are_not_of_one_test_are_refused_or_told() {
    let run = || Sample::of_lane(13, &[("T2-01", Verdict::Passed)], &[]);
    let other = Sample::of_lane(27, &[("T2-01", Verdict::Passed)], &[]);
    let (_folders, record) = merged(vec![(run(), 0), (other.header(|header| header.lot = Lot::Two), 0)]);
    assert!(record.expect_err("lots").to_string().contains("同じロット"));
    let other = Sample::of_lane(27, &[("T2-01", Verdict::Passed)], &[]);
    let (_folders, record) =
        merged(vec![(run(), 0), (other.header(|header| header.scope.features = "abc".to_owned()), 0)]);
    let record = record.expect("told");
    assert!(record.findings[0].contains("機能ファイルの版が違います"), "{:?}", record.findings);
    assert_eq!(record.result.expect("result").exit_code, 1);
}

/// What was repeated and then passed is 不安定: it did not pass at the first attempt.
#[test]
fn a_repetition_is_a_further_attempt() {
    let first = Sample::of_lane(13, &[("T2-01", Verdict::Passed), ("T2-02", Verdict::Failed)], &[]);
    let again = Sample::of_lane(13, &[("T2-02", Verdict::Passed)], &[])
        .header(|header| header.scope.repeats = Some("run1".to_owned()));
    let (_folders, record) = merged(vec![(first, 1), (again, 0)]);
    let record = record.expect("one");
    assert_eq!(record.findings, [""; 0]);
    assert_eq!(verdicts(&record), ["13 T2-01 合格", "13 T2-02 不安定"]);
    let attempts: Vec<_> = record
        .attempts()
        .filter(|one| one.id == "T2-02")
        .map(|one| (one.attempt, one.will_be_retried))
        .collect();
    assert_eq!(attempts, [(1, true), (2, false)]);
    assert_eq!(record.result.expect("result").exit_code, 1);
}
