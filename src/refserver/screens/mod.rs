//! The screens of the terminal: HTML in Japanese, without a script, on links and forms.
//! They are a client of the operator's API, in process: what may be done and what happens
//! is decided there. What a screen consists of is data (`catalogue`). How the pages are
//! marked, so that a driver can read them, says `screens.md` beside this file.

mod acts;
mod assets;
mod catalogue;
mod client;
mod flash;
mod layout;
mod pages;
mod parts;
mod show;
#[cfg(test)]
mod smoke_tests;
mod uploads;
mod values;
mod visit;
mod wareki;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Form, Multipart, Path, Query, RawPathParams, Request},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use self::{client::Client, flash::Flashes, visit::Visit};

/// What all pages share.
#[derive(Debug)]
struct Screens {
    client: Client,
    /// From which the tokens of forms derive.
    secret: Vec<u8>,
    flashes: Flashes,
}

/// The operator's port with its screens beside the API.
pub(crate) fn with_screens(api: Router, secret: &[u8]) -> Router {
    let screens = Arc::new(Screens {
        client: Client::new(api.clone()),
        secret: secret.to_vec(),
        flashes: Flashes::default(),
    });
    let mut router = Router::new().route("/terminal/{certificate}", get(terminal));
    for page in catalogue::all() {
        let screens = Arc::clone(&screens);
        let handler = move |visit: Visit, path: RawPathParams, Query(query): Query<show::Given>| {
            let given = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain(query);
            show::show(screens, page, visit, given.collect())
        };
        router = router.route(page.path, get(handler));
    }
    for (path, api) in catalogue::DOWNLOADS {
        let screens = Arc::clone(&screens);
        let handler = move |visit: Visit, path: RawPathParams, Query(query): Query<show::Given>| {
            let given = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain(query);
            uploads::download(screens, visit, api, given.collect())
        };
        router = router.route(path, get(handler));
    }
    let for_acts = Arc::clone(&screens);
    let act = move |visit: Visit, Path(act): Path<String>, Form(sent): Form<acts::Sent>| {
        acts::act(for_acts, act, visit, sent)
    };
    let upload = move |visit: Visit, multipart: Multipart| uploads::upload(screens, visit, multipart);
    let router = router
        .route("/acts/{act}", post(act))
        // The API counts while the file streams.
        .route("/uploads", post(upload).layer(DefaultBodyLimit::disable()))
        .layer(middleware::from_fn(protect));
    api.merge(router).merge(assets::router())
}

/// Stands for the TLS handshake with the 電子証明書 of the terminal.
async fn terminal(visit: Visit, Path(certificate): Path<String>) -> Response {
    let cookie = visit.cookie(visit::TERMINAL, &certificate);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&visit.href("/login"))).into_response()
}

/// What no page may do, and that none is kept.
async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
