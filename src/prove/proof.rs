//! One run against each defect, and what they say together.

use super::{Catalogue, Defect, Proof, ProveError, Stage, stage::Trial};
use crate::{model::TestItem, steps};
use std::collections::BTreeSet;

/// How much to run against a defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The scenarios of the broken requirement; the whole item only if none of them found it.
    Needed,
    /// The whole item.
    Whole,
}

/// Runs scenarios of its item against each defect; `told` hears of each as it is done.
///
/// # Errors
/// [`ProveError`] if a run cannot be held.
pub fn prove_defects(
    stage: &Stage,
    defects: &[&Defect],
    extent: Extent,
    told: impl Fn(&Proof) + Sync,
) -> Result<Vec<Proof>, ProveError> {
    let against = |defect: &Defect, tag: Option<String>| {
        let report = stage.hold(&Trial {
            name: defect.name.clone(),
            options: vec!["--defect".to_owned(), defect.name.clone()],
            items: vec![defect.item],
            production_registration: !defect.item.is_test_item(),
            tag,
            ..Trial::default()
        })?;
        Ok(Proof::of(defect, &report.events, report.result.milliseconds))
    };
    let has_scenarios = |requirement: &String| {
        stage.scenarios.iter().any(|planned| planned.requirements().any(|tag| tag == requirement))
    };
    stage.side_by_side(
        defects,
        |defect| {
            if extent == Extent::Needed && has_scenarios(&defect.requirement) {
                let proof = against(defect, Some(defect.requirement.clone()))?;
                if proof.is_found_by_a_step() {
                    return Ok(proof);
                }
            }
            against(defect, None)
        },
        told,
    )
}

/// How many of its defects the scenarios of an item found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// The item.
    pub item: TestItem,
    /// Found by an expectation.
    pub found: usize,
    /// Tried.
    pub tried: usize,
}

/// The score of each item that was tried.
#[must_use]
pub fn scores(proofs: &[Proof]) -> Vec<Score> {
    let of = |item: TestItem| {
        let tried = || proofs.iter().filter(move |proof| proof.defect.item == item);
        Score { item, found: tried().filter(|proof| proof.is_found()).count(), tried: tried().count() }
    };
    TestItem::ALL_AND_PRODUCTION.into_iter().map(of).filter(|score| score.tried > 0).collect()
}

/// Expectations of the vocabulary that no defect made fail.
#[must_use]
pub fn unused_expectations(proofs: &[Proof]) -> Vec<steps::StepDescription> {
    let failed: BTreeSet<&str> = proofs
        .iter()
        .flat_map(|proof| &proof.kills)
        .filter_map(|kill| kill.step.as_deref()?.split_once(' ').map(|(_, text)| text))
        .collect();
    steps::all()
        .into_iter()
        .filter(|description| {
            description.kind == "then" && !description.asks_a_person() && !description.is_of_volume()
        })
        .filter(|description| !failed.iter().any(|text| steps::is_same_step(description, text)))
        .collect()
}

impl Catalogue {
    /// The defects of these items and names; all where nothing is named.
    #[must_use]
    pub fn chosen(&self, items: &[TestItem], names: &[String]) -> Vec<&Defect> {
        self.defects
            .iter()
            .filter(|defect| items.is_empty() || items.contains(&defect.item))
            .filter(|defect| names.is_empty() || names.contains(&defect.name))
            .collect()
    }
}
