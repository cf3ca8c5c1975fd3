//! The arrival of an uploaded file, up to its receipt. Must not know what becomes of it.

use axum::extract::Multipart;
use rand::RngExt;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use sogo_unyo_test::wire::problem;

use super::{identity_of_caller::Caller, problem::Problem};
use crate::refserver::{
    domain::{file_kinds::FileKind, states::JobState},
    jobs::{self, Job, JobError},
    server::Server,
    store::{
        StoreError, bulk_inquiries, files,
        receipts::{self, Receipt},
    },
};

/// A file that is not yet under a receipt; it vanishes if it never gets there.
pub(super) struct Received<'a> {
    server: &'a Server,
    /// Its name in the store.
    file: String,
    /// Pieces in the store; what came after them is in `rest`.
    pieces: u32,
    rest: Vec<u8>,
    file_name: String,
    sha256: Vec<u8>,
}

impl<'a> Received<'a> {
    fn new(server: &'a Server, file_name: String) -> Self {
        let file = files::arriving(rand::rng().random());
        Self { server, file, pieces: 0, rest: Vec::new(), file_name, sha256: Vec::new() }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.rest.extend_from_slice(bytes);
        if self.rest.len() >= files::PIECE {
            self.server
                .store
                .write(|connection| files::append(connection, &self.file, self.pieces, &self.rest))?;
            self.pieces += 1;
            self.rest.clear();
        }
        Ok(())
    }

    /// From now on it is the upload of a receipt.
    fn keep(mut self, connection: &Connection, receipt_number: &str) -> Result<(), StoreError> {
        files::append(connection, &self.file, self.pieces, &self.rest)?;
        files::rename(connection, &self.file, &files::upload(receipt_number))?;
        self.pieces = 0;
        Ok(())
    }
}

impl Drop for Received<'_> {
    fn drop(&mut self) {
        if self.pieces > 0 {
            // What cannot be removed now is removed when the server starts again.
            let _removed = self.server.store.write(|connection| files::remove(connection, &self.file));
        }
    }
}

/// Takes the file of a multipart body in, piece by piece.
pub(super) async fn receive<'a>(
    server: &'a Server,
    multipart: &mut Multipart,
) -> Result<Received<'a>, Problem> {
    let broken =
        |_| Problem::with_detail(problem::BAD_REQUEST, "multipartの本文が途中で切れているか、読めません");
    let mut received = None;
    while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
        if field.name() != Some("file") || received.is_some() {
            continue;
        }
        let file_name = field.file_name().map(file_name_only).unwrap_or_default();
        if file_name.is_empty() {
            return Err(Problem::invalid("ファイル名のあるパートfileでファイルを送ってください"));
        }
        let mut this = Received::new(server, file_name);
        let (mut digest, mut size) = (Sha256::new(), 0_u64);
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            size = size.saturating_add(chunk.len() as u64);
            if size > server.settings.max_file_bytes {
                return Err(Problem::with_detail(
                    problem::TOO_LARGE,
                    format!("ファイルは{}バイト以内にしてください", server.settings.max_file_bytes),
                ));
            }
            digest.update(&chunk);
            this.push(&chunk)?;
        }
        this.sha256 = digest.finalize().to_vec();
        received = Some(this);
    }
    received.ok_or_else(|| Problem::invalid("ファイル名のあるパートfileでファイルを送ってください"))
}

/// The last part of a path, without control characters; some terminals send whole paths.
fn file_name_only(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(255).collect()
}

/// Puts a file that has arrived under a receipt of its own.
pub(super) fn keep(
    server: &Server,
    caller: &Caller,
    kind: FileKind,
    received: Received<'_>,
) -> Result<Receipt, Problem> {
    let now = server.clock.now();
    let mut receipt = Receipt {
        sequence: 0,
        number: String::new(),
        prefecture: caller.prefecture().to_owned(),
        kind: kind.name().to_owned(),
        file_name: received.file_name.clone(),
        sha256: received.sha256.clone(),
        state: JobState::Received,
        accepted_at: now,
        completed_at: None,
        counts: None,
        error: None,
    };
    server.store.write(|connection| {
        loop {
            receipt.number = format!("R{}{:06}", now.compact(), rand::rng().random_range(0..1_000_000_u32));
            if receipts::find(connection, &receipt.number)?.is_none() {
                break;
            }
        }
        jobs::files::accept(Job { server, connection, now }, &receipt)?;
        if kind == FileKind::Inquiries {
            bulk_inquiries::set_uploader(connection, &receipt.number, &caller.user.user_id)?;
        }
        Ok::<_, JobError>(received.keep(connection, &receipt.number)?)
    })?;
    Ok(receipt)
}
