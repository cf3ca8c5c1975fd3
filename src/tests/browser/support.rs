//! What the tests share: a copy of the tree, the command, servers beside it, and what a
//! run left behind.

use sogo_unyo_test::model::{Capture, CaptureKind, RunEvent, ScenarioRecord, Verdict, files};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, prelude::*};

/// Whatever a test starts inherits this variable, and is found by it.
pub(crate) const MARK: &str = "SOGO_TEST_BROWSER";

/// Held by the test that has the machine.
pub(crate) fn machine() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::new(());
    MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(clippy::disallowed_methods, reason = "the tests start what they test")]
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    for variable in [
        "CI",
        "INSTA_UPDATE",
        "INSTA_FORCE_PASS",
        "SOGO_ENDPOINT",
        "SOGO_BASE_URL",
        "SOGO_CONTROL_URL",
        "SOGO_DRIVER",
    ] {
        command.env_remove(variable);
    }
    command
}

/// A copy of everything that test leads write.
pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        for name in ["features", "testdata", "rolemodels"] {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &folder.path().join(name));
        }
        Self(folder)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn mark(&self) -> String {
        format!("{}-{}", std::process::id(), self.root().display())
    }

    /// `sogo run` for one union of lot 2.
    pub(crate) fn run(&self, arguments: &[&str]) -> Command {
        let mut command = program(env!("CARGO_BIN_EXE_sogo"));
        command.args(["run", "--lot", "2", "--union", "13"]).args(arguments);
        command.current_dir(self.root()).stdin(Stdio::null()).env(MARK, self.mark());
        command
    }

    /// Runs, and fails unless it ends with this code; answers with everything it said.
    #[track_caller]
    pub(crate) fn told(command: &mut Command, code: i32) -> String {
        let output = command.output().expect("the command starts");
        let said =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert_eq!(output.status.code(), Some(code), "\n{said}");
        said
    }

    /// The runs in this tree, in order.
    pub(crate) fn records(&self) -> Vec<Record> {
        let Ok(entries) = fs::read_dir(self.root().join("target/evidence")) else { return Vec::new() };
        let mut runs: Vec<_> = entries.map(|entry| entry.expect("entry").path()).collect();
        runs.sort();
        runs.into_iter().map(Record).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folder");
    for entry in fs::read_dir(from).expect("folder") {
        let path = entry.expect("entry").path();
        let target = to.join(path.file_name().expect("name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("copy");
        }
    }
}

/// A run folder.
pub(crate) struct Record(pub(crate) PathBuf);

impl Record {
    fn lines<T: serde::de::DeserializeOwned>(&self, name: &str) -> Vec<T> {
        let text = fs::read_to_string(self.0.join(name)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect()
    }

    pub(crate) fn scenarios(&self) -> Vec<ScenarioRecord> {
        let record = |event| match event {
            RunEvent::ScenarioFinished(record) => Some(*record),
            _ => None,
        };
        self.lines(files::EVENTS).into_iter().filter_map(record).collect()
    }

    pub(crate) fn verdicts(&self) -> BTreeMap<String, Verdict> {
        self.scenarios().into_iter().map(|record| (record.id, record.verdict)).collect()
    }

    pub(crate) fn captures(&self) -> Vec<Capture> {
        self.lines(files::LEDGER)
    }

    /// The pictures, as files.
    pub(crate) fn pictures(&self) -> Vec<Capture> {
        self.captures().into_iter().filter(|capture| capture.kind == CaptureKind::Screenshot).collect()
    }
}

/// A program that says where it listens. Ends with the test.
pub(crate) struct Beside {
    child: Child,
    pub(crate) first_lines: String,
}

impl Beside {
    /// Waits until it has said `mark`.
    pub(crate) fn start(command: &mut Command, mark: &str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let mut first_lines = String::new();
        while !first_lines.contains(mark) {
            assert!(output.read_line(&mut first_lines).expect("output") > 0, "it ended: {first_lines}");
        }
        Self { child, first_lines }
    }

    /// A reference server.
    pub(crate) fn server() -> Self {
        let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/settings.yaml");
        let mut command = program(env!("CARGO_BIN_EXE_sogo"));
        command.args(["serve", "--port", "0", "--control-port", "0", "--quit-on-stdin-eof", "--settings"]);
        Self::start(command.arg(settings), "制御ポート=")
    }

    /// A driver on its own, and its URL.
    pub(crate) fn chromedriver() -> (Self, String) {
        let driver = Self::start(program("chromedriver").arg("--port=0"), "started successfully");
        let (_, port) = driver.first_lines.rsplit_once("on port ").expect("port");
        let port: String = port.chars().take_while(char::is_ascii_digit).collect();
        (driver, format!("http://127.0.0.1:{port}"))
    }

    pub(crate) fn address(&self, mark: &str) -> String {
        let word = self.first_lines.split_whitespace().find_map(|word| word.strip_prefix(mark));
        word.expect("an address").to_owned()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Gone already, perhaps; the test has its result.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Processes that carry a mark: number and command line.
pub(crate) fn marked(mark: &str) -> Vec<(u32, String)> {
    let wanted = format!("{MARK}={mark}");
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").expect("/proc").flatten() {
        let Ok(number) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        if environment.split(|byte| *byte == 0).any(|one| one == wanted.as_bytes()) {
            let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            found.push((number, String::from_utf8_lossy(&command).replace('\0', " ")));
        }
    }
    found
}

/// A browser without anything of ours around it, with its driver.
pub(crate) async fn bare_browser(window: &str) -> (Beside, WebDriver) {
    // Whoever installs it first is right.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let (driver, url) = Beside::chromedriver();
    let mut capabilities = DesiredCapabilities::chrome();
    let size = format!("--window-size={window}");
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", &size] {
        capabilities.add_arg(argument).expect("argument");
    }
    (driver, WebDriver::new(url, capabilities).await.expect("browser"))
}
