//! A server whose screens are laid out differently: three of them have other paths, other
//! ids, another order of fields, and one more step to the log-in. A screen map alone makes
//! the same features pass.
//!
//! It stands in front of a reference server: its own screens ask the operator's port,
//! everything else is handed on.

use super::support::{Beside, Tree, machine};
use axum::{
    Router,
    body::Body,
    extract::{Form, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use serde_json::{Value, json};
use sogo_unyo_test::model::{CaptureKind, IndividualNumber, Verdict};
use std::{collections::BTreeMap, process::Command};

#[derive(Clone)]
struct Front {
    behind: String,
    client: reqwest::Client,
    /// Put at the end of the log-in page.
    addition: &'static str,
}

type Given = BTreeMap<String, String>;

/// Starts it on a port of its own; it ends with the test's process.
fn front(behind: String, addition: &'static str) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("port");
    listener.set_nonblocking(true).expect("socket");
    let url = format!("http://{}", listener.local_addr().expect("address"));
    // An error says that there is a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("client");
    let router = Router::new()
        .route("/start/{certificate}", get(enter))
        .route("/welcome", get(welcome))
        .route("/welcome/in", get(log_in_page).post(log_in))
        .route("/kensaku", get(search))
        .route("/fugo/{branch}", get(code_link))
        .fallback(hand_on)
        .with_state(Front { behind, client, addition });
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("listener");
            axum::serve(listener, router).await.expect("served");
        });
    });
    url
}

fn cookie(headers: &HeaderMap, name: &str) -> String {
    let all = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let found =
        all.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name);
    found.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

fn page(content: &str) -> Response {
    Html(format!("<!DOCTYPE html><html lang=ja><meta charset=utf-8><title>別の画面</title><body>{content}"))
        .into_response()
}

async fn enter(Path(certificate): Path<String>) -> Response {
    let cookie = format!("sogo-terminal={certificate}; Path=/; HttpOnly");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/welcome")).into_response()
}

async fn welcome() -> Response {
    page("<p>ようこそ</p><a id=to-login href=/welcome/in>ログインへ</a>")
}

fn log_in_form(refusal: &str, addition: &str) -> Response {
    page(&format!(
        "<div id=login-page>{refusal}<form method=post action=/welcome/in>\
         <input id=pw type=password name=b><input id=uid name=a><button id=go>はいる</button></form></div>{addition}"
    ))
}

async fn log_in_page(State(front): State<Front>) -> Response {
    log_in_form("", front.addition)
}

impl Front {
    async fn ask(&self, headers: &HeaderMap, request: reqwest::RequestBuilder) -> (StatusCode, Value) {
        let mut request = request.header("x-terminal-certificate", cookie(headers, "sogo-terminal"));
        let token = cookie(headers, "sogo-session");
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.expect("answer");
        (response.status(), response.json().await.unwrap_or_default())
    }
}

fn refusal(problem: &Value) -> String {
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    format!("<p class=oshirase data-kind=\"{}\">{}</p>", text("code"), text("detail"))
}

async fn log_in(State(front): State<Front>, headers: HeaderMap, Form(given): Form<Given>) -> Response {
    let body = json!({ "user_id": given["a"], "password": given["b"] });
    let request = front.client.post(format!("{}/api/session", front.behind)).json(&body);
    // The session before, if any, is no part of a log-in.
    let mut without = headers.clone();
    let certificate = format!("sogo-terminal={}", cookie(&headers, "sogo-terminal"));
    without.insert(header::COOKIE, HeaderValue::from_str(&certificate).expect("cookie"));
    let (status, answer) = front.ask(&without, request).await;
    if !status.is_success() {
        return log_in_form(&refusal(&answer), "");
    }
    let cookie = format!("sogo-session={}; Path=/; HttpOnly", answer["token"].as_str().expect("token"));
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

async fn search(State(front): State<Front>, headers: HeaderMap, Query(given): Query<Given>) -> Response {
    let mut hits = String::new();
    let asked: Vec<_> = [("insured_number", "y"), ("branch_number", "x")]
        .into_iter()
        .filter_map(|(name, field)| Some((name, given.get(field).filter(|value| !value.is_empty())?)))
        .collect();
    if !asked.is_empty() {
        let request = front.client.get(format!("{}/api/members", front.behind)).query(&asked);
        let (status, answer) = front.ask(&headers, request).await;
        if !status.is_success() {
            return page(&format!(
                "<div id=kensaku data-screen>{}</div>",
                refusal(&answer).replace("class=oshirase data-kind", "role=alert data-code")
            ));
        }
        for member in answer["items"].as_array().into_iter().flatten() {
            let text = |name: &str| member[name].as_str().unwrap_or_default().to_owned();
            hits.push_str(&format!(
                "<div class=hit><b class=shimei>{}</b> <i class=yomi>{}</i> <span class=jotai>{}</span>\
                 <span class=umare>{}</span><span class=bango>{}</span><span class=hokensha>{}</span><span class=edaban>{}</span>\
                 <span class=seibetsu>{}</span><span class=yubin>{}</span><span class=jusho>{}</span>\
                 <span class=shutoku>{}</span><span class=soshitsu>{}</span></div>",
                text("name"), text("kana"), text("state"), text("birth_date"), text("insured_number"),
                text("insurer_number"), text("branch_number"), text("sex"), text("postal_code"), text("address"),
                text("qualified_on"), text("lost_on"),
            ));
        }
    }
    page(&format!(
        "<div id=kensaku><form id=joken><input id=edaban name=x><input id=bango name=y>\
         <input id=sagasu type=submit value=さがす></form>{hits}</div>"
    ))
}

async fn code_link(State(front): State<Front>, headers: HeaderMap, Path(branch): Path<String>) -> Response {
    let request = front.client.get(format!("{}/api/members/{branch}/code-link", front.behind));
    let (status, answer) = front.ask(&headers, request).await;
    if !status.is_success() {
        let shown = refusal(&answer).replace("class=oshirase data-kind", "role=alert data-code");
        return page(&format!("<div id=fugo>{shown}</div>"));
    }
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    page(&format!(
        "<div id=fugo><p id=fugo-riyu>{}</p><p id=fugo-jotai>{}</p><p id=fugo-edaban>{}</p></div>",
        text("error_code"),
        text("state"),
        text("branch_number")
    ))
}

async fn hand_on(State(front): State<Front>, request: Request) -> Response {
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20).await.expect("body");
    let mut asked = front.client.request(parts.method, format!("{}{path}", front.behind)).body(body);
    for name in [header::COOKIE, header::CONTENT_TYPE] {
        if let Some(value) = parts.headers.get(&name) {
            asked = asked.header(name, value);
        }
    }
    let answer = asked.send().await.expect("answer");
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if ![header::TRANSFER_ENCODING, header::CONTENT_LENGTH, header::CONNECTION].contains(name) {
            response = response.header(name, value);
        }
    }
    response.body(Body::from(answer.bytes().await.expect("body"))).expect("response")
}

fn run(tree: &Tree, server: &Beside, base: &str, endpoint: &str, tags: &str) -> Command {
    let mut command = tree.run(&["--endpoint", endpoint, "--driver", "browser", "--tags", tags]);
    command.env("SOGO_BASE_URL", base).env("SOGO_CONTROL_URL", server.address("制御ポート="));
    command
}

#[test]
fn a_screen_map_alone_is_enough_for_other_screens() {
    let _machine = machine();
    let server = Beside::server();
    let base = front(server.address("操作ポート="), "");
    let tree = Tree::new();
    // Log-ins that succeed and that are refused, a search, a code, files on screens as usual.
    let tags = "@T1-04 or @T1-05 or @T2-01 or @T2-17";
    Tree::told(&mut run(&tree, &server, &base, "並びの違う画面の例", tags), 0);
    let verdicts = tree.records().remove(0).verdicts();
    assert!(
        verdicts.len() >= 4 && verdicts.values().all(|verdict| *verdict == Verdict::Passed),
        "{verdicts:?}"
    );
}

#[test]
fn without_the_screen_map_they_are_not_found() {
    let _machine = machine();
    let server = Beside::server();
    let base = front(server.address("操作ポート="), "");
    let tree = Tree::new();
    let edited = tree.root().join("testdata/screenmaps/並びの違う画面の例.yaml");
    std::fs::write(edited, "入口: /start/{certificate}\nパス: {/login: /welcome}\n").expect("screen map");
    let told = Tree::told(&mut run(&tree, &server, &base, "並びの違う画面の例", "@T2-01"), 1);
    assert!(told.contains("操作「log-in」のフォームがありません"), "{told}");
}

#[test]
fn errors_and_dialogs_of_a_page_fail_the_step() {
    let _machine = machine();
    for (addition, told_of) in [
        ("<script>console.error('こわれた')</script>", "こわれた"),
        ("<script>setTimeout(() => alert('だいじょうぶ?'))</script>", "予期しないダイアログ"),
        ("<img src=/no-such-picture.png>", "no-such-picture"),
    ] {
        let server = Beside::server();
        let base = front(server.address("操作ポート="), addition);
        let tree = Tree::new();
        let told = Tree::told(&mut run(&tree, &server, &base, "並びの違う画面の例", "@T2-01"), 1);
        assert!(told.contains(told_of), "{addition}\n{told}");
        let verdicts = tree.records().remove(0).verdicts();
        assert!(verdicts.values().all(|verdict| *verdict == Verdict::Failed), "{verdicts:?}");
    }
}

/// Twelve digits that nobody in the test data has.
fn stranger() -> String {
    let all = (0..10).map(|digit| format!("98765432109{digit}"));
    all.into_iter().find(|text| IndividualNumber::parse(text).is_ok()).expect("a check digit")
}

#[test]
fn a_picture_that_would_show_a_strangers_number_is_not_kept() {
    let _machine = machine();
    let number = stranger();
    let pieces = [&number[..4], &number[4..8], &number[8..]];
    let apart = pieces.map(|piece| format!("<b>{piece}</b>")).concat();
    for shown in [format!("<input value='{number}'>"), format!("<p>{apart}</p>")] {
        let server = Beside::server();
        let base = front(server.address("操作ポート="), shown.clone().leak());
        let tree = Tree::new();
        let told = Tree::told(&mut run(&tree, &server, &base, "並びの違う画面の例", "@T2-01"), 0);
        assert!(told.contains("保存しなかった画面の写し: "), "{shown}\n{told}");
        let log_in = tree.records().remove(0).captures();
        let kinds: Vec<_> =
            log_in.iter().filter(|one| one.title.starts_with("ログイン")).map(|one| one.kind).collect();
        assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == CaptureKind::Withheld), "{kinds:?}");
    }
}
