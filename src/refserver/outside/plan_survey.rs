//! アンケート of the 取りまとめ機関: what unions plan that affects the linkage, over five years
//! and in the first of them, until when they may say so, and when the plans of all are
//! circulated. Must not know HTTP.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::refserver::{
    defects::{self, Defects},
    store::{
        StoreError,
        plan_survey::{self, PlanAnswer, SurveyDates},
        unions,
    },
};

/// 基本計画: five fiscal years.
const FIVE_YEARS: &str = "基本計画";
/// 年度計画: the first of them.
const ONE_YEAR: &str = "年度計画";
/// 平成29年度 is the first.
const FIRST_YEAR: i32 = 2017;

/// Why an answer is not taken.
#[derive(Debug)]
pub(crate) enum SurveyRefusal {
    /// The survey was due on this day.
    Over(NaiveDate),
    /// There is no such plan.
    NoSuchPlan,
    /// The event is not within the plan, which lasts from this day to that.
    OutsideYears(NaiveDate, NaiveDate),
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The dates that the 取りまとめ機関 set, or those of 平成29年.
fn dates(connection: &Connection) -> Result<SurveyDates, StoreError> {
    let usual = SurveyDates { due_on: day(FIRST_YEAR, 6, 30), circulated_on: day(FIRST_YEAR, 6, 15) };
    Ok(plan_survey::dates(connection)?.unwrap_or(usual))
}

/// The day on which the survey was due, if that is past.
fn over(
    connection: &Connection,
    today: NaiveDate,
    defects: &Defects,
) -> Result<Option<NaiveDate>, StoreError> {
    let due_on = dates(connection)?.due_on;
    let last = match defects.has(&defects::SURVEY_OVER_A_DAY_EARLY) {
        true => due_on.pred_opt().unwrap_or(due_on),
        false => due_on,
    };
    Ok((last < today && !defects.has(&defects::SURVEY_ANSWERED_AFTER_DUE)).then_some(due_on))
}

/// Takes an answer; its id.
pub(crate) fn answer(
    connection: &Connection,
    answer: &PlanAnswer,
    today: NaiveDate,
    defects: &Defects,
) -> Result<Result<i64, SurveyRefusal>, StoreError> {
    let years = match answer.plan.as_str() {
        FIVE_YEARS => 5,
        ONE_YEAR if defects.has(&defects::SURVEY_YEAR_NOT_CHECKED) => 5,
        ONE_YEAR => 1,
        _ => return Ok(Err(SurveyRefusal::NoSuchPlan)),
    };
    let (first, last) = (day(FIRST_YEAR, 4, 1), day(FIRST_YEAR + years, 3, 31));
    if answer.from < first || answer.to > last {
        return Ok(Err(SurveyRefusal::OutsideYears(first, last)));
    }
    if let Some(due_on) = over(connection, today, defects)? {
        return Ok(Err(SurveyRefusal::Over(due_on)));
    }
    if answer.plan == FIVE_YEARS && defects.has(&defects::SURVEY_KEEPS_ONE_BASIC_PLAN) {
        for before in plan_survey::answers(connection, Some(&answer.prefecture))? {
            if before.plan == FIVE_YEARS {
                plan_survey::remove(connection, &answer.prefecture, before.id)?;
            }
        }
    }
    Ok(Ok(plan_survey::add(connection, answer)?))
}

/// Keeps an answer that will be refused for its years. For a defect only.
pub(crate) fn keep_if_refused(
    connection: &Connection,
    new: &PlanAnswer,
    today: NaiveDate,
    defects: &Defects,
) -> Result<(), StoreError> {
    match answer(connection, new, today, defects)? {
        Ok(id) => plan_survey::remove(connection, &new.prefecture, id).map(|_| ()),
        Err(SurveyRefusal::OutsideYears(..)) => plan_survey::add(connection, new).map(|_| ()),
        Err(_) => Ok(()),
    }
}

/// Takes an answer of a union back. Tells whether there was one.
pub(crate) fn withdraw(
    connection: &Connection,
    prefecture: &str,
    id: i64,
    today: NaiveDate,
    defects: &Defects,
) -> Result<Result<bool, SurveyRefusal>, StoreError> {
    if !plan_survey::answers(connection, Some(prefecture))?.iter().any(|answer| answer.id == id) {
        return Ok(Ok(false));
    }
    if let Some(due_on) = over(connection, today, defects)? {
        return Ok(Err(SurveyRefusal::Over(due_on)));
    }
    if defects.has(&defects::SURVEY_WITHDRAWAL_WITHOUT_EFFECT) {
        return Ok(Ok(true));
    }
    plan_survey::remove(connection, prefecture, id).map(Ok)
}

/// Answers of a union.
pub(crate) fn answers(
    connection: &Connection,
    prefecture: &str,
    defects: &Defects,
) -> Result<Vec<PlanAnswer>, StoreError> {
    let of = (!defects.has(&defects::SURVEY_SHOWS_ANSWERS_OF_ALL)).then_some(prefecture);
    plan_survey::answers(connection, of)
}

/// What all unions plan, with their names, once it is circulated.
pub(crate) fn collated(
    connection: &Connection,
    today: NaiveDate,
    defects: &Defects,
) -> Result<Vec<(String, PlanAnswer)>, StoreError> {
    if today < dates(connection)?.circulated_on && !defects.has(&defects::SURVEY_CIRCULATED_EARLY) {
        return Ok(Vec::new());
    }
    let mut collated = Vec::new();
    for answer in plan_survey::answers(connection, None)? {
        let union = unions::find(connection, &answer.prefecture)?;
        collated.push((union.map(|union| union.name).unwrap_or_default(), answer));
    }
    Ok(collated)
}
