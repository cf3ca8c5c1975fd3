//! Days on which offices work. Must not know what is done on them.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// The calendar of an office: no weekends, no holidays.
#[derive(Debug, Clone, Copy)]
pub struct WorkingDays<'plan> {
    holidays: &'plan BTreeMap<NaiveDate, String>,
}

impl<'plan> WorkingDays<'plan> {
    /// A calendar with these holidays.
    #[must_use]
    pub fn new(holidays: &'plan BTreeMap<NaiveDate, String>) -> Self {
        Self { holidays }
    }

    /// Whether offices work on a day.
    #[must_use]
    pub fn includes(&self, day: NaiveDate) -> bool {
        Self::is_weekday(day) && !self.holidays.contains_key(&day)
    }

    /// Whether a day is one from Monday to Friday.
    #[must_use]
    pub fn is_weekday(day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The name of the holiday, if the day is one.
    #[must_use]
    pub fn holiday(&self, day: NaiveDate) -> Option<&'plan str> {
        self.holidays.get(&day).map(String::as_str)
    }

    /// The first working day on or after a day.
    #[must_use]
    pub fn from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().find(|day| self.includes(*day)).unwrap_or(day)
    }

    /// The working days from one day to another, both included.
    #[must_use]
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().take_while(|day| *day <= to).filter(|day| self.includes(*day));
        u32::try_from(days.count()).unwrap_or(u32::MAX)
    }

    /// The last day of work that takes so many working days and begins on or after a day.
    #[must_use]
    pub fn last_of(&self, begin: NaiveDate, working_days: u32) -> NaiveDate {
        let skip = usize::try_from(working_days.max(1) - 1).unwrap_or(usize::MAX);
        begin.iter_days().filter(|day| self.includes(*day)).nth(skip).unwrap_or(NaiveDate::MAX)
    }
}

/// The day after a day.
pub(super) fn next_day(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("day")
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let holidays = ["2017-05-03", "2017-05-04", "2017-05-05"].map(|text| (day(text), "休日".to_owned()));
        let holidays = BTreeMap::from(holidays);
        let calendar = WorkingDays::new(&holidays);
        assert_eq!(calendar.between(day("2017-05-01"), day("2017-05-12")), 7, "C-a-1 of lot 3");
        assert_eq!(calendar.between(day("2017-05-02"), day("2017-05-01")), 0);
        assert_eq!(calendar.from(day("2017-05-03")), day("2017-05-08"));
        assert_eq!(calendar.last_of(day("2017-05-02"), 1), day("2017-05-02"));
        assert_eq!(calendar.last_of(day("2017-05-02"), 2), day("2017-05-08"));
        assert_eq!(calendar.last_of(day("2017-05-03"), 0), day("2017-05-08"), "nothing takes no day");
    }
}
