//! What stands on the screens of members, their codes and their copies.

use super::{Line, Observed, Piece, fixed, value_piece, varying};
use crate::model::{BranchNumber, BranchNumberError, CodeLinkState, ResultCode, WrittenNumber};
use crate::wire::screen;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

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
    /// 1 男, 2 女.
    pub sex: String,
    /// 郵便番号, if there is one.
    pub postal_code: Option<String>,
    /// 住所.
    pub address: String,
    /// 資格取得年月日.
    pub qualified_on: NaiveDate,
    /// 資格喪失年月日.
    pub lost_on: Option<NaiveDate>,
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

/// The 個人番号 of a member, as the one screen shows it that is there for it.
#[derive(Debug, Clone, Deserialize)]
pub struct NumberShown {
    /// 被保険者枝番.
    pub branch_number: String,
    /// 個人番号.
    #[serde(deserialize_with = "written_number")]
    pub individual_number: WrittenNumber,
}

fn written_number<'de, D: Deserializer<'de>>(from: D) -> Result<WrittenNumber, D::Error> {
    String::deserialize(from).map(WrittenNumber::new)
}

impl Observed for NumberShown {
    fn screen(&self) -> &'static str {
        screen::NUMBER_DISPLAY
    }

    fn lines(&self) -> Vec<Line> {
        let mut line = vec![fixed("被保険者枝番 "), varying("枝番", &self.branch_number)];
        line.push(fixed(" の個人番号が表示される"));
        vec![line]
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
    /// As of when the original is.
    pub source_as_of: DateTime<FixedOffset>,
    /// When the copy took the values over.
    pub reflected_at: DateTime<FixedOffset>,
}

/// One revision of a copy.
#[derive(Debug, Clone, Deserialize)]
pub struct CopyRevision {
    /// Kind of file it came with.
    pub kind: String,
    /// 1 when new, one more with every change.
    pub revision: u64,
    /// Whether this revision deleted the copy.
    pub deleted: bool,
    /// Columns and values.
    pub values: BTreeMap<String, String>,
}

/// All revisions of the copies of one member.
#[derive(Debug, Clone)]
pub struct CopyHistory {
    /// The revisions.
    pub revisions: Vec<CopyRevision>,
}

impl Observed for CopyHistory {
    fn screen(&self) -> &'static str {
        screen::COPY_SEARCH
    }

    fn lines(&self) -> Vec<Line> {
        let line = |one: &CopyRevision| {
            let end = if one.deleted { " 削除" } else { "" };
            vec![fixed(format!("{} 第{}版{end}", one.kind, one.revision))]
        };
        self.revisions.iter().map(line).collect()
    }
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

    /// The state is left out: it follows from the first day of provision, which is one
    /// setting for all members, made by whatever scenario came before. Steps ask for it.
    fn lines(&self) -> Vec<Line> {
        if self.entries.is_empty() {
            return vec![vec![fixed("副本なし")]];
        }
        let mut lines: Vec<Line> = self
            .entries
            .iter()
            .map(|copy| {
                let mut line = vec![fixed(format!("{} 第{}版", copy.kind, copy.revision))];
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
