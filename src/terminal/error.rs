//! Why a terminal could not tell what came of an act.

use crate::evidence::EvidenceError;

/// The act has no outcome.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// The endpoint did not answer at all.
    #[error(
        "接続先 {url} に接続できません({cause})。接続先が動いているか、testdata/endpoints.yaml の基本URLが正しいかを確認してください"
    )]
    Unreachable {
        /// Where it was tried.
        url: String,
        /// The cause in the words of the network.
        cause: String,
    },
    /// The endpoint answered with a server error.
    #[error("{act} に接続先が異常を返しました(HTTP {status})。接続先のログを確認してください")]
    ServerError {
        /// Method and path.
        act: String,
        /// HTTP status, 500 to 599.
        status: u16,
    },
    /// The endpoint answered something that the contract does not have.
    #[error("{act} への応答が契約(OpenAPI文書)に合いません: {what}")]
    Contract {
        /// Method and path.
        act: String,
        /// What is wrong.
        what: String,
    },
    /// A page is not as the contract, or the screen map, says.
    #[error("画面「{screen}」が契約または画面対応に合いません: {what}")]
    Page {
        /// Name of the screen, as far as it says.
        screen: String,
        /// What is wrong.
        what: String,
    },
    /// The browser, or its driver, failed.
    #[error("ブラウザーを操作できません: {what}")]
    Browser {
        /// What happened.
        what: String,
    },
    /// Evidence could not be written, so the act must not count.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A file of the harness could not be read or written.
    #[error("作業用ファイルを扱えません: {0}")]
    File(#[from] std::io::Error),
}

impl TerminalError {
    /// Whether the system under test is to blame, rather than the way to it.
    #[must_use]
    pub fn is_violation(&self) -> bool {
        matches!(self, Self::Contract { .. } | Self::Page { .. })
    }
}
