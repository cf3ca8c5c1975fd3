//! A calendar as a page that works from the file system: one row an entry, one column a
//! day. No script. Must not know where it is written.

use super::{Calendar, Entry, WorkingDays};
use crate::{design, spec::to_wareki};
use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

const STYLE: &str = include_str!("gantt.css");

/// The page.
#[must_use]
pub fn page(calendar: &Calendar, working_days: WorkingDays<'_>) -> String {
    let days: Vec<NaiveDate> = calendar
        .span()
        .map(|span| span.from.iter_days().take_while(|day| *day <= span.to).collect())
        .unwrap_or_default();
    let title = format!("総合運用テストの日程 {}", calendar.lot);
    let warned: Vec<_> = calendar.entries.iter().filter(|entry| entry.warning.is_some()).collect();
    let content = html! {
        p { "土曜日、日曜日と休日は灰色です。" }
        @if !warned.is_empty() {
            section aria-labelledby="warnings" {
                h2 #warnings { "注意" }
                ul { @for entry in warned {
                    li { strong { (entry.name) } ": " (entry.warning.as_deref().unwrap_or_default()) }
                } }
            }
        }
        h2 #days { "期間と期限" }
        (design::wide("days", &table(calendar, &days, working_days)))
    };
    design::page(&title, STYLE, &content)
}

fn table(calendar: &Calendar, days: &[NaiveDate], working_days: WorkingDays<'_>) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th rowspan="2" scope="col" { "期間・期限" }
                    th rowspan="2" scope="col" { "日付" }
                    th rowspan="2" scope="col" { "営業日" }
                    @for (month, count) in months(days) {
                        th.month colspan=(count) scope="colgroup" { (month) }
                    }
                }
                tr { @for day in days {
                    th.day.off[!working_days.includes(*day)] scope="col" title=[working_days.holiday(*day)] { (day.day()) }
                } }
            }
            tbody { @for entry in &calendar.entries { (row(entry, days, working_days)) } }
        }
    }
}

fn row(entry: &Entry, days: &[NaiveDate], working_days: WorkingDays<'_>) -> Markup {
    let dates = match entry.is_deadline {
        true => to_wareki(entry.days.to),
        false => format!("{}から{}まで", to_wareki(entry.days.from), to_wareki(entry.days.to)),
    };
    html! {
        tr {
            th scope="row" { (entry.name) @if entry.is_convention { span.aside { "(取り決め)" } } }
            td { (dates) }
            td.number { @if !entry.is_deadline { (entry.working_days) } }
            @for day in days {
                @let inside = entry.days.from <= *day && *day <= entry.days.to;
                td.day.off[!working_days.includes(*day)].bar[inside && !entry.is_deadline].due[inside && entry.is_deadline] {
                    @if inside && entry.is_deadline { span aria-hidden="true" { "◆" } }
                }
            }
        }
    }
}

/// Months with how many of their days are shown.
fn months(days: &[NaiveDate]) -> Vec<(String, usize)> {
    let mut months: Vec<(String, usize)> = Vec::new();
    for day in days {
        let name = format!("{}年{}月", day.year(), day.month());
        match months.last_mut() {
            Some((last, count)) if *last == name => *count += 1,
            _ => months.push((name, 1)),
        }
    }
    months
}
