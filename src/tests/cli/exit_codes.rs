//! How a run ends, and what it says when it does not pass.

use super::support::{SOGO, Told, Tree, assert_told, package, program};
use sogo_unyo_test::model::{RunEvent, Verdict};
use std::fs;

const IDENTITY: &str = "features/04_identity/01_identity.feature";

fn told(arguments: &[&str]) -> Told {
    Told::by(program(SOGO).args(arguments).current_dir(package()))
}

#[test]
fn nothing_selected() {
    let told = told(&["run", "--lot", "2", "--tags", "@ない"]).expect(4);
    assert_told!("exit_nothing", told.redacted());
}

#[test]
fn an_unknown_union() {
    let told = told(&["run", "--lot", "2", "--union", "東京部"]).expect(2);
    told.must_say(&["東京都"]);
    assert_told!("exit_unknown_union", told.redacted());
}

#[test]
fn a_union_of_another_lot() {
    let told = told(&["run", "--lot", "2", "--union", "11"]).expect(2);
    assert_told!("exit_other_lot", told.redacted());
}

#[test]
fn an_unknown_endpoint() {
    let told = told(&["run", "--lot", "2", "--endpoint", "手許"]).expect(2);
    told.must_say(&["手元"]);
}

#[test]
fn a_variable_that_the_endpoint_needs() {
    let told = told(&["run", "--lot", "2", "--endpoint", "環境変数"]).expect(2);
    told.must_say(&["環境変数 SOGO_BASE_URL にURLを設定してください"]);
}

#[test]
fn an_endpoint_that_does_not_answer_is_one_error_per_lane() {
    let tree = Tree::new();
    let mut run =
        tree.sogo(&["run", "--lot", "2", "--union", "13", "--union", "14", "--endpoint", "環境変数"]);
    run.env("SOGO_BASE_URL", "http://127.0.0.1:9").env("SOGO_CONTROL_URL", "http://127.0.0.1:9");
    let told = Told::by(&mut run).expect(3);
    assert_eq!(told.out.matches("に接続できません").count(), 2, "{}", told.out);
    assert_told!("exit_unreachable", told.redacted());
    let events = tree.run().events();
    let failed = events.iter().filter(|event| matches!(event, RunEvent::LaneFailed { .. })).count();
    assert_eq!((failed, tree.run().scenarios().len()), (2, 0));
}

#[test]
fn an_unfinished_scenario_is_no_pass() {
    let tree = Tree::new();
    let text = fs::read_to_string(tree.root().join(IDENTITY)).expect("feature");
    tree.write(IDENTITY, &text.replacen("@T4-01 ", "@T4-01 @作成中 ", 1));
    let told = tree.told(&["run", "--lot", "2", "--union", "13", "--item", "4"]).expect(1);
    told.must_say(&["未完成 13 東京都 T4-01", "@作成中 のシナリオです", "未完成1", "判定: 不合格"]);
    assert_eq!(tree.run().verdicts()["T4-01"], Verdict::Pending);
    assert_eq!(tree.run().verdicts()["T4-02"], Verdict::Passed);
}

#[test]
fn a_broken_expectation_is_shown_where_it_stands() {
    let tree = Tree::new();
    let members = "features/02_code_linking/02_row_errors.feature";
    let expectation = "ならば 加入者「違川一郎」の処理結果は「E103 検査用数字不一致」である";
    tree.edit(members, expectation, &expectation.replace("E103 検査用数字不一致", "E101 個人番号未設定"));
    let told = tree.told(&["run", "--lot", "2", "--union", "13", "--tags", "@T2-05"]).expect(1);
    assert_told!("exit_failed", told.redacted());
    assert_eq!(tree.run().verdicts()["T2-05"], Verdict::Failed);
}

/// The tree is only written to when nobody says that it must not be.
#[test]
fn a_changed_snapshot_fails_with_the_difference_and_ci_writes_nothing() {
    let tree = Tree::new();
    let snapshot = "features/04_identity/snapshots/01_identity.T4-02.snap";
    let path = tree.root().join(snapshot);
    let text = fs::read_to_string(&path).expect("snapshot");
    let last = text.trim_end().lines().last().expect("a line").to_owned();
    tree.write(snapshot, &text.replace(&last, "  [どこにもない画面] 変わった行"));
    let before = tree.files();

    let arguments = ["run", "--lot", "2", "--union", "13", "--tags", "@T4-02"];
    let told = Told::by(tree.sogo(&arguments).env("CI", "true")).expect(1);
    told.must_say(&["承認済みスナップショット", "承認待ちのファイルは書いていません"]);
    told.must_say(&["-  [どこにもない画面] 変わった行", &format!("+{last}"), snapshot]);
    assert!(!told.contains("Snapshot Summary"), "{}{}", told.out, told.err);
    assert!(tree.files() == before, "a run under CI wrote into the tree");

    tree.told(&arguments).expect(1).must_say(&["cargo insta review"]);
    let pending = path.with_extension("snap.new");
    assert!(fs::read_to_string(&pending).expect("pending snapshot").contains(&last));
    tree.told(&["check"]).expect(2).must_say(&["承認待ちのスナップショット"]);
}

#[test]
fn a_missing_snapshot_fails() {
    let tree = Tree::new();
    fs::remove_file(tree.root().join("features/04_identity/snapshots/01_identity.T4-02.snap"))
        .expect("snapshot");
    let mut run = tree.sogo(&["run", "--lot", "2", "--union", "13", "--tags", "@T4-02"]);
    let told = Told::by(run.env("CI", "true")).expect(1);
    told.must_say(&["01_identity.T4-02.snap", "判定: 不合格"]);
}
