//! Gates: outside its window, or before what has to come first, a run is refused, unless it
//! is forced, and then everybody can see that it was.

use super::support::{Served, Told, Tree, assert_told};
use std::fs;

const ENDPOINTS: &str = "testdata/endpoints.yaml";
const UNION: [&str; 5] = ["run", "--lot", "2", "--union", "13"];
/// One scenario of items 2, 5 and 1.
const ONE: [&str; 2] = ["--tags", "@T2-01"];

/// Everything done that comes before the tests, and items 1 to 4 on their last day.
const READY: &str = "進み具合:\n  - 広域連合: 13\n    タスク:\n      - {番号: 22, 完了: 2017-03-17}\n      - {番号: 23, 完了: 平成29年4月10日}\n      - {番号: 24, 完了: 2017-04-14}\n      - {番号: 25, 完了: 2017-04-24}\n      - {番号: 26, 完了: 2017-04-28}\n";

/// A tree whose embedded server asks.
fn asking() -> Tree {
    let tree = Tree::new();
    tree.edit(ENDPOINTS, "件数上限: 50000\n  関門: 問わない", "件数上限: 50000\n  関門: 問う");
    tree
}

fn report(tree: &Tree) -> String {
    fs::read_to_string(tree.run().0.join("report/index.html")).expect("report")
}

#[test]
fn what_is_not_done_is_named_and_nothing_is_run() {
    let tree = asking();
    let told = tree.told(&[&UNION[..], &ONE].concat()).expect(2);
    assert!(!tree.root().join("target").exists());
    assert_told!("gates_refused", told.redacted());
    let told = tree.told(&["run", "--lot", "2", "--production-registration"]).expect(2);
    assert!(!tree.root().join("target").exists());
    assert_told!("gates_refused_of_a_lot", told.redacted());
}

#[test]
fn a_union_that_is_ready_runs_and_the_report_says_so() {
    let tree = asking();
    tree.write("testdata/plan/states.yaml", READY);
    tree.told(&[&UNION[..], &ONE].concat()).expect(0);
    assert!(report(&tree).contains("満たしている(接続先の日付 2017-04-24)"));
    tree.told(&[&UNION[..], &["--list"]].concat()).expect(0);
}

#[test]
fn force_is_kept_in_the_evidence_and_shown_in_the_report() {
    let tree = asking();
    tree.told(&[&UNION[..], &ONE, &["--force"]].concat()).expect(0);
    let header = fs::read_to_string(tree.run().0.join("run.json")).expect("header");
    let header: serde_json::Value = serde_json::from_str(&header).expect("JSON");
    let gates = &header["scope"]["gates"];
    assert_eq!(gates["gates"], "forced", "{gates}");
    assert_eq!(gates["unmet"].as_array().map(Vec::len), Some(4), "{gates}");
    assert!(report(&tree).contains("関門を満たさないまま実行(--force): 13 東京都 C-a-1"));
}

/// Practice needs no gates, and the report says that nobody asked.
#[test]
fn the_embedded_server_is_for_practice() {
    let tree = Tree::new();
    tree.told(&[&UNION[..], &ONE].concat()).expect(0);
    assert!(report(&tree).contains("問わない接続先"));
}

#[test]
fn a_real_clock_outside_the_window_is_refused_with_words_that_help() {
    let tree = Tree::new();
    let text = fs::read_to_string(tree.root().join(ENDPOINTS)).expect("endpoints");
    let real = "  実環境:\n    説明: 実時間の接続先\n    基本URL: http://127.0.0.1:9\n    駆動方式: http\n    タイムアウト秒: 1\n    ポーリング間隔秒: 60\n    待ち時間上限秒: 7200\n    時計: 実時間\n    並列レーン数: 1\n";
    tree.write(ENDPOINTS, &format!("{}\n\n{real}", text.trim_end()));
    tree.write("testdata/plan/states.yaml", READY);
    let there = [&UNION[..], &["--endpoint", "実環境", "--item", "2"]].concat();
    let told = tree.told(&there).expect(2);
    told.must_say(&[
        "13 東京都 C-a-1(テスト項目1〜4): ",
        "ロット2の期間(2017-04-24から2017-04-28まで)を過ぎています",
        "testdata/lots.yaml",
        "--force",
    ]);
    assert!(!tree.root().join("target").exists());
    // Forced, it goes there, where nobody answers.
    tree.told(&[&there[..], &["--force"]].concat()).expect(3);
}

/// A clock that a run before has moved past the window does not go back.
#[test]
fn a_simulated_clock_is_asked_too() {
    let tree = Tree::new();
    let text = fs::read_to_string(tree.root().join(ENDPOINTS)).expect("endpoints");
    tree.write(
        ENDPOINTS,
        &text.replace("    並列レーン数: 1\n    関門: 問わない\n", "    並列レーン数: 1\n"),
    );
    tree.write("testdata/plan/states.yaml", READY);
    let server = Served::start(&[]);
    let run = |tags: &str| {
        let mut command = tree.sogo(&UNION);
        command.args(["--endpoint", "環境変数", "--tags", tags]);
        server.tell(&mut command);
        Told::by(&mut command)
    };
    run("@T2-01").expect(0);
    run("@T5-01").expect(0);
    run("@T2-01")
        .expect(2)
        .must_say(&["2017-05-15はロット2の期間(2017-04-24から2017-04-28まで)を過ぎています"]);
}
