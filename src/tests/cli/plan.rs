//! `sogo plan`: the tasks as printed, how far a union is, and what is wrong with the files.

use super::support::{Tree, assert_told};

const STATES: &str = "testdata/plan/states.yaml";
const TASKS: &str = "testdata/plan/tasks.yaml";

/// A union that did most of it in time, one task in the wrong order, and one late.
const PLAUSIBLE: &str = "進み具合:
  - 広域連合: 13
    タスク:
      - {番号: 1, 開始: 平成28年4月1日, 完了: 平成28年4月20日}
      - {番号: 2, 完了: 2016-04-28}
      - {番号: 3, 開始: 2017-01-10, 完了: 2017-02-03}
      - {番号: 4, 開始: 2017-02-06, 完了: 2017-02-24}
      - {番号: 5, 完了: 2017-02-10}
      - {番号: 6, 完了: 2017-02-28}
      - {番号: 7, 完了: 2017-03-03}
      - {番号: 8, 開始: 2017-03-06, 完了: 2017-03-28}
      - {番号: 10, 完了: 2017-01-31}
      - {番号: 12, 完了: 2017-02-27}
      - {番号: 13, 完了: 2017-03-02}
      - {番号: 14, 完了: 2017-02-20}
      - {番号: 15, 完了: 2016-11-11}
      - {番号: 16, 完了: 2017-01-20}
      - {番号: 19, 完了: 2017-02-15}
      - {番号: 20, 完了: 2017-02-20}
      - {番号: 21, 開始: 2017-03-06, 完了: 2017-03-15}
      - {番号: 22, 完了: 2017-03-16}
      - {番号: 23, 完了: 2017-04-14}
      - {番号: 24, 開始: 2017-04-03}
      - {番号: 26, 開始: 2017-04-24}
";

fn tree() -> Tree {
    let tree = Tree::new();
    tree.write(STATES, PLAUSIBLE);
    tree
}

#[test]
fn one_union_on_a_day() {
    let told = tree().told(&["plan", "--union", "13", "--date", "平成29年4月10日"]).expect(0);
    assert_told!("plan_union", told.redacted());
}

#[test]
fn what_happens_later_has_not_happened_yet() {
    let tree = tree();
    let told = |day: &str| tree.told(&["plan", "--union", "東京都", "--date", day]).expect(0).out;
    assert!(told("2016-12-01").contains("\n15    完了"));
    assert!(told("2016-11-10").contains("\n15    着手可"));
    assert!(told("2017-03-16").contains("\n22    完了"));
    assert!(told("2017-03-15").contains("\n22    着手可"));
}

#[test]
fn a_lot_on_a_day() {
    let told = tree().told(&["plan", "--lot", "2", "--date", "2017-04-10"]).expect(0);
    assert_told!("plan_lot", told.redacted());
}

#[test]
fn wrong_files_are_told_with_their_place() {
    let tree = tree();
    tree.edit(TASKS, "先行: [5, 6, 19]", "先行: [5, 6, 31, 99]");
    tree.edit(STATES, "{番号: 23, 完了: 2017-04-14}", "{番号: 23, 開始: 2017-04-20, 完了: 2017-04-14}");
    tree.edit(STATES, "{番号: 2, 完了: 2016-04-28}", "{番号: 1}");
    let told = tree.told(&["plan", "--lot", "2"]).expect(2);
    let root = tree.root().display().to_string();
    assert_told!("plan_wrong_files", told.redacted().replace(&root, "«作業フォルダ»"));
    tree.told(&["plan", "--lot", "2", "--date", "4月10日"]).expect(2).must_say(&["日付ではありません"]);
    tree.told(&["plan"]).expect(2);
}

#[test]
fn the_calendar_of_a_lot_is_printed_and_written() {
    let tree = Tree::new();
    let told = tree.told(&["plan", "--lot", "3", "--calendar", "--to", "out"]).expect(0);
    let root = tree.root().display().to_string();
    assert_told!("plan_calendar", told.redacted().replace(&root, "«作業フォルダ»"));
    let page = std::fs::read_to_string(tree.root().join("out/calendar-lot3.html")).expect("page");
    assert!(page.contains("<th class=\"day off\" scope=\"col\" title=\"憲法記念日\">3</th>"), "{page}");
    let events = std::fs::read_to_string(tree.root().join("out/calendar-lot3.ics")).expect("events");
    let stamp = regex::Regex::new("DTSTAMP:[0-9TZ]+").expect("pattern");
    assert_told!(
        "plan_events",
        stamp.replace_all(&events.replace("\r\n", "\n"), "DTSTAMP:«時刻»").into_owned()
    );
}

#[test]
fn a_window_with_few_working_days_is_warned_of() {
    let tree = Tree::new();
    tree.edit("testdata/plan/periods.yaml", "営業日の下限: 5", "営業日の下限: 6");
    tree.told(&["plan", "--lot", "2", "--calendar"]).expect(0).must_say(&["営業日が5日しかありません"]);
    tree.told(&["plan", "--calendar"]).expect(2);
}

/// The tests can be begun in their window only, whatever is done before it.
#[test]
fn what_waits_for_its_window_cannot_be_begun_today() {
    let tree = Tree::new();
    let done: String =
        (1..=25).map(|number| format!("      - {{番号: {number}, 完了: 2017-04-03}}\n")).collect();
    tree.write("testdata/plan/states.yaml", &format!("進み具合:\n  - 広域連合: 13\n    タスク:\n{done}"));
    let told = |date: &str| tree.told(&["plan", "--union", "13", "--date", date]).expect(0);
    let before = told("2017-04-10");
    before.must_say(&["期間を待つもの: 26(平成29年4月24日から)"]);
    let today = |told: &super::support::Told| {
        let line = told.out.lines().find(|line| line.starts_with("今日始められるもの")).expect("line");
        line.split([':', '・']).any(|number| number.trim() == "26")
    };
    assert!(!today(&before), "{}", before.out);
    let inside = told("2017-04-25");
    assert!(today(&inside), "{}", inside.out);
    let after = told("2017-05-10");
    after.must_say(&["期間を過ぎたもの: 26(平成29年4月28日まで)"]);
    assert!(!today(&after), "{}", after.out);
}
