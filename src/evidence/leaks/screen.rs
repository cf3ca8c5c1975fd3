//! What a screen shows of individual numbers, before a picture of it is kept: a picture has
//! no text that could be masked or searched later.
//!
//! It must not know how a screen was read, or how parts of it are covered.

use super::numbers::{self, Kind};
use crate::evidence::Masker;

/// Why a picture may not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// It shows the individual number of somebody whom the run did not bring along.
    Stranger,
    /// It shows an individual number where nothing covers it.
    Uncovered,
}

impl Withheld {
    /// What a reviewer reads in the place of the picture.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Stranger => {
                "この実行が使っていない個人番号(検査用数字の合う12桁の番号)が表示されたため、画面の写しを保存しませんでした。実在の人の番号でないか、接続先の担当者に確かめてください"
            }
            Self::Uncovered => {
                "個人番号が、塗りつぶせない形(いくつかの要素に分けるなど)で表示されたため、画面の写しを保存しませんでした。画面対応、または画面の作りを確かめてください"
            }
        }
    }
}

/// Whether a picture has to be withheld. `shown` is all that the screen shows, `left` what
/// of it is not covered, both as they are read.
#[must_use]
pub fn withheld(masker: &Masker, shown: &str, left: &str) -> Option<Withheld> {
    let own = masker.own_numbers();
    let mut stranger = false;
    numbers::find(shown.as_bytes(), &own, |kind, _| stranger |= kind == Kind::Valid);
    if stranger {
        return Some(Withheld::Stranger);
    }
    let mut uncovered = false;
    numbers::find(left.as_bytes(), &masker.known().numbers, |_, _| uncovered = true);
    uncovered.then_some(Withheld::Uncovered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IndividualNumber;

    fn number(body: u64) -> String {
        let found = (0..10).map(|digit| format!("{body:011}{digit}"));
        found.into_iter().find(|text| IndividualNumber::parse(text).is_ok()).expect("a check digit")
    }

    fn masker() -> (Masker, String) {
        let (masker, own) = (Masker::new(), number(12_345_678_901));
        let _ = masker.of_own().mask(&own);
        (masker, own)
    }

    #[test]
    fn a_number_of_the_run_that_is_covered_is_shown_to_nobody() {
        let (masker, own) = masker();
        assert_eq!(withheld(&masker, &format!("個人番号\t{own}"), "個人番号\t"), None);
    }

    #[test]
    fn a_number_of_somebody_else_is_not_kept_even_if_covered_and_seen_before() {
        let (masker, own) = masker();
        let other = number(98_765_432_109);
        let _ = masker.mask(&other);
        let shown = format!("{own}\n{} {} {}", &other[..4], &other[4..8], &other[8..]);
        assert_eq!(withheld(&masker, &shown, ""), Some(Withheld::Stranger));
    }

    #[test]
    fn a_number_of_the_run_that_stays_readable_is_not_kept() {
        let (masker, own) = masker();
        let apart: String = own.chars().flat_map(|digit| [digit, ' ']).collect();
        assert_eq!(withheld(&masker, &apart, &apart), Some(Withheld::Uncovered));
    }

    #[test]
    fn twelve_digits_without_the_check_digit_are_no_number() {
        let (masker, own) = masker();
        let wrong = format!("{}{}", &own[..11], (own.as_bytes()[11] - b'0' + 1) % 10);
        assert_eq!(withheld(&masker, &wrong, &wrong), None);
    }
}
