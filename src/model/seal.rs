//! What vouches for a run folder as a whole: the manifest, the seal upon it, and what the
//! search for leaks found.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// Written when a run is over: everything in its folder that the ledger does not list, and
/// where the ledger ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Wall-clock time.
    pub written_at: DateTime<FixedOffset>,
    /// Captures in the ledger.
    pub captures: usize,
    /// SHA-256 of the last line of the ledger: stands for all captures.
    pub head: String,
    /// The files, by path.
    pub files: Vec<ManifestFile>,
}

/// A file of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Path relative to the run folder, with `/`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of it, lower-case hex.
    pub sha256: String,
}

/// Says that nothing of a run folder may change any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// SHA-256 of the manifest, lower-case hex.
    pub manifest_sha256: String,
    /// Wall-clock time.
    pub sealed_at: DateTime<FixedOffset>,
    /// By whom, if somebody signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SealSignature>,
}

impl Seal {
    /// What is signed: the manifest, and the time.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!("sogo-seal-1\n{}\n{}\n", self.manifest_sha256, self.sealed_at.to_rfc3339())
    }
}

/// An Ed25519 signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealSignature {
    /// The public key, lower-case hex.
    pub public_key: String,
    /// The signature of [`Seal::signed_text`], lower-case hex.
    pub value: String,
}

/// Something in the run folder that should not have got there. It says where, not what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Leak {
    /// The file, relative to the run folder, with `/`; what is in a zip after `!`. Masked.
    pub file: String,
    /// Byte at which it begins, from 0; `None` if it is in the name of the file.
    pub offset: Option<u64>,
    /// What it is, in Japanese.
    pub what: String,
    /// In which writing, from the outside in, for example 「Base64」「UTF-16LE」.
    pub writing: String,
}
