//! Reads a CSV file of a declared character code row by row, without holding the file.
//! Must not know what the rows mean.

use std::io::{self, Read};

use crate::refserver::domain::charset::{Charset, CharsetMismatch, StreamDecoder};

/// A file that is decoded to UTF-8 while it is read.
pub(super) struct DecodedFile<F> {
    file: F,
    decoder: StreamDecoder,
    piece: Vec<u8>,
    text: String,
    given: usize,
    ended: bool,
}

/// Opens a file for reading row by row; rows may differ in their number of fields.
pub(super) fn open<F: Read>(file: F, charset: Charset) -> csv::Reader<DecodedFile<F>> {
    let file = DecodedFile {
        file,
        decoder: StreamDecoder::new(charset),
        piece: vec![0; 16 * 1024],
        text: String::new(),
        given: 0,
        ended: false,
    };
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file)
}

/// Whether reading failed because of the character code.
pub(super) fn is_charset_mismatch(error: &csv::Error) -> bool {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.get_ref().is_some_and(|inner| inner.is::<CharsetMismatch>()),
        csv::ErrorKind::Utf8 { .. } => true,
        _ => false,
    }
}

impl<F: Read> Read for DecodedFile<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.text.clear();
            self.given = 0;
            let read = self.file.read(&mut self.piece)?;
            self.ended = read == 0;
            self.decoder
                .decode(&self.piece[..read], self.ended, &mut self.text)
                .map_err(|mismatch| io::Error::new(io::ErrorKind::InvalidData, mismatch))?;
        }
        let rest = &self.text.as_bytes()[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
