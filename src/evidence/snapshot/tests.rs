//! What insta is told by its environment decides what is written, so every case runs in a
//! process of its own: this test binary, told to run [`one_check`] alone.

use super::*;
use std::process::Command;

const FEATURE: &str = "02_code_linking/members.feature";

/// Runs in the child: checks the text of `SOGO_TEST_TEXT`, on several threads at once if
/// it has several parts. Does nothing where the variables are not set.
#[test]
#[expect(clippy::disallowed_methods, reason = "the parent process tells this one what to check")]
fn one_check() {
    let (Ok(root), Ok(texts)) = (std::env::var("SOGO_TEST_FEATURES"), std::env::var("SOGO_TEST_TEXT")) else {
        return;
    };
    install_quiet_panic_hook();
    for text in texts.split('|') {
        let lane = || check(Path::new(&root), Path::new(FEATURE), "R2-03#1", text, Pending::Kept);
        let outcomes = std::thread::scope(|scope| {
            let lanes = [scope.spawn(lane), scope.spawn(lane), scope.spawn(lane)];
            lanes.map(|lane| lane.join().expect("no panic leaves the check"))
        });
        for outcome in outcomes {
            match outcome {
                Ok(()) => println!("OUTCOME same"),
                Err(mismatch) => {
                    println!("OUTCOME missing={} pending={}", mismatch.missing, mismatch.pending_written);
                    println!("{mismatch}\nEND");
                }
            }
        }
    }
}

struct Features(tempfile::TempDir);

impl Features {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        fs::create_dir_all(folder.path().join("02_code_linking")).expect("folder");
        fs::write(folder.path().join(FEATURE), "# language: ja\n").expect("feature");
        Self(folder)
    }

    fn approved(&self) -> PathBuf {
        self.0.path().join("02_code_linking/snapshots/members.R2-03_1.snap")
    }

    fn pending(&self) -> PathBuf {
        self.approved().with_extension("snap.new")
    }

    fn approve(&self, text: &str) {
        fs::create_dir_all(self.approved().parent().expect("parent")).expect("folder");
        fs::write(self.approved(), format!("---\nsource: src/evidence/snapshot.rs\n---\n{text}\n"))
            .expect("snapshot");
    }

    /// Output of the child, standard output and error.
    #[expect(clippy::disallowed_methods, reason = "insta reads its environment once a process")]
    fn check(&self, text: &str, environment: &[(&str, &str)]) -> String {
        let mut child = Command::new(std::env::current_exe().expect("test binary"));
        child.args(["--exact", "evidence::snapshot::tests::one_check", "--nocapture"]);
        for name in ["CI", "INSTA_UPDATE", "INSTA_FORCE_PASS", "INSTA_PENDING_DIR", "TF_BUILD"] {
            child.env_remove(name);
        }
        child
            .env("SOGO_TEST_FEATURES", self.0.path())
            .env("SOGO_TEST_TEXT", text)
            .env("INSTA_OUTPUT", "none");
        let output = child.envs(environment.iter().copied()).output().expect("child");
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{text}");
        text
    }
}

#[test]
fn an_equal_text_passes_and_takes_a_leftover_away() {
    let features = Features::new();
    features.approve("画面「加入者情報登録確認」\n  件数 3");
    fs::write(features.pending(), "leftover").expect("pending");
    let output = features.check("画面「加入者情報登録確認」\r\n  件数 3\n\n", &[("CI", "true")]);
    assert_eq!(output.matches("OUTCOME same").count(), 3, "{output}");
    assert!(!features.pending().exists());
}

#[test]
fn a_missing_snapshot_fails_quietly_and_waits_for_review() {
    let features = Features::new();
    let output = features.check("件数 3", &[]);
    assert_eq!(output.matches("OUTCOME missing=true pending=true").count(), 3, "{output}");
    for shown in [
        "承認済みスナップショット「02_code_linking/snapshots/members.R2-03_1.snap」がありません",
        "cargo insta review",
        "--- 承認済み\n+++ 今回\n@@ -0,0 +1 @@\n+件数 3\nEND",
    ] {
        assert!(output.contains(shown), "{shown} in {output}");
    }
    for hidden in ["panicked", "RUST_BACKTRACE", "snapshot assertion", "insta test"] {
        assert!(!output.contains(hidden), "{hidden} in {output}");
    }
    let pending = fs::read_to_string(features.pending()).expect("pending");
    assert!(pending.contains("件数 3"), "{pending}");
    assert!(!pending.contains(&*features.0.path().to_string_lossy()), "{pending}");
}

#[test]
fn a_difference_shows_as_a_diff() {
    let features = Features::new();
    features.approve("件数 3\n状態 処理済");
    let output = features.check("件数 4\n状態 処理済", &[]);
    assert_eq!(output.matches("OUTCOME missing=false pending=true").count(), 3, "{output}");
    assert!(output.contains("-件数 3\n+件数 4\n 状態 処理済\n"), "{output}");
}

#[test]
fn in_ci_nothing_is_written() {
    let features = Features::new();
    for environment in [("CI", "true"), ("INSTA_UPDATE", "no")] {
        let output = features.check("件数 3", &[environment]);
        assert!(output.contains("OUTCOME missing=true pending=false"), "{output}");
        assert!(output.contains("承認待ちのファイルは書いていません"), "{output}");
        assert!(!features.pending().exists() && !features.approved().exists());
    }
}

#[test]
fn always_accepts_the_first_text_and_not_another_one_in_the_same_run() {
    let features = Features::new();
    features.approve("件数 2");
    let output = features.check("件数 3|件数 4", &[("INSTA_UPDATE", "always")]);
    assert_eq!(output.matches("OUTCOME same").count(), 3, "{output}");
    assert_eq!(output.matches("OUTCOME missing=false pending=false").count(), 3, "{output}");
    assert!(output.contains("先に承認された内容と異なります"), "{output}");
    assert_eq!(read(&features.approved()).as_deref(), Some("件数 3"));
    let approved = fs::read_to_string(features.approved()).expect("approved");
    assert_eq!(approved, "---\nsource: src/evidence/snapshot.rs\n---\n件数 3\n");
}

#[test]
fn force_pass_turns_nothing_green() {
    let features = Features::new();
    let output = features.check("件数 3", &[("INSTA_FORCE_PASS", "1")]);
    assert!(output.contains("OUTCOME missing=true pending=true"), "{output}");
}

#[test]
fn what_insta_says_beyond_a_difference_is_told() {
    let features = Features::new();
    let output = features.check("件数 3", &[("INSTA_UPDATE", "perhaps")]);
    assert!(output.contains("insta: ") && output.contains("INSTA_UPDATE"), "{output}");
}

#[test]
fn an_unreadable_approved_file_is_a_difference() {
    let features = Features::new();
    fs::create_dir_all(features.approved().parent().expect("parent")).expect("folder");
    fs::write(features.approved(), "---\n: : [\n---\n件数 3\n").expect("snapshot");
    let output = features.check("件数 3", &[]);
    assert!(output.contains("OUTCOME missing=false pending=true"), "{output}");
}

#[test]
fn individual_numbers_reach_no_snapshot() {
    let features = Features::new();
    let output = features.check("個人番号 123456789018", &[]);
    assert!(!output.contains("123456789018"), "{output}");
    assert!(!fs::read_to_string(features.pending()).expect("pending").contains("123456789018"));
}
