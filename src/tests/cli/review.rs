//! The review page as its server answers, and what decisions lead to: in the run folder, in
//! the tree, in the report.

use super::support::{Run, SOGO, Told, Tree, package, program};
use serde_json::{Value, json};
use sogo_unyo_test::{
    evidence::decisions,
    model::{Act, RunResult, Verdict, files},
};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Stdio},
};

const IDENTITY: &str = "features/04_identity/01_identity.feature";
const APPROVED: &str = "features/04_identity/snapshots/01_identity.T4-02.snap";
const ATTESTED: &str = "
  @T4-90 @R4-01 @取り決め
  シナリオ: 通知書の宛名は人が確かめる
    ならば 担当者が「郵送された通知書の宛名」を確認する
";

/// `sogo review`, ended with the test.
struct Review {
    child: Child,
    address: String,
    path: String,
}

impl Review {
    fn start(tree: &Tree, run: &Path, reviewer: &str) -> Self {
        let mut command = program(SOGO);
        command.arg("review").arg(run).args(["--reviewer", reviewer]).current_dir(tree.root());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("first line");
        let url = line.trim().rsplit_once("http://").expect("an address").1;
        let (address, path) = url.split_once('/').expect("a path");
        Self { child, address: address.to_owned(), path: format!("/{path}") }
    }

    /// Status and everything else of the answer.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answer");
        let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("status");
        (status, answer)
    }

    fn get(&self, path: &str) -> (u16, String) {
        let host = format!("host: {}\r\n", self.address);
        self.ask("GET", &format!("{}{path}", self.path), &host, "")
    }

    /// A piece of data, as the page takes it.
    fn data(&self, name: &str) -> Value {
        let (status, answer) = self.get(&format!("data/{name}.js"));
        assert_eq!(status, 200, "{answer}");
        let (_, script) = answer.split_once("\r\n\r\n").expect("body");
        let start = script.find(", {").expect("data") + 2;
        let end = script.rfind(");").expect("end");
        serde_json::from_str(&script[start..end]).expect("JSON")
    }

    fn decide(&self, order: &Value) -> (u16, String) {
        let headers =
            format!("host: {0}\r\norigin: http://{0}\r\ncontent-type: application/json\r\n", self.address);
        self.ask("POST", &format!("{}decide", self.path), &headers, &order.to_string())
    }
}

impl Drop for Review {
    fn drop(&mut self) {
        // Gone already, perhaps; the test has its result.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(tree: &Tree, arguments: &[&str], update: &str, code: i32) -> Told {
    let mut command = tree.sogo(&["run", "--lot", "2", "--union", "13"]);
    command.args(arguments).env("INSTA_UPDATE", update).env("INSTA_WORKSPACE_ROOT", tree.root());
    Told::by(&mut command).expect(code)
}

/// A run in which a text waits for review.
fn with_pending_text() -> (Tree, Run) {
    let tree = Tree::new();
    fs::remove_file(tree.root().join(APPROVED)).expect("snapshot");
    run(&tree, &["--tags", "@T4-02"], "new", 1);
    let run = tree.run();
    (tree, run)
}

#[test]
fn who_does_not_know_the_token_or_comes_from_elsewhere_is_refused() {
    let (tree, run) = with_pending_text();
    let review = Review::start(&tree, &run.0, "甲");
    let host = format!("host: {}\r\n", review.address);
    let (status, page) = review.get("");
    assert_eq!(status, 200, "{page}");
    for header in [
        "content-security-policy: default-src 'none'; script-src 'self'",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
    ] {
        assert!(page.to_lowercase().contains(header), "{header}: {page}");
    }
    let (path, decide) = (review.path.clone(), format!("{}decide", review.path));
    let other_token = format!("/{}/", "0".repeat(32));
    for (method, path, headers) in [
        ("GET", "/", host.as_str()),
        ("GET", other_token.as_str(), &host),
        ("GET", "/data/index.js", &host),
        ("POST", "/decide", &host),
        ("GET", &path, "host: evil.example\r\n"),
        ("GET", &path, &format!("{host}origin: http://evil.example\r\n")),
        ("POST", &decide, &format!("{host}origin: null\r\ncontent-type: application/json\r\n")),
    ] {
        let (status, answer) = review.ask(method, path, headers, "{}");
        assert_eq!(status, 403, "{method} {path} {headers}: {answer}");
        assert!(!answer.contains("T4-02"), "{answer}");
    }
    // Only what the page refers to, and nothing outside.
    for path in [
        "run/run.json",
        "run/captures/../run.json",
        "run/captures/%2e%2e/run.json",
        "run/captures/..%2frun.json",
        "run//etc/passwd",
        "nothing.js",
    ] {
        assert_eq!(review.get(path).0, 404, "{path}");
    }
    let first = fs::read_to_string(run.0.join(files::LEDGER)).expect("ledger");
    let capture: Value = serde_json::from_str(first.lines().next().expect("line")).expect("JSON");
    let file = capture["file"].as_str().expect("file");
    let encoded: String =
        file.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().replace("%2F", "/");
    assert_eq!(review.get(&format!("run/{encoded}")).0, 200, "{file}");
}

#[test]
fn a_snapshot_is_written_when_a_second_reviewer_approves_it() {
    let (tree, run) = with_pending_text();
    let approved = tree.root().join(APPROVED);
    let one = Review::start(&tree, &run.0, "甲");
    let index = one.data("index");
    assert_eq!((index["required"].as_u64(), index["waiting"].as_array().map(Vec::len)), (Some(2), Some(1)));
    let waiting = &index["waiting"][0];
    let shown = one.data(waiting["key"].as_str().expect("key"));
    assert_eq!(shown["missing"], json!(true));
    let order = |act: &str, seen: &Value, comment: &str| json!({ "subject": waiting["subject"], "act": act, "seen": seen, "comment": comment });
    let (status, answer) = one.decide(&order("approve", &json!("00"), ""));
    assert!(status == 409 && answer.contains("内容が変わりました"), "{answer}");
    let (status, answer) = one.decide(&order("approve", &shown["seen"], "よい 123456789018"));
    assert!(status == 200 && answer.contains("あと1人の承認"), "{answer}");
    assert!(!approved.exists(), "one reviewer is not enough");
    let (status, answer) = one.decide(&order("approve", &shown["seen"], ""));
    assert!(status == 422 && answer.contains("あなたは承認済みです"), "{answer}");
    assert_eq!(one.data("index")["waiting"][0]["state"], json!("partly"));

    let other = Review::start(&tree, &run.0, "乙");
    let (status, answer) = other.decide(&order("approve", &shown["seen"], ""));
    assert!(status == 200 && answer.contains("スナップショットを書きました"), "{answer}");
    let accepted_by_insta = fs::read(package().join(APPROVED)).expect("approved");
    assert_eq!(fs::read_to_string(&approved).expect("written"), String::from_utf8_lossy(&accepted_by_insta));
    assert!(!approved.with_extension("snap.new").exists());

    let decisions = decisions::read(&run.0).expect("in order");
    let told: Vec<_> = decisions.iter().map(|one| (one.reviewer.as_str(), one.act)).collect();
    assert_eq!(told, [("甲", Act::Approve), ("乙", Act::Approve)]);
    let text = fs::read_to_string(run.0.join(files::DECISIONS)).expect("decisions");
    assert!(!text.contains("123456789018"), "{text}");
}

#[test]
fn a_rejected_snapshot_waits_no_more() {
    let (tree, run) = with_pending_text();
    let review = Review::start(&tree, &run.0, "甲");
    let waiting = review.data("index")["waiting"][0].clone();
    let shown = review.data(waiting["key"].as_str().expect("key"));
    let order = json!({ "subject": waiting["subject"], "act": "reject", "seen": shown["seen"], "comment": "件数が違う" });
    assert_eq!(review.decide(&order).0, 200);
    let approved = tree.root().join(APPROVED);
    assert!(!approved.exists() && !approved.with_extension("snap.new").exists());
    assert_eq!(review.decide(&order).0, 409, "it is gone");
}

#[test]
fn a_step_that_only_a_person_can_check_stays_open_until_somebody_attests_it() {
    let tree = Tree::new();
    let text = fs::read_to_string(tree.root().join(IDENTITY)).expect("feature");
    tree.write(IDENTITY, &format!("{text}{ATTESTED}"));
    let told = run(&tree, &["--tags", "@T4-90"], "always", 1);
    told.must_say(&["要確認 13 東京都 T4-90", "要確認1", "判定: 要確認"]);
    let run = tree.run();
    assert_eq!(run.verdicts()["T4-90"], Verdict::Unconfirmed);
    let result: RunResult =
        serde_json::from_str(&fs::read_to_string(run.0.join(files::RESULT)).expect("result")).expect("JSON");
    assert_eq!((result.exit_code, result.tally.unconfirmed, result.tally.passed), (1, 1, 0));
    let report = || {
        tree.told(&["report", &run.0.display().to_string()]).expect(0);
        fs::read_to_string(run.0.join("report/13-4.html")).expect("page")
    };
    assert!(report().contains("未確認: 担当者の確認を待っています"));

    let review = Review::start(&tree, &run.0, "確認 花子");
    let row = review.data("index")["scenarios"][0].clone();
    assert_eq!(row["open"], json!(true));
    let shown = review.data("s0");
    let step = &shown["attempts"][0]["steps"].as_array().expect("steps").last().expect("a step")["attested"];
    let order = |comment: &str, picture: Option<&str>| json!({ "subject": step["subject"], "act": "approve", "seen": shown["seen"], "comment": comment, "picture": picture });
    let (status, answer) = review.decide(&order(" ", None));
    assert!(status == 422 && answer.contains("何をどう確かめたか"), "{answer}");
    assert_eq!(review.decide(&order("見た", Some("bm8gcGljdHVyZQ=="))).0, 422, "no picture");
    let (status, answer) = review.decide(&order("宛名は甲野花子様だった", Some("iVBORw0KGgo=")));
    assert!(status == 200 && answer.contains("確認済みと記録しました"), "{answer}");
    assert_eq!(review.data("index")["scenarios"][0]["open"], json!(false));
    assert_eq!(fs::read(run.0.join("review/000001.png")).expect("picture"), b"\x89PNG\r\n\x1a\n");
    let page = report();
    assert!(
        page.contains("確認済み") && page.contains("確認 花子") && page.contains("宛名は甲野花子様だった")
    );
    // Never green by itself: the run is what it was.
    assert_eq!(tree.run().verdicts()["T4-90"], Verdict::Unconfirmed);
}

#[test]
fn the_page_can_be_looked_at_without_a_server() {
    let (tree, run) = with_pending_text();
    let told = tree.told(&["review", &run.0.display().to_string(), "--read-only"]).expect(0);
    told.must_say(&["見るだけの確認ページ"]);
    let folder = run.0.join("report/review");
    let index = fs::read_to_string(folder.join("data/index.js")).expect("index");
    assert!(index.starts_with("sogo.take(\"index\", {") && index.contains("\"reviewer\":null"), "{index}");
    assert!(folder.join("index.html").exists() && folder.join("data/s0.js").exists());
    tree.told(&["review", &run.0.display().to_string()]).expect(2).must_say(&["--reviewer"]);
}
