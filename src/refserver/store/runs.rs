//! Runs: stretches of members, or of residents, in the order in which they came.
//!
//! Numbers and codes are in no order. An index over all of them is written all over its pages
//! by every file, and once it is larger than the cache that is what a large union's server
//! spends its time in. In an index that begins with the run, the entries of a file stand close
//! together; who is looked for is looked for in each run, the newest first, which is reading
//! only. Whoever looks for many asks for all of them at once: SQLite takes them in their order,
//! and reads each page once. Must not know what is looked for.

use rusqlite::Connection;

use super::{StoreError, one};

/// The SQL of the runs of 65,536 members, for a condition `sequence >> 16 IN (…)`.
pub(super) const SHORT_OF_MEMBERS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(sequence) FROM member) >> 16
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The SQL of the runs of 1,048,576 members, for a condition `sequence >> 20 IN (…)`.
pub(super) const LONG_OF_MEMBERS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(sequence) FROM member) >> 20
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The SQL of the runs of 1,048,576 residents, for a condition `id >> 20 IN (…)`.
pub(super) const LONG_OF_RESIDENTS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(id) FROM resident) >> 20
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The SQL of the runs of 65,536 residents, for a condition `id >> 16 IN (…)`.
pub(super) const SHORT_OF_RESIDENTS: &str =
    "WITH RECURSIVE run (place) AS (SELECT (SELECT max(id) FROM resident) >> 16
     UNION ALL SELECT place - 1 FROM run WHERE place > 0) SELECT place FROM run";

/// The run of 65,536 in which a row is.
pub(super) fn short(row: i64) -> i64 {
    row >> 16
}

/// The run of 1,048,576 in which a row is.
pub(super) fn long(row: i64) -> i64 {
    row >> 20
}

/// What is found first, looking through the long runs of members: that of a member nearby, if
/// one is known, then the newest, then the older ones.
pub(super) fn first<T>(
    connection: &Connection,
    nearby: Option<i64>,
    mut look: impl FnMut(i64) -> Result<Option<T>, StoreError>,
) -> Result<Option<T>, StoreError> {
    let nearby = nearby.map(long);
    if let Some(run) = nearby
        && let Some(found) = look(run)?
    {
        return Ok(Some(found));
    }
    let newest: Option<i64> =
        one(connection, "SELECT max(sequence) FROM member", [], |row| row.get(0))?.flatten();
    for run in (0..=newest.map_or(-1, long)).rev().filter(|run| Some(*run) != nearby) {
        if let Some(found) = look(run)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
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
            Page, Store,
            members::{self, Search},
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

    #[test]
    fn members_of_every_run_are_found() {
        let now = Moment::from_millis(0);
        let (old, new) = ("1111111111", "2222222222");
        let found = |connection: &Connection, branch: &str, insured: &str, number: i64, code: u8| {
            let search = |branch, insured_number| {
                let search = Search {
                    branch,
                    insured_number,
                    own_group: None,
                    every_group: true,
                    own_group_only: false,
                };
                members::search(connection, "13", &search, Page { after: 0, size: 10 })
            };
            let number = IndividualNumber::from_store(number);
            let code = InstitutionCode::new([code; 16]);
            let member = members::find(connection, "13", branch)?.expect("found");
            for nearby in [None, Some(1), Some(member.sequence)] {
                let holder = members::holder(connection, "13", branch, nearby)?.expect("holder");
                assert_eq!((holder.sequence, holder.link_state), (member.sequence, LinkState::Linked));
            }
            let wanted = [(Some(branch), None), (None, Some(insured)), (Some(branch), Some(insured))];
            for (branch, insured_number) in wanted {
                let found: Vec<i64> =
                    search(branch, insured_number)?.iter().map(|one| one.sequence).collect();
                assert_eq!(found, [member.sequence]);
            }
            assert_eq!(members::branch_of(connection, "13", &number)?.as_deref(), Some(branch));
            assert!(members::known(connection, std::slice::from_ref(&number))?.contains(&number));
            assert!(members::given(connection, &[branch.to_owned()])?.contains(branch));
            assert_eq!(
                members::with_code(connection, "13", &code)?.map(|one| one.branch).as_deref(),
                Some(branch)
            );
            Ok::<_, StoreError>(member.sequence)
        };
        let store = Store::open(None).expect("store");
        let places = store.write(|connection| {
            members::add(connection, "13", old, &values(NUMBERS[0], "12345674"), Some("R1"), now)?;
            // The next one is in the sixth long run.
            connection.execute("INSERT INTO member SELECT 5 << 20, 'x', prefecture, 0, insurer_number, 'x', name, kana,
                birth_date, sex, postal_code, address, qualified_on, lost_on, access_group, deleted, link_state,
                link_error, link_updated_at, NULL, NULL FROM member", [])?;
            members::add(connection, "13", new, &values(NUMBERS[1], "00123455"), Some("R1"), now)?;
            for (waiting, code) in members::awaiting_code(connection, "R1")?.iter().zip([1, 2]) {
                members::answer_code(connection, waiting.sequence, Ok(InstitutionCode::new([code; 16])), now)?;
            }
            let places =
                (found(connection, old, "12345674", NUMBERS[0], 1)?, found(connection, new, "00123455", NUMBERS[1], 2)?);
            assert!(members::known(connection, &[IndividualNumber::from_store(111_111_111_118)])?.is_empty());
            assert!(members::given(connection, &["3333333333".to_owned()])?.is_empty());
            assert!(members::place(connection, "3333333333")?.is_none());
            Ok::<_, StoreError>(places)
        });
        assert_eq!(places.expect("found"), (1, (5 << 20) + 1));
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
            for (person, code) in persons.iter().map(|(_, person)| *person).zip([1, 2]) {
                let code = InstitutionCode::new([code; 16]);
                residents::link(connection, "A", &code, person)?;
                assert_eq!(residents::person_of(connection, "A", &code)?, Some(person));
                assert!(residents::is_linked(connection, "A", &code, person)?);
                assert!(!residents::is_linked(connection, "B", &code, person)?);
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
}
