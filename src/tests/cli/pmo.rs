//! `sogo pmo` and `sogo status`: what they print and write, from a real run too.

use super::support::{Tree, assert_told};
use std::fs;

const STATES: &str = "testdata/plan/states.yaml";
const FORM: &str = "testdata/plan/pmo.yaml";

#[test]
fn a_run_counts_on_the_day_of_the_endpoint() {
    let tree = Tree::new();
    tree.told(&["run", "--lot", "2", "--union", "13", "--tags", "@T2-01"]).expect(0);
    let scenarios = tree.run().scenarios();
    let time = scenarios[0].endpoint_time.expect("the endpoint's time");
    assert_eq!(time.date_naive().to_string(), "2017-04-24");
    let entry = |date: &str, more: &[&str]| {
        tree.told(&[&["pmo", "--union", "13", "--date", date, "--to", "pmo"], more].concat()).expect(0)
    };
    entry("2017-04-28", &[]).must_say(&["A2-3  開始日      平成29年4月24日", "数えた実行: 1件", "未合格"]);
    entry("2017-04-23", &[]).must_say(&["A2-3  開始日      - "]);
    entry("2017-04-28", &["--endpoint", "組込み参照サーバー"]).must_say(&["数えた実行: 1件"]);
    entry("2017-04-28", &["--endpoint", "手元"])
        .must_say(&["A2-3  開始日      - ", "数える実行はありません"]);
    tree.told(&["pmo", "--union", "13", "--endpoint", "手元2"]).expect(2).must_say(&["手元"]);
    entry("2017-04-28", &[]).must_say(&["数えた実行のうち1件は、関門を問わない練習用の接続先"]);
    let missing = ["pmo", "--union", "13", "--evidence", "よそ"];
    tree.told(&missing).expect(2).must_say(&["証跡のフォルダ「よそ」がありません"]);
    tree.told(&["status", "--lot", "2", "--date", "2017-04-28"]).expect(0).must_say(&["未合格"]);
}

/// Runs of earlier versions have no date of the endpoint; the wall clock's is no substitute.
#[test]
fn a_run_without_the_day_of_the_endpoint_does_not_count_and_is_told() {
    let tree = Tree::new();
    tree.told(&["run", "--lot", "2", "--union", "13", "--tags", "@T2-01"]).expect(0);
    let events = tree.run().0.join("events.jsonl");
    let text = fs::read_to_string(&events).expect("events");
    let old = regex::Regex::new(r#""endpoint_time":"[^"]*","#)
        .expect("pattern")
        .replace_all(&text, "")
        .into_owned();
    assert_ne!(old, text);
    fs::write(&events, old).expect("events");
    let told = tree.told(&["pmo", "--union", "13"]).expect(0);
    told.must_say(&["古い版の実行なので数えません", "A2-3  開始日      - "]);
}

#[test]
fn an_entry_is_written_and_compared_with_the_last_one() {
    let tree = Tree::new();
    tree.write(
        STATES,
        "進み具合:\n  - 広域連合: 13\n    タスク:\n      - {番号: 25, 開始: 2017-04-24, 完了: 2017-04-25}\n",
    );
    let entry = |date: &str| tree.told(&["pmo", "--union", "13", "--date", date, "--to", "pmo"]).expect(0);
    entry("2017-04-21").must_say(&["前回の入力はありません"]);
    entry("2017-04-28").must_say(&["前回の入力は平成29年4月21日", "平成29年4月25日  新たに入力"]);
    entry("2017-05-05").must_say(&["前回の入力は平成29年4月28日"]);
    let csv = fs::read_to_string(tree.root().join("pmo/pmo-13-2017-04-28.csv")).expect("CSV");
    assert_told!("pmo_csv", csv.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    let page = fs::read_to_string(tree.root().join("pmo/pmo-13-2017-04-28.html")).expect("page");
    let body = page.split("<body>").nth(1).expect("body").replace("><", ">\n<");
    assert_told!("pmo_page", body);
    assert!(fs::read(tree.root().join("pmo/pmo-13-2017-04-28.xlsx")).expect("workbook").starts_with(b"PK"));

    // The entry of a lot is the last one of each of its unions.
    let lot = tree.told(&["pmo", "--lot", "2", "--date", "2017-05-12", "--to", "pmo"]).expect(0);
    assert_told!("pmo_lot", lot.redacted().replace(&tree.root().display().to_string(), "«作業フォルダ»"));
    entry("2017-05-19").must_say(&["前回の入力は平成29年5月12日"]);
    tree.write("pmo/pmo-13-2017-05-18.csv", "a,b\n1,2\n");
    tree.told(&["pmo", "--union", "13", "--date", "2017-05-19", "--to", "pmo"])
        .expect(2)
        .must_say(&["列「都道府県番号」がありません"]);
}

#[test]
fn what_is_wrong_is_told() {
    let tree = Tree::new();
    tree.told(&["pmo"]).expect(2).must_say(&["--lot(1、2、3)か --union"]);
    tree.write(
        STATES,
        "進み具合:\n  - 広域連合: 13\n    タスク:\n      - {番号: 25, 完了: 2017-04-25}\n      - {番号: 26, 予定: 2017-05-01}\n",
    );
    let told = tree.told(&["pmo", "--union", "東京", "--date", "2017-04-28"]).expect(1);
    told.must_say(&[
        "誤り: A2-1 完了日(平成29年4月25日)があるのに、開始日がありません",
        "注意: A1-1 実行予定日",
    ]);
    tree.edit(FORM, "元: {予定: 26, 期間: C-a-1}", "元: {予定: 26, 期間: C-a-9}");
    tree.edit(FORM, "元: {タスク: 25}", "元: {タスク: 99}");
    tree.edit(FORM, "元: {テスト項目: 1}", "元: {テスト項目: 1, タスク: 1}");
    tree.told(&["pmo", "--union", "13"]).expect(2).must_say(&["のうち一つだけを書きます", "pmo.yaml"]);
    tree.edit(FORM, "元: {テスト項目: 1, タスク: 1}", "元: {テスト項目: 1}");
    tree.told(&["pmo", "--union", "13"]).expect(2).must_say(&[
        "入力項目A1-1の期間「C-a-9」は、lots.yaml にも periods.yaml にもありません",
        "入力項目A2-1のタスク99というタスクはありません",
    ]);
}

#[test]
fn the_members_are_those_that_the_union_wrote() {
    let tree = Tree::new();
    let entry = || tree.told(&["pmo", "--union", "13", "--date", "2017-04-28"]);
    entry().expect(0).must_say(&["注意: B1-3 件数はテストデータのものです"]);
    let states = |counts: &str| {
        tree.write(STATES, &format!("進み具合:\n  - 広域連合: 13\n    加入者件数: {counts}\n"));
    };
    states("{全加入者: 1440123, 個人番号なし: 700}");
    let told = entry().expect(0);
    told.must_say(&["1440123件", "700件", "testdata/plan/states.yaml の加入者の数"]);
    assert!(!told.contains("テストデータ"), "{}", told.out);
    states("{全加入者: 700, 個人番号なし: 701}");
    entry().expect(2).must_say(&["個人番号なし(701件)が全加入者(700件)より多く", "states.yaml:3:5"]);
}

#[test]
fn a_lot_is_told_on_a_page() {
    let tree = Tree::new();
    tree.write(
        STATES,
        "進み具合:\n  - 広域連合: 27\n    タスク:\n      - {番号: 1, 開始: 2016-04-01, 完了: 2016-04-20}\n      - {番号: 3, 開始: 2017-01-10}\n",
    );
    let told = tree.told(&["status", "--lot", "3", "--date", "平成29年3月1日", "--to", "out"]).expect(0);
    assert_told!("status_lot", told.redacted().replace(&tree.root().display().to_string(), "«作業フォルダ»"));
    let page = fs::read_to_string(tree.root().join("out/status-lot3-2017-03-01.html")).expect("page");
    assert!(page.contains("間に合わない見通し") && page.contains("id=\"u27\""));
    assert!(
        !page.contains("<script") && !page.contains("http://") && !page.contains("https://"),
        "works offline"
    );
    tree.told(&["status"]).expect(2);
}
