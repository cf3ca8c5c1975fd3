//! When a union began a test item and since when it has passed, as its runs show.
//!
//! Days are those of the endpoint's clock. What is known of a scenario is what the latest run
//! found, by the wall clock: a reference server that was started anew begins its window anew.

use crate::model::{RunEvent, TestItem, UnionId, Verdict};
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Which scenarios prove which requirement, by test item.
#[derive(Debug, Clone, Default)]
pub struct Proofs(BTreeMap<TestItem, BTreeMap<String, BTreeSet<String>>>);

impl Proofs {
    /// A scenario proves a requirement.
    pub fn add(&mut self, item: TestItem, requirement: &str, scenario: &str) {
        let of_item = self.0.entry(item).or_default();
        of_item.entry(requirement.to_owned()).or_default().insert(scenario.to_owned());
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
        if !self.not_applicable.is_empty() {
            words.push_str(&format!(
                "(うち{}は、接続先で実行できるシナリオがない。ほかの方法で確かめ、完了日を手で記入する)",
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
        for event in events {
            let RunEvent::ScenarioFinished(record) = event else { continue };
            if record.will_be_retried || record.verdict == Verdict::Pending {
                continue;
            }
            let on = record.endpoint_time.map(|time| time.date_naive());
            if on.is_none() && record.verdict != Verdict::NotApplicable {
                undated += 1;
                continue;
            }
            self.ended.push(Ended {
                union: record.union,
                item: record.item,
                scenario: record.id.clone(),
                verdict: record.verdict,
                on,
                at: record.started_at,
            });
        }
        self.ended.sort_by_key(|one| one.at);
        undated
    }

    /// A test item of a union as it was known at the end of a day.
    #[must_use]
    pub fn item(&self, proofs: &Proofs, union: UnionId, item: TestItem, day: NaiveDate) -> ItemDays {
        let none = BTreeMap::new();
        let requirements = proofs.0.get(&item).unwrap_or(&none);
        let mut known: BTreeMap<&str, Verdict> = BTreeMap::new();
        let mut latest: Option<NaiveDate> = None;
        let mut days = ItemDays { requirements: requirements.len(), ..ItemDays::default() };
        let of_item = self.ended.iter().filter(|one| one.union == union && one.item == item);
        for one in of_item.filter(|one| one.on.is_none_or(|on| on <= day)) {
            match one.on {
                Some(on) => {
                    known.insert(&one.scenario, one.verdict);
                    days.begun = Some(days.begun.map_or(on, |begun| begun.min(on)));
                    // A server that began anew may be on an earlier day than a failure that
                    // this answers.
                    latest = latest.max(Some(on));
                }
                // 対象外 takes no verdict away.
                None => {
                    known.entry(&one.scenario).or_insert(one.verdict);
                }
            }
            match requirements.values().all(|scenarios| passes(scenarios, &known)) {
                true if !requirements.is_empty() => days.done = days.done.or(latest),
                _ => days.done = None,
            }
        }
        days.open = requirements
            .iter()
            .filter(|(_, scenarios)| !passes(scenarios, &known))
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

/// All scenarios passed, those left out that cannot be done on the endpoint; not if that is
/// all of them.
fn passes(scenarios: &BTreeSet<String>, known: &BTreeMap<&str, Verdict>) -> bool {
    let verdict = |scenario: &String| known.get(scenario.as_str()).copied();
    scenarios.iter().all(|one| matches!(verdict(one), Some(Verdict::Passed | Verdict::NotApplicable)))
        && scenarios.iter().any(|one| verdict(one) == Some(Verdict::Passed))
}
