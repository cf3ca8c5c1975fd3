//! What follows from tasks and runs together.

use super::*;
use crate::{
    model::{Lot, TestItem, Verdict},
    pmo::ItemDays,
    spec::{Specification, TaskDays},
};
use std::path::Path;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("day")
}

fn shipped() -> Specification {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Specification::load(&root.join("testdata"), &root.join("rolemodels")).expect("test data")
}

/// Items of which some began and some are done.
fn items(of: &[(u8, Option<&str>, Option<&str>)]) -> Vec<(TestItem, ItemDays)> {
    let days = |item: TestItem| {
        let found = of.iter().find(|(number, ..)| *number == item.number());
        let (begun, done) = found.map_or((None, None), |(_, begun, done)| (begun.map(day), done.map(day)));
        let is_open = done.is_none();
        ItemDays {
            begun,
            done,
            open: if is_open { vec![format!("R{}-01", item.number())] } else { Vec::new() },
            not_applicable: Vec::new(),
            requirements: 8,
            not_passed: match begun {
                Some(_) if is_open => vec![(format!("T{}-05", item.number()), Verdict::Failed)],
                _ => Vec::new(),
            },
        }
    };
    TestItem::ALL.into_iter().map(|item| (item, days(item))).collect()
}

#[test]
fn the_tests_are_tasks_once_all_of_a_group_are_done() {
    let task = |number, begun: &str, done: Option<&str>| TaskDays {
        number,
        planned: None,
        begun: Some(day(begun)),
        done: done.map(day),
    };
    let (april, may) = (Some("2017-04-24"), Some("2017-05-02"));
    let four = [(1, april, april), (2, april, may), (3, may, april), (4, april, april)];
    assert_eq!(tests_as_tasks(&items(&[])), []);
    assert_eq!(tests_as_tasks(&items(&four[..3])), [task(26, "2017-04-24", None)]);
    assert_eq!(tests_as_tasks(&items(&four)), [task(26, "2017-04-24", Some("2017-05-02"))]);
}

#[test]
fn a_union_is_late_in_words_and_finished_when_nothing_is_left() {
    let specification = shipped();
    let lot = specification.lot(Lot::Two).expect("lot");
    let union = specification.find_union("13").expect("union");
    let done = |number| TaskDays { number, planned: None, begun: None, done: Some(day("2017-02-20")) };
    let mut plan = specification.plan().clone();
    let before: Vec<_> = (1..=25).map(done).collect();
    plan.supplement(union.id, &before);

    let nothing = UnionStatus::of(specification.plan(), lot, union, items(&[]), day("2017-06-01"));
    assert_eq!(nothing.overall, Overall::NoRecord, "nobody knows whether it is late");
    assert_eq!((nothing.late.len(), nothing.tasks_late()), (0, 0));
    assert_eq!(nothing.outlook(), "判断できない");
    let april = Some("2017-04-24");
    let of_day = |plan: &crate::spec::PreparationPlan, items, on: &str| {
        let status = UnionStatus::of(plan, lot, union, items, day(on));
        (status.overall, status.late.clone(), status.next.clone())
    };
    let in_time = of_day(&plan, items(&[(1, april, april), (2, april, None)]), "2017-04-25");
    assert_eq!((in_time.0, in_time.1.len()), (Overall::OnTime, 0));
    assert_eq!(in_time.2[0], "テスト項目2 符号取得・紐付テストを直して実行し直す(T2-05 不合格)");

    let found = items(&[(1, april, april), (2, april, None)]);
    plan.supplement(union.id, &tests_as_tasks(&found));
    let late = of_day(&plan, found, "2017-05-02");
    assert_eq!(late.0, Overall::Late);
    assert_eq!(
        late.1,
        [
            "テスト項目2 符号取得・紐付テスト(期間は平成29年4月28日まで、要件8件のうち1件が未合格(R2-01))",
            "テスト項目3 情報提供テスト(期間は平成29年4月28日まで、未着手)",
            "テスト項目4 本人確認テスト(期間は平成29年4月28日まで、未着手)",
        ]
    );

    let missed = of_day(&plan, items(&[(1, april, april), (2, april, None)]), "2017-05-31");
    assert_eq!(missed.0, Overall::Missed);
    assert!(missed.1.contains(&"タスク27 情報連携に向けたテストは、期間に間に合わない見通しです".to_owned()));

    let rest: Vec<_> = (26..=36).map(done).collect();
    plan.supplement(union.id, &rest);
    let all: Vec<_> = (1..=7).map(|number| (number, april, april)).collect();
    assert_eq!(of_day(&plan, items(&all), "2017-06-30"), (Overall::Finished, vec![], vec![]));
}
