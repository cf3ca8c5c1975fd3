//! A campaign whose way to the endpoint breaks: every member is registered exactly once, and
//! the reconciliation says so.

use super::support::{Run, SOGO, Told, Tree, package, program};
use sogo_unyo_test::model::{RunEvent, Verdict, files};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};
use tempfile::TempDir;

/// What a proxy asks about every piece that a client sends. `true` resets the connection.
type Watch = Arc<dyn Fn(&[u8]) -> bool + Send + Sync>;

/// Stands between harness and server, and listens to what goes to the server.
fn proxy(target: String, watch: Watch) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let address = listener.local_addr().expect("address").to_string();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), watch) = (client, Arc::clone(&watch)) else { continue };
            // The server is away for a moment: so is the way to it.
            let Ok(server) = TcpStream::connect(&target) else { continue };
            let back = (server.try_clone().expect("socket"), client.try_clone().expect("socket"));
            thread::spawn(move || pass(back.0, back.1, &|_| false));
            thread::spawn(move || pass(client, server, &*watch));
        }
    });
    address
}

fn pass(mut from: TcpStream, mut to: TcpStream, watch: &dyn Fn(&[u8]) -> bool) {
    let mut piece = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        if to.write_all(&piece[..count]).is_err() || watch(&piece[..count]) {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

/// A server with a file, which can be killed and started again where it was.
struct Server {
    child: Mutex<Child>,
    operator: String,
    control: String,
    data: TempDir,
}

impl Server {
    fn start() -> Arc<Self> {
        let data = tempfile::tempdir().expect("folder");
        let (child, operator, control) = serve(&data, "0", "0");
        Arc::new(Self { child: Mutex::new(child), operator, control, data })
    }

    /// Killed in the middle of whatever it does, and started again.
    fn restart(&self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        child.kill().expect("killed");
        child.wait().expect("gone");
        let port = |address: &str| address.rsplit(':').next().expect("port").to_owned();
        (*child, ..) = serve(&self.data, &port(&self.operator), &port(&self.control));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

fn serve(data: &TempDir, port: &str, control_port: &str) -> (Child, String, String) {
    let mut child = program(SOGO)
        .args(["serve", "--port", port, "--control-port", control_port, "--quit-on-stdin-eof", "--data"])
        .arg(data.path().join("store.sqlite"))
        .arg("--settings")
        .arg(package().join("testdata/settings.yaml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("first line");
    let address = |mark: &str| {
        let url = line.split_whitespace().find_map(|word| word.strip_prefix(mark)).expect("address");
        url.trim_start_matches("http://").to_owned()
    };
    let (operator, control) = (address("操作ポート="), address("制御ポート="));
    (child, operator, control)
}

/// Files of a thousand rows at the endpoint.
fn tree() -> Tree {
    let tree = Tree::new();
    let path = tree.root().join("testdata/endpoints.yaml");
    let text = std::fs::read_to_string(&path).expect("endpoints");
    let text = text.replace("    大量登録: 許可\n", "    大量登録: 許可\n    件数上限: 1000\n");
    std::fs::write(&path, text).expect("endpoints");
    tree
}

fn campaign(tree: &Tree, operator: &str, control: &str) -> Command {
    let mut command = tree.sogo(&[
        "run",
        "--lot",
        "3",
        "--union",
        "31",
        "--volume",
        "--volume-rows",
        "6000",
        "--endpoint",
        "環境変数",
    ]);
    command.env("SOGO_BASE_URL", format!("http://{operator}"));
    command.env("SOGO_CONTROL_URL", format!("http://{control}"));
    command
}

/// Tells the n-th piece with a word in it, and no other.
fn nth(word: &'static [u8], n: usize, act: impl Fn() -> bool + Send + Sync + 'static) -> Watch {
    let seen = AtomicUsize::new(0);
    Arc::new(move |piece| {
        piece.windows(word.len()).any(|part| part == word)
            && seen.fetch_add(1, Ordering::SeqCst) + 1 == n
            && act()
    })
}

/// What the terminal noted down of a request to which nobody answered.
fn broken_requests(tree: &Tree) -> usize {
    let Run(folder) = tree.run();
    let ledger = std::fs::read_to_string(folder.join(files::LEDGER)).expect("ledger");
    ledger.lines().filter(|line| line.contains("応答なし")).count()
}

fn nothing() -> Watch {
    Arc::new(|_| false)
}

#[test]
fn a_connection_that_is_reset_in_the_middle_of_a_file() {
    let server = Server::start();
    // A file is many pieces; the header of the third stands in the first of its pieces.
    let operator = proxy(server.operator.clone(), nth(b"POST /api/files/members", 3, || true));
    let tree = tree();
    Told::by(&mut campaign(&tree, &operator, &server.control)).expect(0);
    assert!(broken_requests(&tree) > 0);
    assert_eq!(tree.run().verdicts().into_values().collect::<Vec<_>>(), [Verdict::Passed]);
}

#[test]
fn a_server_that_is_restarted_in_the_middle_of_a_batch() {
    let server = Server::start();
    let killed = Arc::clone(&server);
    let act = move || {
        killed.restart();
        true
    };
    // Time passes, and the files that wait are processed meanwhile.
    let control = proxy(server.control.clone(), nth(b"POST /control/clock/advance", 12, act));
    let tree = tree();
    Told::by(&mut campaign(&tree, &server.operator, &control)).expect(0);
    assert!(broken_requests(&tree) > 0);
    assert_eq!(tree.run().verdicts().into_values().collect::<Vec<_>>(), [Verdict::Passed]);
}

#[test]
fn a_harness_that_is_killed_among_the_members_and_goes_on() {
    killed_and_goes_on(b"POST /api/files/members", 4);
}

#[test]
fn a_harness_that_is_killed_among_the_copies_and_goes_on() {
    killed_and_goes_on(b"POST /api/files/eligibility", 4);
}

/// Six files of members come before the changes.
#[test]
fn a_harness_that_is_killed_among_the_changes_and_goes_on() {
    killed_and_goes_on(b"POST /api/files/members", 9);
}

/// Killed when it begins to send the n-th file of a kind.
#[track_caller]
fn killed_and_goes_on(word: &'static [u8], n: usize) {
    let server = Server::start();
    let (tell, told) = mpsc::channel();
    let act = move || tell.send(()).is_ok();
    let operator = proxy(server.operator.clone(), nth(word, n, act));
    let tree = tree();
    let mut child = campaign(&tree, &operator, &server.control).stdin(Stdio::null()).spawn().expect("runs");
    told.recv().expect("the file");
    child.kill().expect("killed");
    child.wait().expect("gone");
    let Run(folder) = tree.run();
    let mut resume = tree.sogo(&["run", "--volume-rows", "6000", "--resume", &folder.display().to_string()]);
    let (control, plain) = (server.control.clone(), proxy(server.operator.clone(), nothing()));
    resume.env("SOGO_BASE_URL", format!("http://{plain}"));
    resume.env("SOGO_CONTROL_URL", format!("http://{control}"));
    Told::by(&mut resume).expect(0);
    assert!(tree.run().events().iter().any(|event| matches!(event, RunEvent::Resumed { .. })));
    assert_eq!(tree.run().verdicts().into_values().collect::<Vec<_>>(), [Verdict::Passed]);
}
