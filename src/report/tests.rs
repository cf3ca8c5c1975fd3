//! The reports of synthetic runs.

use super::{sample::Sample, *};
use crate::model::files;
use std::{
    fs,
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// A page with one element a line, so that a reviewer can read it.
fn page(folder: &Path, name: &str) -> String {
    let text = fs::read_to_string(folder.join(files::REPORT).join(name)).expect(name);
    text.replace("><", ">\n<")
}

#[test]
fn pages_of_a_small_run() {
    let folder = tempfile::tempdir().expect("folder");
    Sample::small().write(folder.path(), Some(1));
    assert!(write_html(folder.path()).expect("report").ends_with("report/index.html"));
    insta::assert_snapshot!("index", page(folder.path(), "index.html"));
    insta::assert_snapshot!("item_page", page(folder.path(), "13-2.html"));
}

#[test]
fn every_reference_leads_somewhere() {
    let folder = tempfile::tempdir().expect("folder");
    let sample = Sample::small();
    sample.write(folder.path(), Some(1));
    sample.write_captures(folder.path());
    let report = write_html(folder.path()).expect("report");
    let report = report.parent().expect("folder");
    let mut checked = 0;
    for entry in fs::read_dir(report).expect("folder") {
        let file = entry.expect("entry").path();
        let text = fs::read_to_string(&file).expect("page");
        for reference in text.split(" href=\"").skip(1).chain(text.split(" src=\"").skip(1)) {
            let reference = decoded(reference.split('"').next().expect("closed"));
            let (target, fragment) = reference.split_once('#').unwrap_or((&reference, ""));
            let target = report.join(target);
            assert!(target.is_file(), "{reference} in {}", file.display());
            if !fragment.is_empty() {
                let page = fs::read_to_string(target).expect("page");
                let found = match fragment.strip_prefix(":~:text=") {
                    Some(text) => page.contains(text),
                    None => page.contains(&format!(" id=\"{fragment}\"")),
                };
                assert!(found, "{reference} in {}", file.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
}

/// Without percent-encoding.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&digits, 16).expect("hex"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("text")
}

#[test]
fn a_killed_run_still_gives_a_report() {
    let folder = tempfile::tempdir().expect("folder");
    Sample::small().write(folder.path(), None);
    for name in [files::EVENTS, files::LEDGER] {
        let mut file = fs::OpenOptions::new().append(true).open(folder.path().join(name)).expect(name);
        // Cut in the middle of a character.
        file.write_all(b"{\"event\":\"scenario_finished\",\"name\":\"\xE7\x99").expect("half a line");
    }
    write_html(folder.path()).expect("report");
    let index = page(folder.path(), "index.html");
    for shown in [
        "未完成: 実行が最後まで進んでいないため",
        "実行の結果が記録されていません",
        "events.jsonl の最後の行は書きかけ",
        "ledger.jsonl の最後の行は書きかけ",
        "未実行 1",
    ] {
        assert!(index.contains(shown), "{shown}");
    }
}

#[test]
fn a_run_that_has_only_begun_gives_a_report() {
    let folder = tempfile::tempdir().expect("folder");
    Sample::small().write(folder.path(), None);
    fs::remove_file(folder.path().join(files::EVENTS)).expect("removed");
    fs::remove_file(folder.path().join(files::LEDGER)).expect("removed");
    write_html(folder.path()).expect("report");
    assert!(page(folder.path(), "13-2.html").contains("実行されていません"));
}

#[test]
fn a_broken_record_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    let message = write_html(folder.path()).expect_err("no header").to_string();
    assert!(message.contains(files::HEADER), "{message}");
    Sample::small().write(folder.path(), None);
    fs::write(folder.path().join(files::EVENTS), "{\"event\":\"lane_started\",\"union\":13}\n{}\n")
        .expect("broken");
    let message = write_html(folder.path()).expect_err("broken").to_string();
    assert!(message.contains(files::EVENTS) && message.contains("2行目"), "{message}");
}

#[test]
fn a_run_of_a_whole_lot_is_reported_in_a_moment() {
    let folder = tempfile::tempdir().expect("folder");
    Sample::lot().write(folder.path(), Some(0));
    let start = Instant::now();
    write_html(folder.path()).expect("report");
    let elapsed = start.elapsed();
    println!("報告 {elapsed:?}");
    assert!(page(folder.path(), "index.html").contains("選択した 1035 シナリオは、すべて合格"));
    // A slip into quadratic work costs minutes; the bound leaves room for a busy machine.
    assert!(elapsed < Duration::from_secs(10), "{elapsed:?}");
}
