//! What can go wrong while evidence is written.
//!
//! Every variant stops the lane: a run without evidence is no acceptance test.

use std::{io, path::PathBuf};

/// Evidence could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The folder belongs to another run.
    #[error(
        "実行フォルダ「{}」には既に証跡があります。証跡は上書きしません。別のフォルダを指定してください",
        folder.display()
    )]
    AlreadyUsed {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder could not be written.
    #[error(
        "証跡「{}」を書けません({source})。空き容量と書込み権限を確かめて、実行し直してください",
        file.display()
    )]
    Write {
        /// What was to be written.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A record could not be turned into JSON.
    #[error("証跡「{}」の記録を JSON にできません({source})。ハーネスの不具合です。この文とともに報告してください", file.display())]
    Serialize {
        /// Where it was to be written.
        file: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
}

impl EvidenceError {
    /// For `map_err` after an operation on `file`.
    pub(super) fn write(file: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let file = file.into();
        |source| Self::Write { file, source }
    }

    /// For `map_err` after making JSON for `file`.
    pub(super) fn serialize(file: impl Into<PathBuf>) -> impl FnOnce(serde_json::Error) -> Self {
        let file = file.into();
        |source| Self::Serialize { file, source }
    }
}
