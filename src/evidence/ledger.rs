//! The ledger: one line per capture, each holding the hash of the line before, written as
//! the run goes, so that a killed run leaves a ledger that verifies.
//!
//! What it proves: no listed capture and no line was changed, removed or put in between
//! afterwards. Lines cut off the end cannot be told from a run that ended there; whoever
//! must exclude that keeps the head of the ledger somewhere else, as the manifest does. It must
//! not know how it is verified: that is [`mod@super::verify`].

use super::{Clock, EvidenceError};
use crate::model::{ByteSpan, Capture, files};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// What stands in the place of the hash of the line before the first.
pub(super) const NO_LINE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The ledger of a run, shared by its lanes.
pub(super) struct Ledger {
    path: PathBuf,
    clock: Clock,
    end: Mutex<End>,
}

/// Where the next line goes.
struct End {
    file: File,
    length: u64,
    sequence: u64,
    previous: String,
}

impl Ledger {
    /// An empty ledger in a folder that has none.
    pub(super) fn create(folder: &Path, clock: Clock) -> Result<Self, EvidenceError> {
        let path = folder.join(files::LEDGER);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(EvidenceError::write(&path))?;
        lock(&file, folder)?;
        let end = Mutex::new(End { file, length: 0, sequence: 0, previous: NO_LINE.to_owned() });
        Ok(Self { path, clock, end })
    }

    /// The ledger of a run that goes on. `file` is open at its end, and locked.
    pub(super) fn taken_up(
        folder: &Path,
        clock: Clock,
        file: File,
        length: u64,
        sequence: u64,
        previous: String,
    ) -> Self {
        let end = Mutex::new(End { file, length, sequence, previous });
        Self { path: folder.join(files::LEDGER), clock, end }
    }

    /// How many captures it lists, and the hash of the last line.
    pub(super) fn head(&self) -> (usize, String) {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        (usize::try_from(end.sequence).unwrap_or(usize::MAX), end.previous.clone())
    }

    /// Lists a capture: gives it its sequence number, its time and the hash of the line
    /// before, lets `place` put it where its number says and fill in where that is, and
    /// writes the line. Its texts are masked already: the line as a whole must not be, since
    /// one hash in forty holds a run of twelve digits.
    pub(super) fn append(
        &self,
        mut capture: Capture,
        place: impl FnOnce(&mut Capture) -> Result<(), EvidenceError>,
    ) -> Result<u64, EvidenceError> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        capture.sequence = end.sequence + 1;
        capture.at = (self.clock)();
        place(&mut capture)?;
        capture.previous.clone_from(&end.previous);
        let line = serde_json::to_string(&capture).map_err(EvidenceError::serialize(&self.path))?;
        if let Err(source) = end.file.write_all(format!("{line}\n").as_bytes()) {
            // Half a line would make the next one unreadable; the run still ends with
            // this error, whether or not the half line could be taken back.
            let _ = end.file.set_len(end.length);
            return Err(EvidenceError::Write { file: self.path.clone(), source });
        }
        end.length += line.len() as u64 + 1;
        end.sequence = capture.sequence;
        end.previous = sha256(line.as_bytes());
        Ok(end.sequence)
    }
}

/// Refuses a run that is still going on.
///
/// # Errors
/// [`EvidenceError::InUse`]; or the ledger cannot be read.
pub fn not_in_use(folder: &Path) -> Result<(), EvidenceError> {
    let path = folder.join(files::LEDGER);
    let file = File::open(&path).map_err(EvidenceError::read(&path))?;
    lock(&file, folder)
}

/// Takes a ledger for this process, as long as it has it open. A file system that knows no
/// locks is none the worse.
pub(super) fn lock(ledger: &File, folder: &Path) -> Result<(), EvidenceError> {
    match ledger.try_lock() {
        Err(TryLockError::WouldBlock) => Err(EvidenceError::InUse { folder: folder.to_owned() }),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The capture with a sequence number; `None` if it is not listed, or the ledger cannot be
/// read. For showing a failure, so what cannot be found is left out rather than reported.
#[must_use]
pub fn find(run_folder: &Path, sequence: u64) -> Option<Capture> {
    let text = fs::read_to_string(run_folder.join(files::LEDGER)).ok()?;
    let line = text.lines().nth(usize::try_from(sequence).ok()?.checked_sub(1)?)?;
    serde_json::from_str(line).ok()
}

/// The text of a capture, at most so many bytes of it; empty if it cannot be read.
#[must_use]
pub fn beginning(run_folder: &Path, capture: &Capture, bytes: u64) -> String {
    let mut text = Vec::new();
    match open(run_folder, capture).and_then(|file| file.take(bytes).read_to_end(&mut text)) {
        Ok(_) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => String::new(),
    }
}

/// A capture, to be read. A path that leads out of the run folder counts as not there.
fn open(run_folder: &Path, capture: &Capture) -> io::Result<impl Read + use<>> {
    if !Path::new(&capture.file).components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut file = File::open(run_folder.join(&capture.file))?;
    let span = capture.span.unwrap_or(ByteSpan { offset: 0, length: u64::MAX });
    file.seek(SeekFrom::Start(span.offset))?;
    Ok(file.take(span.length))
}
