//! Accepting and rejecting what waits, compared with what was accepted with `cargo insta`.

use super::*;
use std::{collections::BTreeMap, process::Command};

const TEXT: &str = "features/04_identity/snapshots/01_identity.T4-02.snap";
const PICTURE: &str = "features/04_identity/snapshots/画面-符号取得状況-表示.snap";

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A tree in which an approved snapshot of the package waits for review, as insta leaves
/// it. If `old` is given, something else is approved there.
fn tree(name: &str, old: bool) -> tempfile::TempDir {
    let tree = tempfile::tempdir().expect("folder");
    let file = tree.path().join(name);
    fs::create_dir_all(file.parent().expect("parent")).expect("folder");
    let text = fs::read_to_string(package().join(name)).expect("approved");
    // A pending file says also in which line it was asserted.
    fs::write(
        file.with_extension("snap.new"),
        text.replacen("---\nsource", "---\nassertion_line: 210\nsource", 1),
    )
    .expect("pending");
    let picture = package().join(name).with_extension("snap.png");
    if picture.exists() {
        fs::copy(&picture, file.with_extension("snap.new.png")).expect("picture");
    }
    if old {
        fs::write(&file, format!("{text}以前の行\n")).expect("approved");
        if picture.exists() {
            fs::write(&file, &text).expect("approved");
            fs::write(file.with_extension("snap.png"), b"before").expect("picture");
        }
    }
    tree
}

fn files(tree: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![tree.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = fs::read(&path).expect("file");
                files.insert(path.strip_prefix(tree).expect("below").to_owned(), content);
            }
        }
    }
    files
}

fn only(tree: &Path) -> PendingSnapshot {
    let found = waiting(tree).expect("folder");
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("one")
}

/// The approved files of the package were accepted with `cargo insta`.
#[test]
fn what_is_accepted_is_byte_for_byte_what_insta_accepted() {
    for name in [TEXT, PICTURE] {
        for old in [false, true] {
            let tree = tree(name, old);
            let pending = only(tree.path());
            assert_eq!(pending.name, name);
            let hash = pending.hash().expect("hash");
            pending.accept().expect("accepted");
            let mut expected =
                BTreeMap::from([(PathBuf::from(name), fs::read(package().join(name)).expect("approved"))]);
            let picture = Path::new(name).with_extension("snap.png");
            if let Ok(bytes) = fs::read(package().join(&picture)) {
                expected.insert(picture, bytes);
            }
            assert!(files(tree.path()) == expected, "{name}");
            assert_eq!(hash_of_approved(tree.path(), name), Some(hash), "it was seen as it is approved");
        }
    }
}

#[test]
fn what_is_rejected_is_gone_and_the_approved_one_stays() {
    for name in [TEXT, PICTURE] {
        let tree = tree(name, true);
        let mut expected = files(tree.path());
        expected.retain(|path, _| !path.to_string_lossy().contains(".snap.new"));
        only(tree.path()).reject().expect("rejected");
        assert!(files(tree.path()) == expected, "{name}");
        assert_eq!(waiting(tree.path()).expect("folder"), []);
    }
}

#[test]
fn the_hash_is_that_of_what_is_seen() {
    let tree = tree(TEXT, false);
    let pending = only(tree.path());
    let before = pending.hash().expect("hash");
    let text = fs::read_to_string(pending.file()).expect("text");
    fs::write(pending.file(), text.replace("assertion_line: 210", "assertion_line: 211")).expect("file");
    assert_eq!(pending.hash().expect("hash"), before, "nobody sees the line of an assertion");
    fs::write(pending.file(), format!("{text}もう一行\n")).expect("file");
    assert_ne!(pending.hash().expect("hash"), before);
}

/// The same done by `cargo-insta` itself. It is no dependency: `cargo install cargo-insta`.
#[test]
#[ignore = "needs cargo-insta"]
#[expect(clippy::disallowed_methods, reason = "the test compares with the command")]
fn cargo_insta_does_the_same() {
    for name in [TEXT, PICTURE] {
        for (old, act) in [(false, "accept"), (true, "accept"), (true, "reject")] {
            let (ours, theirs) = (tree(name, old), tree(name, old));
            let pending = only(ours.path());
            if act == "accept" { pending.accept() } else { pending.reject() }.expect("done");
            let manifest = "[package]\nname = \"x\"\nversion = \"0.1.0\"\n[lib]\npath = \"x.rs\"\n";
            fs::write(theirs.path().join("Cargo.toml"), manifest).expect("manifest");
            fs::write(theirs.path().join("x.rs"), "").expect("source");
            let output = Command::new("cargo-insta")
                .env_remove("INSTA_WORKSPACE_ROOT")
                .args([act, "--include-ignored", "--workspace-root"])
                .arg(theirs.path())
                .output()
                .expect("cargo-insta is on the path");
            assert!(output.status.success(), "{output:?}");
            for name in ["Cargo.toml", "Cargo.lock", "x.rs"] {
                fs::remove_file(theirs.path().join(name)).expect("file");
            }
            assert!(files(ours.path()) == files(theirs.path()), "{act} {name}");
        }
    }
}
