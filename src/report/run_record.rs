//! Reads the record of a run from its folder, also that of a run that was killed.
//!
//! A line that was half written when the run was killed is left out and told; anything
//! else that cannot be read is an error. It must not know what is made of the record.

use super::ReportError;
use crate::model::{
    Capture, Decision, RunEvent, RunHeader, RunResult, ScenarioRecord, files, hash_of_attempt,
};
use serde::de::DeserializeOwned;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The record of a run, as far as it was written.
#[derive(Debug, Clone)]
pub struct RunRecord {
    /// The run folder.
    pub folder: PathBuf,
    /// What was known at the start.
    pub header: RunHeader,
    /// What happened, in order.
    pub events: Vec<RunEvent>,
    /// What was captured, in order.
    pub captures: Vec<Capture>,
    /// What reviewers decided, in order.
    pub decisions: Vec<Decision>,
    /// What was known at the end; `None` if the run was killed or is still going on.
    pub result: Option<RunResult>,
    /// Names of the files whose last line is only half there, and was left out.
    pub half_written: Vec<&'static str>,
    /// The runs of which it is made, in the order of their captures: one, unless several
    /// were put together.
    pub parts: Vec<Part>,
    /// What is wrong with the runs as parts of one, in Japanese.
    pub findings: Vec<String>,
}

/// A run, as part of a record.
#[derive(Debug, Clone)]
pub struct Part {
    /// The run folder.
    pub folder: PathBuf,
    /// What was known at its start.
    pub header: RunHeader,
    /// What was known at its end.
    pub result: Option<RunResult>,
    /// Captures of the parts before it: in its own ledger the numbers are lower by this.
    pub before: u64,
}

impl RunRecord {
    /// Reads the folder. The header must be there; all else may be missing.
    ///
    /// # Errors
    /// [`ReportError`] names the file, and the line that is no record.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let mut half_written = Vec::new();
        let header_file = folder.join(files::HEADER);
        let header: RunHeader = whole(&header_file)?
            .ok_or_else(|| ReportError::Read { file: header_file, source: io::ErrorKind::NotFound.into() })?;
        let result: Option<RunResult> = whole(&folder.join(files::RESULT))?;
        let part =
            Part { folder: folder.to_owned(), header: header.clone(), result: result.clone(), before: 0 };
        Ok(Self {
            folder: folder.to_owned(),
            parts: vec![part],
            findings: Vec::new(),
            header,
            events: lines(folder, files::EVENTS, &mut half_written)?,
            captures: lines(folder, files::LEDGER, &mut half_written)?,
            decisions: lines(folder, files::DECISIONS, &mut half_written)?,
            result,
            half_written,
        })
    }

    /// All finished attempts at scenarios, in order.
    pub fn attempts(&self) -> impl Iterator<Item = &ScenarioRecord> {
        self.events.iter().filter_map(|event| match event {
            RunEvent::ScenarioFinished(scenario) => Some(&**scenario),
            _ => None,
        })
    }

    /// The capture with this sequence number.
    #[must_use]
    pub fn capture(&self, sequence: u64) -> Option<&Capture> {
        let index = self.captures.binary_search_by_key(&sequence, |capture| capture.sequence).ok()?;
        self.captures.get(index)
    }

    /// What a reviewer who decides about an attempt has seen.
    #[must_use]
    pub fn hash_of(&self, attempt: &ScenarioRecord) -> String {
        hash_of_attempt(attempt, |sequence| self.capture(sequence))
    }

    /// Which of the parts a capture belongs to.
    pub(super) fn part_of(&self, capture: &Capture) -> usize {
        self.parts.partition_point(|part| part.before < capture.sequence).saturating_sub(1)
    }

    /// Where the file of a capture is.
    #[must_use]
    pub fn file_of(&self, capture: &Capture) -> PathBuf {
        self.parts[self.part_of(capture)].folder.join(&capture.file)
    }

    /// What the heading of a capture in its transcript begins with.
    #[must_use]
    pub fn mark(&self, capture: &Capture) -> String {
        let sequence = capture.sequence - self.parts[self.part_of(capture)].before;
        Capture { sequence, ..capture.clone() }.mark()
    }

    /// Why the run ended early, if somebody ended it.
    #[must_use]
    pub fn interruption(&self) -> Option<&str> {
        let since = self.events.iter().rposition(|event| matches!(event, RunEvent::Resumed { .. }));
        self.events[since.unwrap_or(0)..].iter().find_map(|event| match event {
            RunEvent::Interrupted { reason } => Some(reason.as_str()),
            _ => None,
        })
    }

    /// Whether the run went through its plan to the end.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.result.as_ref().is_some_and(|result| !result.interrupted)
    }
}

/// The header and the events of a run, without what was captured.
///
/// # Errors
/// [`ReportError`] as [`RunRecord::read`].
pub fn read_events(folder: &Path) -> Result<(RunHeader, Vec<RunEvent>), ReportError> {
    let file = folder.join(files::HEADER);
    let header =
        whole(&file)?.ok_or_else(|| ReportError::Read { file, source: io::ErrorKind::NotFound.into() })?;
    Ok((header, lines(folder, files::EVENTS, &mut Vec::new())?))
}

/// The text of a file; `None` if there is none.
fn text_of(file: &Path) -> Result<Option<String>, ReportError> {
    match fs::read(file) {
        // A kill may cut a character in two; that can only be in the half line.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ReportError::Read { file: file.to_owned(), source }),
    }
}

/// A file that holds one record.
fn whole<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, ReportError> {
    let Some(text) = text_of(file)? else { return Ok(None) };
    let parsed = serde_json::from_str(&text).map_err(|source| ReportError::Parse {
        file: file.to_owned(),
        line: source.line(),
        source,
    });
    parsed.map(Some)
}

/// A file that holds one record a line.
fn lines<T: DeserializeOwned>(
    folder: &Path,
    name: &'static str,
    half_written: &mut Vec<&'static str>,
) -> Result<Vec<T>, ReportError> {
    let file = folder.join(name);
    let text = text_of(&file)?.unwrap_or_default();
    let (whole, half) = text.rsplit_once('\n').unwrap_or(("", &text));
    if !half.is_empty() {
        half_written.push(name);
    }
    let parse = |(index, line)| {
        serde_json::from_str(line).map_err(|source| ReportError::Parse {
            file: file.clone(),
            line: index + 1,
            source,
        })
    };
    whole.lines().enumerate().map(parse).collect()
}
