//! 情報提供等記録: appended only, each entry chained to the one before by its hash.
//! A 不開示 mark is another entry about the same record.

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{Page, StoreError, all, one, run};
use crate::refserver::domain::{moment::Moment, states::Direction};

/// One side's record of one inquiry. No values, no number, no branch number.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) sequence: i64,
    pub(crate) record_id: String,
    /// 機関コード of the side whose record it is.
    pub(crate) owner: String,
    pub(crate) direction: Direction,
    pub(crate) process_number: String,
    pub(crate) requested_at: Moment,
    pub(crate) body: RecordBody,
    /// By the latest mark.
    pub(crate) non_disclosure: bool,
}

/// The part of a record that is only shown.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct RecordBody {
    pub(crate) inquirer: String,
    pub(crate) inquirer_name: String,
    pub(crate) provider: String,
    pub(crate) provider_name: String,
    pub(crate) provided_at: Option<i64>,
    pub(crate) procedure_code: String,
    pub(crate) information_code: String,
    pub(crate) items: Vec<String>,
    pub(crate) outcome: String,
}

/// A 不開示 mark.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Mark {
    pub(crate) non_disclosure: bool,
    pub(crate) reason: String,
    pub(crate) user_id: String,
    pub(crate) at: i64,
}

const RECORD: &str = "記録";
const MARK: &str = "不開示";

struct Entry<'a> {
    record_id: &'a str,
    entry: &'a str,
    owner: &'a str,
    direction: &'a str,
    process_number: &'a str,
    requested_at: Moment,
    body: &'a str,
}

fn append(connection: &Connection, entry: &Entry<'_>) -> Result<(), StoreError> {
    let last = "SELECT hash FROM provision_entry ORDER BY sequence DESC LIMIT 1";
    let previous: Vec<u8> = one(connection, last, [], |row| row.get(0))?.unwrap_or_default();
    let hash = chained(&previous, entry);
    run(
        connection,
        "INSERT INTO provision_entry (record_id, entry, owner, direction, process_number, requested_at, body,
         previous_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            entry.record_id,
            entry.entry,
            entry.owner,
            entry.direction,
            entry.process_number,
            entry.requested_at,
            entry.body,
            previous,
            hash
        ],
    )?;
    Ok(())
}

fn chained(previous: &[u8], entry: &Entry<'_>) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(previous);
    let parts =
        [entry.record_id, entry.entry, entry.owner, entry.direction, entry.process_number, entry.body];
    for part in parts {
        // Lengths keep two neighbouring fields from reading as one.
        digest.update(part.len().to_be_bytes());
        digest.update(part.as_bytes());
    }
    digest.update(entry.requested_at.millis().to_be_bytes());
    digest.finalize().to_vec()
}

/// Appends a record under an id that is free.
pub(crate) fn add(connection: &Connection, record: &Record) -> Result<(), StoreError> {
    let body = serde_json::to_string(&record.body)?;
    let entry = Entry {
        record_id: &record.record_id,
        entry: RECORD,
        owner: &record.owner,
        direction: record.direction.text(),
        process_number: &record.process_number,
        requested_at: record.requested_at,
        body: &body,
    };
    append(connection, &entry)
}

/// Appends a mark to a record.
pub(crate) fn mark(connection: &Connection, record: &Record, mark: &Mark) -> Result<(), StoreError> {
    let body = serde_json::to_string(mark)?;
    let entry = Entry {
        record_id: &record.record_id,
        entry: MARK,
        owner: &record.owner,
        direction: record.direction.text(),
        process_number: &record.process_number,
        requested_at: record.requested_at,
        body: &body,
    };
    append(connection, &entry)
}

/// What to search records by.
#[derive(Debug, Default)]
pub(crate) struct Search<'a> {
    pub(crate) record_id: Option<&'a str>,
    pub(crate) direction: Option<&'a str>,
    pub(crate) process_number: Option<&'a str>,
    /// Requested at or after.
    pub(crate) from: Option<Moment>,
    /// Requested before.
    pub(crate) before: Option<Moment>,
    /// Also records that others own.
    pub(crate) every_owner: bool,
    /// A mark counts for all records of its inquiry.
    pub(crate) mark_of_the_inquiry: bool,
}

/// An owner's own records in order.
pub(crate) fn search(
    connection: &Connection,
    owner: &str,
    search: &Search<'_>,
    page: Page,
) -> Result<Vec<Record>, StoreError> {
    let sql = "SELECT sequence, record_id, owner, direction, process_number, requested_at, body,
        (SELECT body FROM provision_entry m WHERE (m.record_id = e.record_id OR (?10 AND m.process_number = e.process_number))
         AND m.entry = '不開示'
         ORDER BY m.sequence DESC LIMIT 1)
        FROM provision_entry e WHERE (owner = ?1 OR ?9) AND entry = '記録' AND (?2 IS NULL OR record_id = ?2)
        AND (?3 IS NULL OR direction = ?3) AND (?4 IS NULL OR process_number = ?4)
        AND (?5 IS NULL OR requested_at >= ?5) AND (?6 IS NULL OR requested_at < ?6)
        AND sequence > ?7 ORDER BY sequence LIMIT ?8";
    let values = params![
        owner,
        search.record_id,
        search.direction,
        search.process_number,
        search.from,
        search.before,
        page.after,
        page.limit(),
        search.every_owner,
        search.mark_of_the_inquiry
    ];
    type Found = (i64, String, String, String, String, Moment, String, Option<String>);
    let rows: Vec<Found> = all(connection, sql, values, |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
            row.get(7)?,
        ))
    })?;
    rows.into_iter()
        .map(|(sequence, record_id, owner, direction, process_number, requested_at, body, mark)| {
            let mark: Option<Mark> = mark.map(|mark| serde_json::from_str(&mark)).transpose()?;
            Ok(Record {
                sequence,
                record_id,
                owner,
                direction: Direction::from_text(&direction).ok_or(StoreError::Word("記録の方向"))?,
                process_number,
                requested_at,
                body: serde_json::from_str(&body)?,
                non_disclosure: mark.is_some_and(|mark| mark.non_disclosure),
            })
        })
        .collect()
}

/// How many entries there are; the next record id is made of it.
pub(crate) fn count(connection: &Connection) -> Result<i64, StoreError> {
    Ok(one(connection, "SELECT ifnull(max(sequence), 0) FROM provision_entry", [], |row| row.get(0))?
        .unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refserver::store::Store;

    #[test]
    fn entries_are_chained_and_cannot_be_edited() {
        let store = Store::open(None).expect("store");
        let body = RecordBody {
            inquirer: "A".into(),
            inquirer_name: "甲".into(),
            provider: "B".into(),
            provider_name: "乙".into(),
            provided_at: None,
            procedure_code: "P".into(),
            information_code: "I".into(),
            items: vec![],
            outcome: "N1".into(),
        };
        let mut record = Record {
            sequence: 0,
            record_id: "K1".into(),
            owner: "A".into(),
            direction: Direction::Inquiry,
            process_number: "1".into(),
            requested_at: Moment::from_millis(0),
            body,
            non_disclosure: false,
        };
        let page = Page { after: 0, size: 10 };
        let found = store.write(|connection| {
            add(connection, &record)?;
            record.record_id = "K2".into();
            add(connection, &record)?;
            let set = Mark { non_disclosure: true, reason: "試験".into(), user_id: "u".into(), at: 0 };
            mark(connection, &record, &set)?;
            search(connection, "A", &Search::default(), page)
        });
        let found: Vec<bool> = found.expect("records").iter().map(|record| record.non_disclosure).collect();
        assert_eq!(found, [false, true]);
        let chain: Vec<(Vec<u8>, Vec<u8>)> = store
            .read(|connection| {
                all(
                    connection,
                    "SELECT previous_hash, hash FROM provision_entry ORDER BY sequence",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
            })
            .expect("chain");
        assert!(chain.windows(2).all(|pair| pair[1].0 == pair[0].1));
        for sql in ["UPDATE provision_entry SET body = ''", "DELETE FROM provision_entry"] {
            assert!(store.write(|connection| run(connection, sql, [])).is_err(), "{sql}");
        }
    }
}
