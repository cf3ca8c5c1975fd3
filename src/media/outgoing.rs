//! Files on their way into the intermediate server, written row by row.

use super::Charset;
use std::{
    fmt,
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};
use tempfile::{NamedTempFile, TempPath};

/// The column of individual numbers, in whatever kind of file.
const INDIVIDUAL_NUMBER: &str = "個人番号";

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
    numbers: Arc<Numbers>,
}

/// What stands in the column of individual numbers without having the shape of one: too
/// short, too long, with a letter in it. It is one slip away from somebody's number.
#[derive(Default)]
struct Numbers(Vec<String>);

/// Says how many there are, and none of them.
impl fmt::Debug for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Numbers({})", self.0.len())
    }
}

impl Numbers {
    fn learn(&mut self, cell: &str) {
        let has_the_shape = cell.len() == 12 && cell.bytes().all(|letter| letter.is_ascii_digit());
        if !cell.is_empty() && !has_the_shape {
            self.0.push(cell.to_owned());
        }
    }
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
        let number_at = columns.iter().position(|column| *column == INDIVIDUAL_NUMBER);
        let mut numbers = Numbers::default();
        let file = NamedTempFile::new()?;
        let mut writer = BufWriter::new(file);
        writer.write_all(charset.opening())?;
        write_row(&mut writer, charset, columns.iter().map(|column| (*column).to_owned()))?;
        for row in rows {
            let row: Vec<String> = row.into_iter().collect();
            if let Some(cell) = number_at.and_then(|place| row.get(place)) {
                numbers.learn(cell);
            }
            write_row(&mut writer, charset, row)?;
        }
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        let path = Arc::new(file.into_temp_path());
        Ok(Self { kind, name: name.to_owned(), charset, path, numbers: Arc::new(numbers) })
    }

    /// Mistyped individual numbers of the file. Whoever records the file has to make them
    /// unreadable; nobody recognises them by their shape.
    pub fn mistyped_numbers(&self) -> impl Iterator<Item = &str> {
        self.numbers.0.iter().map(String::as_str)
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
