//! The character codes that 医療保険者等定義情報 can declare: telling, decoding and
//! encoding. Must not know files; it works on bytes and text.

use encoding_rs::{DecoderResult, EncoderResult, Encoding};
use sogo_unyo_test::wire;

/// A declared character code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Windows-31J.
    ShiftJis,
    /// Without byte order mark.
    Utf8,
    /// With byte order mark.
    Utf8Bom,
    /// Little endian with byte order mark.
    Utf16Le,
}

/// The bytes are not of the declared character code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("宣言した文字コードとして読めません")]
pub(crate) struct CharsetMismatch;

const BOM_UTF8: &[u8] = &[0xEF, 0xBB, 0xBF];
const BOM_UTF16LE: &[u8] = &[0xFF, 0xFE];
const BOM_UTF16BE: &[u8] = &[0xFE, 0xFF];

impl Charset {
    /// All that can be declared.
    pub(crate) const ALL: [Self; 4] = [Self::ShiftJis, Self::Utf8, Self::Utf8Bom, Self::Utf16Le];

    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ShiftJis => wire::charset::SHIFT_JIS,
            Self::Utf8 => wire::charset::UTF_8,
            Self::Utf8Bom => wire::charset::UTF_8_BOM,
            Self::Utf16Le => wire::charset::UTF_16LE,
        }
    }

    /// By the name on the wire.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|charset| charset.name() == name)
    }

    /// The name in a `Content-Type`.
    pub(crate) fn mime_name(self) -> &'static str {
        match self {
            Self::ShiftJis => "Shift_JIS",
            Self::Utf8 | Self::Utf8Bom => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
        }
    }

    /// The byte order mark with which a file of this code begins.
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Self::ShiftJis | Self::Utf8 => &[],
            Self::Utf8Bom => BOM_UTF8,
            Self::Utf16Le => BOM_UTF16LE,
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::ShiftJis => encoding_rs::SHIFT_JIS,
            Self::Utf8 | Self::Utf8Bom => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
        }
    }

    /// Appends the text in this code. A character that the code cannot carry becomes 〓,
    /// as a printer would set it; that happens only to names of the 住基ネット.
    pub(crate) fn encode(self, text: &str, bytes: &mut Vec<u8>) {
        match self {
            Self::Utf8 | Self::Utf8Bom => bytes.extend_from_slice(text.as_bytes()),
            Self::Utf16Le => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::ShiftJis => encode_shift_jis(text, bytes),
        }
    }
}

fn encode_shift_jis(text: &str, bytes: &mut Vec<u8>) {
    let mut encoder = encoding_rs::SHIFT_JIS.new_encoder();
    let mut rest = text;
    let mut buffer = [0_u8; 512];
    loop {
        let (result, read, written) = encoder.encode_from_utf8_without_replacement(rest, &mut buffer, true);
        bytes.extend_from_slice(&buffer[..written]);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => break,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(_) => bytes.extend_from_slice(&[0x81, 0xAC]),
        }
    }
}

/// Decodes a stream of bytes piece by piece and refuses what the code does not allow.
pub(crate) struct StreamDecoder {
    charset: Charset,
    decoder: encoding_rs::Decoder,
    start: Vec<u8>,
    started: bool,
}

impl StreamDecoder {
    /// For a file that declares this code.
    pub(crate) fn new(charset: Charset) -> Self {
        let decoder = charset.encoding().new_decoder_without_bom_handling();
        Self { charset, decoder, start: Vec::new(), started: false }
    }

    /// Decodes one piece; `last` tells that no other follows.
    pub(crate) fn decode(
        &mut self,
        piece: &[u8],
        last: bool,
        text: &mut String,
    ) -> Result<(), CharsetMismatch> {
        if self.started {
            return self.decode_rest(piece, last, text);
        }
        self.start.extend_from_slice(piece);
        // A mark has at most three bytes.
        if self.start.len() < 3 && !last {
            return Ok(());
        }
        self.started = true;
        let start = std::mem::take(&mut self.start);
        let mark = self.charset.mark();
        let rest = start.strip_prefix(mark).ok_or(CharsetMismatch)?;
        let foreign = [BOM_UTF8, BOM_UTF16LE, BOM_UTF16BE].iter().any(|bom| rest.starts_with(bom));
        if foreign {
            return Err(CharsetMismatch);
        }
        self.decode_rest(rest, last, text)
    }

    fn decode_rest(&mut self, piece: &[u8], last: bool, text: &mut String) -> Result<(), CharsetMismatch> {
        // NUL means UTF-16, ESC $ and ESC ( mean ISO-2022-JP; neither is text of a CSV file.
        if self.charset != Charset::Utf16Le
            && (piece.contains(&0) || piece.windows(2).any(|pair| pair == b"\x1b$" || pair == b"\x1b("))
        {
            return Err(CharsetMismatch);
        }
        let mut rest = piece;
        loop {
            let room = self.decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(4096);
            text.reserve(room.max(16));
            let (result, read) = self.decoder.decode_to_string_without_replacement(rest, text, last);
            rest = &rest[read..];
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Err(CharsetMismatch),
            }
        }
    }
}

/// Whether the bytes read as text that begins with `start` in some other code than the
/// declared one: then not the header is wrong but the code.
pub(crate) fn another_code_fits(declared: Charset, bytes: &[u8], start: &str) -> bool {
    let others = [
        encoding_rs::SHIFT_JIS,
        encoding_rs::UTF_8,
        encoding_rs::UTF_16LE,
        encoding_rs::UTF_16BE,
        encoding_rs::EUC_JP,
    ];
    others.into_iter().filter(|other| *other != declared.encoding()).any(|other| {
        // The last characters may be cut off, so that replacement is fine here.
        let (text, _) = other.decode_with_bom_removal(bytes);
        text.starts_with(start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(charset: Charset, bytes: &[u8]) -> Result<String, CharsetMismatch> {
        let mut text = String::new();
        let mut decoder = StreamDecoder::new(charset);
        for byte in bytes {
            decoder.decode(&[*byte], false, &mut text)?;
        }
        decoder.decode(&[], true, &mut text)?;
        Ok(text)
    }

    #[test]
    fn every_code_reads_what_it_wrote() {
        for charset in Charset::ALL {
            let mut bytes = charset.mark().to_vec();
            charset.encode("髙﨑①㈱,ｶﾅ\r\n", &mut bytes);
            assert_eq!(decode(charset, &bytes).as_deref(), Ok("髙﨑①㈱,ｶﾅ\r\n"), "{}", charset.name());
        }
    }

    #[test]
    fn no_code_reads_the_others() {
        for written in Charset::ALL {
            let mut bytes = written.mark().to_vec();
            written.encode("レコード番号,処理区分\r\n", &mut bytes);
            for declared in Charset::ALL.into_iter().filter(|declared| *declared != written) {
                let wrong = decode(declared, &bytes)
                    .map_or(true, |_| another_code_fits(declared, &bytes, "レコード番号"));
                assert!(wrong, "{} as {}", written.name(), declared.name());
            }
        }
    }

    #[test]
    fn what_shift_jis_cannot_carry_becomes_a_geta() {
        let mut bytes = Vec::new();
        Charset::ShiftJis.encode("𠮷野", &mut bytes);
        assert_eq!(decode(Charset::ShiftJis, &bytes).as_deref(), Ok("〓野"));
    }
}
