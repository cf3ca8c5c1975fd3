//! What the tests share: a copy of the tree, the command, a server beside it, and what a
//! run left behind.

use regex::Regex;
use sogo_unyo_test::model::{RunEvent, ScenarioRecord, Verdict, files};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// The built command.
pub(crate) const SOGO: &str = env!("CARGO_BIN_EXE_sogo");

/// The package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A command that knows nothing of the environment in which the tests run.
#[expect(clippy::disallowed_methods, reason = "the tests start what they test")]
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    for variable in [
        "CI",
        "INSTA_UPDATE",
        "INSTA_FORCE_PASS",
        "TF_BUILD",
        "SOGO_ENDPOINT",
        "SOGO_BASE_URL",
        "SOGO_CONTROL_URL",
        "SOGO_PRODUCTION_BASE_URL",
        "SOGO_PRODUCTION_CONTROL_URL",
    ] {
        command.env_remove(variable);
    }
    // Whether there is a browser on this machine must make no difference.
    command.env("SOGO_DRIVER", "http");
    command
}

/// A copy of everything that test leads write.
pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        for name in ["features", "testdata", "rolemodels"] {
            copy(&package().join(name), &folder.path().join(name));
        }
        Self(folder)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    /// Replaces text in a file; it must stand there exactly once.
    pub(crate) fn edit(&self, file: &str, old: &str, new: &str) {
        let path = self.root().join(file);
        let text = fs::read_to_string(&path).expect("file");
        assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
        fs::write(&path, text.replace(old, new)).expect("file");
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.root().join(file), text).expect("file");
    }

    /// `sogo` in this tree.
    pub(crate) fn sogo(&self, arguments: &[&str]) -> Command {
        let mut command = program(SOGO);
        command.args(arguments).current_dir(self.root());
        command
    }

    pub(crate) fn told(&self, arguments: &[&str]) -> Told {
        Told::by(&mut self.sogo(arguments))
    }

    /// The only run in this tree.
    pub(crate) fn run(&self) -> Run {
        Run::only_one_in(&self.root().join("target/evidence"))
    }

    /// Relative paths of all files that are no evidence.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        for name in ["features", "testdata", "rolemodels"] {
            for path in files_below(&self.root().join(name)) {
                let content = fs::read(&path).expect("file");
                files.insert(path, content);
            }
        }
        files
    }
}

fn copy(from: &Path, to: &Path) {
    for path in files_below(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("parent")).expect("folder");
        fs::copy(&path, target).expect("copy");
    }
}

/// All files below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// What a command said, and how it ended.
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Told {
    pub(crate) fn by(command: &mut Command) -> Self {
        Self::from(command.stdin(Stdio::null()).output().expect("the command starts"))
    }

    /// Both streams, without what differs from run to run.
    pub(crate) fn redacted(&self) -> String {
        let mut text = format!("終了コード {}\n{}{}", self.code.unwrap_or(-1), self.out, self.err);
        for (pattern, mark) in [
            (r"[0-9]{8}-[0-9]{6}-lot([0-9])-[0-9]+", "«実行»-lot$1"),
            (r"\([0-9]+\.[0-9]秒\)", "(«秒»)"),
            (r"127\.0\.0\.1:[0-9]{4,5}", "127.0.0.1:«ポート»"),
            (r"captures/[^ \n]*", "captures/«証跡»"),
            (r"(?m)^      \| .*$", "      | «やり取り»"),
            (r"\(os error [0-9]+\)", "(«OSのエラー»)"),
            // Test leads add scenarios and requirements; no test depends on how many.
            (r"[0-9]+件", "«数»件"),
            (r"(合格|不合格|エラー|不安定|未完成|対象外|未実行)[0-9]+ *", "$1«数» "),
        ] {
            text = Regex::new(pattern).expect("pattern").replace_all(&text, mark).into_owned();
        }
        text
    }

    /// Fails unless it ended like this; the message is everything it said.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\n{}{}", self.out, self.err);
        self
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.out.contains(text) || self.err.contains(text)
    }

    #[track_caller]
    pub(crate) fn must_say(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.contains(text), "「{text}」 is not in\n{}{}", self.out, self.err);
        }
    }
}

impl From<Output> for Told {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the command speaks UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A run folder.
pub(crate) struct Run(pub(crate) PathBuf);

impl Run {
    pub(crate) fn only_one_in(evidence: &Path) -> Self {
        let runs: Vec<_> = fs::read_dir(evidence)
            .expect("folder of evidence")
            .map(|entry| entry.expect("entry").path())
            .collect();
        assert_eq!(runs.len(), 1, "{runs:?}");
        Self(runs.into_iter().next().expect("one run"))
    }

    pub(crate) fn events(&self) -> Vec<RunEvent> {
        let text = fs::read_to_string(self.0.join(files::EVENTS)).expect("events");
        text.lines().map(|line| serde_json::from_str(line).expect("event")).collect()
    }

    pub(crate) fn scenarios(&self) -> Vec<ScenarioRecord> {
        let record = |event| match event {
            RunEvent::ScenarioFinished(record) => Some(*record),
            _ => None,
        };
        self.events().into_iter().filter_map(record).collect()
    }

    pub(crate) fn verdicts(&self) -> BTreeMap<String, Verdict> {
        self.scenarios().into_iter().map(|record| (record.id, record.verdict)).collect()
    }
}

/// `sogo serve` as somebody else would run it. Ends with the test: its standard input then
/// reaches its end.
pub(crate) struct Served {
    child: Child,
    pub(crate) operator_url: String,
    pub(crate) control_url: Option<String>,
}

impl Served {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = program(SOGO)
            .args(["serve", "--port", "0", "--control-port", "0", "--quit-on-stdin-eof", "--settings"])
            .arg(package().join("testdata/settings.yaml"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("first line");
        let address =
            |mark: &str| line.split_whitespace().find_map(|word| word.strip_prefix(mark)).map(str::to_owned);
        let operator_url = address("操作ポート=").expect("address of the operator's port");
        Self { child, operator_url, control_url: address("制御ポート=") }
    }

    /// Tells a command where it is.
    pub(crate) fn tell(&self, command: &mut Command) {
        command.env("SOGO_BASE_URL", &self.operator_url);
        if let Some(control) = &self.control_url {
            command.env("SOGO_CONTROL_URL", control);
            command.env("SOGO_PRODUCTION_BASE_URL", format!("{}/production", self.operator_url));
            command.env("SOGO_PRODUCTION_CONTROL_URL", format!("{control}/production"));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Gone already, perhaps; the test has its result.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs of exactly twelve digits in a text, half or full width.
pub(crate) fn individual_numbers(text: &str) -> Vec<String> {
    text.split(|one: char| !matches!(one, '0'..='9' | '０'..='９'))
        .filter(|run| run.chars().count() == 12)
        .map(str::to_owned)
        .collect()
}

/// Snapshots lie beside the tests.
macro_rules! assert_told {
    ($name:literal, $text:expr) => {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $text)
        })
    };
}
pub(crate) use assert_told;
