//! What an act at a screen costs beyond the bare calls of WebDriver that it cannot do
//! without: open the page, fill two fields in, take a picture, send, wait, take a picture.
//! A run of many such acts, between two halves of the same acts in bare calls:
//!
//! ```sh
//! cargo test --test browser -- --ignored --nocapture time_per_act
//! ```

use super::support::{Beside, Tree, bare_browser, machine};
use serde_json::json;
use std::{
    fmt::Write as _,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};
use thirtyfour::{cdp::Cdp, prelude::*};

const ROUNDS: usize = 40;

/// As many acts, each a step of its own.
fn feature() -> String {
    let mut text =
        "# language: ja\n機能: 測る\n\n  @T1-99 @R1-09\n  シナリオ: 画面の操作にかかる時間\n".to_owned();
    for round in 0..ROUNDS {
        let code = format!("{}{}", char::from(b'A' + round as u8 / 26), char::from(b'A' + round as u8 % 26));
        let keyword = if round == 0 { "もし" } else { "かつ" };
        writeln!(
            text,
            "    {keyword} 「システム管理者」がアクセスグループ「{code}-{{連番}}」を名称「資格管理課」で登録する"
        )
        .expect("text");
    }
    text
}

/// How long each act took in a run by the screens, without the first, which logs in.
fn acts_of_a_run() -> Vec<Duration> {
    let tree = Tree::new();
    fs::write(tree.root().join("features/01_readiness/99_time.feature"), feature()).expect("feature");
    // Nobody approved what it shows: it fails for that alone, after all of its steps.
    let told = Tree::told(&mut tree.run(&["--driver", "browser", "--browsers", "1", "--tags", "@T1-99"]), 1);
    let scenario = tree.records().remove(0).scenarios().remove(0);
    assert!(scenario.steps.iter().all(|step| step.message.is_none()), "{told}");
    scenario.steps[1..].iter().map(|step| Duration::from_millis(step.milliseconds)).collect()
}

async fn picture(browser: &WebDriver) {
    let how = json!({ "format": "png", "captureBeyondViewport": false, "optimizeForSpeed": true });
    let taken = Cdp::new(Arc::clone(browser.handle())).send_raw("Page.captureScreenshot", how).await;
    assert!(taken.expect("picture")["data"].as_str().is_some_and(|data| data.len() > 1000));
}

async fn send(browser: &WebDriver, act: &str, fields: &[(&str, &str)], with_picture: bool) {
    let form = browser.find(By::Css(format!("form[data-act='{act}']"))).await.expect("form");
    for (name, value) in fields {
        form.find(By::Name(*name)).await.expect("field").send_keys(*value).await.expect("typed");
    }
    if with_picture {
        picture(browser).await;
    }
    form.find(By::Css("button")).await.expect("button").click().await.expect("click");
}

/// The same act in bare calls.
async fn bare_act(browser: &WebDriver, base: &str, code: &str) {
    browser.goto(format!("{base}/access-groups")).await.expect("page");
    send(browser, "put-access-group", &[("code", code), ("name", "資格管理課")], true).await;
    browser.query(By::Css("[role='status'][data-done]")).first().await.expect("result");
    picture(browser).await;
}

async fn log_in(browser: &WebDriver, base: &str, control: &str) {
    let insurer = json!({
        "name": "架空都後期高齢者医療広域連合", "institution_code": "KK13", "insurer_numbers": ["39131010"],
        "certificates": ["cert-13"],
        "admin": { "user_id": "admin", "name": "管理　太郎", "initial_password": "Initial-Pass-1" },
    });
    let http = reqwest::Client::new();
    for (path, body) in
        [("/control/clock", json!({ "now": "2017-04-24T09:00:00+09:00" })), ("/control/insurers/13", insurer)]
    {
        let answer = http.put(format!("{control}{path}")).json(&body).send().await.expect("control port");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap_or_default());
    }
    browser.goto(format!("{base}/terminal/cert-13")).await.expect("entry");
    send(browser, "log-in", &[("user_id", "admin"), ("password", "Initial-Pass-1")], false).await;
    let fields = [("current_password", "Initial-Pass-1"), ("new_password", "Own-Password-22")];
    browser.query(By::Css("form[data-act='change-password']")).first().await.expect("first log-in");
    send(browser, "change-password", &fields, false).await;
    browser.query(By::Css("[role='status'][data-done]")).first().await.expect("changed");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::test]
#[ignore = "a measurement, which asserts no time: machines are noisy"]
async fn time_per_act() {
    let _machine = machine();
    let server = Beside::server();
    let base = server.address("操作ポート=");
    let (_driver, browser) = bare_browser("1280,1300").await;
    log_in(&browser, &base, &server.address("制御ポート=")).await;
    let mut calls = Vec::new();
    let mut acts = Vec::new();
    for half in 0..2 {
        for round in 0..ROUNDS / 2 {
            let begun = Instant::now();
            bare_act(&browser, &base, &format!("G{half}-{round}")).await;
            calls.push(begun.elapsed());
        }
        if half == 0 {
            acts = acts_of_a_run();
        }
    }
    browser.quit().await.expect("browser");
    let (acts, calls) = (median(acts), median(calls));
    println!(
        "an act: {acts:?}, its bare calls: {calls:?}, ratio {:.2} (medians of {ROUNDS})",
        acts.as_secs_f64() / calls.as_secs_f64()
    );
}
