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

use crate::model::INDIVIDUAL_NUMBER_MASK;
use secrets::Secrets;
use std::{
    borrow::Cow,
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

pub(super) use bytes::ByteMasker;

/// What stands wherever a secret would have been shown.
pub const SECRET_MASK: &str = "«伏字»";

/// Masks texts. Clones share their secrets.
#[derive(Debug, Clone, Default)]
pub struct Masker {
    secrets: Arc<RwLock<Secrets>>,
    /// Individual numbers that do not look like one.
    mistyped: Arc<RwLock<Secrets>>,
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

    /// The text without individual numbers and secrets; borrowed if it held none.
    #[must_use]
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.secrets.read().unwrap_or_else(PoisonError::into_inner).ranges(text);
        // Secrets first: where one ends in digits, what is left may be a number.
        let text = replace(Cow::Borrowed(text), &found, SECRET_MASK);
        let found = numbers::ranges(&text);
        let text = replace(text, &found, INDIVIDUAL_NUMBER_MASK);
        // Mistyped ones last: a right number may begin with one, and no rest of it may stay.
        let found = self.mistyped.read().unwrap_or_else(PoisonError::into_inner).ranges(&text);
        replace(text, &found, INDIVIDUAL_NUMBER_MASK)
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
