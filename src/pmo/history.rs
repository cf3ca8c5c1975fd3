//! When a union began a test item and since when it has passed, as its runs show.
//!
//! Days are those of the endpoint's clock. Where scenarios move that clock, a run of an item
//! has one day: that on which its first scenario began, for what they move it over is no
//! business of the item's. What is known of a scenario is what the latest run found, by the
//! wall clock: a reference server that was started anew begins its window anew.

use crate::model::{RunEvent, ScenarioRecord, TestItem, UnionId, Verdict};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

/// Tag of scenarios about what was done before the item begins.
const BEFORE_THE_ITEM: &str = "連動テスト";
/// Tags of scenarios that play before the window of their item.
const BEFORE_THE_WINDOW: [&str; 2] = [BEFORE_THE_ITEM, "配信開始前"];
/// A clock that runs stays as far from the wall clock as it was.
const DRIFT: TimeDelta = TimeDelta::hours(1);

/// Which scenarios prove which requirement, by test item.
#[derive(Debug, Clone, Default)]
pub struct Proofs {
    items: BTreeMap<TestItem, BTreeMap<String, BTreeSet<String>>>,
    /// Scenarios that an ordinary run leaves out.
    extra: BTreeSet<String>,
}

impl Proofs {
    /// A scenario proves a requirement.
    pub fn add(&mut self, item: TestItem, requirement: &str, scenario: &str) {
        let of_item = self.items.entry(item).or_default();
        of_item.entry(requirement.to_owned()).or_default().insert(scenario.to_owned());
    }

    /// An ordinary run leaves the scenario out: it has to pass only if it was run.
    pub fn leave_out(&mut self, scenario: &str) {
        self.extra.insert(scenario.to_owned());
    }
}

/// How a scenario ended.
#[derive(Debug, Clone)]
struct Ended {
    union: UnionId,
    item: TestItem,
    scenario: String,
    verdict: Verdict,
    /// Endpoint's day; `None` if it was not run there.
    on: Option<NaiveDate>,
    /// Whether the item has begun with it.
    begins: bool,
    /// Wall clock.
    at: DateTime<FixedOffset>,
}

/// What all runs together have shown.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// In the order of the wall clock.
    ended: Vec<Ended>,
}

/// What is known of a test item of a union on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemDays {
    /// The day of the first run in which one of its scenarios ran.
    pub begun: Option<NaiveDate>,
    /// The day since which all its requirements have passed.
    pub done: Option<NaiveDate>,
    /// The requirements that have not, in order.
    pub open: Vec<String>,
    /// Those of them whose scenarios all are 対象外 on the endpoint: no run of it can show them.
    pub not_applicable: Vec<String>,
    /// How many requirements it has.
    pub requirements: usize,
    /// Scenarios whose last verdict is neither 合格 nor 対象外, in order.
    pub not_passed: Vec<(String, Verdict)>,
}

impl ItemDays {
    /// How many requirements are open, and of which the endpoint can show nothing, in Japanese.
    #[must_use]
    pub fn open_in_words(&self) -> String {
        let mut words = format!("要件{}件のうち{}件が未合格", self.requirements, self.open.len());
        if let 1..=3 = self.open.len() {
            words.push_str(&format!("({})", self.open.join("、")));
        }
        if !self.not_applicable.is_empty() {
            words.push_str(&format!(
                "。{}は、接続先で実行できるシナリオがない。ほかの方法で確かめ、提出する様式に完了日を手で記入する",
                self.not_applicable.join("、")
            ));
        }
        words
    }
}

impl History {
    /// Adds a run. Hands back how many of its scenarios ran without the endpoint's time,
    /// as in runs of earlier versions; they do not count.
    pub fn add(&mut self, events: &[RunEvent]) -> usize {
        let mut undated = 0;
        // A run that was resumed went on at another time.
        for stretch in events.split(|event| matches!(event, RunEvent::Resumed { .. })) {
            let records: Vec<&ScenarioRecord> = stretch
                .iter()
                .filter_map(|event| match event {
                    RunEvent::ScenarioFinished(record) => Some(&**record),
                    _ => None,
                })
                .filter(|record| !record.will_be_retried && record.verdict != Verdict::Pending)
                .collect();
            let days = days_of_items(&records);
            for record in records {
                let own = record.endpoint_time.map(|time| time.date_naive());
                if own.is_none() && record.verdict != Verdict::NotApplicable {
                    undated += 1;
                    continue;
                }
                self.ended.push(Ended {
                    union: record.union,
                    item: record.item,
                    scenario: record.id.clone(),
                    verdict: record.verdict,
                    on: own.map(|own| days.get(&(record.union, record.item)).copied().unwrap_or(own)),
                    begins: !has_tag(record, BEFORE_THE_ITEM),
                    at: record.started_at,
                });
            }
        }
        self.ended.sort_by_key(|one| one.at);
        undated
    }

    /// A test item of a union as it was known at the end of a day.
    #[must_use]
    pub fn item(&self, proofs: &Proofs, union: UnionId, item: TestItem, day: NaiveDate) -> ItemDays {
        let none = BTreeMap::new();
        let requirements = proofs.items.get(&item).unwrap_or(&none);
        let mut known: BTreeMap<&str, Verdict> = BTreeMap::new();
        let mut latest: Option<NaiveDate> = None;
        let mut days = ItemDays { requirements: requirements.len(), ..ItemDays::default() };
        let of_item = self.ended.iter().filter(|one| one.union == union && one.item == item);
        for one in of_item.filter(|one| one.on.is_none_or(|on| on <= day)) {
            match one.on {
                Some(on) => {
                    known.insert(&one.scenario, one.verdict);
                    if one.begins {
                        days.begun = Some(days.begun.map_or(on, |begun| begun.min(on)));
                    }
                    // A server that began anew may be on an earlier day than a failure that
                    // this answers.
                    latest = latest.max(Some(on));
                }
                // 対象外 takes no verdict away.
                None => {
                    known.entry(&one.scenario).or_insert(one.verdict);
                }
            }
            match requirements.values().all(|scenarios| passes(scenarios, &known, &proofs.extra)) {
                true if !requirements.is_empty() => days.done = days.done.or(latest),
                _ => days.done = None,
            }
        }
        days.open = requirements
            .iter()
            .filter(|(_, scenarios)| !passes(scenarios, &known, &proofs.extra))
            .map(|(requirement, _)| requirement.clone())
            .collect();
        let shown = |scenario: &String| known.get(scenario.as_str()) != Some(&Verdict::NotApplicable);
        let cannot = |requirement: &&String| {
            requirements.get(*requirement).is_some_and(|scenarios| !scenarios.iter().any(shown))
        };
        days.not_applicable = days.open.iter().filter(cannot).cloned().collect();
        days.not_passed = known
            .into_iter()
            .filter(|(_, verdict)| !matches!(verdict, Verdict::Passed | Verdict::NotApplicable))
            .map(|(scenario, verdict)| (scenario.to_owned(), verdict))
            .collect();
        days
    }
}

fn has_tag(record: &ScenarioRecord, tag: &str) -> bool {
    record.tags.iter().any(|one| one == tag)
}

/// The day of each item of a run that moved the endpoint's clock; none of a run during which
/// that clock ran as the wall clock does.
fn days_of_items(records: &[&ScenarioRecord]) -> BTreeMap<(UnionId, TestItem), NaiveDate> {
    let mut days = BTreeMap::new();
    let mut ahead: BTreeMap<UnionId, TimeDelta> = BTreeMap::new();
    let mut moves = false;
    for record in records {
        let Some(time) = record.endpoint_time else { continue };
        let by = time - record.started_at;
        moves |= (by - *ahead.entry(record.union).or_insert(by)).abs() > DRIFT;
        if !BEFORE_THE_WINDOW.iter().any(|tag| has_tag(record, tag)) {
            let day = days.entry((record.union, record.item)).or_insert(time.date_naive());
            *day = time.date_naive().min(*day);
        }
    }
    if moves { days } else { BTreeMap::new() }
}

/// All scenarios passed, those left out that cannot be done on the endpoint, or that an
/// ordinary run leaves out; not if that is all of them.
fn passes(scenarios: &BTreeSet<String>, known: &BTreeMap<&str, Verdict>, extra: &BTreeSet<String>) -> bool {
    let verdict = |scenario: &String| known.get(scenario.as_str()).copied();
    scenarios.iter().all(|one| match verdict(one) {
        None => extra.contains(one),
        Some(verdict) => matches!(verdict, Verdict::Passed | Verdict::NotApplicable),
    }) && scenarios.iter().any(|one| verdict(one) == Some(Verdict::Passed))
}
