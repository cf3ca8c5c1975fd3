//! Days by number, with their digits and the birthdays that matter, as tables.

use chrono::{Datelike, Days, NaiveDate};

/// The first day of the tables; nobody insured in 2017 was born before it.
const FIRST_YEAR: i32 = 1900;
/// Behind the last day of the tables.
const END_YEAR: i32 = 2020;

/// Number of a day, counted from the first day of the tables.
pub(super) type Day = u16;

/// Days of 1900 to 2019.
#[derive(Debug)]
pub(super) struct Calendar {
    first: NaiveDate,
    digits: Vec<[u8; 8]>,
    at_75: Vec<Day>,
    at_65: Vec<Day>,
}

impl Calendar {
    /// `None` cannot happen: the bounds are days.
    pub(super) fn new() -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1)?;
        let end = NaiveDate::from_ymd_opt(END_YEAR, 1, 1)?;
        let days: Vec<NaiveDate> = first.iter_days().take_while(|day| *day < end).collect();
        let digits = days
            .iter()
            .map(|day| <[u8; 8]>::try_from(day.format("%Y%m%d").to_string().as_bytes()).ok())
            .collect::<Option<_>>()?;
        let number = |day: NaiveDate| Day::try_from((day - first).num_days()).unwrap_or(Day::MAX);
        let birthdays = |age| days.iter().map(|day| number(birthday(*day, age))).collect();
        Some(Self { first, digits, at_75: birthdays(75), at_65: birthdays(65) })
    }

    /// Number of a day; the last one for a day outside the tables.
    pub(super) fn number(&self, day: NaiveDate) -> Day {
        Day::try_from((day - self.first).num_days()).unwrap_or(Day::MAX)
    }

    /// The day.
    pub(super) fn day(&self, day: Day) -> NaiveDate {
        self.first.checked_add_days(Days::new(u64::from(day))).unwrap_or(self.first)
    }

    /// `YYYYMMDD`.
    #[inline]
    pub(super) fn digits(&self, day: Day) -> &[u8; 8] {
        &self.digits[usize::from(day)]
    }

    /// The 75th birthday of somebody born on the day.
    #[inline]
    pub(super) fn at_75(&self, born: Day) -> Day {
        self.at_75[usize::from(born)]
    }

    /// The 65th birthday.
    #[inline]
    pub(super) fn at_65(&self, born: Day) -> Day {
        self.at_65[usize::from(born)]
    }
}

/// Who was born on 29 February reaches an age on 1 March of a common year (domain.md §3).
fn birthday(born: NaiveDate, age: i32) -> NaiveDate {
    let year = born.year() + age;
    NaiveDate::from_ymd_opt(year, born.month(), born.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(born)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("day")
    }

    #[test]
    fn days_and_birthdays() {
        let calendar = Calendar::new().expect("tables");
        let born = calendar.number(day("1940-02-29"));
        assert_eq!(calendar.day(born), day("1940-02-29"));
        assert_eq!(calendar.digits(born), b"19400229");
        assert_eq!(calendar.day(calendar.at_75(born)), day("2015-03-01"));
        assert_eq!(calendar.day(calendar.at_65(calendar.number(day("1950-12-31")))), day("2015-12-31"));
    }
}
