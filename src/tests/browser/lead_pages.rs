//! The pages for a lead in a real browser, from the file system: calendar, PMO entry, status
//! and documents, looked at with axe, wide and narrow, light and dark.

use super::support::{Tree, bare_browser, machine, program};
use std::{fs, path::Path};
use thirtyfour::prelude::*;

const AXE: &str = "
    const done = arguments[arguments.length - 1];
    axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(
        result => done(JSON.stringify({ checked: result.passes.length, violations: result.violations.map(
            one => one.id + ': ' + one.help + ' ' +
            one.nodes.map(node => node.target + ' ' + node.failureSummary).join('; ')) })),
        error => done(JSON.stringify({ checked: 0, violations: [String(error)] })));";

/// A union that is behind, so that every mark is on the pages.
const STATES: &str = "進み具合:
  - 広域連合: 13
    タスク:
      - {番号: 1, 開始: 2016-04-01, 完了: 2016-04-20}
      - {番号: 3, 開始: 2017-01-10}
      - {番号: 25, 完了: 2017-04-25}
      - {番号: 26, 予定: 2017-05-01}
";

fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screens/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}. npm install --prefix target/screens axe-core@4.14.1", path.display())
    })
}

/// Makes the pages, and hands back their names with what has to be on them.
fn pages(tree: &Tree) -> Vec<(&'static str, &'static str)> {
    fs::write(tree.root().join("testdata/plan/states.yaml"), STATES).expect("states");
    let sogo = |arguments: &[&str], code: i32| {
        let mut command = program(env!("CARGO_BIN_EXE_sogo"));
        Tree::told(command.args(arguments).current_dir(tree.root()), code)
    };
    Tree::told(&mut tree.run(&["--driver", "http", "--tags", "@T2-01"]), 0);
    sogo(&["plan", "--lot", "3", "--calendar", "--to", "out"], 0);
    sogo(&["pmo", "--union", "13", "--date", "2017-04-21", "--to", "out"], 0);
    sogo(&["pmo", "--union", "13", "--date", "2017-04-28", "--to", "out"], 1);
    sogo(&["pmo", "--lot", "2", "--date", "2017-05-05", "--to", "out"], 1);
    sogo(&["status", "--lot", "2", "--date", "2017-04-28", "--to", "out"], 0);
    sogo(&["spec", "build", "--union", "13", "--item", "4", "--item", "2", "--to", "out"], 0);
    vec![
        ("calendar-lot3", "憲法記念日"),
        ("pmo-13-2017-04-28", "変更"),
        ("pmo-lot2-2017-05-05", "北海道"),
        ("status-lot2-2017-04-28", "間に合わない見通し"),
        ("13東京都/2_符号取得・紐付テスト_テストデータ一覧", "甲野花子"),
        ("13東京都/4_本人確認テスト_テスト手順書", "確認"),
    ]
}

#[tokio::test]
async fn the_pages_for_a_lead_are_accessible_and_work_from_the_file_system() {
    let _machine = machine();
    let axe = axe();
    let tree = Tree::new();
    let pages = pages(&tree);
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screens/pictures");
    fs::create_dir_all(&pictures).expect("folder");
    let (_chromedriver, driver) = bare_browser("1280,900").await;
    let mut found = Vec::new();
    for (name, text) in pages {
        let file = tree.root().join("out").join(format!("{name}.html"));
        for (look, scheme, width) in
            [("light", "light", 1280), ("dark", "dark", 1280), ("narrow", "light", 360)]
        {
            driver.set_window_rect(0, 0, width, 900).await.expect("window");
            let media =
                serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
            driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.expect("scheme");
            driver.goto(&format!("file://{}", file.display())).await.expect("page");
            let body = driver.find(By::Css("body")).await.expect("body").text().await.expect("text");
            assert!(
                body.contains(text) || driver.source().await.expect("source").contains(text),
                "{name}: {text}"
            );
            driver.execute(axe.clone(), Vec::new()).await.expect("axe");
            let answer = driver.execute_async(AXE, Vec::new()).await.expect("result");
            let answer: serde_json::Value =
                serde_json::from_str(answer.json().as_str().expect("text")).expect("JSON");
            assert!(answer["checked"].as_u64().is_some_and(|checked| checked > 5), "{name}: {answer}");
            for violation in answer["violations"].as_array().into_iter().flatten() {
                found.push(format!("{name} {look}: {violation}"));
            }
            // A table scrolls by itself; the page does not.
            let over = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            let over = driver.execute(over, Vec::new()).await.expect("width");
            if over.json().as_i64() != Some(0) {
                found.push(format!("{name} {look}: the page is {} pixels too wide", over.json()));
            }
            let picture = format!("lead-{}-{look}.png", name.replace('/', "-"));
            driver.screenshot(&pictures.join(picture)).await.expect("picture");
        }
    }
    driver.quit().await.expect("end");
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}
