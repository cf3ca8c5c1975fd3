//! Finds registered secrets in a text.
//!
//! A run registers a thousand tokens and masks twenty thousand texts, in a dev build and
//! while tokens keep coming. So there is no compiled pattern to renew; instead the first
//! three four-byte windows of every secret are indexed, and of the text only every third
//! window is looked at: one of them lies inside any occurrence.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    ops::Range,
};

/// Shorter than this would mask ordinary words.
const SHORTEST: usize = 6;

/// Bytes of one window. `WINDOW + STRIDE - 1` must not exceed [`SHORTEST`].
const WINDOW: usize = 4;

/// Every so many bytes of the text are looked at.
const STRIDE: usize = 3;

/// Number of bits of the filter that stands before the index.
const FILTER_BITS: u32 = 16;

/// The spellings of all secrets.
#[derive(Default)]
pub(super) struct Secrets {
    spellings: Vec<String>,
    known: HashSet<String>,
    /// Window → (spelling, offset of the window in it).
    windows: HashMap<u32, Vec<(usize, usize)>>,
    /// Whether a window with this hash is in the index.
    filter: Vec<bool>,
}

impl Secrets {
    /// Registers a secret as it is, percent-encoded and escaped as in JSON.
    pub(super) fn add(&mut self, secret: &str) {
        if secret.chars().count() < SHORTEST {
            return;
        }
        let json = serde_json::Value::from(secret).to_string();
        let json = json[1..json.len() - 1].to_owned();
        for spelling in [secret.to_owned(), percent_encoded(secret), json] {
            if !self.known.insert(spelling.clone()) {
                continue;
            }
            self.filter.resize(1 << FILTER_BITS, false);
            for offset in 0..STRIDE {
                let window = window(&spelling.as_bytes()[offset..offset + WINDOW]);
                self.filter[hash(window)] = true;
                self.windows.entry(window).or_default().push((self.spellings.len(), offset));
            }
            self.spellings.push(spelling);
        }
    }

    /// All spellings.
    pub(super) fn spellings(&self) -> impl Iterator<Item = &str> {
        self.spellings.iter().map(String::as_str)
    }

    /// Byte ranges of everything to be masked, in order and disjoint.
    pub(super) fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.spellings.is_empty() {
            return found;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while at + WINDOW <= bytes.len() {
            let window = window(&bytes[at..at + WINDOW]);
            if self.filter[hash(window)] {
                for (spelling, offset) in self.windows.get(&window).into_iter().flatten() {
                    let spelling = &self.spellings[*spelling];
                    let start = at.checked_sub(*offset);
                    let occurrence = start.map(|start| start..start + spelling.len());
                    found.extend(
                        occurrence.filter(|range| bytes.get(range.clone()) == Some(spelling.as_bytes())),
                    );
                }
            }
            at += STRIDE;
        }
        merge(found)
    }
}

/// Ranges in order, those that touch the same byte made one.
fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Written out, since an iterator costs three times as much in a dev build.
fn window(bytes: &[u8]) -> u32 {
    u32::from(bytes[0]) << 24 | u32::from(bytes[1]) << 16 | u32::from(bytes[2]) << 8 | u32::from(bytes[3])
}

/// Fibonacci hashing: the upper bits of the product are well mixed.
fn hash(window: u32) -> usize {
    (window.wrapping_mul(0x9E37_79B9) >> (32 - FILTER_BITS)) as usize
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Says how many there are, and none of them.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("spellings", &self.spellings.len()).finish_non_exhaustive()
    }
}
