//! Files that came out of the intermediate server, read row by row.

use super::Charset;
use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::Path,
    sync::Arc,
};
use tempfile::TempPath;

/// A file that the operator downloaded. It is deleted with its last copy.
#[derive(Debug, Clone)]
pub struct ReceivedFile {
    /// Character code it is read with.
    pub charset: Charset,
    /// Where it lies.
    pub path: Arc<TempPath>,
    /// Screen it was downloaded from.
    pub screen: &'static str,
}

/// One row: columns by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRow {
    columns: Arc<csv::StringRecord>,
    values: csv::StringRecord,
}

impl ReceivedRow {
    /// The value in a column; `None` if the file has no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        let place = self.columns.iter().position(|name| name == column)?;
        self.values.get(place)
    }

    /// Column names and values in order.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().zip(&self.values)
    }
}

impl ReceivedFile {
    /// Reads the rows one by one.
    ///
    /// # Errors
    /// If the file cannot be opened, or its first line cannot be read as a header in the
    /// declared character code.
    pub fn rows(&self) -> io::Result<impl Iterator<Item = io::Result<ReceivedRow>> + use<>> {
        let reader = DecodingReader::open(&self.path, self.charset)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(reader);
        let columns = Arc::new(reader.headers().map_err(csv_error)?.clone());
        Ok(reader.into_records().map(move |row| {
            row.map(|values| ReceivedRow { columns: Arc::clone(&columns), values }).map_err(csv_error)
        }))
    }

    /// Whether the bytes of the file are text in the declared character code.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn text_reader(&self) -> io::Result<impl Read + use<>> {
        DecodingReader::open(&self.path, self.charset)
    }
}

fn csv_error(error: csv::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

/// Turns a file in a character code into UTF-8, some kilobytes at a time.
struct DecodingReader {
    source: BufReader<File>,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl DecodingReader {
    fn open(path: &Path, charset: Charset) -> io::Result<Self> {
        Ok(Self {
            source: BufReader::with_capacity(64 * 1024, File::open(path)?),
            decoder: charset.encoding().new_decoder_with_bom_removal(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        })
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut chunk = [0; 16 * 1024];
        let count = self.source.read(&mut chunk)?;
        self.ended = count == 0;
        let mut text = String::with_capacity(
            self.decoder.max_utf8_buffer_length(count).unwrap_or(count.saturating_mul(3) + 16),
        );
        let (_, _, had_errors) = self.decoder.decode_to_string(&chunk[..count], &mut text, self.ended);
        if had_errors {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "宣言した文字コードとして読めないバイトがあります",
            ));
        }
        self.ready = text.into_bytes();
        self.given = 0;
        Ok(())
    }
}

impl Read for DecodingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.refill()?;
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// Copies a file as UTF-8 text, as far as it can be read in the character code.
///
/// # Errors
/// If the file cannot be read or the copy cannot be written.
pub fn copy_as_text(path: &Path, charset: Charset, to: &mut dyn Write) -> io::Result<()> {
    match io::copy(&mut DecodingReader::open(path, charset)?, to) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            writeln!(to, "\n(以降は文字コード {charset} として読めない)")
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn received(bytes: &[u8], charset: Charset) -> ReceivedFile {
        let mut file = tempfile::NamedTempFile::new().expect("temporary file");
        file.write_all(bytes).expect("written");
        ReceivedFile { charset, path: Arc::new(file.into_temp_path()), screen: "" }
    }

    #[test]
    fn a_character_outside_shift_jis_becomes_a_gaiji() {
        assert!(!Charset::ShiftJis.can_encode("𠮷野"));
        assert_eq!(Charset::ShiftJis.encode("𠮷野")[..2], [0xF0, 0x40]);
        assert!(Charset::ShiftJis.can_encode("髙﨑①㈱ー"));
    }

    #[test]
    fn a_file_in_another_code_is_an_error_rather_than_garbage() {
        let file = received(&Charset::ShiftJis.encode("氏名\r\n甲野花子\r\n"), Charset::Utf8);
        assert_eq!(file.rows().err().expect("refused").kind(), io::ErrorKind::InvalidData);
    }

    proptest! {
        #[test]
        fn rows_survive_every_character_code(name in "[ぁ-んァ-ヶ一-龠a-z,\"\n]{0,12}") {
            for charset in [Charset::ShiftJis, Charset::Utf8, Charset::Utf8Bom, Charset::Utf16Le] {
                let mut text = csv::Writer::from_writer(Vec::new());
                text.write_record(["氏名", "備考"]).expect("header");
                text.write_record([name.as_str(), "x"]).expect("row");
                let text = String::from_utf8(text.into_inner().expect("flushed")).expect("utf-8");
                if !charset.can_encode(&text) {
                    continue;
                }
                let bytes = [charset.opening(), &charset.encode(&text)].concat();
                let rows: Vec<_> = received(&bytes, charset).rows().expect("header").collect();
                prop_assert_eq!(rows.len(), 1);
                prop_assert_eq!(rows[0].as_ref().expect("row").get("氏名"), Some(name.as_str()));
            }
        }
    }
}
