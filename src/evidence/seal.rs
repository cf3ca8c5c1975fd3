//! The seal: nothing of a run folder may change any more, and whoever has the key can say
//! that it was they who said so.
//!
//! It must not know what is in the folder beyond its manifest.

use super::{
    EvidenceError, ledger,
    manifest::{self, put_record, refuse_sealed},
    stream,
    verify::{Verified, is_of_review, verify},
};
use crate::model::{Seal, SealSignature, files};
use chrono::{DateTime, FixedOffset};
use ed25519_dalek::{
    Signature, Signer as _, SigningKey, VerifyingKey,
    pkcs8::{
        DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
        spki::der::pem::LineEnding,
    },
};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// A key by which a seal is to be signed.
pub(super) type PublicKey = VerifyingKey;

/// Seals a run folder: what reviewers decided comes into the manifest, and the manifest is
/// what is sealed.
///
/// # Errors
/// [`EvidenceError`] if the run is not over, sealed already, or not as it was written.
pub fn seal(run: &Path, key: Option<&Path>, now: DateTime<FixedOffset>) -> Result<Seal, EvidenceError> {
    refuse_sealed(run)?;
    let key = key.map(private_key).transpose()?;
    ledger::not_in_use(run)?;
    if !run.join(files::RESULT).exists() {
        return Err(EvidenceError::Unfinished { folder: run.to_owned() });
    }
    let found = sound(run)?;
    if !found.has_manifest {
        // Killed before it was written, or of an earlier version.
        manifest::write_anew(run, found.captures, found.head, now)?;
    }
    manifest::renew(run, is_of_review, now)?;
    sound(run)?;
    let path = run.join(files::MANIFEST);
    let hashed = File::open(&path).and_then(stream::hash).map_err(EvidenceError::read(path))?;
    let mut seal = Seal { manifest_sha256: hashed.sha256, sealed_at: now, signature: None };
    seal.signature = key.map(|key| SealSignature {
        public_key: ledger::hex(key.verifying_key().as_bytes()),
        value: ledger::hex(&key.sign(seal.signed_text().as_bytes()).to_bytes()),
    });
    put_record(run, files::SEAL, &seal)?;
    Ok(seal)
}

/// Refuses evidence that is not as it was written.
pub(super) fn sound(run: &Path) -> Result<Verified, EvidenceError> {
    let found = verify(run, None)?;
    match found.faults.first() {
        None => Ok(found),
        Some(first) => Err(EvidenceError::Unsound {
            folder: run.to_owned(),
            count: found.faults.len(),
            first: first.to_string(),
        }),
    }
}

/// Whether a seal holds: what there is to say of it, or why it does not.
pub(super) fn check(
    seal: &Seal,
    manifest_sha256: Option<&str>,
    key: Option<&PublicKey>,
) -> Result<Option<String>, String> {
    if manifest_sha256 != Some(seal.manifest_sha256.as_str()) {
        return Err("目録 manifest.json が、封印したときのものではありません".to_owned());
    }
    let Some(signature) = &seal.signature else {
        return match key {
            Some(_) => Err("封印に署名がありません".to_owned()),
            None => Ok(None),
        };
    };
    let bad = || "封印の署名が正しくありません".to_owned();
    let signer = bytes(&signature.public_key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signer = signer.ok_or_else(bad)?;
    if key.is_some_and(|key| *key != signer) {
        return Err("封印は、指定された公開鍵とは別の鍵で署名されています".to_owned());
    }
    let value = bytes(&signature.value).map(|bytes| Signature::from_bytes(&bytes)).ok_or_else(bad)?;
    signer.verify_strict(seal.signed_text().as_bytes(), &value).map_err(|_| bad())?;
    Ok(key.is_none().then(|| {
        format!(
            "封印の署名は有効です(公開鍵 {})。だれの鍵かは --public-key で確かめてください",
            signature.public_key
        )
    }))
}

/// Makes a pair of keys: the private one in `file`, the public one beside it with `.pub`.
///
/// # Errors
/// [`EvidenceError`] if a file is there already, or cannot be written.
pub fn generate_key(file: &Path) -> Result<PathBuf, EvidenceError> {
    let key = SigningKey::from_bytes(&rand::random());
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    let unusable =
        |error: &dyn std::fmt::Display| EvidenceError::Key { file: file.to_owned(), why: error.to_string() };
    let private_text = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| unusable(&error))?;
    let public_text =
        key.verifying_key().to_public_key_pem(LineEnding::LF).map_err(|error| unusable(&error))?;
    create(file, private_text.as_bytes(), true)?;
    create(&public, public_text.as_bytes(), false)?;
    Ok(public)
}

fn create(path: &Path, content: &[u8], is_private: bool) -> Result<(), EvidenceError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if is_private { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = is_private;
    match options.open(path).and_then(|mut file| file.write_all(content)) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(EvidenceError::Exists { file: path.to_owned() })
        }
        written => written.map_err(EvidenceError::write(path)),
    }
}

fn private_key(file: &Path) -> Result<SigningKey, EvidenceError> {
    let text = fs::read_to_string(file).map_err(EvidenceError::read(file))?;
    SigningKey::from_pkcs8_pem(&text)
        .map_err(|error| EvidenceError::Key { file: file.to_owned(), why: error.to_string() })
}

/// Reads a public key (PEM).
pub(super) fn public_key(file: &Path) -> Result<PublicKey, EvidenceError> {
    let text = fs::read_to_string(file).map_err(EvidenceError::read(file))?;
    VerifyingKey::from_public_key_pem(&text)
        .map_err(|error| EvidenceError::Key { file: file.to_owned(), why: error.to_string() })
}

/// So many bytes in hex.
fn bytes<const COUNT: usize>(hex: &str) -> Option<[u8; COUNT]> {
    let digits = hex.as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(pair).collect();
    bytes?.try_into().ok()
}
