//! 統合専用端末: the one port to the system under test.
//!
//! [`Terminal`] lists the operator's acts; each answers with a typed observation or a
//! refusal. Adapters translate acts into one technique (`http`); whoever uses the port
//! cannot tell which. It must not know features, steps or test data, nor what is right.

mod acts;
mod browser;
mod clock;
mod control;
mod endpoint;
mod error;
mod http;
mod observation;
mod residents;
mod terminals;

pub use acts::{Administration, Exchange, Outside, Oversight, Registration, Sessions, Terminal};
pub use browser::{
    BrowserKind, BrowserSetting, BrowserTerminals, DriverPlace, FormLayout, Layout, ScreenLayout, VaryingHow,
    VaryingPlace, print_page,
};
pub use clock::EndpointClock;
pub use control::{
    AdministratorSetting, CombinationSetting, Control, CopySetting, InstitutionSetting, InsurerSetting,
    MasterSetting, NoticeSetting, SiteEntrySetting,
};
pub use endpoint::{
    Connection, EmbeddedServer, EndpointError, Environment, OtherEnvironment, Timing, ask_server,
};
pub use error::TerminalError;

pub use http::{HttpTerminal, Limits, connect};
pub use observation::{
    AutomaticProvision, CodeLink, CollatedPlan, CollatedPlans, Contact, ContactList, CopyEntry, CopyHistory,
    CopyList, CopyRevision, Counts, Done, FileError, FileSeen, InitialPassword, Inquiry, InquiryItem,
    InquiryList, Line, Listing, LogEntry, LoginScreen, MasterRelease, MemberEntry, MemberList, MembersFound,
    Notice, NumberShown, Observed, OperationLog, Page, Piece, PlanAnswer, PlanAnswers, ProvisionRecord,
    ProvisionRequest, ProvisionRequestList, ProvisionStart, Receipt, RecordList, Refusal, RoleEntry, SCREENS,
    SignedIn, SiteAccount, SiteAccounts, SiteEntries, SiteEntry, TopPage, UserEntry,
};
pub use residents::{ManyResidents, ResidentSetting};
pub use terminals::{Driving, Terminals};

use crate::{media::ReceivedFile, model::BranchNumber};

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
    /// Only information about this day and later.
    pub period_from: Option<chrono::NaiveDate>,
    /// Only information about this day and earlier.
    pub period_to: Option<chrono::NaiveDate>,
}

/// Which records of provision to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordQuery {
    /// 照会 or 提供.
    pub direction: Option<String>,
    /// 処理通番.
    pub process_number: Option<String>,
    /// Asked on this day or later.
    pub from: Option<chrono::NaiveDate>,
    /// Asked on this day or earlier.
    pub to: Option<chrono::NaiveDate>,
}
