//! Files that are made while they are sent, so that nobody holds them.

use super::Charset;
use std::{fmt, io::Read, sync::Arc};

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
