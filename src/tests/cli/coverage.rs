//! Which scenario proves which requirement.

use super::support::{SOGO, Told, Tree, package, program};

const REQUIREMENTS: &str = "testdata/requirements.yaml";
const UNPROVED: &str = "  - 番号: R7-99\n    テスト項目: 7\n    内容: 誰も確かめない決まり\n    出典: domain.md §2.7\n    区分: 取り決め\n";

fn tree_with(requirement: &str) -> Tree {
    let tree = Tree::new();
    let text = std::fs::read_to_string(tree.root().join(REQUIREMENTS)).expect("requirements");
    tree.write(REQUIREMENTS, &format!("{}\n{requirement}", text.trim_end()));
    tree
}

#[test]
fn every_requirement_with_its_scenarios() {
    let told = Told::by(program(SOGO).arg("coverage").current_dir(package())).expect(0);
    told.must_say(&["R1-01", "T1-01", "原典", "取り決め", "domain.md §2.1", "理由なし0件"]);
    assert_eq!(told.err, "");
}

#[test]
fn the_matrix_as_json_and_as_csv() {
    let json =
        Told::by(program(SOGO).args(["coverage", "--format", "json"]).current_dir(package())).expect(0);
    let rows: serde_json::Value = serde_json::from_str(&json.out).expect("json");
    let first = &rows.as_array().expect("array")[0];
    assert_eq!((first["番号"].as_str(), first["テスト項目"].as_u64()), (Some("R1-01"), Some(1)));
    assert!(first["シナリオ"].as_array().is_some_and(|ids| !ids.is_empty()), "{first}");
    let csv = Told::by(program(SOGO).args(["coverage", "--format", "csv"]).current_dir(package())).expect(0);
    assert_eq!(csv.out.lines().count(), rows.as_array().map_or(0, Vec::len) + 1);
}

#[test]
fn a_requirement_without_scenario_needs_a_reason() {
    let tree = tree_with(UNPROVED);
    for command in ["coverage", "check"] {
        let told = tree.told(&[command]).expect(2);
        assert!(told.contains("誤り: 要件 R7-99"), "{}{}", told.out, told.err);
    }
    let tree = tree_with(&format!("{UNPROVED}    シナリオなしの理由: 画面に現れない\n"));
    tree.told(&["coverage"]).expect(0).must_say(&["シナリオなし: 画面に現れない", "理由あり1件"]);
    tree.told(&["check"]).expect(0);
}

#[test]
fn an_empty_reason_is_none_and_a_needless_one_is_told() {
    let told = tree_with(&format!("{UNPROVED}    シナリオなしの理由: \" \"\n")).told(&["coverage"]).expect(2);
    assert!(told.contains("シナリオなしの理由」が空です"), "{}{}", told.out, told.err);
    let tree = Tree::new();
    let first = "  - 番号: R1-01\n";
    tree.edit(REQUIREMENTS, first, &format!("{first}    シナリオなしの理由: 要らない\n"));
    let told = tree.told(&["coverage"]).expect(2);
    assert!(told.contains("誤り: 要件 R1-01 には"), "{}{}", told.out, told.err);
}
