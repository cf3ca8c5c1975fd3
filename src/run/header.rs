//! What is known when a run starts, as its folder keeps it.

use super::{execute::RunOrder, plan::LanePlan};
use crate::{
    model::{LaneRecord, RequirementRecord, RunHeader, RunScope},
    terminal::Driving,
};
use chrono::{DateTime, FixedOffset};

pub(super) fn header(
    order: &RunOrder,
    name: &str,
    started_at: DateTime<FixedOffset>,
    run_number: u64,
) -> RunHeader {
    let lane = |lane: &LanePlan| LaneRecord {
        union: lane.union,
        name: order.specification.union(lane.union).map(|union| union.name.clone()).unwrap_or_default(),
    };
    let how = if matches!(order.driving, Driving::Browser(_)) { "(画面)" } else { "" };
    let environment = if order.plan.is_production_registration() { "(本番環境)" } else { "" };
    RunHeader {
        run: name.to_owned(),
        harness: env!("CARGO_PKG_VERSION").to_owned(),
        lot: order.plan.lot,
        endpoint: format!("{}{environment}{how}", order.site.name()),
        started_at,
        seed: order.seed,
        arguments: order.arguments.clone(),
        lanes: order.plan.lanes.iter().map(lane).collect(),
        items: order.plan.items.clone(),
        scenarios_per_lane: order.plan.lanes.iter().map(|lane| lane.scenarios.len()).max().unwrap_or(0),
        requirements: requirements(order),
        scope: RunScope { run_number, planned: order.plan.selected(), ..order.scope.clone() },
    }
}

fn requirements(order: &RunOrder) -> Vec<RequirementRecord> {
    let all = order.specification.requirements().iter();
    all.filter(|requirement| order.plan.items.contains(&requirement.item))
        .map(|requirement| RequirementRecord {
            id: requirement.id.clone(),
            content: requirement.content.clone(),
            source: requirement.source.clone(),
            provenance: requirement.provenance.text().to_owned(),
            unproved: requirement.unproved.clone(),
            defects: order
                .defects
                .iter()
                .filter(|(broken, _)| *broken == requirement.id)
                .map(|(_, defect)| defect.clone())
                .collect(),
        })
        .collect()
}
