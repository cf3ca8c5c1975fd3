//! A driver that somebody else started, named by its URL, as a Selenium Grid is.

use super::support::{Beside, Tree, machine};
use std::fs;

#[test]
fn files_go_both_ways_through_a_browser_elsewhere() {
    let _machine = machine();
    let tree = Tree::new();
    let (_driver, url) = Beside::chromedriver();
    let path = tree.root().join("testdata/endpoints.yaml");
    let text = fs::read_to_string(&path).expect("endpoints");
    let named = format!("  待ち時間上限秒: 7200\n  webdriver: {url}\n  並列レーン数: 4\n");
    fs::write(&path, text.replacen("  待ち時間上限秒: 7200\n  並列レーン数: 4\n", &named, 1))
        .expect("endpoints");
    let run = ["--driver", "browser", "--tags", "@T1-01 or @T2-01"];
    Tree::told(&mut tree.run(&run), 0);
    let record = tree.records().remove(0);
    assert!(!record.pictures().is_empty());
    // The names of files reach the server as the operator sees them.
    assert!(record.captures().iter().any(|capture| capture.title.contains("送信ファイル")));
}

#[test]
fn a_driver_that_is_not_there_is_told() {
    let _machine = machine();
    let tree = Tree::new();
    let mut command = tree.run(&["--driver", "browser", "--item", "1"]);
    let told = Tree::told(command.env("PATH", "/nowhere"), 2);
    assert!(told.contains("apt-get install -y chromium chromium-driver"), "{told}");
    assert!(tree.records().is_empty());
}
