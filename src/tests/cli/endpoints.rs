//! Runs against a server that the harness did not start: with and without control port,
//! repeated, and with defects that have to be found.

use super::support::{Served, Told, Tree};
use sogo_unyo_test::model::Verdict;
use std::fs;

const ENDPOINT: [&str; 2] = ["--endpoint", "環境変数"];
const UNION: [&str; 5] = ["run", "--lot", "2", "--union", "13"];

/// A run over the server, in a tree of its own.
fn run(tree: &Tree, server: &Served, arguments: &[&str]) -> Told {
    let mut command = tree.sogo(&UNION);
    command.args(arguments);
    server.tell(&mut command);
    Told::by(&mut command)
}

/// Endpoint and embedded server are the same to the features, and scenarios are safe to
/// repeat. What plays before the first master is distributed cannot play twice: the clock
/// does not go back.
#[test]
fn an_endpoint_gives_the_verdicts_of_the_embedded_server_again_and_again() {
    let embedded = Tree::new();
    embedded.told(&UNION).expect(0);
    let expected = embedded.run().verdicts();
    assert!(expected.len() > 80, "{expected:?}");
    let before_release = |tree: &Tree| {
        let records = tree.run().scenarios().into_iter();
        let planned = records.filter(|record| record.tags.iter().any(|tag| tag == "配信開始前"));
        planned.map(|record| record.id).collect::<Vec<_>>()
    };
    let mut again = expected.clone();
    for id in before_release(&embedded) {
        assert_eq!(again.insert(id, Verdict::NotApplicable), Some(Verdict::Passed));
    }
    assert_ne!(again, expected);
    let server = Served::start(&[]);
    for expected in [&expected, &again] {
        let tree = Tree::new();
        run(&tree, &server, &ENDPOINT).expect(0);
        assert_eq!(tree.run().verdicts(), *expected);
    }
}

/// No item lives on what an earlier one left behind. For the defects below it is the same
/// run without them.
#[test]
fn items_pass_in_any_order() {
    let server = Served::start(&[]);
    for item in ["7", "6", "5", "3", "2"] {
        run(&Tree::new(), &server, &[&ENDPOINT[..], &["--item", item]].concat()).expect(0);
    }
}

#[test]
fn without_control_port_steered_scenarios_are_not_applicable() {
    let tree = Tree::new();
    let path = tree.root().join("testdata/endpoints.yaml");
    let text = fs::read_to_string(&path).expect("endpoints");
    let text =
        text.replace("    制御URL環境変数: SOGO_CONTROL_URL\n", "").replace("時計: 模擬", "時計: 実時間");
    fs::write(&path, text).expect("endpoints");
    let server = Served::start(&["--no-control"]);
    assert_eq!(server.control_url, None);
    let tags = ["--tags", "@模擬 or @相手"];
    let told = run(&tree, &server, &[&ENDPOINT[..], &tags].concat());
    // Nothing ran, so nothing is claimed.
    let told = told.expect(4);
    told.must_say(&["対象外", "判定: 判定なし"]);
    let verdicts = tree.run().verdicts();
    assert!(verdicts.len() > 10, "{verdicts:?}");
    assert!(verdicts.values().all(|verdict| *verdict == Verdict::NotApplicable), "{verdicts:?}");
    for record in tree.run().scenarios() {
        assert!(
            record.reason.is_some_and(|reason| reason.contains("対象外") || reason.contains("この接続先"))
        );
    }
}

/// What a defect makes fail, by a failed expectation; [`items_pass_in_any_order`] is the
/// same run without it.
#[track_caller]
fn is_found(defect: &str, item: &str) {
    let selection = [&ENDPOINT[..], &["--item", item]].concat();
    let tree = Tree::new();
    let server = Served::start(&["--defect", defect]);
    let told = run(&tree, &server, &selection).expect(1);
    told.must_say(&["期待", "観測", "判定: 不合格"]);
    let verdicts = tree.run().verdicts();
    let of = |wanted: Verdict| verdicts.values().filter(|verdict| **verdict == wanted).count();
    assert!(of(Verdict::Failed) > 0 && of(Verdict::Error) == 0, "{}", told.out);
    assert!(tree.run().scenarios().iter().all(|record| record.item.number().to_string() == item));
}

#[test]
fn defect_check_digit_not_verified() {
    is_found("check-digit-not-verified", "2");
}

#[test]
fn defect_partition_duplicate_accepted() {
    is_found("partition-duplicate-accepted", "2");
}

#[test]
fn defect_provided_before_start() {
    is_found("provided-before-start", "3");
}

#[test]
fn defect_record_not_written() {
    is_found("record-not-written", "5");
}

#[test]
fn defect_role_not_enforced() {
    is_found("role-not-enforced", "7");
}
