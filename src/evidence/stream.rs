//! Hashing what is read as a stream.

use super::ledger::hex;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hashed {
    /// How many bytes.
    pub(super) length: u64,
    /// Their SHA-256 in lower-case hex.
    pub(super) sha256: String,
}

/// Reads to the end.
pub(super) fn hash(mut from: impl Read) -> io::Result<Hashed> {
    let mut digest = HashWriter::default();
    let length = io::copy(&mut from, &mut digest)?;
    Ok(Hashed { length, sha256: hex(&digest.0.finalize()) })
}

#[derive(Default)]
struct HashWriter(Sha256);

impl Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
