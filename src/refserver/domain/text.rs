//! Small readings that several row rules share: dates, characters, amounts.
//! Must not know which file a field belongs to.

use chrono::{NaiveDate, NaiveDateTime};

/// `YYYYMMDD` as a calendar day.
pub(crate) fn compact_date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = text.split_at(4);
    let (month, day) = rest.split_at(2);
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    (text >= "10000101").then_some(date)
}

/// `YYYYMMDDHHMMSS` as a time of day.
pub(crate) fn compact_time(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_at_checked(8)?;
    if time.len() != 6 || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    compact_date(date)?.and_hms_opt(
        time[..2].parse().ok()?,
        time[2..4].parse().ok()?,
        time[4..].parse().ok()?,
    )
}

/// `YYYY-MM-DD` as a calendar day.
pub(crate) fn dashed_date(text: &str) -> Option<NaiveDate> {
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// `YYYYMMDD` of a day.
pub(crate) fn compact(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// `Some(None)` for an empty field, `None` for one that is no date.
pub(crate) fn optional_date(text: &str) -> Option<Option<NaiveDate>> {
    if text.is_empty() { Some(None) } else { compact_date(text).map(Some) }
}

/// Whether every character may stand in a field: no control character, no U+FFFD, no
/// private use, no noncharacter.
pub(crate) fn characters_are_allowed(text: &str) -> bool {
    text.chars().all(|letter| {
        let code = u32::from(letter);
        let private = matches!(code, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
        let noncharacter = matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE;
        !(letter.is_control() || letter == '\u{FFFD}' || private || noncharacter)
    })
}

/// Whether so many digits stand in a row, of any width, as make an individual number.
pub(crate) fn holds_long_number(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|letter| {
        digits = if letter.is_numeric() { digits + 1 } else { 0 };
        digits >= 12
    })
}

/// One to ten digits.
pub(crate) fn is_amount(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A code of users, departments and groups: 1 to 32 letters, digits, `-`, `_`, `.`.
pub(crate) fn is_code(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_must_be_on_the_calendar() {
        assert!(compact_date("20160229").is_some());
        for text in ["20170229", "20171301", "2017-1-1", "2017010", "２０１７０１０１", "00000000", ""]
        {
            assert_eq!(compact_date(text), None, "{text}");
        }
        assert!(compact_time("20170424093015").is_some());
        assert_eq!(compact_time("20170424250000"), None);
    }

    #[test]
    fn characters_outside_the_code_are_told() {
        assert!(characters_are_allowed("髙﨑 一郎"));
        for text in ["\u{E000}", "\u{FFFD}", "a\nb", "\u{F0000}", "\u{FFFE}"] {
            assert!(!characters_are_allowed(text), "{text:?}");
        }
    }
}
