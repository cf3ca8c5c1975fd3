//! Insured persons by the thousand, for load.
//!
//! Row i is made from the seed, the union and i alone: it does not depend on how many
//! rows there are, and a scenario can make it again without the file. Must not know files.

pub mod names;

use super::{
    file_checks::{birthday, start_of_the_system},
    members::{AcquisitionReason, Sex},
    number_text::NumberText,
    person::{Person, Resident, ResidentStatus},
    unions::Union,
};
use crate::model::{IndividualNumber, InsuranceNumber};
use chrono::{Datelike, Duration, NaiveDate};
use fake::Fake;
use names::{FAMILY, FEMALE, HARD_FAMILY, MALE, Name};
use rand::{SeedableRng, rngs::StdRng};

/// One in so many family names has a hard character.
const HARD_ONE_IN: u32 = 50;
/// Of a thousand, so many are 65 to 74 with a disability (domain.md §9: 1.9 %).
const DISABLED_PER_THOUSAND: u32 = 19;

/// The first `count` generated persons of a union. None of them has a number of a
/// hand-written member.
pub fn members(union: &Union, count: usize, seed: u64) -> impl Iterator<Item = Person> {
    (0..count).filter_map(move |row| member(union, row, seed))
}

/// Row `row`; `None` behind the hundred millionth, where numbers end.
fn member(union: &Union, row: usize, seed: u64) -> Option<Person> {
    let mut rng = StdRng::seed_from_u64(mix(seed, union.id.number(), row));
    let number = IndividualNumber::from_body(&format!("8{}{row:08}", union.id)).ok()?;
    let sex = if (0..10).fake_with_rng::<u32, _>(&mut rng) < 6 { Sex::Female } else { Sex::Male };
    let (name, kana) = full_name(sex, &mut rng);
    let (birth_date, acquired_on, acquisition_reason) = qualification(&mut rng)?;
    let address = format!(
        "{}中央市本町{}-{}",
        union.short_name,
        (1..100).fake_with_rng::<u32, _>(&mut rng),
        (1..30).fake_with_rng::<u32, _>(&mut rng)
    );
    Some(Person {
        key: format!("生成{:08}", row + 1),
        individual_number: Some(NumberText::Valid(number.clone())),
        insurer_number: union.insurer_number.clone(),
        insured_number: insured_number(union, row)?,
        name: name.clone(),
        kana: kana.clone(),
        birth_date,
        sex,
        postal_code: "000-0000".to_owned(),
        address: address.clone(),
        acquired_on,
        acquisition_reason,
        lost_on: None,
        loss_reason: None,
        access_group: None,
        resident: Some(Resident {
            individual_number: number,
            name,
            kana,
            address,
            sex,
            birth_date,
            status: ResidentStatus::Living,
            changed_on: None,
        }),
    })
}

/// Spreads neighbouring rows over all seeds (the finishing steps of SplitMix64).
fn mix(seed: u64, prefecture: u8, row: usize) -> u64 {
    let mut value = seed ^ (u64::from(prefecture) << 56) ^ (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Hand-written members start with the prefecture number, guests with 50 more; the half
/// of 00 to 49 in which the own prefecture is not is free.
fn insured_number(union: &Union, row: usize) -> Option<String> {
    let free = if union.id.number() < 25 { 2_500_000 } else { 1 };
    InsuranceNumber::from_body(&format!("{:07}", free + row)).ok().map(|number| number.as_str().to_owned())
}

fn full_name(sex: Sex, rng: &mut StdRng) -> (String, String) {
    let is_hard = (0..HARD_ONE_IN).fake_with_rng::<u32, _>(rng) == 0;
    let family = pick(if is_hard { HARD_FAMILY } else { FAMILY }, rng);
    let given = pick(if sex == Sex::Male { MALE } else { FEMALE }, rng);
    (format!("{}\u{3000}{}", family.0, given.0), format!("{}\u{3000}{}", family.1, given.1))
}

fn pick(names: &[Name], rng: &mut StdRng) -> Name {
    names[(0..names.len()).fake_with_rng::<usize, _>(rng)]
}

/// Birth date, 資格取得年月日 and 取得事由 of somebody who is insured at the beginning
/// of 2017, before every lot's windows.
fn qualification(rng: &mut StdRng) -> Option<(NaiveDate, NaiveDate, AcquisitionReason)> {
    let today = NaiveDate::from_ymd_opt(2017, 1, 1)?;
    let is_disabled = (0..1000).fake_with_rng::<u32, _>(rng) < DISABLED_PER_THOUSAND;
    let ages = if is_disabled { 66..75 } else { 76..103 };
    let age: i32 = ages.fake_with_rng(rng);
    let days: i64 = (0..365).fake_with_rng(rng);
    // Born in the year before the youngest day allowed, so that the age is reached.
    let birth_date = NaiveDate::from_ymd_opt(today.year() - age, 1, 1)? + Duration::days(days);
    if is_disabled {
        let acquired_on = birthday(birth_date, 65).max(start_of_the_system());
        Some((birth_date, acquired_on, AcquisitionReason::Disability))
    } else {
        let acquired_on = birthday(birth_date, 75).max(start_of_the_system());
        Some((birth_date, acquired_on, AcquisitionReason::Age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn union(number: u8) -> Union {
        Union {
            id: number.try_into().expect("prefecture"),
            name: "試験広域連合".into(),
            short_name: "試験県".into(),
            insured_thousands: 1,
            insurer_number: InsuranceNumber::from_body("3913000").expect("body"),
            institution_code: "SIM-UNION-13".into(),
            certificate: "SIM-CERT-13-01".into(),
        }
    }

    #[test]
    fn a_row_depends_on_seed_and_place_alone() {
        let long: Vec<Person> = members(&union(13), 300, 7).collect();
        let short: Vec<Person> = members(&union(13), 30, 7).collect();
        assert_eq!(long[..30], short[..]);
        let other: Vec<Person> = members(&union(13), 30, 8).collect();
        assert_ne!(short, other);
    }

    #[test]
    fn numbers_are_right_and_nobody_elses() {
        let (east, west) = (union(13), union(27));
        let people: Vec<Person> = members(&east, 2000, 1).chain(members(&west, 2000, 1)).collect();
        let numbers: HashSet<&str> =
            people.iter().filter_map(|person| Some(person.individual_number.as_ref()?.expose())).collect();
        assert_eq!(numbers.len(), people.len());
        for person in &people {
            let number = person.individual_number.as_ref().and_then(NumberText::valid).expect("valid");
            assert!(IndividualNumber::parse(number.expose()).is_ok());
            assert!(InsuranceNumber::parse(&person.insured_number).is_ok());
            assert!(!["13", "27", "63", "77"].contains(&&person.insured_number[..2]));
        }
        let many = insured_number(&union(13), 1_600_000).expect("number");
        assert!(many.starts_with("41"));
    }

    #[test]
    fn ages_fit_the_reason() {
        let first_day = NaiveDate::from_ymd_opt(2017, 1, 1).expect("day");
        let mut disabled = 0;
        for person in members(&union(13), 5000, 3) {
            let age_75 = birthday(person.birth_date, 75);
            assert!(person.acquired_on <= first_day, "{}", person.acquired_on);
            match person.acquisition_reason {
                AcquisitionReason::Disability => {
                    disabled += 1;
                    assert!(age_75 > first_day && birthday(person.birth_date, 65) <= person.acquired_on);
                }
                _ => assert!(age_75 <= first_day && age_75 <= person.acquired_on),
            }
        }
        assert!((50..150).contains(&disabled), "{disabled}");
    }

    #[test]
    fn readings_belong_to_names() {
        let mut hard = 0;
        for person in members(&union(13), 5000, 3) {
            let (family, given) = person.name.split_once('\u{3000}').expect("two parts");
            let (family_kana, given_kana) = person.kana.split_once('\u{3000}').expect("two parts");
            assert!(FAMILY.iter().chain(HARD_FAMILY).any(|name| *name == (family, family_kana)));
            let table = if person.sex == Sex::Male { MALE } else { FEMALE };
            assert!(table.contains(&(given, given_kana)));
            hard += usize::from(HARD_FAMILY.iter().any(|(name, _)| *name == family));
        }
        assert!((50..150).contains(&hard), "{hard}");
    }

    #[test]
    fn every_declared_charset_carries_the_names() {
        for (name, kana) in FAMILY.iter().chain(HARD_FAMILY).chain(MALE).chain(FEMALE) {
            assert!(!encoding_rs::SHIFT_JIS.encode(name).2, "{name}");
            assert!(kana.chars().all(|letter| matches!(letter, 'ァ'..='ヴ' | 'ー')), "{kana}");
        }
    }
}
