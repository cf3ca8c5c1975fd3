//! Reports, made afterwards from the run folder alone: one format a file.
//!
//! [`RunRecord`] reads the folder, [`Overview`] arranges it by lane, test item and
//! scenario; the formats import these two and the model, and nothing else of the crate.
//! They must not know how a run is executed or how evidence is written.

mod allure;
mod cucumber_json;
mod html;
mod input;
mod junit;
mod links;
mod merge;
mod messages;
mod overview;
mod run_record;
mod workbook;

pub use html::{INDEX as HTML, step_word, verdict_word, write_html, write_print};
pub use input::{Input, kind_word};
pub use merge::merge;
pub use overview::{Cell, Overview, Scenario, requirements_of};
pub use run_record::{Part, RunRecord, read_events};
pub use workbook::FILE as WORKBOOK;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What a report can be, besides what only a browser can make of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Pages for people.
    Html,
    /// JUnit XML, as CI servers read it.
    Junit,
    /// Cucumber Messages, one a line.
    Messages,
    /// The JSON of older Cucumbers.
    CucumberJson,
    /// A folder of results for Allure.
    Allure,
    /// 証跡台帳 as a workbook.
    Workbook,
}

/// Makes a report, and returns the file or folder to begin with.
///
/// # Errors
/// [`ReportError`] if it cannot be written.
pub fn write(format: Format, input: &Input<'_>) -> Result<PathBuf, ReportError> {
    match format {
        Format::Html => html::write(input),
        Format::Junit => junit::write(input),
        Format::Messages => messages::write(input),
        Format::CucumberJson => cucumber_json::write(input),
        Format::Allure => allure::write(input),
        Format::Workbook => workbook::write(input),
    }
}

/// Writes a file of a report.
fn write_text(file: &Path, text: &str) -> Result<(), ReportError> {
    fs::write(file, text).map_err(ReportError::write(file))
}

/// A report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file of the run could not be read.
    #[error(
        "実行の記録「{}」を読めません({source})。実行フォルダを正しく指定しているか確かめてください",
        file.display()
    )]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file of the run does not hold what it should.
    #[error(
        "実行の記録「{}」の{line}行目を読めません({source})。書き換えられたか、別の版のハーネスの記録です。記録したときと同じ版で報告を作り直してください",
        file.display()
    )]
    Parse {
        /// The file.
        file: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Runs that cannot be put together.
    #[error("実行を合わせた報告は作れません: {why}")]
    Merge {
        /// Why not, in Japanese.
        why: String,
    },
    /// A file of the report could not be written.
    #[error("報告「{}」を書けません({source})。空き容量と書込み権限を確かめてください", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl ReportError {
    /// For `map_err` after writing a file.
    fn write<E: Into<io::Error>>(file: &Path) -> impl FnOnce(E) -> Self {
        let file = file.to_owned();
        |source| Self::Write { file, source: source.into() }
    }
}

#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
