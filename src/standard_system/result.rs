//! Result files that the standard system takes in (domain.md §3: F2, F6, F11, results of F8).
//!
//! Every row that was sent has to come back once, in the order in which it was sent.

use super::StandardSystem;
use crate::{
    media::{ReceivedFile, ReceivedRow},
    model::{BranchNumber, BranchNumberError},
};
use std::io;

/// A row of the 加入者情報登録結果ファイル.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// Which member it is about.
    pub key: String,
    /// 被保険者枝番, if one is given.
    pub branch: Option<BranchNumber>,
    /// 処理結果コード; empty when the row took effect.
    pub code: String,
    /// 処理結果メッセージ; empty when the row took effect.
    pub message: String,
}

/// A row of the result of a 本人確認情報照会.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityRow {
    /// Which request it answers.
    pub key: String,
    /// 結果区分.
    pub result: String,
    /// 処理結果コード.
    pub code: String,
    /// All columns by name.
    pub values: Vec<(String, String)>,
}

/// A row of the result of a ユーザー情報一括登録.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// User id.
    pub user_id: String,
    /// Initial password of a new user; a secret.
    pub initial_password: Option<String>,
    /// 処理結果コード.
    pub code: String,
}

/// Why a result file cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    /// It cannot be read as CSV in the declared character code.
    #[error("登録結果ファイルを、宣言した文字コードのCSVとして読めません: {0}")]
    Unreadable(#[from] io::Error),
    /// A column is missing.
    #[error("登録結果ファイルに「{0}」列がありません")]
    Column(&'static str),
    /// A row answers to nothing that was sent.
    #[error("登録結果ファイルの{row}行目のレコード番号「{record}」は、送ったファイルにありません")]
    UnknownRecord {
        /// Row, 1 for the first after the header.
        row: usize,
        /// What stands there.
        record: String,
    },
    /// Rows are missing, doubled, or in another order.
    #[error("登録結果ファイルの行が、送った行と一致しません(送った順: {sent} / 返った順: {returned})")]
    Rows {
        /// Members in the order sent.
        sent: String,
        /// Members in the order returned.
        returned: String,
    },
    /// A branch number is not a number.
    #[error("加入者「{key}」: {cause}")]
    Branch {
        /// The member.
        key: String,
        /// What is wrong.
        cause: BranchNumberError,
    },
    /// Code and message do not agree: an error without a cause, or a cause without an error.
    #[error(
        "{who}の処理結果コード「{code}」と処理結果メッセージ「{message}」が食い違っています(どちらも空か、どちらも書かれているはずです)"
    )]
    Message {
        /// Which row.
        who: String,
        /// The code.
        code: String,
        /// The message.
        message: String,
    },
}

impl StandardSystem {
    /// Takes in a 加入者情報登録結果ファイル and ties the branch numbers of the rows that
    /// took effect.
    ///
    /// # Errors
    /// [`TakeInError`] if the file does not answer, row by row, to what was sent.
    pub fn take_in_members(
        &mut self,
        file: &ReceivedFile,
        sent: &[String],
    ) -> Result<Vec<MemberRow>, TakeInError> {
        let mut rows = Vec::new();
        for (place, row) in file.rows()?.enumerate() {
            let row = row?;
            let key = self.answered(place, &row, "レコード番号")?;
            let branch = match cell(&row, "被保険者枝番")? {
                "" => None,
                text => Some(
                    BranchNumber::parse(text)
                        .map_err(|cause| TakeInError::Branch { key: key.clone(), cause })?,
                ),
            };
            let (code, message) = result_of(&row, &format!("加入者「{key}」"))?;
            rows.push(MemberRow { key, branch, code, message });
        }
        agree(sent, rows.iter().map(|row| row.key.as_str()))?;
        for row in rows.iter().filter(|row| row.code.is_empty()) {
            if let (Ok(member), Some(branch)) = (self.member_mut(&row.key), &row.branch) {
                member.branch = Some(branch.clone());
            }
        }
        Ok(rows)
    }

    /// Takes in the result of a 本人確認情報照会.
    ///
    /// # Errors
    /// [`TakeInError`] if the file does not answer, row by row, to what was sent.
    pub fn take_in_identity(
        &self,
        file: &ReceivedFile,
        sent: &[String],
    ) -> Result<Vec<IdentityRow>, TakeInError> {
        let mut rows = Vec::new();
        for (place, row) in file.rows()?.enumerate() {
            let row = row?;
            let key = self.answered(place, &row, "照会番号")?;
            let (code, _) = result_of(&row, &format!("照会「{key}」"))?;
            rows.push(IdentityRow {
                key,
                result: cell(&row, "結果区分")?.to_owned(),
                code,
                values: row.cells().map(|(column, value)| (column.to_owned(), value.to_owned())).collect(),
            });
        }
        agree(sent, rows.iter().map(|row| row.key.as_str()))?;
        Ok(rows)
    }

    pub(super) fn answered(
        &self,
        place: usize,
        row: &ReceivedRow,
        column: &'static str,
    ) -> Result<String, TakeInError> {
        let record = cell(row, column)?;
        self.records
            .get(record)
            .cloned()
            .ok_or_else(|| TakeInError::UnknownRecord { row: place + 1, record: record.to_owned() })
    }
}

/// Reads a 副本登録結果, or the result of a department file: code per row.
///
/// # Errors
/// [`TakeInError`] if the file cannot be read or its rows are not numbered 1, 2, 3 …
pub fn row_codes(file: &ReceivedFile) -> Result<Vec<String>, TakeInError> {
    let mut codes = Vec::new();
    for (place, row) in file.rows()?.enumerate() {
        let row = row?;
        let number = cell(&row, "行番号")?;
        if number != (place + 1).to_string() {
            return Err(TakeInError::UnknownRecord { row: place + 1, record: number.to_owned() });
        }
        codes.push(result_of(&row, &format!("{number}行目"))?.0);
    }
    Ok(codes)
}

/// Reads the result of a ユーザー情報一括登録.
///
/// # Errors
/// [`TakeInError`] if the file cannot be read.
pub fn user_rows(file: &ReceivedFile) -> Result<Vec<UserRow>, TakeInError> {
    let mut users = Vec::new();
    for row in file.rows()? {
        let row = row?;
        let user_id = cell(&row, "ユーザーID")?.to_owned();
        let (code, _) = result_of(&row, &format!("利用者「{user_id}」"))?;
        let initial_password = Some(cell(&row, "初期パスワード")?.to_owned()).filter(|text| !text.is_empty());
        users.push(UserRow { user_id, initial_password, code });
    }
    Ok(users)
}

pub(super) fn cell<'row>(row: &'row ReceivedRow, column: &'static str) -> Result<&'row str, TakeInError> {
    row.get(column).ok_or(TakeInError::Column(column))
}

pub(super) fn result_of(row: &ReceivedRow, who: &str) -> Result<(String, String), TakeInError> {
    let (code, message) = (cell(row, "処理結果コード")?, cell(row, "処理結果メッセージ")?);
    if code.is_empty() == message.is_empty() {
        Ok((code.to_owned(), message.to_owned()))
    } else {
        Err(TakeInError::Message { who: who.to_owned(), code: code.to_owned(), message: message.to_owned() })
    }
}

pub(super) fn agree<'rows>(
    sent: &[String],
    returned: impl Iterator<Item = &'rows str>,
) -> Result<(), TakeInError> {
    let returned: Vec<_> = returned.collect();
    if sent.iter().map(String::as_str).eq(returned.iter().copied()) {
        Ok(())
    } else {
        Err(TakeInError::Rows { sent: sent.join("、"), returned: returned.join("、") })
    }
}
