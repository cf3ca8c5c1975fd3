//! What an operator sees after an act: typed observations, one type per screen.
//!
//! An observation knows the screen it stands for and can list its facts as lines. It
//! must not know how it was obtained (HTTP or browser), nor what was expected.
//!
//! The field names are those of the contract's JSON; unknown fields are ignored, because
//! a correct server may say more.

use crate::media::ReceivedFile;
use crate::model::{BranchNumber, BranchNumberError, CodeLinkState, InquiryState, JobState, ResultCode};
use crate::wire::screen;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeMap;

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

/// After a log-in.
#[derive(Debug, Clone, Deserialize)]
pub struct SignedIn {
    /// The session token; a secret.
    pub token: String,
    /// Who logged in.
    pub user_id: String,
    /// Whether nothing but a change of the password is possible.
    pub must_change_password: bool,
}

impl Observed for SignedIn {
    fn screen(&self) -> &'static str {
        if self.must_change_password { screen::PASSWORD } else { screen::TOP }
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed("ログイン: "), fixed(&self.user_id)]]
    }
}

/// The page after the log-in.
#[derive(Debug, Clone, Deserialize)]
pub struct TopPage {
    /// Who is logged in.
    pub user_id: String,
    /// Roles held.
    pub roles: Vec<String>,
    /// Screens that can be opened.
    pub menu: Vec<String>,
    /// Whether nothing but a change of the password is possible.
    pub must_change_password: bool,
    /// Character code of the insurer.
    pub charset: String,
}

impl Observed for TopPage {
    fn screen(&self) -> &'static str {
        if self.must_change_password { screen::PASSWORD } else { screen::TOP }
    }

    fn lines(&self) -> Vec<Line> {
        let mut menu: Vec<_> = self.menu.iter().map(String::as_str).collect();
        menu.sort_unstable();
        vec![vec![fixed(format!("メニュー: {}", menu.join("、")))]]
    }
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

/// A user on 「利用者管理」.
#[derive(Debug, Clone, Deserialize)]
pub struct UserEntry {
    /// User id.
    pub user_id: String,
    /// Department.
    pub department_code: Option<String>,
    /// Roles.
    pub roles: Vec<String>,
    /// 有効, 初期パスワード, ロック中, 期間外.
    pub state: String,
}

impl Observed for UserEntry {
    fn screen(&self) -> &'static str {
        screen::USER_MANAGEMENT
    }

    fn lines(&self) -> Vec<Line> {
        let mut roles = self.roles.clone();
        roles.sort_unstable();
        vec![vec![fixed(format!(
            "利用者 {}: {} 部署 {} ロール {}",
            self.user_id,
            self.state,
            self.department_code.as_deref().unwrap_or("なし"),
            roles.join("、")
        ))]]
    }
}

/// An access group.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AccessGroupEntry {
    pub(super) code: String,
    pub(super) name: String,
}

/// A department.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct DepartmentEntry {
    /// Department code.
    pub code: String,
    /// Access group, if the department belongs to one.
    pub access_group: Option<String>,
}

/// A newly issued initial password; a secret.
#[derive(Debug, Clone, Deserialize)]
pub struct InitialPassword {
    /// The password, good for one log-in.
    pub initial_password: String,
}

impl Observed for InitialPassword {
    fn screen(&self) -> &'static str {
        screen::USER_MANAGEMENT
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed("初期パスワードが払い出される")]]
    }
}

/// The release of the NWS master.
#[derive(Debug, Clone, Deserialize)]
pub struct MasterRelease {
    /// Name of the release.
    pub release: String,
    /// First day of distribution.
    pub available_from: NaiveDate,
}

impl Observed for MasterRelease {
    fn screen(&self) -> &'static str {
        screen::MASTER
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed(format!("版: {} 配信開始日: {}", self.release, self.available_from))]]
    }
}

/// A notice.
#[derive(Debug, Clone, Deserialize)]
pub struct Notice {
    /// Subject.
    pub subject: String,
    /// Kind, for example マスター適用依頼.
    pub kind: String,
}

/// An upload and how far it has come.
#[derive(Debug, Clone, Deserialize)]
pub struct Receipt {
    /// 受付番号.
    pub receipt_number: String,
    /// Kind of file.
    pub kind: String,
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

/// A member as the search shows it. There is no individual number on it.
#[derive(Debug, Clone, Deserialize)]
pub struct MemberEntry {
    /// 被保険者枝番.
    pub branch_number: String,
    /// 保険者番号.
    pub insurer_number: String,
    /// 被保険者番号.
    pub insured_number: String,
    /// 氏名.
    pub name: String,
    /// 氏名カナ.
    pub kana: String,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// 登録済, 資格喪失.
    pub state: String,
}

impl MemberEntry {
    /// The branch number as a type.
    ///
    /// # Errors
    /// If the server issued something other than digits.
    pub fn branch(&self) -> Result<BranchNumber, BranchNumberError> {
        BranchNumber::parse(&self.branch_number)
    }
}

/// How many of many members were found, each looked up alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MembersFound(pub usize);

impl Observed for MembersFound {
    fn screen(&self) -> &'static str {
        screen::MEMBER_SEARCH
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed(format!("1人ずつ検索して{}人が見つかる", self.0))]]
    }
}

/// Members found.
#[derive(Debug, Clone)]
pub struct MemberList {
    /// The entries.
    pub entries: Vec<MemberEntry>,
}

impl Observed for MemberEntry {
    fn screen(&self) -> &'static str {
        screen::MEMBER_SEARCH
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![
            fixed("枝番 "),
            varying("枝番", &self.branch_number),
            fixed(" 保険者番号 "),
            varying("保険者番号", &self.insurer_number),
            fixed(" 被保険者番号 "),
            varying("被保険者番号", &self.insured_number),
            fixed(format!(" {} {} {} {}", self.name, self.kana, self.birth_date, self.state)),
        ]]
    }
}

impl Observed for MemberList {
    fn screen(&self) -> &'static str {
        screen::MEMBER_SEARCH
    }

    fn lines(&self) -> Vec<Line> {
        if self.entries.is_empty() {
            return vec![vec![fixed("該当する加入者なし")]];
        }
        self.entries.iter().flat_map(Observed::lines).collect()
    }
}

/// 符号取得状況 of a member.
#[derive(Debug, Clone, Deserialize)]
pub struct CodeLink {
    /// 被保険者枝番.
    pub branch_number: String,
    /// How far the acquisition has come.
    pub state: CodeLinkState,
    /// Why it failed.
    #[serde(default)]
    pub error_code: Option<String>,
}

impl Observed for CodeLink {
    fn screen(&self) -> &'static str {
        screen::CODE_LINK
    }

    fn lines(&self) -> Vec<Line> {
        let mut line = vec![
            fixed("枝番 "),
            varying("枝番", &self.branch_number),
            fixed(format!(": {}", if self.state.is_final() { self.state.text() } else { "取得の途中" })),
        ];
        if let Some(code) = &self.error_code {
            line.push(fixed(format!(" {}", ResultCode::describe(code))));
        }
        vec![line]
    }
}

/// A copy (副本) of a member.
#[derive(Debug, Clone, Deserialize)]
pub struct CopyEntry {
    /// Kind of file it came with.
    pub kind: String,
    /// State.
    pub state: String,
    /// 1 when new, one more with every update.
    pub revision: u64,
    /// Columns and values.
    pub values: BTreeMap<String, String>,
}

/// Copies of one member.
#[derive(Debug, Clone)]
pub struct CopyList {
    /// The entries.
    pub entries: Vec<CopyEntry>,
}

impl Observed for CopyList {
    fn screen(&self) -> &'static str {
        screen::COPY_SEARCH
    }

    fn lines(&self) -> Vec<Line> {
        if self.entries.is_empty() {
            return vec![vec![fixed("副本なし")]];
        }
        let mut lines: Vec<Line> = self
            .entries
            .iter()
            .map(|copy| {
                let mut line = vec![fixed(format!("{} {} 第{}版", copy.kind, copy.state, copy.revision))];
                for (column, value) in copy.values.iter().filter(|(_, value)| !value.is_empty()) {
                    line.push(fixed(format!(" {column}=")));
                    line.push(value_piece(column, value));
                }
                line
            })
            .collect();
        lines.sort_by_key(|line| match line.first() {
            Some(Piece::Fixed(text)) => text.clone(),
            _ => String::new(),
        });
        lines
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
        "更新日時" => varying("日時", value),
        // 先行団体 get the master before the others.
        "適用日" => varying("日付", value),
        "住所" => varying("住所", value),
        "個人番号" => varying("個人番号", crate::model::INDIVIDUAL_NUMBER_MASK),
        "初期パスワード" => varying("初期パスワード", "«伏字»"),
        _ => fixed(value),
    }
}

/// 副本の提供開始日 of a kind.
#[derive(Debug, Clone, Deserialize)]
pub struct ProvisionStart {
    /// Kind of copy.
    pub kind: String,
    /// First day of provision, if set.
    pub start_date: Option<NaiveDate>,
}

impl Observed for ProvisionStart {
    fn screen(&self) -> &'static str {
        screen::PROVISION_START
    }

    fn lines(&self) -> Vec<Line> {
        let date = self.start_date.map_or_else(|| "未設定".to_owned(), |date| date.to_string());
        vec![vec![fixed(format!("{} 提供開始日 ", self.kind)), varying("日付", date)]]
    }
}

/// An inquiry and how far it has come.
#[derive(Debug, Clone, Deserialize)]
pub struct Inquiry {
    /// The number of the inquiry (処理通番).
    pub inquiry_id: String,
    /// State.
    pub state: InquiryState,
    /// Result code, once there is one.
    #[serde(default)]
    pub result_code: Option<String>,
    /// Values that came back.
    #[serde(default)]
    pub items: Vec<InquiryItem>,
    /// As of when the provider's original was.
    #[serde(default)]
    pub source_as_of: Option<DateTime<FixedOffset>>,
}

/// One value that came back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InquiryItem {
    /// Name of the item.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Observed for Inquiry {
    fn screen(&self) -> &'static str {
        if self.state.is_final() { screen::INQUIRY_RESULT } else { screen::INQUIRIES }
    }

    fn lines(&self) -> Vec<Line> {
        let state = match self.state {
            InquiryState::Received | InquiryState::Inquiring => "照会の途中",
            other => other.text(),
        };
        let mut first =
            vec![fixed("照会 "), varying("処理通番", &self.inquiry_id), fixed(format!(": {state}"))];
        if let Some(code) = &self.result_code {
            first.push(fixed(format!(" {}", ResultCode::describe(code))));
        }
        let mut items: Vec<_> = self.items.iter().filter(|item| !item.value.is_empty()).collect();
        items.sort_by(|one, other| one.name.cmp(&other.name));
        let items = items
            .into_iter()
            .map(|item| vec![fixed(format!("  {}: ", item.name)), value_piece(&item.name, &item.value)]);
        std::iter::once(first).chain(items).collect()
    }
}

/// A record of provision (情報提供等記録).
#[derive(Debug, Clone, Deserialize)]
pub struct ProvisionRecord {
    /// Number of the record.
    pub record_id: serde_json::Value,
    /// 照会 or 提供.
    pub direction: String,
    /// 処理通番 of the inquiry.
    pub process_number: String,
    /// Inquiring institution.
    pub inquirer: String,
    /// Providing institution.
    pub provider: String,
    /// When it was asked.
    pub requested_at: DateTime<FixedOffset>,
    /// When it was provided.
    #[serde(default)]
    pub provided_at: Option<DateTime<FixedOffset>>,
    /// Kind of information.
    pub information_code: String,
    /// Names of the items provided.
    #[serde(default)]
    pub items: Vec<String>,
    /// Result code.
    pub outcome: String,
    /// 不開示 mark.
    pub non_disclosure: bool,
}

impl ProvisionRecord {
    /// The record's number as it stands in a path.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.record_id {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// Records found.
#[derive(Debug, Clone)]
pub struct RecordList {
    /// The entries.
    pub entries: Vec<ProvisionRecord>,
}

impl Observed for RecordList {
    fn screen(&self) -> &'static str {
        screen::RECORDS
    }

    fn lines(&self) -> Vec<Line> {
        if self.entries.is_empty() {
            return vec![vec![fixed("該当する記録なし")]];
        }
        self.entries
            .iter()
            .map(|record| {
                vec![
                    fixed(format!("{} ", record.direction)),
                    varying("処理通番", &record.process_number),
                    fixed(" 照会者 "),
                    varying("機関", &record.inquirer),
                    fixed(" 提供者 "),
                    varying("機関", &record.provider),
                    fixed(format!(
                        " {} {} 提供日時{} 不開示{}",
                        record.information_code,
                        ResultCode::describe(&record.outcome),
                        if record.provided_at.is_some() { "あり" } else { "なし" },
                        if record.non_disclosure { "あり" } else { "なし" },
                    )),
                ]
            })
            .collect()
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
    screen::CODE_LINK,
    screen::COPIES,
    screen::COPIES_RESULT,
    screen::COPY_SEARCH,
    screen::PROVISION_START,
    screen::IDENTITY,
    screen::IDENTITY_RESULT,
    screen::INQUIRY,
    screen::INQUIRIES,
    screen::INQUIRY_RESULT,
    screen::RECORDS,
    screen::OPERATION_LOG,
    screen::NOTICES,
];
