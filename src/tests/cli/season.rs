//! A whole season by a virtual clock, day by day from 2017-03-01 to 2017-07-18: a union of
//! lot 2 and one of lot 3 fall behind, catch up and finish. At each week's end the PMO entry
//! and the union's line of the lot's status are kept as a snapshot.
//!
//! The runs are run folders as a run leaves them, with the verdicts of the story; what they
//! hold is read by the commands, as any other.

use super::support::{Tree, assert_told};
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, Weekday};
use sogo_unyo_test::{
    cli::Workspace,
    model::{
        LaneRecord, Lot, RunEvent, RunHeader, RunScope, ScenarioRecord, TestItem, UnionId, Verdict, files,
    },
};
use std::{fmt::Write as _, fs};

/// What happens on a day: a task begins, or is done, or a test item is run.
#[derive(Clone, Copy)]
enum Happening {
    Begun(u8),
    Done(u8),
    /// All scenarios of an item pass.
    Passed(u8),
    /// All but those of one requirement do.
    Failed(u8, &'static str),
}
use Happening::{Begun, Done, Failed, Passed};

struct Story {
    lot: Lot,
    union: u8,
    /// Days on which the union means to do tasks.
    planned: &'static [(u8, &'static str)],
    days: &'static [(&'static str, &'static [Happening])],
}

/// What both unions had done before the season, some of it in time.
const BEFORE: &[(u8, &str, &str)] = &[
    (1, "2016-04-01", "2016-04-20"),
    (2, "2016-04-04", "2016-04-28"),
    (3, "2017-01-10", "2017-02-03"),
    (4, "2017-02-06", "2017-02-24"),
    (5, "2017-01-30", "2017-02-10"),
    (10, "2016-11-01", "2017-01-31"),
    (12, "2017-02-13", "2017-02-27"),
    (15, "2016-10-17", "2016-11-11"),
    (16, "2017-01-10", "2017-01-20"),
    (19, "2017-02-01", "2017-02-15"),
    (20, "2017-02-20", "2017-02-20"),
];

/// A mistake of the standard system is found in item 2 and repaired after the window.
const LOT_2: Story = Story {
    lot: Lot::Two,
    union: 13,
    planned: &[(26, "2017-04-24"), (32, "2017-05-29"), (33, "2017-06-05")],
    days: &[
        ("2017-03-01", &[Begun(6), Begun(7)]),
        ("2017-03-02", &[Begun(13), Done(13)]),
        ("2017-03-03", &[Done(6)]),
        ("2017-03-06", &[Done(14), Begun(21)]),
        ("2017-03-10", &[Done(7), Begun(8)]),
        ("2017-03-15", &[Done(21)]),
        ("2017-03-16", &[Begun(22), Done(22)]),
        ("2017-03-24", &[Begun(17), Done(17)]),
        ("2017-04-03", &[Begun(24)]),
        ("2017-04-10", &[Done(8), Begun(9)]),
        ("2017-04-14", &[Begun(23), Done(23)]),
        ("2017-04-17", &[Done(9)]),
        ("2017-04-20", &[Done(24)]),
        ("2017-04-24", &[Begun(25), Done(25), Passed(1)]),
        ("2017-04-25", &[Failed(2, "R2-03")]),
        ("2017-04-26", &[Passed(3)]),
        ("2017-04-27", &[Passed(4)]),
        ("2017-04-28", &[Failed(2, "R2-03")]),
        ("2017-05-08", &[Passed(2)]),
        ("2017-05-10", &[Begun(29), Begun(30)]),
        ("2017-05-12", &[Done(29), Done(30)]),
        ("2017-05-15", &[Passed(5)]),
        ("2017-05-16", &[Failed(6, "R6-01")]),
        ("2017-05-17", &[Passed(6)]),
        ("2017-05-18", &[Passed(7)]),
        ("2017-05-19", &[Begun(28), Done(28)]),
        ("2017-05-22", &[Begun(11)]),
        ("2017-05-26", &[Done(11)]),
        ("2017-05-29", &[Begun(31), Begun(18)]),
        ("2017-05-30", &[Done(31)]),
        ("2017-05-31", &[Begun(32)]),
        ("2017-06-06", &[Done(32)]),
        ("2017-06-07", &[Begun(33)]),
        ("2017-06-09", &[Done(18)]),
        ("2017-06-13", &[Done(33)]),
        ("2017-06-14", &[Begun(34), Done(34)]),
        ("2017-06-20", &[Begun(35)]),
        ("2017-06-21", &[Done(35)]),
        ("2017-06-22", &[Begun(36)]),
        ("2017-06-23", &[Done(36)]),
    ],
};

/// The holidays in the window cost time, and a new version of the standard system breaks what
/// had passed, so that a completion is taken back.
const LOT_3: Story = Story {
    lot: Lot::Three,
    union: 27,
    planned: &[(26, "2017-05-08"), (27, "2017-05-22"), (32, "2017-07-03"), (33, "2017-07-06")],
    days: &[
        ("2017-03-03", &[Begun(6), Done(13), Begun(7)]),
        ("2017-03-10", &[Done(14)]),
        ("2017-03-13", &[Begun(21)]),
        ("2017-03-17", &[Done(6), Done(21)]),
        ("2017-03-21", &[Begun(22), Done(22)]),
        ("2017-03-31", &[Done(7), Begun(8), Begun(17)]),
        ("2017-04-07", &[Done(17)]),
        ("2017-04-28", &[Begun(23), Done(23), Begun(24)]),
        ("2017-05-08", &[Begun(25), Done(25), Done(24), Passed(1)]),
        ("2017-05-09", &[Passed(2)]),
        ("2017-05-10", &[Failed(3, "R3-01")]),
        ("2017-05-11", &[Passed(3)]),
        ("2017-05-12", &[Passed(4), Done(8)]),
        ("2017-05-19", &[Begun(9), Done(9)]),
        ("2017-05-22", &[Passed(5)]),
        ("2017-05-23", &[Passed(6)]),
        ("2017-05-24", &[Failed(7, "R7-02")]),
        ("2017-05-25", &[Failed(2, "R2-05")]),
        ("2017-05-29", &[Passed(2)]),
        ("2017-05-30", &[Passed(7)]),
        ("2017-05-31", &[Begun(28), Done(28)]),
        ("2017-06-05", &[Begun(29), Begun(30), Begun(18)]),
        ("2017-06-09", &[Done(29), Done(30)]),
        ("2017-06-19", &[Begun(11), Done(18)]),
        ("2017-06-23", &[Done(11)]),
        ("2017-06-26", &[Begun(31)]),
        ("2017-06-27", &[Done(31)]),
        ("2017-07-03", &[Begun(32)]),
        ("2017-07-05", &[Done(32)]),
        ("2017-07-06", &[Begun(33)]),
        ("2017-07-11", &[Done(33)]),
        ("2017-07-12", &[Begun(34), Done(34)]),
        ("2017-07-13", &[Begun(35), Done(35)]),
        ("2017-07-14", &[Begun(36), Done(36)]),
    ],
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("day")
}

/// What is kept of a task: its number; planned, begun, done.
type Kept = (u8, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);

/// The season of a union as it goes.
struct Season {
    tree: Tree,
    story: Story,
    workspace: Workspace,
    tasks: Vec<Kept>,
}

impl Season {
    fn new(story: Story) -> Self {
        let mut season = Self {
            tree: Tree::new(),
            workspace: Workspace::load().expect("features"),
            tasks: Vec::new(),
            story,
        };
        for (number, begun, done) in BEFORE {
            *season.task(*number) = (*number, None, Some(day(begun)), Some(day(done)));
        }
        for (number, planned) in season.story.planned {
            season.task(*number).1 = Some(day(planned));
        }
        season
    }

    fn task(&mut self, number: u8) -> &mut Kept {
        let place = self.tasks.iter().position(|one| one.0 == number).unwrap_or_else(|| {
            self.tasks.push((number, None, None, None));
            self.tasks.len() - 1
        });
        &mut self.tasks[place]
    }

    fn happen(&mut self, on: NaiveDate, happening: Happening) {
        match happening {
            Begun(task) => self.task(task).2 = Some(on),
            Done(task) => {
                let task = self.task(task);
                task.2 = task.2.or(Some(on));
                task.3 = Some(on);
            }
            Passed(item) => self.run(on, item, None),
            Failed(item, requirement) => self.run(on, item, Some(requirement)),
        }
    }

    /// What the test lead keeps of the tasks.
    fn write_states(&self) {
        let mut text = format!("進み具合:\n  - 広域連合: {}\n    タスク:\n", self.story.union);
        for (number, planned, begun, done) in &self.tasks {
            let _ = write!(text, "      - {{番号: {number}");
            for (name, date) in [("予定", planned), ("開始", begun), ("完了", done)] {
                if let Some(date) = date {
                    let _ = write!(text, ", {name}: {date}");
                }
            }
            text.push_str("}\n");
        }
        self.tree.write("testdata/plan/states.yaml", &text);
    }

    /// A run folder of one item.
    fn run(&self, on: NaiveDate, item: u8, failed: Option<&str>) {
        let item = TestItem::try_from(item).expect("item");
        let union = UnionId::try_from(self.story.union).expect("union");
        let at = |hour| {
            let time = on.and_time(NaiveTime::from_hms_opt(hour, 0, 0).expect("hour"));
            let japan = FixedOffset::east_opt(9 * 3600).expect("offset");
            time.and_local_timezone(japan).single().expect("time")
        };
        let name =
            format!("{}-090000-lot{}-{}", on.format("%Y%m%d"), u8::from(self.story.lot), item.number());
        let folder = self.tree.root().join("target/evidence").join(&name);
        fs::create_dir_all(&folder).expect("folder");
        let header = RunHeader {
            run: name,
            harness: "0.1.0".to_owned(),
            lot: self.story.lot,
            endpoint: "接続検証".to_owned(),
            started_at: at(9),
            seed: 1,
            arguments: Vec::new(),
            lanes: vec![LaneRecord { union, name: String::new() }],
            items: vec![item],
            scenarios_per_lane: 0,
            requirements: Vec::new(),
            scope: RunScope::default(),
        };
        fs::write(folder.join(files::HEADER), serde_json::to_string(&header).expect("JSON")).expect("header");
        let mut events = String::new();
        let mut failures = 0;
        for scenario in self.workspace.scenarios().into_iter().filter(|scenario| scenario.item == item) {
            let fails = failed.is_some_and(|failed| scenario.requirements().any(|one| one == failed));
            failures += usize::from(fails);
            let record = ScenarioRecord {
                union,
                item,
                id: scenario.id.clone(),
                file: scenario.path.clone(),
                line: 1,
                feature: String::new(),
                name: String::new(),
                tags: scenario.tags.clone(),
                attempt: 1,
                will_be_retried: false,
                verdict: if fails { Verdict::Failed } else { Verdict::Passed },
                reason: None,
                // Whoever looks at the wall clock, as in a rehearsal, finds another year.
                started_at: rehearsed(at(10)),
                endpoint_time: Some(at(10)),
                guide: None,
                milliseconds: 100,
                steps: Vec::new(),
            };
            let event = RunEvent::ScenarioFinished(Box::new(record));
            events.push_str(&format!("{}\n", serde_json::to_string(&event).expect("JSON")));
        }
        assert_eq!(failures > 0, failed.is_some(), "{failed:?} fails nothing");
        fs::write(folder.join(files::EVENTS), events).expect("events");
    }

    /// The entry and the union's line of the status at the end of a day.
    fn told(&self, on: NaiveDate) -> String {
        let (union, date) = (self.story.union.to_string(), on.to_string());
        let entry = self.tree.told(&["pmo", "--union", &union, "--date", &date, "--to", "pmo"]).expect(0);
        let lot = u8::from(self.story.lot).to_string();
        let status = self.tree.told(&["status", "--lot", &lot, "--date", &date, "--to", "status"]).expect(0);
        let own = status.out.lines().find(|line| line.starts_with(&format!("{union} "))).expect("the union");
        let entry = entry.out.split("\n書きました").next().expect("text").to_owned();
        // Members and requirements are added; the season does not depend on how many there are.
        let counts =
            regex::Regex::new(r"[0-9]+件(?P<rest>のうち[0-9]+件が未合格|すべて|  )").expect("pattern");
        let root = self.tree.root().display().to_string();
        let entry = counts.replace_all(&entry, "«数»件$rest").replace(&root, "«作業フォルダ»");
        let of = regex::Regex::new("(未合格[0-9]+)/[0-9]+").expect("pattern");
        format!("{entry}\n進み具合: {}\n", of.replace_all(own, "$1/«数»"))
    }
}

/// The same moment of another year.
fn rehearsed(at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    at.with_year(2026).expect("a day of 2026")
}

fn season(story: Story) -> (String, Season) {
    let mut season = Season::new(story);
    let (first, last) = (day("2017-03-01"), day("2017-07-18"));
    let mut told = String::new();
    let mut happened = 0;
    for on in first.iter_days().take_while(|on| *on <= last) {
        let today = season.story.days.iter().find(|(date, _)| day(date) == on);
        for happening in today.map_or(&[][..], |(_, happenings)| happenings) {
            season.happen(on, *happening);
            happened += 1;
        }
        if on.weekday() == Weekday::Fri || on == last {
            season.write_states();
            let _ = write!(told, "──── {on}\n{}\n", season.told(on));
        }
    }
    let all: usize = season.story.days.iter().map(|(_, happenings)| happenings.len()).sum();
    assert_eq!(happened, all, "a day of the story is not in the season");
    (told, season)
}

#[test]
fn a_union_of_lot_2_falls_behind_catches_up_and_finishes() {
    let (told, season) = season(LOT_2);
    assert_told!("season_lot2", told);
    let last = season.told(day("2017-07-18").checked_sub_days(Days::new(1)).expect("day"));
    assert!(last.contains("27欄のうち27欄を記入") && last.contains("◎完了"), "{last}");
}

#[test]
fn a_union_of_lot_3_loses_a_completion_and_finishes() {
    let (told, season) = season(LOT_3);
    assert_told!("season_lot3", told);
    let of = |on: &str| season.told(day(on));
    assert!(of("2017-05-19").contains("A2-3  完了日      平成29年5月9日"), "{}", of("2017-05-19"));
    assert!(of("2017-05-26").contains("A2-3  完了日      - "), "{}", of("2017-05-26"));
    assert!(of("2017-06-02").contains("A2-3  完了日      平成29年5月29日"));
}
