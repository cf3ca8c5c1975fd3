//! 保険者番号 and 被保険者番号: seven digits and a 検証番号 (domain.md §4.1).

use std::fmt;

/// An eight-digit number whose last digit is the 検証番号 of the seven before it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct InsuranceNumber(String);

/// Why a text is not a 保険者番号 or 被保険者番号.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InsuranceNumberError {
    /// Not eight ASCII digits.
    #[error("「{text}」は半角数字8桁ではありません")]
    Format {
        /// What was written.
        text: String,
    },
    /// The last digit is not the 検証番号.
    #[error("「{text}」の検証番号が合いません(正しくは末尾 {expected})")]
    CheckDigit {
        /// What was written.
        text: String,
        /// The digit that the body asks for.
        expected: u8,
    },
    /// 00000000 is the one well-formed number that is nobody's.
    #[error("番号 00000000 は使えません")]
    Zero,
}

impl InsuranceNumber {
    /// Reads eight digits and verifies the 検証番号.
    ///
    /// # Errors
    /// [`InsuranceNumberError`] names what is wrong.
    pub fn parse(text: &str) -> Result<Self, InsuranceNumberError> {
        let format = || InsuranceNumberError::Format { text: text.to_owned() };
        let (body, last) = text.split_at_checked(7).ok_or_else(format)?;
        let number = Self::from_body(body).map_err(|error| match error {
            InsuranceNumberError::Format { .. } => format(),
            other => other,
        })?;
        if !matches!(last.as_bytes(), [b'0'..=b'9']) {
            return Err(format());
        }
        if number.0 == text {
            Ok(number)
        } else {
            let expected = number.0.as_bytes()[7] - b'0';
            Err(InsuranceNumberError::CheckDigit { text: text.to_owned(), expected })
        }
    }

    /// Completes a seven-digit body with its 検証番号.
    ///
    /// # Errors
    /// [`InsuranceNumberError::Format`] or [`InsuranceNumberError::Zero`].
    pub fn from_body(body: &str) -> Result<Self, InsuranceNumberError> {
        let digits = body.as_bytes();
        if digits.len() != 7 || !digits.iter().all(u8::is_ascii_digit) {
            return Err(InsuranceNumberError::Format { text: body.to_owned() });
        }
        if body == "0000000" {
            return Err(InsuranceNumberError::Zero);
        }
        // Weights 2 1 2 1 2 1 2; a two-digit product counts as the sum of its digits.
        let sum: u32 = digits
            .iter()
            .enumerate()
            .map(|(place, digit)| {
                let product = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
                product / 10 + product % 10
            })
            .sum();
        Ok(Self(format!("{body}{}", (10 - sum % 10) % 10)))
    }

    /// The eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InsuranceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors() {
        for number in [
            "33120015", "39131016", "39131024", "39130000", "39010004", "00000018", "00123455", "12345674",
            "00000059",
        ] {
            assert_eq!(InsuranceNumber::parse(number).expect(number).as_str(), number);
        }
    }

    #[test]
    fn wrong_numbers_are_refused() {
        assert_eq!(InsuranceNumber::parse("00000000"), Err(InsuranceNumberError::Zero));
        assert_eq!(
            InsuranceNumber::parse("00000017"),
            Err(InsuranceNumberError::CheckDigit { text: "00000017".into(), expected: 8 })
        );
        assert!(matches!(InsuranceNumber::parse("1234567"), Err(InsuranceNumberError::Format { .. })));
        assert!(matches!(
            InsuranceNumber::parse("一二三四五六七八"),
            Err(InsuranceNumberError::Format { .. })
        ));
    }
}
