//! One run folder, written by one lane or several.

use super::*;
use crate::evidence::{Clock, verify};
use chrono::{DateTime, FixedOffset};

fn clock() -> Clock {
    Arc::new(|| DateTime::<FixedOffset>::parse_from_rfc3339("2026-04-01T09:00:00+09:00").expect("time"))
}

fn union(number: u8) -> UnionId {
    number.try_into().expect("union")
}

struct Run {
    folder: RunFolder,
    _holder: tempfile::TempDir,
}

impl Run {
    fn new() -> Self {
        let holder = tempfile::tempdir().expect("folder");
        Self {
            folder: RunFolder::create(holder.path().join("run"), clock()).expect("run folder"),
            _holder: holder,
        }
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).expect(file)
    }

    fn ledger(&self) -> Vec<Capture> {
        let lines = self.read(files::LEDGER);
        lines.lines().map(|line| serde_json::from_str(line).expect("capture")).collect()
    }

    fn with_captures(count: usize) -> Self {
        let run = Self::new();
        let recorder = run.folder.recorder(union(13), 1);
        for number in 0..count {
            recorder.capture_text(CaptureKind::Exchange, "GET /", &number.to_string()).expect("captured");
        }
        run
    }
}

#[test]
fn captures_are_named_listed_and_masked() {
    let run = Run::new();
    run.folder.masker().add_secret("himitsu-no-token");
    let recorder = run.folder.recorder(union(1), 1);
    recorder.capture_text(CaptureKind::Control, "時計", "POST /clock").expect("captured");
    assert_eq!(recorder.take_captures(), [1]);
    recorder.enter_scenario("R2-03#1", 2);
    recorder.enter_step(Some(7));
    let text = "Bearer himitsu-no-token\n123456789018";
    recorder.capture_text(CaptureKind::Exchange, "GET /members/123456789018", text).expect("captured");
    recorder.capture_bytes(CaptureKind::Screenshot, "ログイン", "png", b"\x89PNG").expect("captured");
    assert_eq!(recorder.take_captures(), [2, 3]);
    assert!(recorder.take_captures().is_empty());

    let ledger = run.ledger();
    assert_eq!(ledger[0].file, "captures/01/準備-1/transcript.txt");
    assert_eq!((ledger[0].scenario.as_str(), ledger[0].step_line), (PREPARATION, None));
    assert_eq!(ledger[1].file, "captures/01/R2-03_1-2/transcript.txt");
    assert_eq!(ledger[1].title, "GET /members/************");
    assert_eq!(
        (ledger[1].scenario.as_str(), ledger[1].attempt, ledger[1].step_line),
        ("R2-03#1", 2, Some(7))
    );
    assert_eq!(
        run.read(&ledger[1].file),
        "■000002 7行目 GET /members/************\nBearer «伏字»\n************\n\n"
    );
    assert_eq!(ledger[2].file, "captures/01/R2-03_1-2/000003-screenshot.png");
    assert_eq!(verify(run.folder.path(), None).expect("verified").captures, 3);
}

#[test]
fn neither_file_names_nor_the_ledger_hold_an_individual_number() {
    let run = Run::new();
    let recorder = run.folder.recorder(union(1), 1);
    recorder.enter_scenario("1234 5678 9018", 1);
    recorder.capture_bytes(CaptureKind::Upload, "123456789018", "123456789018", b"").expect("captured");
    assert_eq!(run.ledger()[0].file, "captures/01/____________-1/000001-upload.____________");
    assert!(!run.read(files::LEDGER).contains("9018"));
}

#[test]
fn a_stream_is_masked_and_listed_when_finished_and_leaves_nothing_otherwise() {
    let run = Run::new();
    let recorder = run.folder.recorder(union(13), 1);
    let mut writer = recorder.capture_stream(CaptureKind::Download, "結果", "csv").expect("begun");
    for _ in 0..20_000 {
        writer.write_all(b"1,123456").expect("written");
        writer.write_all(b"789018\r\n").expect("written");
    }
    drop(recorder.capture_stream(CaptureKind::Download, "中断", "csv").expect("begun"));
    assert_eq!(writer.finish().expect("listed"), 1);
    assert_eq!(run.read(&run.ledger()[0].file), "1,************\r\n".repeat(20_000));
    let verified = verify(run.folder.path(), None).expect("verified");
    assert_eq!((verified.captures, verified.faults), (1, vec![]));
}

#[test]
fn lanes_at_once_keep_one_chain() {
    let run = Run::new();
    std::thread::scope(|scope| {
        for number in 1..=8 {
            let recorder = run.folder.recorder(union(number), 1);
            scope.spawn(move || {
                for count in 0..50 {
                    recorder
                        .capture_text(CaptureKind::Exchange, "GET /", &count.to_string())
                        .expect("captured");
                }
                assert_eq!(recorder.take_captures().len(), 50);
            });
        }
    });
    let verified = verify(run.folder.path(), None).expect("verified");
    assert_eq!((verified.captures, verified.faults), (400, vec![]));
}

#[test]
fn evidence_is_not_written_over() {
    let run = Run::with_captures(1);
    let message = RunFolder::create(run.folder.path(), clock()).expect_err("used").to_string();
    assert!(message.contains("上書きしません"), "{message}");
}
