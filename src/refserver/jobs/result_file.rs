//! Writes a CSV file row by row in a character code, with CRLF. Must not know what the
//! rows mean.

use std::io::{self, Write};

use crate::refserver::{
    domain::charset::Charset,
    store::files::{FileWriter, PIECE},
};

/// A result file that is being written.
pub(super) struct ResultFile<'a>(csv::Writer<Encoded<FileWriter<'a>>>);

impl<'a> ResultFile<'a> {
    /// Begins the file with its header row.
    pub(super) fn create(
        mut file: FileWriter<'a>,
        charset: Charset,
        columns: &[&str],
    ) -> Result<Self, csv::Error> {
        file.write_all(charset.mark())?;
        let mut file = Self(rows(Encoded { to: file, charset, cut: Vec::new(), bytes: Vec::new() }, PIECE));
        file.row(columns)?;
        Ok(file)
    }

    /// Writes one row.
    pub(super) fn row(&mut self, cells: &[impl AsRef<str>]) -> Result<(), csv::Error> {
        self.0.write_record(cells.iter().map(AsRef::as_ref).map(str::as_bytes))
    }

    /// Ends the file.
    pub(super) fn close(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Appends one row with CRLF in a character code.
pub(crate) fn encode_row<'a>(
    charset: Charset,
    cells: impl Iterator<Item = &'a str>,
    bytes: &mut Vec<u8>,
) -> Result<(), csv::Error> {
    // A buffer for a row, not one for a file.
    let mut row = rows(Encoded { to: bytes, charset, cut: Vec::new(), bytes: Vec::new() }, 512);
    row.write_record(cells)?;
    Ok(row.flush()?)
}

fn rows<W: Write>(to: W, buffer: usize) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .buffer_capacity(buffer)
        .from_writer(to)
}

/// Takes UTF-8 and passes it on in a character code.
struct Encoded<W> {
    to: W,
    charset: Charset,
    /// Bytes of a character whose rest has not come yet.
    cut: Vec<u8>,
    bytes: Vec<u8>,
}

impl<W: Write> Write for Encoded<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.cut.extend_from_slice(text);
        let whole = match std::str::from_utf8(&self.cut) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&self.cut[..error.valid_up_to()]).unwrap_or_default(),
        };
        self.bytes.clear();
        self.charset.encode(whole, &mut self.bytes);
        let encoded = whole.len();
        self.cut.drain(..encoded);
        self.to.write_all(&self.bytes)?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_cut_at_the_end_of_a_buffer_are_encoded_whole() {
        let text = "髙﨑①,ｶﾅ\r\n";
        for charset in Charset::ALL {
            let mut expected = Vec::new();
            charset.encode(text, &mut expected);
            for step in 1..=5 {
                let mut file = Encoded { to: Vec::new(), charset, cut: Vec::new(), bytes: Vec::new() };
                text.as_bytes().chunks(step).for_each(|part| file.write_all(part).expect("written"));
                assert_eq!(file.to, expected, "{} {step}", charset.name());
            }
        }
    }
}
