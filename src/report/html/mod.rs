//! The report as pages that work from the file system: an index, and one page per lane
//! and test item. No script; captures are referred to where they lie.

mod index;
mod item_page;
mod parts;

use super::{Overview, ReportError, RunRecord};
use crate::model::{Capture, UnionId, files};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

const STYLE: &str = include_str!("../style.css");

/// Captures by lane, scenario id and attempt.
type CapturesByAttempt<'a> = HashMap<(UnionId, &'a str, usize), Vec<&'a Capture>>;

/// Writes the pages into the run folder, and returns the index.
///
/// # Errors
/// [`ReportError`] if the record cannot be read or the pages cannot be written.
pub fn write_html(run_folder: &Path) -> Result<PathBuf, ReportError> {
    let record = RunRecord::read(run_folder)?;
    let overview = Overview::of(&record);
    let mut captures: CapturesByAttempt<'_> = HashMap::new();
    for capture in &record.captures {
        captures.entry((capture.union, &capture.scenario, capture.attempt)).or_default().push(capture);
    }
    let report = run_folder.join(files::REPORT);
    fs::create_dir_all(&report).map_err(|source| ReportError::Write { file: report.clone(), source })?;
    let write = |name: &str, content: &str| {
        let file = report.join(name);
        fs::write(&file, content).map_err(|source| ReportError::Write { file: file.clone(), source })?;
        Ok(file)
    };
    write("style.css", STYLE)?;
    for (key, cell) in &overview.cells {
        let page = item_page::page(&record, *key, cell, &captures);
        write(&parts::page_name(*key), &page.into_string())?;
    }
    write("index.html", &index::page(&record, &overview).into_string())
}
