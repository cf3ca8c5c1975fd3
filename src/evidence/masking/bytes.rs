//! Masks a file while it streams, in any of the encodings that a bulk file may have:
//! UTF-8, Shift_JIS (CP932) or UTF-16LE.
//!
//! Blocks of whole lines are masked, since no individual number crosses a line end. Bytes
//! in which nothing was found are handed on as they came.

use super::Masker;
use encoding_rs::{SHIFT_JIS, UTF_16LE};
use std::{borrow::Cow, mem};

/// Whole lines are masked as soon as this many bytes are waiting.
const BLOCK: usize = 64 * 1024;

/// The state of one stream.
#[derive(Debug)]
pub(in crate::evidence) struct ByteMasker {
    masker: Masker,
    waiting: Vec<u8>,
    /// Unknown until the first block.
    wide: Option<bool>,
}

impl ByteMasker {
    /// At the start of a stream.
    pub(in crate::evidence) fn new(masker: Masker) -> Self {
        Self { masker, waiting: Vec::new(), wide: None }
    }

    /// Takes more bytes, and returns what is ready to be written.
    pub(in crate::evidence) fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() < BLOCK {
            return Vec::new();
        }
        let Some(end) = self.last_line_end() else { return Vec::new() };
        let rest = self.waiting.split_off(end);
        let block = mem::replace(&mut self.waiting, rest);
        self.mask(&block)
    }

    /// Masks what is left.
    pub(in crate::evidence) fn finish(&mut self) -> Vec<u8> {
        let block = mem::take(&mut self.waiting);
        self.mask(&block)
    }

    /// Where the last whole line of the waiting bytes ends.
    fn last_line_end(&mut self) -> Option<usize> {
        if is_wide(&mut self.wide, &self.waiting) {
            let line_end = |pair: &[u8]| pair == [b'\n', 0];
            self.waiting.chunks_exact(2).rposition(line_end).map(|index| 2 * index + 2)
        } else {
            self.waiting.iter().rposition(|byte| *byte == b'\n').map(|index| index + 1)
        }
    }

    fn mask(&mut self, block: &[u8]) -> Vec<u8> {
        let wide = is_wide(&mut self.wide, block);
        mask_block(&self.masker, block, wide).unwrap_or_else(|| block.to_vec())
    }
}

/// Whether the stream that begins with these bytes is UTF-16LE: by its byte order mark, or
/// because an ASCII character followed by a zero stands near its start.
fn is_wide(known: &mut Option<bool>, bytes: &[u8]) -> bool {
    *known.get_or_insert_with(|| {
        let start = &bytes[..bytes.len().min(1024)];
        start.starts_with(&[0xFF, 0xFE]) || start.chunks_exact(2).any(|pair| matches!(pair, [0x09..=0x7E, 0]))
    })
}

/// The masked bytes; `None` if there was nothing to mask.
fn mask_block(masker: &Masker, block: &[u8], wide: bool) -> Option<Vec<u8>> {
    if wide {
        let (text, _) = UTF_16LE.decode_without_bom_handling(block);
        return changed(masker.mask(&text))
            .map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if let Ok(text) = std::str::from_utf8(block) {
        return changed(masker.mask(text)).map(String::into_bytes);
    }
    if let Some(text) = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(block) {
        return changed(masker.mask(&text)).map(|text| SHIFT_JIS.encode(&text).0.into_owned());
    }
    // No encoding that we know: each byte stands for itself, so that at least what is
    // written in ASCII is found and everything else survives.
    let text: String = block.iter().copied().map(char::from).collect();
    changed(masker.mask(&text)).map(|text| {
        let byte_or_mask = |letter: char| match u8::try_from(letter) {
            Ok(byte) => vec![byte],
            Err(_) => letter.to_string().into_bytes(),
        };
        text.chars().flat_map(byte_or_mask).collect()
    })
}

fn changed(masked: Cow<'_, str>) -> Option<String> {
    match masked {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Some(text),
    }
}
