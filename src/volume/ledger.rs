//! The ledger of the standard system at size: which row got which branch number, in a SQLite
//! file of its own that is gone with the ledger; and the comparison of every row of a
//! result file with the answer sheet while the file is read.

use super::{
    population::Population,
    reconciled::{Deviation, Reconciled},
};
use crate::{
    media::{ReceivedFile, ReceivedRow},
    model::BranchNumber,
};
use rusqlite::{Connection, OptionalExtension as _, config::DbConfig, params};
use std::{
    collections::{BTreeSet, VecDeque},
    io,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

/// Rows that are read from the ledger at a time.
const PAGE: i64 = 2000;

/// What was registered.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
}

/// The ledger or a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// SQLite.
    #[error("標準システムの台帳を読み書きできません: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The result file is not as declared.
    #[error("登録結果ファイルを読めません: {0}")]
    File(#[from] io::Error),
    /// The result file lacks a column.
    #[error("登録結果ファイルに列「{0}」がありません")]
    Column(&'static str),
}

impl Ledger {
    /// An empty ledger, in a file without a name.
    ///
    /// # Errors
    /// [`LedgerError`] if it cannot be made.
    pub fn new() -> Result<Self, LedgerError> {
        let connection = Connection::open("")?;
        // Otherwise SQLite plans the query of a page anew for every page.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // Nothing is ever undone: a ledger that cannot be written ends the campaign. An index of
        // the branch numbers would be written all over by each file, see `find_doubled`.
        connection.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;
             PRAGMA temp_store = FILE; CREATE TABLE member (row INTEGER PRIMARY KEY, branch TEXT);",
        )?;
        Ok(Self { connection })
    }

    /// Takes a result file in, and compares each of its rows with the right answer, but for
    /// branch numbers that another row has, for which see [`Ledger::find_doubled`].
    ///
    /// # Errors
    /// [`LedgerError`] if the file cannot be read as a result file.
    pub fn take_in(
        &mut self,
        population: &Population,
        file: u64,
        received: &ReceivedFile,
    ) -> Result<Reconciled, LedgerError> {
        let mut reconciled = Reconciled::default();
        let rows = population.rows_of(file);
        let transaction = self.connection.transaction()?;
        {
            let sql = "INSERT INTO member (row, branch) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            let mut insert = transaction.prepare(sql)?;
            for received in received.rows()? {
                let received = received?;
                reconciled.rows += 1;
                let record = cell(&received, "レコード番号")?;
                let row = record.parse().ok().and_then(|record| population.row_of_record(record));
                let Some(row) = row.filter(|row| rows.contains(row)) else {
                    let shown: String = record.chars().take(20).collect();
                    reconciled.differs(Deviation::Foreign, || format!("レコード番号「{shown}」"));
                    continue;
                };
                let branch = compare(population, row, &received, &mut reconciled)?;
                if insert.execute(params![number(row), branch.as_ref().map(BranchNumber::as_str)])? == 0 {
                    reconciled.differs(Deviation::Doubled, || place(population, row));
                }
            }
        }
        transaction.commit()?;
        self.find_lost(population, rows, &mut reconciled)?;
        Ok(reconciled)
    }

    /// Takes the result of a file of changes in: every member who moved is changed under the
    /// same branch number, once, and nobody else.
    ///
    /// # Errors
    /// [`LedgerError`] if the file cannot be read as a result file.
    pub fn take_in_changes(
        &self,
        population: &Population,
        file: u64,
        received: &ReceivedFile,
    ) -> Result<Reconciled, LedgerError> {
        let mut reconciled = Reconciled::default();
        let rows = population.rows_of(file);
        // Of fifty rows one, so that the set stays small whatever the union.
        let mut left = BTreeSet::new();
        let mut stretch = rows.clone();
        while !stretch.is_empty() {
            let page = self.page(&stretch)?;
            stretch.start = page.back().map_or(stretch.end, |(row, _)| row + 1);
            left.extend(page.into_iter().map(|(row, _)| row).filter(|row| population.moves(*row)));
        }
        for received in received.rows()? {
            let received = received?;
            reconciled.rows += 1;
            let record = cell(&received, "レコード番号")?;
            let row = record.parse().ok().and_then(|record| population.row_of_record(record));
            let Some(row) = row.filter(|row| rows.contains(row) && population.moves(*row)) else {
                let shown: String = record.chars().take(20).collect();
                reconciled.differs(Deviation::Foreign, || format!("レコード番号「{shown}」"));
                continue;
            };
            if !left.remove(&row) {
                reconciled.differs(Deviation::Doubled, || place(population, row));
            }
            let code = cell(&received, "処理結果コード")?;
            if !code.is_empty() {
                let shown: String = code.chars().take(8).collect();
                reconciled.differs(Deviation::Code, || {
                    format!("{} 期待「」観測「{shown}」", place(population, row))
                });
            }
            let branch = self.branch(row)?;
            if branch.as_ref().map(BranchNumber::as_str) == Some(cell(&received, "被保険者枝番")?) {
                reconciled.registered += 1;
            } else {
                reconciled.differs(Deviation::AnotherBranch, || place(population, row));
            }
        }
        for row in left {
            reconciled.differs(Deviation::Lost, || place(population, row));
        }
        Ok(reconciled)
    }

    fn find_lost(
        &self,
        population: &Population,
        rows: Range<u64>,
        reconciled: &mut Reconciled,
    ) -> Result<(), LedgerError> {
        let sql = "SELECT row FROM member WHERE row >= ?1 AND row < ?2 ORDER BY row";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut there = statement.query([number(rows.start), number(rows.end)])?;
        let mut next = rows.start;
        loop {
            let found = match there.next()? {
                Some(row) => row.get::<_, i64>(0)?.try_into().unwrap_or(rows.end),
                None => rows.end,
            };
            for lost in next..found {
                reconciled.differs(Deviation::Lost, || place(population, lost));
            }
            if found == rows.end {
                return Ok(());
            }
            next = found + 1;
        }
    }

    /// Finds the rows with a branch number that an earlier row has, by sorting all of them once.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn find_doubled(&self, population: &Population) -> Result<Reconciled, LedgerError> {
        let sql = "SELECT row FROM (
                       SELECT row, branch = lag(branch) OVER (ORDER BY branch, row) AS is_doubled
                       FROM member WHERE branch IS NOT NULL)
                   WHERE is_doubled";
        let mut reconciled = Reconciled::default();
        let mut statement = self.connection.prepare(sql)?;
        let mut doubled = statement.query([])?;
        while let Some(row) = doubled.next()? {
            let row = row.get::<_, i64>(0)?.unsigned_abs();
            reconciled.differs(Deviation::BranchDoubled, || place(population, row));
        }
        Ok(reconciled)
    }

    /// How many members have a branch number.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn registered(&self) -> Result<u64, LedgerError> {
        let sql = "SELECT count(branch) FROM member";
        Ok(self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// The branch number of a row, if it has one.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn branch(&self, row: u64) -> Result<Option<BranchNumber>, LedgerError> {
        let sql = "SELECT branch FROM member WHERE row = ?1";
        let text: Option<Option<String>> =
            self.connection.prepare_cached(sql)?.query_row([number(row)], |row| row.get(0)).optional()?;
        Ok(text.flatten().and_then(|text| BranchNumber::parse(&text).ok()))
    }

    fn page(&self, rows: &Range<u64>) -> Result<VecDeque<(u64, BranchNumber)>, LedgerError> {
        let sql = "SELECT row, branch FROM member WHERE row >= ?1 AND row < ?2 AND branch IS NOT NULL
                   ORDER BY row LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut found = statement.query(params![number(rows.start), number(rows.end), PAGE])?;
        let mut page = VecDeque::new();
        while let Some(row) = found.next()? {
            let text: String = row.get(1)?;
            if let Ok(branch) = BranchNumber::parse(&text) {
                page.push_back((row.get::<_, i64>(0)?.unsigned_abs(), branch));
            }
        }
        Ok(page)
    }
}

/// Branch numbers of a stretch of rows, in their order, some at a time.
#[derive(Debug)]
pub struct Branches {
    ledger: Arc<Mutex<Ledger>>,
    rows: Range<u64>,
    page: VecDeque<(u64, BranchNumber)>,
}

impl Branches {
    /// Those of these rows that have one.
    #[must_use]
    pub fn new(ledger: &Arc<Mutex<Ledger>>, rows: Range<u64>) -> Self {
        Self { ledger: Arc::clone(ledger), rows, page: VecDeque::new() }
    }
}

impl Iterator for Branches {
    type Item = (u64, BranchNumber);

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty() && !self.rows.is_empty() {
            let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            // A ledger that cannot be read has no more rows: whoever compares the number of
            // rows sent with those registered finds the difference.
            self.page = ledger.page(&self.rows).unwrap_or_default();
            self.rows.start = self.page.back().map_or(self.rows.end, |(row, _)| row + 1);
        }
        self.page.pop_front()
    }
}

/// Compares the result of a row with what is right; the branch number of a row that has one.
fn compare(
    population: &Population,
    row: u64,
    received: &ReceivedRow,
    reconciled: &mut Reconciled,
) -> Result<Option<BranchNumber>, LedgerError> {
    let fault = population.fault(row);
    let expected = fault.map_or("", super::faults::Fault::code);
    let (insurer, insured) = (cell(received, "保険者番号")?, cell(received, "被保険者番号")?);
    if !population.has_numbers(row, fault, insurer, insured) {
        reconciled.differs(Deviation::Numbers, || place(population, row));
    }
    let (code, message) = (cell(received, "処理結果コード")?, cell(received, "処理結果メッセージ")?);
    if code != expected {
        let shown: String = code.chars().take(8).collect();
        reconciled.differs(Deviation::Code, || {
            format!("{} 期待「{expected}」観測「{shown}」", place(population, row))
        });
    }
    if code.is_empty() != message.is_empty() {
        reconciled.differs(Deviation::Message, || place(population, row));
    }
    if holds_number(message) {
        reconciled.differs(Deviation::NumberInMessage, || place(population, row));
    }
    let text = cell(received, "被保険者枝番")?;
    let branch = BranchNumber::parse(text).ok();
    match (fault, &branch) {
        (None, None) => reconciled.differs(Deviation::NoBranch, || place(population, row)),
        (None, Some(_)) if code.is_empty() => reconciled.registered += 1,
        (Some(_), None) if text.is_empty() && code == expected => reconciled.refused += 1,
        (Some(_), _) if !text.is_empty() => {
            reconciled.differs(Deviation::BranchOfRefused, || place(population, row));
        }
        _ => {}
    }
    Ok(branch)
}

/// Whether twelve digits stand side by side.
fn holds_number(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|letter| {
        digits = if letter.is_numeric() { digits + 1 } else { 0 };
        digits >= 12
    })
}

fn cell<'row>(row: &'row ReceivedRow, column: &'static str) -> Result<&'row str, LedgerError> {
    row.get(column).ok_or(LedgerError::Column(column))
}

/// Where a row is, for a reader.
fn place(population: &Population, row: u64) -> String {
    let split = population.parameters().split;
    format!("{}つ目のファイルの{}行目", row / split + 1, row % split + 1)
}

fn number(row: u64) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{media::Charset, volume::tests};
    use std::io::Write as _;

    /// The result of the first file as a right server would give it: a line a row.
    fn right(population: &Population) -> Vec<[String; 7]> {
        population
            .rows_of(0)
            .map(|row| {
                let (cells, fault) = (population.cells(row), population.fault(row));
                let branch = if fault.is_none() { format!("{:010}", row * 7 + 1) } else { String::new() };
                let message = fault.map(|fault| fault.describe().to_owned()).unwrap_or_default();
                let code = fault.map_or("", super::super::faults::Fault::code).to_owned();
                ["R1".into(), cells[0].clone(), cells[2].clone(), cells[3].clone(), branch, code, message]
            })
            .collect()
    }

    fn taken_in(population: &Population, rows: &[[String; 7]]) -> Reconciled {
        let mut file = tempfile::NamedTempFile::new().expect("file");
        let header = crate::wire::column::MEMBERS_RESULT.join(",");
        writeln!(file, "{header}").expect("written");
        rows.iter().for_each(|row| writeln!(file, "{}", row.join(",")).expect("written"));
        let path = Arc::new(file.into_temp_path());
        let received = ReceivedFile { charset: Charset::Utf8, path, screen: "" };
        let mut ledger = Ledger::new().expect("ledger");
        let mut reconciled = ledger.take_in(population, 0, &received).expect("readable");
        reconciled.add(ledger.find_doubled(population).expect("readable"));
        reconciled
    }

    /// Which deviations a change to the right result has.
    fn found(change: impl FnOnce(&Population, &mut Vec<[String; 7]>)) -> Vec<(Deviation, u64)> {
        let population = tests::population(tests::parameters(13, 1000));
        let mut rows = right(&population);
        change(&population, &mut rows);
        let reconciled = taken_in(&population, &rows);
        reconciled.deviations.iter().map(|(deviation, (count, _))| (*deviation, *count)).collect()
    }

    fn first(population: &Population, is_good: bool) -> usize {
        (0..1000).find(|row| population.fault(*row).is_none() == is_good).expect("row") as usize
    }

    #[test]
    fn a_right_result_is_right_in_any_order() {
        let population = tests::population(tests::parameters(13, 1000));
        let mut rows = right(&population);
        rows.reverse();
        let reconciled = taken_in(&population, &rows);
        assert!(reconciled.is_right(), "{reconciled}");
        assert_eq!(reconciled.rows, 1000);
        assert_eq!(reconciled.registered + reconciled.refused, 1000);
        assert!(reconciled.refused >= 20);
    }

    #[test]
    fn every_deviation_is_found() {
        assert_eq!(found(|_, rows| drop(rows.remove(500))), [(Deviation::Lost, 1)]);
        assert_eq!(found(|_, rows| rows.push(rows[3].clone())), [(Deviation::Doubled, 1)]);
        assert_eq!(
            found(|_, rows| rows[3][1] = "9999999".into()),
            [(Deviation::Lost, 1), (Deviation::Foreign, 1)]
        );
        assert_eq!(found(|_, rows| rows[3][3] = "00000018".into()), [(Deviation::Numbers, 1)]);
        let good = |change: fn(&mut [String; 7])| {
            found(|population, rows| change(&mut rows[first(population, true)]))
        };
        let bad = |change: fn(&mut [String; 7])| {
            found(|population, rows| change(&mut rows[first(population, false)]))
        };
        assert_eq!(good(|row| row[4].clear()), [(Deviation::NoBranch, 1)]);
        assert_eq!(good(|row| row[4] = "K123".into()), [(Deviation::NoBranch, 1)]);
        assert_eq!(good(|row| row[5] = "E103".into()), [(Deviation::Code, 1), (Deviation::Message, 1)]);
        assert_eq!(bad(|row| row[4] = "7777777777".into()), [(Deviation::BranchOfRefused, 1)]);
        assert_eq!(bad(|row| row[6].clear()), [(Deviation::Message, 1)]);
        assert_eq!(
            bad(|row| row[6] = "番号１２３４５６７８９０１２".into()),
            [(Deviation::NumberInMessage, 1)]
        );
        assert_eq!(
            bad(|row| {
                row[5].clear();
                row[6].clear();
            }),
            [(Deviation::Code, 1)]
        );
        let doubled = found(|population, rows| {
            let two: Vec<_> = (0..1000).filter(|row| population.fault(*row).is_none()).take(2).collect();
            rows[two[1] as usize][4] = rows[two[0] as usize][4].clone();
        });
        assert_eq!(doubled, [(Deviation::BranchDoubled, 1)]);
    }

    #[test]
    fn branch_numbers_come_in_the_order_of_the_rows() {
        let population = tests::population(tests::parameters(13, 1000));
        let ledger = Ledger::new().expect("ledger");
        for row in (0..900_i64).rev().filter(|row| row % 3 > 0) {
            let branch = format!("{row:010}");
            ledger
                .connection
                .execute("INSERT INTO member VALUES (?1, ?2)", params![row, branch])
                .expect("row");
        }
        let ledger = Arc::new(Mutex::new(ledger));
        let found: Vec<u64> = Branches::new(&ledger, 100..800).map(|(row, _)| row).collect();
        assert_eq!(found, (100..800).filter(|row| row % 3 > 0).collect::<Vec<u64>>());
        assert_eq!(population.files(), 1);
    }
}
