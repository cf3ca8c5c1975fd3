//! Finds whatever has the shape of an individual number (個人番号): a run of exactly
//! twelve digits, or three groups of four with one space or hyphen between them.
//!
//! A percent or JSON escape may end in digits that stand directly before the number
//! (`%20123456789012`, `\u3000123456789012`). Both readings are tried, and either is
//! enough to mask.

use regex::Regex;
use std::{ops::Range, sync::LazyLock};

/// What may stand between two groups of four, plain or percent-encoded.
const SEPARATORS: [&str; 19] = [
    " ",
    "-",
    "\u{3000}",
    "\u{a0}",
    "－",
    "‐",
    "\u{2011}",
    "–",
    "—",
    "―",
    "−",
    "ー",
    "+",
    "%20",
    "%2D",
    "%2d",
    "%E3%80%80",
    "%EF%BC%8D",
    "&nbsp;",
];

/// Whatever may begin a number. The regex engine is compiled with optimisation even in a
/// dev build; the code below sees only what it finds.
static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| {
    const DIGIT: &str = "[0-9０-９]";
    let separator = SEPARATORS.map(regex::escape).join("|");
    let pattern = format!("{DIGIT}{{12,}}|{DIGIT}{{4,}}(?:(?:{separator}){DIGIT}{{4}}){{2}}");
    Regex::new(&pattern).expect("made of literals, and every test compiles it")
});

/// Byte ranges of everything to be masked, in order and disjoint.
pub(super) fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(candidate) = CANDIDATE.find_at(text, at) {
        let start = candidate.start();
        let number = number_at(text, start).or_else(|| number_at(text, start + escape_tail(text, start)?));
        // No number starts in this run, but one may in the next.
        at = number.as_ref().map_or_else(|| digits(text, start).1, |number| number.end);
        found.extend(number);
    }
    found
}

/// The number that starts at `start`, where no digit stands before.
///
/// More than three groups of four are one find: what is left of a longer chain would
/// still be a third of somebody's number.
fn number_at(text: &str, start: usize) -> Option<Range<usize>> {
    let (count, mut end) = digits(text, start);
    match count {
        12 => return Some(start..end),
        4 => {}
        _ => return None,
    }
    let mut groups = 1;
    while let Some(separator) = SEPARATORS.iter().find(|separator| text[end..].starts_with(**separator)) {
        match digits(text, end + separator.len()) {
            (4, group_end) => end = group_end,
            _ => break,
        }
        groups += 1;
    }
    (groups >= 3).then_some(start..end)
}

/// How many digits stand at `start`, and where they end.
fn digits(text: &str, start: usize) -> (usize, usize) {
    let mut count = 0;
    let mut end = start;
    for digit in text[start..].chars().take_while(|letter| matches!(letter, '0'..='9' | '０'..='９')) {
        count += 1;
        end += digit.len_utf8();
    }
    (count, end)
}

/// How many leading digits of the run at `run` belong to a `%XX` or `\uXXXX` escape that began
/// before it.
fn escape_tail(text: &str, run: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let tail_of = |opening: &[u8], length: usize| {
        (1..=length).find(|tail| {
            let Some(hex_start) = (run + tail).checked_sub(length) else { return false };
            bytes[..hex_start].ends_with(opening)
                && bytes[hex_start..run].iter().all(u8::is_ascii_hexdigit)
                && bytes[run..].iter().take(*tail).all(u8::is_ascii_digit)
        })
    };
    tail_of(b"%", 2).or_else(|| tail_of(b"\\u", 4))
}
