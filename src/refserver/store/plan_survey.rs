//! Answers to the アンケート of the 取りまとめ機関 on 基本計画 and 年度計画, and its dates.

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::{StoreError, all, one, run};

/// When the survey is due, and when the collated plans are circulated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SurveyDates {
    pub(crate) due_on: NaiveDate,
    pub(crate) circulated_on: NaiveDate,
}

/// An event that a union expects to affect the linkage.
#[derive(Debug, Clone)]
pub(crate) struct PlanAnswer {
    pub(crate) id: i64,
    pub(crate) prefecture: String,
    pub(crate) plan: String,
    pub(crate) event: String,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

/// Sets the dates.
pub(crate) fn set_dates(connection: &Connection, dates: SurveyDates) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO plan_survey (id, due_on, circulated_on) VALUES (1, ?1, ?2)",
        params![dates.due_on, dates.circulated_on],
    )?;
    Ok(())
}

/// The dates, if somebody set them.
pub(crate) fn dates(connection: &Connection) -> Result<Option<SurveyDates>, StoreError> {
    one(connection, "SELECT due_on, circulated_on FROM plan_survey WHERE id = 1", [], |row| {
        Ok(SurveyDates { due_on: row.get(0)?, circulated_on: row.get(1)? })
    })
}

/// Adds an answer; its id.
pub(crate) fn add(connection: &Connection, answer: &PlanAnswer) -> Result<i64, StoreError> {
    run(
        connection,
        "INSERT INTO plan_answer (prefecture, plan, event, starts, ends) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![answer.prefecture, answer.plan, answer.event, answer.from, answer.to],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Takes an answer of a union away. Tells whether there was one.
pub(crate) fn remove(connection: &Connection, prefecture: &str, id: i64) -> Result<bool, StoreError> {
    Ok(run(connection, "DELETE FROM plan_answer WHERE prefecture = ?1 AND id = ?2", params![prefecture, id])?
        > 0)
}

/// Answers of a union, or of all, by union and in the order in which they came.
pub(crate) fn answers(
    connection: &Connection,
    prefecture: Option<&str>,
) -> Result<Vec<PlanAnswer>, StoreError> {
    let sql = "SELECT id, prefecture, plan, event, starts, ends FROM plan_answer
               WHERE ?1 IS NULL OR prefecture = ?1 ORDER BY prefecture, id";
    all(connection, sql, [prefecture], read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<PlanAnswer> {
    Ok(PlanAnswer {
        id: row.get(0)?,
        prefecture: row.get(1)?,
        plan: row.get(2)?,
        event: row.get(3)?,
        from: row.get(4)?,
        to: row.get(5)?,
    })
}
