//! 個人番号, 保険者番号, 被保険者番号 and their check digits (domain.md §4.1), and the
//! 機関別符号. The harness computes the same digits with code of its own, on purpose.
//! Must not know where numbers are kept.

use std::fmt;

/// A well-formed 個人番号. Masked wherever it would be printed, and not serialisable:
/// the identity result file is the one place that asks for [`IndividualNumber::expose`]
/// to show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct IndividualNumber(i64);

/// Why a text is not a 個人番号.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// Not twelve digits.
    Format,
    /// The last digit is not the check digit of the others.
    CheckDigit,
}

impl IndividualNumber {
    /// Reads twelve digits; the check digit is verified if `verify_check_digit`.
    pub(crate) fn parse(text: &str, verify_check_digit: bool) -> Result<Self, NumberFault> {
        if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberFault::Format);
        }
        let (body, last) = text.split_at(11);
        if verify_check_digit && individual_check_digit(body) != last.bytes().next() {
            return Err(NumberFault::CheckDigit);
        }
        Ok(Self(text.bytes().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))))
    }

    /// What the store already checked when it was written.
    pub(crate) fn from_store(number: i64) -> Self {
        Self(number)
    }

    /// For the store only.
    pub(crate) fn stored(self) -> i64 {
        self.0
    }

    /// The digits, for the identity result file and the screen that shows them.
    pub(crate) fn expose(self) -> String {
        format!("{:012}", self.0)
    }
}

impl fmt::Debug for IndividualNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndividualNumber(************)")
    }
}

impl fmt::Display for IndividualNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("************")
    }
}

/// A person, as the 住基ネット tells one from another: what the network system derives
/// 機関別符号 from. Nobody else hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person(i64);

impl Person {
    /// By the place among the residents.
    pub(crate) fn from_store(id: i64) -> Self {
        Self(id)
    }

    /// For the store only.
    pub(crate) fn stored(self) -> i64 {
        self.0
    }
}

/// 機関別符号: what stands for one person at one institution. It has no Display, no
/// Serialize and a Debug without the value, so that it cannot reach an answer or a log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct InstitutionCode([u8; 16]);

impl InstitutionCode {
    /// From the bytes that the network system made.
    pub(crate) fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// For the network system only.
    pub(crate) fn bytes(&self) -> [u8; 16] {
        self.0
    }

    /// For the store only.
    pub(crate) fn halves(&self) -> [i64; 2] {
        let code = i128::from_be_bytes(self.0);
        // Each cuts off what the other keeps.
        [(code >> 64) as i64, code as i64]
    }

    /// What the store kept.
    pub(crate) fn from_halves([high, low]: [i64; 2]) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&high.to_be_bytes());
        bytes[8..].copy_from_slice(&low.to_be_bytes());
        Self(bytes)
    }
}

impl fmt::Debug for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstitutionCode(…)")
    }
}

/// Modulus 11 with weights 6 5 4 3 2 7 6 5 4 3 2; remainders 0 and 1 both give 0.
fn individual_check_digit(body: &str) -> Option<u8> {
    let sum: u32 = body
        .bytes()
        .rev()
        .zip(1u32..)
        .map(|(digit, place)| u32::from(digit - b'0') * if place <= 6 { place + 1 } else { place - 5 })
        .sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    u8::try_from(check).ok().map(|digit| b'0' + digit)
}

/// Whether eight digits end in the 検証番号 of the seven before (modulus 10, weights 2-1).
/// Holds for 保険者番号 and 被保険者番号 alike; all zeros are refused by rule.
pub(crate) fn insurance_number_is_valid(text: &str) -> bool {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) || text == "00000000" {
        return false;
    }
    let digits: Vec<u32> = text.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let sum: u32 = digits[..7]
        .iter()
        .enumerate()
        .map(|(index, digit)| {
            let product = if index % 2 == 0 { digit * 2 } else { *digit };
            product / 10 + product % 10
        })
        .sum();
    (10 - sum % 10) % 10 == digits[7]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn individual_numbers_of_the_fact_base_are_accepted() {
        for number in [
            "123456789018",
            "987654321093",
            "111111111118",
            "000000000060",
            "201707180000",
            "000000000051",
            "123450789016",
        ] {
            assert!(IndividualNumber::parse(number, true).is_ok(), "{number}");
        }
    }

    #[test]
    fn another_last_digit_is_a_check_digit_fault() {
        for last in "012345679".chars() {
            let number = format!("12345678901{last}");
            assert_eq!(IndividualNumber::parse(&number, true), Err(NumberFault::CheckDigit), "{number}");
            assert!(IndividualNumber::parse(&number, false).is_ok());
        }
    }

    #[test]
    fn other_shapes_are_format_faults() {
        for text in ["", "12345678901", "1234567890188", "12345678901a", "１２３４５６７８９０１８"]
        {
            assert_eq!(IndividualNumber::parse(text, true), Err(NumberFault::Format), "{text}");
        }
    }

    #[test]
    fn insurance_numbers_of_the_fact_base() {
        for number in ["33120015", "39131016", "39131024", "39130000", "39010004", "39470000"] {
            assert!(insurance_number_is_valid(number), "{number}");
        }
        for number in ["00000018", "00123455", "12345674", "00000059"] {
            assert!(insurance_number_is_valid(number), "{number}");
        }
        for number in ["00000000", "39130001", "3913000", "3913000a", "１２３４５６７４"] {
            assert!(!insurance_number_is_valid(number), "{number}");
        }
    }

    #[test]
    fn nothing_prints_a_number_or_a_code() {
        let number = IndividualNumber::parse("123456789018", true).expect("valid");
        assert!(!format!("{number} {number:?}").contains("123456789018"));
        let zeros = IndividualNumber::parse("000000000060", true).expect("valid");
        assert_eq!(IndividualNumber::from_store(zeros.stored()), zeros);
        assert_eq!(zeros.expose(), "000000000060");
        let code = InstitutionCode::new(*b"\x80\x01234567\xff9abcdef");
        assert_eq!(InstitutionCode::from_halves(code.halves()).bytes(), code.bytes());
        assert_eq!(format!("{code:?}"), "InstitutionCode(…)");
    }
}
