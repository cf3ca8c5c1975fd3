//! What there is, and what would run.

use super::support::{SOGO, Told, assert_told, package, program};

fn told(arguments: &[&str]) -> Told {
    let told = Told::by(program(SOGO).args(arguments).current_dir(package())).expect(0);
    assert_eq!(told.err, "");
    told
}

#[test]
fn lots_unions_endpoints_and_scenarios() {
    assert_told!("list", told(&["list"]).out);
}

#[test]
fn one_lot_without_its_scenarios() {
    assert_told!("list_lot1", told(&["list", "--lot", "1", "--no-scenarios"]).out);
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
    assert_told!("run_list", told(&["run", "--lot", "2", "--union", "13", "--item", "4", "--list"]).out);
}
