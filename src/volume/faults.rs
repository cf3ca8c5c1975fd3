//! Planted errors, one in each of as many stretches of rows as the rate asks for, so that
//! their number is exact and every kind comes as often as the others. What the right
//! answer is stands here, from the rules that the contract prints (domain.md §5), and
//! from nothing that a server said.

use super::{draw::Draw, population::Population};
use crate::{model::InsuranceNumber, wire::row_error};
use std::ops::Range;

/// Salt of the bits that place an error.
const PLACE: u8 = b'e';
const WHOLE: u64 = 1_000_000;

/// An error of the catalogue that a row can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// E101
    NumberMissing,
    /// E102
    NumberFormat,
    /// E103
    CheckDigit,
    /// E104: the number of a member of the first file.
    Registered,
    /// E105: the number of a row before it in the same file.
    Doubled,
    /// E106
    InsuredNumber,
    /// E107
    InsurerNumber,
    /// E108
    BirthDate,
    /// E109
    Character,
    /// E110
    NameMissing,
    /// E111
    AccessGroup,
    /// E112
    Sex,
}

impl Fault {
    /// The catalogue, in the order in which errors are planted.
    pub const ALL: [Self; 12] = [
        Self::CheckDigit,
        Self::Doubled,
        Self::Registered,
        Self::NumberMissing,
        Self::NumberFormat,
        Self::InsuredNumber,
        Self::InsurerNumber,
        Self::BirthDate,
        Self::Character,
        Self::NameMissing,
        Self::AccessGroup,
        Self::Sex,
    ];

    /// 処理結果コード of the right answer.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NumberMissing => row_error::NUMBER_MISSING,
            Self::NumberFormat => row_error::NUMBER_FORMAT,
            Self::CheckDigit => row_error::NUMBER_CHECK_DIGIT,
            Self::Registered => row_error::REGISTERED_IN_PARTITION,
            Self::Doubled => row_error::DUPLICATE_IN_FILE,
            Self::InsuredNumber => row_error::INSURED_NUMBER,
            Self::InsurerNumber => row_error::INSURER_NUMBER,
            Self::BirthDate => row_error::DATE,
            Self::Character => row_error::CHARACTER,
            Self::NameMissing => row_error::MISSING,
            Self::AccessGroup => row_error::ACCESS_GROUP,
            Self::Sex => row_error::VALUE,
        }
    }

    /// What is wrong with the row, for the answer sheet.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::NumberMissing => "個人番号が空",
            Self::NumberFormat => "個人番号が11桁",
            Self::CheckDigit => "個人番号の検査用数字が違う",
            Self::Registered => "1つ目のファイルで登録した加入者と同じ個人番号",
            Self::Doubled => "同じファイルの前の行と同じ個人番号",
            Self::InsuredNumber => "被保険者番号の検証番号が違う",
            Self::InsurerNumber => "ほかの広域連合の保険者番号",
            Self::BirthDate => "生年月日が暦にない日(2月29日のない年)",
            Self::Character => "氏名に外字",
            Self::NameMissing => "氏名が空",
            Self::AccessGroup => "登録されていないアクセスグループ",
            Self::Sex => "性別が3",
        }
    }
}

/// What must be found at a row that is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The row, counted from 0 over all files.
    pub row: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Population {
    /// What must be found at a row; `None` for a good one.
    #[must_use]
    pub fn fault(&self, row: u64) -> Option<Fault> {
        self.planted(row).or_else(|| (!self.facts(row).has_number).then_some(Fault::NumberMissing))
    }

    /// The error planted at a row.
    pub(super) fn planted(&self, row: u64) -> Option<Fault> {
        let stretch = self.stretch(row)?;
        if self.place_in(stretch) != row {
            return None;
        }
        let kind = Fault::ALL[usize::try_from(stretch % Fault::ALL.len() as u64).unwrap_or(0)];
        // Both need another row, which the beginning of a file, or of the first, has not.
        let stands_alone = match kind {
            Fault::Registered => self.registered_before(row).is_none(),
            Fault::Doubled => self.doubled_before(row).is_none(),
            _ => false,
        };
        Some(if stands_alone { Fault::CheckDigit } else { kind })
    }

    /// The first row from `from` on at which an error is planted, before `end`.
    pub(super) fn next_planted(&self, from: u64, end: u64) -> Option<u64> {
        let mut stretch = self.stretch(from)?;
        let mut place = self.place_in(stretch);
        if place < from {
            stretch += 1;
            place = self.place_in(stretch);
        }
        (place < end).then_some(place)
    }

    /// A row of the first file whose number a later file repeats.
    pub(super) fn registered_before(&self, row: u64) -> Option<u64> {
        let place = row % self.parameters.split;
        let other = (row >= self.parameters.split).then_some(place)?;
        self.is_good(other).then_some(other)
    }

    /// A row whose number is repeated later in its file.
    pub(super) fn doubled_before(&self, row: u64) -> Option<u64> {
        let first = row - row % self.parameters.split;
        let other = row.checked_sub(1).filter(|other| *other >= first)?;
        self.is_good(other).then_some(other)
    }

    fn is_good(&self, row: u64) -> bool {
        let planted = self.stretch(row).is_some_and(|stretch| self.place_in(stretch) == row);
        !planted && self.facts(row).has_number
    }

    /// The stretch that a row belongs to; `None` if nothing is planted.
    fn stretch(&self, row: u64) -> Option<u64> {
        let rate = u64::from(self.parameters.errors.millionths());
        (rate > 0).then(|| row * rate / WHOLE)
    }

    fn place_in(&self, stretch: u64) -> u64 {
        let Range { start, end } = self.rows_of_stretch(stretch);
        let parameters = &self.parameters;
        let mut draw = Draw::of(parameters.seed, parameters.union.id.number(), PLACE, stretch);
        start + draw.next() % (end - start).max(1)
    }

    fn rows_of_stretch(&self, stretch: u64) -> Range<u64> {
        let rate = u64::from(self.parameters.errors.millionths()).max(1);
        let bound = |stretch: u64| (stretch * WHOLE).div_ceil(rate);
        bound(stretch)..bound(stretch + 1)
    }

    /// A 保険者番号 that is another union's, and right in itself.
    pub(super) fn foreign_insurer(&self) -> String {
        let other = self.parameters.union.id.number() % 47 + 1;
        InsuranceNumber::from_body(&format!("39{other:02}000"))
            .map(|number| number.as_str().to_owned())
            .unwrap_or_default()
    }
}
