//! What an operator sees after an act: typed observations, one type per screen.
//!
//! An observation knows the screen it stands for and can list its facts as lines. It
//! must not know how it was obtained (HTTP or browser), nor what was expected.
//!
//! The field names are those of the contract's JSON; unknown fields are ignored, because
//! a correct server may say more.

mod administration;
mod inquiry;
mod members;
mod outside;
mod provision;

pub(super) use administration::{AccessGroupEntry, DepartmentEntry};
pub use administration::{
    InitialPassword, LoginScreen, MasterRelease, Notice, RoleEntry, SignedIn, TopPage, UserEntry,
};
pub use inquiry::{
    Contact, ContactList, Inquiry, InquiryItem, InquiryList, ProvisionRecord, ProvisionStart, RecordList,
};
pub use members::{
    CodeLink, CopyEntry, CopyHistory, CopyList, CopyRevision, MemberEntry, MemberList, MembersFound,
    NumberShown,
};
pub use outside::{
    CollatedPlan, CollatedPlans, PlanAnswer, PlanAnswers, SiteAccount, SiteAccounts, SiteEntries, SiteEntry,
};

pub use provision::{AutomaticProvision, ProvisionRequest, ProvisionRequestList};

use crate::media::ReceivedFile;
use crate::model::{JobState, ResultCode};
use crate::wire::screen;
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Says the same in every union and every run.
    Fixed(String),
    /// Differs by union or run: shown as a numbered placeholder of this kind.
    Varying {
        /// Kind of value, for example 枝番.
        kind: &'static str,
        /// The value.
        value: String,
    },
}

/// One fact on a screen.
pub type Line = Vec<Piece>;

/// A fact that is equal in every run.
pub(crate) fn fixed(text: impl Into<String>) -> Piece {
    Piece::Fixed(text.into())
}

/// A value that differs by run.
pub(crate) fn varying(kind: &'static str, value: impl Into<String>) -> Piece {
    Piece::Varying { kind, value: value.into() }
}

/// Anything an operator can look at.
pub trait Observed {
    /// Name of the screen.
    fn screen(&self) -> &'static str;
    /// The facts that matter, in a stable order. Wording of the server is left out: it
    /// may differ between correct servers.
    fn lines(&self) -> Vec<Line>;
}

/// A refused act: the operator reads a code and a message, and nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Screen of the act.
    pub screen: &'static str,
    /// Stable code.
    pub code: String,
    /// The server's own words.
    pub message: String,
}

impl Observed for Refusal {
    fn screen(&self) -> &'static str {
        self.screen
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed(format!("拒否: {}", ResultCode::describe(&self.code)))]]
    }
}

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
pub struct Page<T> {
    /// The entries of this page.
    pub items: Vec<T>,
    /// Where the next page starts.
    pub next: Option<String>,
}

/// An act that shows nothing but that it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Where it was done.
    pub screen: &'static str,
    /// What was done.
    pub what: &'static str,
}

impl Observed for Done {
    fn screen(&self) -> &'static str {
        self.screen
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed(self.what)]]
    }
}

/// A list of which only the number of entries matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Where it is shown.
    pub screen: &'static str,
}

impl Observed for Listing {
    fn screen(&self) -> &'static str {
        self.screen
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed("一覧が表示される")]]
    }
}

/// An upload and how far it has come.
#[derive(Debug, Clone, Deserialize)]
pub struct Receipt {
    /// 受付番号.
    pub receipt_number: String,
    /// Kind of file.
    pub kind: String,
    /// Name of the file as it was sent.
    #[serde(default)]
    pub file_name: String,
    /// 処理ステータス.
    pub state: JobState,
    /// When it was received.
    pub accepted_at: DateTime<FixedOffset>,
    /// When it reached its final state.
    #[serde(default)]
    pub completed_at: Option<DateTime<FixedOffset>>,
    /// Rows, once processed.
    #[serde(default)]
    pub counts: Option<Counts>,
    /// Why the file as a whole was refused.
    #[serde(default)]
    pub error: Option<FileError>,
}

/// Rows of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Counts {
    /// All rows.
    pub total: u64,
    /// Rows that took effect.
    pub normal: u64,
    /// Rows refused.
    pub error: u64,
}

/// Why a file as a whole was refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FileError {
    /// Stable code.
    pub code: String,
    /// The server's own words.
    pub message: String,
}

impl Observed for Receipt {
    fn screen(&self) -> &'static str {
        use crate::wire::file_kind;
        match self.kind.as_str() {
            file_kind::MEMBERS => screen::MEMBERS_CHECK,
            file_kind::DEPARTMENTS => screen::DEPARTMENTS,
            file_kind::USERS => screen::USERS,
            file_kind::IDENTITY_REQUESTS => screen::IDENTITY_RESULT,
            file_kind::INQUIRIES => screen::BULK_INQUIRY_RESULT,
            _ => screen::COPIES_RESULT,
        }
    }

    fn lines(&self) -> Vec<Line> {
        let mut first = vec![fixed("受付番号 "), varying("受付番号", &self.receipt_number)];
        // Which state an upload under way shows depends on how soon one looks.
        let state = if self.state.is_final() { self.state.text() } else { "処理の途中" };
        first.push(fixed(format!(": {state}")));
        if let Some(counts) = self.counts {
            first.push(fixed(format!(
                " 全{}件 正常{}件 エラー{}件",
                counts.total, counts.normal, counts.error
            )));
        }
        if let Some(error) = &self.error {
            first.push(fixed(format!(" {}", ResultCode::describe(&error.code))));
        }
        vec![first]
    }
}

/// Which columns of a file hold values that differ by union or run.
pub(crate) fn value_piece(column: &str, value: &str) -> Piece {
    match column {
        "保険者番号" => varying("保険者番号", value),
        "被保険者番号" => varying("被保険者番号", value),
        "被保険者枝番" => varying("枝番", value),
        "受付番号" => varying("受付番号", value),
        "レコード番号" => varying("レコード番号", value),
        "照会番号" => varying("照会番号", value),
        "ユーザーID" => varying("ユーザーID", value),
        "処理通番" => varying("処理通番", value),
        // Of a union's own copies it is a time of the clock.
        "更新日時" | "基準日時" => varying("日時", value),
        // 先行団体 get the master before the others.
        "適用日" => varying("日付", value),
        "住所" => varying("住所", value),
        "個人番号" => varying("個人番号", crate::model::INDIVIDUAL_NUMBER_MASK),
        "初期パスワード" => varying("初期パスワード", "«伏字»"),
        _ => fixed(value),
    }
}

/// An entry of the operation log.
#[derive(Debug, Clone, Deserialize)]
pub struct LogEntry {
    /// Position in the log.
    pub sequence: u64,
    /// Who.
    pub user_id: String,
    /// Which screen.
    pub operation: String,
    /// 成功 or 拒否.
    pub outcome: String,
    /// Code of a refusal.
    #[serde(default)]
    pub code: Option<String>,
    /// What else the operation left behind, such as the reason for it.
    #[serde(default)]
    pub note: Option<String>,
}

/// The operation log.
#[derive(Debug, Clone)]
pub struct OperationLog {
    /// The entries.
    pub entries: Vec<LogEntry>,
}

impl Observed for OperationLog {
    fn screen(&self) -> &'static str {
        screen::OPERATION_LOG
    }

    /// Everything an earlier scenario did stands there too, so no entry is listed.
    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed("操作ログが表示される")]]
    }
}

/// Rows of a file that are shown; a volume test's file has millions.
const ROWS_SHOWN: usize = 10;

/// A downloaded file as the operator looks into it.
#[derive(Debug, Clone)]
pub struct FileSeen {
    screen: &'static str,
    lines: Vec<Line>,
}

impl FileSeen {
    /// Reads the first rows of a file.
    ///
    /// # Errors
    /// If it cannot be read as CSV in its character code.
    pub fn read(file: &ReceivedFile) -> std::io::Result<Self> {
        let mut lines = Vec::new();
        for (place, row) in file.rows()?.enumerate() {
            if place == ROWS_SHOWN {
                lines.push(vec![fixed(format!("({ROWS_SHOWN}行目より後は省略)"))]);
                break;
            }
            let mut line = vec![fixed(format!("{}行目:", place + 1))];
            for (column, value) in row?.cells().filter(|(_, value)| !value.is_empty()) {
                // The wording of a message may differ between correct servers.
                if column == "処理結果メッセージ" {
                    line.push(fixed(" 処理結果メッセージ=あり"));
                } else {
                    line.push(fixed(format!(" {column}=")));
                    line.push(value_piece(column, value));
                }
            }
            lines.push(line);
        }
        Ok(Self { screen: file.screen, lines })
    }
}

impl Observed for FileSeen {
    fn screen(&self) -> &'static str {
        self.screen
    }

    fn lines(&self) -> Vec<Line> {
        self.lines.clone()
    }
}

/// All screens that the contract names.
pub const SCREENS: &[&str] = &[
    screen::LOGIN,
    screen::PASSWORD,
    screen::TOP,
    screen::ACCESS_GROUPS,
    screen::DEPARTMENTS,
    screen::ROLES,
    screen::USERS,
    screen::USER_MANAGEMENT,
    screen::INSURER_DEFINITION,
    screen::MASTER,
    screen::MEMBERS,
    screen::MEMBERS_CHECK,
    screen::MEMBERS_DETAIL,
    screen::MEMBER_SEARCH,
    screen::NUMBER_DISPLAY,
    screen::CODE_LINK,
    screen::COPIES,
    screen::COPIES_RESULT,
    screen::COPY_SEARCH,
    screen::PROVISION_START,
    screen::PROVISION_REQUESTS,
    screen::IDENTITY,
    screen::IDENTITY_RESULT,
    screen::INQUIRY,
    screen::INQUIRIES,
    screen::INQUIRY_RESULT,
    screen::BULK_INQUIRY,
    screen::BULK_INQUIRY_RESULT,
    screen::CONTACTS,
    screen::SITE_ACCOUNTS,
    screen::SHARING_SITE,
    screen::PLAN_SURVEY,
    screen::PLANS_COLLATED,
    screen::RECORDS,
    screen::OPERATION_LOG,
    screen::NOTICES,
];
