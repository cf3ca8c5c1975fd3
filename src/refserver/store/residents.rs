//! Residents as the 住基ネット has them, and at which institutions codes of them were issued.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Row, params};

use super::{
    Day, StoreError, all, one, run,
    runs::{self, SHORT_OF_RESIDENTS},
};
use crate::refserver::{
    defects::Defects,
    domain::{
        identity::{FourItems, Resident},
        numbers::{IndividualNumber, Person},
        states::ResidentStatus,
    },
};

const SELECT: &str =
    "SELECT individual_number, name, kana, address, sex, birth_date, status, changed_on FROM resident";

fn read(row: &Row<'_>) -> rusqlite::Result<Resident> {
    let status: String = row.get(6)?;
    Ok(Resident {
        number: IndividualNumber::from_store(row.get(0)?),
        name: row.get(1)?,
        kana: row.get(2)?,
        address: row.get(3)?,
        sex: row.get(4)?,
        birth_date: row.get::<_, Day>(5)?.0,
        status: ResidentStatus::from_text(&status).unwrap_or(ResidentStatus::Present),
        changed_on: row.get::<_, Option<Day>>(7)?.map(|day| day.0),
    })
}

/// Adds or changes residents; the person behind a number stays the same.
pub(crate) fn put(connection: &Connection, residents: &[Resident]) -> Result<(), StoreError> {
    // In the order of their numbers, so that each page of the index is written once. The last of
    // those with the same number counts.
    let by_number: BTreeMap<i64, &Resident> =
        residents.iter().map(|resident| (resident.number.stored(), resident)).collect();
    let known = find(connection, residents.iter().map(|resident| &resident.number))?;
    for (number, resident) in by_number {
        let id = known.get(&resident.number).map(|(_, person)| person.stored());
        let sql = match id {
            // SQLite gives the next id.
            None => {
                "INSERT INTO resident (id, individual_number, name, kana, address, sex, birth_date, status, changed_on)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
            }
            Some(_) => {
                "UPDATE resident SET individual_number = ?2, name = ?3, kana = ?4, address = ?5, sex = ?6,
                 birth_date = ?7, status = ?8, changed_on = ?9 WHERE id = ?1"
            }
        };
        run(
            connection,
            sql,
            params![
                id,
                number,
                resident.name,
                resident.kana,
                resident.address,
                resident.sex,
                Day(resident.birth_date),
                resident.status.text(),
                resident.changed_on.map(Day)
            ],
        )?;
    }
    Ok(())
}

/// State and person behind each of these numbers that somebody has.
pub(crate) fn find<'a>(
    connection: &Connection,
    numbers: impl Iterator<Item = &'a IndividualNumber>,
) -> Result<HashMap<IndividualNumber, (ResidentStatus, Person)>, StoreError> {
    let sql = format!(
        "SELECT individual_number, id, status FROM resident
         WHERE id >> 20 IN ({}) AND individual_number IN (SELECT value FROM json_each(?1))",
        runs::OF_RESIDENTS
    );
    let numbers: Vec<i64> = numbers.map(|number| number.stored()).collect();
    let found = all(connection, &sql, [serde_json::to_string(&numbers)?], |row| {
        let status: String = row.get(2)?;
        let status = ResidentStatus::from_text(&status).unwrap_or(ResidentStatus::Present);
        let person = row.get(1).map(Person::from_store)?;
        Ok((row.get(0).map(IndividualNumber::from_store)?, (status, person)))
    })?;
    Ok(found.into_iter().collect())
}

/// By individual number.
pub(crate) fn by_number(
    connection: &Connection,
    number: &IndividualNumber,
) -> Result<Option<Resident>, StoreError> {
    let found = find(connection, std::iter::once(number))?;
    match found.get(number) {
        Some((_, person)) => by_person(connection, *person),
        None => Ok(None),
    }
}

/// By the person behind the number.
pub(crate) fn by_person(connection: &Connection, person: Person) -> Result<Option<Resident>, StoreError> {
    one(connection, &format!("{SELECT} WHERE id = ?1"), [person.stored()], read)
}

/// Residents of whom all four items are equal.
pub(crate) fn by_four_items(
    connection: &Connection,
    items: &FourItems,
    defects: &Defects,
) -> Result<Vec<Resident>, StoreError> {
    let sql = format!("{SELECT} WHERE id >> 16 IN ({SHORT_OF_RESIDENTS}) AND birth_date = ?1 ORDER BY id");
    let mut found = all(connection, &sql, params![Day(items.birth_date)], read)?;
    found.retain(|resident| items.match_resident(resident, defects));
    Ok(found)
}

/// Notes that a code of a person was issued at an institution.
pub(crate) fn link(connection: &Connection, institution: &str, person: Person) -> Result<(), StoreError> {
    let sql = "INSERT INTO nws_link (institution, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    run(connection, sql, params![institution, person.stored()])?;
    Ok(())
}

/// Whether a code of a person was issued at an institution.
pub(crate) fn is_linked(
    connection: &Connection,
    institution: &str,
    person: Person,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM nws_link WHERE institution = ?1 AND person = ?2";
    Ok(one(connection, sql, params![institution, person.stored()], |_| Ok(()))?.is_some())
}
