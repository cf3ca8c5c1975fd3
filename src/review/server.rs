//! The page with decisions, on loopback. Whoever does not know the token in its address is
//! refused, and so is a page of somebody else that a browser was led to.
//!
//! It must not know what may be decided.

use super::{
    desk::{Desk, Order, ReviewError},
    pages::{ASSETS, data, find_waiting},
    waiting::picture,
};
use crate::evidence::decisions::DecisionError;
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use std::{
    future::Future,
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Component, Path as FilePath},
    sync::Arc,
};
use tokio::net::TcpListener;

/// A picture in base64, and some room.
const LARGEST_BODY: usize = crate::evidence::decisions::LARGEST_PICTURE * 4 / 3 + 1024 * 1024;

/// Nothing but what this server sends, and no script or style inside a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Folders of the run folder that the page refers to.
const OPEN_FOLDERS: [&str; 2] = [crate::model::files::CAPTURES, crate::model::files::REVIEW];

/// A server that listens.
pub struct Served {
    listener: TcpListener,
    desk: Arc<Desk>,
    token: String,
    address: SocketAddr,
}

/// Begins to listen on a free port of this machine; the token is new each time.
///
/// # Errors
/// [`ReviewError::File`] if no port is free.
pub async fn serve(desk: Desk) -> Result<Served, ReviewError> {
    let cannot = |source: io::Error| ReviewError::File {
        what: "確認ページを開けません".to_owned(), source
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let token = format!("{:032x}", rand::random::<u128>());
    Ok(Served { listener, desk: Arc::new(desk), token, address })
}

impl Served {
    /// The address of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }

    /// Answers until `end` comes.
    ///
    /// # Errors
    /// [`ReviewError::File`] if the port is lost.
    pub async fn until(self, end: impl Future<Output = ()> + Send + 'static) -> Result<(), ReviewError> {
        let own = Arc::new(format!("http://{}", self.address));
        let pages = Router::new()
            .route("/", get(|| async { asset("index.html") }))
            .route("/{name}", get(|Path(name): Path<String>| async move { asset(&name) }))
            .route("/data/{name}", get(send_data))
            .route("/waiting/{name}", get(send_picture))
            .route("/run/{*path}", get(send_file))
            .route("/decide", post(decide))
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .with_state(self.desk);
        let router = Router::new()
            .nest(&format!("/{}/", self.token), pages)
            .fallback(|| async { refused() })
            .layer(middleware::from_fn_with_state(own, guard));
        let served = axum::serve(self.listener, router).with_graceful_shutdown(end).await;
        served.map_err(|source| ReviewError::File {
            what: "確認ページを続けられません".to_owned(), source
        })
    }
}

fn refused() -> Response {
    let text = "この確認ページは、sogo review が表示したアドレス(鍵を含む)でだけ開けます。";
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Refuses requests that were led here under another name or from another page, and adds
/// what every answer says.
async fn guard(State(own): State<Arc<String>>, request: Request, next: Next) -> Response {
    let own_page = is_own(request.headers(), &own);
    let mut response = if own_page { next.run(request).await } else { refused() };
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a request was made to this server by its name, and by no page but its own.
fn is_own(headers: &HeaderMap, own: &str) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let origin = headers.get(header::ORIGIN).map(|value| value.as_bytes());
    host == own.strip_prefix("http://") && origin.is_none_or(|origin| origin == own.as_bytes())
}

fn sent(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn asset(name: &str) -> Response {
    match ASSETS.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => sent(kind_of(name), *text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn send_data(State(desk): State<Arc<Desk>>, Path(name): Path<String>) -> Response {
    match data(&desk, name.trim_end_matches(".js"), "run/") {
        Ok(Some(text)) => sent("text/javascript; charset=utf-8", text),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => error.into_response(),
    }
}

async fn send_picture(State(desk): State<Arc<Desk>>, Path(name): Path<String>) -> Response {
    let Some((key, which)) = name.trim_end_matches(".png").split_once('-') else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = find_waiting(&desk, key).and_then(|one| match one {
        Some(one) => picture(&desk, &one, which),
        None => Ok(None),
    });
    match found {
        Ok(Some(bytes)) => sent("image/png", bytes),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => error.into_response(),
    }
}

/// A capture or a reviewer's picture, as a file that no browser executes.
async fn send_file(State(desk): State<Arc<Desk>>, Path(path): Path<String>) -> Response {
    let path = FilePath::new(&path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || !OPEN_FOLDERS.iter().any(|folder| path.starts_with(folder)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match tokio::fs::read(desk.record.folder.join(path)).await {
        Ok(bytes) => sent(kind_of(&path.to_string_lossy()), bytes),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn decide(State(desk): State<Arc<Desk>>, Json(order): Json<Order>) -> Response {
    match desk.decide(order) {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => error.into_response(),
    }
}

impl IntoResponse for ReviewError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Changed => StatusCode::CONFLICT,
            Self::Refused(_) | Self::Decisions(DecisionError::NoPicture) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "said": self.to_string() }))).into_response()
    }
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") if name == "index.html" => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("png") => "image/png",
        Some("jpg") => "image/jpeg",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
