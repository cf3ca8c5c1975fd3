//! What is drawn of a person, as small numbers: places in tables, days, codes. Both ways of
//! writing a row, the fast one and the one by text, start from the same facts.

use super::{
    calendar::{Calendar, Day},
    distribution::AgeAndSex,
    draw::{Draw, below, halves, quarters},
    population::Population,
};

/// Salt of the bits of a person.
const PERSON: u8 = b'p';
/// Of a thousand, so many came from another prefecture.
const MOVED_IN: u16 = 60;
/// Of a thousand, so many have lost the qualification within the last year.
const LOST: u16 = 20;
/// Of a thousand, so many get 高額介護合算療養費.
const COMBINED: u16 = 45;
/// Of a thousand, so many pay three tenths.
const THREE_TENTHS: u16 = 70;
/// Of a thousand, so many keep the former union (住所地特例).
const DOMICILE: u16 = 5;

/// Place of a 市区町村 among those of the union, the largest first.
pub type Municipality = u16;

/// What is drawn of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether the standard system knows the 個人番号.
    pub has_number: bool,
    /// Whether a character stands in the row that is easily damaged.
    pub is_hard: bool,
    /// Age on the day as of which the members are insured.
    pub age: u8,
    /// Sex.
    pub is_female: bool,
    /// 市区町村.
    pub municipality: Municipality,
    /// 取得事由 (domain.md §3), two digits.
    pub acquisition: [u8; 2],
    /// 喪失事由; `None` for who is insured.
    pub loss: Option<[u8; 2]>,
    /// Whether 高額介護合算療養費 was granted.
    pub has_combined: bool,
    /// 一部負担金割合, one digit.
    pub share: u8,
    /// 住所地特例区分, one digit.
    pub domicile: u8,
    pub(super) family: u16,
    pub(super) given: u16,
    pub(super) building: u8,
    pub(super) town: u8,
    pub(super) block: u8,
    pub(super) house: u8,
    pub(super) born: Day,
    pub(super) acquired: Day,
    pub(super) lost: Day,
    /// Bits for what only some copies need.
    pub(super) amounts: u64,
}

impl Facts {
    /// Whether the person died, so that 葬祭費 is paid and the 住基ネット has a removed entry.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.loss == Some(*b"01")
    }
}

/// Of a thousand.
fn in_thousand(bits: u16, limit: u16) -> bool {
    below(bits, 1000) < usize::from(limit)
}

impl Population {
    /// The facts of a row.
    #[must_use]
    pub fn facts(&self, row: u64) -> Facts {
        let parameters = &self.parameters;
        let mut draw = Draw::of(parameters.seed, parameters.union.id.number(), PERSON, row);
        let [slot, day, family, given] = quarters(draw.next());
        let [place, town, block, house] = quarters(draw.next());
        let [hard, number] = halves(draw.next());
        let [reason, moment, share, benefit] = quarters(draw.next());
        let AgeAndSex { age, is_female } = self.ages[usize::from(slot)];
        let born = self.first_born[usize::from(age)] + below_day(day, 365);
        let (acquired, acquisition) = self.acquisition(born, age, reason, moment);
        let is_hard = parameters.hard_characters.takes(hard);
        // Names and places share the hard ones: half of them have it in the name.
        let (families, building) = match (is_hard, hard & 1) {
            (true, 0) => (self.tables.hard_families.len(), 0),
            (true, _) => (self.tables.families.len(), 1 + ((hard >> 1) & 7) as u8),
            (false, _) => (self.tables.families.len(), 0),
        };
        let givens = if is_female { self.tables.women.len() } else { self.tables.men.len() };
        let mut facts = Facts {
            has_number: !parameters.without_number.takes(number),
            is_hard,
            age,
            is_female,
            municipality: self.municipality_slots[usize::from(place)],
            acquisition,
            loss: None,
            has_combined: in_thousand(benefit, COMBINED),
            share: if in_thousand(share, THREE_TENTHS) { b'3' } else { b'1' },
            domicile: if in_thousand(share.rotate_left(8), DOMICILE) { b'1' } else { b'0' },
            family: small(below(family, families)),
            given: small(below(given, givens)),
            building,
            town: below(town, self.tables.towns.len()) as u8,
            block: 1 + below(block, 40) as u8,
            house: 1 + below(house, 30) as u8,
            born,
            acquired,
            lost: 0,
            amounts: 0,
        };
        let [losing, when, why, _] = quarters(draw.next());
        if in_thousand(losing, LOST) {
            self.lose(&mut facts, when, why);
        }
        if facts.has_combined || facts.is_dead() {
            facts.amounts = draw.next();
        }
        facts
    }

    /// 資格取得年月日 and 取得事由 of somebody who is insured on the day.
    fn acquisition(&self, born: Day, age: u8, reason: u16, moment: u16) -> (Day, [u8; 2]) {
        let calendar: &Calendar = &self.calendar;
        let between =
            |first: Day, last: Day| first + below_day(moment, last.saturating_sub(first).saturating_add(1));
        let start = self.system_start;
        if age < 75 {
            return (between(calendar.at_65(born).max(start), self.as_of), *b"03");
        }
        let by_age = calendar.at_75(born).max(start);
        let place = below(reason, 1000);
        let code = match place {
            _ if place < usize::from(MOVED_IN) => *b"02",
            _ if place < usize::from(MOVED_IN) + 8 => *b"05",
            _ if place < usize::from(MOVED_IN) + 11 => *b"04",
            _ if place < usize::from(MOVED_IN) + 12 => *b"06",
            _ if place < usize::from(MOVED_IN) + 13 => *b"99",
            _ => return (by_age, *b"01"),
        };
        (between(by_age, self.as_of), code)
    }

    /// Ends the qualification within the last year, but not before it began.
    fn lose(&self, facts: &mut Facts, when: u16, why: u16) {
        let first = (facts.acquired + 2).max(self.as_of - 364);
        if first > self.as_of {
            return;
        }
        facts.lost = first + below_day(when, self.as_of - first + 1);
        facts.loss = Some(match below(why, 100) {
            0..75 => *b"01",
            75..93 => *b"02",
            93..97 => *b"05",
            97..99 => *b"06",
            _ => *b"99",
        });
    }
}

fn small(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(0)
}

fn below_day(bits: u16, days: Day) -> Day {
    small(below(bits, usize::from(days)))
}
