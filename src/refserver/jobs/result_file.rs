//! Writes a CSV file row by row in a character code, with CRLF. Must not know what the
//! rows mean.

use std::io::{self, Write};

use crate::refserver::{domain::charset::Charset, store::files::FileWriter};

/// A result file that is being written.
pub(super) struct ResultFile<'a> {
    file: FileWriter<'a>,
    charset: Charset,
    line: Vec<u8>,
}

impl<'a> ResultFile<'a> {
    /// Begins the file with its header row.
    pub(super) fn create(
        file: FileWriter<'a>,
        charset: Charset,
        columns: &[&str],
    ) -> Result<Self, csv::Error> {
        let mut file = Self { file, charset, line: Vec::new() };
        file.file.write_all(charset.mark())?;
        file.row(columns.iter().copied())?;
        Ok(file)
    }

    /// Writes one row.
    pub(super) fn row<'b>(&mut self, cells: impl Iterator<Item = &'b str>) -> Result<(), csv::Error> {
        self.line.clear();
        encode_row(self.charset, cells, &mut self.line)?;
        Ok(self.file.write_all(&self.line)?)
    }

    /// Ends the file.
    pub(super) fn close(mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Appends one row with CRLF in a character code.
pub(crate) fn encode_row<'a>(
    charset: Charset,
    cells: impl Iterator<Item = &'a str>,
    bytes: &mut Vec<u8>,
) -> Result<(), csv::Error> {
    // A buffer for a row, not the 8 KiB for a file.
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(512)
        .from_writer(Vec::new());
    writer.write_record(cells)?;
    let line = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    charset.encode(&String::from_utf8_lossy(&line), bytes);
    Ok(())
}
