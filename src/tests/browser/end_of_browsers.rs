//! Browsers end with the run, however it ends; and one that ends by itself does not take
//! the lane along.

use super::support::{Tree, machine, marked, program};
use sogo_unyo_test::{evidence::verify, model::Verdict};
use std::{
    process::{Child, Stdio},
    time::{Duration, Instant},
};

/// How long something may take that happens by itself.
const LIMIT: Duration = Duration::from_secs(60);

/// Looks again and again until something is so.
#[track_caller]
fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < LIMIT, "{what} did not happen");
        std::thread::yield_now();
    }
}

fn started(tree: &Tree, tags: &str) -> Child {
    let mut command = tree.run(&["--driver", "browser", "--tags", tags]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the run starts")
}

/// The browser itself, not its helpers.
fn browser(mark: &str) -> Option<u32> {
    let is_browser = |command: &str| command.contains("--user-data-dir=") && !command.contains("--type=");
    marked(mark).into_iter().find(|(_, command)| is_browser(command)).map(|(number, _)| number)
}

fn kill(signal: &str, number: u32) {
    assert!(program("kill").args([signal, &number.to_string()]).status().expect("kill").success());
}

/// Pictures taken so far in a scenario.
fn pictures_of(tree: &Tree, scenario: &str) -> Option<usize> {
    let text = std::fs::read_to_string(tree.records().first()?.0.join("ledger.jsonl")).ok()?;
    let count = text.lines().filter(|line| line.contains(scenario) && line.contains("screenshot")).count();
    Some(count).filter(|count| *count > 0)
}

#[test]
fn a_browser_killed_in_a_scenario_is_an_error_and_the_lane_goes_on() {
    let _machine = machine();
    let tree = Tree::new();
    let mark = tree.mark();
    let mut run = started(&tree, "@T2-01 or @T2-02 or @T2-03");
    eventually("the first scenario", || pictures_of(&tree, "T2-01"));
    kill("-KILL", eventually("a browser", || browser(&mark)));
    assert_eq!(run.wait().expect("run").code(), Some(1));
    let record = tree.records().remove(0);
    let scenarios = record.scenarios();
    let errors: Vec<_> = scenarios.iter().filter(|one| one.verdict == Verdict::Error).collect();
    assert_eq!(errors.len(), 1, "{:?}", record.verdicts());
    assert!(errors[0].steps.iter().any(|step| !step.captures.is_empty()), "no evidence up to that point");
    let passed = scenarios.iter().filter(|one| one.verdict == Verdict::Passed).count();
    assert_eq!(passed, 2, "{:?}", record.verdicts());
    assert_eq!(verify(&record.0, None).expect("verified").faults, []);
    eventually("the end of all processes", || marked(&mark).is_empty().then_some(()));
}

#[test]
fn nobody_is_left_when_the_run_is_killed() {
    let _machine = machine();
    for signal in ["-INT", "-KILL"] {
        let tree = Tree::new();
        let mark = tree.mark();
        let mut run = started(&tree, "@T2-01 or @T2-02");
        eventually("a browser", || browser(&mark));
        eventually("the first scenario", || pictures_of(&tree, "T2-01"));
        kill(signal, run.id());
        run.wait().expect("run");
        eventually("the end of all processes", || marked(&mark).is_empty().then_some(()));
    }
}
