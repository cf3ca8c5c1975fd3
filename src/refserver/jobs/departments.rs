//! Rows of 部署情報一括登録ファイル against what is registered. Must not know files.

use sogo_unyo_test::wire::{column, row_error};

use super::{
    Job, JobError, RowError,
    files::{RowOutcome, rows_result},
    whole_rows::WholeRows,
};
use crate::refserver::{
    defects,
    domain::{
        row_fault::RowFault,
        row_fields::{Action, Fields},
        user_rows,
    },
    store::{access, receipts::Receipt},
};

/// Work on one file.
pub(super) struct DepartmentRows<'a> {
    job: Job<'a>,
    receipt: Receipt,
    access_groups: Vec<String>,
}

impl<'a> DepartmentRows<'a> {
    /// For a receipt.
    pub(super) fn new(job: Job<'a>, receipt: &Receipt) -> Result<Self, JobError> {
        let groups = access::groups(job.connection, &receipt.prefecture)?;
        let access_groups = groups.into_iter().map(|group| group.code).collect();
        Ok(Self { job, receipt: receipt.clone(), access_groups })
    }

    fn apply(&self, fields: &Fields<'_>) -> Result<(), RowError> {
        let (connection, prefecture) = (self.job.connection, self.receipt.prefecture.as_str());
        let defects = &self.job.server.defects;
        let read = user_rows::read_department(fields, &self.access_groups, defects);
        if read.is_err() && defects.has(&defects::REFUSED_DEPARTMENT_KEEPS_ITS_CODE) {
            let (code, name) = (fields.get("部署コード").to_owned(), fields.get("部署名").to_owned());
            let department = access::Coded { code, name, access_group: None };
            access::put_department(connection, prefecture, &department, true)?;
        }
        let row = read?;
        let exists = access::department_exists(connection, prefecture, &row.code)?;
        match row.action {
            Action::New if exists => return Err(RowFault::plain(row_error::USER_EXISTS).into()),
            Action::Change | Action::Delete if !exists => {
                return Err(RowFault::plain(row_error::NO_SUCH_ROW).into());
            }
            Action::Delete
                if access::department_is_used(
                    connection,
                    prefecture,
                    &row.code,
                    defects.has(&defects::RETIRED_USERS_HOLD_DEPARTMENT),
                )? && !defects.has(&defects::DEPARTMENT_DELETED_UNDER_USERS) =>
            {
                return Err(RowFault::plain(row_error::IN_USE).into());
            }
            Action::Delete => access::delete_department(connection, prefecture, &row.code)?,
            Action::New | Action::Change => {
                let department = access::Coded {
                    code: row.code,
                    name: row.name,
                    access_group: row.access_group.filter(|_| {
                        row.action == Action::Change || !defects.has(&defects::NEW_DEPARTMENT_WITHOUT_GROUP)
                    }),
                };
                access::put_department(
                    connection,
                    prefecture,
                    &department,
                    defects.has(&defects::DEPARTMENT_NEVER_LEAVES_GROUP),
                )?;
            }
        }
        Ok(())
    }
}

impl WholeRows for DepartmentRows<'_> {
    fn columns(&self) -> &'static [&'static str] {
        column::ROWS_RESULT
    }

    fn row(&mut self, number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError> {
        rows_result(&self.receipt.number, number, self.apply(fields))
    }
}
