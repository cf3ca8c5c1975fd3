//! Proxies that write down every exchange between a harness and a server, in order.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use reqwest::Client;
use sogo_unyo_test::wire::header::TERMINAL_CERTIFICATE;
use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::net::TcpListener;

/// The headers by which a server tells requests apart.
const TELLING: [HeaderName; 3] =
    [header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static(TERMINAL_CERTIFICATE)];

/// Which of the two ports of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Port {
    /// The operator's.
    Operator,
    /// The control port.
    Control,
}

/// A request and the response to it.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) port: Port,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
    pub(crate) status: StatusCode,
    pub(crate) answer_headers: HeaderMap,
    pub(crate) answer: Bytes,
}

impl Exchange {
    /// Whether the response is JSON; if not, it is a CSV file.
    pub(crate) fn answers_json(&self) -> bool {
        self.answer_headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().windows(4).any(|word| word == b"json"))
    }
}

/// What both proxies write to: one log, so that its order is the order of the harness.
pub(crate) type Log = Arc<Mutex<Vec<Exchange>>>;

#[derive(Clone)]
struct Proxy {
    port: Port,
    target: String,
    client: Client,
    log: Log,
}

/// Starts a proxy in front of `target`, which lives as long as the runtime, and returns
/// its URL.
pub(crate) async fn proxy(
    port: Port,
    target: &str,
    client: &Client,
    log: &Log,
) -> Result<String, std::io::Error> {
    let proxy = Proxy { port, target: target.to_owned(), client: client.clone(), log: Arc::clone(log) };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, Router::new().fallback(forward).with_state(proxy)).await });
    Ok(url)
}

async fn forward(State(proxy): State<Proxy>, request: Request) -> Response {
    match proxy.pass_on(request).await {
        Ok(response) => response,
        // The harness reports it as an error of the server, and the benchmark ends there.
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

impl Proxy {
    async fn pass_on(&self, request: Request) -> Result<Response, Box<dyn Error>> {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await?;
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let headers: Vec<_> = TELLING
            .into_iter()
            .filter_map(|name| head.headers.get(&name).cloned().map(|value| (name, value)))
            .collect();
        let request = self
            .client
            .request(head.method.clone(), format!("{}{path}", self.target))
            .headers(headers.iter().cloned().collect())
            .body(body.clone());
        let response = request.send().await?;
        let (status, answer_headers) = (response.status(), response.headers().clone());
        let answer = response.bytes().await?;
        let mut copy = Response::new(Body::from(answer.clone()));
        *copy.status_mut() = status;
        *copy.headers_mut() = answer_headers.clone();
        // The body has become one piece, and hyper counts it anew.
        copy.headers_mut().remove(header::TRANSFER_ENCODING);
        copy.headers_mut().remove(header::CONTENT_LENGTH);
        let exchange = Exchange {
            port: self.port,
            method: head.method,
            path,
            headers,
            body,
            status,
            answer_headers,
            answer,
        };
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        Ok(copy)
    }
}
