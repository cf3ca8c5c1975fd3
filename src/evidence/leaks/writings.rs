//! Texts that are written inside others: percent and JSON escapes, Base64, UTF-16.
//!
//! Each is taken out with the place of every byte of it, so that what is found in it is
//! named by where it stands in the file. It must not know what is looked for.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// A text that was written inside another.
pub(super) struct Inner<'a> {
    /// How it was written.
    pub(super) writing: &'static str,
    pub(super) text: &'a [u8],
    /// Where in the outer bytes each byte of it begins; one more for its end.
    pub(super) places: &'a [usize],
}

/// What is taken out goes here, so that nothing is allocated for each.
#[derive(Default)]
pub(super) struct Scratch {
    text: Vec<u8>,
    places: Vec<usize>,
}

impl Scratch {
    fn begin(&mut self) {
        self.text.clear();
        self.places.clear();
    }

    fn push(&mut self, byte: u8, place: usize) {
        self.text.push(byte);
        self.places.push(place);
    }

    fn end(&mut self, writing: &'static str, end: usize) -> Inner<'_> {
        self.places.push(end);
        Inner { writing, text: &self.text, places: &self.places }
    }
}

/// Hands on every text that is written inside these bytes.
pub(super) fn each(bytes: &[u8], scratch: &mut Scratch, mut inner: impl FnMut(Inner<'_>)) {
    escaped(bytes, scratch, &mut inner);
    base64(bytes, scratch, &mut inner);
    // UTF-8 and Shift_JIS have neither of these bytes.
    if memchr::memchr2(0x00, 0xFF, bytes).is_some() {
        wide(bytes, &LITTLE, UTF_16LE, scratch, &mut inner);
        wide(bytes, &BIG, UTF_16BE, scratch, &mut inner);
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal, and every test compiles it")
}

/// How far a word reaches that begins before its first escape.
const WORD: usize = 512;

/// The letter of an escape at the beginning of these bytes, and how long the escape is.
fn escape(bytes: &[u8]) -> Option<(u32, usize)> {
    let (digits, length) = match bytes {
        [b'%', digits @ ..] => (digits.get(..2)?, 3),
        [b'\\', b'u', digits @ ..] => (digits.get(..4)?, 6),
        _ => return None,
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    digits.iter().try_fold(0, |code, byte| Some(code * 16 + digit(byte)?)).map(|code| (code, length))
}

fn escaped(bytes: &[u8], scratch: &mut Scratch, inner: &mut impl FnMut(Inner<'_>)) {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._~ ".contains(byte);
    let mut at = 0;
    for first in memchr::memchr2_iter(b'%', b'\\', bytes) {
        if first < at || escape(&bytes[first..]).is_none() {
            continue;
        }
        at = first - bytes[at..first].iter().rev().take(WORD).take_while(|byte| is_word(byte)).count();
        scratch.begin();
        while let Some(byte) = bytes.get(at) {
            let length = match escape(&bytes[at..]) {
                // A percent escape is a byte, one of JSON a letter.
                Some((code, length @ 3)) => {
                    scratch.push(u8::try_from(code).unwrap_or_default(), at);
                    length
                }
                Some((code, length)) => {
                    let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                    letter.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| scratch.push(byte, at));
                    length
                }
                None if is_word(byte) => {
                    // In a form a space is written as a plus.
                    scratch.push(if *byte == b'+' { b' ' } else { *byte }, at);
                    1
                }
                None => break,
            };
            at += length;
        }
        inner(scratch.end("パーセント符号化", at));
    }
}

/// Sixteen characters hold twelve bytes. A longer text may be cut into lines.
static BASE64: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u)(?:[0-9A-Za-z+/_\-]{60,}\r?\n)*[0-9A-Za-z+/_\-]{16,}"));

static DECODER: LazyLock<GeneralPurpose> = LazyLock::new(|| {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&alphabet::STANDARD, config)
});

fn base64(bytes: &[u8], scratch: &mut Scratch, inner: &mut impl FnMut(Inner<'_>)) {
    let (mut letters, mut places, mut decoded) = (Vec::new(), Vec::new(), Vec::new());
    for run in BASE64.find_iter(bytes) {
        // Twelve digits, in whatever width, have a capital letter among their sixteen.
        if !run.as_bytes().iter().any(u8::is_ascii_uppercase) {
            continue;
        }
        letters.clear();
        places.clear();
        for (place, letter) in run.as_bytes().iter().enumerate() {
            match letter {
                b'\r' | b'\n' => continue,
                b'-' => letters.push(b'+'),
                b'_' => letters.push(b'/'),
                letter => letters.push(*letter),
            }
            places.push(run.start() + place);
        }
        // It may stand behind letters that are none of it.
        for skipped in 0..4 {
            let rest = &letters[skipped..];
            // One letter alone is no byte.
            let rest = if rest.len() % 4 == 1 { &rest[..rest.len() - 1] } else { rest };
            decoded.resize(rest.len(), 0);
            let Ok(length) = DECODER.decode_slice_unchecked(rest, &mut decoded) else { continue };
            scratch.begin();
            for (index, byte) in decoded[..length].iter().enumerate() {
                scratch.push(*byte, places[skipped + index * 4 / 3]);
            }
            inner(scratch.end("Base64", run.end()));
        }
    }
}

/// Six letters or more of UTF-16LE that may be digits, what stands between digits, or ASCII.
static LITTLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u)(?:[\x20-\x7E]\x00|[\x00-\x5E]\xFF|\x00\x30|\xFC\x30|[\x10-\x15]\x20|\x12\x22|\xA0\x00){6,}",
    )
});

/// The same in UTF-16BE.
static BIG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u)(?:\x00[\x20-\x7E]|\xFF[\x00-\x5E]|\x30\x00|\x30\xFC|\x20[\x10-\x15]|\x22\x12|\x00\xA0){6,}",
    )
});

fn wide(
    bytes: &[u8],
    letters: &Regex,
    encoding: &'static Encoding,
    scratch: &mut Scratch,
    inner: &mut impl FnMut(Inner<'_>),
) {
    for run in letters.find_iter(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(run.as_bytes());
        scratch.begin();
        for (index, letter) in text.chars().enumerate() {
            let place = run.start() + 2 * index;
            letter.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| scratch.push(byte, place));
        }
        inner(scratch.end(encoding.name(), run.end()));
    }
}
