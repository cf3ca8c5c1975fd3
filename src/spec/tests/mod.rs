//! The shipped data as a whole.

mod errors;
mod references;

use super::{number_text::NumberText, specification::Specification};
use crate::model::{IndividualNumber, InsuranceNumber, UnionId};
use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> Specification {
    match Specification::load(&root().join("testdata"), &root().join("rolemodels")) {
        Ok(specification) => specification,
        Err(errors) => panic!("{errors}"),
    }
}

#[test]
fn the_shipped_data_fits_all_47_unions() {
    let specification = shipped();
    let mut bearers: HashMap<String, String> = HashMap::new();
    let mut shared = 0;
    for union in specification.unions() {
        assert!(specification.partner_of(union.id).expect("partner").id != union.id);
        for person in specification.people(union).expect("people") {
            if let Some(NumberText::Valid(number)) = &person.individual_number {
                assert!(IndividualNumber::parse(number.expose()).is_ok());
                let bearer = format!("{}{}", union.id, person.key);
                shared += usize::from(bearers.insert(number.expose().to_owned(), bearer).is_some());
            }
            let is_right = InsuranceNumber::parse(&person.insured_number).is_ok();
            assert_eq!(is_right, !person.key.starts_with("番違"), "{}", person.key);
        }
        for (key, _) in specification.identity_values() {
            specification.identity_case(key, union).expect("case");
        }
    }
    // Pairs share a number on purpose, in every union, and nobody else does.
    let pairs: BTreeSet<_> = specification
        .members()
        .filter_map(|(key, member)| {
            let other = member.shares_number_with.as_deref()?;
            Some((key.min(other), key.max(other)))
        })
        .collect();
    assert!(!pairs.is_empty());
    assert_eq!(shared, pairs.len() * specification.unions().len());
}

#[test]
fn residents_are_one_a_number_and_bear_the_true_one() {
    let specification = shipped();
    let union = specification.find_union("東京").expect("union");
    let mut bearers: HashMap<String, String> = HashMap::new();
    for person in specification.people(union).expect("people") {
        let Some(resident) = &person.resident else { continue };
        let number = resident.individual_number.expose().to_owned();
        assert_eq!(bearers.insert(number, person.key.clone()), None, "{}", person.key);
    }
    let wrong = specification.person("違川一郎", union).expect("member");
    let text = wrong.individual_number.as_ref().expect("number").expose();
    let truth = wrong.resident.expect("resident").individual_number;
    assert_eq!(text[..11], truth.expose()[..11]);
    assert_ne!(text, truth.expose());
}

#[test]
fn a_guest_keeps_the_person_and_gets_another_insured_number() {
    let specification = shipped();
    let home = specification.find_union("13").expect("union");
    let partner = specification.partner_of(home.id).expect("partner");
    let own = specification.person("転野一男", home).expect("member");
    let guest = specification.person_at("転野一男", home, partner).expect("member");
    assert_eq!(own.individual_number, guest.individual_number);
    assert_eq!(own.resident, guest.resident);
    assert_ne!(own.insured_number, guest.insured_number);
    assert!(guest.insured_number.starts_with("63"));
    assert_eq!(guest.lost_on, Some(own.acquired_on));
}

#[test]
fn identity_answers_are_what_the_registry_holds() {
    let specification = shipped();
    for union in specification.unions() {
        for (key, value) in specification.identity_values() {
            let case = specification.identity_case(key, union).expect("case");
            let Some(items) = case.four_items else { continue };
            let member = value.member.as_deref().expect("a match names its member");
            let resident = specification.person(member, union).expect("member").resident.expect("resident");
            assert_eq!(
                (items.name, items.address, items.sex, items.birth_date),
                (resident.name, resident.address, resident.sex, resident.birth_date),
                "{key}"
            );
        }
    }
}

#[test]
fn unions_are_found_by_any_of_their_names() {
    let specification = shipped();
    let tokyo = UnionId::try_from(13).expect("number");
    for name in ["13", "東京都", "東京", "東京都後期高齢者医療広域連合"] {
        assert_eq!(specification.find_union(name).expect(name).id, tokyo);
    }
    let error = specification.find_union("東今日").expect_err("no such union");
    insta::assert_snapshot!(error, @"広域連合「東今日」は testdata/unions.yaml にありません");
    let error = specification.person("甲野華子", specification.find_union("13").expect("union"));
    insta::assert_snapshot!(error.expect_err("no such member"), @"加入者「甲野華子」は testdata/members.yaml にありません(もしかして: 甲野花子)");
}
