//! Scenarios with members by the ten thousand: left out unless asked for, and never sent to
//! an endpoint that does not want them.

use super::support::{Served, Told, Tree};
use sogo_unyo_test::model::Verdict;

const FEATURE: &str = "features/02_code_linking/98_many.feature";
const SCENARIO: &str = "# language: ja
機能: 大量

  @T2-98 @R2-01 @大量
  シナリオ: 大量のシナリオ
    前提 加入者「甲野花子」がまだ登録されていない
    もし 「資格担当」が加入者「甲野花子」の一括登録ファイルを登録する
    ならば 「資格担当」の加入者検索に、加入者「甲野花子」は現れない
";

fn tree() -> Tree {
    let tree = Tree::new();
    tree.write(FEATURE, SCENARIO);
    tree
}

#[test]
fn they_are_left_out_unless_asked_for() {
    let tree = tree();
    let list = ["run", "--lot", "2", "--union", "13", "--list"];
    assert!(!tree.told(&list).expect(0).contains("T2-98"));
    let told = tree.told(&[&list[..], &["--volume"]].concat()).expect(0);
    assert!(told.contains("T2-98") && !told.contains("T2-01 "), "{}", told.out);
}

#[test]
fn an_endpoint_is_sent_none_unless_it_says_so() {
    let tree = tree();
    let run = ["run", "--lot", "2", "--union", "13", "--volume", "--endpoint", "並びの違う画面の例"];
    let told = tree.told(&run).expect(2);
    told.must_say(&["大量登録を許していない", "大量登録: 許可"]);
    assert!(!tree.root().join("target").exists());
}

/// The scenario with a thousand rows a file, so that a small campaign has several.
fn small() -> Tree {
    let tree = Tree::new();
    tree.edit("testdata/endpoints.yaml", "  件数上限: 50000\n", "  件数上限: 1000\n");
    tree
}

const CAMPAIGN: [&str; 8] = ["run", "--lot", "3", "--union", "31", "--volume", "--volume-rows", "20000"];

#[test]
fn a_campaign_is_reconciled_row_by_row() {
    let tree = small();
    tree.told(&CAMPAIGN).expect(0).must_say(&["判定: 合格"]);
    let exchanges = tree.run().scenarios();
    assert_eq!(exchanges.len(), 1);
}

/// A defect that is one row in ten thousand to a campaign, and has to be found.
#[track_caller]
fn is_found(defect: &str, words: &[&str]) {
    let tree = Tree::new();
    let path = tree.root().join("testdata/endpoints.yaml");
    let text = std::fs::read_to_string(&path).expect("endpoints");
    std::fs::write(&path, text.replace("    大量登録: 許可\n", "    大量登録: 許可\n    件数上限: 1000\n"))
        .expect("file");
    let server = Served::start(&["--defect", defect]);
    let mut command = tree.sogo(&[&CAMPAIGN[..], &["--endpoint", "環境変数"]].concat());
    server.tell(&mut command);
    Told::by(&mut command).expect(1).must_say(words);
    assert_eq!(tree.run().verdicts().into_values().collect::<Vec<_>>(), [Verdict::Failed]);
}

#[test]
fn wrong_check_digits_that_are_accepted_are_found() {
    is_found("check-digit-not-verified", &["処理結果コードが解答と違う行", "期待「E103」観測「」"]);
}

#[test]
fn a_member_registered_twice_is_found() {
    is_found("partition-duplicate-accepted", &["期待「E104」観測「」"]);
}
