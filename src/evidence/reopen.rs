//! A run folder whose run ended before its plan did, taken up again: what was half written
//! when the run was killed is cut off and told, everything that is listed stays.
//!
//! What the ledger does not list never was evidence. It is removed only where it has the
//! form of something that this run was about to write: a capture under way, the tail of a
//! transcript, half a line. It must not know why the run goes on, nor with what.

use super::{
    EvidenceError, Journal, ledger, manifest,
    run_folder::RunFolder,
    store::below,
    verify::{FaultKind, is_under_way, verify},
};
use crate::model::{Capture, RunEvent, UnfinishedAttempt, files};
use std::{
    collections::{BTreeSet, HashMap},
    fs::{self, File, OpenOptions},
    path::Path,
};

/// What is found in a folder that is taken up again.
#[derive(Debug)]
pub struct Reopened {
    /// The folder, to be written on.
    pub folder: RunFolder,
    /// The journal, to be written on.
    pub journal: Journal,
    /// What had happened, in order.
    pub events: Vec<RunEvent>,
    /// Attempts of which there are captures.
    pub captured: BTreeSet<UnfinishedAttempt>,
    /// What was cut off, in Japanese.
    pub removed: Vec<String>,
}

/// Takes a folder up again.
///
/// # Errors
/// [`EvidenceError::InUse`] if its run is still going on; [`EvidenceError::NotResumable`]
/// if its evidence is not as it was written; [`EvidenceError::Sealed`].
pub fn reopen(path: &Path, clock: super::Clock) -> Result<Reopened, EvidenceError> {
    let refuse = |why: String| EvidenceError::NotResumable { folder: path.to_owned(), why };
    manifest::refuse_sealed(path)?;
    // The lock comes first: what another process is writing must not be cut.
    let ledger_path = path.join(files::LEDGER);
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .open(&ledger_path)
        .map_err(EvidenceError::write(&ledger_path))?;
    ledger::lock(&file, path)?;
    let found = verify(path, None)?;
    // What somebody put in takes nothing away, and stays where it is.
    if let Some(fault) = found.faults.iter().find(|fault| fault.kind != FaultKind::Added) {
        return Err(refuse(fault.to_string()));
    }
    manifest::withdraw(path)?;
    let mut removed = Vec::new();
    let lines = whole_lines(&ledger_path, files::LEDGER, &mut removed)?;
    let captures = lines
        .iter()
        .map(|line| serde_json::from_str(line))
        .collect::<Result<Vec<Capture>, _>>()
        .map_err(|error| refuse(error.to_string()))?;
    tidy(path, &captures, &mut removed)?;
    let length = lines.iter().map(|line| line.len() as u64 + 1).sum();
    let folder = RunFolder::taken_up(path, clock, file, length, captures.len() as u64, found.head)?;

    let events_path = path.join(files::EVENTS);
    let mut events = Vec::new();
    if events_path.exists() {
        for (index, line) in whole_lines(&events_path, files::EVENTS, &mut removed)?.iter().enumerate() {
            let event = serde_json::from_str(line);
            events.push(event.map_err(|error| {
                refuse(format!("{} の{}行目を読めません({error})", files::EVENTS, index + 1))
            })?);
        }
    }
    let journal = Journal::taken_up(&folder)?;
    let captured = captures
        .into_iter()
        .filter(|capture| capture.scenario != super::recorder::PREPARATION)
        .map(|capture| UnfinishedAttempt {
            union: capture.union,
            scenario: capture.scenario,
            attempt: capture.attempt,
        })
        .collect();
    Ok(Reopened { folder, journal, events, captured, removed })
}

/// The whole lines of a file. Half a line at its end is cut off.
fn whole_lines(path: &Path, name: &str, removed: &mut Vec<String>) -> Result<Vec<String>, EvidenceError> {
    let bytes = fs::read(path).map_err(EvidenceError::write(path))?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    if whole < bytes.len() {
        cut(path, whole as u64)?;
        removed.push(format!("{name} の書きかけの最後の行({}バイト)", bytes.len() - whole));
    }
    Ok(String::from_utf8_lossy(&bytes[..whole]).lines().map(str::to_owned).collect())
}

fn cut(path: &Path, length: u64) -> Result<(), EvidenceError> {
    OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|file: File| file.set_len(length))
        .map_err(EvidenceError::write(path))
}

/// Removes what was under way when the run was killed.
fn tidy(run_folder: &Path, captures: &[Capture], removed: &mut Vec<String>) -> Result<(), EvidenceError> {
    let mut listed: HashMap<&str, u64> = HashMap::new();
    for capture in captures {
        let end = capture.span.map_or(u64::MAX, |span| span.offset + span.length);
        listed.insert(&capture.file, end);
    }
    let folder = run_folder.join(files::CAPTURES);
    for (name, length) in below(&folder).map_err(EvidenceError::read(&folder))? {
        let path = folder.join(&name);
        let name = format!("{}/{name}", files::CAPTURES);
        match listed.get(name.as_str()) {
            Some(end) if length > *end => {
                cut(&path, *end)?;
                removed.push(format!("{name} の書きかけの終わり({}バイト)", length - end));
            }
            Some(_) => {}
            None if is_under_way(&name, captures.len() as u64) => {
                fs::remove_file(&path).map_err(EvidenceError::write(&path))?;
                removed.push(format!("書きかけの {name}({length}バイト)"));
            }
            None => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CaptureKind, UnionId};
    use std::{io::Write as _, path::PathBuf, sync::Arc};

    fn clock() -> super::super::Clock {
        let at = chrono::DateTime::parse_from_rfc3339("2026-04-01T09:00:00+09:00").expect("time");
        Arc::new(move || at)
    }

    #[test]
    fn what_was_under_way_is_cut_off_and_the_chain_goes_on() {
        let holder = tempfile::tempdir().expect("folder");
        let path = holder.path().join("run");
        let union = UnionId::try_from(13).expect("union");
        {
            let folder = RunFolder::create(&path, clock()).expect("folder");
            let recorder = folder.recorder(union, 1);
            recorder.enter_scenario("T2-01", 1);
            recorder.capture_text(CaptureKind::Exchange, "GET /", "応答").expect("captured");
            assert!(matches!(reopen(&path, clock()), Err(EvidenceError::InUse { .. })));
        }
        let attempt = path.join("captures/13/T2-01-1");
        let append = |name: PathBuf, bytes: &[u8]| {
            let mut file = OpenOptions::new().create(true).append(true).open(name).expect("file");
            file.write_all(bytes).expect("written");
        };
        append(path.join(files::LEDGER), b"{\"sequence\":2,\"at\":\"\xE7\x99");
        append(path.join(files::EVENTS), b"{\"event\":");
        append(attempt.join(files::TRANSCRIPT), b"half");
        append(attempt.join(".0.partial"), b"half");
        append(attempt.join("000002-upload.csv"), b"half");
        append(attempt.join("note.txt"), b"somebody's");

        let reopened = reopen(&path, clock()).expect("taken up");
        let expected = [
            "ledger.jsonl の書きかけの最後の行(22バイト)",
            "書きかけの captures/13/T2-01-1/.0.partial(4バイト)",
            "書きかけの captures/13/T2-01-1/000002-upload.csv(4バイト)",
            "captures/13/T2-01-1/transcript.txt の書きかけの終わり(4バイト)",
            "events.jsonl の書きかけの最後の行(9バイト)",
        ];
        assert_eq!(reopened.removed, expected);
        assert_eq!(reopened.captured.len(), 1);
        let recorder = reopened.folder.recorder(union, 1);
        recorder.enter_scenario("T2-01", 2);
        assert_eq!(recorder.capture_text(CaptureKind::Exchange, "GET /", "応答").expect("captured"), 2);
        let verified = verify(&path, None).expect("verified");
        assert_eq!(verified.captures, 2);
        let faults: Vec<_> = verified.faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, ["captures/13/T2-01-1/note.txt: 記録後に加えられています"]);
    }

    #[test]
    fn evidence_that_was_changed_is_not_written_on() {
        let holder = tempfile::tempdir().expect("folder");
        let path = holder.path().join("run");
        {
            let folder = RunFolder::create(&path, clock()).expect("folder");
            let recorder = folder.recorder(UnionId::try_from(13).expect("union"), 1);
            recorder.capture_text(CaptureKind::Exchange, "GET /", "応答").expect("captured");
        }
        fs::write(path.join("captures/13/準備-1").join(files::TRANSCRIPT), "別の内容").expect("changed");
        let error = reopen(&path, clock()).expect_err("changed").to_string();
        assert!(error.contains("transcript.txt(ledger.jsonl の1行目)"), "{error}");
    }
}
