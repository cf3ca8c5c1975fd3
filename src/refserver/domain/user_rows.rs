//! Rules for one row of the files of departments and users. Must not know what is
//! registered beyond the codes that it is given.

use chrono::NaiveDate;
use sogo_unyo_test::wire::row_error;

use super::{
    roles::Role,
    row_fault::RowFault,
    row_fields::{Action, Fields},
    text,
};
use crate::refserver::defects::{self, Defects};

/// A good row of 部署情報一括登録ファイル.
#[derive(Debug)]
pub(crate) struct DepartmentRow {
    pub(crate) action: Action,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) access_group: Option<String>,
}

/// A good row of ユーザー情報一括登録ファイル.
#[derive(Debug)]
pub(crate) struct UserRow {
    pub(crate) action: Action,
    pub(crate) user_id: String,
    /// Absent for a deletion.
    pub(crate) values: Option<UserValues>,
}

/// The attributes of a user.
#[derive(Debug, Clone)]
pub(crate) struct UserValues {
    pub(crate) name: String,
    pub(crate) department_code: Option<String>,
    /// Codes of roles, standard ones and the union's own.
    pub(crate) roles: Vec<String>,
    pub(crate) valid_from: Option<NaiveDate>,
    pub(crate) valid_to: Option<NaiveDate>,
}

/// Checks a row of departments.
pub(crate) fn read_department(
    fields: &Fields<'_>,
    access_groups: &[String],
    defects: &Defects,
) -> Result<DepartmentRow, RowFault> {
    fields.require(&["処理区分", "部署コード"])?;
    let action = Action::from_value(fields.get("処理区分"));
    if action != Some(Action::Delete) {
        fields.require(&["部署名"])?;
    }
    fields.check_characters()?;
    let access_group = fields.optional("アクセスグループコード");
    let unknown = access_group.as_ref().is_some_and(|group| !access_groups.contains(group));
    let unchecked = action == Some(Action::Delete)
        || (action == Some(Action::Change) && defects.has(&defects::CHANGED_DEPARTMENT_UNCHECKED));
    if unknown && !unchecked {
        return Err(RowFault::plain(row_error::ACCESS_GROUP));
    }
    check_code(fields, "部署コード")?;
    fields.one_of("処理区分", &["1", "2", "3"])?;
    Ok(DepartmentRow {
        action: action.unwrap_or(Action::New),
        code: fields.get("部署コード").to_owned(),
        name: fields.get("部署名").to_owned(),
        access_group,
    })
}

/// Checks a row of users.
pub(crate) fn read_user(
    fields: &Fields<'_>,
    departments: &[String],
    own_roles: &[String],
    defects: &Defects,
) -> Result<UserRow, RowFault> {
    fields.require(&["処理区分", "ユーザーID"])?;
    let action = Action::from_value(fields.get("処理区分"));
    let user_id = fields.get("ユーザーID").to_owned();
    if action == Some(Action::Delete) {
        fields.check_characters()?;
        return Ok(UserRow { action: Action::Delete, user_id, values: None });
    }
    fields.require(&["氏名", "部署コード", "ロールコード", "有効開始日"])?;
    let valid_from = fields.date("有効開始日")?;
    let valid_to = fields.optional_date("有効終了日")?;
    let reversed = valid_to.is_some_and(|valid_to| valid_to < valid_from);
    if reversed && !defects.has(&defects::REVERSED_PERIOD_TAKEN) {
        return Err(RowFault::with_message(row_error::DATE, "有効終了日: 有効開始日より前です"));
    }
    fields.check_characters()?;
    check_code(fields, "ユーザーID")?;
    fields.one_of("処理区分", &["1", "2", "3"])?;
    let department_code = fields.get("部署コード").to_owned();
    if !departments.contains(&department_code) {
        return Err(RowFault::plain(row_error::DEPARTMENT));
    }
    let codes = fields.get("ロールコード").split(';').map(str::trim).filter(|code| !code.is_empty());
    let roles: Vec<String> = codes.map(str::to_owned).collect();
    let known = |code: &String| Role::from_code(code).is_some() || own_roles.contains(code);
    let one_is_enough = defects.has(&defects::ONE_KNOWN_ROLE_IS_ENOUGH) && roles.iter().any(known);
    if roles.is_empty() || !(one_is_enough || roles.iter().all(known)) {
        return Err(RowFault::plain(row_error::ROLE));
    }
    let values = UserValues {
        name: fields.get("氏名").to_owned(),
        department_code: Some(department_code),
        roles,
        valid_from: Some(valid_from),
        valid_to,
    };
    Ok(UserRow { action: action.unwrap_or(Action::New), user_id, values: Some(values) })
}

fn check_code(fields: &Fields<'_>, column: &str) -> Result<(), RowFault> {
    if text::is_code(fields.get(column)) {
        return Ok(());
    }
    let message = format!("{column}: 半角英数字と-_.の32文字以内で設定してください");
    Err(RowFault::with_message(row_error::VALUE, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sogo_unyo_test::wire::column;

    fn user_code(row: [&'static str; 7]) -> Option<&'static str> {
        let fields = Fields::new(column::USERS, row.into_iter());
        read_user(&fields, &["D1".to_owned()], &["OWN".to_owned()], &Defects::default())
            .err()
            .map(|fault| fault.code)
    }

    #[test]
    fn faults_of_users() {
        assert_eq!(user_code(["1", "tanto01", "担当 一", "D1", "R-MEMBER;R-COPY", "20170401", ""]), None);
        assert_eq!(user_code(["1", "tanto01", "担当 一", "D9", "R-MEMBER", "20170401", ""]), Some("E401"));
        assert_eq!(
            user_code(["1", "tanto01", "担当 一", "D1", "R-MEMBER;R-X", "20170401", ""]),
            Some("E402")
        );
        assert_eq!(user_code(["1", "tanto01", "担当 一", "D1", "R-VIEW;OWN", "20170401", ""]), None);
        assert_eq!(user_code(["1", "tanto01", "担当 一", "D1", ";", "20170401", ""]), Some("E402"));
        assert_eq!(
            user_code(["1", "tanto01", "担当 一", "D1", "R-VIEW", "20170401", "20170331"]),
            Some("E108")
        );
        assert_eq!(user_code(["1", "担当", "担当 一", "D1", "R-VIEW", "20170401", ""]), Some("E112"));
        assert_eq!(user_code(["1", "tanto01", "", "D1", "R-VIEW", "20170401", ""]), Some("E110"));
        assert_eq!(user_code(["3", "tanto01", "", "", "", "", ""]), None);
    }

    #[test]
    fn faults_of_departments() {
        let code = |row: [&'static str; 4]| {
            let fields = Fields::new(column::DEPARTMENTS, row.into_iter());
            read_department(&fields, &["G1".to_owned()], &Defects::default()).err().map(|fault| fault.code)
        };
        assert_eq!(code(["1", "D1", "資格課", "G1"]), None);
        assert_eq!(code(["1", "D1", "資格課", ""]), None);
        assert_eq!(code(["1", "D1", "資格課", "G2"]), Some("E111"));
        assert_eq!(code(["1", "D1", "", ""]), Some("E110"));
        assert_eq!(code(["0", "D1", "資格課", ""]), Some("E112"));
    }
}
