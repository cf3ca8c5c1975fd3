//! Reports, made afterwards from the run folder alone: one format a file.
//!
//! [`RunRecord`] reads the folder, [`Overview`] arranges it by lane, test item and
//! scenario; the formats import these two and the model, and nothing else of the crate.
//! They must not know how a run is executed or how evidence is written.

mod html;
mod overview;
mod run_record;

pub use html::write_html;
pub use overview::{Cell, Overview, Scenario};
pub use run_record::RunRecord;

use std::{io, path::PathBuf};

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
    /// A file of the report could not be written.
    #[error("報告「{}」を書けません({source})。空き容量と書込み権限を確かめてください", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
