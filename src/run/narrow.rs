//! From what was selected to what this run runs of it: a share, or what another run left
//! without a pass. And back from what a header says to a plan.

use super::{
    Site,
    features::{FeatureFile, PlannedScenario},
    plan::{LanePlan, Plan},
};
use crate::model::{Lot, Selected, SelectedScenario, Shard, TestItem, UnionId};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What is never divided between shares.
///
/// No scenario relies on another, but those of a lane share users. Two machines that act as
/// the users of one union at one endpoint would log each other out, so that there a union
/// stays together. An embedded server belongs to its lane alone, and an item of a union is
/// enough to be worth one, as it is to nextest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardUnit {
    /// An item of a union.
    UnionItem,
    /// A union.
    Union,
}

impl ShardUnit {
    /// What is never divided at this site.
    #[must_use]
    pub fn at(site: &Site) -> Self {
        match site {
            Site::Embedded { .. } => Self::UnionItem,
            Site::Configured { .. } => Self::Union,
        }
    }

    fn name(self, union: UnionId, item: TestItem) -> String {
        match self {
            Self::UnionItem => format!("{union}/{}", item.number()),
            Self::Union => union.to_string(),
        }
    }
}

/// A scenario of which a header speaks is in no feature file any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "前の実行のシナリオ {0} が、今の features フォルダにありません。消したシナリオは合格にできないので、新しく実行してください"
)]
pub struct ScenarioGone(String);

impl Plan {
    /// The plan without what the condition does not hold for; lanes and items without
    /// scenarios go.
    #[must_use]
    fn retain(mut self, keep: impl Fn(UnionId, &PlannedScenario) -> bool) -> Self {
        for lane in &mut self.lanes {
            let union = lane.union;
            lane.scenarios.retain(|planned| keep(union, planned));
        }
        self.lanes.retain(|lane| !lane.scenarios.is_empty());
        let lanes = &self.lanes;
        self.items.retain(|item| {
            lanes.iter().any(|lane| lane.scenarios.iter().any(|planned| planned.item == *item))
        });
        self
    }

    /// What of it belongs to a share.
    #[must_use]
    pub fn share(self, shard: Shard, unit: ShardUnit) -> Self {
        self.retain(|union, planned| shard.takes(&unit.name(union, planned.item)))
    }

    /// What of it is listed.
    #[must_use]
    pub fn only(self, listed: &BTreeSet<(UnionId, String)>) -> Self {
        self.retain(|union, planned| listed.contains(&(union, planned.id.clone())))
    }

    /// What of it is not listed.
    #[must_use]
    pub fn without(self, listed: &BTreeSet<(UnionId, String)>) -> Self {
        self.retain(|union, planned| !listed.contains(&(union, planned.id.clone())))
    }

    /// The plan as headers keep it: unions with the same scenarios together.
    #[must_use]
    pub fn selected(&self) -> Vec<Selected> {
        let mut groups: Vec<Selected> = Vec::new();
        for target in self.targets() {
            let lane = self.lanes.iter().filter(|lane| lane.union == target.union);
            let scenarios: Vec<SelectedScenario> = lane
                .flat_map(|lane| &lane.scenarios)
                .filter(|planned| planned.item == target.item)
                .map(|planned| SelectedScenario {
                    id: planned.id.clone(),
                    name: planned.scenario.name.clone(),
                    file: planned.path.clone(),
                    line: planned.scenario.position.line,
                })
                .collect();
            let same = groups.iter_mut().find(|one| one.item == target.item && one.scenarios == scenarios);
            match same {
                Some(group) => group.unions.push(target.union),
                None => groups.push(Selected { unions: vec![target.union], item: target.item, scenarios }),
            }
        }
        groups
    }

    /// The plan that a header keeps, with the scenarios as they are now.
    ///
    /// # Errors
    /// [`ScenarioGone`] if one is not there any more.
    pub fn recorded(
        lot: Lot,
        selected: &[Selected],
        scenarios: &[PlannedScenario],
    ) -> Result<Self, ScenarioGone> {
        let known: BTreeMap<&str, &PlannedScenario> =
            scenarios.iter().map(|planned| (planned.id.as_str(), planned)).collect();
        let mut lanes: BTreeMap<UnionId, Vec<PlannedScenario>> = BTreeMap::new();
        let mut items = BTreeSet::new();
        for group in selected {
            items.insert(group.item);
            for scenario in &group.scenarios {
                let planned =
                    known.get(scenario.id.as_str()).ok_or_else(|| ScenarioGone(scenario.id.clone()))?;
                for union in &group.unions {
                    lanes.entry(*union).or_default().push(PlannedScenario::clone(planned));
                }
            }
        }
        let lanes = lanes.into_iter().map(|(union, mut scenarios)| {
            // A lane runs item by item; files keep the order in which they were selected.
            scenarios.sort_by_key(|planned| planned.item);
            LanePlan { union, part: 1, scenarios }
        });
        Ok(Self { lot, lanes: lanes.collect(), items: items.into_iter().collect() })
    }
}

/// SHA-256 over the feature files: runs of different ones are not one test.
#[must_use]
pub fn fingerprint(features: &[FeatureFile]) -> String {
    let mut digest = Sha256::new();
    for file in features {
        digest.update(format!("{} {}\n", file.path, file.text.len()));
        digest.update(&file.text);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{run::scenarios, spec::Specification};
    use proptest::prelude::*;
    use std::{path::Path, sync::OnceLock};

    fn whole() -> &'static (Plan, Vec<PlannedScenario>) {
        static PLAN: OnceLock<(Plan, Vec<PlannedScenario>)> = OnceLock::new();
        PLAN.get_or_init(|| {
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            let specification =
                Specification::load(&root.join("testdata"), &root.join("rolemodels")).expect("test data");
            let scenarios = scenarios(&super::super::load_features(root).expect("features"));
            let plan = Plan::new(Lot::Two, &specification, &scenarios, &Default::default()).expect("plan");
            (plan, scenarios)
        })
    }

    fn keys(plan: &Plan) -> Vec<(UnionId, String)> {
        let of_lane = |lane: &LanePlan| {
            lane.scenarios.iter().map(|planned| (lane.union, planned.id.clone())).collect::<Vec<_>>()
        };
        plan.lanes.iter().flat_map(of_lane).collect()
    }

    fn shards(of: u32) -> Vec<Shard> {
        (1..=of).map(|number| format!("{number}/{of}").parse().expect("share")).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        /// Together they are the whole, no two have the same, and a share of fewer scenarios
        /// is what is left of the share of more: nothing moves when scenarios are added.
        #[test]
        fn shares_divide_the_whole(of in 1_u32..9, kept in any::<u64>(), by_union in any::<bool>()) {
            let (plan, _) = whole();
            let unit = if by_union { ShardUnit::Union } else { ShardUnit::UnionItem };
            let fewer = |plan: Plan| plan.retain(|_, planned| {
                Sha256::digest(format!("{kept}{}", planned.id))[0] % 2 == 0
            });
            let mut together = Vec::new();
            for shard in shards(of) {
                let share = plan.clone().share(shard, unit);
                let of_fewer = fewer(plan.clone()).share(shard, unit);
                prop_assert_eq!(keys(&fewer(share.clone())), keys(&of_fewer));
                together.extend(keys(&share));
            }
            let mut expected = keys(plan);
            expected.sort();
            together.sort();
            prop_assert_eq!(together, expected);
        }
    }

    #[test]
    fn a_header_keeps_the_plan() {
        let (plan, scenarios) = whole();
        let selected = plan.selected();
        assert_eq!(selected.len(), 7, "all unions run the same");
        let again = Plan::recorded(Lot::Two, &selected, scenarios).expect("known");
        let mut expected = keys(plan);
        expected.sort_by_key(|(union, _)| *union);
        assert_eq!(keys(&again), expected);
        let error = Plan::recorded(Lot::Two, &selected, &scenarios[1..]).expect_err("gone");
        assert!(error.to_string().contains(&scenarios[0].id));
    }

    /// How evenly five machines are loaded with a whole lot.
    #[test]
    fn shares_are_of_similar_size() {
        let (plan, _) = whole();
        let sizes: Vec<usize> = shards(5)
            .into_iter()
            .map(|shard| keys(&plan.clone().share(shard, ShardUnit::UnionItem)).len())
            .collect();
        println!("分担 {sizes:?} / {}", keys(plan).len());
        assert!(sizes.iter().all(|size| *size * 10 > keys(plan).len()), "{sizes:?}");
    }
}
