//! The character codes that an insurer can declare in 医療保険者等定義情報.

use crate::wire::charset;
use encoding_rs::{SHIFT_JIS, UTF_8, UTF_16LE};
use std::{borrow::Cow, fmt, str::FromStr};

/// A character code that 医療保険者等定義情報 can declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charset {
    /// Windows-31J (CP932).
    ShiftJis,
    /// UTF-8 without byte order mark.
    Utf8,
    /// UTF-8 with byte order mark.
    Utf8Bom,
    /// UTF-16 little endian with byte order mark.
    Utf16Le,
}

/// The first 外字 of Windows-31J, U+E000.
const GAIJI: [u8; 2] = [0xF0, 0x40];

/// The name is not one of the declarable character codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("文字コード「{0}」はありません(Shift_JIS、UTF-8、UTF-8 BOM、UTF-16LE のどれか)")]
pub struct CharsetError(String);

impl Charset {
    /// The name as 医療保険者等定義情報 has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ShiftJis => charset::SHIFT_JIS,
            Self::Utf8 => charset::UTF_8,
            Self::Utf8Bom => charset::UTF_8_BOM,
            Self::Utf16Le => charset::UTF_16LE,
        }
    }

    pub(super) fn encoding(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::ShiftJis => SHIFT_JIS,
            Self::Utf8 | Self::Utf8Bom => UTF_8,
            Self::Utf16Le => UTF_16LE,
        }
    }

    /// Decodes a text, without what opens a file. Bytes that are none become U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        self.encoding().decode_with_bom_removal(bytes).0
    }

    /// The bytes that open a file.
    #[must_use]
    pub fn opening(self) -> &'static [u8] {
        match self {
            Self::ShiftJis | Self::Utf8 => b"",
            Self::Utf8Bom => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
        }
    }

    /// Whether every character of the text exists in this character code.
    #[must_use]
    pub fn can_encode(self, text: &str) -> bool {
        self != Self::ShiftJis || !SHIFT_JIS.encode(text).2
    }

    /// Encodes a text. A character that does not exist in Shift_JIS is sent as the first
    /// 外字 (0xF040), as a system does that has drawn the character itself: the other side
    /// cannot know what it means.
    #[must_use]
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 | Self::Utf8Bom => text.as_bytes().to_vec(),
            Self::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::ShiftJis if self.can_encode(text) => SHIFT_JIS.encode(text).0.into_owned(),
            Self::ShiftJis => {
                let mut bytes = Vec::with_capacity(text.len());
                for one in text.chars() {
                    let one = one.to_string();
                    match SHIFT_JIS.encode(&one) {
                        (_, _, true) => bytes.extend(GAIJI),
                        (encoded, _, false) => bytes.extend(encoded.iter()),
                    }
                }
                bytes
            }
        }
    }
}

impl FromStr for Charset {
    type Err = CharsetError;

    fn from_str(text: &str) -> Result<Self, CharsetError> {
        [Self::ShiftJis, Self::Utf8, Self::Utf8Bom, Self::Utf16Le]
            .into_iter()
            .find(|known| known.name() == text)
            .ok_or_else(|| CharsetError(text.to_owned()))
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
