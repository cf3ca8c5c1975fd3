//! Dates as a test lead writes them: western (1938-03-04) or in a Japanese era
//! (昭和13年3月4日).
//!
//! Must not know today's date. 令和 is left out: the generation under test ended before.

use super::text;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};
use serde::Deserializer;

/// Eras by name and first day; each ends the day before the next one starts.
const ERAS: [(&str, (i32, u32, u32)); 4] =
    [("明治", (1868, 10, 23)), ("大正", (1912, 7, 30)), ("昭和", (1926, 12, 25)), ("平成", (1989, 1, 8))];

/// A text that is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Neither of the two ways to write a date.
    #[error("「{0}」は日付ではありません(2017-04-28 か 平成29年4月28日 のように書きます)")]
    Form(String),
    /// Written as a date, but no such day.
    #[error("「{0}」という日は暦にありません")]
    NoSuchDay(String),
    /// A day of another era.
    #[error("「{text}」は{era}ではありません(その日は{correct})")]
    OtherEra {
        /// What was written.
        text: String,
        /// The era that was written.
        era: &'static str,
        /// The same day in the right era.
        correct: String,
    },
}

/// Reads a date in either form.
///
/// # Errors
/// [`DateError`] says what is wrong with the text.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateError> {
    let text = &half_width(text);
    match ERAS.iter().find(|(era, _)| text.starts_with(era)) {
        Some((era, (first_year, ..))) => parse_wareki(text, era, *first_year),
        None => parse_western(text),
    }
}

/// Full-width digits are digits to whoever types them.
fn half_width(text: &str) -> String {
    let digit = |letter: char| match letter {
        '０'..='９' => {
            char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter)
        }
        other => other,
    };
    text.chars().map(digit).collect()
}

fn parse_western(text: &str) -> Result<NaiveDate, DateError> {
    let form = || DateError::Form(text.to_owned());
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return Err(form()) };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return Err(form());
    }
    let (year, month, day) = (digits(year).ok_or_else(form)?, digits(month), digits(day));
    calendar(text, i32::try_from(year).map_err(|_| form())?, month.ok_or_else(form)?, day.ok_or_else(form)?)
}

fn parse_wareki(text: &str, era: &'static str, first_year: i32) -> Result<NaiveDate, DateError> {
    let form = || DateError::Form(text.to_owned());
    let rest = text.strip_prefix(era).ok_or_else(form)?;
    let (year, rest) = rest.split_once('年').ok_or_else(form)?;
    let (month, rest) = rest.split_once('月').ok_or_else(form)?;
    let day = rest.strip_suffix('日').ok_or_else(form)?;
    let year = if year == "元" { 1 } else { digits(year).filter(|year| *year > 0).ok_or_else(form)? };
    let year = i32::try_from(year).map_err(|_| form())?;
    let month = digits(month).ok_or_else(form)?;
    let date = calendar(text, first_year + year - 1, month, digits(day).ok_or_else(form)?)?;
    if era_of(date).is_some_and(|(name, _)| name == era) {
        Ok(date)
    } else {
        Err(DateError::OtherEra { text: text.to_owned(), era, correct: to_wareki(date) })
    }
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn calendar(text: &str, year: i32, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| DateError::NoSuchDay(text.to_owned()))
}

/// The era of a day and the era's first year.
fn era_of(date: NaiveDate) -> Option<(&'static str, i32)> {
    ERAS.iter()
        .rev()
        .find(|(_, first)| (date.year(), date.month(), date.day()) >= *first)
        .map(|(name, (year, ..))| (*name, *year))
}

/// Writes a date in its era; a day before 明治 stays western.
#[must_use]
pub fn to_wareki(date: NaiveDate) -> String {
    let Some((era, first_year)) = era_of(date) else { return date.to_string() };
    let year = match date.year() - first_year + 1 {
        1 => "元".to_owned(),
        year => year.to_string(),
    };
    format!("{era}{year}年{}月{}日", date.month(), date.day())
}

/// For serde: a date in either form.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    text::parsed(deserializer, parse_date)
}

/// For serde: a date in either form, or nothing.
pub(super) fn optional_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    text::parsed_option(deserializer, parse_date)
}

/// For serde: a time of day in Japan, `2017-05-10 09:00:00`.
pub(super) fn japanese_time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<DateTime<FixedOffset>, D::Error> {
    text::parsed(deserializer, parse_time)
}

fn parse_time(text: &str) -> Result<DateTime<FixedOffset>, String> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
        .ok()
        .zip(FixedOffset::east_opt(9 * 3600))
        .and_then(|(time, offset)| time.and_local_timezone(offset).single())
        .ok_or_else(|| {
            format!("「{text}」は日時ではありません(2017-05-10 09:00:00 のように日本時間で書きます)")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn eras_meet_without_gap_or_overlap() {
        for (text, expected) in [
            ("明治45年7月29日", day(1912, 7, 29)),
            ("大正元年7月30日", day(1912, 7, 30)),
            ("大正12年9月1日", day(1923, 9, 1)),
            ("大正15年12月24日", day(1926, 12, 24)),
            ("昭和元年12月25日", day(1926, 12, 25)),
            ("昭和13年3月4日", day(1938, 3, 4)),
            ("昭和64年1月7日", day(1989, 1, 7)),
            ("平成元年1月8日", day(1989, 1, 8)),
        ] {
            assert_eq!(parse_date(text), Ok(expected), "{text}");
            assert_eq!(to_wareki(expected), text);
        }
        let error = parse_date("大正15年12月25日").expect_err("昭和 by then");
        assert_eq!(error.to_string(), "「大正15年12月25日」は大正ではありません(その日は昭和元年12月25日)");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "1938/03/04",
            "1938-3-4",
            "昭和13.3.4",
            "昭和0年1月1日",
            "S13.3.4",
            "-938-03-04",
            "昭和13年3月4日生",
        ] {
            assert!(matches!(parse_date(text), Err(DateError::Form(_))), "{text}");
        }
        for text in ["1939-02-29", "昭和14年2月29日", "2017-13-01"] {
            assert!(matches!(parse_date(text), Err(DateError::NoSuchDay(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_survives_the_round_trip(offset in 0i64..55_000) {
            let date = day(1868, 10, 23) + chrono::Duration::days(offset);
            prop_assert_eq!(parse_date(&to_wareki(date)), Ok(date));
            prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        }
    }
}
