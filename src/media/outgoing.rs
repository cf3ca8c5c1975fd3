//! Files on their way into the intermediate server, written row by row.

use super::Charset;
use std::{
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};
use tempfile::{NamedTempFile, TempPath};

/// A file that the operator is about to send. It is deleted with its last copy.
#[derive(Debug, Clone)]
pub struct OutgoingFile {
    /// Kind, as in the upload path.
    pub kind: &'static str,
    /// Name that the operator sees.
    pub name: String,
    /// Character code it is written in.
    pub charset: Charset,
    /// Where it lies.
    pub path: Arc<TempPath>,
}

impl OutgoingFile {
    /// Writes a CSV file (RFC 4180, CRLF) with a header row.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write<R>(
        kind: &'static str,
        name: &str,
        charset: Charset,
        columns: &[&str],
        rows: impl IntoIterator<Item = R>,
    ) -> io::Result<Self>
    where
        R: IntoIterator<Item = String>,
    {
        let file = NamedTempFile::new()?;
        let mut writer = BufWriter::new(file);
        writer.write_all(charset.opening())?;
        write_row(&mut writer, charset, columns.iter().map(|column| (*column).to_owned()))?;
        for row in rows {
            write_row(&mut writer, charset, row)?;
        }
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self { kind, name: name.to_owned(), charset, path: Arc::new(file.into_temp_path()) })
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn write_row(to: &mut impl Write, charset: Charset, row: impl IntoIterator<Item = String>) -> io::Result<()> {
    let mut line = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    line.write_record(row)?;
    let line = line.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    to.write_all(&charset.encode(&String::from_utf8_lossy(&line)))
}
