//! Files through the screens: an upload is handed to the API while it arrives, a download
//! while it leaves; neither is ever held as a whole. Must not know what is in a file.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{Multipart, multipart::Field},
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use futures::stream;
use rand::RngExt;
use sogo_unyo_test::wire::{path, problem};
use tokio::sync::mpsc;

use super::{
    Screens,
    acts::{self, Sent},
    client::Refusal,
    pages::fill,
    visit::{Visit, encode},
};

/// Chunks on their way; what the browser sends beyond waits in its socket.
const ON_THE_WAY: usize = 4;
/// How much of a refused file is read and thrown away, so that the browser, which does not
/// listen while it sends, gets to see the refusal.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;

/// Takes a file. The form's token and the kind stand before the file; nothing is done
/// before they have been checked.
pub(super) async fn upload(screens: Arc<Screens>, visit: Visit, mut multipart: Multipart) -> Response {
    let mut sent = Sent::new();
    loop {
        let field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) | Err(_) => return acts::not_from_here(&visit),
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            match short_text(field).await {
                Some(text) => sent.push((name, text)),
                None => return acts::not_from_here(&visit),
            }
            continue;
        }
        let of = |name: &str| sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        if !of("csrf").is_some_and(|token| visit.owns(&screens.secret, &token)) {
            return acts::not_from_here(&visit);
        }
        let form = of("kind").and_then(|kind| acts::upload_form(&kind));
        let path = fill(path::UPLOAD, of);
        let (Some(form), Some(path)) = (form, path) else {
            let refusal =
                Refusal::own(StatusCode::NOT_FOUND, problem::NOT_FOUND, "このファイルの種類はありません");
            return super::show::nobody(&screens, &visit, &refusal);
        };
        let outcome = hand_on(&screens, &visit, &path, field).await;
        return acts::answer(&screens, form, &visit, &sent, outcome);
    }
}

/// Fields before the file are short.
async fn short_text(mut field: Field<'_>) -> Option<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.ok()? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > 1024 {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}

async fn hand_on(
    screens: &Screens,
    visit: &Visit,
    path: &str,
    mut field: Field<'_>,
) -> Result<serde_json::Value, Refusal> {
    let boundary = format!("sogo-{:032x}", rand::rng().random::<u128>());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        quoted(field.file_name().unwrap_or_default())
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(ON_THE_WAY);
    let arriving = stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    let pump = async move {
        let mut listened_to = sender.send(Ok(Bytes::from(head))).await.is_ok();
        let mut drained = 0;
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) if listened_to => listened_to = sender.send(Ok(chunk)).await.is_ok(),
                Ok(Some(chunk)) => {
                    drained += chunk.len();
                    if drained > DRAINED_BYTES {
                        return;
                    }
                }
                Ok(None) => break,
                // The browser broke off: the API must not take the rest for the whole.
                Err(_) => {
                    let broken = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
                    let _gone = sender.send(Err(broken)).await;
                    return;
                }
            }
        }
        let _gone = sender.send(Ok(Bytes::from(tail))).await;
    };
    let request = screens.client.send_body(visit, path, &content_type, Body::from_stream(arriving));
    tokio::join!(request, pump).0
}

/// As browsers write a file name.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A file of the API as it comes, or a page that says why not.
pub(super) async fn download(
    screens: Arc<Screens>,
    visit: Visit,
    api: &'static str,
    given: Vec<(String, String)>,
) -> Response {
    let value_of = |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let Some(path) = fill(api, value_of) else {
        return Method::GET.as_str().to_owned().into_response();
    };
    // Whatever does not stand in the path says what is to be in the file.
    let asked = given.iter().filter(|(name, _)| !api.contains(&format!("{{{name}}}")));
    let query: Vec<_> = asked.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let path = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
    match screens.client.file(&visit, &path).await {
        Ok(file) => file,
        Err(refusal) => super::show::nobody(&screens, &visit, &refusal),
    }
}
