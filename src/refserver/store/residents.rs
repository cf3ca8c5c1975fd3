//! Residents as the 住基ネット has them, and which person a 機関別符号 stands for.

use rusqlite::{Connection, Row, params};

use super::{StoreError, all, one, run};
use crate::refserver::{
    defects::Defects,
    domain::{
        identity::{FourItems, Resident},
        numbers::{IndividualNumber, InstitutionCode},
        states::ResidentStatus,
    },
};

const SELECT: &str = "SELECT individual_number, name, kana, address, sex, birth_date, status, changed_on, person FROM resident";

fn read(row: &Row<'_>) -> rusqlite::Result<Resident> {
    let status: String = row.get(6)?;
    Ok(Resident {
        number: IndividualNumber::from_store(row.get(0)?),
        name: row.get(1)?,
        kana: row.get(2)?,
        address: row.get(3)?,
        sex: row.get(4)?,
        birth_date: row.get(5)?,
        status: ResidentStatus::from_text(&status).unwrap_or(ResidentStatus::Present),
        changed_on: row.get(7)?,
        person: row.get(8)?,
    })
}

/// Adds or changes a resident; the person behind the number stays the same.
pub(crate) fn put(connection: &Connection, resident: &Resident) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO resident (individual_number, name, kana, address, sex, birth_date, status, changed_on, person)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (individual_number) DO UPDATE
         SET name = ?2, kana = ?3, address = ?4, sex = ?5, birth_date = ?6, status = ?7, changed_on = ?8",
        params![
            resident.number.expose(), resident.name, resident.kana, resident.address, resident.sex,
            resident.birth_date, resident.status.text(), resident.changed_on, resident.person
        ],
    )?;
    Ok(())
}

/// By individual number.
pub(crate) fn by_number(
    connection: &Connection,
    number: &IndividualNumber,
) -> Result<Option<Resident>, StoreError> {
    one(connection, &format!("{SELECT} WHERE individual_number = ?1"), [number.expose()], read)
}

/// State and person behind a number.
pub(crate) fn status(
    connection: &Connection,
    number: &IndividualNumber,
) -> Result<Option<(ResidentStatus, Vec<u8>)>, StoreError> {
    let sql = "SELECT status, person FROM resident WHERE individual_number = ?1";
    one(connection, sql, [number.expose()], |row| {
        let status: String = row.get(0)?;
        Ok((ResidentStatus::from_text(&status).unwrap_or(ResidentStatus::Present), row.get(1)?))
    })
}

/// By the person behind the number.
pub(crate) fn by_person(connection: &Connection, person: &[u8]) -> Result<Option<Resident>, StoreError> {
    one(connection, &format!("{SELECT} WHERE person = ?1"), [person], read)
}

/// Residents of whom all four items are equal.
pub(crate) fn by_four_items(
    connection: &Connection,
    items: &FourItems,
    defects: &Defects,
) -> Result<Vec<Resident>, StoreError> {
    let sql = format!("{SELECT} WHERE birth_date = ?1");
    let mut found = all(connection, &sql, params![items.birth_date], read)?;
    found.retain(|resident| items.match_resident(resident, defects));
    Ok(found)
}

/// Notes for whom a code stands at an institution.
pub(crate) fn link(
    connection: &Connection,
    institution: &str,
    code: &InstitutionCode,
    person: &[u8],
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO nws_link (institution, code, person) VALUES (?1, ?2, ?3)",
        params![institution, code.stored(), person],
    )?;
    Ok(())
}

/// For whom a code stands at an institution.
pub(crate) fn person_of(
    connection: &Connection,
    institution: &str,
    code: &InstitutionCode,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT person FROM nws_link WHERE institution = ?1 AND code = ?2";
    one(connection, sql, params![institution, code.stored()], |row| row.get(0))
}
