//! Files and what becomes of them: members, codes, copies, start of provision.

use crate::media::{Charset, MadeFile, OutgoingFile, ReceivedFile};
use crate::model::BranchNumber;
use crate::terminal::{
    Act, CodeLink, CopyHistory, CopyList, MemberEntry, MemberList, MemberQuery, NumberShown, ProvisionStart,
    Receipt, TerminalError,
};
use async_trait::async_trait;
use chrono::NaiveDate;

/// Files and what becomes of them: members, codes, copies, start of provision.
#[async_trait]
pub trait Registration {
    /// Registers a file.
    async fn upload(&mut self, file: &OutgoingFile) -> Act<Receipt>;
    /// Registers a file that is made while it is sent. The evidence keeps how to make it.
    async fn upload_made(&mut self, file: &MadeFile) -> Act<Receipt>;
    /// All uploads of a kind of file, in whatever state.
    async fn uploads(&mut self, kind: &str) -> Act<Vec<Receipt>>;
    /// Looks at how far an upload has come.
    async fn receipt(&mut self, receipt_number: &str) -> Act<Receipt>;
    /// Takes an upload back.
    async fn cancel_upload(&mut self, receipt_number: &str) -> Act<Receipt>;
    /// Downloads the result file of an upload.
    async fn download_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile>;
    /// The same for a result of any size, of which the evidence keeps the hash.
    async fn download_large_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile>;
    /// Searches for members.
    async fn search_members(&mut self, query: &MemberQuery) -> Act<MemberList>;
    /// Opens one member.
    async fn member(&mut self, branch: &BranchNumber) -> Act<MemberEntry>;
    /// Shows the 個人番号 of a member, for a reason that stays in the operation log.
    async fn show_number(&mut self, branch: &BranchNumber, reason: &str) -> Act<NumberShown>;
    /// Looks at 符号取得状況.
    async fn code_link(&mut self, branch: &BranchNumber) -> Act<CodeLink>;
    /// What a screen about a member says, word by word: for expectations on what must not
    /// be said at all.
    async fn words_about_member(
        &mut self,
        screen: &'static str,
        branch: &BranchNumber,
    ) -> Result<String, TerminalError>;
    /// Looks at the copies of a member with all their revisions.
    async fn copy_history(&mut self, branch: &BranchNumber) -> Act<CopyHistory>;
    /// Looks at the copies of a member.
    async fn copies(&mut self, branch: &BranchNumber) -> Act<CopyList>;
    /// Sets 副本の提供開始日 of a kind; `None` stops its provision.
    async fn set_provision_start(&mut self, kind: &str, date: Option<NaiveDate>) -> Act<ProvisionStart>;
}
