//! `sogo generate members`: what it writes, what it says, and what it refuses.

use super::support::{Tree, assert_told};
use std::{fs, path::Path};

fn generate(tree: &Tree, out: &str, more: &[&str]) -> super::support::Told {
    let common = ["generate", "members", "--union", "鳥取", "--seed", "7", "--out", out];
    tree.told(&[&common[..], more].concat())
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_set_of_files_with_answers_and_copies() {
    let tree = Tree::new();
    let told = generate(&tree, "out", &["--count", "2500", "--split", "1000", "--errors", "1%", "--copies"]);
    let note = fs::read_to_string(tree.root().join("out/生成の控え.yaml")).expect("note");
    let sheet = fs::read_to_string(tree.root().join("out/加入者情報一括登録ファイル-001.解答.csv"));
    let text = format!(
        "{}\n{}\n\n{note}\n{}",
        told.expect(0).redacted(),
        files(&tree.root().join("out")).join("\n"),
        sheet.expect("answers").replace('\r', "")
    );
    assert_told!("generate_members", text);
}

#[test]
fn the_same_whatever_the_threads() {
    let tree = Tree::new();
    let options = ["--count", "3000", "--split", "400", "--errors", "2%"];
    generate(&tree, "one", &[&options[..], &["--threads", "1"]].concat()).expect(0);
    generate(&tree, "four", &[&options[..], &["--threads", "4"]].concat()).expect(0);
    let (one, four) = (tree.root().join("one"), tree.root().join("four"));
    assert_eq!(files(&one), files(&four));
    for name in files(&one) {
        assert!(
            fs::read(one.join(&name)).expect("file") == fs::read(four.join(&name)).expect("file"),
            "{name}"
        );
    }
}

#[test]
fn what_is_wrong_is_told_with_a_way_out() {
    let tree = Tree::new();
    generate(&tree, "out", &["--count", "10"]).expect(0);
    let mut said = String::new();
    for more in [
        &["--count", "10"][..],
        &["--count", "0"],
        &["--count", "99999999"],
        &["--split", "0"],
        &["--errors", "2"],
        &["--charset", "euc-jp"],
    ] {
        let told = generate(&tree, "out", more).expect(2);
        said.push_str(&format!("{}\n{}\n", more.join(" "), told.err));
    }
    assert_told!("generate_refused", said);
    assert!(
        tree.told(&["generate", "members", "--union", "鳥鳥", "--out", "x"])
            .expect(2)
            .contains("testdata/unions.yaml")
    );
}
