//! The screens over their router: what a browser must and must not be able to do.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use tower::ServiceExt as _;

use super::with_screens;
use crate::refserver::{
    api,
    defects::Defects,
    domain::charset::Charset,
    outside::coordinating_agency::{FirstAdministrator, set_up},
    server::Server,
    settings::Settings,
    store::{StoreError, unions::Union},
};

const PASSWORD: &str = "Initial-Pass-1";

/// A browser: it keeps cookies, and knows where the screens stand.
struct Browser {
    router: Router,
    base: &'static str,
    terminal: String,
    session: String,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().expect("location")
    }

    fn form_token(&self) -> String {
        let rest = self.text.split("name=\"csrf\" value=\"").nth(1).expect("a form");
        rest.split('"').next().expect("value").to_owned()
    }
}

fn browser(base: &'static str) -> Browser {
    let settings = Settings { argon2_memory_kib: 64, ..Settings::default() };
    let server = Arc::new(Server::open(None, settings, Defects::default(), Arc::default()).expect("server"));
    let union = Union {
        prefecture: "13".into(),
        name: "<b>試験</b>広域連合".into(),
        institution: "KK13".into(),
        insurer_numbers: vec!["39131016".into()],
        charset: Charset::ShiftJis,
    };
    let password_hash = server.hasher.hash(PASSWORD).expect("hash");
    let administrator =
        FirstAdministrator { user_id: "admin".into(), name: "<script>管理者".into(), password_hash };
    server
        .store
        .write(|connection| {
            set_up(connection, &union, &["cert".to_owned()], &administrator)?;
            Ok::<_, StoreError>(())
        })
        .expect("union");
    let screens = with_screens(api::operator_router(Arc::clone(&server)), &server.secret);
    let router = if base.is_empty() { screens } else { Router::new().nest(base, screens) };
    Browser { router, base, terminal: String::new(), session: String::new() }
}

impl Browser {
    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies = format!("sogo-terminal={}; sogo-session={}", self.terminal, self.session);
        let request = request.header(header::COOKIE, cookies).body(Body::from(body)).expect("request");
        let response = self.router.clone().oneshot(request).await.expect("answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("cookie");
            // The top page of an environment has no slash at its end, and needs the cookie too.
            let path = if self.base.is_empty() { "/" } else { self.base };
            assert!(cookie.contains(&format!("Path={path}; HttpOnly; SameSite=Strict")), "{cookie}");
            let value = |name: &str| {
                let rest = cookie.strip_prefix(name)?.strip_prefix('=')?;
                rest.split(';').next().map(ToOwned::to_owned)
            };
            self.terminal = value("sogo-terminal").unwrap_or_else(|| self.terminal.clone());
            self.session = value("sogo-session").unwrap_or_else(|| self.session.clone());
        }
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status, headers, text }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(format!("{}{path}", self.base)), String::new()).await
    }

    async fn post(&mut self, act: &str, form: &str) -> Answer {
        let request = Request::post(format!("{}/acts/{act}", self.base));
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, form.to_owned()).await
    }

    async fn log_in(&mut self, password: &str) -> Answer {
        self.get("/terminal/cert").await;
        let token = self.get("/login").await.form_token();
        self.post("log-in", &format!("csrf={token}&user_id=admin&password={password}")).await
    }

    /// Logs in and changes the password.
    async fn enter(&mut self) {
        let top = if self.base.is_empty() { "/" } else { self.base };
        assert_eq!(self.log_in(PASSWORD).await.location(), top);
        let token = self.get("/password").await.form_token();
        let form = format!("csrf={token}&current_password={PASSWORD}&new_password=Another-Pass-2");
        assert_eq!(self.post("change-password", &form).await.status, 303);
    }
}

fn follow(answer: &Answer, base: &str) -> String {
    answer.location().strip_prefix(base).expect("below the base").to_owned()
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_does_nothing() {
    let mut browser = browser("");
    browser.enter().await;
    let token = browser.get("/access-groups").await.form_token();
    for csrf in ["", "csrf=00&", "csrf=zz&"] {
        let refused = browser.post("put-access-group", &format!("{csrf}code=G1&name=x")).await;
        assert_eq!(refused.status, 403);
        assert!(refused.text.contains("data-code=\"CSRF\""), "{}", refused.text);
    }
    assert!(!browser.get("/access-groups").await.text.contains("data-row"));
    let boundary = "multipart/form-data; boundary=b";
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ndepartments\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--b--\r\n"
    );
    let request = Request::post("/uploads").header(header::CONTENT_TYPE, boundary);
    assert_eq!(browser.send(request, body).await.status, 403, "the token must stand before the file");
    let done = browser.post("put-access-group", &format!("csrf={token}&code=G1&name=x")).await;
    assert_eq!(done.status, 303);
    let page = browser.get(&follow(&done, "")).await.text;
    assert!(page.contains("data-done") && page.contains("data-row"), "{page}");
    let again = browser.get(&follow(&done, "")).await.text;
    assert!(!again.contains("data-done"), "a result is shown once");
}

#[tokio::test]
async fn pages_are_not_kept_and_run_nothing() {
    let mut browser = browser("");
    let page = browser.get("/login").await;
    assert_eq!(page.status, 403, "no certificate");
    assert!(page.text.contains("data-code=\"A102\""));
    browser.enter().await;
    let page = browser.get("/").await;
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(page.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(page.headers[header::REFERRER_POLICY], "no-referrer");
    assert!(!page.text.contains("<script") && !page.text.contains("<b>試験"), "{}", page.text);
    assert!(page.text.contains("&lt;script&gt;管理者"), "{}", page.text);
}

#[tokio::test]
async fn the_menu_is_the_sessions_and_what_is_not_in_it_is_refused() {
    let mut browser = browser("");
    let refused = browser.log_in("Wrong-Pass-99").await;
    let page = browser.get(&follow(&refused, "")).await;
    assert!(page.text.contains("data-code=\"A101\"") && page.text.contains("data-screen=\"ログイン\""));
    assert!(!page.text.contains("Wrong-Pass-99"));
    browser.log_in(PASSWORD).await;
    assert_eq!(browser.get("/").await.location(), "/password");
    let early = browser.get("/members/upload").await;
    assert_eq!(early.status, 403);
    assert!(early.text.contains("data-code=\"A103\""), "{}", early.text);
    let token = browser.get("/password").await.form_token();
    let form = format!("csrf={token}&current_password={PASSWORD}&new_password=Another-Pass-2");
    browser.post("change-password", &form).await;
    let page = browser.get("/").await.text;
    assert!(page.contains("href=\"/access-groups\"") && !page.contains("href=\"/members/upload\""), "{page}");
    for path in ["/members/upload", "/members", "/code-link", "/copies", "/inquiries/new", "/operation-log"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 403, "{path}");
        assert!(page.text.contains("data-code=\"N8\"") && !page.text.contains("<input id"), "{path}");
    }
    let token = browser.get("/password").await.form_token();
    browser.post("log-out", &format!("csrf={token}")).await;
    assert_eq!(browser.session, "");
    let page = browser.get("/users").await;
    assert_eq!(page.status, 401);
    assert!(page.text.contains("data-code=\"A106\"") && page.text.contains("data-screen=\"ログイン\""));
}

#[tokio::test]
async fn what_was_typed_comes_back_after_a_refusal_but_no_number() {
    let mut browser = browser("");
    browser.enter().await;
    let token = browser.get("/access-groups").await.form_token();
    let form = format!("csrf={token}&code=%E8%AA%A4%E3%82%8A&name=%3Ci%3E");
    let refused = browser.post("put-access-group", &form).await;
    let page = browser.get(&follow(&refused, "")).await.text;
    assert!(
        page.contains("data-code=\"Q422\"") && page.contains("value=\"誤り\"") && page.contains("&lt;i&gt;")
    );
    let form = format!("csrf={token}&code=%E8%AA%A4%E3%82%8A&name=123456789018");
    let refused = browser.post("put-access-group", &form).await;
    assert!(!browser.get(&follow(&refused, "")).await.text.contains("123456789018"));
}

#[tokio::test]
async fn screens_can_stand_below_an_environment() {
    let mut browser = browser("/production");
    browser.enter().await;
    let page = browser.get("").await.text;
    assert!(page.contains("本番環境") && page.contains("href=\"/production/access-groups\""), "{page}");
    assert!(!page.contains("href=\"/access-groups\""));
}
