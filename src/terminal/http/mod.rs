//! The terminal over HTTP and JSON. It must not know anything that the contract
//! (`wire`, the OpenAPI document) does not say.

mod administration;
#[cfg(test)]
mod busy_tests;
mod exchange;
mod limits;
mod outside;
mod oversight;
mod paths;
mod port;
mod registration;
mod session;

pub use limits::Limits;
pub(super) use paths::{fill, upload_screen, uploads_screen};
pub(super) use port::{Port, Reply, plain_client};

use super::{Act, Connection, Done, Outcome, Page, Refusal, TerminalError};
use crate::{
    evidence::Recorder,
    media::{Charset, ReceivedFile},
};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// A terminal that speaks HTTP.
#[derive(Debug)]
pub struct HttpTerminal {
    port: Port,
}

/// Opens a terminal with a certificate at an endpoint.
///
/// # Errors
/// If the HTTP client cannot be set up, for example because a certificate file is missing.
pub fn connect(
    connection: &Connection,
    certificate: &str,
    recorder: Arc<Recorder>,
) -> Result<HttpTerminal, TerminalError> {
    Ok(HttpTerminal { port: Port::operator(connection, certificate, recorder)? })
}

impl HttpTerminal {
    /// Another terminal at the same endpoint. It shares the connections, not the session.
    #[must_use]
    pub fn another(&self, certificate: Option<&str>) -> Self {
        Self { port: self.port.with_certificate(certificate) }
    }

    /// A terminal with the same certificates at another address. It shares the connections,
    /// not the session.
    ///
    /// # Errors
    /// If the address is none.
    pub fn at(&self, url: &str) -> Result<Self, TerminalError> {
        Ok(Self { port: self.port.at(url)? })
    }

    async fn ask(
        &self,
        screen: &'static str,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Act<Reply> {
        let reply = self.port.call(method, path, query, body.as_ref()).await?;
        outcome(screen, reply)
    }

    async fn ask_for<T: DeserializeOwned>(
        &self,
        screen: &'static str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Act<T> {
        self.ask(screen, method, path, &[], body).await?.try_map(|reply| reply.json())
    }

    async fn done(
        &self,
        screen: &'static str,
        what: &'static str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Act<Done> {
        Ok(self.ask(screen, method, path, &[], body).await?.map(|_| Done { screen, what }))
    }

    /// All entries of a list, page by page.
    async fn list<T: DeserializeOwned>(
        &self,
        screen: &'static str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Act<Vec<T>> {
        let mut entries = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut query = query.to_vec();
            if let Some(cursor) = &cursor {
                query.push(("cursor", cursor));
            }
            let reply = match self.ask(screen, Method::GET, path, &query, None).await? {
                Outcome::Shown(reply) => reply,
                Outcome::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
            };
            let page: Page<T> = reply.json()?;
            entries.extend(page.items);
            match page.next {
                None => return Ok(Outcome::Shown(entries)),
                Some(next) if cursor.as_ref() == Some(&next) => {
                    return Err(reply.contract("続きの位置が前のページと同じで、一覧が終わりません"));
                }
                Some(next) => cursor = Some(next),
            }
        }
    }

    async fn file(&self, screen: &'static str, path: &str, charset: Charset) -> Act<ReceivedFile> {
        file_outcome(screen, self.port.download(path, charset, screen).await?)
    }
}

impl<T> Outcome<T> {
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Shown(value) => Outcome::Shown(change(value)),
            Self::Refused(refusal) => Outcome::Refused(refusal),
        }
    }

    pub(super) fn try_map<U>(self, change: impl FnOnce(T) -> Result<U, TerminalError>) -> Act<U> {
        match self {
            Self::Shown(value) => Ok(Outcome::Shown(change(value)?)),
            Self::Refused(refusal) => Ok(Outcome::Refused(refusal)),
        }
    }
}

/// A file, or problem details that name their code.
fn file_outcome(screen: &'static str, received: Result<ReceivedFile, Reply>) -> Act<ReceivedFile> {
    match received {
        Ok(file) => Ok(Outcome::Shown(file)),
        Err(reply) => match outcome(screen, reply)? {
            Outcome::Refused(refusal) => Ok(Outcome::Refused(refusal)),
            Outcome::Shown(reply) => Err(reply.contract("ファイルでも拒否でもない応答です")),
        },
    }
}

/// A success, or problem details that name their code.
fn outcome(screen: &'static str, reply: Reply) -> Act<Reply> {
    if reply.is_success() {
        return Ok(Outcome::Shown(reply));
    }
    let problem: Value = reply.json()?;
    match problem.get("code").and_then(Value::as_str) {
        Some(code) => {
            Ok(Outcome::Refused(Refusal { screen, code: code.to_owned(), message: reply.detail() }))
        }
        None => Err(reply.contract("拒否の応答(problem details)に code がありません")),
    }
}
