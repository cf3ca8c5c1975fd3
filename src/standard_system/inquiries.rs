//! 情報照会一括要求ファイル and its result (domain.md §3: F12).

use super::{
    ExtractError, StandardSystem, TakeInError,
    result::{agree, cell, result_of},
};
use crate::{
    media::{OutgoingFile, ReceivedFile},
    wire::{column, file_kind},
};
use std::collections::BTreeMap;

/// One inquiry of a file without its 照会番号.
#[derive(Debug, Clone)]
pub struct BulkInquiry {
    /// Name by which features speak of it. Rows of the same name get the same 照会番号.
    pub key: String,
    /// 被保険者枝番.
    pub branch: String,
    /// 事務手続コード.
    pub procedure: String,
    /// 照会先機関コード.
    pub provider: String,
    /// 特定個人情報コード.
    pub information: String,
    /// 対象期間開始 and 対象期間終了, as written.
    pub period: (String, String),
}

/// What came back for one row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkAnswer {
    /// Which inquiry it answers.
    pub key: String,
    /// 処理通番; empty for a refused row.
    pub process_number: String,
    /// 状態.
    pub state: String,
    /// 結果区分.
    pub result: String,
    /// 基準日時.
    pub source_as_of: String,
    /// Values by name.
    pub items: BTreeMap<String, String>,
    /// 処理結果コード.
    pub code: String,
}

impl StandardSystem {
    /// 情報照会一括要求ファイル; answers are told apart by 照会番号. Sent `again`, an inquiry
    /// keeps the 照会番号 that it had in the file before.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_inquiries(
        &mut self,
        inquiries: &[BulkInquiry],
        again: bool,
    ) -> Result<OutgoingFile, ExtractError> {
        let mut numbers: BTreeMap<&str, String> = BTreeMap::new();
        if again {
            for inquiry in inquiries {
                let same = self.records.iter().filter(|(_, key)| **key == inquiry.key);
                let last = same.map(|(number, _)| number).max_by_key(|number| number.parse::<u64>().ok());
                numbers.extend(last.map(|number| (inquiry.key.as_str(), number.clone())));
            }
        }
        let mut rows = Vec::with_capacity(inquiries.len());
        for inquiry in inquiries {
            let number = numbers.entry(&inquiry.key).or_insert_with(|| {
                let number = self.next_record.to_string();
                self.next_record += 1;
                self.records.insert(number.clone(), inquiry.key.clone());
                number
            });
            rows.push([
                number.clone(),
                inquiry.branch.clone(),
                inquiry.procedure.clone(),
                inquiry.provider.clone(),
                inquiry.information.clone(),
                inquiry.period.0.clone(),
                inquiry.period.1.clone(),
            ]);
        }
        let name = "情報照会一括要求ファイル.csv";
        Ok(OutgoingFile::write(file_kind::INQUIRIES, name, self.charset, column::INQUIRIES, rows)?)
    }

    /// Takes in the result of a file of inquiries: one answer for each row that was sent.
    ///
    /// # Errors
    /// [`TakeInError`] if the file does not answer, row by row, to what was sent.
    pub fn take_in_inquiries(
        &self,
        file: &ReceivedFile,
        sent: &[String],
    ) -> Result<Vec<BulkAnswer>, TakeInError> {
        let mut answers: Vec<BulkAnswer> = Vec::new();
        for (place, row) in file.rows()?.enumerate() {
            let row = row?;
            let key = self.answered(place, &row, "照会番号")?;
            let (code, _) = result_of(&row, &format!("照会「{key}」"))?;
            let answer = BulkAnswer {
                key,
                process_number: cell(&row, "処理通番")?.to_owned(),
                state: cell(&row, "状態")?.to_owned(),
                result: cell(&row, "結果区分")?.to_owned(),
                source_as_of: cell(&row, "基準日時")?.to_owned(),
                items: BTreeMap::new(),
                code,
            };
            let item = (cell(&row, "項目名")?.to_owned(), cell(&row, "値")?.to_owned());
            // Rows of one inquiry stand together; a refused row is an answer of its own.
            let same = answers.last().is_some_and(|last| {
                !answer.process_number.is_empty() && last.process_number == answer.process_number
            });
            if !same {
                answers.push(answer);
            }
            if let Some(last) = answers.last_mut().filter(|_| !item.0.is_empty()) {
                last.items.insert(item.0, item.1);
            }
        }
        agree(sent, answers.iter().map(|answer| answer.key.as_str()))?;
        Ok(answers)
    }
}
