//! What a run against a broken server proves: which scenarios failed by an expectation.

use super::Defect;
use crate::model::{RunEvent, ScenarioRecord, StepRecord, StepStatus, Verdict};

/// A scenario that a defect made fail by an expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kill {
    /// Scenario.
    pub scenario: String,
    /// Feature file and line of the step; of the scenario if only the snapshot differs.
    pub place: String,
    /// The step with its keyword; none if all steps held and only the snapshot differs.
    pub step: Option<String>,
    /// The requirements that the scenario proves.
    pub requirements: Vec<String>,
}

/// What became of one defect.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The defect.
    pub defect: Defect,
    /// What found it.
    pub kills: Vec<Kill>,
    /// Scenarios that ended as エラー: they prove nothing.
    pub errors: Vec<String>,
    /// Milliseconds of wall-clock time.
    pub milliseconds: u64,
}

impl Proof {
    /// Whether an expectation found the defect.
    #[must_use]
    pub fn is_found(&self) -> bool {
        !self.kills.is_empty()
    }

    /// Whether a step found the defect, and not only a difference from a snapshot.
    #[must_use]
    pub fn is_found_by_a_step(&self) -> bool {
        self.kills.iter().any(|kill| kill.step.is_some())
    }

    /// Whether a scenario that proves the broken requirement is among what found it.
    #[must_use]
    pub fn proves_requirement(&self) -> bool {
        self.kills.iter().any(|kill| kill.requirements.contains(&self.defect.requirement))
    }

    pub(super) fn of(defect: &Defect, events: &[RunEvent], milliseconds: u64) -> Self {
        let records = events.iter().filter_map(|event| match event {
            RunEvent::ScenarioFinished(record) => Some(&**record),
            _ => None,
        });
        let mut proof = Self { defect: defect.clone(), kills: Vec::new(), errors: Vec::new(), milliseconds };
        for record in records {
            match record.verdict {
                Verdict::Error => proof.errors.push(record.id.clone()),
                Verdict::Failed if record.item == defect.item => proof.kills.extend(kill(record)),
                _ => {}
            }
        }
        // What a step found says more than what only a snapshot shows.
        proof.kills.sort_by_key(|kill| kill.step.is_none());
        proof
    }
}

/// The expectation that failed. A 前提 that cannot be brought about is none.
fn kill(record: &ScenarioRecord) -> Option<Kill> {
    let requirements = record.tags.iter().filter(|tag| tag.starts_with('R')).cloned().collect();
    let failed = record.steps.iter().position(|step| step.status == StepStatus::Failed);
    let (place, step) = match failed {
        Some(place) if keyword(&record.steps, place) == "前提" => return None,
        Some(place) => {
            let step = &record.steps[place];
            (
                format!("{}:{}", record.file, step.line),
                Some(format!("{} {}", keyword(&record.steps, place), step.text)),
            )
        }
        None => (format!("{}:{}", record.file, record.line), None),
    };
    Some(Kill { scenario: record.id.clone(), place, step, requirements })
}

/// The keyword of a step; かつ continues the one before.
fn keyword(steps: &[StepRecord], place: usize) -> &str {
    let own = steps[..=place].iter().rev().map(|step| step.keyword.as_str());
    own.into_iter().find(|keyword| ["前提", "もし", "ならば"].contains(keyword)).unwrap_or("前提")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{TestItem, UnionId, in_japan};

    fn step(keyword: &str, status: StepStatus) -> StepRecord {
        StepRecord {
            line: 3,
            keyword: keyword.to_owned(),
            text: "…".to_owned(),
            status,
            milliseconds: 1,
            observations: Vec::new(),
            message: None,
            captures: Vec::new(),
        }
    }

    fn proof(verdict: Verdict, item: usize, steps: Vec<StepRecord>) -> Proof {
        let record = ScenarioRecord {
            union: UnionId::try_from(13).expect("union"),
            item: TestItem::ALL[item],
            id: "T2-05".to_owned(),
            file: "features/a.feature".to_owned(),
            line: 1,
            feature: "f".to_owned(),
            name: "n".to_owned(),
            tags: vec!["T2-05".to_owned(), "R2-03".to_owned()],
            attempt: 1,
            will_be_retried: false,
            verdict,
            reason: None,
            started_at: in_japan(chrono::DateTime::UNIX_EPOCH),
            endpoint_time: None,
            milliseconds: 1,
            steps,
            guide: None,
        };
        let defect = Defect {
            name: "d".to_owned(),
            item: TestItem::ALL[1],
            requirement: "R2-03".to_owned(),
            notice: "n".to_owned(),
            cause: "c".to_owned(),
        };
        Proof::of(&defect, &[RunEvent::ScenarioFinished(Box::new(record))], 1)
    }

    #[test]
    fn only_a_failed_expectation_of_the_right_item_counts() {
        let passed = || step("もし", StepStatus::Passed);
        let found = proof(Verdict::Failed, 1, vec![passed(), step("ならば", StepStatus::Failed)]);
        assert!(found.is_found() && found.proves_requirement());
        assert_eq!(found.kills[0].place, "features/a.feature:3");
        assert!(!proof(Verdict::Error, 1, vec![step("ならば", StepStatus::Error)]).is_found());
        assert!(!proof(Verdict::Failed, 2, vec![step("ならば", StepStatus::Failed)]).is_found());
        let arranged = vec![step("前提", StepStatus::Passed), step("かつ", StepStatus::Failed)];
        assert!(!proof(Verdict::Failed, 1, arranged).is_found());
        let snapshot = proof(Verdict::Failed, 1, vec![passed()]);
        assert_eq!(snapshot.kills[0].step, None);
    }
}
