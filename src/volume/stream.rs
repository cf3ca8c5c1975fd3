//! A file of members as a stream of bytes, made while it is read.

use super::{
    block::Block,
    faults::{Answer, Fault},
    population::Population,
};
use crate::media::Charset;
use std::{
    io::{self, Read},
    sync::Arc,
};

/// A file of members. Holds one block and no more.
#[derive(Debug)]
pub struct MemberStream {
    population: Arc<Population>,
    next: u64,
    end: u64,
    /// The next row with a planted error.
    planted: Option<u64>,
    block: Block,
    /// What must be found at the rows of the block.
    answers: Vec<Answer>,
    /// The block in UTF-16, if that is what the file is in.
    wide: Vec<u8>,
    opening: Vec<u8>,
    given: usize,
}

impl Population {
    /// A file, as a stream.
    #[must_use]
    pub fn stream(self: &Arc<Self>, file: u64) -> MemberStream {
        let rows = self.rows_of(file);
        MemberStream {
            next: rows.start,
            end: rows.end,
            planted: self.next_planted(rows.start, rows.end),
            block: Block::new(),
            answers: Vec::new(),
            wide: Vec::new(),
            opening: self.member_header(),
            given: 0,
            population: Arc::clone(self),
        }
    }
}

impl MemberStream {
    /// Makes the next block; `None` behind the last one.
    pub fn next_block(&mut self) -> Option<&[u8]> {
        self.block.clear();
        self.wide.clear();
        self.answers.clear();
        if !self.opening.is_empty() {
            self.wide.append(&mut self.opening);
            return Some(&self.wide);
        }
        while self.next < self.end && !self.block.is_full() {
            let row = self.next;
            if self.planted == Some(row) {
                self.answers.extend(self.population.planted(row).map(|fault| Answer { row, fault }));
                let line = format!("{}\r\n", self.population.cells(row).join(","));
                self.block.put_slice(&self.narrow().encode(&line));
                self.planted = self.population.next_planted(row + 1, self.end);
            } else if !self.population.write_row(row, &mut self.block) {
                self.answers.push(Answer { row, fault: Fault::NumberMissing });
            }
            self.next += 1;
        }
        if self.block.filled().is_empty() {
            return None;
        }
        if self.population.parameters.charset == Charset::Utf16Le {
            let text = String::from_utf8_lossy(self.block.filled());
            self.wide = Charset::Utf16Le.encode(&text);
            return Some(&self.wide);
        }
        Some(self.block.filled())
    }

    /// What must be found at the rows of the block made last; rows without an answer are
    /// good.
    #[must_use]
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Rows made so far, counted from the beginning of the first file.
    #[must_use]
    pub fn rows_made(&self) -> u64 {
        self.next
    }

    /// What the block is written in.
    fn narrow(&self) -> Charset {
        match self.population.parameters.charset {
            Charset::Utf16Le => Charset::Utf8,
            other => other,
        }
    }

    fn current(&self) -> &[u8] {
        if self.wide.is_empty() { self.block.filled() } else { &self.wide }
    }
}

impl Read for MemberStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.current().len() {
            self.given = 0;
            if self.next_block().is_none() {
                return Ok(0);
            }
        }
        let current = self.current();
        let count = buffer.len().min(current.len() - self.given);
        buffer[..count].copy_from_slice(&current[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
