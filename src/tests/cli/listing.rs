//! What there is, and what would run.

use super::support::{SOGO, Told, assert_told, package, program};
use std::fs;

fn told(arguments: &[&str]) -> Told {
    let told = Told::by(program(SOGO).args(arguments).current_dir(package())).expect(0);
    assert_eq!(told.err, "");
    told
}

/// The names of the scenarios of the feature files of an item, as they stand there.
fn scenario_names(item: &str) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(package().join("features").join(item)).expect("folder") {
        let path = entry.expect("entry").path();
        if path.extension().is_some_and(|extension| extension == "feature") {
            let text = fs::read_to_string(path).expect("feature");
            names.extend(
                text.lines().filter_map(|line| line.trim().strip_prefix("シナリオ: ").map(str::to_owned)),
            );
        }
    }
    assert!(!names.is_empty());
    names
}

#[test]
fn lots_unions_endpoints_and_scenarios() {
    let told = told(&["list"]);
    told.must_say(&[
        "ロット1",
        "ロット2",
        "ロット3",
        "01 北海道後期高齢者医療広域連合",
        "47 沖縄県後期高齢者医療広域連合",
    ]);
    told.must_say(&["組込み参照サーバー", "手元", "環境変数"]);
    for item in ["01_readiness", "04_identity", "07_information_management"] {
        for name in scenario_names(item) {
            told.must_say(&[&name]);
        }
    }
}

#[test]
fn one_lot_without_its_scenarios() {
    let told = told(&["list", "--lot", "1", "--no-scenarios"]);
    told.must_say(&["ロット1"]);
    assert!(!told.contains("ロット2") && !told.contains("T1-01"), "{}", told.out);
}

#[test]
fn the_vocabulary() {
    assert_told!("steps", told(&["steps"]).out);
}

#[test]
fn words_narrow_the_vocabulary() {
    let some = told(&["steps", "ログイン"]).out;
    let all = told(&["steps"]).out;
    assert!(some.contains("ログイン") && some.len() < all.len() / 2, "{some}");
    assert!(!some.contains("■ パラメーター"), "{some}");
}

#[test]
fn the_plan_of_a_run() {
    let told = told(&["run", "--lot", "2", "--union", "13", "--item", "4", "--list"]);
    told.must_say(&["13 東京都後期高齢者医療広域連合"]);
    for name in scenario_names("04_identity") {
        told.must_say(&[&name]);
    }
    assert!(!told.contains("T1-01") && !told.contains("北海道"), "{}", told.out);
}
