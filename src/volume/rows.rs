//! A row of a 加入者情報一括登録ファイル, written twice: fast, for good rows by the million;
//! and cell by cell, for planted errors and for whoever compares. Both are the same bytes.

use super::{block::Block, facts::Facts, faults::Fault, names, population::Population};
use crate::{model::IndividualNumber, wire::column};
use chrono::NaiveDate;

/// Not on the calendar.
const NO_DAY: &str = "19330229";
/// No union has it.
const NO_GROUP: &str = "NASHI-99";
/// A character that the sender has drawn itself.
const GAIJI: char = '\u{E000}';
/// Cells by name, as far as rows need them.
const INSURER: usize = 2;
const INSURED: usize = 3;
const NUMBER: usize = 4;
const NAME: usize = 5;
const BIRTH: usize = 7;
const SEX: usize = 8;
const ADDRESS: usize = 10;
const GROUP: usize = 13;

/// A person as the 住基ネット has it.
#[derive(Debug, Clone)]
pub struct GeneratedResident {
    /// 個人番号.
    pub individual_number: IndividualNumber,
    /// 氏名.
    pub name: String,
    /// 氏名カナ.
    pub kana: String,
    /// 住所.
    pub address: String,
    /// 1 男, 2 女.
    pub sex: String,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// Day of death of somebody whose entry is removed.
    pub died_on: Option<NaiveDate>,
}

impl Population {
    /// A good row; tells whether it has a 個人番号.
    #[inline]
    pub(super) fn write_row(&self, row: u64, block: &mut Block) -> bool {
        let facts = self.facts(row);
        let tables = &self.tables;
        let (digits, length) = self.numbers.decimal(self.record(row));
        block.put_slice(&digits[16 - length..]);
        block.put(&tables.insurer);
        block.put_all(&self.numbers.insured(row));
        block.put_all(b",");
        if facts.has_number {
            block.put_all(&self.numbers.individual(row));
        }
        block.put_all(b",");
        let (families, givens) = (self.families(&facts), self.givens(&facts));
        let (family, given) = (usize::from(facts.family), usize::from(facts.given));
        block.put(&families.written[family]);
        block.put(&givens.written[given]);
        block.put(&families.read[family]);
        block.put(&givens.read[given]);
        block.put_all(self.calendar.digits(facts.born));
        block.put_all(if facts.is_female { b",2," } else { b",1," });
        block.put(&tables.municipalities[usize::from(facts.municipality)].1);
        block.put(&tables.towns[usize::from(facts.town)]);
        self.put_small(facts.block, block);
        block.put_all(b"-");
        self.put_small(facts.house, block);
        if let Some(place) = facts.building.checked_sub(1) {
            block.put(&tables.buildings[usize::from(place)]);
        }
        block.put_all(b",");
        block.put_all(self.calendar.digits(facts.acquired));
        block.put_all(b",");
        if facts.loss.is_some() {
            block.put_all(self.calendar.digits(facts.lost));
        }
        block.put_all(b",,\r\n");
        facts.has_number
    }

    #[inline]
    fn put_small(&self, number: u8, block: &mut Block) {
        if number >= 10 {
            block.put_all(&[b'0' + number / 10]);
        }
        block.put_all(&[b'0' + number % 10]);
    }

    fn families(&self, facts: &Facts) -> &super::population::Names {
        if facts.is_hard && facts.building == 0 { &self.tables.hard_families } else { &self.tables.families }
    }

    fn givens(&self, facts: &Facts) -> &super::population::Names {
        if facts.is_female { &self.tables.women } else { &self.tables.men }
    }

    /// The cells of a row as they stand in the file, with the error that is planted in it.
    #[must_use]
    pub fn cells(&self, row: u64) -> Vec<String> {
        let mut cells = self.good_cells(row);
        if let Some(fault) = self.planted(row) {
            self.spoil(row, fault, &mut cells);
        }
        cells
    }

    /// The cells of a row as they would be without an error.
    #[must_use]
    pub fn good_cells(&self, row: u64) -> Vec<String> {
        let facts = self.facts(row);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let day = |day| text(self.calendar.digits(day));
        let family = &self.families(&facts).texts[usize::from(facts.family)];
        let given = &self.givens(&facts).texts[usize::from(facts.given)];
        let (postal_code, place) =
            self.tables.municipalities[usize::from(facts.municipality)].0.split_once(',').unwrap_or_default();
        let town = names::TOWNS[usize::from(facts.town)];
        let building = facts.building.checked_sub(1).map_or("", |place| names::BUILDINGS[usize::from(place)]);
        let cells = vec![
            self.record(row).to_string(),
            "1".to_owned(),
            self.parameters.union.insurer_number.as_str().to_owned(),
            text(&self.numbers.insured(row)),
            if facts.has_number { text(&self.numbers.individual(row)) } else { String::new() },
            format!("{}\u{3000}{}", family.0, given.0),
            format!("{}\u{3000}{}", family.1, given.1),
            day(facts.born),
            if facts.is_female { "2" } else { "1" }.to_owned(),
            postal_code.to_owned(),
            format!("{place}{town}{}-{}{building}", facts.block, facts.house),
            day(facts.acquired),
            if facts.loss.is_some() { day(facts.lost) } else { String::new() },
            String::new(),
            String::new(),
        ];
        debug_assert_eq!(cells.len(), column::MEMBERS.len());
        cells
    }

    /// Whether 保険者番号 and 被保険者番号 are those that were sent in a row.
    pub(super) fn has_numbers(&self, row: u64, fault: Option<Fault>, insurer: &str, insured: &str) -> bool {
        if matches!(fault, Some(Fault::InsuredNumber | Fault::InsurerNumber)) {
            let cells = self.cells(row);
            return cells[INSURER] == insurer && cells[INSURED] == insured;
        }
        let own = self.parameters.union.insurer_number.as_str();
        own == insurer && insured.as_bytes() == self.numbers.insured(row)
    }

    /// The person of a row as the 住基ネット has it; `None` for a row that registers nobody.
    #[must_use]
    pub fn resident(&self, row: u64) -> Option<GeneratedResident> {
        if self.fault(row).is_some() {
            return None;
        }
        let facts = self.facts(row);
        let number = String::from_utf8_lossy(&self.numbers.individual(row)).into_owned();
        let mut cells = self.good_cells(row);
        let mut take = |place: usize| std::mem::take(&mut cells[place]);
        Some(GeneratedResident {
            individual_number: IndividualNumber::parse(&number).ok()?,
            name: take(NAME),
            kana: take(NAME + 1),
            address: take(ADDRESS),
            sex: take(SEX),
            birth_date: self.calendar.day(facts.born),
            died_on: facts.is_dead().then(|| self.calendar.day(facts.lost.saturating_sub(1))),
        })
    }

    fn spoil(&self, row: u64, fault: Fault, cells: &mut [String]) {
        let right = String::from_utf8_lossy(&self.numbers.individual(row)).into_owned();
        let of = |other: Option<u64>| {
            other.map(|other| String::from_utf8_lossy(&self.numbers.individual(other)).into_owned())
        };
        let (place, text) = match fault {
            Fault::NumberMissing => (NUMBER, String::new()),
            Fault::NumberFormat => (NUMBER, right[..11].to_owned()),
            Fault::CheckDigit => (NUMBER, next_last_digit(&right)),
            Fault::Registered => (NUMBER, of(self.registered_before(row)).unwrap_or_default()),
            Fault::Doubled => (NUMBER, of(self.doubled_before(row)).unwrap_or_default()),
            Fault::InsuredNumber => (INSURED, next_last_digit(&cells[INSURED])),
            Fault::InsurerNumber => (INSURER, self.foreign_insurer()),
            Fault::BirthDate => (BIRTH, NO_DAY.to_owned()),
            Fault::Character => (NAME, format!("{}{GAIJI}", cells[NAME])),
            Fault::NameMissing => (NAME, String::new()),
            Fault::AccessGroup => (GROUP, NO_GROUP.to_owned()),
            Fault::Sex => (SEX, "3".to_owned()),
        };
        // A row has one error: it needs a number even if the union does not know it.
        if fault != Fault::NumberMissing {
            cells[NUMBER] = right;
        }
        cells[place] = text;
    }
}

fn next_last_digit(number: &str) -> String {
    let (body, last) = number.split_at(number.len().saturating_sub(1));
    let next = last.bytes().next().map_or(b'0', |digit| b'0' + (digit - b'0' + 1) % 10);
    format!("{body}{}", char::from(next))
}
