//! Files of a campaign, made while they are sent: members, their copies, and the changes of a
//! differential registration.

use super::{
    ledger::{Branches, Ledger},
    population::Population,
};
use crate::{
    media::{MadeFile, Maker},
    wire::file_kind,
};
use chrono::NaiveDateTime;
use std::{
    collections::VecDeque,
    io::{self, Read},
    sync::{Arc, Mutex},
};

/// レコード番号 that a campaign may use: those of the next one begin behind them.
pub const CAMPAIGN: u64 = 100_000_000;
/// Of so many members, one moves.
const MOVES_ONE_IN: u64 = 50;
/// What is put behind the address of somebody who has moved within the 市区町村.
const MOVED: &str = "\u{3000}転居先";

/// A file of members.
#[derive(Debug)]
struct Members {
    population: Arc<Population>,
    file: u64,
}

/// A file of copies of a kind.
#[derive(Debug)]
struct Copies {
    population: Arc<Population>,
    ledger: Arc<Mutex<Ledger>>,
    kind: &'static str,
    file: u64,
    updated: NaiveDateTime,
}

/// A file of changes.
#[derive(Debug)]
struct Changes {
    population: Arc<Population>,
    ledger: Arc<Mutex<Ledger>>,
    file: u64,
}

impl Population {
    /// A file of members, to be sent.
    #[must_use]
    pub fn member_file(self: &Arc<Self>, file: u64) -> MadeFile {
        MadeFile {
            kind: file_kind::MEMBERS,
            name: self.named(&self.file_name(file)),
            charset: self.parameters.charset,
            maker: Arc::new(Members { population: Arc::clone(self), file }),
        }
    }

    /// The copies of a kind that the members of a file have, under the branch numbers of the
    /// ledger.
    #[must_use]
    pub fn copy_file(
        self: &Arc<Self>,
        ledger: &Arc<Mutex<Ledger>>,
        kind: &'static str,
        file: u64,
        updated: NaiveDateTime,
    ) -> MadeFile {
        let (population, ledger) = (Arc::clone(self), Arc::clone(ledger));
        MadeFile {
            kind,
            name: self.named(&self.copy_file_name(kind, file)),
            charset: self.parameters.charset,
            maker: Arc::new(Copies { population, ledger, kind, file, updated }),
        }
    }

    /// The members of a file who have moved, as changes under their branch numbers.
    #[must_use]
    pub fn change_file(self: &Arc<Self>, ledger: &Arc<Mutex<Ledger>>, file: u64) -> MadeFile {
        MadeFile {
            kind: file_kind::MEMBERS,
            name: self.named(&self.file_name(file).replace("一括登録", "差分登録")),
            charset: self.parameters.charset,
            maker: Arc::new(Changes { population: Arc::clone(self), ledger: Arc::clone(ledger), file }),
        }
    }

    /// Whether a member moves before the differential registration.
    #[must_use]
    pub fn moves(&self, row: u64) -> bool {
        row % MOVES_ONE_IN == MOVES_ONE_IN / 2
    }

    /// The cells of a member who has moved, but for the branch number.
    #[must_use]
    pub fn moved_cells(&self, row: u64) -> Vec<String> {
        let mut cells = self.good_cells(row);
        "2".clone_into(&mut cells[1]);
        cells[10].push_str(MOVED);
        cells
    }

    /// How many rows the files of copies of a kind have for the members of a file.
    ///
    /// `branches` are the rows that have a branch number.
    #[must_use]
    pub fn copies_in(&self, kind: &str, branches: Branches) -> u64 {
        branches.filter(|(row, _)| self.has_copy(kind, &self.facts(*row))).count() as u64
    }

    /// A name that tells the campaign, so that whoever goes on with it finds its files.
    fn named(&self, name: &str) -> String {
        let campaign = self.parameters.first_record / CAMPAIGN;
        name.replace(".csv", &format!("-{campaign:06}.csv"))
    }

    fn recipe(&self, file: u64, what: &str) -> String {
        let parameters = &self.parameters;
        format!(
            "{what}、広域連合{}、全{}件、種{}、1ファイル{}件の{}つ目、レコード番号{}から、誤り{}、壊れやすい文字{}、個人番号なし{}",
            parameters.union.id,
            parameters.count,
            parameters.seed,
            parameters.split,
            file + 1,
            parameters.first_record,
            parameters.errors,
            parameters.hard_characters,
            parameters.without_number,
        )
    }
}

impl Maker for Members {
    fn open(&self) -> Box<dyn Read + Send> {
        Box::new(self.population.stream(self.file))
    }

    fn recipe(&self) -> String {
        self.population.recipe(self.file, "加入者(sogo generate members)")
    }
}

impl Maker for Copies {
    fn open(&self) -> Box<dyn Read + Send> {
        let branches = Branches::new(&self.ledger, self.population.rows_of(self.file));
        Box::new(self.population.copy_stream(self.kind, branches, self.updated))
    }

    fn recipe(&self) -> String {
        self.population.recipe(self.file, "副本(枝番は登録結果ファイルのもの)")
    }
}

impl Maker for Changes {
    fn open(&self) -> Box<dyn Read + Send> {
        let mut rows = Branches::new(&self.ledger, self.population.rows_of(self.file));
        let population = Arc::clone(&self.population);
        let charset = population.parameters.charset;
        let lines = std::iter::from_fn(move || {
            let (row, branch) = rows.by_ref().find(|(row, _)| population.moves(*row))?;
            let mut cells = population.moved_cells(row);
            branch.as_str().clone_into(&mut cells[14]);
            Some(charset.encode(&format!("{}\r\n", cells.join(","))))
        });
        Box::new(Lines { lines, line: self.population.member_header().into() })
    }

    fn recipe(&self) -> String {
        self.population.recipe(self.file, "転居した加入者の変更(枝番は登録結果ファイルのもの)")
    }
}

/// Lines as one reader.
struct Lines<I> {
    lines: I,
    line: VecDeque<u8>,
}

impl<I: Iterator<Item = Vec<u8>>> Read for Lines<I> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.line.is_empty()
            && let Some(line) = self.lines.next()
        {
            self.line = line.into();
        }
        self.line.read(buffer)
    }
}
