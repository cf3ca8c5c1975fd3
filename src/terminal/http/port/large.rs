//! Files and requests that are too large to be kept as evidence: made while they are sent,
//! or read once and gone. What is kept says how many bytes there were, their SHA-256, and
//! how to make them again.

use super::{Port, Reply, UPLOAD_CHUNK, unreachable_at};
use crate::{
    media::{Charset, MadeFile, ReceivedFile},
    terminal::TerminalError,
};
use reqwest::{Body, Method, multipart};
use sha2::{Digest as _, Sha256};
use std::{
    fmt::Write as _,
    io::{Read, Seek as _, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What an upload of unknown length may take beyond the time of any request: a file of the
/// size that the contract allows, at the pace that any upload is allowed.
const LONGEST_UPLOAD: Duration = Duration::from_secs(600);

/// Bytes that went by.
#[derive(Debug, Default, Clone)]
struct Passed {
    bytes: u64,
    digest: Sha256,
}

impl Passed {
    fn see(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.digest.update(bytes);
    }

    fn describe(self) -> String {
        let mut text = format!("{}バイト、SHA-256 ", self.bytes);
        for byte in self.digest.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

type Shared = Arc<Mutex<Passed>>;

impl Port {
    /// Sends a file in a multipart body, making it meanwhile.
    pub(crate) async fn upload_made(&self, path: &str, file: &MadeFile) -> Result<Reply, TerminalError> {
        let act = format!("POST {path}");
        let passed = Shared::default();
        let request = || {
            *passed.lock().unwrap_or_else(PoisonError::into_inner) = Passed::default();
            let pieces = pieces(file.maker.open(), Arc::clone(&passed));
            let part = multipart::Part::stream(Body::wrap_stream(pieces))
                .file_name(file.name.clone())
                .mime_str("text/csv")
                .map_err(|error| unreachable_at(self.base(), &error))?;
            Ok(self
                .request(&Method::POST, path, &[])
                .timeout(self.request_timeout + LONGEST_UPLOAD)
                .multipart(multipart::Form::new().part("file", part)))
        };
        let _place = self.limits.place().await;
        let response = self.send(&act, request).await?;
        let passed = passed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut sent = self.request_text(&act, &[]);
        let _ = write!(
            sent,
            "content-type: multipart/form-data\n\n(file: {}、{}、{}。同じ内容の作り方: {})",
            file.name,
            file.charset,
            passed.describe(),
            file.maker.recipe(),
        );
        self.text_reply(act, sent, response).await
    }

    /// Receives a file, streaming it to disk, and keeps its hash; a reply without success
    /// comes back as text.
    pub(crate) async fn download_large(
        &self,
        path: &str,
        charset: Charset,
        screen: &'static str,
    ) -> Result<Result<ReceivedFile, Reply>, TerminalError> {
        let act = format!("GET {path}");
        let sent = self.request_text(&act, &[]);
        let request =
            || Ok(self.request(&Method::GET, path, &[]).timeout(self.request_timeout + LONGEST_UPLOAD));
        let mut response = self.send(&act, request).await?;
        if !response.status().is_success() {
            return self.text_reply(act, sent, response).await.map(Err);
        }
        let mut file = tempfile::NamedTempFile::new()?;
        let mut passed = Passed::default();
        while let Some(chunk) = response.chunk().await.map_err(|error| unreachable_at(self.base(), &error))? {
            file.write_all(&chunk)?;
            passed.see(&chunk);
        }
        file.flush()?;
        file.rewind()?;
        let status = response.status().as_u16();
        let text = format!("{sent}\n\n--- 応答 ---\nHTTP {status}\n\n(ファイル {})\n", passed.describe());
        self.recorder.capture_text(self.kind, &format!("{act} → {status}"), &text)?;
        Ok(Ok(ReceivedFile { charset, path: Arc::new(file.into_temp_path()), screen }))
    }

    /// A request with a large JSON body, of which only the hash is kept.
    pub(crate) async fn call_large(
        &self,
        method: Method,
        path: &str,
        body: String,
        what: &str,
    ) -> Result<Reply, TerminalError> {
        let act = format!("{method} {path}");
        let mut passed = Passed::default();
        passed.see(body.as_bytes());
        let sent = format!("{act}\ncontent-type: application/json\n\n({what}、{})", passed.describe());
        let request = || {
            let request = self.request(&method, path, &[]).timeout(self.request_timeout + LONGEST_UPLOAD);
            Ok(request.header("content-type", "application/json").body(body.clone()))
        };
        let response = self.send(&act, request).await?;
        self.text_reply(act, sent, response).await
    }
}

/// The bytes of a reader in pieces, each read when it is wanted.
fn pieces(
    mut from: Box<dyn Read + Send>,
    passed: Shared,
) -> impl futures::Stream<Item = std::io::Result<Vec<u8>>> {
    futures::stream::iter(std::iter::from_fn(move || {
        let mut piece = Vec::new();
        match (&mut from).take(UPLOAD_CHUNK).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => {
                passed.lock().unwrap_or_else(PoisonError::into_inner).see(&piece);
                Some(Ok(piece))
            }
            Err(error) => Some(Err(error)),
        }
    }))
}
