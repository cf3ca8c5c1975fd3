//! 個人番号 and its check digit (検査用数字, domain.md §4.1).
//!
//! The value is masked in Debug, Display and Serialize. It leaves the type by
//! [`IndividualNumber::expose`] alone.

use std::fmt;

/// What stands wherever an individual number would have been shown.
pub const MASK: &str = "************";

/// A well-formed 個人番号: 12 digits of which the last is the right check digit.
///
/// Test data also needs numbers that are wrong on purpose; those are plain text of a
/// bulk file and never become an `IndividualNumber`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndividualNumber(String);

/// Why a text is not a 個人番号. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IndividualNumberError {
    /// Not twelve ASCII digits.
    #[error("個人番号は半角数字12桁で書きます(桁数 {found})")]
    Format {
        /// Number of characters found.
        found: usize,
    },
    /// The last digit is not the check digit of the eleven before it.
    #[error("個人番号の検査用数字が合いません(正しくは末尾 {expected})")]
    CheckDigit {
        /// The check digit that the body asks for.
        expected: u8,
    },
}

impl IndividualNumber {
    /// Reads twelve digits and verifies the check digit.
    ///
    /// # Errors
    /// [`IndividualNumberError`] names what is wrong without repeating the number.
    pub fn parse(text: &str) -> Result<Self, IndividualNumberError> {
        let format = || IndividualNumberError::Format { found: text.chars().count() };
        let (body, last) = text.split_at_checked(11).ok_or_else(format)?;
        let expected = check_digit(body).ok_or_else(format)?;
        let last = match last.as_bytes() {
            [digit @ b'0'..=b'9'] => digit - b'0',
            _ => return Err(format()),
        };
        if last == expected {
            Ok(Self(text.to_owned()))
        } else {
            Err(IndividualNumberError::CheckDigit { expected })
        }
    }

    /// Completes an eleven-digit body with its check digit.
    ///
    /// # Errors
    /// [`IndividualNumberError::Format`] if the body is not eleven ASCII digits.
    pub fn from_body(body: &str) -> Result<Self, IndividualNumberError> {
        check_digit(body)
            .map(|digit| Self(format!("{body}{digit}")))
            .ok_or_else(|| IndividualNumberError::Format { found: body.chars().count() })
    }

    /// The twelve digits, for a machine: a bulk file, a request body, the masker's list.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Weights 6 5 4 3 2 7 6 5 4 3 2 from the left; remainders 0 and 1 both give 0.
fn check_digit(body: &str) -> Option<u8> {
    const WEIGHTS: [u32; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let digits = body.as_bytes();
    if digits.len() != WEIGHTS.len() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let remainder = sum % 11;
    Some(if remainder <= 1 { 0 } else { (11 - remainder) as u8 })
}

impl fmt::Debug for IndividualNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IndividualNumber({MASK})")
    }
}

impl fmt::Display for IndividualNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl serde::Serialize for IndividualNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_vectors() {
        for (body, check) in [
            ("12345678901", '8'),
            ("98765432109", '3'),
            ("11111111111", '8'),
            ("00000000006", '0'),
            ("20170718000", '0'),
            ("00000000005", '1'),
            ("12345078901", '6'),
        ] {
            let number = IndividualNumber::from_body(body).expect(body);
            assert_eq!(number.expose(), format!("{body}{check}"));
            assert_eq!(IndividualNumber::parse(number.expose()), Ok(number));
        }
    }

    #[test]
    fn wrong_text_is_refused_without_being_repeated() {
        for text in ["", "1234", "1234567890123", "12345678901x", "１２３４５６７８９０１８", "123456789012"]
        {
            let error = IndividualNumber::parse(text).expect_err(text).to_string();
            assert!(text.len() < 4 || !error.contains(text), "{error}");
        }
    }

    #[test]
    fn is_masked_wherever_it_is_shown() {
        let number = IndividualNumber::parse("123456789018").expect("valid");
        let shown = format!("{number} {number:?} {}", serde_json::to_string(&number).expect("json"));
        assert!(!shown.contains("123456789018"), "{shown}");
    }

    proptest! {
        #[test]
        fn a_completed_body_parses_and_no_other_last_digit_does(body in "[0-9]{11}") {
            let number = IndividualNumber::from_body(&body).expect("eleven digits");
            let accepted = (0..10)
                .filter(|last| IndividualNumber::parse(&format!("{body}{last}")).is_ok())
                .count();
            prop_assert_eq!(accepted, 1);
            prop_assert!(IndividualNumber::parse(number.expose()).is_ok());
        }
    }
}
