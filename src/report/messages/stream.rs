//! The file of messages while it is written: one envelope a line, ids in order.

use crate::report::ReportError;
use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::{Map, Value, json};
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

pub(super) struct Stream {
    path: PathBuf,
    file: BufWriter<File>,
    last: u64,
}

impl Stream {
    pub(super) fn create(path: &Path) -> Result<Self, ReportError> {
        let file = File::create(path).map_err(ReportError::write(path))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), last: 0 })
    }

    /// An id that nothing else has.
    pub(super) fn id(&mut self) -> String {
        self.last += 1;
        self.last.to_string()
    }

    /// Writes an envelope with one message.
    pub(super) fn put(&mut self, kind: &str, message: Value) -> Result<(), ReportError> {
        let envelope = Value::Object(Map::from_iter([(kind.to_owned(), message)]));
        writeln!(self.file, "{envelope}").map_err(ReportError::write(&self.path))
    }

    pub(super) fn finish(mut self) -> Result<(), ReportError> {
        self.file.flush().map_err(ReportError::write(&self.path))
    }
}

/// A point in time, so many milliseconds after another.
pub(super) fn timestamp(at: DateTime<FixedOffset>, milliseconds: u64) -> Value {
    let later = i64::try_from(milliseconds).ok().and_then(TimeDelta::try_milliseconds).unwrap_or_default();
    let at = at.checked_add_signed(later).unwrap_or(at);
    json!({ "seconds": at.timestamp(), "nanos": at.timestamp_subsec_nanos() })
}

pub(super) fn duration(milliseconds: u64) -> Value {
    json!({ "seconds": milliseconds / 1000, "nanos": milliseconds % 1000 * 1_000_000 })
}
