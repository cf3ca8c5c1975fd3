//! The folder of one run, and what its lanes share: the masker, the ledger and the clock.
//!
//! The names inside the folder are those of [`crate::model::files`]. It must not know
//! where run folders lie or how they are named.

use super::{EvidenceError, Masker, Recorder, console_log::ConsoleLog, ledger::Ledger};
use crate::model::{UnionId, files};
use chrono::{DateTime, FixedOffset};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Tells the wall-clock time.
pub type Clock = Arc<dyn Fn() -> DateTime<FixedOffset> + Send + Sync>;

/// The folder of a run. Clones are the same folder.
#[derive(Clone)]
pub struct RunFolder {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    masker: Masker,
    ledger: Ledger,
    console: ConsoleLog,
    /// Number of captures begun, for the names of unfinished files.
    begun: AtomicU64,
}

impl RunFolder {
    /// Creates the folder, where needed with those above it, and an empty ledger.
    ///
    /// # Errors
    /// [`EvidenceError::AlreadyUsed`] if it holds the evidence of a run already;
    /// [`EvidenceError::Write`] if it cannot be written.
    pub fn create(path: impl Into<PathBuf>, clock: Clock) -> Result<Self, EvidenceError> {
        let path = path.into();
        if [files::HEADER, files::EVENTS, files::LEDGER, files::RESULT]
            .iter()
            .any(|file| path.join(file).exists())
        {
            return Err(EvidenceError::AlreadyUsed { folder: path });
        }
        let captures = path.join(files::CAPTURES);
        fs::create_dir_all(&captures).map_err(EvidenceError::write(captures))?;
        let ledger = Ledger::create(&path, clock)?;
        Self::of(path, ledger)
    }

    /// The folder of a run that goes on, with its ledger at its end.
    pub(super) fn taken_up(
        path: &Path,
        clock: Clock,
        ledger: std::fs::File,
        length: u64,
        sequence: u64,
        previous: String,
    ) -> Result<Self, EvidenceError> {
        let ledger = Ledger::taken_up(path, clock, ledger, length, sequence, previous);
        Self::of(path.to_owned(), ledger)
    }

    fn of(path: PathBuf, ledger: Ledger) -> Result<Self, EvidenceError> {
        let console = ConsoleLog::open(&path)?;
        let shared = Shared { path, masker: Masker::new(), ledger, console, begun: AtomicU64::new(0) };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// The masker of the run; a secret added to it is masked in all lanes.
    #[must_use]
    pub fn masker(&self) -> &Masker {
        &self.shared.masker
    }

    /// The recorder of one lane. Where several share the scenarios of a union, each is a part
    /// of it, from 1.
    #[must_use]
    pub fn recorder(&self, union: UnionId, part: usize) -> Recorder {
        Recorder::new(self.clone(), union, part)
    }

    /// Keeps what the console is about to say, and returns it masked.
    ///
    /// # Errors
    /// [`EvidenceError`] if it could not be written.
    pub fn keep_said(&self, text: &str) -> Result<String, EvidenceError> {
        let masked = self.shared.masker.mask(text).into_owned();
        self.shared.console.append(&masked)?;
        Ok(masked)
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }

    /// A number that no other unfinished capture of this run has.
    pub(super) fn begin_capture(&self) -> u64 {
        self.shared.begun.fetch_add(1, Ordering::Relaxed)
    }
}

impl fmt::Debug for RunFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RunFolder").field(&self.shared.path).finish()
    }
}
