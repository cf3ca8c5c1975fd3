//! Rows of 本人確認情報照会要求ファイル: asks the 住基ネット by way of the 取りまとめ機関.
//! Must not know files.

use std::collections::HashSet;

use sogo_unyo_test::wire::{column, identity_result, row_error};

use super::{
    Job, JobError, RowError,
    files::{RowOutcome, verdict},
    whole_rows::WholeRows,
};
use crate::refserver::{
    defects,
    domain::{
        identity::{self, IdentityAnswer},
        row_fault::RowFault,
        row_fields::Fields,
    },
    outside::juki_net,
    store::{members, receipts::Receipt},
};

/// Work on one file.
pub(super) struct IdentityRows<'a> {
    job: Job<'a>,
    prefecture: String,
    seen: HashSet<String>,
}

impl<'a> IdentityRows<'a> {
    /// For one file.
    pub(super) fn new(job: Job<'a>, receipt: &Receipt) -> Self {
        Self { job, prefecture: receipt.prefecture.clone(), seen: HashSet::new() }
    }

    fn apply(&mut self, place: u64, fields: &Fields<'_>) -> Result<IdentityAnswer, RowError> {
        let request = identity::read(fields, &self.job.server.defects);
        let number = fields.get("照会番号").to_owned();
        let double = !number.is_empty()
            && !self.seen.insert(number)
            && !self.job.server.defects.has(&defects::IDENTITY_DOUBLE_ASKED);
        let request = request?;
        if double {
            return Err(RowFault::at(row_error::DUPLICATE_IN_FILE, "照会番号").into());
        }
        let defects = &self.job.server.defects;
        if place > 5 && defects.has(&defects::IDENTITY_FILE_CUT_SHORT) {
            return Ok(IdentityAnswer::None);
        }
        let mut answer = juki_net::answer(self.job.connection, &request, self.job.now, defects)?;
        if let IdentityAnswer::Matched(resident) = &mut answer
            && defects.has(&defects::IDENTITY_ANSWERED_FROM_MEMBERS)
            && let Some(branch) = members::branch_of(self.job.connection, &self.prefecture, &resident.number)?
            && let Some(member) = members::find(self.job.connection, &self.prefecture, &branch)?
        {
            resident.name = member.name;
        }
        Ok(answer)
    }
}

impl WholeRows for IdentityRows<'_> {
    fn columns(&self) -> &'static [&'static str] {
        column::IDENTITY_RESULT
    }

    fn row(&mut self, number: u64, fields: &Fields<'_>) -> Result<RowOutcome, JobError> {
        let (answer, [code, message]) = verdict(self.apply(number, fields))?;
        let defects = &self.job.server.defects;
        let normal = answer.is_some() || defects.has(&defects::IDENTITY_ERRORS_COUNTED_AS_NORMAL);
        let class = answer.as_ref().map_or(identity_result::INPUT_ERROR, IdentityAnswer::class);
        let mut values = answer.map(|answer| answer.fields(defects)).unwrap_or_default();
        if class == identity_result::NONE && defects.has(&defects::IDENTITY_NONE_WITH_VALUES) {
            let asked = ["個人番号", "氏名", "住所", "性別", "生年月日", "", ""];
            values = asked.map(|column| fields.get(column).to_owned());
        }
        if fields.get("照会区分") == "2" && defects.has(&defects::IDENTITY_NUMBER_WITHHELD) {
            values[0].clear();
        }
        let mut cells = vec![fields.get("照会番号").to_owned(), class.to_owned()];
        cells.extend(values);
        cells.extend([code, message]);
        Ok(RowOutcome { cells, normal })
    }
}
