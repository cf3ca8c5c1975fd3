//! Rows of 本人確認情報照会要求ファイル: asks the 住基ネット by way of the 取りまとめ機関.
//! Must not know files.

use std::collections::HashSet;

use sogo_unyo_test::wire::{column, identity_result, row_error};

use super::{
    Job, JobError, RowError,
    files::{RowOutcome, Rows, verdict},
};
use crate::refserver::{
    domain::{
        identity::{self, IdentityAnswer},
        row_fault::RowFault,
        row_fields::Fields,
    },
    outside::juki_net,
};

/// Work on one file.
pub(super) struct IdentityRows<'a> {
    job: Job<'a>,
    seen: HashSet<String>,
}

impl<'a> IdentityRows<'a> {
    /// For one file.
    pub(super) fn new(job: Job<'a>) -> Self {
        Self { job, seen: HashSet::new() }
    }

    fn apply(&mut self, fields: &Fields<'_>) -> Result<IdentityAnswer, RowError> {
        let request = identity::read(fields);
        let number = fields.get("照会番号").to_owned();
        let double = !number.is_empty() && !self.seen.insert(number);
        let request = request?;
        if double {
            return Err(RowFault::at(row_error::DUPLICATE_IN_FILE, "照会番号").into());
        }
        Ok(juki_net::answer(self.job.connection, &request, self.job.now)?)
    }
}

impl Rows for IdentityRows<'_> {
    fn columns(&self) -> &'static [&'static str] {
        column::IDENTITY_RESULT
    }

    fn row(&mut self, _number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError> {
        let (answer, [code, message]) = verdict(self.apply(fields))?;
        let normal = answer.is_some();
        let class = answer.as_ref().map_or(identity_result::INPUT_ERROR, IdentityAnswer::class);
        let values = answer.map(|answer| answer.fields()).unwrap_or_default();
        let mut cells = vec![fields.get("照会番号").to_owned(), class.to_owned()];
        cells.extend(values);
        cells.extend([code, message]);
        Ok(RowOutcome { cells, normal })
    }
}
