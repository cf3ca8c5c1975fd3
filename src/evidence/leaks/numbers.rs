//! Which digits are an individual number.
//!
//! A number that the run knew is one wherever its digits stand in a row, whatever stands
//! between them. Any other has to look like one: twelve digits with the right check digit,
//! in one piece or in equal groups with the same sign between them, and neither part of a
//! longer number, nor of a hash, nor behind a decimal point. One in eleven would be right by
//! chance. It must not know in which writing the digits were found.

use crate::model::IndividualNumber;
use regex_automata::{meta::Regex, util::syntax};
use std::{collections::HashSet, ops::Range, sync::LazyLock};

/// Digits of an individual number.
const DIGITS: usize = 12;

/// A hexadecimal text of this length is a hash or an identifier.
const HASH: usize = 20;

/// Twelve digits or more: half-width, full-width in UTF-8 or Shift_JIS, with at most one
/// space or hyphen between two.
static CHAIN: LazyLock<Regex> = LazyLock::new(|| {
    let digit = r"(?:[0-9]|\xEF\xBC[\x90-\x99]|\x82[\x4F-\x58])";
    let pattern = format!("(?-u){digit}(?:{SEPARATOR}?{digit}){{11,}}");
    Regex::builder()
        // Single digits are everywhere: stopping at each costs more than it saves.
        .configure(Regex::config().auto_prefilter(false).utf8_empty(false))
        .syntax(syntax::Config::new().utf8(false))
        .build(&pattern)
        .expect("made of literals, and every test compiles it")
});

/// A space or a hyphen, in any width, in UTF-8 or Shift_JIS.
const SEPARATOR: &str = r"(?:[ \-]|\xC2\xA0|\xE3\x80\x80|\xE3\x83\xBC|\xE2\x80[\x90-\x95]|\xE2\x88\x92|\xEF\xBC\x8D|\x81[\x40\x5B-\x5D\x7C])";

/// What the digits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The run knew it.
    Known,
    /// It looks like one.
    Valid,
}

/// A digit, and where it stands.
struct Digit {
    value: u8,
    at: Range<usize>,
}

/// Digits in one piece.
struct Group {
    digits: Range<usize>,
    /// Whether they are part of a hash, or behind a decimal point.
    is_other: bool,
}

/// Where individual numbers stand.
pub(super) fn find(bytes: &[u8], known: &HashSet<u64>, mut found: impl FnMut(Kind, Range<usize>)) {
    for chain in CHAIN.find_iter(bytes) {
        let digits = digits(bytes, chain.range());
        let groups = groups(bytes, &digits);
        let mut told: Vec<Range<usize>> = Vec::new();
        let mut tell = |kind, place: Range<usize>| {
            let at = digits[place.start].at.start..digits[place.end - 1].at.end;
            if told.iter().all(|other| other.end <= at.start || at.end <= other.start) {
                told.push(at.clone());
                found(kind, at);
            }
        };
        for place in known_windows(&digits, &groups, known) {
            tell(Kind::Known, place);
        }
        for place in valid(bytes, &digits, &groups) {
            tell(Kind::Valid, place);
        }
    }
}

fn digits(bytes: &[u8], chain: Range<usize>) -> Vec<Digit> {
    let mut digits = Vec::new();
    let mut at = chain.start;
    while at < chain.end {
        let (value, length) = match &bytes[at..chain.end] {
            [digit @ b'0'..=b'9', ..] => (digit - b'0', 1),
            [0xEF, 0xBC, digit @ 0x90..=0x99, ..] => (digit - 0x90, 3),
            [0x82, digit @ 0x4F..=0x58, ..] => (digit - 0x4F, 2),
            // Of a separator: none of its bytes is a digit.
            _ => {
                at += 1;
                continue;
            }
        };
        digits.push(Digit { value, at: at..at + length });
        at += length;
    }
    digits
}

fn groups(bytes: &[u8], digits: &[Digit]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for place in 0..digits.len() {
        match groups.last_mut() {
            Some(group) if digits[place - 1].at.end == digits[place].at.start => group.digits.end = place + 1,
            _ => groups.push(Group { digits: place..place + 1, is_other: false }),
        }
    }
    for group in &mut groups {
        let at = digits[group.digits.start].at.start..digits[group.digits.end - 1].at.end;
        group.is_other = is_part_of_hash(bytes, &at, group.digits.len()) || is_decimal(bytes, &at);
    }
    groups
}

fn is_part_of_hash(bytes: &[u8], at: &Range<usize>, digits: usize) -> bool {
    let hexadecimal = |byte: &&u8| byte.is_ascii_hexdigit();
    let before: Vec<&u8> = bytes[..at.start].iter().rev().take(HASH).take_while(hexadecimal).collect();
    let after: Vec<&u8> = bytes[at.end..].iter().take(HASH).take_while(hexadecimal).collect();
    before.len() + digits + after.len() >= HASH
        && before.iter().chain(&after).any(|byte| byte.is_ascii_alphabetic())
}

fn is_decimal(bytes: &[u8], at: &Range<usize>) -> bool {
    matches!(bytes[..at.start], [.., b'0'..=b'9', b'.'])
}

fn number(digits: &[Digit]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit.value))
}

fn known_windows(digits: &[Digit], groups: &[Group], known: &HashSet<u64>) -> Vec<Range<usize>> {
    if known.is_empty() {
        return Vec::new();
    }
    let is_other = |place: &Range<usize>| {
        groups
            .iter()
            .any(|group| group.is_other && group.digits.start < place.end && place.start < group.digits.end)
    };
    (0..=digits.len() - DIGITS)
        .map(|start| start..start + DIGITS)
        .filter(|place| known.contains(&number(&digits[place.clone()])) && !is_other(place))
        .collect()
}

fn valid(bytes: &[u8], digits: &[Digit], groups: &[Group]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (first, group) in groups.iter().enumerate() {
        let size = group.digits.len();
        let place = group.digits.start..group.digits.start + DIGITS;
        let pieces = match size {
            DIGITS => 1,
            // Shorter pieces are a number only if nothing else stands with them: two of six
            // are codes or a date with a time, and lists have many short numbers.
            4 => 3,
            1..=3 if groups.len() * size == DIGITS => groups.len(),
            _ => continue,
        };
        let Some(pieces) = groups.get(first..first + pieces) else { continue };
        if pieces.iter().all(|piece| piece.digits.len() == size && !piece.is_other)
            && have_same_separator(bytes, digits, pieces)
            && is_valid(&digits[place.clone()])
        {
            found.push(place);
        }
    }
    found
}

fn have_same_separator(bytes: &[u8], digits: &[Digit], pieces: &[Group]) -> bool {
    let separator =
        |group: &Group| &bytes[digits[group.digits.start - 1].at.end..digits[group.digits.start].at.start];
    pieces.iter().skip(1).all(|piece| separator(piece) == separator(&pieces[1]))
}

fn is_valid(digits: &[Digit]) -> bool {
    let text: String = digits.iter().map(|digit| char::from(b'0' + digit.value)).collect();
    IndividualNumber::parse(&text).is_ok()
}
