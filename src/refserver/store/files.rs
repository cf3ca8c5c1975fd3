//! Uploaded files and result files, in pieces: nobody holds a whole file in memory, and
//! what a transaction undoes is undone for files too. Must not know what the bytes mean.

use std::io::{self, Read, Write};

use rusqlite::{Connection, params};

use super::{StoreError, one, run};

/// Bytes of one piece; the last of a file may be shorter.
pub(crate) const PIECE: usize = 64 * 1024;

/// Begins the names of files that have not arrived as a whole.
const ARRIVING: &str = "arriving-";

/// Name of the uploaded bytes of a receipt, which are kept until they are processed.
pub(crate) fn upload(receipt_number: &str) -> String {
    format!("{receipt_number}.upload")
}

/// Name of the result file of a receipt.
pub(crate) fn result(receipt_number: &str) -> String {
    format!("{receipt_number}.result")
}

/// Name of a file that is arriving.
pub(crate) fn arriving(number: u64) -> String {
    format!("{ARRIVING}{number:016x}")
}

/// Puts a piece at the end of a file that has so many pieces.
pub(crate) fn append(
    connection: &Connection,
    file: &str,
    pieces: u32,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO file_piece (file, number, bytes) VALUES (?1, ?2, ?3)";
    run(connection, sql, params![file, pieces, bytes]).map(|_| ())
}

/// One piece, counted from 0; `None` behind the last.
pub(crate) fn piece(connection: &Connection, file: &str, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM file_piece WHERE file = ?1 AND number = ?2";
    one(connection, sql, params![file, number], |row| row.get(0))
}

/// Gives a file another name.
pub(crate) fn rename(connection: &Connection, from: &str, to: &str) -> Result<(), StoreError> {
    run(connection, "UPDATE file_piece SET file = ?2 WHERE file = ?1", [from, to]).map(|_| ())
}

/// Removes a file; if there is none, nothing.
pub(crate) fn remove(connection: &Connection, file: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM file_piece WHERE file = ?1", [file]).map(|_| ())
}

/// Removes what was arriving when the server ended.
pub(crate) fn remove_arriving(connection: &Connection) -> Result<(), StoreError> {
    let sql = "DELETE FROM file_piece WHERE substr(file, 1, length(?1)) = ?1";
    run(connection, sql, [ARRIVING]).map(|_| ())
}

/// Reads a file from its first piece to its last.
pub(crate) struct FileReader<'a> {
    connection: &'a Connection,
    file: String,
    next: u32,
    piece: io::Cursor<Vec<u8>>,
}

impl<'a> FileReader<'a> {
    /// A file that is not there has no bytes.
    pub(crate) fn new(connection: &'a Connection, file: String) -> Self {
        Self { connection, file, next: 0, piece: io::Cursor::default() }
    }
}

impl Read for FileReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.piece.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            match piece(self.connection, &self.file, self.next).map_err(io::Error::other)? {
                Some(bytes) => self.piece = io::Cursor::new(bytes),
                None => return Ok(0),
            }
            self.next += 1;
        }
    }
}

/// Writes a file; what is not flushed at the end is lost.
pub(crate) struct FileWriter<'a> {
    connection: &'a Connection,
    file: String,
    pieces: u32,
    piece: Vec<u8>,
}

impl<'a> FileWriter<'a> {
    /// Begins the file anew if it is there.
    pub(crate) fn new(connection: &'a Connection, file: String) -> Result<Self, StoreError> {
        remove(connection, &file)?;
        Ok(Self { connection, file, pieces: 0, piece: Vec::new() })
    }
}

impl Write for FileWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.piece.is_empty() {
            append(self.connection, &self.file, self.pieces, &self.piece).map_err(io::Error::other)?;
            self.pieces += 1;
            self.piece.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refserver::store::Store;

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let store = Store::open(None).expect("store");
        let bytes: Vec<u8> = (0..3 * PIECE + 7).map(|place| (place % 251) as u8).collect();
        store
            .write(|connection| {
                let mut writer = FileWriter::new(connection, upload("R1"))?;
                for part in bytes.chunks(1000) {
                    writer.write_all(part).expect("written");
                }
                writer.flush().expect("written");
                rename(connection, &upload("R1"), &result("R1"))?;
                append(connection, &arriving(7), 0, b"half")?;
                remove_arriving(connection)
            })
            .expect("stored");
        let read = |file: String| {
            let mut read = Vec::new();
            store
                .read(|connection| {
                    FileReader::new(connection, file).read_to_end(&mut read).expect("read");
                    Ok::<_, StoreError>(())
                })
                .expect("read");
            read
        };
        assert!(read(result("R1")) == bytes);
        assert!(read(upload("R1")).is_empty() && read(arriving(7)).is_empty());
        store.write(|connection| remove(connection, &result("R1"))).expect("removed");
        assert!(read(result("R1")).is_empty());
    }
}
