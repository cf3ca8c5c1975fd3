//! The search for leaks: whether an individual number or a secret got into the run folder
//! although everything was masked before it was written.
//!
//! The masker acts where texts are written; this looks at what lies on the disk in the end,
//! in any writing, so that a way past the masker does not stay unseen.
//!
//! | file | holds |
//! |--|--|
//! | `known` | what the run knew |
//! | `numbers` | which digits are an individual number |
//! | `screen` | what a picture of a screen would show |
//! | `writings` | texts that are written inside others: percent, Base64, UTF-16 |
//! | `bytes` | the search in bytes |
//! | `walk` | the search in files, also those in a zip |
//!
//! It must not know why something got there.

mod bytes;
mod known;
mod numbers;
mod screen;
mod walk;
mod writings;

pub use screen::{Withheld, withheld};

use super::{EvidenceError, Masker, store::below};
use crate::model::Leak;
use bytes::Searcher;
use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// So many are listed; more would tell nobody more.
const MOST: usize = 100;

/// What the search came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Number of files.
    pub files: usize,
    /// Their length.
    pub bytes: u64,
    /// What was found, by file and place; not more than a hundred.
    pub leaks: Vec<Leak>,
    /// How much was found.
    pub found: usize,
    /// Files in a zip that could not be looked into, in Japanese.
    pub closed: Vec<String>,
}

impl Searched {
    /// Takes in what another search came to.
    pub fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.found += other.found;
        self.leaks.extend(other.leaks);
        self.closed.extend(other.closed);
        self.leaks.sort();
        self.leaks.truncate(MOST);
    }
}

/// Searches for what one run knew, and for what looks like an individual number.
pub struct Search(Searcher);

impl Search {
    /// For what the masker of a run knows.
    #[must_use]
    pub fn of(masker: &Masker) -> Self {
        Self(Searcher::new(masker.known()))
    }

    /// For what the masker of a run knows, without the secrets that these texts tell anybody.
    #[must_use]
    pub fn besides(masker: &Masker, public: &[String]) -> Self {
        let mut known = masker.known();
        let mut told = std::collections::HashSet::new();
        let all = Searcher::new(masker.known());
        for text in public {
            all.known.secrets(text.as_bytes(), |at| {
                told.insert(text.as_bytes()[at].to_vec());
            });
        }
        known.spellings.retain(|spelling| !told.contains(spelling.as_bytes()));
        Self(Searcher::new(known))
    }

    /// Searches the files below a folder, their names included. `which` chooses among their
    /// paths relative to it; `named` is put before them in what is told.
    ///
    /// # Errors
    /// [`EvidenceError`] if a file cannot be read.
    pub fn folder(
        &self,
        folder: &Path,
        named: &str,
        which: impl Fn(&str) -> bool,
    ) -> Result<Searched, EvidenceError> {
        let names = below(folder).map_err(EvidenceError::read(folder))?;
        let names: Vec<String> = names.into_keys().filter(|name| which(name)).collect();
        let next = AtomicUsize::new(0);
        let whole = Mutex::new(Ok(Searched::default()));
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get().min(4));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let found = self.some(folder, named, &names, &next);
                    let mut whole = whole.lock().unwrap_or_else(PoisonError::into_inner);
                    match (&mut *whole, found) {
                        (Ok(whole), Ok(found)) => whole.add(found),
                        (Ok(_), Err(error)) => *whole = Err(error),
                        (Err(_), _) => {}
                    }
                });
            }
        });
        whole.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes file after file until none is left.
    fn some(
        &self,
        folder: &Path,
        named: &str,
        names: &[String],
        next: &AtomicUsize,
    ) -> Result<Searched, EvidenceError> {
        let mut walk = walk::Walk::new(&self.0);
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = folder.join(name);
            walk.file(&path, &format!("{named}{name}")).map_err(EvidenceError::read(path))?;
        }
        Ok(walk.searched)
    }
}

#[cfg(test)]
mod tests;
