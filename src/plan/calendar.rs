//! The windows and deadlines of a lot as entries of a calendar, with the working days in
//! them (domain.md §10.2). Must not know how a calendar is shown.

use super::working_days::WorkingDays;
use crate::{
    model::Window,
    spec::{LotPlan, PreparationPlan},
};
use chrono::NaiveDate;

/// A window, or a deadline: the last day alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// Its days; a deadline has one.
    pub days: Window,
    /// Whether it is a deadline.
    pub is_deadline: bool,
    /// Working days in it.
    pub working_days: u32,
    /// Holidays in it that would otherwise be working days.
    pub holidays: Vec<(NaiveDate, String)>,
    /// What is worth a warning, in Japanese.
    pub warning: Option<String>,
    /// Whether its days are a convention of this simulator.
    pub is_convention: bool,
}

/// All entries of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Name of the lot.
    pub lot: String,
    /// In the order of their last days.
    pub entries: Vec<Entry>,
}

impl Calendar {
    /// The calendar of a lot.
    #[must_use]
    pub fn of(plan: &PreparationPlan, lot: &LotPlan) -> Self {
        let is_convention = |what: &str| lot.conventions.iter().any(|one| one.contains(what));
        let windows = lot.windows.named().map(|(name, days)| (name.to_owned(), days, is_convention("期間")));
        let common = plan.periods.periods.iter();
        let common = common.map(|(name, days)| (name.to_owned(), (*days).into(), is_convention("期間")));
        let of_windows = windows.into_iter().chain(common).map(|(name, days, is_convention)| {
            let mut entry = entry(plan, name, days, false, is_convention);
            entry.warning = warning(&entry, plan.periods.fewest_working_days);
            entry
        });
        let own =
            lot.deadlines.iter().map(|(name, day)| (format!("{name}の期限"), day.0, is_convention("期限")));
        let common = plan.periods.deadlines.iter().map(|(name, day)| (format!("{name}の期限"), day.0, false));
        let start = [("情報連携の開始".to_owned(), plan.linkage_start, false)];
        let of_deadlines = own.chain(common).chain(start).map(|(name, day, is_convention)| {
            let mut entry = entry(plan, name, Window { from: day, to: day }, true, is_convention);
            entry.warning = (entry.working_days == 0)
                .then(|| "業務をしない日です。その前の営業日までに済ませます".to_owned());
            entry
        });
        let mut entries: Vec<Entry> = of_windows.chain(of_deadlines).collect();
        entries.sort_by_key(|entry| (entry.days.to, entry.days.from));
        Self { lot: lot.name.clone(), entries }
    }

    /// First and last day of all entries.
    #[must_use]
    pub fn span(&self) -> Option<Window> {
        let from = self.entries.iter().map(|entry| entry.days.from).min()?;
        let to = self.entries.iter().map(|entry| entry.days.to).max()?;
        Some(Window { from, to })
    }
}

fn entry(
    plan: &PreparationPlan,
    name: String,
    days: Window,
    is_deadline: bool,
    is_convention: bool,
) -> Entry {
    let calendar = WorkingDays::new(&plan.holidays);
    let in_it = days.from.iter_days().take_while(|day| *day <= days.to);
    let holidays = in_it
        .filter(|day| WorkingDays::is_weekday(*day))
        .filter_map(|day| calendar.holiday(day).map(|name| (day, name.to_owned())))
        .collect();
    let working_days = calendar.between(days.from, days.to);
    Entry { name, days, is_deadline, working_days, holidays, warning: None, is_convention }
}

fn warning(entry: &Entry, fewest: u32) -> Option<String> {
    let days = entry.working_days;
    let names: Vec<_> = entry.holidays.iter().map(|(_, name)| name.as_str()).collect();
    if days < fewest {
        return Some(format!("営業日が{days}日しかありません"));
    }
    // A window of a month always has a holiday or two.
    (!names.is_empty() && days < 4 * fewest)
        .then(|| format!("平日のうち{}日が休日({})で、営業日は{days}日です", names.len(), names.join("、")))
}
