//! What can go wrong with evidence.
//!
//! While a run writes, every variant stops the lane: a run without evidence is no acceptance
//! test.

use std::{io, path::PathBuf};

/// Evidence could not be written, or be dealt with as asked.
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
    /// The run of the folder is still going on.
    #[error(
        "実行フォルダ「{}」の実行は、まだ続いています。終わるのを待つか、終わらせてから再開してください",
        folder.display()
    )]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The evidence of a folder is not as it was written.
    #[error("実行フォルダ「{}」では再開できません: {why}", folder.display())]
    NotResumable {
        /// The folder.
        folder: PathBuf,
        /// What is wrong, in Japanese.
        why: String,
    },
    /// The run of the folder is sealed.
    #[error(
        "実行フォルダ「{}」は封印されています。封印された証跡には何も加えられません。新しく実行するか、別のフォルダを指定してください",
        folder.display()
    )]
    Sealed {
        /// The folder.
        folder: PathBuf,
    },
    /// Evidence that is not as it was written is neither sealed nor handed over.
    #[error(
        "実行フォルダ「{}」の証跡は、書かれたときのままではありません({count}件。初めの1件: {first})。sogo evidence verify ですべてを確かめて、元の写しから戻してください",
        folder.display()
    )]
    Unsound {
        /// The folder.
        folder: PathBuf,
        /// How much is wrong.
        count: usize,
        /// What is wrong first, in Japanese.
        first: String,
    },
    /// The run did not come to its end.
    #[error(
        "実行フォルダ「{}」の実行は途中で終わっています。sogo run --resume で最後まで続けてください",
        folder.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
    },
    /// A key is none.
    #[error("鍵「{}」を使えません({why})。sogo evidence keygen で作った鍵(Ed25519、PEM)を指定してください", file.display())]
    Key {
        /// The file of the key.
        file: PathBuf,
        /// Why not.
        why: String,
    },
    /// A file is there already.
    #[error("「{}」は既にあります。上書きしません。別の名前を指定してください", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// A file that would become part of what it is made of.
    #[error("「{}」は実行フォルダの中です。外のフォルダを指定してください", file.display())]
    Inside {
        /// The file.
        file: PathBuf,
    },
    /// A file or folder could not be read.
    #[error("証跡「{}」を読めません({source})。実行フォルダを正しく指定しているか確かめてください", file.display())]
    Read {
        /// What was to be read.
        file: PathBuf,
        /// Why not.
        source: io::Error,
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
    /// For `map_err` after reading `file`.
    pub(super) fn read(file: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let file = file.into();
        |source| Self::Read { file, source }
    }

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
