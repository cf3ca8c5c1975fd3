//! What must never reach a file of the run: individual numbers and secrets.
//!
//! It masks too much rather than too little: every text that has the shape of an
//! individual number is masked, whatever its check digit. A mistyped number is still
//! somebody's.
//!
//! It must not know what the text is about, or where it goes.

mod bytes;
mod numbers;
mod secrets;

use crate::model::{INDIVIDUAL_NUMBER_MASK, IndividualNumber};
use secrets::Secrets;
use std::{
    borrow::Cow,
    collections::HashSet,
    fmt,
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

pub(super) use bytes::ByteMasker;

/// What stands wherever a secret would have been shown.
pub const SECRET_MASK: &str = "«伏字»";

/// Masks texts. Clones share their secrets.
#[derive(Clone, Default)]
pub struct Masker {
    secrets: Arc<RwLock<Secrets>>,
    /// Individual numbers that do not look like one.
    mistyped: Arc<RwLock<Secrets>>,
    /// Individual numbers that were masked: the run has seen them.
    seen: Arc<RwLock<HashSet<u64>>>,
    /// Those of them that the run brought along.
    own: Arc<RwLock<HashSet<u64>>>,
    /// Whether what it masks was brought along by the run.
    masks_own: bool,
}

/// What a run knows and nobody may find in its folder.
#[derive(Default)]
pub(super) struct Known {
    /// Passwords, tokens, and numbers that do not have the shape of one, as they are spelled.
    pub(super) spellings: Vec<String>,
    /// Right individual numbers.
    pub(super) numbers: HashSet<u64>,
}

impl Masker {
    /// A masker without secrets; it masks individual numbers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on masks this password or token, also where it is percent-encoded or
    /// escaped as in JSON. Anything shorter than six characters is ignored, because it
    /// would mask ordinary words.
    pub fn add_secret(&self, secret: &str) {
        self.secrets.write().unwrap_or_else(PoisonError::into_inner).add(secret);
    }

    /// From now on masks this individual number although it does not have the shape of one,
    /// in half-width and full-width digits: what is missing of it can be worked out from
    /// the check digit.
    pub fn add_mistyped_number(&self, number: &str) {
        let shifted = |from: char, to: char| -> String {
            let digit = |letter: char| match u32::from(letter).checked_sub(u32::from(from)) {
                Some(value @ 0..=9) => char::from_u32(u32::from(to) + value).unwrap_or(letter),
                _ => letter,
            };
            number.chars().map(digit).collect()
        };
        for spelling in [number.to_owned(), shifted('0', '０'), shifted('０', '0')] {
            self.mistyped.write().unwrap_or_else(PoisonError::into_inner).add(&spelling);
        }
    }

    /// The same for what the run itself says: the individual numbers in it are no strangers.
    #[must_use]
    pub fn of_own(&self) -> Self {
        Self { masks_own: true, ..self.clone() }
    }

    /// Individual numbers that the run brought along.
    pub(super) fn own_numbers(&self) -> HashSet<u64> {
        self.own.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The text without individual numbers and secrets; borrowed if it held none.
    #[must_use]
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.secrets.read().unwrap_or_else(PoisonError::into_inner).ranges(text);
        // Secrets first: where one ends in digits, what is left may be a number.
        let text = replace(Cow::Borrowed(text), &found, SECRET_MASK);
        let found = numbers::ranges(&text);
        self.remember(&text, &found);
        let text = replace(text, &found, INDIVIDUAL_NUMBER_MASK);
        // Mistyped ones last: a right number may begin with one, and no rest of it may stay.
        let found = self.mistyped.read().unwrap_or_else(PoisonError::into_inner).ranges(&text);
        replace(text, &found, INDIVIDUAL_NUMBER_MASK)
    }

    /// What there is to be found again.
    pub(super) fn known(&self) -> Known {
        let mut spellings = Vec::new();
        for secrets in [&self.secrets, &self.mistyped] {
            let secrets = secrets.read().unwrap_or_else(PoisonError::into_inner);
            spellings.extend(secrets.spellings().map(str::to_owned));
        }
        let numbers = self.seen.read().unwrap_or_else(PoisonError::into_inner).clone();
        Known { spellings, numbers }
    }

    /// Keeps the right individual numbers among what is masked. Of the others some are times
    /// and receipt numbers, which would be found again in longer ones.
    fn remember(&self, text: &str, found: &[Range<usize>]) {
        for range in found {
            let digit = |letter: char| match letter {
                '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
                _ => Some(letter).filter(char::is_ascii_digit),
            };
            let digits: String = text[range.clone()].chars().filter_map(digit).collect();
            let number =
                IndividualNumber::parse(&digits).ok().and_then(|number| number.expose().parse().ok());
            let Some(number) = number else { continue };
            insert(&self.seen, number);
            if self.masks_own {
                insert(&self.own, number);
            }
        }
    }

    /// Masks the string literals of a JSON document and nothing else, so that it stays
    /// JSON even where a plain number has twelve digits.
    #[must_use]
    pub(super) fn mask_json<'a>(&self, document: &'a str) -> Cow<'a, str> {
        if matches!(self.mask(document), Cow::Borrowed(_)) {
            return Cow::Borrowed(document);
        }
        let mut masked = String::with_capacity(document.len());
        let mut rest = document;
        while let Some((before, literal, after)) = next_literal(rest) {
            masked.push_str(before);
            // A literal that is no JSON string cannot come from serde_json; it is masked
            // as it stands rather than let through.
            match serde_json::from_str::<String>(literal) {
                Ok(text) => masked.push_str(&serde_json::Value::from(self.mask(&text)).to_string()),
                Err(_) => masked.push_str(&self.mask(literal)),
            }
            rest = after;
        }
        masked.push_str(rest);
        Cow::Owned(masked)
    }
}

fn insert(numbers: &RwLock<HashSet<u64>>, number: u64) {
    if !numbers.read().unwrap_or_else(PoisonError::into_inner).contains(&number) {
        numbers.write().unwrap_or_else(PoisonError::into_inner).insert(number);
    }
}

/// Says how much it knows, and nothing of it.
impl fmt::Debug for Masker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("Masker").field("secrets", &self.secrets).field("seen", &seen).finish_non_exhaustive()
    }
}

/// Text before the next string literal, the literal with its quotes, and the rest.
fn next_literal(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('"')?;
    let bytes = text.as_bytes();
    let mut end = start + 1;
    while *bytes.get(end)? != b'"' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    Some((&text[..start], &text[start..=end], &text[end + 1..]))
}

/// Puts `mask` in the place of every range; the ranges are in order and disjoint.
fn replace<'a>(text: Cow<'a, str>, ranges: &[Range<usize>], mask: &str) -> Cow<'a, str> {
    if ranges.is_empty() {
        return text;
    }
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    for range in ranges {
        masked.push_str(&text[copied..range.start]);
        masked.push_str(mask);
        copied = range.end;
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests;
