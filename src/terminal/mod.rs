//! 統合専用端末: the one port to the system under test.
//!
//! [`Terminal`] lists the operator's acts; each answers with a typed observation or a
//! refusal. Adapters translate acts into one technique (`http`); whoever uses the port
//! cannot tell which. It must not know features, steps or test data, nor what is right.

mod clock;
mod control;
mod endpoint;
mod error;
mod http;
mod observation;

pub use clock::EndpointClock;
pub use control::{
    AdministratorSetting, CombinationSetting, Control, CopySetting, InstitutionSetting, InsurerSetting,
    MasterSetting, ResidentSetting,
};
pub use endpoint::{Connection, EmbeddedServer, EndpointError, Timing};
pub use error::TerminalError;

pub use http::{HttpTerminal, connect};
pub use observation::{
    CodeLink, CopyEntry, CopyList, Counts, Done, FileError, FileSeen, InitialPassword, Inquiry, InquiryItem,
    Line, Listing, LogEntry, MasterRelease, MemberEntry, MemberList, MembersFound, Notice, Observed,
    OperationLog, Page, Piece, ProvisionRecord, ProvisionStart, Receipt, RecordList, Refusal, SCREENS,
    SignedIn, TopPage, UserEntry,
};

use crate::{
    media::{Charset, OutgoingFile, ReceivedFile},
    model::BranchNumber,
};
use async_trait::async_trait;
use chrono::NaiveDate;

/// What came of an act that the system under test answered.
#[derive(Debug, Clone)]
pub enum Outcome<T> {
    /// It was done; this is what the operator saw.
    Shown(T),
    /// It was refused.
    Refused(Refusal),
}

impl Outcome<ReceivedFile> {
    /// The same file, seen on the screen it really came from.
    #[must_use]
    pub fn on(self, screen: &'static str) -> Self {
        match self {
            Self::Shown(file) => Self::Shown(ReceivedFile { screen, ..file }),
            Self::Refused(refusal) => Self::Refused(Refusal { screen, ..refusal }),
        }
    }
}

impl Outcome<SignedIn> {
    /// The same log-in of a user whose id differs from run to run.
    #[must_use]
    pub fn on_fixed_user(self) -> Self {
        match self {
            Self::Shown(signed_in) => {
                Self::Shown(SignedIn { user_id: "(新しい利用者)".to_owned(), ..signed_in })
            }
            refused @ Self::Refused(_) => refused,
        }
    }
}

/// An act either has an outcome, or the terminal could not tell one.
pub type Act<T> = Result<Outcome<T>, TerminalError>;

/// How to look for members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberQuery {
    /// By 被保険者番号.
    InsuredNumber(String),
    /// By 被保険者枝番.
    Branch(BranchNumber),
}

/// An inquiry as the operator enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryRequest {
    /// 被保険者枝番 of the person; typed by the operator, so possibly wrong.
    pub branch_number: String,
    /// 事務手続.
    pub procedure_code: String,
    /// Institution to ask.
    pub provider_code: String,
    /// 特定個人情報.
    pub information_code: String,
}

/// Which records of provision to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordQuery {
    /// 照会 or 提供.
    pub direction: Option<String>,
    /// 処理通番.
    pub process_number: Option<String>,
}

/// The operator's acts. One terminal holds at most one session.
#[async_trait]
pub trait Terminal: Send + std::fmt::Debug {
    /// Logs in. A session held before stays behind.
    async fn log_in(&mut self, user_id: &str, password: &str) -> Act<SignedIn>;
    /// Logs out.
    async fn log_out(&mut self) -> Act<Done>;
    /// Changes the own password.
    async fn change_password(&mut self, current: &str, new: &str) -> Act<Done>;
    /// Opens 「トップページ」.
    async fn top_page(&mut self) -> Act<TopPage>;
    /// Opens a screen by its name, only to look at it.
    async fn open(&mut self, screen: &'static str) -> Act<Listing>;
    /// Opens 「お知らせ」.
    async fn notices(&mut self) -> Act<Vec<Notice>>;

    /// Declares the character code in 「医療保険者等定義情報」.
    async fn define_charset(&mut self, charset: Charset) -> Act<Done>;
    /// Registers an access group.
    async fn register_access_group(&mut self, code: &str, name: &str) -> Act<Done>;
    /// Codes and names of all access groups.
    async fn access_groups(&mut self) -> Act<Vec<(String, String)>>;
    /// Codes of all departments, each with its access group.
    async fn departments(&mut self) -> Act<Vec<(String, Option<String>)>>;
    /// All users.
    async fn users(&mut self) -> Act<Vec<UserEntry>>;
    /// Issues a new initial password.
    async fn reissue_initial_password(&mut self, user_id: &str) -> Act<InitialPassword>;
    /// Ends the lock-out of a user.
    async fn unlock(&mut self, user_id: &str) -> Act<Done>;
    /// Looks at the release of the NWS master.
    async fn master_release(&mut self) -> Act<MasterRelease>;
    /// Downloads the NWS master.
    async fn download_master(&mut self, charset: Charset) -> Act<ReceivedFile>;

    /// Registers a file.
    async fn upload(&mut self, file: &OutgoingFile) -> Act<Receipt>;
    /// Looks at how far an upload has come.
    async fn receipt(&mut self, receipt_number: &str) -> Act<Receipt>;
    /// Downloads the result file of an upload.
    async fn download_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile>;

    /// Searches for members.
    async fn search_members(&mut self, query: &MemberQuery) -> Act<MemberList>;
    /// Opens one member.
    async fn member(&mut self, branch: &BranchNumber) -> Act<MemberEntry>;
    /// Looks at 符号取得状況.
    async fn code_link(&mut self, branch: &BranchNumber) -> Act<CodeLink>;
    /// Looks at the copies of a member.
    async fn copies(&mut self, branch: &BranchNumber) -> Act<CopyList>;
    /// Sets 副本の提供開始日 of a kind.
    async fn set_provision_start(&mut self, kind: &str, date: NaiveDate) -> Act<ProvisionStart>;

    /// Registers an inquiry.
    async fn inquire(&mut self, request: &InquiryRequest) -> Act<Inquiry>;
    /// Looks at an inquiry.
    async fn inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry>;
    /// Searches the records of provision.
    async fn records(&mut self, query: &RecordQuery) -> Act<RecordList>;
    /// Sets or clears the 不開示 mark of a record.
    async fn set_non_disclosure(&mut self, record_id: &str, mark: bool, reason: &str) -> Act<RecordList>;
    /// Ends the session at the server, and goes on as if nobody had noticed.
    async fn log_out_keeping_token(&mut self) -> Act<Done>;
    /// What a screen about a member says, word by word: for expectations on what must not
    /// be said at all.
    async fn words_about_member(
        &mut self,
        screen: &'static str,
        branch: &BranchNumber,
    ) -> Result<String, TerminalError>;
    /// What the records of an inquiry say, word by word.
    async fn words_of_records(&mut self, inquiry_id: &str) -> Result<String, TerminalError>;
    /// Searches the operation log.
    async fn operation_log(&mut self, user_id: Option<&str>) -> Act<OperationLog>;
}
