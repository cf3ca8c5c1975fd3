//! A calendar as iCalendar (RFC 5545), for the calendar programs of an office. Must not
//! know where it is written.

use super::{Calendar, working_days::next_day};
use chrono::{DateTime, Utc};
use icalendar::{Component, Event, EventLike};
use sha2::{Digest, Sha256};

/// The text of the file. `made_at` is when it was made.
#[must_use]
pub fn text(calendar: &Calendar, made_at: DateTime<Utc>) -> String {
    let mut file = icalendar::Calendar::new();
    file.name(&format!("総合運用テスト {}", calendar.lot));
    for entry in &calendar.entries {
        let mut event = Event::new();
        // The end of a whole-day event is the day after its last one.
        event
            .uid(&uid(&calendar.lot, &entry.name))
            .timestamp(made_at)
            .summary(&format!("{}({})", entry.name, calendar.lot))
            .starts(entry.days.from)
            .ends(next_day(entry.days.to));
        let mut notes = Vec::new();
        if !entry.is_deadline {
            notes.push(format!("営業日{}日", entry.working_days));
        }
        notes.extend(entry.warning.clone());
        if entry.is_convention {
            notes.push("日付はシミュレーター上の取り決めです".to_owned());
        }
        if !notes.is_empty() {
            event.description(&notes.join("\n"));
        }
        file.push(event.done());
    }
    file.to_string()
}

/// The same for the same entry, so that a calendar program replaces what it has.
fn uid(lot: &str, name: &str) -> String {
    let digest = Sha256::digest(format!("{lot}\n{name}"));
    let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}@sogo-unyo-test")
}
