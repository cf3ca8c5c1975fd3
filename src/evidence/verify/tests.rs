//! Everything that may be done to a run folder, and what is said of it.

use super::*;
use crate::{
    evidence::{
        Clock, RunFolder, archive,
        decisions::{self, NewDecision},
        manifest, reopen,
        seal::{generate_key, seal},
    },
    model::{Act, CaptureKind, Subject, UnionId},
};
use chrono::{DateTime, FixedOffset};
use std::{fs, io::Write as _, path::PathBuf, sync::Arc};

const TRANSCRIPT: &str = "captures/13/T2-01-1/transcript.txt";
const UPLOAD: &str = "captures/13/T2-01-1/000003-upload.csv";

fn time() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-04-01T09:00:00+09:00").expect("time")
}

struct Run {
    path: PathBuf,
    holder: tempfile::TempDir,
}

impl Run {
    /// Four captures, three of them in a transcript: of 26 bytes each.
    fn new(is_over: bool) -> Self {
        let holder = tempfile::tempdir().expect("folder");
        let path = holder.path().join("20260401-090000-lot2-1");
        let clock: Clock = Arc::new(time);
        let folder = RunFolder::create(&path, clock).expect("folder");
        let recorder = folder.recorder(UnionId::try_from(13).expect("union"), 1);
        recorder.enter_scenario("T2-01", 1);
        for text in ["1", "2"] {
            recorder.capture_text(CaptureKind::Exchange, "GET /", text).expect("captured");
        }
        recorder.capture_bytes(CaptureKind::Upload, "file", "csv", b"a,b\n").expect("captured");
        recorder.capture_text(CaptureKind::Exchange, "GET /", "3").expect("captured");
        for name in [files::HEADER, files::EVENTS] {
            fs::write(path.join(name), "{}\n").expect("written");
        }
        folder.keep_said("合格").expect("said");
        if is_over {
            fs::write(path.join(files::RESULT), "{}\n").expect("written");
            fs::create_dir(path.join(files::REPORT)).expect("folder");
            fs::write(path.join("report/index.html"), "<p>").expect("written");
            manifest::write(&folder, time()).expect("manifest");
        }
        Self { path, holder }
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path.join(name)).expect(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path.join(name).parent().expect("folder")).expect("folder");
        fs::write(self.path.join(name), bytes).expect(name);
    }

    fn append(&self, name: &str, bytes: &[u8]) {
        let mut file = fs::OpenOptions::new().append(true).open(self.path.join(name)).expect(name);
        file.write_all(bytes).expect(name);
    }

    /// One byte made another.
    fn flip(&self, name: &str, place: usize) {
        let mut bytes = self.read(name);
        bytes[place] ^= 1;
        self.write(name, &bytes);
    }

    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.read(files::LEDGER)).expect("text");
        text.split_inclusive('\n').map(str::to_owned).collect()
    }

    /// A reviewer adds an approval.
    fn decide(&self, comment: &str) {
        let new = NewDecision {
            reviewer: "確認 花子".to_owned(),
            subject: Subject::Snapshot { file: "a.snap".to_owned() },
            act: Act::Approve,
            seen: "0".repeat(64),
            comment: comment.to_owned(),
            picture: None,
        };
        let clock: Clock = Arc::new(time);
        decisions::append(&self.path, &clock, new).expect("decided");
    }

    fn faults(&self) -> Vec<String> {
        told(&self.path, None)
    }
}

fn told(path: &Path, key: Option<&Path>) -> Vec<String> {
    verify(path, key).expect("verified").faults.iter().map(ToString::to_string).collect()
}

#[test]
fn what_was_left_alone_is_sound() {
    let run = Run::new(true);
    let verified = verify(&run.path, None).expect("verified");
    assert!(verified.is_sound() && verified.has_manifest, "{verified:?}");
    assert_eq!((verified.captures, verified.seal, verified.remarks), (4, None, vec![]));
    assert!(verify(&run.path.join("nowhere"), None).is_err());
}

#[test]
fn a_changed_byte_is_named_by_file_and_line() {
    for (name, place, expected) in [
        (TRANSCRIPT, 0, "transcript.txt(ledger.jsonl の1行目) の0バイトから19バイトまで: 記録時と異なります"),
        (
            TRANSCRIPT,
            20,
            "transcript.txt(ledger.jsonl の2行目) の19バイトから38バイトまで: 記録時と異なります",
        ),
        (
            TRANSCRIPT,
            39,
            "transcript.txt(ledger.jsonl の4行目) の38バイトから57バイトまで: 記録時と異なります",
        ),
        (UPLOAD, 1, "000003-upload.csv(ledger.jsonl の3行目) の0バイトから4バイトまで: 記録時と異なります"),
        (files::HEADER, 0, "run.json の0バイトから3バイトまで: 記録時と異なります"),
        (files::EVENTS, 0, "events.jsonl の0バイトから3バイトまで: 記録時と異なります"),
        (files::RESULT, 0, "result.json の0バイトから3バイトまで: 記録時と異なります"),
        (files::CONSOLE, 0, "console.log の0バイトから7バイトまで: 記録時と異なります"),
        ("report/index.html", 2, "report/index.html の0バイトから3バイトまで: 記録時と異なります"),
    ] {
        let run = Run::new(true);
        run.flip(name, place);
        let [fault] = run.faults().try_into().expect(name);
        let expected = expected.replace("transcript.txt", TRANSCRIPT).replace("000003-upload.csv", UPLOAD);
        assert_eq!(fault, expected);
    }
}

#[test]
fn a_changed_ledger_is_named_by_line() {
    let run = Run::new(true);
    let lines = run.lines();
    let [one, two, three, four] = lines.as_slice() else { panic!("{lines:?}") };
    let chain = |line| {
        format!(
            "ledger.jsonl の{line}行目: 前の行につながりません。この行か前の行が書き換えられたか、行が抜かれています"
        )
    };
    let changed = two.replace("GET /", "PUT /");
    let last = four.replace("GET /", "PUT /");
    let outside = two.replace("captures/13", "../run/captures/13");
    for (text, expected) in [
        ([one, &changed, three, four].map(String::as_str).concat(), vec![chain(3)]),
        ([one, three, two, four].map(String::as_str).concat(), vec![chain(2), chain(3), chain(4)]),
        (
            [one, two, three, &last].map(String::as_str).concat(),
            vec!["ledger.jsonl の4行目: 記録時と異なります".to_owned()],
        ),
    ] {
        run.write(files::LEDGER, text.as_bytes());
        assert_eq!(run.faults()[..expected.len()], expected, "{text}");
    }
    for text in [
        [two, three, four].map(String::as_str).concat(),
        [one, three, four].map(String::as_str).concat(),
        [one, two, three].map(String::as_str).concat(),
        [one, "{}\n", three, four].concat(),
        [one.as_str(), outside.as_str()].concat(),
        lines.concat() + four.as_str(),
        lines.concat() + "{\"half",
        String::new(),
    ] {
        run.write(files::LEDGER, text.as_bytes());
        assert!(
            run.faults().iter().any(|fault| fault.starts_with("ledger.jsonl の")),
            "{text}: {:?}",
            run.faults()
        );
    }
    fs::remove_file(run.path.join(files::LEDGER)).expect("removed");
    assert_eq!(run.faults()[0], "ledger.jsonl: ありません");
}

#[test]
fn what_is_missing_or_too_much_is_named() {
    let run = Run::new(true);
    let transcript = run.read(TRANSCRIPT);
    run.write(TRANSCRIPT, &transcript[..50]);
    assert_eq!(
        run.faults(),
        [format!("{TRANSCRIPT}(ledger.jsonl の4行目) の50バイトから57バイトまで: ありません")]
    );
    run.write(TRANSCRIPT, &[&transcript, b"more".as_slice()].concat());
    assert_eq!(
        run.faults(),
        [format!("{TRANSCRIPT}(ledger.jsonl の4行目) の57バイトから61バイトまで: 記録後に加えられています")]
    );
    run.write(TRANSCRIPT, &transcript);
    for (name, expected) in [
        (UPLOAD, "captures/13/T2-01-1/000003-upload.csv(ledger.jsonl の3行目): ありません"),
        (files::HEADER, "run.json: ありません"),
        ("report/index.html", "report/index.html: ありません"),
    ] {
        let content = run.read(name);
        fs::remove_file(run.path.join(name)).expect(name);
        assert_eq!(run.faults(), [expected]);
        run.write(name, &content);
    }
    for name in ["note.txt", "report/note.html", "captures/13/T2-01-1/note.txt", "captures/.1.partial"] {
        run.write(name, b"?");
        let faults = run.faults();
        assert!(
            faults.len() == 1 && faults[0].starts_with(name) && faults[0].contains("加えられて"),
            "{faults:?}"
        );
        fs::remove_file(run.path.join(name)).expect(name);
    }
    run.append(files::HEADER, b"\n");
    assert_eq!(run.faults(), ["run.json の0バイトから4バイトまで: 記録時と異なります"]);
}

#[test]
fn what_a_killed_run_leaves_is_a_remark() {
    let run = Run::new(false);
    run.append(files::LEDGER, b"{\"sequence\":5,\"at\":\"\xE7");
    run.append(TRANSCRIPT, b"half");
    run.write("captures/13/T2-01-1/.4.partial", b"half");
    run.write("captures/13/T2-01-1/000005-upload.csv", b"half");
    run.write("result.json.partial", b"{");
    let verified = verify(&run.path, None).expect("verified");
    assert_eq!((verified.captures, verified.faults), (4, vec![]));
    assert_eq!(verified.remarks.len(), 6, "{:?}", verified.remarks);
    run.flip(TRANSCRIPT, 20);
    run.write("captures/13/T2-01-1/note.txt", b"?");
    assert_eq!(
        run.faults(),
        [
            format!("{TRANSCRIPT}(ledger.jsonl の2行目) の19バイトから38バイトまで: 記録時と異なります"),
            "captures/13/T2-01-1/note.txt: 記録後に加えられています".to_owned(),
        ]
    );
}

#[test]
fn a_sealed_run_cannot_change_and_is_signed() {
    let run = Run::new(true);
    let key = run.holder.path().join("key.pem");
    let public = generate_key(&key).expect("keys");
    let other = generate_key(&run.holder.path().join("other.pem")).expect("keys");
    assert!(generate_key(&key).is_err(), "a key is not written over");
    assert_eq!(told(&run.path, Some(&public)), ["seal.json: 封印がないので、署名を確かめられません"]);

    // Reviewers add theirs before.
    run.decide("よい");
    run.decide("");
    let decisions = run.read(files::DECISIONS);
    let text = String::from_utf8(decisions.clone()).expect("text");
    run.write("review/photo.png", b"png");
    let verified = verify(&run.path, None).expect("verified");
    assert_eq!((verified.faults, verified.remarks.len()), (vec![], 2));
    let alone = text.lines().nth(1).expect("the second").to_owned() + "\n";
    for (tampered, line) in [(text.replace("よい", "だめ"), 2), (alone, 1)] {
        run.write(files::DECISIONS, tampered.as_bytes());
        let faults = run.faults();
        assert!(
            faults[0].starts_with(&format!("review.jsonl: {line}行目が前の行(1行目は証跡台帳)に")),
            "{faults:?}"
        );
        assert!(seal(&run.path, None, time()).is_err(), "unsound evidence is not sealed");
    }
    run.write(files::DECISIONS, &decisions);

    seal(&run.path, Some(&key), time()).expect("sealed");
    assert_eq!(told(&run.path, Some(&public)), [""; 0]);
    assert!(verify(&run.path, None).expect("verified").remarks[0].starts_with("封印の署名は有効です"));
    assert_eq!(
        told(&run.path, Some(&other)),
        ["seal.json: 封印は、指定された公開鍵とは別の鍵で署名されています"]
    );
    for refused in [
        seal(&run.path, None, time()).map(|_| ()),
        reopen(&run.path, Arc::new(time)).map(|_| ()),
        manifest::renew(&run.path, manifest::is_of_report, time()),
    ] {
        let error = refused.expect_err("sealed").to_string();
        assert!(error.contains("封印されています"), "{error}");
    }
    run.append(files::DECISIONS, b"{}\n");
    let changed = format!(
        "review.jsonl の0バイトから{}バイトまで: 記録時と異なります",
        run.read(files::DECISIONS).len()
    );
    let faults = run.faults();
    assert!(
        faults.contains(&changed) && faults.iter().any(|one| one.contains("3行目を読めません")),
        "{faults:?}"
    );
    run.write(files::DECISIONS, &decisions);

    // Who changes the manifest as well is found by the seal, and who changes that, by the key.
    let manifest = String::from_utf8(run.read(files::MANIFEST)).expect("text");
    run.write(files::MANIFEST, manifest.replace("\"bytes\": 3,", "\"bytes\": 2,").as_bytes());
    assert!(
        run.faults()
            .contains(&"seal.json: 目録 manifest.json が、封印したときのものではありません".to_owned())
    );
    run.write(files::MANIFEST, manifest.as_bytes());
    let text = String::from_utf8(run.read(files::SEAL)).expect("text");
    run.write(files::SEAL, text.replace("2026-04-01", "2026-03-31").as_bytes());
    assert_eq!(run.faults(), ["seal.json: 封印の署名が正しくありません"]);
}

#[test]
fn a_report_made_again_comes_into_the_manifest_and_hides_nothing_else() {
    let run = Run::new(true);
    run.write("report/index.html", b"<p>again");
    run.write("report/new.xlsx", b"PK");
    run.flip(files::RESULT, 0);
    manifest::renew(&run.path, manifest::is_of_report, time()).expect("renewed");
    assert_eq!(run.faults(), ["result.json の0バイトから3バイトまで: 記録時と異なります"]);
}

#[test]
fn an_exported_run_verifies_as_a_zip() {
    let run = Run::new(true);
    let zip = run.holder.path().join("run.zip");
    assert!(archive::export(&run.path, &run.path.join("run.zip")).is_err(), "not into itself");
    archive::export(&run.path, &zip).expect("exported");
    assert!(archive::export(&run.path, &zip).is_err(), "not over another");
    let verified = verify(&zip, None).expect("verified");
    assert_eq!((verified.captures, verified.faults, verified.remarks), (4, vec![], vec![]));

    // Stored bytes are changed in the zip itself; a zip with a byte in the wrong place does
    // not read.
    let bytes = fs::read(&zip).expect("zip");
    let mut silent = 0;
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 0x10;
        fs::write(&zip, changed).expect("written");
        silent += usize::from(verify(&zip, None).is_ok_and(|verified| verified.is_sound()));
    }
    // What is left are times, versions and permissions in the headers of the zip.
    assert!(silent * 5 < bytes.len() * 2, "{silent} of {}", bytes.len());

    run.flip(UPLOAD, 0);
    fs::remove_file(&zip).expect("removed");
    let error = archive::export(&run.path, &zip).expect_err("unsound").to_string();
    assert!(error.contains(UPLOAD) && !zip.exists(), "{error}");
}
