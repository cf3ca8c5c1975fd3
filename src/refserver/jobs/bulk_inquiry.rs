//! 情報照会一括要求ファイル: each good row becomes an inquiry like one of the screen; the
//! file is 処理完了 when the last of them has ended. Must not know HTTP.

use std::collections::HashSet;

use sogo_unyo_test::wire::{column, problem, row_error};

use super::{
    Job, JobError, RowError, csv_stream,
    inquiry::{self, Inquirer, Request},
    result_file::ResultFile,
};
use crate::refserver::{
    defects,
    domain::{charset::Charset, file_kinds::FileKind, inquiry_rows, row_fault::RowFault, row_fields::Fields},
    store::{
        StoreError,
        bulk_inquiries::{self, BulkRow},
        files::{self, FileReader, FileWriter},
        inquiries, members,
        receipts::{self, Receipt},
        unions, users,
    },
};

/// Registers the inquiries of a file.
pub(super) fn take_up(job: Job<'_>, receipt: &Receipt, charset: Charset) -> Result<(), JobError> {
    let connection = job.connection;
    let union = unions::find(connection, &receipt.prefecture)?.ok_or(JobError::NoSubject)?;
    let user_id = bulk_inquiries::uploader(connection, &receipt.number)?.ok_or(JobError::NoSubject)?;
    let user = users::find(connection, &receipt.prefecture, &user_id)?.ok_or(JobError::NoSubject)?;
    let inquirer = Inquirer { union: &union, user_id: &user_id, access_group: user.access_group.as_deref() };
    let file = files::upload(&receipt.number);
    let mut reader = csv_stream::open(FileReader::new(connection, file.clone()), charset);
    let mut record = csv::StringRecord::new();
    let mut seen = HashSet::new();
    let mut place = 0_i64;
    reader.read_record(&mut record)?;
    while reader.read_record(&mut record)? {
        place += 1;
        let fields = Fields::new(FileKind::Inquiries.columns(), record.iter());
        let number = fields.get("照会番号").to_owned();
        let double = !number.trim().is_empty() && !seen.insert(number.clone());
        let (inquiry_id, fault) = match ask(job, &inquirer, &fields, double) {
            Ok(inquiry_id) => (Some(inquiry_id), Default::default()),
            Err(RowError::Refused(fault)) => (None, (fault.code.to_owned(), fault.message)),
            Err(RowError::Failed(error)) => return Err(error),
        };
        bulk_inquiries::add(connection, &receipt.number, place, &BulkRow { number, inquiry_id, fault })?;
    }
    files::remove(connection, &file)?;
    complete(job, &receipt.number)
}

fn ask(job: Job<'_>, inquirer: &Inquirer<'_>, fields: &Fields<'_>, double: bool) -> Result<String, RowError> {
    let row = inquiry_rows::read(fields)?;
    let defects = &job.server.defects;
    if double && !defects.has(&defects::INQUIRY_BULK_DOUBLE_ASKED) {
        return Err(RowFault::at(row_error::DUPLICATE_IN_FILE, "照会番号").into());
    }
    let request = Request {
        branch: row.branch,
        procedure_code: row.procedure_code,
        provider: row.provider,
        information_code: row.information_code,
        period_from: row.period_from.filter(|_| !defects.has(&defects::INQUIRY_BULK_PERIOD_DROPPED)),
        period_to: row.period_to.filter(|_| !defects.has(&defects::INQUIRY_BULK_PERIOD_DROPPED)),
    };
    let member = match defects.has(&defects::INQUIRY_BULK_GROUP_IGNORED) {
        true => members::find(job.connection, &inquirer.union.prefecture, &request.branch)?,
        false => None,
    };
    let access_group = member.as_ref().and_then(|member| member.access_group.as_deref());
    let inquirer = Inquirer { access_group: access_group.or(inquirer.access_group), ..*inquirer };
    let registered = inquiry::register(job, &inquirer, &request)?;
    registered
        .map(|inquiry| inquiry.inquiry_id)
        .map_err(|code| RowFault::with_message(code, reason(code)).into())
}

fn reason(code: &str) -> &'static str {
    match code {
        problem::UNKNOWN_BRANCH => "被保険者枝番が登録されていません。標準システムの枝番を確認してください",
        problem::FORBIDDEN => "この加入者の情報を扱う権限がありません",
        problem::NOT_PERMITTED => "照会が許可された組合せではありません",
        _ => "加入者の符号が紐付いていません。符号取得状況を確認してください",
    }
}

/// The defect keeps no record of inquiries that came with a file.
pub(super) fn is_left_unrecorded(job: Job<'_>, inquiry_id: &str) -> Result<bool, JobError> {
    Ok(job.server.defects.has(&defects::INQUIRY_BULK_NOT_RECORDED)
        && bulk_inquiries::receipt_of(job.connection, inquiry_id)?.is_some())
}

/// An inquiry has ended; perhaps it was the last of its file.
pub(super) fn answered(job: Job<'_>, inquiry_id: &str) -> Result<(), JobError> {
    match bulk_inquiries::receipt_of(job.connection, inquiry_id)? {
        Some(receipt) => complete(job, &receipt),
        None => Ok(()),
    }
}

/// Writes the result if nothing of the file is open any more.
fn complete(job: Job<'_>, number: &str) -> Result<(), JobError> {
    let connection = job.connection;
    let defects = &job.server.defects;
    if bulk_inquiries::is_open(connection, number)? && !defects.has(&defects::INQUIRY_BULK_COMPLETE_EARLY) {
        return Ok(());
    }
    let receipt = receipts::find(connection, number)?.ok_or(JobError::NoSubject)?;
    let union = unions::find(connection, &receipt.prefecture)?.ok_or(JobError::NoSubject)?;
    let file = FileWriter::new(connection, files::result(number))?;
    let mut result = ResultFile::create(file, union.charset, column::INQUIRIES_RESULT)?;
    let (mut total, mut normal) = (0, 0);
    let mut rows = bulk_inquiries::rows(connection, number)?;
    if defects.has(&defects::INQUIRY_BULK_ROWS_SWAPPED) {
        let inquiries: Vec<_> = rows.iter().rev().map(|row| row.inquiry_id.clone()).collect();
        rows.iter_mut().zip(inquiries).for_each(|(row, inquiry)| row.inquiry_id = inquiry);
    }
    for row in rows {
        total += 1;
        normal += i64::from(row.inquiry_id.is_some());
        write_row(job, &mut result, &row)?;
    }
    result.close()?;
    Ok(receipts::complete(connection, number, job.now, total, normal)?)
}

fn write_row(job: Job<'_>, result: &mut ResultFile<'_>, row: &BulkRow) -> Result<(), JobError> {
    let Some(inquiry_id) = &row.inquiry_id else {
        let cells = [&row.number, "", "", "", "", "", "", &row.fault.0, &row.fault.1];
        return Ok(result.row(&cells)?);
    };
    let inquiry = inquiries::find(job.connection, inquiry_id)?.ok_or(JobError::NoSubject)?;
    let items: Vec<(String, String)> = serde_json::from_str(&inquiry.items).map_err(StoreError::from)?;
    let code = inquiry.result_code.unwrap_or_default();
    let as_of = match job.server.defects.has(&defects::INQUIRY_BULK_AS_OF_LOST) {
        true => String::new(),
        false => inquiry.source_as_of.unwrap_or_default(),
    };
    let mut line = |name: &str, value: &str| {
        let cells = [&row.number, inquiry_id, inquiry.state.text(), &code, name, value, &as_of, "", ""];
        result.row(&cells)
    };
    if items.is_empty() {
        line("", "")?;
    }
    for (name, value) in &items {
        line(name, value)?;
    }
    Ok(())
}
