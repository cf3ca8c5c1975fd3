//! Where captures lie, as seen from the folder of a report: relative, so that run folder
//! and report can be moved together.
//!
//! It must not know any format.

use super::RunRecord;
use crate::model::Capture;
use std::{
    fs,
    path::{Component, Path},
};

/// Links from one folder to the captures of a record.
#[derive(Debug)]
pub(super) struct Links<'a> {
    record: &'a RunRecord,
    /// From there to each of the run folders, percent-encoded.
    prefixes: Vec<String>,
}

impl<'a> Links<'a> {
    /// `from` has to be there already.
    pub(super) fn new(record: &'a RunRecord, from: &Path) -> Self {
        let prefixes = record.parts.iter().map(|part| way(from, &part.folder)).collect();
        Self { record, prefixes }
    }

    /// The file of a capture.
    pub(super) fn file(&self, capture: &Capture) -> String {
        let prefix = &self.prefixes[self.record.part_of(capture)];
        format!("{prefix}{}", percent_encoded(&capture.file))
    }

    /// Another file of the run folder that holds a capture; of the first, if there is none.
    pub(super) fn beside(&self, capture: Option<&Capture>, file: &str) -> String {
        let part = capture.map_or(0, |capture| self.record.part_of(capture));
        format!("{}{}", self.prefixes[part], percent_encoded(file))
    }

    /// The capture itself: in a transcript a browser goes to its heading, if it knows text
    /// fragments.
    pub(super) fn capture(&self, capture: &Capture) -> String {
        let file = self.file(capture);
        match capture.span {
            Some(_) => format!("{file}#:~:text={}", percent_encoded(&self.record.mark(capture))),
            None => file,
        }
    }
}

/// From one folder to another, with `/` at the end and percent-encoded.
fn way(from: &Path, to: &Path) -> String {
    let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (from, to) = (whole(from), whole(to));
    let same = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let mut way = String::new();
    if same == 0 {
        // Another drive: there is no relative way.
        way.push_str("file:///");
    } else {
        way.push_str(&"../".repeat(from.components().count() - same));
    }
    for part in to.components().skip(same) {
        if let Component::Normal(_) | Component::Prefix(_) = part {
            way.push_str(&percent_encoded(&part.as_os_str().to_string_lossy()));
            way.push('/');
        }
    }
    way
}

/// For a path or a fragment: `/` stays.
pub(super) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
