//! Runs in several shares, runs of what did not pass, and runs that are killed and go on.

use super::support::{Run, Served, Told, Tree};
use sogo_unyo_test::{
    evidence::verify,
    model::{RunEvent, RunHeader, RunResult, Verdict, files},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const IDENTITY: &str = "features/04_identity/01_identity.feature";
const ERROR: &str = "「E103 検査用数字不一致」である";

fn runs(tree: &Tree) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(tree.root().join("target/evidence"));
    entries.into_iter().flatten().map(|entry| entry.expect("entry").path()).collect()
}

/// The run that a command makes.
fn made(tree: &Tree, command: &mut Command, code: i32) -> (Run, Told) {
    let before = runs(tree);
    let told = Told::by(command).expect(code);
    let new: Vec<_> = runs(tree).difference(&before).cloned().collect();
    assert_eq!(new.len(), 1, "{}{}", told.out, told.err);
    (Run(new[0].clone()), told)
}

fn header(run: &Run) -> RunHeader {
    serde_json::from_slice(&fs::read(run.0.join(files::HEADER)).expect("header")).expect("header")
}

fn result(run: &Run) -> RunResult {
    serde_json::from_slice(&fs::read(run.0.join(files::RESULT)).expect("result")).expect("result")
}

/// What the run says last of each scenario of each union.
fn last(run: &Run) -> BTreeMap<(u8, String), Verdict> {
    let ended = run.scenarios().into_iter().filter(|record| !record.will_be_retried);
    ended.map(|record| ((record.union.number(), record.id), record.verdict)).collect()
}

#[test]
fn shares_are_the_whole() {
    let tree = Tree::new();
    let base = ["run", "--lot", "2", "--union", "1", "--union", "13", "--item", "4", "--item", "6"];
    let mut together = BTreeMap::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let mut command = tree.sogo(&base);
        command.args(["--shard", shard]);
        let before = runs(&tree);
        let told = Told::by(&mut command);
        let Some(folder) = runs(&tree).difference(&before).next().cloned() else {
            told.expect(4).must_say(&["当たるものはありません。判定なし"]);
            continue;
        };
        told.expect(0);
        let run = Run(folder);
        let scope = header(&run).scope;
        assert_eq!(scope.shard.map(|shard| shard.to_string()).as_deref(), Some(shard));
        assert!(!scope.whole.is_empty());
        for (key, verdict) in last(&run) {
            assert!(together.insert(key, verdict).is_none(), "two shares have the same");
        }
    }
    // One share alone is not the whole, whatever it says of itself.
    let share = runs(&tree).pop_first().expect("a share");
    let mut command = tree.sogo(&["report"]);
    Told::by(command.arg(&share).arg("--to").arg(tree.root().join("whole")))
        .expect(1)
        .must_say(&["どの実行にも判定のない", "合わせた判定: 不合格"]);
    Told::by(tree.sogo(&["report"]).arg(&share)).expect(0);
    let (whole, _) = made(&tree, &mut tree.sogo(&base), 0);
    assert_eq!(together, last(&whole));
    tree.told(&["run", "--lot", "2", "--shard", "4/3"]).expect(2).must_say(&["分担「4/3」は読めません"]);
}

#[test]
fn every_lot_is_all_the_unions() {
    let tree = Tree::new();
    let base = ["run", "--lot", "all", "--driver", "http", "--tags", "@T4-01"];
    tree.told(&base).expect(0).must_say(&["すべてのロット: ロット1 合格、ロット2 合格、ロット3 合格"]);
    let unions: Vec<u8> =
        runs(&tree).into_iter().flat_map(|run| last(&Run(run)).into_keys().map(|(union, _)| union)).collect();
    assert_eq!(unions.len(), 47, "{unions:?}");
    assert_eq!(BTreeSet::from_iter(unions), (1..=47).collect::<BTreeSet<u8>>());

    // Only lots with one of the unions are run; a lot without a scenario is no pass.
    tree.told(&[&base[..], &["--union", "13"]].concat())
        .expect(0)
        .must_say(&["すべてのロット: ロット2 合格"]);
    tree.told(&["run", "--lot", "all", "--driver", "http", "--name", "どのシナリオでもない"])
        .expect(4)
        .must_say(&["ロット1 判定なし、ロット2 判定なし、ロット3 判定なし"]);
    tree.told(&["run", "--lot", "4"]).expect(2).must_say(&["all"]);
}

#[test]
fn what_did_not_pass_is_repeated() {
    let tree = Tree::new();
    let members = "features/02_code_linking/02_row_errors.feature";
    let expectation = format!("ならば 加入者「違川一郎」の処理結果は{ERROR}");
    let wrong = expectation.replace("E103 検査用数字不一致", "E101 個人番号未設定");
    tree.edit(members, &expectation, &wrong);
    let arguments = ["run", "--lot", "2", "--union", "13", "--tags", "@T2-05 or @T2-06 or @T4-01"];
    let (first, _) = made(&tree, &mut tree.sogo(&arguments), 1);
    let folder = first.0.to_string_lossy().into_owned();
    tree.edit(members, &wrong, &expectation);

    tree.told(&["run", "--lot", "1", "--rerun-failed", &folder]).expect(2).must_say(&["同じロット"]);
    let (again, _) = made(&tree, &mut tree.sogo(&["run", "--rerun-failed", &folder]), 0);
    assert_eq!(last(&again), BTreeMap::from([((13, "T2-05".to_owned()), Verdict::Passed)]));
    assert_eq!(header(&again).scope.repeats, Some(header(&first).run));

    // Of a run that passed nothing is left, and its verdict stands.
    let passed = again.0.to_string_lossy().into_owned();
    let before = runs(&tree);
    tree.told(&["run", "--rerun-failed", &passed])
        .expect(0)
        .must_say(&["何も実行していません", "合格のまま"]);
    assert_eq!(runs(&tree), before);
    // Without a verdict that could stand, nothing is claimed.
    fs::remove_file(again.0.join(files::RESULT)).expect("result");
    tree.told(&["run", "--rerun-failed", &passed]).expect(4).must_say(&["判定なし"]);
    // A scenario that was taken away cannot pass.
    let text = fs::read_to_string(tree.root().join(members)).expect("feature");
    tree.write(members, &text.replace("@T2-05 ", "@T2-95 "));
    let gone = tree.told(&["run", "--rerun-failed", &folder]);
    assert_ne!(gone.code, Some(0), "{}{}", gone.out, gone.err);
}

/// Starts a run, and kills it when so many lines are in a file of its folder.
fn killed(tree: &Tree, command: &mut Command, file: &str, lines: usize) -> bool {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    loop {
        let count = runs(tree).iter().map(|run| count(&run.join(file))).max().unwrap_or(0);
        if count >= lines {
            kill(&mut child);
            return true;
        }
        if child.try_wait().expect("state").is_some() {
            return false;
        }
        std::thread::yield_now();
    }
}

fn count(file: &Path) -> usize {
    fs::read(file).map_or(0, |bytes| bytes.iter().filter(|byte| **byte == b'\n').count())
}

/// `kill -9`.
fn kill(child: &mut Child) {
    child.kill().expect("killed");
    child.wait().expect("gone");
}

/// Kills the run again and again, a little later every time, and lets it go on to its end.
fn killed_until_it_ends(tree: &Tree, arguments: &[&str], told: impl Fn(&mut Command)) -> Run {
    let mut command = tree.sogo(arguments);
    told(&mut command);
    assert!(killed(tree, &mut command, files::LEDGER, 5), "ended before it was killed");
    let run = tree.run();
    let folder = run.0.to_string_lossy().into_owned();
    assert!(!run.0.join(files::RESULT).exists());
    let mut kills = 1;
    for (file, more) in [(files::LEDGER, 61), (files::EVENTS, 7), (files::LEDGER, 143), (files::EVENTS, 9)] {
        let mut command = tree.sogo(&["run", "--resume", &folder]);
        told(&mut command);
        let lines = count(&run.0.join(file)) + more;
        kills += usize::from(killed(tree, &mut command, file, lines));
        assert_eq!(verify(&run.0, None).expect("verified").faults, [], "up to the kill");
    }
    assert!(kills > 2, "killed {kills} times only");
    let mut command = tree.sogo(&["run", "--resume", &folder]);
    told(&mut command);
    Told::by(&mut command).expect(0);
    let verified = verify(&run.0, None).expect("verified");
    assert_eq!((&verified.faults, &verified.remarks), (&vec![], &vec![]));
    run
}

#[test]
fn a_killed_run_goes_on_in_its_folder() {
    let arguments = ["run", "--lot", "2", "--union", "1", "--union", "13", "--item", "2", "--item", "4"];
    let undisturbed = Tree::new();
    let (expected, _) = made(&undisturbed, &mut undisturbed.sogo(&arguments), 0);
    let tree = Tree::new();
    let run = killed_until_it_ends(&tree, &arguments, |_| {});
    assert_eq!(last(&run), last(&expected));
    assert_eq!(result(&run).tally, result(&expected).tally);
    assert_eq!(result(&run).items, result(&expected).items);
    let ended: Vec<_> = run.scenarios().into_iter().map(|one| (one.union, one.id)).collect();
    assert_eq!(ended.len(), ended.iter().collect::<BTreeSet<_>>().len(), "a verdict twice");
    let resumed: Vec<_> =
        run.events().into_iter().filter(|event| matches!(event, RunEvent::Resumed { .. })).collect();
    assert!(resumed.len() > 1, "{resumed:?}");

    let folder = run.0.to_string_lossy().into_owned();
    tree.told(&["run", "--resume", &folder]).expect(0).must_say(&["残りはありません"]);
    let text = fs::read_to_string(tree.root().join(IDENTITY)).expect("feature");
    tree.write(IDENTITY, &format!("{text}\n"));
    tree.told(&["run", "--resume", &folder])
        .expect(2)
        .must_say(&["機能ファイルが前の実行の後で変わっています"]);
}

/// Also at its very end, while result, report and manifest are written.
#[test]
fn a_run_that_is_killed_at_its_end_verifies() {
    for file in [files::CONSOLE, files::RESULT, "report/index.html", files::MANIFEST] {
        let tree = Tree::new();
        let mut command = tree.sogo(&["run", "--lot", "2", "--union", "13", "--item", "4"]);
        killed(&tree, &mut command, file, 1);
        let verified = verify(&tree.run().0, None).expect("verified");
        assert_eq!(verified.faults, [], "killed when {file} was there");
        assert!(verified.has_manifest || !verified.remarks.is_empty(), "{verified:?}");
    }
}

/// The server is the same all the time, and refuses a file that it had before.
#[test]
fn a_killed_run_at_an_endpoint_sends_no_file_twice() {
    let served = Served::start(&[]);
    let tree = Tree::new();
    let arguments = ["run", "--lot", "2", "--union", "13", "--item", "2", "--endpoint", "環境変数"];
    let run = killed_until_it_ends(&tree, &arguments, |command| served.tell(command));
    let mut numbers = vec![header(&run).scope.run_number];
    numbers.extend(run.events().into_iter().filter_map(|event| match event {
        RunEvent::Resumed { run_number, .. } => Some(run_number),
        _ => None,
    }));
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
}
