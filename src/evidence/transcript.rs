//! The transcript of one attempt: the texts that were captured in it, in one file, each
//! under a line that says what it is.
//!
//! A lot has hundreds of thousands of exchanges; as files of their own they would take
//! more time than everything else, and nobody could copy them. It must not know what the
//! texts say; they are masked already.

use super::{EvidenceError, ledger, recorder::in_folder};
use crate::model::{ByteSpan, Capture, files};
use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

/// A transcript that is open for more.
#[derive(Debug)]
pub(super) struct Transcript {
    file: File,
    /// Relative to the run folder, with `/`.
    name: String,
    absolute: PathBuf,
    length: u64,
}

impl Transcript {
    /// The transcript in a folder of captures: the open one, if it is this, else another
    /// in its place.
    pub(super) fn of<'a>(
        open: &'a mut Option<Self>,
        run_folder: &Path,
        folder: &str,
    ) -> Result<&'a mut Self, EvidenceError> {
        let name = format!("{folder}/{}", files::TRANSCRIPT);
        match open.take().filter(|transcript| transcript.name == name) {
            Some(same) => Ok(open.insert(same)),
            None => Ok(open.insert(Self::open(run_folder, name)?)),
        }
    }

    fn open(run_folder: &Path, name: String) -> Result<Self, EvidenceError> {
        let absolute = run_folder.join(&name);
        let open = || OpenOptions::new().create(true).append(true).open(&absolute);
        let file = in_folder(absolute.parent().unwrap_or(run_folder), open)
            .map_err(EvidenceError::write(&absolute))?;
        let length = file.metadata().map_err(EvidenceError::write(&absolute))?.len();
        Ok(Self { file, name, absolute, length })
    }

    /// Writes a masked text under its heading, in one piece, and notes in the capture where
    /// it is and what its hash is.
    pub(super) fn append(&mut self, capture: &mut Capture, text: &str) -> Result<(), EvidenceError> {
        let line = capture.step_line.map(|line| format!(" {line}行目")).unwrap_or_default();
        let text = text.trim_end_matches('\n');
        let section = format!("{}{line} {}\n{text}\n\n", capture.mark(), capture.title);
        if let Err(source) = self.file.write_all(section.as_bytes()) {
            // What was written of it would be listed by nobody.
            let _ = self.file.set_len(self.length);
            return Err(EvidenceError::Write { file: self.absolute.clone(), source });
        }
        let length = section.len() as u64;
        capture.file.clone_from(&self.name);
        capture.span = Some(ByteSpan { offset: self.length, length });
        capture.sha256 = ledger::sha256(section.as_bytes());
        self.length += length;
        Ok(())
    }
}
