//! Dates as a Japanese office reads them. The harness has its own; neither borrows.

use chrono::{DateTime, Datelike, NaiveDate};

/// First days of the eras, newest first.
const ERAS: [(&str, i32, u32, u32); 5] = [
    ("令和", 2019, 5, 1),
    ("平成", 1989, 1, 8),
    ("昭和", 1926, 12, 25),
    ("大正", 1912, 7, 30),
    ("明治", 1868, 1, 25),
];

/// 平成29年4月24日; before 明治 as in the Western calendar.
pub(super) fn day(date: NaiveDate) -> String {
    let (month, day) = (date.month(), date.day());
    let era = ERAS.iter().find(|(_, year, month, day)| {
        NaiveDate::from_ymd_opt(*year, *month, *day).is_some_and(|first| first <= date)
    });
    let year = match era {
        Some((name, first, ..)) if date.year() == *first => format!("{name}元"),
        Some((name, first, ..)) => format!("{name}{}", date.year() - first + 1),
        None => date.year().to_string(),
    };
    format!("{year}年{month}月{day}日")
}

/// The day of `YYYY-MM-DD` or `YYYYMMDD`.
pub(super) fn day_of(text: &str) -> Option<String> {
    let date =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%Y%m%d"));
    date.ok().map(day)
}

/// Day and time of RFC 3339 or `YYYYMMDDHHMMSS`.
pub(super) fn time_of(text: &str) -> Option<String> {
    let time = DateTime::parse_from_rfc3339(text)
        .map(|time| time.naive_local())
        .or_else(|_| chrono::NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S"))
        .ok()?;
    Some(format!("{} {}", day(time.date()), time.format("%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eras_begin_on_their_day() {
        for (text, told) in [
            ("2019-05-01", "令和元年5月1日"),
            ("2019-04-30", "平成31年4月30日"),
            ("1989-01-07", "昭和64年1月7日"),
            ("1926-12-25", "昭和元年12月25日"),
            ("19121231", "大正元年12月31日"),
            ("1912-07-29", "明治45年7月29日"),
            ("1867-01-01", "1867年1月1日"),
        ] {
            assert_eq!(day_of(text).as_deref(), Some(told));
        }
        assert_eq!(day_of("2017-02-29"), None);
        assert_eq!(time_of("2017-04-24T09:05:00+09:00").as_deref(), Some("平成29年4月24日 09:05:00"));
    }
}
