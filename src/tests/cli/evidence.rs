//! What a run leaves behind: complete, verifiable, and without anybody's number or secret.

use super::support::{Told, Tree, files_below, individual_numbers, package};
use sogo_unyo_test::{
    evidence::{masking::SECRET_MASK, verify},
    model::files,
};
use std::fs;

#[test]
fn a_run_leaves_evidence_that_verifies_and_tells_no_secret() {
    let tree = Tree::new();
    let told = Told::by(&mut tree.sogo(&["run", "--lot", "2", "--union", "1"])).expect(0);
    let run = tree.run();
    let verified = verify(&run.0, None).expect("verified");
    assert!(verified.captures > 1000, "{verified:?}");
    assert_eq!((&verified.faults, &verified.remarks), (&vec![], &vec![]));
    assert!(run.0.join(files::REPORT).join("index.html").is_file());

    let mut texts = vec![("console".to_owned(), format!("{}{}", told.out, told.err))];
    for folder in [run.0.clone(), tree.root().join("features"), package().join("features")] {
        for path in files_below(&folder) {
            let bytes = fs::read(&path).expect("file");
            texts.push((path.display().to_string(), decoded(&bytes)));
        }
    }
    let mut bearers = 0;
    for (name, text) in &texts {
        // The hashes of the ledger hold runs of twelve digits now and then, and say nothing.
        let text = without_hashes(text);
        assert_eq!(individual_numbers(&text), [""; 0], "{name}");
        assert_eq!(mistyped_numbers(&text), [""; 0], "{name}");
        for line in text.lines() {
            let lower = line.to_lowercase();
            if let Some(rest) = lower.split_once("bearer ").map(|(_, rest)| rest) {
                bearers += 1;
                assert!(rest.starts_with(SECRET_MASK), "{name}: {line}");
            }
            for field in [
                "\"password\"",
                "\"new_password\"",
                "\"current_password\"",
                "\"initial_password\"",
                "\"token\"",
            ] {
                if let Some((_, value)) = line.split_once(field) {
                    let value = value.trim_start_matches([':', ' ', '"']);
                    let masked =
                        value.starts_with(SECRET_MASK) || value.starts_with("null") || value.starts_with('{');
                    assert!(masked, "{name}: {line}");
                }
            }
        }
    }
    assert!(
        bearers > 100,
        "only {bearers} requests with a token were seen: is the scan looking at anything?"
    );
}

/// Runs of digits that begin as the individual numbers of union 01 in the test data do,
/// whatever their length: one with a digit too few can be completed.
fn mistyped_numbers(text: &str) -> Vec<String> {
    text.split(|one: char| !matches!(one, '0'..='9' | '０'..='９'))
        .filter(|run| run.starts_with("7001000") || run.starts_with("７００１０００"))
        .map(str::to_owned)
        .collect()
}

/// As text, whatever its character code: UTF-16 has a mark, everything else is near enough
/// to ASCII for digits.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<_> =
                rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn without_hashes(text: &str) -> String {
    regex::Regex::new(r"\b[0-9a-f]{64}\b").expect("pattern").replace_all(text, "«hash»").into_owned()
}

/// The scan above would see a number if there was one.
#[test]
fn the_scan_sees_numbers() {
    let number = ["1234", "5678", "9018"].concat();
    assert_eq!(individual_numbers(&format!("個人番号={number},")).concat(), number);
    assert_eq!(individual_numbers(&format!("{number}0")), [""; 0]);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(number.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(individual_numbers(&decoded(&utf16)), [number]);
}

/// A report can be made again from the run folder alone.
#[test]
fn the_report_can_be_made_again() {
    let tree = Tree::new();
    tree.told(&["run", "--lot", "2", "--union", "13", "--tags", "@T4-01"]).expect(0);
    let run = tree.run();
    let page = run.0.join(files::REPORT).join("index.html");
    let first = fs::read_to_string(&page).expect("report");
    fs::remove_dir_all(run.0.join(files::REPORT)).expect("report");
    let folder = run.0.to_string_lossy().into_owned();
    tree.told(&["report", &folder]).expect(0).must_say(&["報告: "]);
    assert!(fs::read_to_string(&page).expect("report") == first);
}
