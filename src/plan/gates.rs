//! Gates: whether a union may run what it wants to run on a day. In its window, and once what
//! has to come before is done (domain.md §10.2, §10.3). Must not know clocks, endpoints or
//! runs.

use crate::{
    model::{TestGroup, TestItem, UnionId},
    spec::{Specification, UnknownName},
};
use chrono::NaiveDate;

/// A gate that is not met, by one or several unions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmetGate {
    /// What was to be run, for example 「C-a-1(テスト項目1〜4)」.
    pub stage: &'static str,
    /// What does not hold, and what would help, in Japanese.
    pub what: String,
    /// The unions.
    pub unions: Vec<UnionId>,
}

/// The gates that are not met if these unions run these items, each on its day.
///
/// # Errors
/// [`UnknownName`] never happens after a load, which demands a lot for every union.
pub fn unmet_gates(
    specification: &Specification,
    unions: &[UnionId],
    items: &[TestItem],
    day_of: impl Fn(TestItem) -> NaiveDate,
) -> Result<Vec<UnmetGate>, UnknownName> {
    let mut unmet: Vec<UnmetGate> = Vec::new();
    let mut seen = Vec::new();
    for item in items {
        // All items of a group have the same gates.
        let stage = stage(*item);
        if seen.contains(&stage) {
            continue;
        }
        seen.push(stage);
        for union in unions {
            for what in of_union(specification, *union, *item, day_of(*item))? {
                match unmet.iter_mut().find(|gate| gate.stage == stage && gate.what == what) {
                    Some(gate) => gate.unions.push(*union),
                    None => unmet.push(UnmetGate { stage, what, unions: vec![*union] }),
                }
            }
        }
    }
    Ok(unmet)
}

fn stage(item: TestItem) -> &'static str {
    match item.group() {
        Some(TestGroup::Registration) => "C-a-1(テスト項目1〜4)",
        Some(TestGroup::Linkage) => "C-a-2(テスト項目5〜7)",
        None => "本番登録",
    }
}

fn of_union(
    specification: &Specification,
    union: UnionId,
    item: TestItem,
    day: NaiveDate,
) -> Result<Vec<String>, UnknownName> {
    let mut unmet = Vec::new();
    let window = specification.window_for(union, item)?;
    let lot = specification.lot_of(union)?.lot;
    let span = format!("{lot}の期間({}から{}まで)", window.from, window.to);
    if day < window.from {
        unmet.push(format!("{day}は{span}の前です。期間になってから実行してください"));
    } else if day > window.to {
        unmet.push(format!(
            "{day}は{span}を過ぎています。期間が変わったのなら testdata/lots.yaml と testdata/plan/periods.yaml を直してください(時計を動かせる参照サーバーなら、起動し直すと期間の初日から始まります)"
        ));
    }
    let plan = specification.plan();
    let days = plan.days_of(union);
    for (condition, number) in plan.conditions(item) {
        let is_done = days.get(&number).and_then(|days| days.done).is_some_and(|done| done <= day);
        if !is_done {
            let task = plan.task(number).map(|task| task.name.as_str()).unwrap_or_default();
            unmet.push(format!(
                "「{condition}」と言えません: タスク{number}「{task}」の、{day}までの完了日がありません。終わっていれば testdata/plan/states.yaml に書いてください(関門は、実行の結果は見ません)"
            ));
        }
    }
    Ok(unmet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn specification() -> Specification {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tempfile::tempdir().expect("folder");
        let testdata = folder.path().join("testdata");
        copy(&root.join("testdata"), &testdata);
        let states = "進み具合:\n  - 広域連合: 13\n    タスク:\n      - {番号: 22, 完了: 2017-03-17}\n      - {番号: 23, 完了: 2017-04-10}\n      - {番号: 24, 完了: 2017-04-14}\n      - {番号: 25, 完了: 2017-04-24}\n      - {番号: 26, 完了: 2017-04-28}\n";
        std::fs::write(testdata.join("plan/states.yaml"), states).expect("states");
        Specification::load(&testdata, &root.join("rolemodels")).expect("test data")
    }

    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).expect("folder");
        for entry in std::fs::read_dir(from).expect("folder").flatten() {
            let target = to.join(entry.file_name());
            match entry.path().is_dir() {
                true => copy(&entry.path(), &target),
                false => drop(std::fs::copy(entry.path(), target).expect("file")),
            }
        }
    }

    fn told(unions: &[u8], items: &[TestItem], day: &str) -> String {
        let specification = specification();
        let unions: Vec<_> = unions.iter().map(|one| UnionId::try_from(*one).expect("union")).collect();
        let day = day.parse().expect("day");
        let unmet = unmet_gates(&specification, &unions, items, |_| day).expect("known");
        let line = |gate: &UnmetGate| {
            let unions: Vec<_> = gate.unions.iter().map(ToString::to_string).collect();
            format!("{} [{}] {}\n", gate.stage, unions.join(" "), gate.what)
        };
        unmet.iter().map(line).collect()
    }

    #[test]
    fn inside_the_window_and_with_all_done_every_gate_is_met() {
        assert_eq!(told(&[13], &[TestItem::Readiness, TestItem::Identity], "2017-04-24"), "");
        assert_eq!(told(&[13], &[TestItem::Readiness], "2017-04-28"), "");
        assert_eq!(told(&[13], &[TestItem::Inquiry], "2017-05-15"), "");
        assert_eq!(told(&[13], &[TestItem::ProductionRegistration], "2017-05-01"), "");
        assert_eq!(told(&[13], &[TestItem::ProductionRegistration], "2017-06-30"), "");
    }

    #[test]
    fn what_is_not_met_is_named_with_what_helps() {
        insta::assert_snapshot!(told(&[13], &[TestItem::Readiness], "2017-04-23"));
        insta::assert_snapshot!(told(&[12, 13], &TestItem::ALL, "2017-04-29"));
        insta::assert_snapshot!(told(&[12, 13], &[TestItem::ProductionRegistration], "2017-07-01"));
        // The day on which items 1 to 4 were done is soon enough.
        assert_eq!(told(&[13], &[TestItem::ProductionRegistration], "2017-04-28").lines().count(), 1);
    }
}
