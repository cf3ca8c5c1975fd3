//! Ctrl-C in the middle of a run: what was seen so far stays evidence, and nobody is left
//! behind.

use super::support::{Tree, program};
use sogo_unyo_test::{
    evidence::verify,
    model::{RunEvent, RunResult, files},
};
use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

/// Whatever the run starts inherits this variable.
const MARK: &str = "SOGO_TEST_INTERRUPTION";

#[test]
#[cfg(target_os = "linux")]
fn an_interrupted_run_ends_in_order() {
    let tree = Tree::new();
    let mark = format!("{}-{}", std::process::id(), tree.root().display());
    let mut child = tree
        .sogo(&["run", "--lot", "2"])
        .env(MARK, &mark)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the run starts");
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut told = String::new();
    // The first item of a lane has ended: others are in the middle of theirs.
    while !told.contains("合格") {
        assert!(out.read_line(&mut told).expect("console") > 0, "ended before it was interrupted\n{told}");
    }
    assert!(!marked(&mark).is_empty(), "no process is seen that should be");
    let killed = program("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    out.read_to_string(&mut told).expect("console");
    let status = child.wait().expect("end");
    assert_eq!(status.code(), Some(1), "{told}");
    assert!(told.contains("中断: Ctrl-C") && told.contains("判定: 不合格"), "{told}");

    let run = tree.run();
    let verified = verify(&run.0, None).expect("verified");
    assert!(verified.captures > 0, "{verified:?}");
    assert_eq!((&verified.faults, &verified.remarks), (&vec![], &vec![]));
    let result = fs::read_to_string(run.0.join(files::RESULT)).expect("result");
    let result: RunResult = serde_json::from_str(&result).expect("result");
    assert!(result.interrupted && result.exit_code == 1 && result.tally.not_run > 0, "{result:?}");
    assert!(run.events().iter().any(|event| matches!(event, RunEvent::Interrupted { .. })));
    assert!(run.0.join(files::REPORT).join("index.html").is_file());
    assert_eq!(marked(&mark), [""; 0], "a server is left behind");
}

/// Command lines of the processes that carry the mark.
fn marked(mark: &str) -> Vec<String> {
    let wanted = format!("{MARK}={mark}");
    let carries =
        |environment: Vec<u8>| environment.split(|byte| *byte == 0).any(|one| one == wanted.as_bytes());
    fs::read_dir("/proc")
        .expect("processes")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| fs::read(path.join("environ")).is_ok_and(carries))
        .map(|path| {
            String::from_utf8_lossy(&fs::read(path.join("cmdline")).unwrap_or_default()).replace('\0', " ")
        })
        .collect()
}
