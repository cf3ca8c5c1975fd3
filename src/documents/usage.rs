//! Which test data the scenarios of an item use, as far as their steps name it. Must not
//! know documents.

use super::Material;
use crate::run::PlannedScenario;
use std::collections::{BTreeMap, BTreeSet};

/// Whose user is meant, before the user's name.
const OFFICES: [&str; 2] = ["相手広域連合の", "本番環境の"];

/// How members that are made by a seed are called.
const GENERATED: &str = "生成";

/// Names of the test data with the scenarios that use them, in the order of the files.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// Users.
    pub users: Vec<Used>,
    /// Members.
    pub members: Vec<Used>,
    /// Members that are made by a seed.
    pub generated: Vec<Used>,
    /// Institutions.
    pub institutions: Vec<Used>,
}

/// Something with the scenarios that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// Its name.
    pub name: String,
    /// The scenarios in order.
    pub scenarios: Vec<String>,
}

impl Usage {
    /// What the scenarios of an item use.
    #[must_use]
    pub fn of(material: &Material<'_>) -> Self {
        let mut scenarios_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for scenario in material.scenarios {
            for name in names(scenario) {
                scenarios_of.entry(name).or_default().push(scenario.id.clone());
            }
        }
        let specification = material.specification;
        let used = |name: &str| {
            let scenarios = scenarios_of.get(name)?.clone();
            Some(Used { name: name.to_owned(), scenarios })
        };
        let members: Vec<Used> = specification.members().filter_map(|(key, _)| used(key)).collect();
        let institution = |model: &crate::spec::RoleModel| {
            // Who is asked for need not be named: the copies say whom it has.
            let has = |member: &&Used| model.copies.iter().any(|copy| copy.member == member.name);
            let of_members = members.iter().filter(has).flat_map(|member| member.scenarios.clone());
            let named = scenarios_of.get(&model.name).cloned().unwrap_or_default();
            let scenarios: BTreeSet<String> = named.into_iter().chain(of_members).collect();
            let name = model.name.clone();
            (!scenarios.is_empty()).then(|| Used { name, scenarios: scenarios.into_iter().collect() })
        };
        Self {
            users: specification.master_data().users.keys().filter_map(used).collect(),
            institutions: specification.role_models().iter().filter_map(institution).collect(),
            generated: scenarios_of
                .keys()
                .filter(|name| name.starts_with(GENERATED))
                .filter_map(|name| used(name))
                .collect(),
            members,
        }
    }
}

/// Every name in 「」 and every cell of a table that the steps of a scenario hold.
fn names(scenario: &PlannedScenario) -> BTreeSet<String> {
    let background = scenario.feature.background.iter().flat_map(|background| &background.steps);
    let mut names = BTreeSet::new();
    for step in background.chain(&scenario.scenario.steps) {
        names.extend(quoted(&step.value).map(bare));
        for cell in step.table.iter().flat_map(|table| &table.rows).flatten() {
            names.insert(bare(cell));
            names.extend(quoted(cell).map(bare));
        }
    }
    names
}

/// What stands in 「」.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('「').skip(1).filter_map(|rest| rest.split_once('」')).map(|(name, _)| name)
}

/// A name without the office before it.
fn bare(name: &str) -> String {
    OFFICES.iter().find_map(|office| name.strip_prefix(office)).unwrap_or(name).to_owned()
}
