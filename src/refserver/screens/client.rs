//! The screens as a client of the operator's API in the same process: a request goes
//! through the same router, gate and operation log as one from outside, so that a screen
//! can do nothing that the API cannot. Must not know what is asked or shown.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode, header},
};
use serde_json::Value;
use sogo_unyo_test::wire::{header as wire_header, path, problem};
use tower::ServiceExt as _;

use super::visit::Visit;
use crate::refserver::api::FrameOfScreen;

/// A page of a list is the largest answer that is read whole.
const MAX_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// A refusal of the API.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: String,
    pub(super) detail: String,
}

impl Refusal {
    /// Of the screens themselves, where the API cannot be asked.
    pub(super) fn own(status: StatusCode, code: &str, detail: &str) -> Self {
        Self { status, code: code.to_owned(), detail: detail.to_owned() }
    }

    fn broken() -> Self {
        let detail = "サーバーで異常が発生しました。しばらくしてからやり直してください";
        Self::own(StatusCode::INTERNAL_SERVER_ERROR, problem::INTERNAL, detail)
    }
}

/// The API, in process.
#[derive(Debug, Clone)]
pub(super) struct Client {
    api: Router,
}

impl Client {
    /// Of the router that answers outside as well.
    pub(super) fn new(api: Router) -> Self {
        Self { api }
    }

    /// Asks and reads the JSON of the answer; null if there is none.
    pub(super) async fn call(
        &self,
        visit: &Visit,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Refusal> {
        let mut request = visit.request(method, path);
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        read(self.send(request.body(body)).await?).await
    }

    /// Who is logged in. Every page asks for its frame, and that is no operation.
    pub(super) async fn session(&self, visit: &Visit) -> Result<Value, Refusal> {
        let request = visit.request(Method::GET, path::SESSION).extension(FrameOfScreen);
        read(self.send(request.body(Body::empty())).await?).await
    }

    /// Sends a body and reads the answer.
    pub(super) async fn send_body(
        &self,
        visit: &Visit,
        path: &str,
        content_type: &str,
        body: Body,
    ) -> Result<Value, Refusal> {
        let request = visit.request(Method::POST, path).header(header::CONTENT_TYPE, content_type);
        read(self.send(request.body(body)).await?).await
    }

    /// A file, handed on as it comes.
    pub(super) async fn file(&self, visit: &Visit, path: &str) -> Result<Response<Body>, Refusal> {
        let request = visit.request(Method::GET, path);
        let response = self.send(request.body(Body::empty())).await?;
        if response.status().is_success() { Ok(response) } else { Err(refusal(response).await) }
    }

    async fn send(&self, request: axum::http::Result<Request<Body>>) -> Result<Response<Body>, Refusal> {
        // A path or certificate that no request can carry is one that nobody has.
        let request = request.map_err(|_| Refusal {
            status: StatusCode::BAD_REQUEST,
            code: problem::BAD_REQUEST.to_owned(),
            detail: "要求の書き方が正しくありません".to_owned(),
        })?;
        match self.api.clone().oneshot(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    }
}

impl Visit {
    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(certificate) = &self.certificate {
            request = request.header(wire_header::TERMINAL_CERTIFICATE, certificate);
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        request
    }
}

async fn read(response: Response<Body>) -> Result<Value, Refusal> {
    if !response.status().is_success() {
        return Err(refusal(response).await);
    }
    let bytes = axum::body::to_bytes(response.into_body(), MAX_ANSWER_BYTES).await;
    let bytes = bytes.map_err(|_| Refusal::broken())?;
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).map_err(|_| Refusal::broken())
}

async fn refusal(response: Response<Body>) -> Refusal {
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), MAX_ANSWER_BYTES).await.unwrap_or_default();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let text = |name: &str| body[name].as_str().map(ToOwned::to_owned);
    match (text("code"), text("detail")) {
        (Some(code), Some(detail)) => Refusal { status, code, detail },
        _ => Refusal::broken(),
    }
}
