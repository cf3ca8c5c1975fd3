//! How the insured are distributed: age and sex, 市区町村, 資格取得事由. Tables of 65,536
//! slots, one for each value of sixteen bits.
//!
//! The shape is that of the population of 2017 (mean age 82.4, 1.9 % aged 65 to 74 with a
//! disability: domain.md §9); the figures are rounded for load, and are no statistics.

/// One value of sixteen bits each.
const SLOTS: usize = 1 << 16;

/// Men and women of five years each from 75 on, in thousands.
const PYRAMID: [(u32, u32); 7] =
    [(2960, 3620), (2230, 3240), (1250, 2430), (440, 1230), (80, 350), (8, 60), (1, 6)];
/// How many reach the next year of age, by group of five years; in percent.
const REMAINING: [u32; 7] = [98, 95, 91, 84, 74, 64, 55];
/// Men and women of 65 to 74 with a disability, for each year of age.
const DISABLED: (u32, u32) = (19, 15);

/// Number of 市区町村 by prefecture (about; 1,741 in all).
const MUNICIPALITIES: [u16; 47] = [
    179, 40, 33, 35, 25, 35, 59, 44, 25, 35, 63, 54, 62, 33, 30, 15, 19, 17, 27, 77, 42, 35, 54, 29, 19, 26,
    43, 41, 39, 30, 19, 19, 27, 23, 19, 24, 17, 20, 34, 60, 20, 21, 45, 18, 26, 43, 41,
];

/// An age and a sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AgeAndSex {
    pub(super) age: u8,
    pub(super) is_female: bool,
}

/// Ages and sexes in proportion.
pub(super) fn ages() -> Vec<AgeAndSex> {
    let mut weighted = Vec::new();
    for age in 65..75 {
        weighted.push((AgeAndSex { age, is_female: false }, u64::from(DISABLED.0) * 1000));
        weighted.push((AgeAndSex { age, is_female: true }, u64::from(DISABLED.1) * 1000));
    }
    for ((group, (men, women)), remaining) in PYRAMID.into_iter().enumerate().zip(REMAINING) {
        let shares: Vec<u64> = (0..5)
            .scan(1_000_000_u64, |share, _| {
                let this = *share;
                *share = this * u64::from(remaining) / 100;
                Some(this)
            })
            .collect();
        let whole: u64 = shares.iter().sum();
        for (year, share) in shares.into_iter().enumerate() {
            let age = u8::try_from(75 + group * 5 + year).unwrap_or(u8::MAX);
            let part = |people: u32| u64::from(people) * 1000 * share / whole;
            weighted.push((AgeAndSex { age, is_female: false }, part(men)));
            weighted.push((AgeAndSex { age, is_female: true }, part(women)));
        }
    }
    slots(&weighted)
}

/// How many 市区町村 a prefecture has.
pub(super) fn municipality_count(prefecture: u8) -> usize {
    let place = usize::from(prefecture).saturating_sub(1);
    usize::from(MUNICIPALITIES.get(place).copied().unwrap_or(30))
}

/// 市区町村 by place in the order of their size: the second has two thirds of the first, the
/// tenth a fifth, roughly as in a prefecture.
pub(super) fn municipality_slots(count: usize) -> Vec<u16> {
    let weight = |place: usize| 1_000_000_000 / (place as u64 + 2);
    let weighted: Vec<_> =
        (0..count).map(|place| (u16::try_from(place).unwrap_or(0), weight(place))).collect();
    slots(&weighted)
}

/// As many slots of a value as its weight asks for.
fn slots<T: Copy>(weighted: &[(T, u64)]) -> Vec<T> {
    let whole: u64 = weighted.iter().map(|(_, weight)| weight).sum();
    let mut slots = Vec::with_capacity(SLOTS);
    let mut sum = 0;
    for (value, weight) in weighted {
        sum += weight;
        let end = usize::try_from(sum * SLOTS as u64 / whole.max(1)).unwrap_or(SLOTS);
        slots.resize(end, *value);
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_those_of_the_sources() {
        let ages = ages();
        assert_eq!(ages.len(), SLOTS);
        let mean = ages.iter().map(|one| f64::from(one.age)).sum::<f64>() / SLOTS as f64;
        assert!((82.0..82.8).contains(&mean), "{mean}");
        let share = |holds: &dyn Fn(&AgeAndSex) -> bool| {
            ages.iter().filter(|one| holds(one)).count() as f64 / SLOTS as f64
        };
        let disabled = share(&|one| one.age < 75);
        assert!((0.017..0.021).contains(&disabled), "{disabled}");
        let women = share(&|one| one.is_female);
        assert!((0.59..0.63).contains(&women), "{women}");
        assert!(share(&|one| one.age >= 100) > 0.003);
    }

    #[test]
    fn municipalities_get_smaller_and_none_is_empty() {
        for prefecture in 1..=47 {
            let count = municipality_count(prefecture);
            let slots = municipality_slots(count);
            assert_eq!(slots.len(), SLOTS);
            let mut sizes = vec![0; count];
            slots.iter().for_each(|place| sizes[usize::from(*place)] += 1);
            assert!(sizes.is_sorted_by(|one, next| one + 1 >= *next) && sizes.iter().all(|size| *size > 0));
        }
        assert_eq!(MUNICIPALITIES.iter().map(|count| u32::from(*count)).sum::<u32>(), 1741);
    }
}
