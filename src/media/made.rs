//! Files that are made while they are sent, so that nobody holds them.

use super::Charset;
use std::{
    fmt,
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Makes the bytes of a file, the same every time.
pub trait Maker: fmt::Debug + Send + Sync {
    /// The bytes from the beginning.
    fn open(&self) -> Box<dyn Read + Send>;

    /// How to make the same file again, for whoever looks at the evidence: it is kept in
    /// place of the file.
    fn recipe(&self) -> String;
}

/// A file that the operator is about to send, and that nobody has yet.
#[derive(Debug, Clone)]
pub struct MadeFile {
    /// Kind, as in the upload path.
    pub kind: &'static str,
    /// Name that the operator sees.
    pub name: String,
    /// Character code it is written in.
    pub charset: Charset,
    /// What makes it.
    pub maker: Arc<dyn Maker>,
}

impl MadeFile {
    /// The same file, and how many bytes of it were made when it was made last.
    #[must_use]
    pub fn counted(self) -> (Self, Arc<AtomicU64>) {
        let bytes = Arc::default();
        let maker = Arc::new(Counted { maker: self.maker, bytes: Arc::clone(&bytes) });
        (Self { maker, ..self }, bytes)
    }
}

/// Counts what another one makes.
#[derive(Debug)]
struct Counted {
    maker: Arc<dyn Maker>,
    bytes: Arc<AtomicU64>,
}

impl Maker for Counted {
    fn open(&self) -> Box<dyn Read + Send> {
        self.bytes.store(0, Ordering::Relaxed);
        Box::new(CountedRead { from: self.maker.open(), bytes: Arc::clone(&self.bytes) })
    }

    fn recipe(&self) -> String {
        self.maker.recipe()
    }
}

struct CountedRead {
    from: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for CountedRead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
