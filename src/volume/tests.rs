//! Laws of generated members: the two ways of writing agree, nothing depends on threads or
//! on the number of rows, numbers are right and distinct, and every planted error is one.

use super::*;
use crate::{
    media::Charset,
    model::{IndividualNumber, InsuranceNumber},
    spec::Union,
    wire::{column, file_kind},
};
use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    io::Read as _,
    sync::Arc,
};

const CHARSETS: [Charset; 4] = [Charset::ShiftJis, Charset::Utf8, Charset::Utf8Bom, Charset::Utf16Le];

pub(super) fn parameters(union: u8, count: u64) -> Parameters {
    Parameters {
        union: Union {
            id: union.try_into().expect("prefecture"),
            name: "試験広域連合".into(),
            short_name: "神奈川県".into(),
            insured_thousands: 1,
            insurer_number: InsuranceNumber::from_body(&format!("39{union:02}000")).expect("body"),
            institution_code: "SIM-UNION".into(),
            certificate: "SIM-CERT".into(),
        },
        count,
        seed: 7,
        charset: Charset::ShiftJis,
        split: 1000,
        first_record: 1,
        errors: Rate::of_a_million(20_000),
        hard_characters: Rate::of_a_million(20_000),
        without_number: Rate::of_a_million(500),
    }
}

pub(super) fn population(parameters: Parameters) -> Arc<Population> {
    Arc::new(Population::new(parameters).expect("population"))
}

fn bytes(population: &Arc<Population>, file: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    population.stream(file).read_to_end(&mut bytes).expect("no file can fail");
    bytes
}

fn updated() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2017, 4, 20).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("time")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_fast_way_writes_what_the_cells_say(
        seed: u64, union in 1_u8..=47, first_record in 1_u64..100_000_000, errors in 0_u32..300_000,
        hard in 0_u32..600_000, unknown in 0_u32..300_000,
    ) {
        for charset in CHARSETS {
            let population = population(Parameters {
                seed, charset, first_record, split: 70,
                errors: Rate::of_a_million(errors),
                hard_characters: Rate::of_a_million(hard),
                without_number: Rate::of_a_million(unknown),
                ..parameters(union, 150)
            });
            for file in 0..population.files() {
                let mut text = format!("{}\r\n", column::MEMBERS.join(","));
                for row in population.rows_of(file) {
                    text.push_str(&format!("{}\r\n", population.cells(row).join(",")));
                }
                prop_assert!(bytes(&population, file) == [charset.opening(), &charset.encode(&text)].concat());
            }
        }
    }

    #[test]
    fn a_row_depends_on_seed_and_place_alone(seed: u64, row in 0_u64..500) {
        let few = population(Parameters { seed, errors: Rate::NONE, ..parameters(13, 500) });
        let many = population(Parameters { seed, errors: Rate::NONE, split: 7, ..parameters(13, 9_000_000) });
        prop_assert_eq!(few.cells(row), many.cells(row));
    }
}

fn folder_of(population: &Arc<Population>, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("folder");
    let ordered = Ordered { folder: folder.path().to_owned(), threads, copies: Some(updated()) };
    let written = write_files(population, &ordered, &|_, _| {}).expect("written");
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder.path()).expect("folder") {
        let entry = entry.expect("entry");
        files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("file"));
    }
    for one in written {
        assert_eq!(files[&one.name].len() as u64, one.bytes);
    }
    files
}

#[test]
fn threads_make_no_difference() {
    let population = population(parameters(13, 12_345));
    let alone = folder_of(&population, 1);
    assert_eq!(alone.len(), 13 * 2 + 13 * 3, "{:?}", alone.keys());
    assert!(alone == folder_of(&population, 4));
}

#[test]
fn nothing_is_written_over() {
    let population = population(parameters(13, 10));
    let folder = tempfile::tempdir().expect("folder");
    let ordered = Ordered { folder: folder.path().to_owned(), threads: 1, copies: None };
    write_files(&population, &ordered, &|_, _| {}).expect("written");
    let error = write_files(&population, &ordered, &|_, _| {}).expect_err("it is there");
    assert!(matches!(error, OutputError::Exists(_)), "{error}");
}

#[test]
fn numbers_are_right_and_distinct_over_unions() {
    let mut individual = HashSet::new();
    for union in [13, 27, 31] {
        let population = population(Parameters { errors: Rate::NONE, ..parameters(union, 20_000) });
        let mut insured = HashSet::new();
        for row in 0..20_000 {
            let cells = population.cells(row);
            assert!(InsuranceNumber::parse(&cells[3]).is_ok());
            assert!(insured.insert(cells[3].clone()));
            if !cells[4].is_empty() {
                assert!(IndividualNumber::parse(&cells[4]).is_ok());
                assert!(individual.insert(cells[4].clone()));
            }
        }
    }
}

/// Whether the cells break the rule that the error is about, read from the row alone or from
/// the rows before it.
fn breaks(fault: Fault, cells: &[String], before: &HashMap<String, u64>, file: u64) -> bool {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").is_ok();
    let number = IndividualNumber::parse(&cells[4]);
    match fault {
        Fault::NumberMissing => cells[4].is_empty(),
        Fault::NumberFormat => cells[4].len() == 11,
        Fault::CheckDigit => cells[4].len() == 12 && number.is_err(),
        Fault::Registered => number.is_ok() && before.get(&cells[4]) == Some(&0) && file > 0,
        Fault::Doubled => number.is_ok() && before.get(&cells[4]) == Some(&file),
        Fault::InsuredNumber => cells[3].len() == 8 && InsuranceNumber::parse(&cells[3]).is_err(),
        Fault::InsurerNumber => InsuranceNumber::parse(&cells[2]).is_ok() && cells[2] != "39130000",
        Fault::BirthDate => !day(&cells[7]),
        Fault::Character => cells[5].contains('\u{E000}'),
        Fault::NameMissing => cells[5].is_empty(),
        Fault::AccessGroup => !cells[13].is_empty(),
        Fault::Sex => !["1", "2"].contains(&cells[8].as_str()),
    }
}

#[test]
fn a_row_breaks_the_rule_of_its_answer_and_no_other() {
    let population = population(parameters(13, 30_000));
    let mut before = HashMap::new();
    let mut found: BTreeMap<Fault, u32> = BTreeMap::new();
    for file in 0..population.files() {
        for row in population.rows_of(file) {
            let (cells, answer) = (population.cells(row), population.fault(row));
            let broken: Vec<Fault> =
                Fault::ALL.into_iter().filter(|fault| breaks(*fault, &cells, &before, file)).collect();
            assert_eq!(broken, Vec::from_iter(answer), "row {row}: {cells:?}");
            answer.into_iter().for_each(|fault| *found.entry(fault).or_default() += 1);
            before.entry(cells[4].clone()).or_insert(file);
        }
    }
    let planted: u32 = found.values().sum();
    assert!((600..640).contains(&planted), "2 % of 30,000 and those without a number: {found:?}");
    assert!(Fault::ALL.iter().all(|fault| found[fault] >= 40), "{found:?}");
}

#[test]
fn the_answer_sheet_says_where_what_is_wrong() {
    let population = population(Parameters { split: 300, ..parameters(13, 900) });
    let files = folder_of(&population, 2);
    for file in 0..3 {
        let sheet =
            String::from_utf8(files[&population.file_name(file).replace(".csv", ".解答.csv")].clone());
        let mut said = BTreeMap::new();
        for line in sheet.expect("UTF-8").lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            said.insert(cells[0].parse::<u64>().expect("row"), cells[3].to_owned());
        }
        let rows = population.rows_of(file);
        let expected: BTreeMap<u64, String> = rows
            .clone()
            .filter_map(|row| Some((row - rows.start + 1, population.fault(row)?.code().to_owned())))
            .collect();
        assert_eq!(said, expected);
    }
}

#[test]
fn shares_are_those_asked_for() {
    let population = population(Parameters {
        errors: Rate::NONE,
        hard_characters: Rate::of_a_million(100_000),
        without_number: Rate::of_a_million(50_000),
        ..parameters(13, 100_000)
    });
    let facts: Vec<Facts> = (0..100_000).map(|row| population.facts(row)).collect();
    let share =
        |holds: &dyn Fn(&Facts) -> bool| facts.iter().filter(|one| holds(one)).count() as f64 / 1000.0;
    let near =
        |found: f64, percent: f64| assert!((found - percent).abs() < percent / 8.0, "{found} for {percent}");
    near(share(&|one| one.is_hard), 10.0);
    near(share(&|one| !one.has_number), 5.0);
    near(share(&|one| one.age < 75), 1.9);
    near(share(&|one| one.acquisition == *b"02"), 6.0);
    near(share(&|one| one.loss.is_some()), 2.0);
    near(share(&|one| one.is_dead()), 1.5);
    near(share(&|one| one.has_combined), 4.5);
    near(share(&|one| one.share == b'3'), 7.0);
    let municipalities: HashSet<_> = facts.iter().map(|one| one.municipality).collect();
    assert_eq!(municipalities.len(), 62);
}

#[test]
fn days_fit_together() {
    let population = population(Parameters { errors: Rate::NONE, ..parameters(13, 20_000) });
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").expect("day");
    for row in 0..20_000 {
        let (cells, facts) = (population.cells(row), population.facts(row));
        let (born, acquired) = (day(&cells[7]), day(&cells[11]));
        let age_when_acquired = acquired.years_since(born).expect("later");
        let least = if facts.acquisition == *b"03" { 65 } else { 75 };
        // Who was born on 29 February is a day late.
        assert!(age_when_acquired >= least, "row {row}: {age_when_acquired}, {facts:?}");
        assert!(acquired <= population.as_of() && acquired >= day("20080401"));
        if !cells[12].is_empty() {
            assert!(day(&cells[12]) > acquired && day(&cells[12]) <= population.as_of());
        }
    }
}

#[test]
fn copies_carry_the_branch_numbers_they_are_given() {
    let population =
        population(Parameters { split: 10_000, charset: Charset::Utf8, ..parameters(13, 10_000) });
    for kind in Population::COPY_KINDS {
        let branches = ProvisionalBranches::new(&population, 0..10_000);
        let mut text = String::new();
        population.copy_stream(kind, branches, updated()).read_to_string(&mut text).expect("UTF-8");
        let mut rows = text.lines();
        let columns = rows.next().expect("header").split(',').count();
        let mut seen = 0;
        for row in rows {
            let cells: Vec<&str> = row.split(',').collect();
            assert_eq!(cells.len(), columns, "{row}");
            let place: u64 = cells[1][1..].parse().expect("provisional");
            let (facts, member) = (population.facts(place), population.good_cells(place));
            assert_eq!(population.fault(place), None);
            assert_eq!(cells.last(), Some(&"20170420120000"));
            match kind {
                file_kind::ELIGIBILITY => {
                    assert_eq!(cells[2..5], [&member[2], &member[3], &member[11]]);
                    assert_eq!(cells[6], member[12]);
                    assert_eq!(cells[6].is_empty(), cells[7].is_empty());
                    assert!(cells[8] >= cells[4] && cells[8] <= cells[9]);
                }
                file_kind::COMBINED_HIGH_COST => assert!(facts.has_combined && cells[7] < cells[8]),
                _ => assert!(facts.is_dead() && cells[2] < cells[3] && cells[4] < cells[6]),
            }
            seen += 1;
        }
        let expected = (0..10_000)
            .filter(|row| {
                population.fault(*row).is_none() && population.has_copy(kind, &population.facts(*row))
            })
            .count();
        assert_eq!(seen, expected, "{kind}");
        assert!(seen > 100, "{kind}: {seen}");
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let refused = |parameters| Population::new(parameters).expect_err("refused").to_string();
    assert!(refused(parameters(13, 0)).contains("指定は0件"));
    assert!(refused(parameters(13, MOST_ROWS + 1)).contains("9700001"));
    assert!(refused(Parameters { split: 0, ..parameters(13, 1) }).contains("1以上"));
    assert!(refused(Parameters { first_record: u64::MAX, ..parameters(13, 1) }).contains("15桁"));
}
