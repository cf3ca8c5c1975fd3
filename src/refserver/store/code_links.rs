//! 機関別符号 of members: which were asked for, and what came of it. Who was registered and not
//! changed has no row here before the answer, so that the answers to a file are appended.

use std::{collections::BTreeSet, ops::RangeInclusive};

use rusqlite::{Connection, params};

use super::{
    StoreError, all,
    members::{self, Member},
    one, run,
    runs::OF_MEMBERS,
};
use crate::refserver::domain::{
    moment::Moment,
    numbers::{IndividualNumber, InstitutionCode},
    states::LinkState,
};

/// Notes that the codes of these members were asked for with a receipt; whoever comes twice is
/// asked for once.
pub(crate) fn ask(connection: &Connection, batch: &str, members: &BTreeSet<i64>) -> Result<(), StoreError> {
    let mut stretches: Vec<RangeInclusive<i64>> = Vec::new();
    for member in members {
        match stretches.last_mut() {
            Some(last) if last.end() + 1 == *member => *last = *last.start()..=*member,
            _ => stretches.push(*member..=*member),
        }
    }
    let sql = "INSERT INTO code_request (batch, first, last) VALUES (?1, ?2, ?3)";
    for members in stretches {
        run(connection, sql, params![batch, members.start(), members.end()])?;
    }
    Ok(())
}

/// Notes that the code of a member who has been registered is asked for with a receipt.
pub(crate) fn set_requested(
    connection: &Connection,
    member: i64,
    state: LinkState,
    batch: &str,
    now: Moment,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO code_link (member, state, updated_at, batch) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (member) DO UPDATE SET state = excluded.state, error = NULL, updated_at = excluded.updated_at,
         batch = excluded.batch, code_high = NULL, code_low = NULL",
        params![member, state.text(), now, batch],
    )?;
    Ok(())
}

/// A member whose code was asked for.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) sequence: i64,
    pub(crate) prefecture: String,
    pub(crate) number: IndividualNumber,
}

/// Members whose code was asked for with a receipt, and with none after it.
pub(crate) fn awaited(connection: &Connection, batch: &str) -> Result<Vec<Waiting>, StoreError> {
    let sql = "SELECT sequence, prefecture, individual_number
               FROM code_request request CROSS JOIN member ON sequence BETWEEN first AND last
               LEFT JOIN code_link link ON link.member = sequence
               WHERE request.batch = ?1 AND deleted = 0 AND (link.member IS NULL OR link.batch = ?1) ORDER BY sequence";
    all(connection, sql, [batch], |row| {
        let number = row.get(2).map(IndividualNumber::from_store)?;
        Ok(Waiting { sequence: row.get(0)?, prefecture: row.get(1)?, number })
    })
}

/// Ends a request: with a code, or with the reason why there is none.
pub(crate) fn answer(
    connection: &Connection,
    member: i64,
    answer: Result<InstitutionCode, &str>,
    now: Moment,
) -> Result<(), StoreError> {
    let state = if answer.is_ok() { LinkState::Linked } else { LinkState::Failed };
    let [high, low] =
        answer.as_ref().ok().map(InstitutionCode::halves).map_or([None; 2], |code| code.map(Some));
    run(
        connection,
        "INSERT INTO code_link (member, state, error, updated_at, code_high, code_low)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (member) DO UPDATE SET state = excluded.state, error = excluded.error,
         updated_at = excluded.updated_at, batch = NULL, code_high = excluded.code_high, code_low = excluded.code_low",
        params![member, state.text(), answer.as_ref().err(), now, high, low],
    )?;
    Ok(())
}

/// Nobody waits for an answer to this receipt any more: makes it possible to find the members by
/// their codes.
pub(crate) fn close(connection: &Connection, batch: &str) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO code_place (run, code_high, member)
         SELECT link.member >> 20, code_high, link.member
         FROM code_request request CROSS JOIN code_link link ON link.member BETWEEN first AND last
         WHERE request.batch = ?1 AND code_high IS NOT NULL ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING",
        [batch],
    )?;
    run(connection, "DELETE FROM code_request WHERE batch = ?1", [batch])?;
    Ok(())
}

/// The linked code of a member.
pub(crate) fn of(connection: &Connection, branch: &str) -> Result<Option<InstitutionCode>, StoreError> {
    let Some(place) = members::place(connection, branch)? else { return Ok(None) };
    let sql = "SELECT code_high, code_low FROM code_link JOIN member ON sequence = code_link.member
               WHERE code_link.member = ?1 AND deleted = 0 AND code_high IS NOT NULL";
    one(connection, sql, [place], |row| Ok(InstitutionCode::from_halves([row.get(0)?, row.get(1)?])))
}

/// The member of a union that is tied to a code; the youngest branch number if a defect
/// let several in.
pub(crate) fn holder(
    connection: &Connection,
    prefecture: &str,
    code: &InstitutionCode,
) -> Result<Option<Member>, StoreError> {
    let sql = format!(
        "{} WHERE sequence IN (SELECT member FROM code_place WHERE run IN ({OF_MEMBERS}) AND code_high = ?2)
         AND code_high = ?2 AND code_low = ?3 AND prefecture = ?1 AND deleted = 0 ORDER BY sequence DESC LIMIT 1",
        members::SELECT
    );
    let [high, low] = code.halves();
    one(connection, &sql, params![prefecture, high, low], members::read)
}
