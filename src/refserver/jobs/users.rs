//! Rows of ユーザー情報一括登録ファイル against what is registered; gives new users their
//! initial passwords. Must not know files.

use sogo_unyo_test::wire::{column, row_error};

use super::{
    Job, JobError, RowError,
    files::{RowOutcome, verdict},
    whole_rows::WholeRows,
};
use crate::refserver::{
    defects,
    domain::{
        passwords,
        row_fault::RowFault,
        row_fields::{Action, Fields},
        user_rows::{self, UserValues},
    },
    store::{access, receipts::Receipt, roles, sessions, users},
};

/// Work on one file.
pub(super) struct UserRows<'a> {
    job: Job<'a>,
    receipt: Receipt,
    departments: Vec<String>,
    own_roles: Vec<String>,
}

impl<'a> UserRows<'a> {
    /// For a receipt.
    pub(super) fn new(job: Job<'a>, receipt: &Receipt) -> Result<Self, JobError> {
        let departments = access::departments(job.connection, &receipt.prefecture)?;
        let departments = departments.into_iter().map(|department| department.code).collect();
        let own_roles = if job.server.defects.has(&defects::OWN_ROLES_OF_EVERY_UNION) {
            roles::list_everywhere(job.connection)?
        } else {
            roles::list(job.connection, &receipt.prefecture)?
        };
        let own_roles = own_roles.into_iter().map(|role| role.code).collect();
        Ok(Self { job, receipt: receipt.clone(), departments, own_roles })
    }

    /// The initial password of a new user, empty otherwise.
    fn apply(&self, fields: &Fields<'_>) -> Result<String, RowError> {
        let (connection, prefecture) = (self.job.connection, self.receipt.prefecture.as_str());
        let defects = &self.job.server.defects;
        let read = user_rows::read_user(fields, &self.departments, &self.own_roles, defects);
        if read.is_err() && defects.has(&defects::REFUSED_USER_KEEPS_ITS_ID) {
            let name = fields.get("氏名").to_owned();
            let values = UserValues {
                name,
                department_code: None,
                roles: Vec::new(),
                valid_from: None,
                valid_to: None,
            };
            users::put(connection, prefecture, fields.get("ユーザーID"), &values, "")?;
        }
        let row = read?;
        let known = users::find(connection, prefecture, &row.user_id)?;
        let active = known.as_ref().is_some_and(|user| !user.retired);
        match (row.action, row.values) {
            (Action::New, Some(values)) => {
                // The id of a retired user stays taken: the operation log still names it.
                let taken =
                    if defects.has(&defects::RETIRED_ID_GIVEN_AGAIN) { active } else { known.is_some() };
                if taken && !defects.has(&defects::DOUBLE_USER_OVERWRITTEN) {
                    return Err(RowFault::plain(row_error::USER_EXISTS).into());
                }
                let password = passwords::random_initial();
                let hash = self.job.server.hasher.hash(&password)?;
                let user_id = if defects.has(&defects::USER_ID_LOWERED) {
                    row.user_id.to_lowercase()
                } else {
                    row.user_id
                };
                users::put(connection, prefecture, &user_id, &values, &hash)?;
                users::remember(connection, prefecture, &user_id, &hash)?;
                Ok(password)
            }
            _ if !active => Err(RowFault::plain(row_error::NO_SUCH_ROW).into()),
            (Action::Change, Some(values)) => {
                users::change(connection, prefecture, &row.user_id, &values, defects)?;
                Ok(String::new())
            }
            _ => {
                users::retire(connection, prefecture, &row.user_id)?;
                sessions::end_others(connection, prefecture, &row.user_id, None)?;
                Ok(String::new())
            }
        }
    }
}

impl WholeRows for UserRows<'_> {
    fn columns(&self) -> &'static [&'static str] {
        column::USERS_RESULT
    }

    fn row(&mut self, number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError> {
        let (password, [code, message]) = verdict(self.apply(fields))?;
        let normal = password.is_some();
        let user_id = fields.get("ユーザーID").to_owned();
        let cells = vec![
            self.receipt.number.clone(),
            number.to_string(),
            user_id,
            password.unwrap_or_default(),
            code,
            message,
        ];
        Ok(RowOutcome { cells, normal })
    }
}
