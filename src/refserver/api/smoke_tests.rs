//! The built router over a real connection: order of checks and form of refusals. What the
//! business does is proved by the harness, from outside.

use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::operator_router;
use crate::refserver::{
    defects::Defects,
    domain::charset::Charset,
    outside::coordinating_agency::{FirstAdministrator, set_up},
    server::{Server, token_hash},
    settings::Settings,
    store::{StoreError, sessions, unions::Union},
};

const PASSWORD: &str = "Initial-Pass-1";

struct Running {
    address: std::net::SocketAddr,
    server: Arc<Server>,
}

async fn start() -> Running {
    let settings = Settings { argon2_memory_kib: 64, ..Settings::default() };
    let server = Arc::new(Server::open(None, settings, Defects::default(), Arc::default()).expect("server"));
    let union = Union {
        prefecture: "13".into(),
        name: "試験広域連合".into(),
        institution: "KK13".into(),
        insurer_numbers: vec!["39131016".into()],
        charset: Charset::ShiftJis,
    };
    let password_hash = server.hasher.hash(PASSWORD).expect("hash");
    let administrator =
        FirstAdministrator { user_id: "admin".into(), name: "管理者".into(), password_hash };
    server
        .store
        .write(|connection| {
            set_up(connection, &union, &["cert".to_owned()], &administrator)?;
            Ok::<_, StoreError>(())
        })
        .expect("union");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("port");
    let address = listener.local_addr().expect("address");
    let router = operator_router(Arc::clone(&server));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Running { address, server }
}

impl Running {
    /// Status and body of the answer.
    async fn send(&self, line: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).await.expect("connection");
        let length = body.len();
        let request = format!(
            "{line} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.expect("request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answer");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("status");
        (status, answer)
    }
}

const CERTIFICATE: &str = "x-terminal-certificate: cert\r\n";
const JSON: &str = "content-type: application/json\r\n";

#[tokio::test]
async fn checks_come_in_the_order_of_the_contract() {
    let server = start().await;
    let has = |(status, answer): (u16, String), expected: u16, code: &str| {
        assert_eq!(status, expected, "{answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
        assert!(answer.contains(&format!("\"code\":\"{code}\"")), "{answer}");
    };
    has(server.send("GET /nowhere", "", "").await, 404, "Q404");
    has(server.send("PATCH /api/session", "", "").await, 405, "Q405");
    has(server.send("GET /api/members", "", "").await, 403, "A102");
    has(server.send("GET /api/members", CERTIFICATE, "").await, 401, "A106");
    let headers = format!("{CERTIFICATE}{JSON}");
    has(server.send("POST /api/session", &headers, "{").await, 400, "Q400");
    has(server.send("POST /api/session", &headers, "{\"user\":1}").await, 422, "Q422");
    has(server.send("POST /api/session", CERTIFICATE, "{}").await, 415, "Q415");
    let log_in = |password: &str| format!("{{\"user_id\":\"admin\",\"password\":\"{password}\"}}");
    has(server.send("POST /api/session", &headers, &log_in("wrong")).await, 401, "A101");
    let (status, answer) = server.send("POST /api/session", &headers, &log_in(PASSWORD)).await;
    assert_eq!(status, 201, "{answer}");
    let token = answer.split("\"token\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("token");
    has(server.send("POST /api/session", &headers, &log_in(PASSWORD)).await, 401, "A108");
    let session = format!("{headers}authorization: Bearer {token}\r\n");
    has(server.send("GET /api/members", &session, "").await, 403, "A103");
    let change = format!("{{\"current_password\":\"{PASSWORD}\",\"new_password\":\"Another-Pass-2\"}}");
    assert_eq!(server.send("PUT /api/session/password", &session, &change).await.0, 204);
    has(server.send("GET /api/members", &session, "").await, 403, "N8");
    has(server.send("PUT /api/access-groups/G1", &session, "{\"name\":\"\"}").await, 422, "Q422");
    has(server.send("POST /api/users/nobody/unlock", &session, "").await, 404, "Q404");
}

#[tokio::test]
async fn a_session_that_ended_by_itself_is_refused_without_a_write() {
    let running = start().await;
    let begun = running.server.clock.now();
    running.server.clock.set(begun).expect("clock");
    let headers = format!("{CERTIFICATE}{JSON}");
    let log_in = format!("{{\"user_id\":\"admin\",\"password\":\"{PASSWORD}\"}}");
    let (_, answer) = running.send("POST /api/session", &headers, &log_in).await;
    let token = answer.split("\"token\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("token");
    let session = format!("{headers}authorization: Bearer {token}\r\n");
    let idle = running.server.settings.session_idle_seconds;
    running.server.clock.set(begun.plus_seconds(idle + 1)).expect("clock");
    assert_eq!(running.send("GET /api/session", &session, "").await.0, 401);
    let kept = running.server.store.read(|connection| sessions::find(connection, &token_hash(token)));
    assert!(kept.expect("read").is_some());
}

#[tokio::test]
async fn a_refusal_repeats_nothing_of_the_request() {
    let server = start().await;
    let headers = format!("{CERTIFICATE}{JSON}");
    for body in [
        "{\"123456789018\":1}",
        "{\"user_id\":123456789018}",
        "{\"user_id\":\"123456789018\",\"password\":\"x\"}",
    ] {
        let (status, answer) = server.send("POST /api/session", &headers, body).await;
        assert!((400..500).contains(&status), "{answer}");
        assert!(!answer.contains("123456789018"), "{answer}");
    }
}
