//! From a lot and a selection to what runs where: lanes, scenarios, order.

use super::features::PlannedScenario;
use crate::{
    model::{Lot, TestItem, UnionId},
    spec::Specification,
};
use cucumber::tag::Ext as _;
use gherkin::tagexpr::TagOperation;
use regex::Regex;

/// What the user asked to run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Unions; empty for all of the lot.
    pub unions: Vec<UnionId>,
    /// Test items; empty for all seven.
    pub items: Vec<TestItem>,
    /// The production registration instead of test items: it is no part of the test.
    pub production_registration: bool,
    /// Tag expression.
    pub tags: Option<TagOperation>,
    /// Pattern for the names of scenarios.
    pub name: Option<Regex>,
    /// Whether scenarios with members by the ten thousand are among them.
    pub volume: Volume,
    /// Lane and item, as nextest and IDEs select them; empty for all.
    pub targets: Vec<Target>,
}

/// Tag of scenarios with members by the ten thousand.
pub const VOLUME_TAG: &str = "大量";

/// What becomes of scenarios with members by the ten thousand (`@大量`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Volume {
    /// They are left out: nobody's server is loaded unasked.
    #[default]
    Without,
    /// They, and no others.
    Only,
    /// They as well, because a run before had them.
    Also,
}

/// One item of one union: what nextest takes for a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The union.
    pub union: UnionId,
    /// The item.
    pub item: TestItem,
}

impl Target {
    /// The name of the test.
    #[must_use]
    pub fn name(self, specification: &Specification) -> String {
        format!(
            "{}{}::{}",
            self.union,
            specification.union(self.union).map(|union| union.short_name.as_str()).unwrap_or_default(),
            self.item.column().replace(' ', "")
        )
    }
}

/// What runs where.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The lot.
    pub lot: Lot,
    /// One lane per union.
    pub lanes: Vec<LanePlan>,
    /// The items, in order.
    pub items: Vec<TestItem>,
}

/// What one union runs.
#[derive(Debug, Clone)]
pub struct LanePlan {
    /// The union.
    pub union: UnionId,
    /// Which part of the union's scenarios, from 1, if several lanes share them.
    pub part: usize,
    /// Its scenarios, item by item.
    pub scenarios: Vec<PlannedScenario>,
}

/// Why there is nothing to run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A union that is not in the lot.
    #[error(
        "{union} {name}は{lot}ではありません。{lot}の広域連合は sogo list で見られます(割り当ては testdata/lots.yaml)"
    )]
    NotInLot {
        /// The union.
        union: UnionId,
        /// Its name.
        name: String,
        /// The lot.
        lot: Lot,
    },
    /// The test data have no such lot or union.
    #[error(transparent)]
    Unknown(#[from] crate::spec::UnknownName),
    /// No scenario is left.
    #[error(
        "{lot}に、指定に合うシナリオがありません。--item、--tags、--name の指定を確認してください(sogo list でシナリオの一覧が見られます)"
    )]
    Nothing {
        /// The lot.
        lot: Lot,
    },
    /// An item that was asked for has no scenario.
    #[error("テスト項目 {0} に、指定に合うシナリオがありません")]
    EmptyItem(TestItem),
}

impl Plan {
    /// Whether it is the production registration, which is never mixed with test items.
    #[must_use]
    pub fn is_production_registration(&self) -> bool {
        self.items.contains(&TestItem::ProductionRegistration)
    }

    /// Plans a run.
    ///
    /// # Errors
    /// [`PlanError`] if nothing, or nothing of an item asked for, is left to run.
    pub fn new(
        lot: Lot,
        specification: &Specification,
        scenarios: &[PlannedScenario],
        selection: &Selection,
    ) -> Result<Self, PlanError> {
        let of_lot = &specification.lot(lot)?.unions;
        for union in &selection.unions {
            if !of_lot.contains(union) {
                let name = specification.union(*union)?.short_name.clone();
                return Err(PlanError::NotInLot { union: *union, name, lot });
            }
        }
        let chosen: Vec<_> = scenarios
            .iter()
            .filter(|planned| planned.item.is_test_item() != selection.production_registration)
            .filter(|planned| selection.items.is_empty() || selection.items.contains(&planned.item))
            .filter(|planned| match selection.volume {
                Volume::Without => !planned.has_tag(VOLUME_TAG),
                Volume::Only => planned.has_tag(VOLUME_TAG),
                Volume::Also => true,
            })
            .filter(|planned| selection.tags.as_ref().is_none_or(|tags| tags.eval(planned.tags.iter())))
            .filter(|planned| {
                selection.name.as_ref().is_none_or(|name| name.is_match(&planned.scenario.name))
            })
            .cloned()
            .collect();
        if let Some(item) =
            selection.items.iter().find(|item| !chosen.iter().any(|planned| planned.item == **item))
        {
            return Err(PlanError::EmptyItem(*item));
        }
        let wants = |union: UnionId, item: TestItem| {
            selection.targets.is_empty() || selection.targets.contains(&Target { union, item })
        };
        let lanes: Vec<_> = of_lot
            .iter()
            .filter(|union| selection.unions.is_empty() || selection.unions.contains(union))
            .map(|union| LanePlan {
                union: *union,
                part: 1,
                scenarios: chosen.iter().filter(|planned| wants(*union, planned.item)).cloned().collect(),
            })
            .filter(|lane| !lane.scenarios.is_empty())
            .collect();
        if lanes.is_empty() {
            return Err(PlanError::Nothing { lot });
        }
        let items = TestItem::ALL_AND_PRODUCTION
            .into_iter()
            .filter(|item| {
                lanes.iter().any(|lane| lane.scenarios.iter().any(|planned| planned.item == *item))
            })
            .collect();
        Ok(Self { lot, lanes, items })
    }

    /// Whether members are sent by the ten thousand.
    #[must_use]
    pub fn has_volume(&self) -> bool {
        self.lanes.iter().any(|lane| lane.scenarios.iter().any(|planned| planned.has_tag(VOLUME_TAG)))
    }

    /// Lane × item, in order.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        let of_lane = |lane: &LanePlan| {
            let union = lane.union;
            self.items
                .iter()
                .filter(|item| lane.scenarios.iter().any(|planned| planned.item == **item))
                .map(|item| Target { union, item: *item })
                .collect::<Vec<_>>()
        };
        self.lanes.iter().flat_map(of_lane).collect()
    }
}

/// The lanes, each as so many that share its scenarios, item by item in turn: scenarios do not
/// rely on each other, and each part has a server of its own.
pub(super) fn in_parts(lanes: impl IntoIterator<Item = LanePlan>, parts: usize) -> Vec<LanePlan> {
    let share = |lane: &LanePlan, part: usize| {
        let of_item = |item: TestItem| {
            let scenarios = lane.scenarios.iter().filter(move |planned| planned.item == item);
            scenarios.skip(part - 1).step_by(parts.max(1)).cloned().collect::<Vec<_>>()
        };
        let scenarios = TestItem::ALL_AND_PRODUCTION.into_iter().flat_map(of_item).collect();
        LanePlan { union: lane.union, part, scenarios }
    };
    lanes
        .into_iter()
        .flat_map(|lane| (1..=parts.max(1)).map(|part| share(&lane, part)).collect::<Vec<_>>())
        .filter(|lane| !lane.scenarios.is_empty())
        .collect()
}
