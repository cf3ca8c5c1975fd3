//! The style sheets. Must not know any page.

use axum::{Router, http::header, routing::get};

const TOKENS: &str = include_str!("../../design/tokens.css");
const SCREENS: &str = include_str!("assets/screens.css");

/// Served to everybody: they say nothing.
pub(super) fn router() -> Router {
    Router::new()
        .route("/assets/tokens.css", get(|| sheet(TOKENS)))
        .route("/assets/screens.css", get(|| sheet(SCREENS)))
}

async fn sheet(text: &'static str) -> impl axum::response::IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}
