//! The production registration: a run of its own, in the 本番環境, and no eighth item.

use super::support::{Served, Told, Tree};
use sogo_unyo_test::model::Verdict;
use std::fs;

const RUN: [&str; 6] = ["run", "--lot", "2", "--union", "13", "--production-registration"];

#[test]
fn it_is_run_by_itself_in_the_production_environment() {
    let tree = Tree::new();
    let told = tree.told(&RUN).expect(0);
    told.must_say(&["ロット2の本番登録: 1広域連合", "本番登録"]);
    let verdicts = tree.run().verdicts();
    assert!(verdicts.len() > 10, "{verdicts:?}");
    assert!(verdicts.keys().all(|id| id.starts_with("T8-")), "{verdicts:?}");
    assert!(verdicts.values().all(|verdict| *verdict == Verdict::Passed), "{verdicts:?}");
    let report = fs::read_to_string(tree.run().0.join("report/index.html")).expect("report");
    assert!(report.contains("本番登録 実行報告") && report.contains("組込み参照サーバー(本番環境)"));
}

#[test]
fn it_is_no_item() {
    let tree = Tree::new();
    let told = tree.told(&["run", "--lot", "2", "--union", "13", "--list"]).expect(0);
    assert!(told.contains("T7-01") && !told.contains("T8-01"), "{}", told.out);
    tree.told(&["run", "--lot", "2", "--item", "8"])
        .expect(2)
        .must_say(&["テスト項目「8」はありません(1〜7)"]);
    tree.told(&[&RUN[..], &["--item", "1"]].concat()).expect(2);
    tree.told(&["list"]).expect(0).must_say(&["加入者情報登録・副本登録(本番)\n  T8-01"]);
    tree.told(&["coverage"]).expect(0).must_say(&["加入者情報登録・副本登録(本番)\n  R8-01"]);
}

/// Two environments under one clock: the registration passes after the tests, and again.
#[test]
fn an_endpoint_needs_a_production_environment() {
    let [tree, again, alone] = [Tree::new(), Tree::new(), Tree::new()];
    let server = Served::start(&[]);
    let run = |tree: &Tree| {
        let mut command = tree.sogo(&RUN);
        command.args(["--endpoint", "環境変数"]);
        server.tell(&mut command);
        command
    };
    Told::by(&mut run(&tree)).expect(0);
    Told::by(&mut run(&again)).expect(0);
    let mut without = run(&alone);
    without.env_remove("SOGO_PRODUCTION_BASE_URL");
    Told::by(&mut without).expect(2).must_say(&["本番環境がありません", "本番基本URL"]);
}
