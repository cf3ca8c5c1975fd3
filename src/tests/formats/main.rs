//! Reports as the programs read them that they are made for: the published schema and the
//! formatter of Cucumber, LibreOffice, a browser. Run by its name (`cargo test --test
//! formats`), with what `.ci/reports` installs.

use sogo_unyo_test::model::files;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where `.ci/reports` puts what npm installs.
fn npm() -> PathBuf {
    package().join("target/reports")
}

#[expect(clippy::disallowed_methods, reason = "the tests start what they test, and those who read it")]
fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    for variable in ["CI", "INSTA_UPDATE", "INSTA_FORCE_PASS", "SOGO_ENDPOINT"] {
        command.env_remove(variable);
    }
    command.current_dir(package());
    command
}

/// Runs a command, and fails unless it ends with this code; answers with what it said.
#[track_caller]
fn told(command: &mut Command, code: i32) -> String {
    let output = command.output().expect("the command starts");
    let said =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert_eq!(output.status.code(), Some(code), "{command:?}\n{said}");
    said
}

fn sogo(arguments: &[&str]) -> Command {
    let mut command = program(env!("CARGO_BIN_EXE_sogo"));
    command.args(arguments);
    command
}

/// Run folders of two unions, by shares.
fn shares(evidence: &Path) -> Vec<PathBuf> {
    for shard in ["1/2", "2/2"] {
        let evidence = evidence.to_string_lossy().into_owned();
        let unions = ["--union", "1", "--union", "13", "--item", "2", "--item", "4"];
        let mut command = sogo(&["run", "--lot", "2", "--shard", shard, "--evidence", &evidence]);
        told(command.args(unions), 0);
    }
    let entries = fs::read_dir(evidence).expect("folder");
    let mut runs: Vec<_> = entries.map(|entry| entry.expect("entry").path()).collect();
    runs.sort();
    assert_eq!(runs.len(), 2, "{runs:?}");
    runs
}

/// Everything of it in one test, so that the runs are held once.
#[test]
fn other_programs_read_the_reports_of_shares() {
    let holder = tempfile::tempdir().expect("folder");
    let runs = shares(&holder.path().join("evidence"));
    let to = holder.path().join("報告");
    let mut command = sogo(&["report"]);
    command.args(&runs).arg("--to").arg(&to);
    command.args(["--format", "html,junit,messages,cucumber-json,allure,xlsx,pdf"]);
    let said = told(&mut command, 0);
    assert!(said.contains("合わせた判定: 合格"), "{said}");
    assert!(to.join("index.html").is_file() && !to.join("print.html").exists());

    let page = to.join("messages.html");
    let mut node = program("node");
    node.arg("src/tests/formats/messages.mjs").args([npm(), to.join("messages.ndjson"), page.clone()]);
    println!("{}", told(&mut node, 0));
    let shown = shown(&page);
    assert!(shown.contains("検査用数字") && shown.contains("東京都"), "{}", &shown[..shown.len().min(3000)]);

    workbook(&to);
    let pdf = fs::read(to.join("report.pdf")).expect("PDF");
    println!("PDF {} bytes", pdf.len());
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 50_000);
    let machine = holder.path().to_string_lossy().into_owned();
    assert!(!String::from_utf8_lossy(&pdf).contains(&machine), "the PDF tells where it was made");

    // One share alone is not the whole.
    let mut command = sogo(&["report"]);
    command.args([&runs[0], &runs[0]]).arg("--to").arg(holder.path().join("alone"));
    let said = told(&mut command, 1);
    assert!(said.contains("同じシナリオがあります") && said.contains("どの実行にも判定のない"), "{said}");
}

/// What a browser makes of a page, scripts and all.
fn shown(page: &Path) -> String {
    let mut browser = program("chromium");
    browser.args([
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=20000",
        "--dump-dom",
    ]);
    told(browser.arg(format!("file://{}", page.display())), 0)
}

/// Every sheet as a CSV of its own, in UTF-8.
const ALL_SHEETS: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";

/// LibreOffice opens a file and writes it anew. `own` is where it keeps what is its own.
fn office(own: &Path, format: &str, to: &Path, file: &Path) {
    let mut office = program("soffice");
    office
        .arg(format!("-env:UserInstallation=file://{}/office", own.display()))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(to)
        .arg(file);
    told(&mut office, 0);
}

/// Documents and entries as an office opens them.
#[test]
fn documents_and_entries_open_in_an_office() {
    let folder = tempfile::tempdir().expect("folder");
    let to = folder.path().to_string_lossy().into_owned();
    let date = ["--date", "2017-04-14", "--to", &to];
    told(sogo(&["spec", "build", "--union", "13", "--item", "4"]).args(date), 0);
    told(sogo(&["pmo", "--lot", "2", "--evidence", &to]).args(date), 0);
    let documents = folder.path().join("13東京都");
    let procedure = documents.join("4_本人確認テスト_テスト手順書.docx");
    office(folder.path(), "txt:Text (encoded):UTF8", &documents, &procedure);
    let text = fs::read_to_string(procedure.with_extension("txt")).expect("text");
    for part in ["テスト手順書 4 本人確認テスト", "東京都後期高齢者医療広域連合", "T4-01", "□合 □否"]
    {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    office(folder.path(), "pdf", &documents, &procedure);
    let pdf = fs::read(procedure.with_extension("pdf")).expect("PDF");
    assert!(pdf.starts_with(b"%PDF") && pdf.len() > 200_000, "without its pictures: {}", pdf.len());

    let entry = folder.path().join("pmo-lot2-2017-04-14.xlsx");
    office(folder.path(), ALL_SHEETS, folder.path(), &entry);
    let sheet = fs::read_to_string(folder.path().join("pmo-lot2-2017-04-14-一覧.csv")).expect("sheet");
    assert!(sheet.starts_with("番号,項目,欄,北海道,"), "{sheet}");
    assert!(sheet.contains("2017/04/24"), "dates are dates: {sheet}");
}

/// LibreOffice opens every sheet, and finds what stands in them.
fn workbook(to: &Path) {
    let csv = to.join("csv");
    office(to, ALL_SHEETS, &csv, &to.join("証跡台帳.xlsx"));
    let sheet = |name: &str| fs::read_to_string(csv.join(format!("証跡台帳-{name}.csv"))).expect(name);
    let (scenarios, captures) = (sheet("シナリオ"), sheet("証跡"));
    assert!(scenarios.starts_with("試験番号,シナリオ,要件"), "{scenarios}");
    assert!(scenarios.contains("T2-05,") && scenarios.contains(",合格,"), "{scenarios}");
    assert!(!scenarios.contains("#NAME?") && !captures.contains("Err:"), "a formula is not understood");
    assert!(captures.lines().count() > 100 && captures.contains(files::TRANSCRIPT), "{captures}");
}
