//! Files that the standard system extracts (domain.md §3: F1, F3 to F5, F11).

use super::{CopyKind, Member, StandardSystem, UnknownMember};
use crate::{
    media::OutgoingFile,
    model::{BranchNumber, WrittenNumber},
    wire::{column, file_kind},
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::{collections::BTreeMap, io};

/// 処理区分 of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// 1 新規.
    New,
    /// 2 変更.
    Update,
    /// 3 削除.
    Delete,
}

impl Change {
    fn code(self) -> &'static str {
        match self {
            Self::New => "1",
            Self::Update => "2",
            Self::Delete => "3",
        }
    }
}

/// One row of a 本人確認情報照会要求ファイル without its 照会番号.
#[derive(Debug, Clone)]
pub struct IdentityRequest {
    /// Name by which features speak of it.
    pub key: String,
    /// 照会区分: 1 by 個人番号, 2 by the four items.
    pub division: String,
    /// 個人番号.
    pub number: Option<WrittenNumber>,
    /// 氏名.
    pub name: String,
    /// 住所.
    pub address: String,
    /// 性別.
    pub sex: String,
    /// 生年月日.
    pub birth_date: String,
}

/// Why a file could not be extracted.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// No such member.
    #[error(transparent)]
    Member(#[from] UnknownMember),
    /// A row needs a branch number that the member does not have.
    #[error(
        "加入者「{0}」に被保険者枝番が紐付いていません。先に加入者情報を登録し、登録結果ファイルを取り込んでください"
    )]
    NoBranch(String),
    /// The test data has no such copy.
    #[error("加入者「{key}」の副本「{kind}」が testdata/copies.yaml にありません")]
    NoCopy {
        /// The member.
        key: String,
        /// The kind of copy.
        kind: CopyKind,
    },
    /// The file could not be written.
    #[error("ファイルを書けません: {0}")]
    File(#[from] io::Error),
}

impl StandardSystem {
    /// 加入者情報一括登録ファイル with one row per member, in the order given.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_members(&mut self, keys: &[String], change: Change) -> Result<OutgoingFile, ExtractError> {
        let changes: Vec<_> = keys.iter().map(|key| (key.clone(), change)).collect();
        self.extract_member_changes(&changes)
    }

    /// The same with a 処理区分 for each row.
    pub(super) fn extract_member_changes(
        &mut self,
        changes: &[(String, Change)],
    ) -> Result<OutgoingFile, ExtractError> {
        let mut rows = Vec::with_capacity(changes.len());
        for (key, change) in changes {
            let member = self.member(key)?;
            if *change != Change::New && member.branch.is_none() {
                return Err(ExtractError::NoBranch(key.clone()));
            }
            let record = self.next_record.to_string();
            let row = member_row(&record, member, *change);
            self.acknowledged.sent_member(&record, *change, &row);
            self.next_record += 1;
            self.records.insert(record, key.clone());
            rows.push(row);
        }
        let name = "加入者情報一括登録ファイル.csv";
        Ok(OutgoingFile::write(file_kind::MEMBERS, name, self.charset, column::MEMBERS, rows)?)
    }

    /// The file of a new member with two columns in each other's place, header and values.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_members_with_columns_swapped(
        &mut self,
        key: &str,
        (one, other): (usize, usize),
    ) -> Result<OutgoingFile, ExtractError> {
        let record = self.next_record.to_string();
        let mut row = member_row(&record, self.member(key)?, Change::New);
        self.next_record += 1;
        self.records.insert(record, key.to_owned());
        let mut columns = column::MEMBERS.to_vec();
        columns.swap(one, other);
        row.swap(one, other);
        let name = "列の順の違うファイル.csv";
        Ok(OutgoingFile::write(file_kind::MEMBERS, name, self.charset, &columns, [row])?)
    }

    /// A file of copies of one kind, one row per copy of each member.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_copies(
        &mut self,
        keys: &[String],
        kind: CopyKind,
        change: Change,
        as_of: DateTime<FixedOffset>,
    ) -> Result<OutgoingFile, ExtractError> {
        let mut changes = Vec::new();
        for key in keys {
            for values in self.copies_to_send(key, kind)? {
                changes.push((key.clone(), change, values));
            }
        }
        self.extract_copy_changes(kind, changes, as_of)
    }

    /// The same with a 処理区分 for each row.
    pub(super) fn extract_copy_changes(
        &mut self,
        kind: CopyKind,
        changes: Vec<(String, Change, BTreeMap<String, String>)>,
        as_of: DateTime<FixedOffset>,
    ) -> Result<OutgoingFile, ExtractError> {
        let mut rows = Vec::with_capacity(changes.len());
        for (key, change, values) in &changes {
            let branch = &self.member(key)?.branch;
            let branch = branch.as_ref().ok_or_else(|| ExtractError::NoBranch(key.clone()))?;
            rows.push(copy_row(kind, *change, branch, values, as_of));
        }
        let file =
            OutgoingFile::write(kind.file_kind(), kind.file_name(), self.charset, kind.columns(), rows)?;
        self.acknowledged.sent_copies(&file, kind, changes);
        Ok(file)
    }

    /// The same for one member under a branch number that is not the member's own.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_copies_under(
        &self,
        key: &str,
        kind: CopyKind,
        branch: &BranchNumber,
        as_of: DateTime<FixedOffset>,
    ) -> Result<OutgoingFile, ExtractError> {
        let copies = self.copies_to_send(key, kind)?;
        let rows = copies.iter().map(|values| copy_row(kind, Change::New, branch, values, as_of));
        Ok(OutgoingFile::write(kind.file_kind(), kind.file_name(), self.charset, kind.columns(), rows)?)
    }

    fn copies_to_send(
        &self,
        key: &str,
        kind: CopyKind,
    ) -> Result<Vec<BTreeMap<String, String>>, ExtractError> {
        let copies = self.member(key)?.copies.get(&kind).filter(|copies| !copies.is_empty());
        copies.cloned().ok_or_else(|| ExtractError::NoCopy { key: key.to_owned(), kind })
    }

    /// 本人確認情報照会要求ファイル; answers are told apart by 照会番号.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_identity_requests(
        &mut self,
        requests: &[IdentityRequest],
    ) -> Result<OutgoingFile, ExtractError> {
        let mut rows = Vec::with_capacity(requests.len());
        for request in requests {
            let record = self.next_record.to_string();
            self.next_record += 1;
            self.records.insert(record.clone(), request.key.clone());
            rows.push(identity_row(record, request));
        }
        self.identity_file(rows)
    }

    /// The same with one request twice under one 照会番号, as must not be.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_doubled_identity_request(
        &mut self,
        request: &IdentityRequest,
    ) -> Result<OutgoingFile, ExtractError> {
        let record = self.next_record.to_string();
        self.next_record += 1;
        self.records.insert(record.clone(), request.key.clone());
        self.identity_file(vec![identity_row(record.clone(), request), identity_row(record, request)])
    }

    fn identity_file(&self, rows: Vec<[String; 7]>) -> Result<OutgoingFile, ExtractError> {
        let name = "本人確認情報照会要求ファイル.csv";
        let (kind, columns) = (file_kind::IDENTITY_REQUESTS, column::IDENTITY_REQUESTS);
        Ok(OutgoingFile::write(kind, name, self.charset, columns, rows)?)
    }
}

/// Cells in the order of [`column::IDENTITY_REQUESTS`].
fn identity_row(record: String, request: &IdentityRequest) -> [String; 7] {
    [
        record,
        request.division.clone(),
        request.number.as_ref().map(|number| number.expose().to_owned()).unwrap_or_default(),
        request.name.clone(),
        request.address.clone(),
        request.sex.clone(),
        request.birth_date.clone(),
    ]
}

fn compact(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// Cells in the order of the columns of the kind. What the source data say themselves of
/// 処理区分 or 更新日時 goes before what would follow from the act.
fn copy_row(
    kind: CopyKind,
    change: Change,
    branch: &BranchNumber,
    values: &BTreeMap<String, String>,
    as_of: DateTime<FixedOffset>,
) -> Vec<String> {
    let cell = |column: &&str| match (values.get(*column), *column) {
        (Some(value), _) => value.clone(),
        (None, "処理区分") => change.code().to_owned(),
        (None, "被保険者枝番") => branch.to_string(),
        (None, "更新日時") => as_of.format("%Y%m%d%H%M%S").to_string(),
        (None, _) => String::new(),
    };
    kind.columns().iter().map(cell).collect()
}

/// Cells in the order of [`column::MEMBERS`].
pub(super) fn member_row(record: &str, member: &Member, change: Change) -> Vec<String> {
    let branch = match change {
        Change::New => String::new(),
        Change::Update | Change::Delete => {
            member.branch.as_ref().map(ToString::to_string).unwrap_or_default()
        }
    };
    if change == Change::Delete {
        let mut row = vec![String::new(); column::MEMBERS.len()];
        row[0] = record.to_owned();
        row[1] = change.code().to_owned();
        row[column::MEMBERS.len() - 1] = branch;
        return row;
    }
    let mut row = vec![
        record.to_owned(),
        change.code().to_owned(),
        member.insurer_number.clone(),
        member.insured_number.clone(),
        member.individual_number.as_ref().map(|number| number.expose().to_owned()).unwrap_or_default(),
        member.name.clone(),
        member.kana.clone(),
        compact(member.birth_date),
        member.sex.clone(),
        member.postal_code.clone(),
        member.address.clone(),
        compact(member.acquired_on),
        member.lost_on.map(compact).unwrap_or_default(),
        member.access_group.clone().unwrap_or_default(),
        branch,
    ];
    for (cell, column) in row.iter_mut().zip(column::MEMBERS) {
        if let Some(written) = member.written.get(*column) {
            cell.clone_from(written);
        }
    }
    row
}
