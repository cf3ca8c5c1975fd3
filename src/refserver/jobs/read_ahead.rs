//! Reads the rows of a file on a thread of its own while the rows before are dealt with. Only the
//! thread of the job may use the store, and that is the one thing that many rows wait for.
//! Must not know what the rows mean.

use std::{
    io::{self, Read},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use rusqlite::Connection;

use super::{JobError, csv_stream};
use crate::refserver::{domain::charset::Charset, store::files};

/// Rows that are given at a time, at most.
const BATCH: usize = 8192;
/// Pieces of the file that may wait for the reading thread, and what it tells for the other one.
const WAITING: usize = 2;

/// What the reading thread tells.
enum Told<Row> {
    /// It took a piece and has room for another.
    TookPiece,
    Rows(Vec<Row>),
    Ended(Result<(), csv::Error>),
}

/// Gives the rows of a stored file but its header, in their order, some at a time. `read` makes
/// of a row what can be made of it without the store.
///
/// # Errors
/// If the file cannot be read, or what `take` says.
pub(super) fn batches<Row: Send>(
    connection: &Connection,
    file: &str,
    charset: Charset,
    read: impl Fn(&csv::StringRecord) -> Row + Send,
    mut take: impl FnMut(Vec<Row>) -> Result<(), JobError>,
) -> Result<(), JobError> {
    let mut pieces = 0;
    let mut next = || {
        let piece = files::piece(connection, file, pieces)?.unwrap_or_default();
        pieces += 1;
        Ok::<_, JobError>(piece)
    };
    let (first, second) = (next()?, next()?);
    if second.is_empty() {
        let mut taken = Ok(());
        read_rows(first.as_slice(), charset, read, |rows| {
            taken = take(rows);
            taken.is_ok()
        })?;
        return taken;
    }
    thread::scope(|scope| {
        let (give, given) = sync_channel(WAITING);
        let (tell, told) = sync_channel(WAITING);
        let bytes = GivenPieces { given, tell: tell.clone(), piece: io::Cursor::default(), ended: false };
        scope.spawn(move || {
            let ended = read_rows(bytes, charset, read, |rows| tell.send(Told::Rows(rows)).is_ok());
            // Whoever does not listen any more has an error of its own.
            let _heard = tell.send(Told::Ended(ended));
        });
        for piece in [first, second] {
            let _taken = give.send(piece);
        }
        for told in told {
            match told {
                // There is room, so that this never waits for a thread that waits for this one.
                Told::TookPiece => {
                    let _taken = give.send(next()?);
                }
                Told::Rows(rows) => take(rows)?,
                Told::Ended(ended) => return Ok(ended?),
            }
        }
        Err(io::Error::other("the reading thread ended").into())
    })
}

/// Reads rows until there are none, or nobody takes them any more.
fn read_rows<Row>(
    bytes: impl Read,
    charset: Charset,
    read: impl Fn(&csv::StringRecord) -> Row,
    mut give: impl FnMut(Vec<Row>) -> bool,
) -> Result<(), csv::Error> {
    let mut reader = csv_stream::open(bytes, charset);
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record)?;
    let mut rows = Vec::new();
    while reader.read_record(&mut record)? {
        rows.push(read(&record));
        if rows.len() == BATCH && !give(std::mem::take(&mut rows)) {
            return Ok(());
        }
    }
    if !rows.is_empty() {
        give(rows);
    }
    Ok(())
}

/// The bytes of a file whose pieces another thread gives; an empty one ends it.
struct GivenPieces<Row> {
    given: Receiver<Vec<u8>>,
    tell: SyncSender<Told<Row>>,
    piece: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl<Row> Read for GivenPieces<Row> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.piece.read(buffer)?;
            if count > 0 || self.ended || buffer.is_empty() {
                return Ok(count);
            }
            let piece = self.given.recv().map_err(io::Error::other)?;
            self.ended = piece.is_empty();
            self.piece = io::Cursor::new(piece);
            if !self.ended {
                self.tell.send(Told::TookPiece).map_err(|_| io::ErrorKind::BrokenPipe)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::refserver::store::{Store, StoreError, files::FileWriter};

    const FILE: &str = "R1.upload";

    fn store_of(rows: usize) -> Store {
        let store = Store::open(None).expect("store");
        let written = store.write(|connection| {
            let mut file = FileWriter::new(connection, FILE.to_owned())?;
            let lines = (0..rows).map(|row| format!("{row},名前{row}\r\n"));
            let text: String = std::iter::once("番号,名前\r\n".to_owned()).chain(lines).collect();
            file.write_all(text.as_bytes()).expect("written");
            file.flush().expect("written");
            Ok::<_, StoreError>(())
        });
        written.expect("stored");
        store
    }

    fn numbers_of(store: &Store) -> Result<Vec<usize>, JobError> {
        store.read(|connection| {
            let mut numbers = Vec::new();
            let read = |record: &csv::StringRecord| record[0].parse().expect("number");
            batches(connection, FILE, Charset::Utf8, read, |mut batch| {
                assert!(batch.len() <= BATCH);
                numbers.append(&mut batch);
                Ok(())
            })?;
            Ok(numbers)
        })
    }

    #[test]
    fn every_row_comes_once_and_in_order() {
        for rows in [0, 1, 100, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH + 7] {
            assert!(numbers_of(&store_of(rows)).expect("read").into_iter().eq(0..rows), "{rows}");
        }
    }

    #[test]
    fn an_error_on_either_side_ends_the_reading() {
        for rows in [10, 10 * BATCH] {
            let store = store_of(rows);
            let failed = store.read(|connection| {
                batches(connection, FILE, Charset::Utf8, |_| (), |_| Err(JobError::NoSubject))
            });
            assert!(matches!(failed, Err(JobError::NoSubject)), "{rows}");
            let cut: Result<(), StoreError> = store.write(|connection| {
                let mut file = FileWriter::new(connection, FILE.to_owned())?;
                file.write_all(&[b"1,2\r\n".as_slice(), &b"1,\xff\r\n".repeat(rows)].concat())
                    .expect("written");
                file.flush().expect("written");
                Ok(())
            });
            cut.expect("stored");
            assert!(matches!(numbers_of(&store), Err(JobError::Csv(_))), "{rows}");
        }
    }
}
