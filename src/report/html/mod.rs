//! The report as pages that work from the file system: an index, and one page per lane
//! and test item. No script; captures are referred to where they lie.

mod attested;
mod campaign;
mod index;
mod item_page;
mod parts;
mod print;
mod runs;

pub use parts::{step_word, verdict_word};
pub use print::write_print;

use super::{Input, ReportError, RunRecord, write_text};
use crate::model::{Capture, UnionId, files};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// The page to begin with.
pub const INDEX: &str = "index.html";

const STYLE: &str = include_str!("../style.css");

/// Captures by lane, scenario id and attempt.
type CapturesByAttempt<'a> = HashMap<(UnionId, &'a str, usize), Vec<&'a Capture>>;

/// Writes the pages into the run folder, and returns the index.
///
/// # Errors
/// [`ReportError`] if the record cannot be read or the pages cannot be written.
pub fn write_html(run_folder: &Path) -> Result<PathBuf, ReportError> {
    let record = RunRecord::read(run_folder)?;
    write(&Input::new(&record, &run_folder.join(files::REPORT), false)?)
}

/// Writes the pages, and returns the index.
pub(super) fn write(input: &Input<'_>) -> Result<PathBuf, ReportError> {
    let captures = by_attempt(input.record);
    write_text(&input.to.join("style.css"), STYLE)?;
    for (key, cell) in &input.overview.cells {
        let page = item_page::page((input.record, &input.links), *key, cell, &captures);
        write_text(&input.to.join(parts::page_name(*key)), &page.into_string())?;
    }
    let index = input.to.join(INDEX);
    write_text(&index, &index::page(input.record, &input.overview).into_string())?;
    Ok(index)
}

fn by_attempt(record: &RunRecord) -> CapturesByAttempt<'_> {
    let mut captures: CapturesByAttempt<'_> = HashMap::new();
    for capture in &record.captures {
        captures.entry((capture.union, &capture.scenario, capture.attempt)).or_default().push(capture);
    }
    captures
}
