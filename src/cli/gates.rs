//! Gates of a run: on the endpoint's day it has to be in its window, with all done that comes
//! before. What is not met is told before anything starts, and refused without `--force`.

use super::{UsageError, Workspace, run_options::RunOptions};
use crate::{
    evidence::RunFolder,
    model::{GatesAsked, TestItem, UnionId},
    plan::{UnmetGate, unmet_gates},
    run::{Plan, Site, now},
    spec::Gates,
    terminal::{Connection, Control},
};
use chrono::{NaiveDate, NaiveTime};
use std::{collections::BTreeMap, sync::Arc};

/// Unions that are told by name; more are counted.
const NAMED: usize = 3;

/// Whether a run may be held now.
///
/// # Errors
/// [`UsageError`] with every gate that is not met, unless it is to be held all the same.
pub(super) fn ask(
    workspace: &Workspace,
    options: &RunOptions,
    plan: &Plan,
    site: &Site,
) -> Result<GatesAsked, UsageError> {
    let specification = &workspace.specification;
    let gates = match &options.endpoint {
        Some(name) => specification.endpoint(name).map_err(UsageError::new)?.gates,
        None => specification.embedded().gates,
    };
    if gates == Gates::NotAsked {
        return Ok(GatesAsked::NotAsked);
    }
    let unions: Vec<UnionId> = plan.lanes.iter().map(|lane| lane.union).collect();
    let days = days(workspace, plan, site)?;
    let on = days.values().min().copied().unwrap_or_else(|| now().date_naive());
    let day_of = |item| days.get(&item).copied().unwrap_or(on);
    let unmet = unmet_gates(specification, &unions, &plan.items, day_of).map_err(UsageError::new)?;
    let unmet: Vec<String> = unmet.iter().map(|gate| line(workspace, gate, unions.len())).collect();
    match (unmet.is_empty(), options.force) {
        (true, _) => Ok(GatesAsked::Met { on }),
        (false, true) => Ok(GatesAsked::Forced { on, unmet }),
        (false, false) => Err(UsageError(format!(
            "関門を満たしていないので、実行しません:\n  {}\nそれでも実行するときは --force を付けます(付けたことと満たしていない関門は、証跡と報告に残ります)。\n練習のための接続先なら、testdata/endpoints.yaml のその接続先に「関門: 問わない」と書きます",
            unmet.join("\n  ")
        ))),
    }
}

fn line(workspace: &Workspace, gate: &UnmetGate, all: usize) -> String {
    let name = |union: &UnionId| {
        let name =
            workspace.specification.union(*union).map(|one| one.short_name.clone()).unwrap_or_default();
        format!("{union} {name}")
    };
    let unions = match gate.unions.as_slice() {
        unions if unions.len() == all && all > NAMED => format!("全{all}広域連合"),
        unions if unions.len() > NAMED => {
            format!("{}ほか{}広域連合", name(&unions[0]), unions.len() - 1)
        }
        unions => unions.iter().map(name).collect::<Vec<_>>().join("、"),
    };
    format!("{unions} {}: {}", gate.stage, gate.what)
}

/// The endpoint's day on which each item would begin. A clock that can be told the time is
/// moved into the window by the run itself; one that is later does not go back.
fn days(
    workspace: &Workspace,
    plan: &Plan,
    site: &Site,
) -> Result<BTreeMap<TestItem, NaiveDate>, UsageError> {
    let union = plan.lanes.first().map(|lane| lane.union);
    let Some(union) = union else { return Ok(BTreeMap::new()) };
    let specification = &workspace.specification;
    let earliest = specification.lot_of(union).map_err(UsageError::new)?.windows.connectivity().from;
    let (now, is_simulated) = match site {
        // Every lane has a server whose clock has stood nowhere yet.
        Site::Embedded { .. } => (None, true),
        Site::Configured { connection, simulated_clock: true, .. } if connection.control_url.is_some() => {
            // An endpoint that does not answer is told by the run itself.
            (stand_at(connection, union, earliest), true)
        }
        Site::Configured { .. } => (Some(now().date_naive()), false),
    };
    let mut days = BTreeMap::new();
    for item in &plan.items {
        let first = specification.window_for(union, *item).map_err(UsageError::new)?.from;
        let day = match now {
            Some(now) if is_simulated => now.max(first),
            Some(now) => now,
            None => first,
        };
        days.insert(*item, day);
    }
    Ok(days)
}

/// Moves the clock of an endpoint to the morning of a day, unless it is later (a reference
/// server has real time until somebody sets it), and tells its day. It is no act of the run: its evidence is thrown away.
fn stand_at(connection: &Connection, union: UnionId, day: NaiveDate) -> Option<NaiveDate> {
    let folder = tempfile::tempdir().ok()?;
    let evidence = RunFolder::create(folder.path().join("clock"), Arc::new(now)).ok()?;
    let url = connection.control_url.as_deref()?;
    let control = Control::new(url, connection.timing.request, Arc::new(evidence.recorder(union, 1))).ok()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let morning = crate::model::in_japan(day.and_time(NaiveTime::MIN).and_utc());
    runtime.block_on(async {
        control.stand_at(morning).await.ok()?;
        control.now().await.ok().map(|now| now.date_naive())
    })
}
