//! Members and residents are found by everything that is known of them, in whichever run they
//! are, and by nothing that was changed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::refserver::{
    defects::Defects,
    domain::{
        identity::{FourItems, Resident},
        member_rows::MemberValues,
        moment::Moment,
        numbers::{IndividualNumber, InstitutionCode, Person},
        states::{LinkState, ResidentStatus},
    },
    store::{
        Page, Store, StoreError, code_links,
        members::{self, Holder, NewPlace, Search},
        residents,
    },
};

const NUMBERS: [i64; 2] = [123_456_789_018, 987_654_321_093];

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1940, 1, 1).expect("valid")
}

fn values(number: i64, insured_number: &str) -> MemberValues {
    MemberValues {
        number: IndividualNumber::from_store(number),
        insurer_number: "39131016".to_owned(),
        insured_number: insured_number.to_owned(),
        name: "試験 一郎".to_owned(),
        kana: "シケン イチロウ".to_owned(),
        birth_date: day(),
        sex: "1".to_owned(),
        postal_code: None,
        address: "東京都".to_owned(),
        qualified_on: day(),
        lost_on: None,
        access_group: None,
    }
}

fn resident(number: i64) -> Resident {
    Resident {
        number: IndividualNumber::from_store(number),
        name: "試験 一郎".to_owned(),
        kana: "シケン イチロウ".to_owned(),
        address: "東京都".to_owned(),
        sex: "1".to_owned(),
        birth_date: day(),
        status: ResidentStatus::Present,
        changed_on: None,
    }
}

/// Registers somebody at a place, with a code; the branch number.
fn add(
    store: &Store,
    connection: &Connection,
    sequence: i64,
    values: &MemberValues,
    odd: Option<&str>,
) -> Result<String, StoreError> {
    let now = Moment::from_millis(0);
    let right = store.branches().number(sequence, 10).expect("free");
    let branch = odd.map_or(right, str::to_owned);
    let place = NewPlace { sequence, branch: branch.clone(), is_odd: odd.is_some() };
    members::add(connection, "13", &place, values, true, now)?;
    members::index(connection, sequence..=sequence)?;
    code_links::ask(connection, "R1", &BTreeSet::from([sequence]))?;
    for waiting in code_links::awaited(connection, "R1")? {
        code_links::answer(connection, waiting.sequence, Ok(code(sequence)), now)?;
    }
    code_links::close(connection, "R1")?;
    Ok(branch)
}

fn code(sequence: i64) -> InstitutionCode {
    InstitutionCode::from_halves([sequence + 1000, -sequence])
}

/// That somebody is found at the place by everything that is known of it.
fn assert_found(connection: &Connection, sequence: i64, branch: &str, values: &MemberValues) {
    let search = |branch, insured_number| {
        let search =
            Search { branch, insured_number, own_group: None, every_group: true, own_group_only: false };
        let found = members::search(connection, "13", &search, Page { after: 0, size: 10 });
        found.expect("searched").iter().map(|one| one.sequence).collect::<Vec<_>>()
    };
    let insured = Some(values.insured_number.as_str());
    assert_eq!(search(Some(branch), None), [sequence]);
    assert_eq!(search(None, insured), [sequence]);
    assert_eq!(search(Some(branch), insured), [sequence]);
    let found = members::find(connection, "13", branch).expect("read").expect("found");
    assert_eq!((found.sequence, found.link_state), (sequence, LinkState::Linked));
    let holder =
        Holder { sequence, prefecture: "13".to_owned(), insured_number: values.insured_number.clone() };
    assert_eq!(members::holders(connection, &[branch]).expect("read").get(branch), Some(&holder));
    let of_number = members::branch_of(connection, "13", &values.number).expect("read");
    assert_eq!(of_number.as_deref(), Some(branch));
    assert!(members::known(connection, &[values.number]).expect("read").contains(&values.number));
    let of_code = code_links::holder(connection, "13", &code(sequence)).expect("read").expect("found");
    assert_eq!(of_code.sequence, sequence);
    assert_eq!(code_links::of(connection, branch).expect("read"), Some(code(sequence)));
}

#[test]
fn members_of_every_run_are_found() {
    let store = Store::open(None).expect("store");
    let (first, last) = (values(NUMBERS[0], "12345674"), values(NUMBERS[1], "00123455"));
    let (place, far, odd) = (1, (5 << 20) + 1, (5 << 20) + 2);
    let other = values(111_111_111_118, "00000059");
    let checked = store.write(|connection| {
        let branches = [
            add(&store, connection, place, &first, None)?,
            add(&store, connection, far, &last, None)?,
            add(&store, connection, odd, &other, Some("K000000000"))?,
        ];
        assert_found(connection, place, &branches[0], &first);
        assert_found(connection, far, &branches[1], &last);
        assert_found(connection, odd, &branches[2], &other);
        let nobody = IndividualNumber::from_store(51);
        assert!(members::known(connection, &[nobody])?.is_empty());
        assert_eq!(members::place(connection, "3333333333")?, None);
        assert!(code_links::holder(connection, "13", &code(77))?.is_none());
        Ok::<_, StoreError>(())
    });
    checked.expect("stored");
}

#[test]
fn what_was_changed_is_found_no_more() {
    let store = Store::open(None).expect("store");
    let (before, after) = (values(NUMBERS[0], "12345674"), values(NUMBERS[1], "00123455"));
    let checked = store.write(|connection| {
        let branch = add(&store, connection, 7, &before, None)?;
        members::change(connection, &branch, &after)?;
        assert_found(connection, 7, &branch, &after);
        assert_eq!(members::branch_of(connection, "13", &before.number)?, None);
        assert!(members::known(connection, &[before.number])?.is_empty());
        let now = Moment::from_millis(0);
        code_links::set_requested(connection, 7, LinkState::Again, "R2", now)?;
        assert!(code_links::holder(connection, "13", &code(7))?.is_none());
        // An answer that comes late to the receipt before is none to this one.
        code_links::ask(connection, "R1", &BTreeSet::from([7]))?;
        assert!(code_links::awaited(connection, "R1")?.is_empty());
        code_links::ask(connection, "R2", &BTreeSet::from([7]))?;
        assert_eq!(code_links::awaited(connection, "R2")?.len(), 1);
        members::delete(connection, &branch)?;
        assert!(code_links::awaited(connection, "R2")?.is_empty());
        assert!(members::find(connection, "13", &branch)?.is_none());
        assert_eq!(members::place(connection, &branch)?, Some(7));
        Ok::<_, StoreError>(())
    });
    checked.expect("stored");
}

#[test]
fn everybody_who_is_asked_for_is_awaited_once() {
    let store = Store::open(None).expect("store");
    let awaited = store.write(|connection| {
        for sequence in 3..=7 {
            let branch = store.branches().number(sequence, 10).expect("free");
            let place = NewPlace { sequence, branch, is_odd: false };
            let values = values(sequence, "12345674");
            members::add(connection, "13", &place, &values, true, Moment::from_millis(0))?;
        }
        code_links::ask(connection, "R1", &BTreeSet::from([5, 3, 6]))?;
        code_links::awaited(connection, "R1")
    });
    let places: Vec<i64> = awaited.expect("stored").iter().map(|waiting| waiting.sequence).collect();
    assert_eq!(places, [3, 5, 6]);
}

#[test]
fn residents_of_every_run_are_found() {
    let store = Store::open(None).expect("store");
    let found = store.write(|connection| {
        residents::put(connection, &[resident(NUMBERS[0])])?;
        connection.execute(
            "INSERT INTO resident SELECT 2 << 20, 0, name, kana, address, sex, 0, status, changed_on
            FROM resident",
            [],
        )?;
        residents::put(connection, &[resident(NUMBERS[1])])?;
        // The person behind a number stays.
        let removed = Resident { status: ResidentStatus::Dead, ..resident(NUMBERS[0]) };
        residents::put(connection, &[resident(NUMBERS[0]), removed])?;
        let numbers = NUMBERS.map(IndividualNumber::from_store);
        let found = residents::find(connection, numbers.iter())?;
        let persons = numbers.each_ref().map(|number| found[number]);
        for (_, person) in persons {
            residents::link(connection, "A", person)?;
            assert!(residents::is_linked(connection, "A", person)?);
            assert!(!residents::is_linked(connection, "B", person)?);
        }
        let items = FourItems {
            name: "試験 一郎".to_owned(),
            address: "東京都".to_owned(),
            sex: "1".to_owned(),
            birth_date: day(),
        };
        assert_eq!(residents::by_four_items(connection, &items, &Defects::default())?.len(), 2);
        Ok::<_, StoreError>(persons)
    });
    let persons = [1, (2 << 20) + 1].map(Person::from_store);
    let expected = [(ResidentStatus::Dead, persons[0]), (ResidentStatus::Present, persons[1])];
    assert_eq!(found.expect("found"), expected);
}
