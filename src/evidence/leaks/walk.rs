//! The search in files: their names, their bytes, and the files inside of those that are a
//! zip, workbooks among them.
//!
//! It must not know what is searched for.

use super::{
    MOST, Searched,
    bytes::{Buffers, Hit, Searcher},
};
use crate::model::Leak;
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};
use zip::ZipArchive;

/// A zip inside a zip is looked into so deep.
const DEPTH: usize = 5;

/// More than this comes out of no zip of a run.
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// The beginning of a zip.
const ZIP: &[u8] = b"PK\x03\x04";

/// What stands in the place of a find in a name.
const MASK: &str = "************";

/// One thread on its way through files.
pub(super) struct Walk<'a> {
    searcher: &'a Searcher,
    buffers: Buffers,
    pub(super) searched: Searched,
}

impl<'a> Walk<'a> {
    pub(super) fn new(searcher: &'a Searcher) -> Self {
        Self { searcher, buffers: Buffers::default(), searched: Searched::default() }
    }

    /// Searches a file, which is told by this name.
    pub(super) fn file(&mut self, path: &Path, name: &str) -> io::Result<()> {
        let name = self.name("", name);
        let mut file = File::open(path)?;
        self.searched.files += 1;
        self.searched.bytes += self.stream(&mut file, &name)?;
        if begins_as_zip(&mut file)? {
            self.zip(BufReader::new(file), &name, 1);
        }
        Ok(())
    }

    /// Searches a name, and returns it with what was found masked, behind where it is.
    fn name(&mut self, inside: &str, name: &str) -> String {
        let hits = self.searcher.text(name.as_bytes(), &mut self.buffers);
        let (mut masked, mut copied) = (inside.to_owned(), 0);
        for hit in &hits {
            // A find begins and ends with whole letters.
            let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
            masked.push_str(name.get(copied..at(hit.at.start)).unwrap_or_default());
            masked.push_str(MASK);
            copied = at(hit.at.end);
        }
        masked.push_str(name.get(copied..).unwrap_or_default());
        self.tell(&masked, hits, true);
        masked
    }

    fn stream(&mut self, from: impl Read, name: &str) -> io::Result<u64> {
        let mut hits = Vec::new();
        let length = self.searcher.stream(from, &mut self.buffers, &mut hits)?;
        self.tell(name, hits, false);
        Ok(length)
    }

    fn tell(&mut self, name: &str, hits: Vec<Hit>, is_name: bool) {
        self.searched.found += hits.len();
        let room = MOST.saturating_sub(self.searched.leaks.len());
        self.searched.leaks.extend(hits.into_iter().take(room).map(|hit| Leak {
            file: name.to_owned(),
            offset: (!is_name).then_some(hit.at.start),
            what: hit.what.to_owned(),
            writing: hit.writings.join(" "),
        }));
    }

    fn zip(&mut self, zip: impl Read + Seek, name: &str, depth: usize) {
        if let Err(error) = self.entries(zip, name, depth) {
            self.searched
                .closed
                .push(format!("{name} は zip として開けないので、中を調べていません({error})"));
        }
    }

    fn entries(&mut self, zip: impl Read + Seek, name: &str, depth: usize) -> io::Result<()> {
        let mut zip = ZipArchive::new(zip)?;
        let mut left = MOST_BYTES;
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index)?;
            let inside = self.name(&format!("{name}!"), &entry.name()?);
            let mut entry = (&mut entry).take(left);
            let mut beginning = [0; ZIP.len()];
            let length = read_up_to(&mut entry, &mut beginning)?;
            let mut whole = io::Cursor::new(&beginning[..length]).chain(entry);
            if beginning != ZIP {
                left = left.saturating_sub(self.stream(whole, &inside)?);
            } else if depth < DEPTH {
                let mut copy = tempfile::tempfile()?;
                left = left.saturating_sub(io::copy(&mut whole, &mut copy)?);
                self.zip(BufReader::new(copy), &inside, depth + 1);
            } else {
                self.searched.closed.push(format!("{inside} は深すぎるので、中を調べていません"));
            }
            if left == 0 {
                return Err(io::Error::other("中身が大きすぎます"));
            }
        }
        Ok(())
    }
}

fn begins_as_zip(file: &mut File) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut beginning = [0; ZIP.len()];
    let length = read_up_to(&mut *file, &mut beginning)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(beginning[..length] == *ZIP)
}

fn read_up_to(mut from: impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < into.len() {
        match from.read(&mut into[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}
