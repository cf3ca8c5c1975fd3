//! Requests that an endpoint has no time for, against a server that answers so.

use super::{Limits, Port};
use crate::{
    evidence::RunFolder,
    media::{Charset, OutgoingFile},
    terminal::{Connection, TerminalError, Timing},
    wire::file_kind,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// What a server answers in turn, and what it was sent.
#[derive(Debug, Default)]
struct Busy {
    answers: Vec<(u16, Option<&'static str>)>,
    asked: AtomicUsize,
    bodies: Mutex<Vec<usize>>,
}

async fn answer(State(busy): State<Arc<Busy>>, request: Request) -> Response {
    let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.map_or(0, |bytes| bytes.len());
    busy.bodies.lock().unwrap_or_else(PoisonError::into_inner).push(body);
    let turn = busy.asked.fetch_add(1, Ordering::SeqCst);
    match busy.answers.get(turn) {
        Some((status, Some(after))) => {
            (StatusCode::from_u16(*status).expect("status"), [(RETRY_AFTER, *after)]).into_response()
        }
        Some((status, None)) => StatusCode::from_u16(*status).expect("status").into_response(),
        None => "{}".into_response(),
    }
}

struct Ends {
    busy: Arc<Busy>,
    port: Port,
    folder: RunFolder,
    _holder: tempfile::TempDir,
}

async fn ends(answers: Vec<(u16, Option<&'static str>)>, limits: Limits) -> Ends {
    let busy = Arc::new(Busy { answers, ..Busy::default() });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("port");
    let url = format!("http://{}", listener.local_addr().expect("address"));
    let router = Router::new().fallback(answer).with_state(Arc::clone(&busy));
    tokio::spawn(async { axum::serve(listener, router).await });
    let second = Duration::from_secs(20);
    let timing = Timing { request: second, poll: second, wait: second };
    let connection = Connection { operator_url: url, limits, ..Connection::nowhere(timing) };
    let holder = tempfile::tempdir().expect("folder");
    let clock = Arc::new(|| crate::model::in_japan(chrono::DateTime::UNIX_EPOCH));
    let folder = RunFolder::create(holder.path().join("run"), clock).expect("run folder");
    let recorder = Arc::new(folder.recorder(13.try_into().expect("union"), 1));
    let port = Port::operator(&connection, "CN=test", recorder).expect("port");
    Ends { busy, port, folder, _holder: holder }
}

#[tokio::test]
async fn a_file_is_sent_again_in_full_when_the_endpoint_has_time() {
    let answers = vec![(429, Some("0")), (503, Some("1"))];
    let ends = ends(answers, Limits::none()).await;
    let rows = (0..20_000).map(|row: u32| [row.to_string()]);
    let file = OutgoingFile::write(file_kind::MEMBERS, "x.csv", Charset::Utf8, &["列"], rows).expect("file");
    let begun = Instant::now();
    let reply = ends.port.upload("/api/files/members", &file).await.expect("reply");
    assert!(reply.is_success());
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    let bodies = ends.busy.bodies.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|size| *size > 100_000), "{bodies:?}");
    let ledger = std::fs::read_to_string(ends.folder.path().join("ledger.jsonl")).expect("ledger");
    assert!(ledger.contains("429 待機") && ledger.contains("503 待機"), "{ledger}");
}

#[tokio::test]
async fn a_server_that_is_broken_is_not_asked_again() {
    let ends = ends(vec![(503, None)], Limits::none()).await;
    let outcome = ends.port.call(reqwest::Method::GET, "/x", &[], None).await;
    assert!(matches!(outcome, Err(TerminalError::ServerError { status: 503, .. })), "{outcome:?}");
    assert_eq!(ends.busy.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_rate_is_kept_over_all_terminals() {
    let ends = ends(Vec::new(), Limits::new(Some(40), None)).await;
    let others = [ends.port.with_certificate(Some("CN=a")), ends.port.with_certificate(Some("CN=b"))];
    let begun = Instant::now();
    let asking = others.iter().map(|port| async {
        for _ in 0..5 {
            port.call(reqwest::Method::GET, "/x", &[], None).await.expect("reply");
        }
    });
    futures::future::join_all(asking).await;
    // Ten requests, of which the first goes at once.
    assert!(begun.elapsed() >= Duration::from_millis(9 * 25), "{:?}", begun.elapsed());
}
