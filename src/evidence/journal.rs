//! The record of the run as it goes: header, events and result.
//!
//! Masked like every other file of the run: a message or an observation may repeat what
//! the operator typed. It must not know what becomes of the record afterwards.

use super::{EvidenceError, RunFolder};
use crate::model::{RunEvent, RunHeader, RunResult, files};
use serde::Serialize;
use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// Writes the record of one run; shared by its lanes.
#[derive(Debug)]
pub struct Journal {
    folder: RunFolder,
    path: PathBuf,
    events: Mutex<File>,
}

impl Journal {
    /// Writes the header, and begins an empty list of events.
    ///
    /// # Errors
    /// [`EvidenceError`] if they could not be written.
    pub fn start(folder: &RunFolder, header: &RunHeader) -> Result<Self, EvidenceError> {
        write_whole(folder, files::HEADER, header)?;
        let path = folder.path().join(files::EVENTS);
        let events = OpenOptions::new()
            .append(true)
            .create_new(true)
            .open(&path)
            .map_err(EvidenceError::write(&path))?;
        Ok(Self { folder: folder.clone(), path, events: Mutex::new(events) })
    }

    /// Goes on with the events of a run that is taken up again. Its result, if it has one,
    /// is no longer the last word.
    pub(super) fn taken_up(folder: &RunFolder) -> Result<Self, EvidenceError> {
        let result = folder.path().join(files::RESULT);
        match fs::remove_file(&result) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(EvidenceError::write(result)(error));
            }
            _ => {}
        }
        let path = folder.path().join(files::EVENTS);
        let events =
            OpenOptions::new().append(true).create(true).open(&path).map_err(EvidenceError::write(&path))?;
        Ok(Self { folder: folder.clone(), path, events: Mutex::new(events) })
    }

    /// Appends an event; it is in the file when this returns.
    ///
    /// # Errors
    /// [`EvidenceError`] if it could not be written.
    pub fn append(&self, event: &RunEvent) -> Result<(), EvidenceError> {
        let line = serde_json::to_string(event).map_err(EvidenceError::serialize(&self.path))?;
        let line = format!("{}\n", self.folder.masker().mask_json(&line));
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.write_all(line.as_bytes()).map_err(EvidenceError::write(&self.path))
    }

    /// Writes the result. Its presence says that the run came to its end.
    ///
    /// # Errors
    /// [`EvidenceError`] if it could not be written.
    pub fn finish(&self, result: &RunResult) -> Result<(), EvidenceError> {
        write_result(&self.folder, result)
    }
}

/// Writes the result of a run, also in the place of another.
///
/// # Errors
/// [`EvidenceError`] if it could not be written.
pub fn write_result(folder: &RunFolder, result: &RunResult) -> Result<(), EvidenceError> {
    write_whole(folder, files::RESULT, result)
}

/// Writes a file that is there as a whole or not at all.
fn write_whole<T: Serialize>(folder: &RunFolder, name: &str, content: &T) -> Result<(), EvidenceError> {
    let path = folder.path().join(name);
    let partial = folder.path().join(format!("{name}.partial"));
    let text = serde_json::to_string_pretty(content).map_err(EvidenceError::serialize(&path))?;
    let text = format!("{}\n", folder.masker().mask_json(&text));
    fs::write(&partial, text).and_then(|()| fs::rename(&partial, &path)).map_err(EvidenceError::write(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lot, UnionId};
    use chrono::DateTime;
    use std::sync::Arc;

    #[test]
    fn the_record_is_masked_and_whole() {
        let holder = tempfile::tempdir().expect("folder");
        let started_at = DateTime::parse_from_rfc3339("2026-04-01T09:00:00+09:00").expect("time");
        let folder =
            RunFolder::create(holder.path().join("run"), Arc::new(move || started_at)).expect("run folder");
        folder.masker().add_secret("himitsu-no-token");
        let header = RunHeader {
            run: "run".to_owned(),
            harness: "0.1.0".to_owned(),
            lot: Lot::One,
            endpoint: "組込み参照サーバー".to_owned(),
            started_at,
            seed: 123_456_789_012,
            arguments: vec!["--password=himitsu-no-token".to_owned()],
            lanes: vec![],
            items: vec![],
            scenarios_per_lane: 0,
            requirements: vec![],
            scope: Default::default(),
        };
        let journal = Journal::start(&folder, &header).expect("started");
        let union = UnionId::try_from(13).expect("union");
        journal
            .append(&RunEvent::LaneFailed { union, message: "「123456789018」\n".to_owned() })
            .expect("appended");
        journal.append(&RunEvent::LaneStarted { union }).expect("appended");

        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
        let header: RunHeader = serde_json::from_str(&read(files::HEADER)).expect("header");
        assert_eq!((header.seed, header.arguments[0].as_str()), (123_456_789_012, "--password=«伏字»"));
        let events: Vec<RunEvent> =
            read(files::EVENTS).lines().map(|line| serde_json::from_str(line).expect("event")).collect();
        assert_eq!(events[0], RunEvent::LaneFailed { union, message: "「************」\n".to_owned() });
        assert_eq!(events.len(), 2);

        assert!(!folder.path().join(files::RESULT).exists());
        let result = RunResult {
            finished_at: started_at,
            milliseconds: 1,
            exit_code: 4,
            interrupted: false,
            tally: Default::default(),
            items: vec![],
            not_compared: None,
            leaks: vec![],
        };
        journal.finish(&result).expect("finished");
        assert_eq!(serde_json::from_str::<RunResult>(&read(files::RESULT)).expect("result"), result);
    }
}
