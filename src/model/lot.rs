//! ロット: the three groups of unions, each with its own test windows (domain.md §10.2).
//!
//! Which union is in which lot, and the dates, are data (`testdata/lots.yaml`).

use chrono::NaiveDate;
use std::{fmt, str::FromStr};

/// The lot number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Lot {
    /// 先行団体.
    One,
    /// The first of the two later groups.
    Two,
    /// The second of the two later groups.
    Three,
}

impl Lot {
    /// In the order of their windows.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];
}

/// The text names none of the three lots.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ロット「{0}」はありません(1、2、3 のどれか)")]
pub struct UnknownLot(String);

impl TryFrom<u8> for Lot {
    type Error = UnknownLot;

    fn try_from(number: u8) -> Result<Self, UnknownLot> {
        match number {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            3 => Ok(Self::Three),
            other => Err(UnknownLot(other.to_string())),
        }
    }
}

impl From<Lot> for u8 {
    fn from(lot: Lot) -> u8 {
        match lot {
            Lot::One => 1,
            Lot::Two => 2,
            Lot::Three => 3,
        }
    }
}

impl FromStr for Lot {
    type Err = UnknownLot;

    fn from_str(text: &str) -> Result<Self, UnknownLot> {
        text.parse::<u8>().map_err(|_| UnknownLot(text.to_owned()))?.try_into()
    }
}

impl fmt::Display for Lot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ロット{}", u8::from(*self))
    }
}

/// A span of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Window {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}
