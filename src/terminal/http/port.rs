//! One HTTP port of an endpoint: sends a request, records the exchange, and hands back the
//! reply. It must not know what the paths mean.

mod large;

use super::Limits;
use crate::{
    evidence::Recorder,
    media::{Charset, OutgoingFile, ReceivedFile, copy_as_text},
    model::CaptureKind,
    terminal::{Connection, TerminalError},
    wire::header,
};
use reqwest::{Body, Client, Method, RequestBuilder, Response, Url, multipart};
use serde::de::DeserializeOwned;
use std::{
    fmt::Write as _,
    io::{Read as _, Seek, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

/// Chunks of an upload. The default of 4 KiB costs a tenth of the throughput.
const UPLOAD_CHUNK: u64 = 256 * 1024;

/// Bytes a second that an upload is given time for, beyond the time of any request.
const SLOWEST_UPLOAD: u64 = 100_000;

/// A port.
#[derive(Debug, Clone)]
pub(crate) struct Port {
    client: Client,
    /// Read once: of every request only the path is new.
    address: Arc<Url>,
    /// Whether the evidence has to tell the address, because paths alone do not.
    tells_address: bool,
    recorder: Arc<Recorder>,
    kind: CaptureKind,
    certificate: Option<String>,
    cookies: Option<String>,
    pub(super) token: Option<String>,
    limits: Limits,
    request_timeout: Duration,
}

/// A reply with a text body.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    act: String,
    body: String,
}

impl Reply {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Reads the body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, TerminalError> {
        serde_json::from_str(&self.body).map_err(|error| self.contract(&format!("本文を読めません({error})")))
    }

    pub(super) fn into_body(self) -> String {
        self.body
    }

    pub(super) fn contract(&self, what: &str) -> TerminalError {
        TerminalError::Contract { act: self.act.clone(), what: what.to_owned() }
    }

    /// The `detail` of problem details, or the status alone.
    pub(crate) fn detail(&self) -> String {
        self.json::<serde_json::Value>()
            .ok()
            .and_then(|problem| Some(problem.get("detail")?.as_str()?.to_owned()))
            .unwrap_or_else(|| format!("HTTP {}", self.status))
    }
}

impl Port {
    /// A port without a terminal's certificate.
    pub(crate) fn plain(
        url: &str,
        request_timeout: Duration,
        recorder: Arc<Recorder>,
        kind: CaptureKind,
    ) -> Result<Self, TerminalError> {
        let client = builder(request_timeout).build().map_err(|error| unreachable_at(url, &error))?;
        Ok(Self {
            client,
            address: address(url)?,
            tells_address: false,
            recorder,
            kind,
            certificate: None,
            cookies: None,
            token: None,
            limits: Limits::none(),
            request_timeout,
        })
    }

    /// The operator's port of an endpoint, seen from a terminal with a certificate.
    pub(in crate::terminal) fn operator(
        connection: &Connection,
        certificate: &str,
        recorder: Arc<Recorder>,
    ) -> Result<Self, TerminalError> {
        let mut client = builder(connection.timing.request);
        let failed = |error: reqwest::Error| unreachable_at(&connection.operator_url, &error);
        if let Some(authority) = &connection.authority {
            let pem = std::fs::read(authority)?;
            client = client.tls_certs_merge(reqwest::Certificate::from_pem_bundle(&pem).map_err(failed)?);
        }
        if let Some((certificate, key)) = &connection.identity {
            let pem = [std::fs::read(certificate)?, std::fs::read(key)?].concat();
            client = client.identity(reqwest::Identity::from_pem(&pem).map_err(failed)?);
        }
        Ok(Self {
            client: client.build().map_err(failed)?,
            address: address(&connection.operator_url)?,
            tells_address: false,
            recorder,
            kind: CaptureKind::Exchange,
            certificate: Some(certificate.to_owned()),
            cookies: None,
            token: None,
            limits: connection.limits.clone(),
            request_timeout: connection.timing.request,
        })
    }

    /// The same port seen from another terminal.
    pub(in crate::terminal) fn with_certificate(&self, certificate: Option<&str>) -> Self {
        Self { certificate: certificate.map(str::to_owned), token: None, ..self.clone() }
    }

    /// The same kind of port at another address.
    pub(in crate::terminal) fn at(&self, url: &str) -> Result<Self, TerminalError> {
        Ok(Self { address: address(url)?, tells_address: true, token: None, ..self.clone() })
    }

    /// The same port with the cookies of a browser.
    pub(in crate::terminal) fn with_cookies(&self, cookies: String) -> Self {
        Self { cookies: Some(cookies), ..self.clone() }
    }

    /// The address as a reader knows it.
    fn base(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }

    pub(super) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    fn request(&self, method: &Method, path: &str, query: &[(&str, &str)]) -> RequestBuilder {
        let mut url = Url::clone(&self.address);
        let (path, baked) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        url.set_path(&format!("{}{path}", self.address.path().trim_end_matches('/')));
        url.set_query(baked);
        let mut request = self.client.request(method.clone(), url);
        if !query.is_empty() {
            request = request.query(query);
        }
        if let Some(certificate) = &self.certificate {
            request = request.header(header::TERMINAL_CERTIFICATE, certificate);
        }
        if let Some(cookies) = &self.cookies {
            request = request.header("cookie", cookies);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request
    }

    /// Sends a request when the endpoint may be asked, and once more when it says that it had
    /// no time: 429 and 503 with Retry-After promise that nothing was done.
    async fn send(
        &self,
        act: &str,
        request: impl Fn() -> Result<RequestBuilder, TerminalError>,
    ) -> Result<Response, TerminalError> {
        for tried in 0.. {
            self.limits.turn().await;
            let asked = Instant::now();
            let response = match request()?.send().await {
                Ok(response) => response,
                Err(error) => {
                    let error = unreachable_at(self.base(), &error);
                    self.recorder.capture_text(
                        self.kind,
                        &format!("{act} → 応答なし"),
                        &error.to_string(),
                    )?;
                    return Err(error);
                }
            };
            if self.kind == CaptureKind::Exchange {
                self.recorder.note_response(asked.elapsed());
            }
            let Some(wait) = self.limits.asked_to_wait(&response, tried) else { return Ok(response) };
            let status = response.status().as_u16();
            let text = format!(
                "{act}\n\n--- 応答 ---\nHTTP {status}\n\n({}秒待って、もう一度送る)\n",
                wait.as_secs()
            );
            self.recorder.capture_text(self.kind, &format!("{act} → {status} 待機"), &text)?;
        }
        // Not reached: the limits end the tries.
        Err(TerminalError::ServerError { act: act.to_owned(), status: 503 })
    }

    /// A request with an optional JSON body and a text reply.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&serde_json::Value>,
    ) -> Result<Reply, TerminalError> {
        let act = format!("{method} {path}");
        let mut sent = self.request_text(&act, query);
        let body = body.map(ToString::to_string);
        if let Some(text) = &body {
            // Writing to a String cannot fail.
            let _ = write!(sent, "content-type: application/json\n\n{text}");
        }
        let request = || {
            let request = self.request(&method, path, query);
            Ok(match &body {
                Some(text) => request.header("content-type", "application/json").body(text.clone()),
                None => request,
            })
        };
        let response = self.send(&act, request).await?;
        self.text_reply(act, sent, response).await
    }

    /// Sends a file in a multipart body, streaming it from disk.
    pub(crate) async fn upload(&self, path: &str, file: &OutgoingFile) -> Result<Reply, TerminalError> {
        let act = format!("POST {path}");
        for number in file.mistyped_numbers() {
            self.recorder.folder().masker().add_mistyped_number(number);
        }
        let mut copy = self.recorder.capture_stream(
            CaptureKind::Upload,
            &format!("送信ファイル {}", file.name),
            "csv",
        )?;
        copy_as_text(file.path(), file.charset, &mut copy)?;
        copy.finish()?;

        let length = std::fs::metadata(file.path())?.len();
        let mut sent = self.request_text(&act, &[]);
        let _ = write!(
            sent,
            "content-type: multipart/form-data\n\n(file: {}、{}、{length}バイト。内容は別の証跡)",
            file.name, file.charset
        );
        let request = || {
            let source = std::fs::File::open(file.path())?;
            let part = multipart::Part::stream_with_length(Body::wrap_stream(chunks(source)), length)
                .file_name(file.name.clone())
                .mime_str("text/csv")
                .map_err(|error| unreachable_at(self.base(), &error))?;
            Ok(self
                .request(&Method::POST, path, &[])
                .timeout(self.request_timeout + Duration::from_secs(length / SLOWEST_UPLOAD))
                .multipart(multipart::Form::new().part("file", part)))
        };
        let _place = self.limits.place().await;
        let response = self.send(&act, request).await?;
        self.text_reply(act, sent, response).await
    }

    /// Receives a file, streaming it to disk; a reply without success comes back as text.
    pub(crate) async fn download(
        &self,
        path: &str,
        charset: Charset,
        screen: &'static str,
    ) -> Result<Result<ReceivedFile, Reply>, TerminalError> {
        let act = format!("GET {path}");
        let sent = self.request_text(&act, &[]);
        let mut response = self.send(&act, || Ok(self.request(&Method::GET, path, &[]))).await?;
        if !response.status().is_success() {
            return self.text_reply(act, sent, response).await.map(Err);
        }
        let mut file = tempfile::NamedTempFile::new()?;
        let mut length = 0;
        while let Some(chunk) = response.chunk().await.map_err(|error| unreachable_at(self.base(), &error))? {
            file.write_all(&chunk)?;
            length += chunk.len();
        }
        file.flush()?;
        file.rewind()?;
        let status = response.status().as_u16();
        let text =
            format!("{sent}\n\n--- 応答 ---\nHTTP {status}\n\n(ファイル {length}バイト。内容は別の証跡)\n");
        self.recorder.capture_text(self.kind, &format!("{act} → {status}"), &text)?;
        let path = file.into_temp_path();
        let received = ReceivedFile { charset, path: Arc::new(path), screen };
        self.learn_initial_passwords(&received);
        let mut copy =
            self.recorder.capture_stream(CaptureKind::Download, &format!("受信ファイル({screen})"), "csv")?;
        copy_as_text(&received.path, charset, &mut copy)?;
        copy.finish()?;
        Ok(Ok(received))
    }

    /// Initial passwords in a result file are secrets from before it is recorded. A file
    /// that cannot be read is recorded as it is: whoever takes it in says why it is wrong.
    fn learn_initial_passwords(&self, file: &ReceivedFile) {
        let Ok(rows) = file.rows() else { return };
        for row in rows {
            match row.as_ref().map(|row| row.get("初期パスワード")) {
                Ok(Some(password)) => self.recorder.folder().masker().add_secret(password),
                _ => return,
            }
        }
    }

    fn request_text(&self, act: &str, query: &[(&str, &str)]) -> String {
        let mut text = act.to_owned();
        for (place, (name, value)) in query.iter().enumerate() {
            let _ = write!(text, "{}{name}={value}", if place == 0 { '?' } else { '&' });
        }
        text.push('\n');
        if self.tells_address {
            let _ = writeln!(text, "接続先: {}", self.base());
        }
        if let Some(certificate) = &self.certificate {
            let _ = writeln!(text, "{}: {certificate}", header::TERMINAL_CERTIFICATE);
        }
        if self.cookies.is_some() {
            text.push_str("cookie: «伏字»\n");
        }
        if self.token.is_some() {
            text.push_str("authorization: Bearer «伏字»\n");
        }
        text
    }

    async fn text_reply(
        &self,
        act: String,
        sent: String,
        response: Response,
    ) -> Result<Reply, TerminalError> {
        let status = response.status().as_u16();
        let content_type = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let body = response.text().await.map_err(|error| unreachable_at(self.base(), &error))?;
        for secret in secrets(&body) {
            self.recorder.folder().masker().add_secret(&secret);
        }
        let text = format!("{sent}\n\n--- 応答 ---\nHTTP {status}\ncontent-type: {content_type}\n\n{body}\n");
        self.recorder.capture_text(self.kind, &format!("{act} → {status}"), &text)?;
        if status >= 500 {
            return Err(TerminalError::ServerError { act, status });
        }
        Ok(Reply { status, act, body })
    }
}

/// Secrets in a reply that must be known to the masker before the reply is recorded.
fn secrets(body: &str) -> Vec<String> {
    if !body.contains("\"token\"") && !body.contains("\"initial_password\"") {
        return Vec::new();
    }
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    ["token", "initial_password"]
        .into_iter()
        .filter_map(|name| body.get(name)?.as_str().map(str::to_owned))
        .collect()
}

/// A client for whatever else speaks HTTP to the harness.
pub(in crate::terminal) fn plain_client(request_timeout: Duration) -> reqwest::Result<Client> {
    builder(request_timeout).build()
}

fn builder(request_timeout: Duration) -> reqwest::ClientBuilder {
    static PROVIDER: std::sync::Once = std::sync::Once::new();
    PROVIDER.call_once(|| {
        // An error says that there is one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder().timeout(request_timeout).no_proxy()
}

/// A file in pieces. Each is read when it is wanted, in the thread of the lane: to hand so
/// little to another thread takes longer than to read it.
fn chunks(mut file: std::fs::File) -> impl futures::Stream<Item = std::io::Result<Vec<u8>>> {
    futures::stream::iter(std::iter::from_fn(move || {
        let mut chunk = Vec::new();
        match (&mut file).take(UPLOAD_CHUNK).read_to_end(&mut chunk) {
            Ok(0) => None,
            Ok(_) => Some(Ok(chunk)),
            Err(error) => Some(Err(error)),
        }
    }))
}

fn address(url: &str) -> Result<Arc<Url>, TerminalError> {
    Url::parse(url)
        .map(Arc::new)
        .map_err(|error| TerminalError::Unreachable { url: url.to_owned(), cause: error.to_string() })
}

/// Tells the whole chain of causes; the first link alone says only "error sending request".
fn unreachable_at(url: &str, error: &reqwest::Error) -> TerminalError {
    let mut causes = Vec::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    let cause = causes.pop().unwrap_or_else(|| error.to_string());
    TerminalError::Unreachable { url: url.to_owned(), cause }
}
