//! Files of 副本 for the members of a population, under the branch numbers that the
//! intermediate server has given to them: 資格情報, 高額介護合算療養費, 葬祭費.

use super::{
    block::Block,
    calendar::Day,
    draw::{below, quarters},
    facts::Facts,
    population::Population,
};
use crate::{
    media::Charset,
    model::BranchNumber,
    wire::{column, file_kind},
};
use chrono::NaiveDateTime;
use std::{
    io::{self, Read},
    ops::Range,
    sync::Arc,
};

/// 証 are renewed on 1 August and hold for a year.
const RENEWED: (&[u8; 8], &[u8; 8]) = (b"20160801", b"20170731");
/// The period of a 高額介護合算療養費.
const PERIOD: (&[u8; 8], &[u8; 8]) = (b"20150801", b"20160731");

/// A file of copies. Holds one block and no more.
#[derive(Debug)]
pub struct CopyStream<I> {
    population: Arc<Population>,
    kind: &'static str,
    branches: I,
    rows: u64,
    updated: [u8; 14],
    block: Block,
    wide: Vec<u8>,
    opening: Vec<u8>,
    given: usize,
}

/// Branch numbers that nobody gave, ten digits each, for files that are only looked at: a
/// good row has the digits of its place behind a 9.
#[derive(Debug)]
pub struct ProvisionalBranches {
    population: Arc<Population>,
    rows: Range<u64>,
}

impl ProvisionalBranches {
    /// For the good ones of these rows.
    #[must_use]
    pub fn new(population: &Arc<Population>, rows: Range<u64>) -> Self {
        Self { population: Arc::clone(population), rows }
    }
}

impl Iterator for ProvisionalBranches {
    type Item = (u64, BranchNumber);

    fn next(&mut self) -> Option<Self::Item> {
        for row in self.rows.by_ref() {
            if self.population.fault(row).is_none() {
                return BranchNumber::parse(&format!("9{row:09}")).ok().map(|branch| (row, branch));
            }
        }
        None
    }
}

impl Population {
    /// The kinds of copies, as in the upload path, in the order in which they have to be
    /// registered.
    pub const COPY_KINDS: [&'static str; 3] =
        [file_kind::ELIGIBILITY, file_kind::COMBINED_HIGH_COST, file_kind::FUNERAL];

    /// Name of a file of copies.
    #[must_use]
    pub fn copy_file_name(&self, kind: &str, file: u64) -> String {
        let name = match kind {
            file_kind::ELIGIBILITY => "後期高齢者医療-資格情報（医療保険）登録ファイル",
            file_kind::COMBINED_HIGH_COST => "後期高齢者医療-高額介護合算療養費情報登録ファイル",
            _ => "後期高齢者医療-葬祭費登録ファイル",
        };
        format!("{name}-{:03}.csv", file + 1)
    }

    /// Whether somebody has a copy of a kind.
    #[must_use]
    pub fn has_copy(&self, kind: &str, facts: &Facts) -> bool {
        match kind {
            file_kind::ELIGIBILITY => true,
            file_kind::COMBINED_HIGH_COST => facts.has_combined,
            _ => facts.is_dead(),
        }
    }

    /// Columns and values of the copy of a kind that a member has, as they stand in the file:
    /// all but 処理区分, 被保険者枝番 and 更新日時.
    #[must_use]
    pub fn copy_values(
        self: &Arc<Self>,
        kind: &'static str,
        row: u64,
        branch: &BranchNumber,
    ) -> Vec<(String, String)> {
        let branches = std::iter::once((row, branch.clone()));
        let mut stream = self.copy_stream(kind, branches, NaiveDateTime::default());
        let mut bytes = Vec::new();
        // Made in memory, so that reading cannot fail.
        let _ = stream.read_to_end(&mut bytes);
        let text = self.parameters.charset.decode(&bytes);
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
        let (Some(columns), Some(values)) = (lines.next(), lines.next()) else { return Vec::new() };
        let mut cells: Vec<_> = columns.zip(values).skip(2).collect();
        cells.pop();
        cells
    }

    /// A file of the copies of a kind that these members have. `branches` are rows with
    /// their branch numbers.
    pub fn copy_stream<I>(
        self: &Arc<Self>,
        kind: &'static str,
        branches: I,
        updated: NaiveDateTime,
    ) -> CopyStream<I>
    where
        I: Iterator<Item = (u64, BranchNumber)>,
    {
        let columns = match kind {
            file_kind::ELIGIBILITY => column::ELIGIBILITY,
            file_kind::COMBINED_HIGH_COST => column::COMBINED_HIGH_COST,
            _ => column::FUNERAL,
        };
        let charset = self.parameters.charset;
        let mut digits = [b'0'; 14];
        let text = updated.format("%Y%m%d%H%M%S").to_string();
        if text.len() == digits.len() {
            digits.copy_from_slice(text.as_bytes());
        }
        CopyStream {
            kind,
            branches,
            rows: 0,
            updated: digits,
            block: Block::new(),
            wide: Vec::new(),
            opening: [charset.opening(), &charset.encode(&Self::header(columns))].concat(),
            given: 0,
            population: Arc::clone(self),
        }
    }
}

impl<I: Iterator<Item = (u64, BranchNumber)>> CopyStream<I> {
    /// Rows of the file so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Makes the next block; `None` behind the last one.
    pub fn next_block(&mut self) -> Option<&[u8]> {
        self.block.clear();
        self.wide.clear();
        if !self.opening.is_empty() {
            self.wide.append(&mut self.opening);
            return Some(&self.wide);
        }
        while !self.block.is_full() {
            let Some((row, branch)) = self.branches.next() else { break };
            let facts = self.population.facts(row);
            if self.population.has_copy(self.kind, &facts) {
                self.write(row, &branch, &facts);
                self.rows += 1;
            }
        }
        if self.block.filled().is_empty() {
            return None;
        }
        if self.population.parameters.charset == Charset::Utf16Le {
            self.wide = self.block.filled().iter().flat_map(|byte| [*byte, 0]).collect();
            return Some(&self.wide);
        }
        Some(self.block.filled())
    }

    fn write(&mut self, row: u64, branch: &BranchNumber, facts: &Facts) {
        self.block.put_all(b"1,");
        self.block.put_slice(branch.as_str().as_bytes());
        self.block.put_all(b",");
        match self.kind {
            file_kind::ELIGIBILITY => self.write_eligibility(row, facts),
            file_kind::COMBINED_HIGH_COST => self.write_combined(facts),
            _ => self.write_funeral(facts),
        }
        self.block.put_all(b",");
        self.block.put_all(&self.updated);
        self.block.put_all(b"\r\n");
    }

    fn day(&mut self, day: Day) {
        self.block.put_all(self.population.calendar.digits(day));
        self.block.put_all(b",");
    }

    fn write_eligibility(&mut self, row: u64, facts: &Facts) {
        let population = Arc::clone(&self.population);
        self.block.put_slice(population.parameters.union.insurer_number.as_str().as_bytes());
        self.block.put_all(b",");
        self.block.put_all(&population.numbers.insured(row));
        self.block.put_all(b",");
        self.day(facts.acquired);
        self.block.put_all(&facts.acquisition);
        self.block.put_all(b",");
        if let Some(loss) = facts.loss {
            self.day(facts.lost);
            self.block.put_all(&loss);
        } else {
            self.block.put_all(b",");
        }
        self.block.put_all(b",");
        let acquired = population.calendar.digits(facts.acquired);
        self.block.put_all(acquired.max(RENEWED.0));
        self.block.put_all(b",");
        self.block.put_all(RENEWED.1);
        self.block.put_all(&[b',', facts.share, b',', facts.domicile]);
    }

    fn write_combined(&mut self, facts: &Facts) {
        let [own, paid, when, _] = quarters(facts.amounts);
        let (own, paid) = (310_000 + below(own, 900) * 1000, 500 + below(paid, 300) * 100);
        let decided = self.population.as_of + 20 + below(when, 40) as Day;
        self.block.put_all(PERIOD.0);
        self.block.put_all(b",");
        self.block.put_all(PERIOD.1);
        self.block.put_slice(format!(",1,{own},{paid},").as_bytes());
        self.day(decided);
        self.block.put_all(self.population.calendar.digits(decided + 21));
    }

    fn write_funeral(&mut self, facts: &Facts) {
        // Whoever dies loses the qualification on the day after.
        let died = facts.lost.saturating_sub(1);
        let asked = died + 7 + below(quarters(facts.amounts)[0], 20) as Day;
        self.day(died);
        self.day(asked);
        self.day(asked + 10);
        self.block.put_all(b"50000,");
        self.block.put_all(self.population.calendar.digits(asked + 24));
    }

    fn current(&self) -> &[u8] {
        if self.wide.is_empty() { self.block.filled() } else { &self.wide }
    }
}

impl<I: Iterator<Item = (u64, BranchNumber)>> Read for CopyStream<I> {
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
