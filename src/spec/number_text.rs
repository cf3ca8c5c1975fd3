//! 個人番号 and 被保険者番号 of the test data: templates, so that every union gets numbers of
//! its own, and numbers that are wrong on purpose.
//!
//! Must not know who bears the numbers. No individual number is shown here.

use super::text;
use crate::model::{INDIVIDUAL_NUMBER_MASK, IndividualNumber, InsuranceNumber};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Stands for the two digits of the prefecture number.
const PREFECTURE: &str = "{県}";
/// Stands for the right check digit, at the end.
const CHECK: &str = "{検}";
/// Stands for a digit that is not the check digit, at the end.
const WRONG: &str = "{誤}";

/// What stands in the column 個人番号 of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NumberText {
    /// A well-formed number.
    Valid(IndividualNumber),
    /// A text that the server has to refuse.
    WrongOnPurpose(WrongNumber),
}

/// A text that is no 個人番号. Masked as well: it is one digit away from one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WrongNumber(String);

impl WrongNumber {
    /// The text, for a machine.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WrongNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrongNumber({INDIVIDUAL_NUMBER_MASK})")
    }
}

impl NumberText {
    /// The text, for a machine: a bulk file, a request body, the masker's list.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Valid(number) => number.expose(),
            Self::WrongOnPurpose(text) => text.expose(),
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn valid(&self) -> Option<&IndividualNumber> {
        match self {
            Self::Valid(number) => Some(number),
            Self::WrongOnPurpose(_) => None,
        }
    }

    fn wrong(text: String) -> Self {
        Self::WrongOnPurpose(WrongNumber(text))
    }
}

impl fmt::Display for NumberText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(INDIVIDUAL_NUMBER_MASK)
    }
}

/// 個人番号 as written in YAML: `70{県}0000001{検}` or twelve digits.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct NumberTemplate(String);

/// 誤り個人番号 as written in YAML: `70{県}0000001{誤}` or any text that is no number.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct WrongNumberTemplate(String);

impl NumberTemplate {
    fn parse(text: &str) -> Result<Self, String> {
        // Every prefecture number has two digits, so one stands for all.
        let filled = text.replace(PREFECTURE, "13");
        let checked = match filled.strip_suffix(CHECK) {
            Some(body) => IndividualNumber::from_body(body).map_err(|_| {
                format!(
                    "個人番号の型は {PREFECTURE} を2桁と数えて数字11桁に {CHECK} を続けて書きます(いまは {} 桁と {CHECK})",
                    body.chars().count()
                )
            }),
            None => IndividualNumber::parse(&filled).map_err(|error| {
                format!("{error}。わざと誤らせるなら「誤り個人番号」に、そうでなければ 70{PREFECTURE}0000001{CHECK} の形で書いてください")
            }),
        };
        checked.map(|_| Self(text.to_owned()))
    }
}

impl WrongNumberTemplate {
    fn parse(text: &str) -> Result<Self, String> {
        match fill(text, "13") {
            NumberText::WrongOnPurpose(wrong) if wrong.0.contains(['{', '}']) => Err(format!(
                "誤り個人番号の型は {PREFECTURE} を2桁と数えて数字11桁に {WRONG} を続けて書きます"
            )),
            NumberText::WrongOnPurpose(_) => Ok(Self(text.to_owned())),
            NumberText::Valid(_) => {
                Err("誤り個人番号に正しい個人番号が書かれています(「個人番号」に書いてください)".to_owned())
            }
        }
    }
}

impl NumberTemplate {
    /// The number for a prefecture.
    pub(super) fn fill(&self, prefecture: &str) -> NumberText {
        fill(&self.0, prefecture)
    }
}

impl WrongNumberTemplate {
    /// The text for a prefecture.
    pub(super) fn fill(&self, prefecture: &str) -> NumberText {
        fill(&self.0, prefecture)
    }
}

/// A template that cannot be completed stays what it is, that is, wrong: reading a file
/// refuses those that were not meant to be.
fn fill(template: &str, prefecture: &str) -> NumberText {
    let filled = template.replace(PREFECTURE, prefecture);
    if let Some(body) = filled.strip_suffix(CHECK) {
        IndividualNumber::from_body(body)
            .map_or_else(|_| NumberText::wrong(filled.clone()), NumberText::Valid)
    } else if let Some(body) = filled.strip_suffix(WRONG) {
        let right = IndividualNumber::from_body(body);
        NumberText::wrong(
            right.map_or_else(|_| filled.clone(), |number| with_wrong_end(body, number.expose())),
        )
    } else {
        IndividualNumber::parse(&filled).map_or_else(|_| NumberText::wrong(filled.clone()), NumberText::Valid)
    }
}

/// The body with a last digit that is not the one of `right`.
fn with_wrong_end(body: &str, right: &str) -> String {
    let wrong = match right.bytes().last() {
        Some(digit @ b'0'..=b'8') => char::from(digit + 1),
        _ => '0',
    };
    format!("{body}{wrong}")
}

/// 被保険者番号 as written in YAML: `{県}00001{検}`, with `{誤}` for one that is wrong on
/// purpose, or eight digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InsuredNumberTemplate(String);

impl InsuredNumberTemplate {
    fn parse(text: &str) -> Result<Self, String> {
        let filled = text.replace(PREFECTURE, "13");
        let checked = match filled.strip_suffix(CHECK).or_else(|| filled.strip_suffix(WRONG)) {
            Some(body) => InsuranceNumber::from_body(body),
            None => InsuranceNumber::parse(&filled),
        };
        checked.map(|_| Self(text.to_owned())).map_err(|error| {
            format!("被保険者番号は {PREFECTURE} を2桁と数えて数字7桁に {CHECK} を続けて書きます({error})")
        })
    }
}

impl InsuredNumberTemplate {
    /// The number for a prefecture.
    pub(super) fn fill(&self, prefecture: &str) -> String {
        let filled = self.0.replace(PREFECTURE, prefecture);
        let complete = |body: &str| InsuranceNumber::from_body(body).map(|number| number.as_str().to_owned());
        if let Some(body) = filled.strip_suffix(CHECK) {
            complete(body).unwrap_or(filled)
        } else if let Some(body) = filled.strip_suffix(WRONG) {
            complete(body).map_or(filled.clone(), |right| with_wrong_end(body, &right))
        } else {
            filled
        }
    }
}

impl fmt::Debug for NumberTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberTemplate({INDIVIDUAL_NUMBER_MASK})")
    }
}

impl fmt::Debug for WrongNumberTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrongNumberTemplate({INDIVIDUAL_NUMBER_MASK})")
    }
}

macro_rules! read_as_text {
    ($($name:ident)+) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                text::parsed(deserializer, Self::parse)
            }
        }
    )+};
}

read_as_text! { NumberTemplate WrongNumberTemplate InsuredNumberTemplate }

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn template(text: &str) -> Result<NumberTemplate, String> {
        NumberTemplate::parse(text)
    }

    #[test]
    fn a_wrong_template_is_refused_without_being_repeated() {
        for text in ["70{県}000001{検}", "7{県}0000001", "123456789012", "70{県}0000001{誤}"] {
            let error = template(text).expect_err(text);
            assert!(!error.contains("123456789012"), "{error}");
        }
        assert!(WrongNumberTemplate::parse("70{県}0000001{検}").is_err());
        assert!(WrongNumberTemplate::parse("70{県}001{誤}").is_err());
        assert!(WrongNumberTemplate::parse("１２３").is_ok());
    }

    #[test]
    fn insured_numbers_are_completed() {
        let right = InsuredNumberTemplate::parse("{県}00001{検}").expect("template");
        let wrong = InsuredNumberTemplate::parse("{県}00001{誤}").expect("template");
        assert!(InsuranceNumber::parse(&right.fill("47")).is_ok());
        assert!(InsuranceNumber::parse(&wrong.fill("47")).is_err());
    }

    proptest! {
        #[test]
        fn check_digits_are_right_or_wrong_as_asked(prefecture in 1u8..=47, serial in 0u32..10_000_000) {
            let prefecture = format!("{prefecture:02}");
            let right = template(&format!("70{{県}}{serial:07}{{検}}")).expect("template").fill(&prefecture);
            prop_assert!(right.valid().is_some());
            let wrong = WrongNumberTemplate::parse(&format!("70{{県}}{serial:07}{{誤}}")).expect("template");
            let wrong = wrong.fill(&prefecture);
            prop_assert!(wrong.valid().is_none());
            prop_assert_eq!(&wrong.expose()[..11], &right.expose()[..11]);
            let shown = format!("{wrong:?} {wrong} {right:?} {right}");
            prop_assert!(!shown.contains(&right.expose()[..11]));
        }
    }
}
