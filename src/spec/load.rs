//! Turns one YAML file into a type, with every error of the file and its place.
//!
//! Must not know the types or other files.

use super::{
    diagnostic::SpecError,
    message, precheck,
    source::{Position, Source, key_of},
    suggest,
};
use serde::de::DeserializeOwned;

/// More errors than anyone reads at once.
const ENOUGH: usize = 50;

/// Reads a file. The parser stops at the first error, so the entry that holds it is taken
/// out and the rest is read again, until nothing is wrong any more.
pub(super) fn parse<T: DeserializeOwned>(source: &Source) -> Result<T, Vec<SpecError>> {
    let mut errors = precheck::slips(source);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut lines: Vec<&str> = source.text.lines().collect();
    while errors.len() < ENOUGH {
        match serde_yaml::from_str::<T>(&lines.join("\n")) {
            Ok(value) if errors.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(error) => {
                let (error, line) = located(source, &error);
                let known = errors.contains(&error);
                if !known {
                    errors.push(error);
                }
                if known || !take_entry_out(&mut lines, line) {
                    break;
                }
            }
        }
    }
    Err(errors)
}

/// The error as it is shown, and its line.
fn located(source: &Source, error: &serde_yaml::Error) -> (SpecError, usize) {
    let mut text = error.to_string();
    let mut position = Position { line: 1, column: 1 };
    if let Some(location) = error.location() {
        position = Position { line: location.line(), column: location.column() };
        if let Some((before, _)) = text.rsplit_once(" at line ") {
            text = before.to_owned();
        }
    }
    let reading = message::read(&text);
    // The parser places errors of the outermost mapping at the top of the file, and what is
    // missing at the first item of what lacks it.
    if let (Position { line: 1, column: 1 }, Some(key)) = (position, &reading.key) {
        position = source.locate(&[key]);
    } else if let Some(path) = &reading.incomplete {
        position = source.locate(&path.split('.').collect::<Vec<_>>());
    }
    let nearest = reading.unknown.as_ref().and_then(|(name, valid)| {
        suggest::nearest(name, valid.iter().map(String::as_str)).map(str::to_owned)
    });
    let shown = SpecError::at(source, position, &reading.message).nearest(nearest);
    let shown = match reading.expected {
        Some(expected) => shown.expecting(expected),
        None => shown,
    };
    (shown, position.line)
}

/// Blanks the entry of the second level (a named thing, a list item) around a line, so
/// that line numbers stay. Tells whether there was one; a plain item of a section is none,
/// because the section would then lack it.
fn take_entry_out(lines: &mut [&str], line: usize) -> bool {
    let last = line.min(lines.len());
    let Some(start) = (0..last).rev().find(|&number| depth(lines[number]).is_some_and(|depth| depth <= 2))
    else {
        return false;
    };
    let entry = lines[start];
    let Some(own_depth) = depth(entry) else { return false };
    let end = (start + 1..lines.len())
        .find(|&number| depth(lines[number]).is_some_and(|depth| depth <= own_depth))
        .unwrap_or(lines.len());
    let has_parts = end > start + 1 || entry.contains(": {");
    let is_item = entry.trim_start().starts_with("- ");
    let is_named = own_depth > 0 && key_of(entry).is_some() && has_parts;
    if is_item || is_named {
        lines[start..end].fill("");
    }
    is_item || is_named
}

/// Indentation of a line that says something.
fn depth(line: &str) -> Option<usize> {
    let content = line.trim_start_matches(' ');
    let says_something = !content.trim_end().is_empty() && !content.starts_with('#');
    says_something.then_some(line.len() - content.len())
}
