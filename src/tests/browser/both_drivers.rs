//! The same scenarios through the operator's port and through the screens.

use super::support::{Tree, machine};
use sogo_unyo_test::{
    evidence::verify,
    model::{CaptureKind, Verdict},
};
use std::fs;

/// Some of every item: forms, lists, refusals, uploads, downloads, several users.
const SOME: &str = "@T1-01 or @T1-04 or @T1-09 or @T2-01 or @T2-13 or @T3-01 or @T4-01 or @T5-03 or @T6-01 or @T7-01 or @T7-09";

/// That they pass says that their observations are those of the approved snapshots, which
/// are the same for both.
#[test]
fn the_same_scenarios_give_the_same_observations() {
    let _machine = machine();
    let tree = Tree::new();
    let http = ["--driver", "http", "--tags", SOME];
    Tree::told(&mut tree.run(&http), 0);
    let told = Tree::told(&mut tree.run(&["--driver", "browser", "--tags", SOME]), 0);
    assert!(told.contains("画面の写し"), "{told}");
    let [one, other] = &tree.records()[..] else { panic!("two runs") };
    assert!(one.verdicts().len() >= 11, "{:?}", one.verdicts());
    assert_eq!(one.verdicts(), other.verdicts());
    assert!(other.verdicts().values().all(|verdict| *verdict == Verdict::Passed));

    assert!(one.pictures().is_empty());
    let pictures = other.pictures();
    for scenario in other.scenarios() {
        let of_scenario = pictures.iter().filter(|picture| picture.scenario == scenario.id).count();
        assert!(of_scenario > 0, "{} has no picture", scenario.id);
    }
    for picture in &pictures {
        let bytes = fs::read(other.0.join(&picture.file)).expect("picture");
        let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
        let reader = decoder.read_info().expect("a PNG");
        assert_eq!(reader.info().width, 1280, "{}", picture.file);
    }
    assert_eq!(verify(&other.0, None).expect("verified").faults, []);
}

/// An initial password is on the screen for the user to read, and covered in the picture:
/// in its place there is one colour.
#[test]
fn what_is_masked_in_texts_is_covered_in_pictures() {
    let _machine = machine();
    let tree = Tree::new();
    Tree::told(&mut tree.run(&["--driver", "browser", "--tags", "@T1-03"]), 0);
    let record = tree.records().remove(0);
    let issued = |title: &str| title.contains("reissue-initial-password") && title.contains("結果");
    let transcripts: Vec<_> = record
        .captures()
        .into_iter()
        .filter(|capture| capture.kind == CaptureKind::Exchange && issued(&capture.title))
        .collect();
    assert!(!transcripts.is_empty(), "no initial password was issued");
    for transcript in &transcripts {
        let text = fs::read_to_string(record.0.join(&transcript.file)).expect("transcript");
        assert!(text.contains("initial_password: «伏字»"), "{text}");
    }
    let picture = record.pictures().into_iter().find(|picture| issued(&picture.title)).expect("picture");
    assert!(longest_black_run(&fs::read(record.0.join(&picture.file)).expect("picture")) > 60);
}

/// The longest row of black pixels.
fn longest_black_run(bytes: &[u8]) -> usize {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    let samples = info.color_type.samples();
    let mut longest = 0;
    for row in pixels[..info.buffer_size()].chunks(info.line_size) {
        let mut run = 0;
        for pixel in row.chunks(samples) {
            run = if pixel[..3] == [0, 0, 0] { run + 1 } else { 0 };
            longest = longest.max(run);
        }
    }
    longest
}
