//! What the console said, in the run folder: line by line as it was said, and masked.
//!
//! It must not know who speaks.

use super::EvidenceError;
use crate::model::files;
use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The log of one run, shared by its lanes.
pub(super) struct ConsoleLog {
    path: PathBuf,
    file: Mutex<File>,
}

impl ConsoleLog {
    /// The log of a folder; a run that goes on goes on with it.
    pub(super) fn open(folder: &Path) -> Result<Self, EvidenceError> {
        let path = folder.join(files::CONSOLE);
        let file =
            OpenOptions::new().append(true).create(true).open(&path).map_err(EvidenceError::write(&path))?;
        Ok(Self { path, file: Mutex::new(file) })
    }

    /// Adds a masked text and a line end.
    pub(super) fn append(&self, masked: &str) -> Result<(), EvidenceError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(format!("{masked}\n").as_bytes()).map_err(EvidenceError::write(&self.path))
    }
}
