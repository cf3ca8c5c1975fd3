//! The manifest: written when a run is over, so that also what is no capture cannot be
//! changed unnoticed, nor lines cut off the end of the ledger.
//!
//! What is made or decided after the run has its way in by [`renew`], and by nothing else. It
//! must not know what the files hold.

use super::{
    EvidenceError, RunFolder,
    ledger::sha256,
    store::below,
    stream,
    verify::{is_of_review, is_under_way},
};
use crate::model::{Manifest, ManifestFile, files};
use chrono::{DateTime, FixedOffset};
use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// Whether a file is part of the report.
#[must_use]
pub fn is_of_report(name: &str) -> bool {
    name.split_once('/').is_some_and(|(folder, _)| folder == files::REPORT)
}

/// Writes the manifest of a run that is over.
///
/// # Errors
/// [`EvidenceError`] if a file cannot be read, or the manifest not be written.
pub fn write(folder: &RunFolder, now: DateTime<FixedOffset>) -> Result<(), EvidenceError> {
    let (captures, head) = folder.ledger().head();
    write_anew(folder.path(), captures, head, now)
}

/// Writes the manifest of a folder whose ledger ends like this.
pub(super) fn write_anew(
    run: &Path,
    captures: usize,
    head: String,
    now: DateTime<FixedOffset>,
) -> Result<(), EvidenceError> {
    let files = listed(run, |name| !is_of_review(name))?;
    put(run, &Manifest { written_at: now, captures, head, files }).map(|_| ())
}

/// Takes the files of which `which` is true into the manifest as they are now, and leaves all
/// others as they were. A run without a manifest has none to renew.
///
/// # Errors
/// [`EvidenceError`] if the run is sealed, or a file cannot be read or written.
pub fn renew(run: &Path, which: fn(&str) -> bool, now: DateTime<FixedOffset>) -> Result<(), EvidenceError> {
    refuse_sealed(run)?;
    let path = run.join(files::MANIFEST);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(EvidenceError::read(path)(error)),
    };
    let mut manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| EvidenceError::read(&path)(error.into()))?;
    manifest.files.retain(|file| !which(&file.path));
    manifest.files.extend(listed(run, which)?);
    manifest.files.sort_by(|one, other| one.path.cmp(&other.path));
    manifest.written_at = now;
    put(run, &manifest).map(|_| ())
}

/// The run goes on: its manifest is no longer the last word.
pub(super) fn withdraw(run: &Path) -> Result<(), EvidenceError> {
    let path = run.join(files::MANIFEST);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(EvidenceError::write(path)(error)),
        _ => Ok(()),
    }
}

/// Refuses a folder that is sealed.
///
/// # Errors
/// [`EvidenceError::Sealed`].
pub fn refuse_sealed(run: &Path) -> Result<(), EvidenceError> {
    match run.join(files::SEAL).exists() {
        true => Err(EvidenceError::Sealed { folder: run.to_owned() }),
        false => Ok(()),
    }
}

/// The files that are no captures, and of which `which` is true.
fn listed(run: &Path, which: impl Fn(&str) -> bool) -> Result<Vec<ManifestFile>, EvidenceError> {
    let captures = format!("{}/", files::CAPTURES);
    let no_file_of_its_own = |name: &str| {
        matches!(name, files::LEDGER | files::MANIFEST | files::SEAL) || name.starts_with(&captures)
    };
    let mut found = Vec::new();
    for name in below(run).map_err(EvidenceError::read(run))?.into_keys() {
        if no_file_of_its_own(&name) || is_under_way(&name, u64::MAX) || !which(&name) {
            continue;
        }
        let path = run.join(&name);
        let hashed = File::open(&path).and_then(stream::hash).map_err(EvidenceError::read(path))?;
        found.push(ManifestFile { path: name, bytes: hashed.length, sha256: hashed.sha256 });
    }
    Ok(found)
}

/// Writes a record that is there as a whole or not at all, and returns its hash.
pub(super) fn put_record(
    run: &Path,
    name: &str,
    record: &impl serde::Serialize,
) -> Result<String, EvidenceError> {
    let path = run.join(name);
    let partial = run.join(format!("{name}.partial"));
    let mut text = serde_json::to_string_pretty(record).map_err(EvidenceError::serialize(&path))?;
    text.push('\n');
    fs::write(&partial, &text)
        .and_then(|()| fs::rename(&partial, &path))
        .map_err(EvidenceError::write(path))?;
    Ok(sha256(text.as_bytes()))
}

fn put(run: &Path, manifest: &Manifest) -> Result<String, EvidenceError> {
    put_record(run, files::MANIFEST, manifest)
}
