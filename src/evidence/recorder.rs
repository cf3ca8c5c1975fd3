//! The hand of one lane that captures: it knows which step the lane is at, masks, writes
//! the file, and lists it in the ledger.
//!
//! It sits inside the adapters of the terminal, so that no step can act without evidence
//! and no step has to remember it. It must not know what is captured.

use super::{EvidenceError, RunFolder, ledger, masking::ByteMasker, safe_name::safe_name};
use crate::model::{Capture, CaptureKind, UnionId, files};
use chrono::DateTime;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    mem,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The scenario id of whatever is captured before the first scenario of a lane.
pub const PREPARATION: &str = "準備";

/// Captures for one lane. Clones are the same recorder.
#[derive(Debug, Clone)]
pub struct Recorder {
    folder: RunFolder,
    union: UnionId,
    lane: Arc<Mutex<Lane>>,
}

/// Where the lane is, and what it captured there.
#[derive(Debug)]
struct Lane {
    place: Place,
    captured: Vec<u64>,
}

/// The step at which a capture begins.
#[derive(Debug, Clone)]
struct Place {
    scenario: String,
    attempt: usize,
    step_line: Option<usize>,
}

impl Recorder {
    pub(super) fn new(folder: RunFolder, union: UnionId) -> Self {
        let place = Place { scenario: PREPARATION.to_owned(), attempt: 1, step_line: None };
        Self { folder, union, lane: Arc::new(Mutex::new(Lane { place, captured: Vec::new() })) }
    }

    /// From now on captures belong to this attempt (from 1) at this scenario.
    pub fn enter_scenario(&self, id: &str, attempt: usize) {
        self.lane().place = Place { scenario: id.to_owned(), attempt, step_line: None };
    }

    /// From now on captures belong to the step in this line of the feature; `None` outside
    /// a step.
    pub fn enter_step(&self, line: Option<usize>) {
        self.lane().place.step_line = line;
    }

    /// The sequence numbers captured since they were last taken.
    #[must_use]
    pub fn take_captures(&self) -> Vec<u64> {
        mem::take(&mut self.lane().captured)
    }

    /// The folder that is written to, for its masker.
    #[must_use]
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// Captures a text and returns its sequence number.
    ///
    /// # Errors
    /// [`EvidenceError`] if it could not be written.
    pub fn capture_text(
        &self,
        kind: CaptureKind,
        title: &str,
        extension: &str,
        text: &str,
    ) -> Result<u64, EvidenceError> {
        let text = self.folder.masker().mask(text);
        self.capture_bytes(kind, title, extension, text.as_bytes())
    }

    /// Captures bytes as they are, and returns their sequence number. Only for pictures:
    /// the caller answers for their holding no individual number.
    ///
    /// # Errors
    /// [`EvidenceError`] if they could not be written.
    pub fn capture_bytes(
        &self,
        kind: CaptureKind,
        title: &str,
        extension: &str,
        bytes: &[u8],
    ) -> Result<u64, EvidenceError> {
        let mut writer = self.capture_stream(kind, title, extension)?;
        writer.write_masked(bytes).map_err(EvidenceError::write(&writer.partial))?;
        writer.finish()
    }

    /// Begins to capture a file of any size, which is masked while it is written. Nothing
    /// is listed before [`CaptureWriter::finish`].
    ///
    /// # Errors
    /// [`EvidenceError`] if the file could not be created.
    pub fn capture_stream(
        &self,
        kind: CaptureKind,
        title: &str,
        extension: &str,
    ) -> Result<CaptureWriter, EvidenceError> {
        let masker = self.folder.masker();
        let mut place = self.lane().place.clone();
        place.scenario = masker.mask(&place.scenario).into_owned();
        let folder =
            format!("{}/{}/{}-{}", files::CAPTURES, self.union, safe_name(&place.scenario), place.attempt);
        let absolute = self.folder.path().join(&folder);
        let partial = absolute.join(format!(".{}.partial", self.folder.begin_capture()));
        let file = create(&partial).map_err(EvidenceError::write(&partial))?;
        Ok(CaptureWriter {
            recorder: self.clone(),
            place,
            kind,
            title: masker.mask(title).into_owned(),
            name: format!("{}.{}", file_word(kind), safe_name(&masker.mask(extension))),
            folder,
            partial,
            file: BufWriter::new(file),
            digest: Sha256::new(),
            masker: ByteMasker::new(masker.clone()),
            finished: false,
        })
    }

    fn lane(&self) -> MutexGuard<'_, Lane> {
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Creates the file, and its folder if it is the first there.
fn create(path: &PathBuf) -> io::Result<File> {
    match (File::create(path), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            File::create(path)
        }
        (created, _) => created,
    }
}

/// A capture that is being written; see [`Recorder::capture_stream`]. Dropped without
/// being finished, it leaves nothing behind.
#[derive(Debug)]
pub struct CaptureWriter {
    recorder: Recorder,
    place: Place,
    kind: CaptureKind,
    title: String,
    /// What follows the sequence number in the name of the file.
    name: String,
    folder: String,
    partial: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
    masker: ByteMasker,
    finished: bool,
}

impl CaptureWriter {
    /// Lists the capture, and returns its sequence number.
    ///
    /// # Errors
    /// [`EvidenceError`] if it could not be written.
    pub fn finish(mut self) -> Result<u64, EvidenceError> {
        let rest = self.masker.finish();
        self.write_masked(&rest)
            .and_then(|()| self.file.flush())
            .map_err(EvidenceError::write(&self.partial))?;
        let root = self.recorder.folder.path();
        let capture = Capture {
            // Sequence, time, file and previous hash are the ledger's to fill in.
            sequence: 0,
            at: DateTime::UNIX_EPOCH.fixed_offset(),
            file: String::new(),
            previous: String::new(),
            union: self.recorder.union,
            scenario: self.place.scenario.clone(),
            attempt: self.place.attempt,
            step_line: self.place.step_line,
            kind: self.kind,
            title: self.title.clone(),
            sha256: ledger::hex(&mem::take(&mut self.digest).finalize()),
        };
        let sequence = self.recorder.folder.ledger().append(capture, |sequence| {
            let file = format!("{}/{sequence:06}-{}", self.folder, self.name);
            let absolute = root.join(&file);
            fs::rename(&self.partial, &absolute).map_err(EvidenceError::write(absolute))?;
            Ok(file)
        })?;
        self.finished = true;
        self.recorder.lane().captured.push(sequence);
        Ok(sequence)
    }

    fn write_masked(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.file.write_all(bytes)
    }
}

impl Write for CaptureWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let ready = self.masker.push(bytes);
        self.write_masked(&ready)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for CaptureWriter {
    fn drop(&mut self) {
        if !self.finished {
            // Nobody is left to be told; a file that stays is reported as unlisted.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// The word for the kind in the name of a file, as in the ledger.
fn file_word(kind: CaptureKind) -> &'static str {
    match kind {
        CaptureKind::Exchange => "exchange",
        CaptureKind::Control => "control",
        CaptureKind::Upload => "upload",
        CaptureKind::Download => "download",
        CaptureKind::Screenshot => "screenshot",
        CaptureKind::Difference => "difference",
    }
}

#[cfg(test)]
mod tests;
