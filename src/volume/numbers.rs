//! 個人番号 and 被保険者番号 of a row: distinct, scattered, with their check digits.
//!
//! A row becomes a number by a multiplication modulo the size of the space, with a factor
//! that has no divisor in common with it: each number comes once. Consecutive rows are far
//! apart, as they are in a register that is not sorted by number; a table with an index
//! feels the difference. Check digits come from tables of four digits each.

use super::draw::Draw;

/// Bodies of 個人番号 are `9`, the prefecture and eight digits. The members of the test data
/// begin with 7 and 8, so that nobody has the number of one of them.
const INDIVIDUAL_SPACE: u64 = 100_000_000;
const INDIVIDUAL_STEP: u64 = 61_803_399;

/// Bodies of 被保険者番号 without the three blocks that the test data use.
pub(super) const INSURED_SPACE: u64 = 9_700_000;
const INSURED_STEP: u64 = 5_994_931;
const INSURED_BLOCK: u64 = 100_000;

/// Weights of the last eight digits of a body of a 個人番号 (domain.md §4.1).
const HIGH: [u32; 4] = [3, 2, 7, 6];
const LOW: [u32; 4] = [5, 4, 3, 2];

/// Digits and sums by groups of four digits.
#[derive(Debug)]
pub(super) struct Numbers {
    digits: Vec<[u8; 4]>,
    high: Vec<u8>,
    low: Vec<u8>,
    insured_high: Vec<u8>,
    insured_low: Vec<u8>,
    prefix: [u8; 3],
    prefix_sum: u32,
    individual_shift: u64,
    insured_shift: u64,
    reserved: [u64; 3],
}

impl Numbers {
    pub(super) fn new(seed: u64, prefecture: u8) -> Self {
        let digits: Vec<[u8; 4]> = (0..10_000_u32)
            .map(|group| [1000, 100, 10, 1].map(|unit| b'0' + u8::try_from(group / unit % 10).unwrap_or(0)))
            .collect();
        let weighted = |weights: [u32; 4], modulus: u32| -> Vec<u8> {
            let sum = |group: &[u8; 4]| -> u32 {
                group.iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum()
            };
            digits.iter().map(|group| u8::try_from(sum(group) % modulus).unwrap_or(0)).collect()
        };
        let cross = |weights: [u32; 4]| -> Vec<u8> {
            let sum = |group: &[u8; 4]| -> u32 {
                let product = |(digit, weight): (&u8, u32)| u32::from(digit - b'0') * weight;
                group.iter().zip(weights).map(product).map(|product| product / 10 + product % 10).sum()
            };
            digits.iter().map(|group| u8::try_from(sum(group) % 10).unwrap_or(0)).collect()
        };
        let mut shifts = Draw::of(seed, prefecture, b'n', 0);
        let own = u64::from(prefecture);
        // What `spec` gives to the members of the test data, to guests and to 「生成」.
        let generated = if own < 25 { 25 } else { 0 };
        let mut reserved = [own, own + 50, generated].map(|block| block * INSURED_BLOCK);
        reserved.sort_unstable();
        let (tens, ones) = (prefecture / 10 % 10, prefecture % 10);
        Self {
            high: weighted(HIGH, 11),
            low: weighted(LOW, 11),
            // The body of seven digits as a group with a leading zero and a group.
            insured_high: cross([1, 2, 1, 2]),
            insured_low: cross([1, 2, 1, 2]),
            digits,
            prefix: [b'9', b'0' + tens, b'0' + ones],
            prefix_sum: 9 * 6 + u32::from(tens) * 5 + u32::from(ones) * 4,
            individual_shift: shifts.next() % INDIVIDUAL_SPACE,
            insured_shift: shifts.next() % INSURED_SPACE,
            reserved,
        }
    }

    /// The twelve digits of a row's 個人番号.
    #[inline]
    pub(super) fn individual(&self, row: u64) -> [u8; 12] {
        let place = (row * INDIVIDUAL_STEP + self.individual_shift) % INDIVIDUAL_SPACE;
        let (high, low) = groups(place);
        let rest = (self.prefix_sum + u32::from(self.high[high]) + u32::from(self.low[low])) % 11;
        let check = if rest <= 1 { 0 } else { 11 - rest };
        let mut number = [0; 12];
        number[..3].copy_from_slice(&self.prefix);
        number[3..7].copy_from_slice(&self.digits[high]);
        number[7..11].copy_from_slice(&self.digits[low]);
        number[11] = digit(check);
        number
    }

    /// The eight digits of a row's 被保険者番号.
    #[inline]
    pub(super) fn insured(&self, row: u64) -> [u8; 8] {
        let mut body = (row * INSURED_STEP + self.insured_shift) % INSURED_SPACE;
        for reserved in self.reserved {
            body += if body >= reserved { INSURED_BLOCK } else { 0 };
        }
        let (high, low) = groups(body);
        let sum = u32::from(self.insured_high[high]) + u32::from(self.insured_low[low]);
        let mut number = [0; 8];
        number[..3].copy_from_slice(&self.digits[high][1..]);
        number[3..7].copy_from_slice(&self.digits[low]);
        number[7] = digit((10 - sum % 10) % 10);
        number
    }

    /// Writes a number with as many digits as it has, behind the end of `to` filled so far.
    #[inline]
    pub(super) fn decimal(&self, number: u64) -> ([u8; 16], usize) {
        let (top, rest) = (number / INDIVIDUAL_SPACE, number % INDIVIDUAL_SPACE);
        let (high, low) = groups(rest);
        let mut digits = [b'0'; 16];
        digits[8..12].copy_from_slice(&self.digits[high]);
        digits[12..].copy_from_slice(&self.digits[low]);
        if top > 0 {
            let (high, low) = groups(top % INDIVIDUAL_SPACE);
            digits[..4].copy_from_slice(&self.digits[high]);
            digits[4..8].copy_from_slice(&self.digits[low]);
        }
        let length = number.checked_ilog10().map_or(1, |power| power as usize + 1).min(16);
        (digits, length)
    }
}

fn groups(number: u64) -> (usize, usize) {
    ((number / 10_000) as usize, (number % 10_000) as usize)
}

fn digit(value: u32) -> u8 {
    b'0' + u8::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{IndividualNumber, InsuranceNumber};
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn gcd(one: u64, other: u64) -> u64 {
        if other == 0 { one } else { gcd(other, one % other) }
    }

    #[test]
    fn every_row_of_a_space_has_a_number_of_its_own() {
        assert_eq!(gcd(INDIVIDUAL_STEP, INDIVIDUAL_SPACE), 1);
        assert_eq!(gcd(INSURED_STEP, INSURED_SPACE), 1);
        let numbers = Numbers::new(7, 13);
        let mut individual = HashSet::new();
        let mut insured = HashSet::new();
        for row in 0..50_000 {
            assert!(individual.insert(numbers.individual(row)));
            assert!(insured.insert(numbers.insured(row)));
        }
    }

    #[test]
    fn unions_share_no_individual_number() {
        let prefixes: HashSet<_> =
            (1..=47).map(|union| Numbers::new(1, union).individual(0)[..3].to_vec()).collect();
        assert_eq!(prefixes.len(), 47);
    }

    proptest! {
        #[test]
        fn numbers_satisfy_the_rules_that_the_model_has(
            seed: u64, prefecture in 1_u8..=47, row in 0..INSURED_SPACE
        ) {
            let numbers = Numbers::new(seed, prefecture);
            let individual = String::from_utf8(numbers.individual(row).to_vec()).expect("digits");
            let insured = String::from_utf8(numbers.insured(row).to_vec()).expect("digits");
            prop_assert!(IndividualNumber::parse(&individual).is_ok());
            prop_assert!(InsuranceNumber::parse(&insured).is_ok() || insured == "00000000");
            let block: u8 = insured[..2].parse().expect("digits");
            prop_assert!(![prefecture, prefecture + 50].contains(&block));
        }

        #[test]
        fn decimals_are_those_of_the_standard_library(number in 0_u64..10_000_000_000_000_000) {
            let (digits, length) = Numbers::new(0, 1).decimal(number);
            prop_assert_eq!(String::from_utf8_lossy(&digits[16 - length..]), number.to_string());
        }
    }
}
