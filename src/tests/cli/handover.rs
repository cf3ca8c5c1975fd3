//! What becomes of evidence: it is verified, sealed, handed over and thrown away; and what a
//! leak does to a run.

use super::support::{Run, Told, Tree};
use sogo_unyo_test::{
    evidence::verify,
    model::{RunResult, files},
};
use std::{fs, path::Path, process::Stdio};

const SMALL: &[&str] = &["run", "--lot", "2", "--union", "13", "--tags", "@T4-01"];

/// In pieces, so that no file of the project holds one.
fn number() -> String {
    ["1234", "5678", "9018"].concat()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[test]
fn evidence_is_verified_sealed_and_handed_over() {
    let tree = Tree::new();
    let told = Told::by(&mut tree.sogo(SMALL)).expect(0);
    assert!(told.contains("個人番号も秘密もありません"), "{}", told.out);
    let run = tree.run().0;
    let folder = text(&run).to_owned();
    // The console said what its log says, and nothing else of the run.
    let log = fs::read_to_string(run.join(files::CONSOLE)).expect("log");
    assert!(told.out.starts_with(&log) && log.contains("判定: 合格"), "{log}\n{}", told.out);
    tree.told(&["evidence", "verify", &folder]).expect(0).must_say(&["書かれたときのままです"]);
    tree.told(&["evidence", "scan", &folder]).expect(0).must_say(&["個人番号も秘密もありません"]);

    // A changed byte.
    let header = fs::read(run.join(files::HEADER)).expect("header");
    fs::write(run.join(files::HEADER), [&header[..header.len() - 1], b" "].concat()).expect("changed");
    tree.told(&["evidence", "verify", &folder]).expect(1).must_say(&["誤り: run.json の0バイトから"]);
    tree.told(&["evidence", "seal", &folder]).expect(2).must_say(&["書かれたときのままではありません"]);
    fs::write(run.join(files::HEADER), header).expect("changed back");

    // A report in the folder is part of it.
    tree.told(&["report", &folder, "--format", "junit"]).expect(0);
    tree.told(&["evidence", "verify", &folder]).expect(0);

    let (key, public) = (tree.root().join("key.pem"), tree.root().join("key.pem.pub"));
    tree.told(&["evidence", "keygen", "--out", text(&key)]).expect(0);
    tree.told(&["evidence", "keygen", "--out", text(&key)]).expect(2).must_say(&["上書きしません"]);
    tree.told(&["evidence", "seal", &folder, "--key", text(&key)]).expect(0).must_say(&["封印しました"]);
    for refused in
        [&["run", "--resume", &folder] as &[&str], &["report", &folder], &["evidence", "seal", &folder]]
    {
        tree.told(refused).expect(2).must_say(&["封印されています"]);
    }
    tree.told(&["evidence", "verify", &folder, "--public-key", text(&public)])
        .expect(0)
        .must_say(&["封印: ", "署名あり"]);

    let zip = tree.root().join("証跡.zip");
    tree.told(&["evidence", "export", &folder, "--out", text(&zip)]).expect(0).must_say(&["渡す証跡: "]);
    tree.told(&["evidence", "verify", text(&zip), "--public-key", text(&public)]).expect(0);
    let mut archive = zip::ZipArchive::new(fs::File::open(&zip).expect("zip")).expect("zip");
    let unpacked = tree.root().join("unpacked");
    archive.extract(&unpacked).expect("unpacked");
    let unpacked = unpacked.join(run.file_name().expect("name"));
    assert_eq!(verify(&unpacked, Some(&public)).expect("verified").faults, []);
    // What the report refers to is there, and nowhere else.
    let pages = super::support::files_below(&unpacked.join(files::REPORT));
    assert!(pages.iter().any(|page| page.ends_with("証跡台帳.xlsx")), "{pages:?}");
    let mut links = 0;
    let link_pattern = regex::Regex::new(r##"(?:href|src)="([^"#]+)"##).expect("pattern");
    for page in pages.iter().filter(|page| page.extension().is_some_and(|extension| extension == "html")) {
        let html = fs::read_to_string(page).expect("page");
        for link in link_pattern.captures_iter(&html) {
            let target = page.parent().expect("folder").join(decoded(&link[1]));
            assert!(target.exists(), "{}: {}", page.display(), &link[1]);
            links += 1;
        }
    }
    assert!(links > 5, "{links}");
    let bytes = fs::read(&zip).expect("zip");
    fs::write(&zip, &bytes[..bytes.len() / 2]).expect("cut");
    assert_ne!(tree.told(&["evidence", "verify", text(&zip)]).code, Some(0));
}

/// Without the percents of a link.
fn decoded(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.as_bytes();
    while let [first, more @ ..] = rest {
        let escape = more.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = escape.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        rest = if byte.is_some() { &more[2..] } else { more };
        bytes.push(byte.unwrap_or(*first));
    }
    String::from_utf8(bytes).expect("text")
}

#[test]
fn old_runs_are_thrown_away_and_sealed_ones_kept() {
    let tree = Tree::new();
    tree.told(SMALL).expect(0);
    let sealed = tree.run().0;
    tree.told(&["evidence", "seal", text(&sealed)]).expect(0);
    let evidence = tree.root().join("target/evidence");
    let twin = evidence.join("20200101-090000-lot2-1");
    for path in super::support::files_below(&sealed) {
        let to = twin.join(path.strip_prefix(&sealed).expect("below"));
        fs::create_dir_all(to.parent().expect("folder")).expect("folder");
        fs::copy(path, to).expect("copied");
    }
    fs::remove_file(twin.join(files::SEAL)).expect("unsealed");
    let header = fs::read_to_string(twin.join(files::HEADER)).expect("header");
    let started = regex::Regex::new(r#""started_at": "[0-9]{4}"#).expect("pattern");
    fs::write(twin.join(files::HEADER), started.replace(&header, r#""started_at": "2020"#).as_ref())
        .expect("older");
    fs::create_dir(evidence.join("notes")).expect("folder");

    let list = tree.told(&["evidence", "list"]).expect(0).out;
    let lines: Vec<_> = list.lines().collect();
    assert_eq!(lines.len(), 3, "{list}");
    assert!(lines[0].starts_with("実行 ") && lines[0].ends_with("大きさ"), "{list}");
    assert!(lines[1].starts_with("20200101-090000-lot2-1 ") && lines[1].contains(" 2020-"), "{list}");
    assert!(lines[1].contains("合格  -") && lines[2].contains("合格  あり"), "{list}");

    tree.told(&["evidence", "prune", "--older-than", "yesterday"]).expect(2);
    tree.told(&["evidence", "prune", "--older-than", "90d", "--dry-run"])
        .expect(0)
        .must_say(&["消すもの: 20200101-090000-lot2-1(", "消すものは1件"]);
    assert!(twin.is_dir());
    tree.told(&["evidence", "prune", "--older-than", "2999-01-01"]).expect(0).must_say(&[
        "消しました: 20200101-090000-lot2-1(",
        "残します: ",
        "消したものは1件",
    ]);
    assert!(!twin.exists() && sealed.is_dir() && evidence.join("notes").is_dir());
    tree.told(&["evidence", "prune", "--older-than", "2999-01-01", "--force"]).expect(0);
    assert!(!sealed.exists());
    assert_eq!(fs::read_dir(&evidence).expect("folder").count(), 1, "nothing half is left");
}

#[test]
fn a_leak_fails_the_run_and_is_named() {
    let tree = Tree::new();
    // In an approved snapshot; and by a way past the masker, into the folder of the run.
    tree.write("features/04_identity/snapshots/note.txt", &format!("個人番号 {}\n", number()));
    let mut child = tree
        .sogo(&["run", "--lot", "2", "--union", "13", "--item", "4"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let evidence = tree.root().join("target/evidence");
    let captures = loop {
        let run = fs::read_dir(&evidence).into_iter().flatten().flatten().next();
        if let Some(captures) = run.map(|run| run.path().join(files::CAPTURES)).filter(|path| path.is_dir()) {
            break captures;
        }
        assert!(child.try_wait().expect("state").is_none(), "ended before it had a folder");
        std::thread::yield_now();
    };
    let wide: Vec<u8> = number().encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(captures.join("leak.bin"), [b"....".as_slice(), &wide].concat()).expect("planted");
    let told = Told::from(child.wait_with_output().expect("ended")).expect(5);
    assert!(!told.contains(&number()), "{}", told.out);
    told.must_say(&[
        "漏えい: captures/leak.bin の4バイト目: 検査用数字の合う12桁の番号(UTF-16LE)",
        "漏えい: features/04_identity/snapshots/note.txt の13バイト目: 検査用数字の合う12桁の番号",
        "判定: エラー: 実行フォルダに、伏せるべきものがあります",
    ]);
    let run: Run = tree.run();
    let result = fs::read(run.0.join(files::RESULT)).expect("result");
    let result: RunResult = serde_json::from_slice(&result).expect("result");
    assert_eq!((result.exit_code, result.leaks.len()), (5, 2));
    let page = fs::read_to_string(run.0.join("report/index.html")).expect("report");
    assert!(page.contains("漏えい: captures/leak.bin") && !page.contains(&number()));
    let faults = verify(&run.0, None).expect("verified").faults;
    assert_eq!(
        faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["captures/leak.bin: 記録後に加えられています"]
    );
    tree.told(&["evidence", "scan", text(&run.0)]).expect(5).must_say(&["captures/leak.bin の4バイト目"]);
}
