//! 媒体: files as they travel between the 標準システム and the 統合専用端末, in the
//! character code that the insurer declares.
//!
//! Nothing here holds a whole file. It must not know what the columns mean, nor how a file
//! is sent.

mod charset;
mod made;
mod outgoing;
mod received;

pub use charset::{Charset, CharsetError};
pub use made::{MadeFile, Maker};
pub use outgoing::OutgoingFile;
pub use received::{ReceivedFile, ReceivedRow, copy_as_text};
