//! Bytes of many rows, and the pieces that they are put together from. A piece is copied
//! in its full room, whatever its length, and the next one overwrites what was too much:
//! a copy of fixed size is some instructions, one of any size is a call.

/// Room of a piece. The longest is 都道府県 and 市区町村 with postal code in UTF-8.
pub(super) const ROOM: usize = 48;

/// A block is handed on when less than this is left: more than the longest row.
const SLACK: usize = 1024;

/// Rows are handed on in blocks of this size.
const SIZE: usize = 256 * 1024;

/// A text in the character code of the file.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    bytes: [u8; ROOM],
    length: u8,
}

impl Piece {
    /// `None` if it is too long.
    pub(super) fn new(text: &[u8]) -> Option<Self> {
        let mut bytes = [0; ROOM];
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(Self { bytes, length: u8::try_from(text.len()).ok()? })
    }
}

/// Bytes on their way out.
#[derive(Debug)]
pub(super) struct Block {
    bytes: Box<[u8]>,
    at: usize,
}

impl Block {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; SIZE].into_boxed_slice(), at: 0 }
    }

    /// Whether another row may not find room.
    pub(super) fn is_full(&self) -> bool {
        self.at + SLACK > SIZE
    }

    pub(super) fn filled(&self) -> &[u8] {
        &self.bytes[..self.at]
    }

    pub(super) fn clear(&mut self) {
        self.at = 0;
    }

    #[inline]
    pub(super) fn put(&mut self, piece: &Piece) {
        self.bytes[self.at..self.at + ROOM].copy_from_slice(&piece.bytes);
        self.at += usize::from(piece.length);
    }

    #[inline]
    pub(super) fn put_all<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.bytes[self.at..self.at + N].copy_from_slice(bytes);
        self.at += N;
    }

    /// Bytes of any length: a header, a planted row.
    pub(super) fn put_slice(&mut self, bytes: &[u8]) {
        // A planted row is below SLACK; a header stands in an empty block.
        self.bytes[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }
}
