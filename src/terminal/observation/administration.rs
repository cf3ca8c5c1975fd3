//! What stands on the screens of users, departments, masters and notices.

use super::{Line, Observed, fixed, varying};
use crate::wire::screen;
use chrono::NaiveDate;
use serde::Deserialize;

/// Before a log-in.
#[derive(Debug, Clone, Deserialize)]
pub struct LoginScreen {
    /// Name of the screen.
    #[serde(rename = "screen")]
    pub name: String,
    /// Name of the union whose terminal it is.
    pub union_name: String,
}

impl Observed for LoginScreen {
    fn screen(&self) -> &'static str {
        screen::LOGIN
    }

    fn lines(&self) -> Vec<Line> {
        vec![vec![fixed(format!("{}画面 ", self.name)), varying("広域連合名", &self.union_name)]]
    }
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

/// A role on 「ロール」.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleEntry {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Supplied by the 取りまとめ機関.
    pub standard: bool,
    /// Codes of the standard roles that it combines.
    pub roles: Vec<String>,
}

/// An access group.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::terminal) struct AccessGroupEntry {
    pub(in crate::terminal) code: String,
    pub(in crate::terminal) name: String,
}

/// A department.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::terminal) struct DepartmentEntry {
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
    /// Day of publication.
    pub published_on: NaiveDate,
    /// Kind, for example マスター適用依頼.
    pub kind: String,
    /// The release that a マスター適用依頼 is about.
    pub release: Option<String>,
}
