//! The members of a union by the million: what was asked for, and the tables that rows are
//! made from.

use super::{
    block::Piece,
    calendar::{Calendar, Day},
    distribution::{self, AgeAndSex},
    names,
    numbers::{INSURED_SPACE, Numbers},
    rate::Rate,
};
use crate::{
    media::Charset,
    spec::Union,
    wire::{column, file_kind},
};
use chrono::{Datelike, NaiveDate};
use std::{fmt, ops::Range};

/// Most rows of a union: so many 被保険者番号 there are for them.
pub const MOST_ROWS: u64 = INSURED_SPACE;

/// What to make.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// The union whose members they are.
    pub union: Union,
    /// Members.
    pub count: u64,
    /// The same seed gives the same members.
    pub seed: u64,
    /// Character code of the files.
    pub charset: Charset,
    /// Rows of a file.
    pub split: u64,
    /// レコード番号 of the first row.
    pub first_record: u64,
    /// Share of rows with an error of the catalogue.
    pub errors: Rate,
    /// Share of rows with characters that are easily damaged.
    pub hard_characters: Rate,
    /// Share of members whose 個人番号 the union does not know.
    pub without_number: Rate,
}

/// It cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PopulationError {
    /// More than there are numbers for.
    #[error("件数は1から{MOST_ROWS}までにしてください(被保険者番号が足りなくなるため)。指定は{0}件です")]
    Count(u64),
    /// A file without rows.
    #[error("1ファイルの件数は1以上にしてください")]
    Split,
    /// Record numbers would get too long.
    #[error("レコード番号の始まりは15桁までにしてください")]
    FirstRecord,
    /// A name is longer than a row has room for.
    #[error("「{0}」は長すぎて、生成する行に入りません(testdata/unions.yaml の略称を短くしてください)")]
    TooLong(String),
}

/// Pieces of rows, in the character code of the files (UTF-8 for UTF-16, which is made
/// from it afterwards), and the same as text.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) families: Names,
    pub(super) hard_families: Names,
    pub(super) men: Names,
    pub(super) women: Names,
    /// Postal code, prefecture and 市区町村.
    pub(super) municipalities: Vec<(String, Piece)>,
    pub(super) towns: Vec<Piece>,
    pub(super) buildings: Vec<Piece>,
    /// 処理区分 and 保険者番号, between レコード番号 and 被保険者番号.
    pub(super) insurer: Piece,
}

/// Names as text, written and read, and as pieces.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) texts: Vec<(String, String)>,
    pub(super) written: Vec<Piece>,
    pub(super) read: Vec<Piece>,
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }
}

/// The members of a union.
pub struct Population {
    pub(super) parameters: Parameters,
    pub(super) numbers: Numbers,
    pub(super) calendar: Calendar,
    pub(super) ages: Vec<AgeAndSex>,
    pub(super) municipality_slots: Vec<u16>,
    pub(super) tables: Tables,
    /// By age: the first day on which somebody of that age was born.
    pub(super) first_born: Vec<Day>,
    /// The day as of which everybody is insured, or was within the last year: before all
    /// windows of the lots.
    pub(super) as_of: Day,
    /// 2008-04-01, before which nobody was insured.
    pub(super) system_start: Day,
}

impl Population {
    /// Makes the tables; no row yet.
    ///
    /// # Errors
    /// [`PopulationError`] if the parameters cannot be met.
    pub fn new(parameters: Parameters) -> Result<Self, PopulationError> {
        if !(1..=MOST_ROWS).contains(&parameters.count) {
            return Err(PopulationError::Count(parameters.count));
        }
        if parameters.split == 0 {
            return Err(PopulationError::Split);
        }
        if parameters.first_record >= 1_000_000_000_000_000 {
            return Err(PopulationError::FirstRecord);
        }
        let calendar_error = || PopulationError::TooLong("暦".to_owned());
        let calendar = Calendar::new().ok_or_else(calendar_error)?;
        let day = |year, month, day| {
            NaiveDate::from_ymd_opt(year, month, day)
                .map(|day| calendar.number(day))
                .ok_or_else(calendar_error)
        };
        let as_of = day(2017, 1, 1)?;
        let year = calendar.day(as_of).year();
        // Who is of an age on 1 January was born on 2 January at the earliest.
        let first_born = (0..=115).map(|age| day(year - 1 - age, 1, 2)).collect::<Result<_, _>>()?;
        let prefecture = parameters.union.id.number();
        let municipalities = distribution::municipality_count(prefecture);
        Ok(Self {
            numbers: Numbers::new(parameters.seed, prefecture),
            ages: distribution::ages(),
            municipality_slots: distribution::municipality_slots(municipalities),
            tables: Tables::new(&parameters, municipalities)?,
            first_born,
            as_of,
            system_start: day(2008, 4, 1)?,
            calendar,
            parameters,
        })
    }

    /// What was asked for.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// How many files.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.parameters.count.div_ceil(self.parameters.split)
    }

    /// Rows of a file, counted from 0 on both.
    #[must_use]
    pub fn rows_of(&self, file: u64) -> Range<u64> {
        let (split, count) = (self.parameters.split, self.parameters.count);
        (file * split).min(count)..((file + 1) * split).min(count)
    }

    /// Name of a file.
    #[must_use]
    pub fn file_name(&self, file: u64) -> String {
        format!("加入者情報一括登録ファイル-{:03}.csv", file + 1)
    }

    /// Kind of the files, as in the upload path.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        file_kind::MEMBERS
    }

    /// レコード番号 of a row.
    #[must_use]
    pub fn record(&self, row: u64) -> u64 {
        self.parameters.first_record + row
    }

    /// The row of a レコード番号; `None` if it is none of these.
    #[must_use]
    pub fn row_of_record(&self, record: u64) -> Option<u64> {
        record.checked_sub(self.parameters.first_record).filter(|row| *row < self.parameters.count)
    }

    /// The day as of which the members are insured.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.calendar.day(self.as_of)
    }

    /// The header row in UTF-8, with its end of line.
    pub(super) fn header(columns: &[&str]) -> String {
        format!("{}\r\n", columns.join(","))
    }

    /// The opening and the header of a file of members, in its character code.
    pub(super) fn member_header(&self) -> Vec<u8> {
        let charset = self.parameters.charset;
        [charset.opening(), &charset.encode(&Self::header(column::MEMBERS))].concat()
    }
}

/// The parameters; the tables are the same for all.
impl fmt::Debug for Population {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Population").field("parameters", &self.parameters).finish_non_exhaustive()
    }
}

impl Tables {
    fn new(parameters: &Parameters, municipalities: usize) -> Result<Self, PopulationError> {
        let charset = match parameters.charset {
            Charset::Utf16Le => Charset::Utf8,
            other => other,
        };
        let piece = |text: String| -> Result<Piece, PopulationError> {
            Piece::new(&charset.encode(&text)).ok_or(PopulationError::TooLong(text))
        };
        let all = |texts: Vec<String>| texts.into_iter().map(piece).collect::<Result<Vec<_>, _>>();
        let table = |texts: Vec<(String, String)>, after: &str| -> Result<Names, PopulationError> {
            let written = texts.iter().map(|(written, _)| format!("{written}{after}")).collect();
            let read = texts.iter().map(|(_, read)| format!("{read}{after}")).collect();
            Ok(Names { written: all(written)?, read: all(read)?, texts })
        };
        let union = &parameters.union;
        let municipalities = names::municipalities(municipalities)
            .into_iter()
            .enumerate()
            .map(|(place, name)| {
                let text = format!("000-{:04},{}{name}", place + 1, union.short_name);
                Ok((text.clone(), piece(text)?))
            })
            .collect::<Result<_, PopulationError>>()?;
        Ok(Self {
            families: table(names::families(), "\u{3000}")?,
            hard_families: table(names::hard_families(), "\u{3000}")?,
            men: table(names::men(), ",")?,
            women: table(names::women(), ",")?,
            municipalities,
            towns: all(names::TOWNS.map(str::to_owned).to_vec())?,
            buildings: all(names::BUILDINGS.map(str::to_owned).to_vec())?,
            insurer: piece(format!(",1,{},", union.insurer_number))?,
        })
    }
}
