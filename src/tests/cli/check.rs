//! `sogo check`: a clean tree passes, and every mistake is told with its place.

use super::support::{SOGO, Told, Tree, assert_told, package, program};
use sogo_unyo_test::model::IndividualNumber;
use std::fs;

const LOGIN: &str = "features/01_readiness/01_login.feature";
const MEMBERS: &str = "testdata/members.yaml";

/// `file:line` of the first line that holds a text.
fn place(tree: &Tree, file: &str, text: &str) -> String {
    let content = fs::read_to_string(tree.root().join(file)).expect("file");
    let line = content.lines().position(|line| line.contains(text)).expect("the text is there") + 1;
    format!("{file}:{line}")
}

#[test]
fn the_tree_as_it_stands_is_clean() {
    let told = Told::by(program(SOGO).arg("check").current_dir(package())).expect(0);
    told.must_say(&["誤り0件"]);
    assert_eq!(told.err, "");
}

#[test]
fn a_feature_indented_with_full_width_blanks_is_refused() {
    let tree = Tree::new();
    let text = fs::read_to_string(tree.root().join(LOGIN)).expect("feature");
    tree.write(LOGIN, &text.replace("  シナリオ:", "\u{3000}シナリオ:"));
    let told = tree.told(&["check"]).expect(2);
    told.must_say(&[&format!(
        "誤り: {}: 行頭に全角の空白があります",
        place(&tree, LOGIN, "\u{3000}シナリオ:")
    )]);
    // And nothing runs that would be green for want of scenarios.
    tree.told(&["run", "--lot", "2", "--union", "13", "--item", "1"]).expect(2);
    assert!(!tree.root().join("target").exists());
}

#[test]
fn an_undefined_step_is_told_with_its_neighbours() {
    let tree = Tree::new();
    tree.write(
        "features/04_identity/99_undefined.feature",
        "# language: ja\n機能: 未定義\n\n  @T4-99 @R4-01\n  シナリオ: 語彙にないステップ\n    前提 「資格担当」がログインしてる\n",
    );
    let told = tree.told(&["check"]).expect(2);
    told.must_say(&["誤り: features/04_identity/99_undefined.feature:6: "]);
    assert_told!("check_undefined_step", told.redacted());
}

#[test]
fn an_unknown_requirement_is_told() {
    let tree = Tree::new();
    tree.edit(LOGIN, "@T1-01 @R1-01", "@T1-01 @R1-01 @R1-99");
    let told = tree.told(&["check"]).expect(2);
    told.must_say(&["要件 @R1-99 は testdata/requirements.yaml にありません", &format!("誤り: {LOGIN}:")]);
}

#[test]
fn twelve_digits_in_a_feature_are_refused_and_not_repeated() {
    let tree = Tree::new();
    let number = ["1234", "5678", "9018"].concat();
    let text = fs::read_to_string(tree.root().join(LOGIN)).expect("feature");
    tree.write(LOGIN, &format!("{text}    # {number}\n"));
    let told = tree.told(&["check"]).expect(2);
    told.must_say(&[&format!("誤り: {}: 12桁の数字があります", place(&tree, LOGIN, &number))]);
    assert!(!told.contains(&number), "{}{}", told.out, told.err);
}

#[test]
fn an_unknown_field_in_the_test_data_is_told() {
    let tree = Tree::new();
    let text = fs::read_to_string(tree.root().join("testdata/lots.yaml")).expect("lots");
    tree.write(
        "testdata/lots.yaml",
        &text.replacen("    名称: ロット2\n", "    名称: ロット2\n    名前: ロット2\n", 1),
    );
    let told = tree.told(&["check"]).expect(2);
    told.must_say(&["testdata/lots.yaml:", "名前"]);
    assert_told!(
        "check_unknown_field",
        told.redacted().replace(&*tree.root().to_string_lossy(), "«フォルダ»")
    );
}

#[test]
fn a_wrong_check_digit_in_the_test_data_is_told() {
    let tree = Tree::new();
    let stem = ["7013", "0000", "001"].concat();
    let wrong = (0..10)
        .map(|digit| format!("{stem}{digit}"))
        .find(|number| IndividualNumber::parse(number).is_err())
        .expect("nine of ten check digits are wrong");
    tree.edit(MEMBERS, "\"70{県}0000001{検}\"", &format!("\"{wrong}\""));
    let told = tree.told(&["check"]).expect(2);
    told.must_say(&[&place(&tree, MEMBERS, &wrong), "検査用数字が合いません"]);
    assert!(!told.contains(&wrong), "{}{}", told.out, told.err);
}
