//! `testdata/master_data.yaml`: access groups, departments and users that the
//! システム管理者 registers before a test.
//!
//! Must not know passwords.

use super::{keyed::Keyed, wareki};
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MasterData {
    /// アクセスグループ by name.
    #[serde(rename = "アクセスグループ", default)]
    pub access_groups: Keyed<AccessGroup>,
    /// 部署 by name.
    #[serde(rename = "部署")]
    pub departments: Keyed<Department>,
    /// Users by the name that steps give them.
    #[serde(rename = "利用者")]
    pub users: Keyed<User>,
}

/// A group of departments that alone may see certain members.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessGroup {
    /// アクセスグループコード.
    #[serde(rename = "コード")]
    pub code: String,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// 部署コード.
    #[serde(rename = "コード")]
    pub code: String,
    /// Name of its access group.
    #[serde(rename = "アクセスグループ")]
    pub access_group: Option<String>,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// ユーザーID; unique within a union.
    #[serde(rename = "ユーザーID")]
    pub user_id: String,
    /// 氏名.
    #[serde(rename = "氏名")]
    pub name: String,
    /// Name of the department; the first システム管理者 has none.
    #[serde(rename = "部署")]
    pub department: Option<String>,
    /// Codes of standard roles.
    #[serde(rename = "ロール")]
    pub roles: Vec<String>,
    /// 有効開始日.
    #[serde(rename = "有効開始日", deserialize_with = "wareki::date")]
    pub valid_from: NaiveDate,
    /// 有効終了日.
    #[serde(rename = "有効終了日", default, deserialize_with = "wareki::optional_date")]
    pub valid_to: Option<NaiveDate>,
    /// Which scenarios it is for.
    #[serde(rename = "用途")]
    pub purpose: String,
}
