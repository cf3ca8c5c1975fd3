//! `sogo list`, and `--list` of a run.

use super::{UsageError, Workspace, say};
use crate::{
    model::{Lot, TestItem},
    run::{ExitStatus, Plan},
};
use clap::Args;

/// `sogo list`.
#[derive(Debug, Args)]
pub struct ListOptions {
    /// このロットだけ
    #[arg(long)]
    lot: Option<Lot>,
    /// シナリオを表示しない
    #[arg(long)]
    no_scenarios: bool,
}

pub(super) fn execute(options: &ListOptions) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load()?;
    let specification = &workspace.specification;
    for lot in specification.lots().iter().filter(|lot| options.lot.is_none_or(|wanted| wanted == lot.lot)) {
        say(&format!("{} {} ({}広域連合)", lot.lot, lot.name, lot.unions.len()));
        for union in &lot.unions {
            let union = specification.union(*union).map_err(UsageError::new)?;
            say(&format!("  {} {}", union.id, union.name));
        }
    }
    say("\n接続先(--endpoint)\n  (指定なし) 組込み参照サーバー");
    for (name, endpoint) in specification.endpoints().iter() {
        say(&format!("  {name} {}", endpoint.description));
    }
    if options.no_scenarios {
        return Ok(ExitStatus::Passed);
    }
    let scenarios = workspace.scenarios();
    for item in TestItem::ALL_AND_PRODUCTION {
        say(&format!("\n{}", item.heading()));
        for planned in scenarios.iter().filter(|planned| planned.item == item) {
            say(&format!("  {} {} {}", planned.id, planned.scenario.name, marks(planned)));
        }
    }
    Ok(ExitStatus::Passed)
}

/// Requirement ids, and the tags that keep a scenario from running everywhere.
fn marks(planned: &crate::run::PlannedScenario) -> String {
    let mut marks: Vec<String> = planned.requirements().map(str::to_owned).collect();
    for tag in ["模擬", "相手", "作成中", "取り決め"] {
        if planned.has_tag(tag) {
            marks.push(format!("@{tag}"));
        }
    }
    format!("[{}]", marks.join(" "))
}

pub(super) fn plan(plan: &Plan, workspace: &Workspace) {
    for lane in &plan.lanes {
        let name =
            workspace.specification.union(lane.union).map(|union| union.name.clone()).unwrap_or_default();
        say(&format!("{} {name}", lane.union));
        for planned in &lane.scenarios {
            say(&format!("  {} {} {}", planned.id, planned.scenario.name, marks(planned)));
        }
    }
}
