//! 差分登録 (domain.md §7, tasks 35 and 36): what the intermediate server has acknowledged,
//! and what differs from it in the standard system.
//!
//! Only what a result file confirmed counts as held by the server: a row that was sent and
//! refused is still a difference.

use super::{Change, CopyKind, ExtractError, StandardSystem, TakeInError, row_codes};
use crate::{
    media::{OutgoingFile, ReceivedFile},
    wire::column,
};
use chrono::{DateTime, FixedOffset};
use std::{collections::BTreeMap, path::PathBuf};

/// Values of a copy by column.
type Values = BTreeMap<String, String>;

/// A row of a file of copies on its way.
#[derive(Debug, Clone)]
struct SentCopy {
    key: String,
    kind: CopyKind,
    change: Change,
    values: Values,
}

/// What was sent, and what of it the intermediate server has confirmed.
#[derive(Debug, Default)]
pub(super) struct Acknowledged {
    sent_members: BTreeMap<String, (Change, Vec<String>)>,
    sent_copies: BTreeMap<PathBuf, Vec<SentCopy>>,
    members: BTreeMap<String, Vec<String>>,
    copies: BTreeMap<(String, CopyKind, String), Values>,
}

impl Acknowledged {
    /// A row of a member file goes out.
    pub(super) fn sent_member(&mut self, record: &str, change: Change, row: &[String]) {
        self.sent_members.insert(record.to_owned(), (change, attributes(row)));
    }

    /// A file of copies goes out.
    pub(super) fn sent_copies(
        &mut self,
        file: &OutgoingFile,
        kind: CopyKind,
        changes: Vec<(String, Change, Values)>,
    ) {
        let rows = changes.into_iter().map(|(key, change, values)| SentCopy { key, kind, change, values });
        self.sent_copies.insert(file.path().to_owned(), rows.collect());
    }

    /// A row of a member file took effect; tells whether it was a deletion.
    pub(super) fn confirm_member(&mut self, key: &str, record: &str) -> bool {
        match self.sent_members.remove(record) {
            Some((Change::Delete, _)) => {
                self.members.remove(key);
                self.copies.retain(|(member, _, _), _| member != key);
                true
            }
            Some((_, row)) => {
                self.members.insert(key.to_owned(), row);
                false
            }
            None => false,
        }
    }

    fn confirm_copy(&mut self, sent: SentCopy) {
        let place = (sent.key, sent.kind, key_of(sent.kind, &sent.values));
        if sent.change == Change::Delete {
            self.copies.remove(&place);
        } else {
            self.copies.insert(place, sent.values);
        }
    }
}

/// What a row says of the member itself.
fn attributes(row: &[String]) -> Vec<String> {
    let passing = ["レコード番号", "処理区分", "被保険者枝番"];
    let cells = column::MEMBERS.iter().zip(row).filter(|(column, _)| !passing.contains(*column));
    cells.map(|(_, cell)| cell.clone()).collect()
}

fn key_of(kind: CopyKind, values: &Values) -> String {
    values.get(kind.key_column()).cloned().unwrap_or_default()
}

impl StandardSystem {
    /// A 加入者情報一括登録ファイル of the members that are new, changed or deleted since the
    /// intermediate server confirmed them, with the keys of its rows; `None` if there are
    /// none. Deletions come last, so that a number may pass on within one file no sooner
    /// than the next.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_member_difference(&mut self) -> Result<Option<(OutgoingFile, Vec<String>)>, ExtractError> {
        let mut changes = Vec::new();
        for member in self.members.values() {
            let held = self.acknowledged.members.get(&member.key);
            let change = match (member.removed, &member.branch) {
                (true, Some(_)) => Change::Delete,
                (true, None) => continue,
                (false, None) => Change::New,
                (false, Some(_)) => {
                    let now = attributes(&super::bulk::member_row("", member, Change::Update));
                    if held == Some(&now) {
                        continue;
                    }
                    Change::Update
                }
            };
            changes.push((member.key.clone(), change));
        }
        changes.sort_by_key(|(_, change)| *change == Change::Delete);
        if changes.is_empty() {
            return Ok(None);
        }
        let file = self.extract_member_changes(&changes)?;
        Ok(Some((file, changes.into_iter().map(|(key, _)| key).collect())))
    }

    /// The same for copies of a kind.
    ///
    /// # Errors
    /// [`ExtractError`].
    pub fn extract_copy_difference(
        &mut self,
        kind: CopyKind,
        as_of: DateTime<FixedOffset>,
    ) -> Result<Option<(OutgoingFile, Vec<String>)>, ExtractError> {
        let mut changes = Vec::new();
        for member in self.members.values().filter(|member| !member.removed && member.branch.is_some()) {
            let wanted = member.copies.get(&kind).map(Vec::as_slice).unwrap_or_default();
            for values in wanted {
                let place = (member.key.clone(), kind, key_of(kind, values));
                let change = match self.acknowledged.copies.get(&place) {
                    None => Change::New,
                    Some(held) if held == values => continue,
                    Some(_) => Change::Update,
                };
                changes.push((member.key.clone(), change, values.clone()));
            }
            let gone = self.acknowledged.copies.iter().filter(|((key, held_kind, copy), _)| {
                *key == member.key
                    && *held_kind == kind
                    && !wanted.iter().any(|values| key_of(kind, values) == *copy)
            });
            changes.extend(gone.map(|((key, _, _), values)| (key.clone(), Change::Delete, values.clone())));
        }
        if changes.is_empty() {
            return Ok(None);
        }
        let keys = changes.iter().map(|(key, _, _)| key.clone()).collect();
        Ok(Some((self.extract_copy_changes(kind, changes, as_of)?, keys)))
    }

    /// Takes in the 副本登録結果 of a file that was extracted here: code per row.
    ///
    /// # Errors
    /// [`TakeInError`] if the result does not answer, row by row, to what was sent.
    pub fn take_in_copies(
        &mut self,
        file: &OutgoingFile,
        result: &ReceivedFile,
    ) -> Result<Vec<String>, TakeInError> {
        let codes = row_codes(result)?;
        let sent = self.acknowledged.sent_copies.remove(file.path()).unwrap_or_default();
        if sent.len() != codes.len() {
            return Err(TakeInError::Rows {
                sent: format!("{}行", sent.len()),
                returned: format!("{}行", codes.len()),
            });
        }
        for (row, code) in sent.into_iter().zip(&codes) {
            if code.is_empty() {
                self.acknowledged.confirm_copy(row);
            }
        }
        Ok(codes)
    }

    /// The copies of a kind were seen at the intermediate server as they are here.
    pub fn acknowledge_copies(&mut self, key: &str, kind: CopyKind) {
        let copies = self.members.get(key).and_then(|member| member.copies.get(&kind)).cloned();
        for values in copies.unwrap_or_default() {
            let place = (key.to_owned(), kind, key_of(kind, &values));
            self.acknowledged.copies.insert(place, values);
        }
    }
}
