//! A document before it has a format. Must not know any format.

use super::Picture;

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is, and of which item.
    pub title: String,
    /// Whether its tables need the long side of the paper.
    pub is_landscape: bool,
    /// What it holds, in order.
    pub blocks: Vec<Block>,
}

/// A piece of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading of level 1 to 3.
    Heading(u8, String),
    /// A sentence or some.
    Paragraph(String),
    /// A table.
    Table(Table),
    /// A picture of a screen.
    Picture(Picture),
}

/// A table. A cell may have several lines.
#[derive(Debug, Clone)]
pub struct Table {
    /// Columns with their share of the width.
    pub columns: Vec<(&'static str, usize)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Document {
    pub(super) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    pub(super) fn table(&mut self, columns: &[(&'static str, usize)], rows: Vec<Vec<String>>) {
        self.blocks.push(Block::Table(Table { columns: columns.to_vec(), rows }));
    }
}
