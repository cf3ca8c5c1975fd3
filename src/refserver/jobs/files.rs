//! The way of every uploaded file: check of the whole, waiting, processing, result.
//! Must not know what the rows of a kind mean.

use std::{io::Read, sync::Arc};

use sogo_unyo_test::wire::{column, row_error};

use super::{
    Job, JobError, RowError, bulk_inquiry, copies::CopyRows, csv_stream, departments::DepartmentRows,
    identity::IdentityRows, kind, members::MemberRows, read_ahead, result_file::ResultFile, users::UserRows,
    whole_rows::Whole,
};
use crate::refserver::{
    defects,
    domain::{
        charset::{self, Charset},
        file_kinds::FileKind,
        row_fault::RowFault,
        row_fields::{Action, Fields},
        states::JobState,
    },
    store::{
        due,
        files::{self as stored, FileReader, FileWriter},
        receipts,
        receipts::Receipt,
        slips, unions,
    },
};

pub(crate) use super::result_file::encode_row;

/// One row's line in the result file.
pub(super) struct RowOutcome {
    pub(super) cells: Vec<String>,
    pub(super) normal: bool,
}

/// Work on the rows of one kind.
pub(super) trait Rows {
    /// What a row is checked against by itself.
    type Around: Send + Sync;
    /// What is known of a row by itself.
    type Row: Send;

    /// Columns of the result file.
    fn columns(&self) -> &'static [&'static str];
    /// What rows are checked against by themselves.
    fn around(&self) -> Arc<Self::Around>;
    /// Reads a row by itself, on another thread.
    fn read(around: &Self::Around, fields: &Fields<'_>) -> Self::Row;
    /// Sees the rows that come next, and may ask the store about all of them at once.
    fn see(&mut self, _rows: &[Self::Row]) -> Result<(), JobError> {
        Ok(())
    }
    /// Deals with one row; `number` counts data rows from 1.
    fn row(&mut self, number: u64, row: Self::Row) -> Result<RowOutcome, JobError>;
    /// After the last row.
    fn finish(&mut self) -> Result<(), JobError> {
        Ok(())
    }
}

/// The two last cells of every result row.
pub(super) fn verdict<T>(result: Result<T, RowError>) -> Result<(Option<T>, [String; 2]), JobError> {
    match result {
        Ok(value) => Ok((Some(value), Default::default())),
        Err(RowError::Refused(fault)) => Ok((None, [fault.code.to_owned(), fault.message])),
        Err(RowError::Failed(error)) => Err(error),
    }
}

struct Upload {
    receipt: Receipt,
    kind: FileKind,
    charset: Charset,
    insurer_numbers: Vec<String>,
}

fn find(job: Job<'_>, number: &str) -> Result<Upload, JobError> {
    let receipt = receipts::find(job.connection, number)?.ok_or(JobError::NoSubject)?;
    let union = unions::find(job.connection, &receipt.prefecture)?.ok_or(JobError::NoSubject)?;
    let kind = FileKind::from_name(&receipt.kind).ok_or(JobError::NoSubject)?;
    Ok(Upload { receipt, kind, charset: union.charset, insurer_numbers: union.insurer_numbers })
}

/// Notes a new upload and plans its check.
pub(crate) fn accept(job: Job<'_>, receipt: &Receipt) -> Result<(), JobError> {
    receipts::add(job.connection, receipt)?;
    let at = job.now.plus_seconds(job.server.settings.file_check_seconds);
    Ok(due::plan(job.connection, at, kind::FILE_CHECK, &receipt.number)?)
}

/// Takes an upload back while its job has not begun; tells whether it was in time.
pub(crate) fn cancel(job: Job<'_>, number: &str) -> Result<bool, JobError> {
    let receipt = receipts::find(job.connection, number)?.ok_or(JobError::NoSubject)?;
    let completed = receipt.state == JobState::Completed;
    if completed && job.server.defects.has(&defects::CANCEL_AFTER_COMPLETION) {
        receipts::cancel(job.connection, number, job.now)?;
        return Ok(true);
    }
    if !matches!(receipt.state, JobState::Received | JobState::Waiting) {
        return Ok(false);
    }
    receipts::cancel(job.connection, number, job.now)?;
    if job.server.defects.has(&defects::CANCELLED_FILE_PROCESSED) {
        let at = job.now.next_full(job.server.settings.members_period_seconds);
        due::plan(job.connection, at, kind::JOB_FINISH, number)?;
        return Ok(true);
    }
    stored::remove(job.connection, &stored::upload(number))?;
    Ok(true)
}

/// Whether an upload was taken back; what was planned for it is void.
fn is_cancelled(job: Job<'_>, number: &str) -> Result<bool, JobError> {
    let receipt = receipts::find(job.connection, number)?;
    Ok(receipt.is_some_and(|receipt| receipt.state == JobState::Cancelled))
}

/// Checks the file as a whole: 処理待ち or 受付エラー.
pub(super) fn check(job: Job<'_>, number: &str) -> Result<(), JobError> {
    if is_cancelled(job, number)? {
        return Ok(());
    }
    let upload = find(job, number)?;
    match check_file(job, &upload) {
        Ok(()) => {
            receipts::set_state(job.connection, number, JobState::Waiting)?;
            let settings = &job.server.settings;
            let period = match upload.kind {
                FileKind::Departments | FileKind::Users | FileKind::Inquiries => {
                    settings.administration_period_seconds
                }
                FileKind::Members => settings.members_period_seconds,
                FileKind::Copies(_) => settings.copies_period_seconds,
                FileKind::IdentityRequests => settings.identity_period_seconds,
            };
            let waited = period * i64::from(settings.job_cycles.saturating_sub(1));
            let at = job.now.next_full(period).plus_seconds(waited);
            Ok(due::plan(job.connection, at, kind::JOB_START, number)?)
        }
        Err(RowError::Refused(fault)) => {
            receipts::refuse(job.connection, number, job.now, &fault)?;
            // The bytes hold individual numbers and are of no further use.
            Ok(stored::remove(job.connection, &stored::upload(number))?)
        }
        Err(RowError::Failed(error)) => Err(error),
    }
}

fn check_file(job: Job<'_>, upload: &Upload) -> Result<(), RowError> {
    let columns = upload.kind.columns();
    let file = stored::upload(&upload.receipt.number);
    let mut reader = csv_stream::open(FileReader::new(job.connection, file.clone()), upload.charset);
    let mut record = csv::StringRecord::new();
    let declared =
        format!("文字コードが医療保険者等定義情報の文字コード({})と一致しません", upload.charset.name());
    let is_copy = matches!(upload.kind, FileKind::Copies(_));
    let as_header = job.server.defects.has(&defects::CHARSET_TOLD_AS_HEADER)
        || is_copy && job.server.defects.has(&defects::COPY_CHARSET_TOLD_AS_HEADER);
    let code = if as_header { row_error::HEADER } else { row_error::CHARSET };
    let mismatch = || RowError::Refused(RowFault::with_message(code, declared.clone()));
    let mut next = |record: &mut csv::StringRecord| match reader.read_record(record) {
        Ok(more) => Ok(more),
        Err(error) if csv_stream::is_charset_mismatch(&error) => Err(mismatch()),
        Err(error) => Err(RowError::from(error)),
    };
    let found = next(&mut record)?;
    if found
        && upload.kind.is_of_another_copy_kind(&record)
        && !job.server.defects.has(&defects::WRONG_KIND_TOLD_AS_HEADER)
    {
        let message = "別の種類の特定個人情報のファイルです。種類を確認してください";
        return Err(RowFault::with_message(row_error::KIND, message).into());
    }
    let in_any_order = record.len() == columns.len()
        && record.iter().all(|name| columns.contains(&name))
        && job.server.defects.has(&defects::HEADER_ORDER_NOT_COMPARED);
    if !found || !record.iter().eq(columns.iter().copied()) && !in_any_order {
        let mut start = Vec::new();
        FileReader::new(job.connection, file).take(4096).read_to_end(&mut start)?;
        let expected = columns.join(",");
        return Err(if charset::another_code_fits(upload.charset, &start, &expected) {
            mismatch()
        } else {
            RowError::Refused(RowFault::plain(row_error::HEADER))
        });
    }
    let mut rows: u64 = 0;
    while next(&mut record)? {
        rows += 1;
        let cut = record.len() > columns.len() && job.server.defects.has(&defects::EXTRA_FIELDS_CUT);
        if record.len() != columns.len() && !cut {
            let message = format!("{rows}件目の列数が正しくありません(正しくは{}列)", columns.len());
            return Err(RowFault::with_message(row_error::COLUMN_COUNT, message).into());
        }
        let one_more = u64::from(job.server.defects.has(&defects::ROW_LIMIT_OFF_BY_ONE));
        if rows > job.server.settings.max_rows + one_more {
            let limit = job.server.settings.max_rows;
            let message = format!("件数が上限({limit}件)を超えています。ファイルを分割してください");
            return Err(RowFault::with_message(row_error::ROW_LIMIT, message).into());
        }
    }
    if upload.kind.refuses_same_bytes()
        && !(is_copy && job.server.defects.has(&defects::SAME_COPY_FILE_ACCEPTED))
        && !(matches!(upload.kind, FileKind::Inquiries)
            && job.server.defects.has(&defects::INQUIRY_BULK_FILE_TAKEN_AGAIN))
        && let Some(earlier) = earlier_with_same_bytes(job, upload)?
    {
        let message = format!("同じファイルを受付済です(受付番号 {earlier})。ファイルを確認してください");
        return Err(RowFault::with_message(row_error::SAME_FILE, message).into());
    }
    Ok(())
}

/// The receipt number under which the same bytes came before.
fn earlier_with_same_bytes(job: Job<'_>, upload: &Upload) -> Result<Option<String>, JobError> {
    let defects = &job.server.defects;
    let void = if defects.has(&defects::REFUSED_FILE_COUNTS_AS_RECEIVED) {
        [JobState::Cancelled; 2]
    } else if defects.has(&defects::CANCELLED_FILE_COUNTS_AS_RECEIVED) {
        [JobState::Refused; 2]
    } else {
        [JobState::Refused, JobState::Cancelled]
    };
    let Some(earlier) = receipts::earlier_with_same_bytes(job.connection, &upload.receipt, void)? else {
        return Ok(None);
    };
    if defects.has(&defects::SAME_FILE_NAMES_ITSELF) {
        return Ok(Some(upload.receipt.number.clone()));
    }
    let processed = || receipts::find(job.connection, &earlier);
    if defects.has(&defects::SAME_FILE_WHILE_WAITING)
        && processed()?.is_some_and(|earlier| earlier.state != JobState::Completed)
    {
        return Ok(None);
    }
    Ok(Some(earlier))
}

/// The periodic job takes the file up.
pub(super) fn start(job: Job<'_>, number: &str) -> Result<(), JobError> {
    if is_cancelled(job, number)? {
        return Ok(());
    }
    receipts::set_state(job.connection, number, JobState::Processing)?;
    let at = job.now.plus_seconds(job.server.settings.job_seconds);
    Ok(due::plan(job.connection, at, kind::JOB_FINISH, number)?)
}

/// Processes all rows at once, so that all good rows appear together with 処理完了.
pub(super) fn finish(job: Job<'_>, number: &str) -> Result<(), JobError> {
    let upload = find(job, number)?;
    let insurer_numbers = || upload.insurer_numbers.clone();
    match upload.kind {
        FileKind::Departments => process(job, &upload, Whole(DepartmentRows::new(job, &upload.receipt)?)),
        FileKind::Users => process(job, &upload, Whole(UserRows::new(job, &upload.receipt)?)),
        FileKind::Members => process(job, &upload, MemberRows::new(job, &upload.receipt, insurer_numbers())?),
        FileKind::Copies(kind) => {
            process(job, &upload, CopyRows::new(job, &upload.receipt, kind, insurer_numbers())?)
        }
        FileKind::IdentityRequests => process(job, &upload, Whole(IdentityRows::new(job, &upload.receipt))),
        // Its result has to wait for the answers.
        FileKind::Inquiries => bulk_inquiry::take_up(job, &upload.receipt, upload.charset),
    }
}

fn process<R: Rows>(job: Job<'_>, upload: &Upload, mut rows: R) -> Result<(), JobError> {
    let number = upload.receipt.number.as_str();
    let file = stored::upload(number);
    let charset = if job.server.defects.has(&defects::RESULT_IN_SHIFT_JIS) {
        Charset::ShiftJis
    } else {
        upload.charset
    };
    let result_file = FileWriter::new(job.connection, stored::result(number))?;
    let mut result = ResultFile::create(result_file, charset, rows.columns())?;
    let (mut total, mut normal) = (0_i64, 0_i64);
    let (around, columns) = (rows.around(), upload.kind.columns());
    let read = |record: &csv::StringRecord| {
        let fields = Fields::new(columns, record.iter());
        let deletes = Action::from_value(fields.get("処理区分")) == Some(Action::Delete);
        (deletes, R::read(&around, &fields))
    };
    read_ahead::batches(job.connection, &file, upload.charset, read, |batch| {
        let (deletes, batch): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        rows.see(&batch)?;
        for (row, deletes) in batch.into_iter().zip(deletes) {
            if total == 32 && job.server.defects.has(&defects::FILE_CUT_SHORT) {
                break;
            }
            total += 1;
            let mut outcome = rows.row(total.unsigned_abs(), row)?;
            // Every result file ends with the message.
            if let Some(message) = outcome.cells.last_mut().filter(|message| !message.is_empty()) {
                message.insert_str(0, &job.server.settings.message_prefix);
            }
            normal += i64::from(outcome.normal);
            if !(deletes && job.server.defects.has(&defects::DELETION_ROWS_NOT_IN_RESULT)) {
                result.row(&outcome.cells)?;
            }
        }
        Ok(())
    })?;
    rows.finish()?;
    result.close()?;
    if normal < total && job.server.defects.has(&defects::BAD_ROW_TAKES_GOOD_ROWS) {
        slips::forget_members(job.connection, number)?;
    }
    receipts::complete(job.connection, number, job.now, total, normal)?;
    Ok(stored::remove(job.connection, &file)?)
}

/// Cells of [`column::ROWS_RESULT`], which departments and copies share.
pub(super) fn rows_result(
    receipt_number: &str,
    number: u64,
    result: Result<(), RowError>,
) -> Result<RowOutcome, JobError> {
    debug_assert_eq!(column::ROWS_RESULT.len(), 4);
    let (done, [code, message]) = verdict(result)?;
    let cells = vec![receipt_number.to_owned(), number.to_string(), code, message];
    Ok(RowOutcome { cells, normal: done.is_some() })
}
