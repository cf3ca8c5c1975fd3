//! The form field by field, what an item's days follow from, and what is wrong with an entry.

use super::*;
use crate::{
    model::{Lot, RunEvent, ScenarioRecord, TestItem, UnionId, Verdict},
    spec::{Specification, TaskDays},
};
use chrono::{DateTime, NaiveDate};
use std::{fs, path::Path};

fn shipped() -> Specification {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Specification::load(&root.join("testdata"), &root.join("rolemodels")).expect("test data")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("day")
}

fn tokyo() -> UnionId {
    UnionId::try_from(13).expect("union")
}

const COUNTS: Counts = Counts { all: 60, without_number: 1, are_test_data: false };

fn entry<'a>(
    specification: &'a Specification,
    plan: &'a crate::spec::PreparationPlan,
    on: &str,
) -> Entry<'a> {
    let lot = specification.lot(Lot::Two).expect("lot");
    let union = specification.union(tokyo()).expect("union");
    Entry::of(plan, lot, union, COUNTS, (&History::default(), &Proofs::default()), day(on))
}

/// domain.md §11: 24 days, 2 numbers and 1 state in 17 lines.
#[test]
fn the_form_has_the_27_fields_of_the_source() {
    let specification = shipped();
    let entry = entry(&specification, specification.plan(), "2017-03-01");
    assert_eq!((entry.leaves.len(), specification.plan().pmo_lines.len()), (27, 17));
    let count = |field| entry.leaves.iter().filter(|leaf| leaf.field == field).count();
    assert_eq!(count(Field::Planned) + count(Field::Begun) + count(Field::Done), 24);
    assert_eq!((count(Field::Count), count(Field::Readiness)), (2, 1));
    let rows: Vec<_> = entry
        .leaves
        .iter()
        .map(|leaf| {
            format!("{} | {} | {} | {}", leaf.line.kind, leaf.line.purpose, leaf.line.name, leaf.field.text())
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}

/// A run's record of one scenario, on an endpoint's day, at a minute of the wall clock.
fn ended(scenario: &str, verdict: Verdict, on: Option<&str>, minute: u32) -> RunEvent {
    let time = |text: &str| DateTime::parse_from_rfc3339(text).expect("time");
    RunEvent::ScenarioFinished(Box::new(ScenarioRecord {
        union: tokyo(),
        item: TestItem::CodeLinking,
        id: scenario.to_owned(),
        file: "features/a.feature".to_owned(),
        line: 1,
        feature: String::new(),
        name: String::new(),
        tags: Vec::new(),
        attempt: 1,
        will_be_retried: false,
        verdict,
        reason: None,
        started_at: time(&format!("2026-04-01T09:{minute:02}:00+09:00")),
        endpoint_time: on.map(|on| time(&format!("{on}T09:00:00+09:00"))),
        guide: None,
        milliseconds: 1,
        steps: Vec::new(),
    }))
}

fn proofs() -> Proofs {
    let mut proofs = Proofs::default();
    for (requirement, scenario) in
        [("R2-01", "T2-01"), ("R2-01", "T2-02"), ("R2-02", "T2-02"), ("R2-03", "T2-03")]
    {
        proofs.add(TestItem::CodeLinking, requirement, scenario);
    }
    proofs
}

/// Begun, done and open, if each of the events is a run of its own.
fn known(runs: &[RunEvent], on: &str) -> (Option<String>, Option<String>, Vec<String>) {
    let mut history = History::default();
    runs.iter().for_each(|run| assert_eq!(history.add(std::slice::from_ref(run)), 0));
    told(&history, on)
}

fn told(history: &History, on: &str) -> (Option<String>, Option<String>, Vec<String>) {
    let days = history.item(&proofs(), tokyo(), TestItem::CodeLinking, day(on));
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    (text(days.begun), text(days.done), days.open)
}

#[test]
fn an_item_is_done_on_the_day_since_which_all_requirements_pass() {
    use Verdict::{Failed, Flaky, Passed};
    let first = ended("T2-01", Passed, Some("2017-04-24"), 1);
    let failed = ended("T2-02", Failed, Some("2017-04-24"), 2);
    let third = ended("T2-03", Passed, Some("2017-04-25"), 3);
    let repaired = ended("T2-02", Passed, Some("2017-04-26"), 4);
    let begun = Some("2017-04-24".to_owned());
    let events = [first, failed, third, repaired];
    assert_eq!(known(&[], "2017-04-30"), (None, None, vec!["R2-01".into(), "R2-02".into(), "R2-03".into()]));
    assert_eq!(known(&events, "2017-04-23").0, None, "what is later has not happened yet");
    assert_eq!(known(&events, "2017-04-25"), (begun.clone(), None, vec!["R2-01".into(), "R2-02".into()]));
    assert_eq!(known(&events, "2017-04-30"), (begun.clone(), Some("2017-04-26".into()), vec![]));

    let again = ended("T2-03", Passed, Some("2017-05-02"), 5);
    let [first, failed, third, repaired] = events;
    let events = [first, failed, third, repaired, again];
    assert_eq!(
        known(&events, "2017-05-31").1.as_deref(),
        Some("2017-04-26"),
        "passing again changes nothing"
    );

    let broken = ended("T2-01", Flaky, Some("2017-05-03"), 6);
    let mut events = events.to_vec();
    events.push(broken);
    assert_eq!(
        known(&events, "2017-05-31"),
        (begun.clone(), None, vec!["R2-01".into()]),
        "it no longer passes"
    );
    events.push(ended("T2-01", Passed, Some("2017-05-08"), 7));
    assert_eq!(known(&events, "2017-05-31").1.as_deref(), Some("2017-05-08"));
}

#[test]
fn a_server_that_began_anew_puts_nothing_before_the_failure_it_answers() {
    use Verdict::{Failed, Passed};
    let run = [
        ended("T2-01", Passed, Some("2017-04-24"), 1),
        ended("T2-03", Passed, Some("2017-04-24"), 2),
        ended("T2-02", Failed, Some("2017-04-26"), 3),
        ended("T2-02", Passed, Some("2017-04-24"), 4),
    ];
    assert_eq!(known(&run, "2017-04-30").1.as_deref(), Some("2017-04-26"));
}

/// A scenario of the 連動テスト, others that wait for days on end, and one that an ordinary
/// run leaves out.
#[test]
fn a_run_that_moves_the_clock_has_one_day() {
    use Verdict::{Failed, Passed};
    let mut before = ended("T2-01", Passed, Some("2017-03-06"), 1);
    if let RunEvent::ScenarioFinished(record) = &mut before {
        record.tags = vec!["連動テスト".to_owned()];
    }
    let mut history = History::default();
    history.add(std::slice::from_ref(&before));
    assert_eq!(told(&history, "2017-04-30").0, None, "the 連動テスト begins nothing");
    history.add(&[
        before,
        ended("T2-02", Passed, Some("2017-04-24"), 2),
        ended("T2-03", Passed, Some("2017-05-03"), 3),
    ]);
    let first_day = Some("2017-04-24".to_owned());
    assert_eq!(told(&history, "2017-04-30"), (first_day.clone(), first_day, vec![]));

    // A clock that runs is as far from the wall clock at the end as at the beginning.
    let mut history = History::default();
    let mut late = ended("T2-03", Passed, Some("2017-04-25"), 2);
    if let RunEvent::ScenarioFinished(record) = &mut late {
        record.started_at += chrono::TimeDelta::days(1);
    }
    let run =
        [ended("T2-01", Passed, Some("2017-04-24"), 1), ended("T2-02", Passed, Some("2017-04-24"), 2), late];
    history.add(&run);
    assert_eq!(told(&history, "2017-04-30").1.as_deref(), Some("2017-04-25"));

    let mut proofs = proofs();
    proofs.add(TestItem::CodeLinking, "R2-01", "T2-70");
    let item = |history: &History, proofs: &Proofs| {
        history.item(proofs, tokyo(), TestItem::CodeLinking, day("2017-05-31"))
    };
    assert_eq!(item(&history, &proofs).open, ["R2-01"]);
    proofs.leave_out("T2-70");
    assert_eq!(item(&history, &proofs).open, [""; 0]);
    history.add(&[ended("T2-70", Failed, Some("2017-04-26"), 9)]);
    assert_eq!(item(&history, &proofs).open, ["R2-01"], "but it must not fail");
}

#[test]
fn what_cannot_be_done_passes_only_beside_what_can() {
    use Verdict::{NotApplicable, Passed};
    let run = [
        ended("T2-01", NotApplicable, None, 1),
        ended("T2-02", Passed, Some("2017-04-24"), 2),
        ended("T2-03", NotApplicable, None, 3),
    ];
    assert_eq!(known(&run, "2017-04-30").2, ["R2-03"]);
    let mut history = History::default();
    history.add(&run);
    assert_eq!(
        history.item(&proofs(), tokyo(), TestItem::CodeLinking, day("2017-04-30")).open_in_words(),
        "要件3件のうち1件が未合格(R2-03)。R2-03は、接続先で実行できるシナリオがない。ほかの方法で確かめ、提出する様式に完了日を手で記入する"
    );
    let run = [
        ended("T2-03", Passed, Some("2017-04-24"), 1),
        ended("T2-02", Passed, Some("2017-04-25"), 2),
        ended("T2-01", NotApplicable, None, 3),
    ];
    assert_eq!(known(&run, "2017-04-30").1.as_deref(), Some("2017-04-25"), "what is told last decides too");
    let mut history = History::default();
    assert_eq!(history.add(&[ended("T2-01", Passed, None, 1)]), 1, "without the endpoint's day");
    assert_eq!(history.item(&proofs(), tokyo(), TestItem::CodeLinking, day("2027-01-01")).begun, None);
}

fn task(number: u8, planned: Option<&str>, begun: Option<&str>, done: Option<&str>) -> TaskDays {
    TaskDays { number, planned: planned.map(day), begun: begun.map(day), done: done.map(day) }
}

#[test]
fn an_entry_that_cannot_be_is_told() {
    let specification = shipped();
    let mut plan = specification.plan().clone();
    let found = [
        task(26, Some("2017-05-01"), None, None),
        task(25, None, None, Some("2017-04-21")),
        task(32, None, Some("2017-06-05"), Some("2017-06-02")),
    ];
    plan.supplement(tokyo(), &found);
    let told: Vec<_> = findings(&entry(&specification, &plan, "2017-07-01"), COUNTS)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "注意: A1-1 実行予定日(平成29年5月1日)が、期間(平成29年4月24日から平成29年4月28日まで)の外です",
            "誤り: A2-1 完了日(平成29年4月21日)があるのに、開始日がありません。testdata/plan/states.yaml に開始を書いてください",
            "誤り: B2-1 完了日(平成29年6月2日)が、開始日(平成29年6月5日)より前です",
        ]
    );
    let many = Counts { all: 1, without_number: 2, are_test_data: false };
    let lot = specification.lot(Lot::Two).expect("lot");
    let union = specification.union(tokyo()).expect("union");
    let known = (&History::default(), &Proofs::default());
    let entry = Entry::of(specification.plan(), lot, union, many, known, day("2017-04-01"));
    assert_eq!(
        findings(&entry, many).iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["誤り: B1-4 件数(2)が、全体の加入者情報の件数(1)より多くなっています"]
    );
}

#[test]
fn what_was_written_as_csv_is_read_back_and_compared() {
    let specification = shipped();
    let before = Filled {
        entry: entry(&specification, specification.plan(), "2017-04-21"),
        findings: Vec::new(),
        earlier: None,
    };
    let csv = csv_text(&[before]);
    assert!(csv.starts_with('\u{feff}'));
    assert_eq!(
        Earlier::read(&csv, UnionId::try_from(1).expect("union"), day("2017-04-21")).expect("CSV"),
        None
    );
    let earlier = Earlier::read(&csv, tokyo(), day("2017-04-21")).expect("CSV").expect("the union");
    let mut plan = specification.plan().clone();
    plan.supplement(
        tokyo(),
        &[task(25, None, Some("2017-04-24"), None), task(3, None, Some("2017-04-24"), None)],
    );
    let after = entry(&specification, &plan, "2017-04-28");
    let changed: Vec<_> = after
        .leaves
        .iter()
        .filter_map(|leaf| earlier.change_of(leaf).map(|before| (leaf.id(), before.to_owned())))
        .collect();
    assert_eq!(
        changed,
        [("A2-1 開始日".to_owned(), String::new()), ("B2-3 準備状況".to_owned(), "未着手".to_owned())]
    );
    for (wrong, what) in
        [("番号,欄\n1,2\n", "列「都道府県番号」がありません"), ("a,b\n\"", "列「都道府県番号」")]
    {
        let error = Earlier::read(wrong, tokyo(), day("2017-04-21")).expect_err(wrong);
        assert!(error.to_string().contains(what), "{error}");
    }
}

/// Dates and numbers are cells of their kind, not texts that look like them.
#[test]
fn the_workbook_has_dates_and_numbers() {
    let specification = shipped();
    let filled = |number: u8| {
        let union = specification.union(UnionId::try_from(number).expect("union")).expect("union");
        let lot = specification.lot(Lot::Two).expect("lot");
        let known = (&History::default(), &Proofs::default());
        let entry = Entry::of(specification.plan(), lot, union, COUNTS, known, day("2017-04-28"));
        Filled { entry, findings: Vec::new(), earlier: None }
    };
    let bytes = workbook(&[filled(12), filled(13)]).expect("workbook");
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("a.xlsx");
    fs::write(&path, bytes).expect("file");
    let mut archive = zip::ZipArchive::new(fs::File::open(&path).expect("file")).expect("zip");
    let mut sheet = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).expect(name), &mut text).expect("text");
        text
    };
    let side_by_side = sheet("xl/worksheets/sheet1.xml");
    // 2017-04-24 is day 42849 of the calendar of sheets.
    assert_eq!(side_by_side.matches("<v>42849</v>").count(), 2, "{side_by_side}");
    assert_eq!(side_by_side.matches("<v>60</v>").count(), 2);
    assert_eq!(sheet("xl/worksheets/sheet2.xml").matches("<v>42849</v>").count(), 2);
}
