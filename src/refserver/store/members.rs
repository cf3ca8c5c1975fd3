//! Members with their branch numbers. The state of their codes is in `code_links.rs`.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
};

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::{Day, Page, StoreError, all, one, run, runs::OF_MEMBERS};
use crate::refserver::domain::{
    member_rows::MemberValues, moment::Moment, numbers::IndividualNumber, states::LinkState,
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

/// Of a member and its code.
pub(super) const SELECT: &str = "SELECT sequence, branch, insurer_number, insured_number, name, kana, birth_date,
    sex, access_group, qualified_on, lost_on, state, error, coalesce(updated_at, added_at), postal_code, address,
    code_asked FROM member LEFT JOIN code_link ON code_link.member = member.sequence";

/// A row of [`SELECT`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Member> {
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
        link_state: link_state(row.get(11)?, row.get(16)?),
        link_error: row.get(12)?,
        link_updated_at: row.get(13)?,
        postal_code: row.get(14)?,
        address: row.get(15)?,
    })
}

/// The SQL of the places where a branch number may be, for a condition on `sequence`. Only
/// servers with a defect have odd ones.
pub(super) fn places(branch: &str) -> String {
    format!(
        "(SELECT branch_place({branch}) UNION ALL SELECT member FROM odd_branch WHERE odd_branch.branch = {branch})"
    )
}

/// The place of a branch number that was ever given, by any union.
pub(crate) fn place(connection: &Connection, branch: &str) -> Result<Option<i64>, StoreError> {
    let sql = format!(
        "SELECT sequence FROM member WHERE sequence IN {} AND branch = ?1 ORDER BY sequence DESC LIMIT 1",
        places("?1")
    );
    one(connection, &sql, [branch], |row| row.get(0))
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

/// The state that stands in a member's link, or which it has before there is one.
fn link_state(stored: Option<String>, code_asked: bool) -> LinkState {
    match stored {
        Some(state) => LinkState::from_text(&state).unwrap_or(LinkState::None),
        None if code_asked => LinkState::Requested,
        None => LinkState::None,
    }
}

/// What a row about a copy is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) sequence: i64,
    pub(crate) prefecture: String,
    pub(crate) insured_number: String,
}

/// The members of any union, not deleted, that have these branch numbers, and perhaps others.
pub(crate) fn holders(
    connection: &Connection,
    branches: &[&str],
) -> Result<HashMap<String, Holder>, StoreError> {
    let sql = "SELECT branch, sequence, prefecture, insured_number FROM member
               WHERE sequence IN (SELECT branch_place(value) FROM json_each(?1)
                   UNION ALL SELECT member FROM odd_branch WHERE branch IN (SELECT value FROM json_each(?1)))
               AND deleted = 0 ORDER BY sequence";
    let found = all(connection, sql, [serde_json::to_string(branches)?], |row| {
        let holder = Holder { sequence: row.get(1)?, prefecture: row.get(2)?, insured_number: row.get(3)? };
        Ok((row.get(0)?, holder))
    })?;
    Ok(found.into_iter().collect())
}

/// The branch number that another union gave to the same person. For a defect only.
pub(crate) fn foreign_branch(connection: &Connection, member: i64) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "SELECT other.branch FROM member own JOIN number_place ON number = own.individual_number
         JOIN member other ON other.sequence = number_place.member
         AND other.individual_number = own.individual_number AND other.prefecture <> own.prefecture
         WHERE run IN ({OF_MEMBERS}) AND own.sequence = ?1 AND other.deleted = 0 LIMIT 1"
    );
    one(connection, &sql, [member], |row| row.get(0))
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
        Some(_) => format!("sequence IN {} AND branch = ?2", places("?2")),
    };
    let insured = match (search.branch, search.insured_number) {
        (_, None) => "?3 IS NULL".to_owned(),
        (Some(_), Some(_)) => "insured_number = ?3".to_owned(),
        (None, Some(_)) => format!(
            "sequence IN (SELECT member FROM insured_place WHERE run IN ({OF_MEMBERS}) AND number = CAST(?3 AS INTEGER))
             AND insured_number = ?3"
        ),
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
    let sql = format!(
        "SELECT branch FROM member WHERE sequence IN {} AND individual_number = ?1 AND prefecture = ?2
         AND deleted = 0 ORDER BY sequence LIMIT 1",
        places_of_number()
    );
    one(connection, &sql, params![number.stored(), prefecture], |row| row.get(0))
}

/// The SQL of the places where somebody may be who has the individual number `?1`.
pub(super) fn places_of_number() -> String {
    format!("(SELECT member FROM number_place WHERE run IN ({OF_MEMBERS}) AND number = ?1)")
}

/// Which of these people may be members of any union, or have been. Nobody else is, but for
/// those whom [`index`] has not made findable yet.
pub(crate) fn known(
    connection: &Connection,
    numbers: &[IndividualNumber],
) -> Result<HashSet<IndividualNumber>, StoreError> {
    let sql = format!(
        "SELECT number FROM number_place
         WHERE run IN ({OF_MEMBERS}) AND number IN (SELECT value FROM json_each(?1))"
    );
    let numbers: Vec<i64> = numbers.iter().map(|number| number.stored()).collect();
    let found = all(connection, &sql, [serde_json::to_string(&numbers)?], |row| {
        row.get(0).map(IndividualNumber::from_store)
    })?;
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

/// The place of the member who came last; 0 if there is none.
pub(crate) fn newest(connection: &Connection) -> Result<i64, StoreError> {
    let found = one(connection, "SELECT max(sequence) FROM member", [], |row| row.get(0))?;
    Ok(found.flatten().unwrap_or(0))
}

/// Where a new member is, and under which number.
#[derive(Debug, Clone)]
pub(crate) struct NewPlace {
    pub(crate) sequence: i64,
    pub(crate) branch: String,
    /// Whether the number does not lead to the place.
    pub(crate) is_odd: bool,
}

/// Registers a member, whose code is asked for or not. By numbers it is found after [`index`].
pub(crate) fn add(
    connection: &Connection,
    prefecture: &str,
    place: &NewPlace,
    values: &MemberValues,
    code_asked: bool,
    now: Moment,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO member (prefecture, branch, individual_number, insurer_number, insured_number, name, kana,
         birth_date, sex, postal_code, address, qualified_on, lost_on, access_group, added_at, code_asked, sequence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            prefecture, place.branch, values.number.stored(), values.insurer_number, values.insured_number, values.name,
            values.kana, Day(values.birth_date), values.sex, values.postal_code, values.address, Day(values.qualified_on),
            values.lost_on.map(Day), values.access_group, now, code_asked, place.sequence
        ],
    )?;
    if place.is_odd {
        let sql = "INSERT INTO odd_branch (branch, member) VALUES (?1, ?2)";
        run(connection, sql, params![place.branch, place.sequence])?;
    }
    Ok(())
}

/// Makes it possible to find the members at these places by their numbers.
pub(crate) fn index(connection: &Connection, places: RangeInclusive<i64>) -> Result<(), StoreError> {
    let insured = "CAST(insured_number AS INTEGER)";
    for (table, number) in [("number_place", "individual_number"), ("insured_place", insured)] {
        let sql = format!(
            "INSERT INTO {table} (run, number, member)
             SELECT sequence >> 20, {number}, sequence FROM member WHERE sequence BETWEEN ?1 AND ?2
             ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING"
        );
        run(connection, &sql, [places.start(), places.end()])?;
    }
    Ok(())
}

/// Replaces the attributes.
pub(crate) fn change(connection: &Connection, branch: &str, values: &MemberValues) -> Result<(), StoreError> {
    let Some(place) = place(connection, branch)? else { return Ok(()) };
    // The number that was wrong may be somebody else's, and is kept no longer than needed.
    run(
        connection,
        "DELETE FROM number_place WHERE run = ?1 >> 20 AND member = ?1
         AND number = (SELECT individual_number FROM member WHERE sequence = ?1)",
        [place],
    )?;
    run(
        connection,
        "UPDATE member SET individual_number = ?2, insurer_number = ?3, insured_number = ?4, name = ?5, kana = ?6,
         birth_date = ?7, sex = ?8, postal_code = ?9, address = ?10, qualified_on = ?11, lost_on = ?12,
         access_group = ?13 WHERE sequence = ?1",
        params![
            place, values.number.stored(), values.insurer_number, values.insured_number, values.name, values.kana,
            Day(values.birth_date), values.sex, values.postal_code, values.address, Day(values.qualified_on), values.lost_on.map(Day),
            values.access_group
        ],
    )?;
    index(connection, place..=place)
}

/// Deletes logically; the branch number stays taken.
pub(crate) fn delete(connection: &Connection, branch: &str) -> Result<(), StoreError> {
    let place = place(connection, branch)?;
    run(connection, "UPDATE member SET deleted = 1 WHERE sequence = ?1", [place])?;
    run(
        connection,
        "UPDATE code_link SET batch = NULL, code_high = NULL, code_low = NULL WHERE member = ?1",
        [place],
    )?;
    Ok(())
}
