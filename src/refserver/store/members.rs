//! Members with their branch numbers and the state of their codes.

use std::collections::HashSet;

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::{
    Day, Page, StoreError, all, one, run,
    runs::{self, LONG_OF_MEMBERS, SHORT_OF_MEMBERS},
};
use crate::refserver::domain::{
    member_rows::MemberValues,
    moment::Moment,
    numbers::{IndividualNumber, InstitutionCode},
    states::LinkState,
};

/// A member as searches show it. The individual number stays in the store.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) sequence: i64,
    pub(crate) branch: String,
    pub(crate) insurer_number: String,
    pub(crate) insured_number: String,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) birth_date: NaiveDate,
    pub(crate) sex: String,
    pub(crate) postal_code: Option<String>,
    pub(crate) address: String,
    pub(crate) access_group: Option<String>,
    pub(crate) qualified_on: NaiveDate,
    pub(crate) lost_on: Option<NaiveDate>,
    pub(crate) link_state: LinkState,
    pub(crate) link_error: Option<String>,
    pub(crate) link_updated_at: Moment,
}

const SELECT: &str = "SELECT sequence, branch, insurer_number, insured_number, name, kana, birth_date, sex,
    access_group, qualified_on, lost_on, link_state, link_error, link_updated_at, postal_code, address
    FROM member";

fn read(row: &Row<'_>) -> rusqlite::Result<Member> {
    let state: String = row.get(11)?;
    Ok(Member {
        sequence: row.get(0)?,
        branch: row.get(1)?,
        insurer_number: row.get(2)?,
        insured_number: row.get(3)?,
        name: row.get(4)?,
        kana: row.get(5)?,
        birth_date: row.get::<_, Day>(6)?.0,
        sex: row.get(7)?,
        access_group: row.get(8)?,
        qualified_on: row.get::<_, Day>(9)?.0,
        lost_on: row.get::<_, Option<Day>>(10)?.map(|day| day.0),
        link_state: LinkState::from_text(&state).unwrap_or(LinkState::None),
        link_error: row.get(12)?,
        link_updated_at: row.get(13)?,
        postal_code: row.get(14)?,
        address: row.get(15)?,
    })
}

/// The place of a branch number that was ever given, by any union.
pub(crate) fn place(connection: &Connection, branch: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT sequence FROM member WHERE sequence >> 20 = ?1 AND branch = ?2";
    runs::first(connection, None, |run| one(connection, sql, params![run, branch], |row| row.get(0)))
}

/// A member of a union that is not deleted.
pub(crate) fn find(
    connection: &Connection,
    prefecture: &str,
    branch: &str,
) -> Result<Option<Member>, StoreError> {
    let Some(place) = place(connection, branch)? else { return Ok(None) };
    let sql = format!("{SELECT} WHERE sequence = ?2 AND prefecture = ?1 AND deleted = 0");
    one(connection, &sql, params![prefecture, place], read)
}

/// What a row about a copy is compared with.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) sequence: i64,
    pub(crate) insured_number: String,
    pub(crate) link_state: LinkState,
}

/// The member of a union, not deleted, whose copy a row is about, looked for where the row
/// before it was found first.
pub(crate) fn holder(
    connection: &Connection,
    prefecture: &str,
    branch: &str,
    nearby: Option<i64>,
) -> Result<Option<Holder>, StoreError> {
    let sql = "SELECT sequence, insured_number, link_state FROM member
               WHERE sequence >> 20 = ?1 AND branch = ?2 AND prefecture = ?3 AND deleted = 0";
    runs::first(connection, nearby, |run| {
        one(connection, sql, params![run, branch, prefecture], |row| {
            let state: String = row.get(2)?;
            let link_state = LinkState::from_text(&state).unwrap_or(LinkState::None);
            Ok(Holder { sequence: row.get(0)?, insured_number: row.get(1)?, link_state })
        })
    })
}

/// The branch number that another union gave to the same person. For a defect only.
pub(crate) fn foreign_branch(connection: &Connection, branch: &str) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "SELECT other.branch FROM member own JOIN member other
         ON other.sequence >> 20 IN ({LONG_OF_MEMBERS}) AND other.individual_number = own.individual_number
         AND other.prefecture <> own.prefecture
         WHERE own.sequence = ?1 AND other.deleted = 0 LIMIT 1"
    );
    let Some(place) = place(connection, branch)? else { return Ok(None) };
    one(connection, &sql, [place], |row| row.get(0))
}

/// A member of any union that is not deleted. For defects only.
pub(crate) fn find_anywhere(connection: &Connection, branch: &str) -> Result<Option<Member>, StoreError> {
    let Some(place) = place(connection, branch)? else { return Ok(None) };
    one(connection, &format!("{SELECT} WHERE sequence = ?1 AND deleted = 0"), [place], read)
}

/// A member of a union who was deleted. For a defect only.
pub(crate) fn find_deleted(
    connection: &Connection,
    prefecture: &str,
    branch: &str,
) -> Result<Option<Member>, StoreError> {
    let Some(place) = place(connection, branch)? else { return Ok(None) };
    let sql = format!("{SELECT} WHERE sequence = ?2 AND prefecture = ?1 AND deleted = 1");
    one(connection, &sql, params![prefecture, place], read)
}

/// What to search members by.
pub(crate) struct Search<'a> {
    pub(crate) branch: Option<&'a str>,
    pub(crate) insured_number: Option<&'a str>,
    /// Access group of the searching user's department.
    pub(crate) own_group: Option<&'a str>,
    /// Also members of other access groups.
    pub(crate) every_group: bool,
    /// No members without access group.
    pub(crate) own_group_only: bool,
}

/// Members of a union that are not deleted and may be seen.
pub(crate) fn search(
    connection: &Connection,
    prefecture: &str,
    search: &Search<'_>,
    page: Page,
) -> Result<Vec<Member>, StoreError> {
    // What is looked for decides by which index: a union has a million of them.
    let branch = match search.branch {
        None => "?2 IS NULL".to_owned(),
        Some(_) => format!("sequence >> 20 IN ({LONG_OF_MEMBERS}) AND branch = ?2"),
    };
    let insured = match (search.branch, search.insured_number) {
        (_, None) => "?3 IS NULL".to_owned(),
        (Some(_), Some(_)) => "insured_number = ?3".to_owned(),
        (None, Some(_)) => format!("sequence >> 16 IN ({SHORT_OF_MEMBERS}) AND insured_number = ?3"),
    };
    let sql = format!(
        "{SELECT} WHERE prefecture = ?1 AND {branch} AND {insured} AND deleted = 0
         AND (?7 OR access_group IS ?4 OR (access_group IS NULL AND NOT ?8))
         AND sequence > ?5 ORDER BY sequence LIMIT ?6"
    );
    let values = params![
        prefecture,
        search.branch,
        search.insured_number,
        search.own_group,
        page.after,
        page.limit(),
        search.every_group,
        search.own_group_only
    ];
    all(connection, &sql, values, read)
}

/// The branch number under which a union has a person that is not deleted.
pub(crate) fn branch_of(
    connection: &Connection,
    prefecture: &str,
    number: &IndividualNumber,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT branch FROM member
               WHERE sequence >> 20 = ?1 AND individual_number = ?2 AND prefecture = ?3 AND deleted = 0";
    runs::first(connection, None, |run| {
        one(connection, sql, params![run, number.stored(), prefecture], |row| row.get(0))
    })
}

/// Which of these people are members of any union, deleted or not.
pub(crate) fn known(
    connection: &Connection,
    numbers: &[IndividualNumber],
) -> Result<HashSet<IndividualNumber>, StoreError> {
    let sql = format!(
        "SELECT individual_number FROM member
         WHERE sequence >> 20 IN ({LONG_OF_MEMBERS}) AND individual_number IN (SELECT value FROM json_each(?1))"
    );
    let numbers: Vec<i64> = numbers.iter().map(IndividualNumber::stored).collect();
    let found = all(connection, &sql, [serde_json::to_string(&numbers)?], |row| {
        row.get(0).map(IndividualNumber::from_store)
    })?;
    Ok(found.into_iter().collect())
}

/// Which of these branch numbers were ever given, by any union.
pub(crate) fn given(connection: &Connection, branches: &[String]) -> Result<HashSet<String>, StoreError> {
    let sql = format!(
        "SELECT branch FROM member
         WHERE sequence >> 20 IN ({LONG_OF_MEMBERS}) AND branch IN (SELECT value FROM json_each(?1))"
    );
    let found = all(connection, &sql, [serde_json::to_string(branches)?], |row| row.get(0))?;
    Ok(found.into_iter().collect())
}

/// The individual number of a member, for the comparison of a change and for the code.
pub(crate) fn number_of(
    connection: &Connection,
    branch: &str,
) -> Result<Option<IndividualNumber>, StoreError> {
    let Some(place) = place(connection, branch)? else { return Ok(None) };
    let sql = "SELECT individual_number FROM member WHERE sequence = ?1";
    one(connection, sql, [place], |row| row.get(0).map(IndividualNumber::from_store))
}

/// The individual number of a union's first member: what a defect shows.
pub(crate) fn first_number(
    connection: &Connection,
    prefecture: &str,
) -> Result<Option<IndividualNumber>, StoreError> {
    let sql = "SELECT individual_number FROM member WHERE prefecture = ?1 ORDER BY branch LIMIT 1";
    one(connection, sql, [prefecture], |row| row.get(0).map(IndividualNumber::from_store))
}

/// Registers a member. With a batch, the code is asked for together with others of that
/// receipt.
pub(crate) fn add(
    connection: &Connection,
    prefecture: &str,
    branch: &str,
    values: &MemberValues,
    batch: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    let state = if batch.is_some() { LinkState::Requested } else { LinkState::None };
    run(
        connection,
        "INSERT INTO member (prefecture, branch, individual_number, insurer_number, insured_number, name, kana,
         birth_date, sex, postal_code, address, qualified_on, lost_on, access_group, link_state, link_updated_at,
         link_batch)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            prefecture, branch, values.number.stored(), values.insurer_number, values.insured_number, values.name,
            values.kana, Day(values.birth_date), values.sex, values.postal_code, values.address, Day(values.qualified_on),
            values.lost_on.map(Day), values.access_group, state.text(), now, batch
        ],
    )?;
    Ok(())
}

/// Replaces the attributes.
pub(crate) fn change(connection: &Connection, branch: &str, values: &MemberValues) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE member SET individual_number = ?2, insurer_number = ?3, insured_number = ?4, name = ?5, kana = ?6,
         birth_date = ?7, sex = ?8, postal_code = ?9, address = ?10, qualified_on = ?11, lost_on = ?12,
         access_group = ?13 WHERE sequence = ?1",
        params![
            place(connection, branch)?, values.number.stored(), values.insurer_number, values.insured_number, values.name, values.kana,
            Day(values.birth_date), values.sex, values.postal_code, values.address, Day(values.qualified_on), values.lost_on.map(Day),
            values.access_group
        ],
    )?;
    Ok(())
}

/// Deletes logically; the branch number stays taken.
pub(crate) fn delete(connection: &Connection, branch: &str) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE member SET deleted = 1, link_batch = NULL, institution_code = NULL WHERE sequence = ?1",
        [place(connection, branch)?],
    )?;
    Ok(())
}

/// Notes that a code was asked for together with others of a receipt.
pub(crate) fn request_code(
    connection: &Connection,
    branch: &str,
    state: LinkState,
    batch: &str,
    now: Moment,
) -> Result<(), StoreError> {
    run(
        connection,
        "UPDATE member SET link_state = ?2, link_error = NULL, link_updated_at = ?3, link_batch = ?4,
         institution_code = NULL WHERE sequence = ?1",
        params![place(connection, branch)?, state.text(), now, batch],
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

/// Members whose code was asked for with a receipt.
pub(crate) fn awaiting_code(connection: &Connection, batch: &str) -> Result<Vec<Waiting>, StoreError> {
    let sql = "SELECT sequence, prefecture, individual_number FROM member
               WHERE link_batch = ?1 AND deleted = 0 ORDER BY sequence";
    all(connection, sql, [batch], |row| {
        let number = row.get(2).map(IndividualNumber::from_store)?;
        Ok(Waiting { sequence: row.get(0)?, prefecture: row.get(1)?, number })
    })
}

/// Ends a request: with a code, or with the reason why there is none.
pub(crate) fn answer_code(
    connection: &Connection,
    sequence: i64,
    answer: Result<InstitutionCode, &str>,
    now: Moment,
) -> Result<(), StoreError> {
    let state = if answer.is_ok() { LinkState::Linked } else { LinkState::Failed };
    let code = answer.as_ref().ok().map(InstitutionCode::stored);
    run(
        connection,
        "UPDATE member SET link_state = ?2, link_error = ?3, link_updated_at = ?4, link_batch = NULL,
         institution_code = ?5 WHERE sequence = ?1",
        params![sequence, state.text(), answer.as_ref().err(), now, code],
    )?;
    Ok(())
}

/// The linked code of a member.
pub(crate) fn code_of(connection: &Connection, branch: &str) -> Result<Option<InstitutionCode>, StoreError> {
    let Some(place) = place(connection, branch)? else { return Ok(None) };
    let sql = "SELECT institution_code FROM member WHERE sequence = ?1 AND deleted = 0 AND institution_code IS NOT NULL";
    Ok(one(connection, sql, [place], |row| row.get(0))?.map(InstitutionCode::new))
}

/// The member of a union that is tied to a code; the youngest branch number if a defect
/// let several in.
pub(crate) fn with_code(
    connection: &Connection,
    prefecture: &str,
    code: &InstitutionCode,
) -> Result<Option<Member>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE sequence >> 16 IN ({SHORT_OF_MEMBERS}) AND institution_code = ?2 AND prefecture = ?1
         AND deleted = 0 ORDER BY sequence DESC LIMIT 1"
    );
    one(connection, &sql, params![prefecture, code.stored()], read)
}
