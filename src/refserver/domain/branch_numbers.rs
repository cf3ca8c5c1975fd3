//! 被保険者枝番: the place of a member, encrypted into digits. No two places give the same number,
//! a number leads back to its place, and neither order nor union can be read from it.
//! Must not know who is at a place.

use aes::{
    Aes128,
    cipher::{BlockCipherEncrypt, KeyInit},
};

/// More than the four that make a Feistel network over two halves look like chance.
const ROUNDS: u8 = 8;
/// Numbers of more digits do not fit into an integer.
pub(crate) const MOST_DIGITS: u32 = 18;

/// The numbers that one server gives.
#[derive(Clone)]
pub(crate) struct BranchNumbers(Aes128);

impl BranchNumbers {
    /// Under a key of the server's own.
    pub(crate) fn new(key: [u8; 16]) -> Self {
        Self(Aes128::new(&key.into()))
    }

    /// The number of so many digits for a place; none if there are not as many numbers.
    pub(crate) fn number(&self, place: i64, digits: u32) -> Option<String> {
        let halves = Halves::of(digits)?;
        let (mut high, mut low) = halves.split(u64::try_from(place).ok()?)?;
        for round in 0..ROUNDS {
            if round % 2 == 0 {
                high = (high + self.drawn(round, digits, low) % halves.high) % halves.high;
            } else {
                low = (low + self.drawn(round, digits, high) % halves.low) % halves.low;
            }
        }
        Some(format!("{:0width$}", high * halves.low + low, width = digits as usize))
    }

    /// The place whose number this is, if somebody is there.
    pub(crate) fn place(&self, number: &str) -> Option<i64> {
        let digits = u32::try_from(number.len()).ok()?;
        let halves = Halves::of(digits).filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
        let (mut high, mut low) = halves.split(number.parse().ok()?)?;
        for round in (0..ROUNDS).rev() {
            if round % 2 == 0 {
                high = (high + halves.high - self.drawn(round, digits, low) % halves.high) % halves.high;
            } else {
                low = (low + halves.low - self.drawn(round, digits, high) % halves.low) % halves.low;
            }
        }
        i64::try_from(high * halves.low + low).ok()
    }

    fn drawn(&self, round: u8, digits: u32, half: u64) -> u64 {
        let mut block = [0; 16];
        block[0] = round;
        block[4..8].copy_from_slice(&digits.to_be_bytes());
        block[8..].copy_from_slice(&half.to_be_bytes());
        let mut block = block.into();
        self.0.encrypt_block(&mut block);
        block.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// How many values the first and the last digits of a number have.
struct Halves {
    high: u64,
    low: u64,
}

impl Halves {
    /// None for more digits than there may be.
    fn of(digits: u32) -> Option<Self> {
        (1..=MOST_DIGITS).contains(&digits).then(|| {
            let low = digits / 2;
            Self { high: 10_u64.pow(digits - low), low: 10_u64.pow(low) }
        })
    }

    fn split(&self, number: u64) -> Option<(u64, u64)> {
        let high = number / self.low;
        (high < self.high).then_some((high, number % self.low))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn branches() -> BranchNumbers {
        BranchNumbers::new(*b"0123456789abcdef")
    }

    proptest! {
        #[test]
        fn a_number_leads_back_to_its_place(digits in 1_u32..=18, place in 0_i64..1_000_000_000_000_000_000) {
            let place = place % 10_i64.pow(digits);
            let number = branches().number(place, digits).expect("there are as many");
            prop_assert_eq!(number.len(), digits as usize);
            prop_assert_eq!(branches().place(&number), Some(place));
        }
    }

    #[test]
    fn all_numbers_are_given_once_and_no_more() {
        for digits in 1..=4 {
            let all = 10_i64.pow(digits);
            let given: HashSet<_> = (0..all).map(|place| branches().number(place, digits)).collect();
            assert!(given.len() as i64 == all && !given.contains(&None), "{digits}");
            assert_eq!(branches().number(all, digits), None);
        }
    }

    #[test]
    fn order_cannot_be_read_from_numbers() {
        let numbers: Vec<_> = (1..=1000).filter_map(|place| branches().number(place, 10)).collect();
        let rising = numbers.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((400..600).contains(&rising), "{rising}");
        let digits: HashSet<_> = numbers.iter().map(|number| &number[..2]).collect();
        assert_eq!(digits.len(), 100);
        let elsewhere = BranchNumbers::new([7; 16]);
        assert!((1..=1000).all(|place| elsewhere.number(place, 10) != branches().number(place, 10)));
    }

    #[test]
    fn what_is_no_number_has_no_place() {
        for text in ["", "K123456789", "１２３４５６７８９０", "12345678901234567890"] {
            assert_eq!(branches().place(text), None, "{text}");
        }
    }
}
