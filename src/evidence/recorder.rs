//! The hand of one lane that captures: it knows which step the lane is at, masks, writes
//! the file, and lists it in the ledger.
//!
//! It sits inside the adapters of the terminal, so that no step can act without evidence
//! and no step has to remember it. It must not know what is captured.

use super::{
    ApprovedScreens, EvidenceError, Masker, RunFolder, ScreenState, ledger, masking::ByteMasker,
    safe_name::safe_name, transcript::Transcript,
};
use crate::model::{Capture, CaptureKind, UnionId, files};
use chrono::DateTime;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    mem,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The scenario id of whatever is captured before the first scenario of a lane.
pub const PREPARATION: &str = "準備";

/// Captures for one lane. Clones are the same recorder.
#[derive(Debug, Clone)]
pub struct Recorder {
    folder: RunFolder,
    union: UnionId,
    lane: Arc<Mutex<Lane>>,
    /// With which its screens are compared, if they are.
    approved: Option<Arc<ApprovedScreens>>,
}

/// Where the lane is, and what it captured there.
#[derive(Debug)]
struct Lane {
    place: Place,
    captured: Vec<u64>,
    transcript: Option<Transcript>,
    /// Response times of this attempt since they were last taken.
    responses: Vec<Duration>,
    /// What is wrong with screens of this attempt.
    screens: Vec<String>,
    /// How many reasons there are for which a screen is only arranged for, so that whether it
    /// shows depends on what went before.
    arranging: usize,
}

/// While it lives, screens are not compared; see [`Recorder::arranging`].
#[derive(Debug)]
pub struct Arranging(Arc<Mutex<Lane>>);

impl Drop for Arranging {
    fn drop(&mut self) {
        let mut lane = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lane.arranging = lane.arranging.saturating_sub(1);
    }
}

/// The step at which a capture begins.
#[derive(Debug, Clone)]
struct Place {
    scenario: String,
    attempt: usize,
    step_line: Option<usize>,
}

impl Place {
    fn masked(&self, masker: &Masker) -> Self {
        Self { scenario: masker.mask(&self.scenario).into_owned(), ..self.clone() }
    }
}

impl Recorder {
    pub(super) fn new(folder: RunFolder, union: UnionId, part: usize) -> Self {
        let place = Place { scenario: PREPARATION.to_owned(), attempt: part, step_line: None };
        let lane = Lane {
            place,
            captured: Vec::new(),
            transcript: None,
            responses: Vec::new(),
            screens: Vec::new(),
            arranging: 0,
        };
        Self { folder, union, lane: Arc::new(Mutex::new(lane)), approved: None }
    }

    /// From now on the screens of this lane are compared with those that were approved.
    #[must_use]
    pub fn comparing(self, approved: Arc<ApprovedScreens>) -> Self {
        Self { approved: Some(approved), ..self }
    }

    /// What is done from now on only brings about what a step needs: who is logged in already,
    /// or registered, is not logged in or registered again.
    #[must_use]
    pub fn arranging(&self) -> Arranging {
        self.lane().arranging += 1;
        Arranging(Arc::clone(&self.lane))
    }

    /// Whether the picture of this screen is to be compared.
    #[must_use]
    pub fn compares(&self, screen: &ScreenState) -> bool {
        let Some(approved) = &self.approved else { return false };
        let place = {
            let lane = self.lane();
            if lane.arranging > 0 || lane.place.step_line.is_none() {
                return false;
            }
            lane.place.clone()
        };
        approved.wants(screen, &place.scenario, place.attempt)
    }

    /// Screens cannot be compared on this machine.
    pub fn cannot_compare(&self, why: &str) {
        if let Some(approved) = &self.approved {
            approved.give_up(why);
        }
    }

    /// Compares the picture of a screen with the approved one. A difference is captured, and
    /// told at the end of the attempt.
    ///
    /// # Errors
    /// [`EvidenceError`] if the difference could not be written.
    pub fn compare_screen(&self, screen: &ScreenState, picture: &[u8]) -> Result<(), EvidenceError> {
        let Some(approved) = &self.approved else { return Ok(()) };
        let place = self.lane().place.clone();
        let Some(difference) = approved.compare(screen, &place.scenario, place.attempt, picture) else {
            return Ok(());
        };
        for (word, picture) in &difference.pictures {
            let title = format!("{word}: {}", difference.screen);
            self.capture_bytes(CaptureKind::Difference, &title, "png", picture)?;
        }
        self.lane().screens.push(difference.message);
        Ok(())
    }

    /// What is wrong with the screens of this attempt; when all of it ran, also which of the
    /// approved ones did not show.
    #[must_use]
    pub fn take_screen_differences(&self, ran_whole: bool) -> Vec<String> {
        let mut lane = self.lane();
        let mut found = mem::take(&mut lane.screens);
        if let Some(approved) = self.approved.as_ref().filter(|_| ran_whole) {
            found.extend(approved.not_seen(&lane.place.scenario, lane.place.attempt));
        }
        found
    }

    /// From now on captures belong to this attempt (from 1) at this scenario.
    pub fn enter_scenario(&self, id: &str, attempt: usize) {
        let mut lane = self.lane();
        lane.place = Place { scenario: id.to_owned(), attempt, step_line: None };
        lane.screens.clear();
        lane.responses.clear();
    }

    /// The system under test took so long for a request.
    pub fn note_response(&self, took: Duration) {
        self.lane().responses.push(took);
    }

    /// The response times since they were last taken.
    #[must_use]
    pub fn take_responses(&self) -> Vec<Duration> {
        mem::take(&mut self.lane().responses)
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

    /// Captures a text in the transcript of the attempt, and returns its sequence number.
    ///
    /// # Errors
    /// [`EvidenceError`] if it could not be written.
    pub fn capture_text(&self, kind: CaptureKind, title: &str, text: &str) -> Result<u64, EvidenceError> {
        let masker = self.folder.masker();
        let text = if is_own(kind) { masker.of_own().mask(text) } else { masker.mask(text) };
        let mut lane = self.lane();
        let place = lane.place.masked(masker);
        let folder = self.folder_of(&place);
        let capture = self.unlisted(place, kind, masker.mask(title).into_owned());
        let transcript = Transcript::of(&mut lane.transcript, self.folder.path(), &folder)?;
        let sequence = self.folder.ledger().append(capture, |capture| transcript.append(capture, &text))?;
        lane.captured.push(sequence);
        Ok(sequence)
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
        let place = self.lane().place.masked(masker);
        let folder = self.folder_of(&place);
        let absolute = self.folder.path().join(&folder);
        let partial = absolute.join(format!(".{}.partial", self.folder.begin_capture()));
        let file = in_folder(&absolute, || File::create(&partial)).map_err(EvidenceError::write(&partial))?;
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
            masker: ByteMasker::new(if is_own(kind) { masker.of_own() } else { masker.clone() }),
            finished: false,
        })
    }

    /// The folder of an attempt's captures, relative to the run folder.
    fn folder_of(&self, place: &Place) -> String {
        format!("{}/{}/{}-{}", files::CAPTURES, self.union, safe_name(&place.scenario), place.attempt)
    }

    /// A capture as far as it is known before it is listed; the rest is the ledger's to
    /// fill in.
    fn unlisted(&self, place: Place, kind: CaptureKind, title: String) -> Capture {
        Capture {
            sequence: 0,
            at: DateTime::UNIX_EPOCH.fixed_offset(),
            file: String::new(),
            span: None,
            sha256: String::new(),
            previous: String::new(),
            union: self.union,
            scenario: place.scenario,
            attempt: place.attempt,
            step_line: place.step_line,
            kind,
            title,
        }
    }

    fn lane(&self) -> MutexGuard<'_, Lane> {
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does it again with the folder made, if it was not there.
pub(super) fn in_folder<T>(folder: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match make() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            make()
        }
        made => made,
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
        let (place, title) = (self.place.clone(), mem::take(&mut self.title));
        let mut capture = self.recorder.unlisted(place, self.kind, title);
        capture.sha256 = ledger::hex(&mem::take(&mut self.digest).finalize());
        let sequence = self.recorder.folder.ledger().append(capture, |capture| {
            capture.file = format!("{}/{:06}-{}", self.folder, capture.sequence, self.name);
            let absolute = root.join(&capture.file);
            fs::rename(&self.partial, &absolute).map_err(EvidenceError::write(absolute))
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

/// Whether the harness said it, and not the system under test.
fn is_own(kind: CaptureKind) -> bool {
    matches!(kind, CaptureKind::Control | CaptureKind::Upload)
}

/// The word for the kind in the name of a file, as in the ledger.
fn file_word(kind: CaptureKind) -> &'static str {
    match kind {
        CaptureKind::Exchange => "exchange",
        CaptureKind::Control => "control",
        CaptureKind::Upload => "upload",
        CaptureKind::Download => "download",
        CaptureKind::Screenshot => "screenshot",
        CaptureKind::Withheld => "withheld",
        CaptureKind::Difference => "difference",
    }
}

#[cfg(test)]
mod tests;
