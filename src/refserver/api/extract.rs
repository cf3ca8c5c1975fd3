//! Readers of bodies, queries and paths that refuse with a problem of the contract instead
//! of a text of the framework, which could repeat what it read.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{header, request::Parts},
};
use serde::de::DeserializeOwned;
use sogo_unyo_test::wire::problem;

use super::problem::Problem;

/// Largest JSON body; files have a limit of their own.
const MAX_JSON_BYTES: usize = 256 * 1024;

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Problem::with_detail(
                problem::CONTENT_TYPE,
                "Content-Typeはapplication/jsonにしてください",
            ));
        }
        read_json(request.into_body(), MAX_JSON_BYTES).await.map(Self)
    }
}

async fn read_json<T: DeserializeOwned>(body: Body, limit: usize) -> Result<T, Problem> {
    let bytes: Bytes = axum::body::to_bytes(body, limit).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("limit"));
        Problem::new(if too_large { problem::TOO_LARGE } else { problem::BAD_REQUEST })
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        if !error.is_data() {
            return Problem::with_detail(problem::BAD_REQUEST, "本文がJSONとして読めません");
        }
        // Other texts of serde repeat the value, which may be a number or a password.
        let text = error.to_string();
        let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        match missing {
            Some(field) => Problem::invalid(format!("項目 {field} がありません")),
            None => Problem::invalid(format!(
                "本文の{}行{}文字目の項目が決まりに合いません(項目名と値の型を確認してください)",
                error.line(),
                error.column()
            )),
        }
    })
}

/// A JSON body of any size, for the control port.
pub(crate) struct LargeJsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for LargeJsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        read_json(request.into_body(), usize::MAX).await.map(Self)
    }
}

/// Query parameters.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(_) => Err(Problem::invalid("検索条件が決まりに合いません")),
        }
    }
}

/// The one parameter of a path.
pub(crate) struct PathText(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) => Ok(Self(text)),
            Err(_) => Err(Problem::new(problem::BAD_REQUEST)),
        }
    }
}

/// The two parameters of a path, in its order.
pub(crate) struct PathTexts(pub(crate) String, pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for PathTexts {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<(String, String)>::from_request_parts(parts, state).await {
            Ok(Path((first, second))) => Ok(Self(first, second)),
            Err(_) => Err(Problem::new(problem::BAD_REQUEST)),
        }
    }
}
