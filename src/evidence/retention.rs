//! The run folders that there are, and how one is thrown away.
//!
//! It must not know how long evidence is to be kept.

use super::{EvidenceError, ledger, store::below};
use crate::model::{RunHeader, RunResult, Seal, files};
use serde::de::DeserializeOwned;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// Before the name of a folder that is being thrown away.
const REMOVED: &str = ".removed-";

/// A run folder.
#[derive(Debug, Clone)]
pub struct KeptRun {
    /// Where it lies.
    pub folder: PathBuf,
    /// What was known at its start.
    pub header: RunHeader,
    /// What was known at its end; `None` if it did not come to it.
    pub result: Option<RunResult>,
    /// Its seal.
    pub seal: Option<Seal>,
    /// Whether a process has it open.
    pub is_in_use: bool,
    /// Length of all of its files.
    pub bytes: u64,
}

/// The run folders in a folder, the oldest first. What is none is left alone.
///
/// # Errors
/// [`EvidenceError`] if the folder cannot be read.
pub fn list(evidence: &Path) -> Result<Vec<KeptRun>, EvidenceError> {
    let mut runs = Vec::new();
    for entry in fs::read_dir(evidence).map_err(EvidenceError::read(evidence))? {
        let entry = entry.map_err(EvidenceError::read(evidence))?;
        let (folder, name) = (entry.path(), entry.file_name());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_removed = name.to_string_lossy().starts_with(REMOVED);
        let Some(header) = record::<RunHeader>(&folder, files::HEADER).filter(|_| is_folder && !is_removed)
        else {
            continue;
        };
        runs.push(KeptRun {
            result: record(&folder, files::RESULT),
            seal: record(&folder, files::SEAL),
            is_in_use: matches!(ledger::not_in_use(&folder), Err(EvidenceError::InUse { .. })),
            bytes: below(&folder).map_err(EvidenceError::read(&folder))?.values().sum(),
            folder,
            header,
        });
    }
    runs.sort_by(|one, other| {
        (one.header.started_at, &one.folder).cmp(&(other.header.started_at, &other.folder))
    });
    Ok(runs)
}

fn record<T: DeserializeOwned>(folder: &Path, name: &str) -> Option<T> {
    serde_json::from_slice(&fs::read(folder.join(name)).ok()?).ok()
}

/// Throws a run folder away, whole: nobody meets half of one.
///
/// # Errors
/// [`EvidenceError`] if it is in use, or cannot be removed.
pub fn remove(run: &Path) -> Result<(), EvidenceError> {
    let path = run.join(files::LEDGER);
    // Held until it is gone, so that nobody takes it up meanwhile.
    let held = File::open(&path).map_err(EvidenceError::read(&path))?;
    ledger::lock(&held, run)?;
    let name = run.file_name().unwrap_or_default().to_string_lossy();
    let removed = run.with_file_name(format!("{REMOVED}{name}"));
    fs::rename(run, &removed).and_then(|()| fs::remove_dir_all(&removed)).map_err(EvidenceError::write(run))
}
