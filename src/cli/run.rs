//! `sogo run`, and the same after `cargo test --test lotN --`: a run is ordered, held, and told.

use super::{
    UsageError, Workspace,
    again::Former,
    run_options::{DriverName, RunOptions},
    say, screens,
    site::{driving, site},
    ways::{self, Ways},
};
use crate::{
    evidence::{manifest, snapshot::Pending},
    model::{DefectRecord, Lot, RunScope, RunWay, TestItem, Verdict},
    prove::{Catalogue, Defect},
    run::{
        ExitStatus, Plan, RunOrder, RunReport, Selection, ShardUnit, Style, Target, default_evidence,
        fingerprint, table,
    },
    spec::VolumePermission,
    terminal::Driving,
};
use std::{env, path::Path};

/// What became of the runs of a lot.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    /// Whether somebody ended them early.
    pub(super) interrupted: bool,
}

impl From<ExitStatus> for Ended {
    fn from(status: ExitStatus) -> Self {
        Self { status, interrupted: false }
    }
}

/// A run, or one after the other: by each of the drivers asked for.
pub(super) fn execute(
    lot: Option<Lot>,
    options: &RunOptions,
    program: &Path,
    targets: &[Target],
) -> Result<ExitStatus, UsageError> {
    run_lot(lot, options, program, targets).map(|ended| ended.status)
}

/// The same, told whether it was ended early.
pub(super) fn run_lot(
    lot: Option<Lot>,
    options: &RunOptions,
    program: &Path,
    targets: &[Target],
) -> Result<Ended, UsageError> {
    let workspace = Workspace::load_sound()?;
    let former =
        options.rerun_failed.as_deref().or(options.resume.as_deref()).map(Former::read).transpose()?;
    let (lot, given) = match (&former, lot) {
        (Some(former), lot) => (former.lot(lot)?, former.options(options)),
        (None, Some(lot)) => (lot, options.clone()),
        // Not reached from a command line, which demands one of them.
        (None, None) => return Err(UsageError("--lot でロットを指定してください".to_owned())),
    };
    if let (Some(former), Some(folder)) = (&former, &options.resume) {
        return go_on(&workspace, former, folder, options, program).map(Ended::from);
    }
    let options = &given;
    let selection = options.selection(&workspace, targets)?;
    // Everything that was typed is checked before anything starts.
    let Ways { ways, remark } = ways::ways(&workspace, lot, options, &selection)?;
    let mut reports = Vec::new();
    for (way, selection) in ways {
        match hold(&workspace, lot, options, program, &selection, way, former.as_ref())? {
            Held::Nothing(status) => return Ok(status.into()),
            Held::Run(report) => {
                // Whoever ended it does not wait for another.
                let is_over = report.result.interrupted;
                reports.push(*report);
                if is_over {
                    break;
                }
            }
        }
    }
    if let Some(remark) = remark.filter(|_| targets.is_empty()) {
        say(&remark);
    }
    screens::compare(&reports)?;
    let interrupted = reports.iter().any(|report| report.result.interrupted);
    Ok(Ended { status: screens::require(options, &reports)?, interrupted })
}

/// What came of asking for a run.
enum Held {
    /// There was nothing to hold.
    Nothing(ExitStatus),
    /// It was held.
    Run(Box<RunReport>),
}

fn hold(
    workspace: &Workspace,
    lot: Lot,
    options: &RunOptions,
    program: &Path,
    selection: &Selection,
    driving: Driving,
    former: Option<&Former>,
) -> Result<Held, UsageError> {
    let mut plan = match Plan::new(lot, &workspace.specification, &workspace.scenarios(), selection) {
        Ok(plan) => plan,
        Err(error @ (crate::run::PlanError::Nothing { .. } | crate::run::PlanError::EmptyItem(_))) => {
            eprintln!("{error}");
            return Ok(Held::Nothing(ExitStatus::Nothing));
        }
        Err(error) => return Err(UsageError::new(error)),
    };
    let mut scope = RunScope { features: fingerprint(&workspace.features), ..RunScope::default() };
    if let Some(former) = former {
        let failed = former.failed();
        if failed.is_empty() {
            return Ok(Held::Nothing(former.nothing_to_repeat()));
        }
        plan = plan.only(&failed);
        if plan.lanes.is_empty() {
            eprintln!("前の実行で合格しなかったシナリオに、指定に合うものがありません");
            return Ok(Held::Nothing(ExitStatus::Nothing));
        }
        scope.repeats = Some(former.header().run.clone());
    }
    refuse_volume(workspace, options.endpoint.as_deref(), &plan)?;
    let (site, lanes) = site(workspace, options.endpoint.as_deref(), program)?;
    if plan.is_production_registration() && !site.has_production() {
        return Err(UsageError(format!(
            "接続先「{}」には本番環境がありません。本番登録を実行するには、testdata/endpoints.yaml に本番基本URL(制御ポートがあれば本番制御URLも)を書いてください",
            site.name()
        )));
    }
    if let Some(shard) = options.shard {
        scope.whole = plan.selected();
        scope.shard = Some(shard);
        plan = plan.share(shard, ShardUnit::at(&site));
        if plan.lanes.is_empty() {
            // Nothing is claimed: putting the shares together tells what is missing.
            say(&format!("{lot}: 分担 {shard} に当たるものはありません。判定なし"));
            return Ok(Held::Nothing(ExitStatus::Nothing));
        }
    }
    if options.list {
        super::list::plan(&plan, workspace);
        return Ok(Held::Nothing(ExitStatus::Passed));
    }
    scope.gates = Some(super::gates::ask(workspace, options, &plan, &site)?);
    scope.way = RunWay {
        endpoint: options.endpoint.clone(),
        by_screens: matches!(driving, Driving::Browser(_)),
        retries: options.retry,
        fail_fast: options.fail_fast,
    };
    let lanes = lanes_at_once(options, lanes, &driving);
    let quiet = !selection.targets.is_empty();
    let order = RunOrder {
        root: workspace.root.clone(),
        specification: workspace.specification.clone(),
        site,
        driving,
        evidence: options.evidence.clone().unwrap_or_else(|| default_evidence(&workspace.root)),
        retries: options.retry,
        fail_fast: options.fail_fast,
        lanes,
        seed: options.seed,
        volume_rows: options.volume_rows,
        shuffle: None,
        defects: defects(program)?,
        arguments: env::args().skip(1).collect(),
        pending: Pending::Kept,
        style: if quiet { Style::Quiet } else { Style::Normal },
        plan,
        scope,
        resumes: None,
        opening: None,
    };
    carry_out(workspace, order, quiet).map(|report| Held::Run(Box::new(report)))
}

/// Goes on with a run that ended before its plan did.
fn go_on(
    workspace: &Workspace,
    former: &Former,
    folder: &Path,
    typed: &RunOptions,
    program: &Path,
) -> Result<ExitStatus, UsageError> {
    manifest::refuse_sealed(folder).map_err(UsageError::new)?;
    let plan = former.same_plan(workspace, typed)?;
    if let Some(status) = former.already_ended() {
        return Ok(status);
    }
    let options = former.options(typed);
    refuse_volume(workspace, options.endpoint.as_deref(), &plan)?;
    let driver = options.driver.first().copied().unwrap_or(DriverName::Http);
    let driving = driving(workspace, &options, driver)?;
    let (site, lanes) = site(workspace, options.endpoint.as_deref(), program)?;
    let scope = &former.header().scope;
    let order = RunOrder {
        root: workspace.root.clone(),
        specification: workspace.specification.clone(),
        site,
        lanes: lanes_at_once(&options, lanes, &driving),
        driving,
        evidence: folder.to_owned(),
        retries: scope.way.retries,
        fail_fast: scope.way.fail_fast,
        seed: former.header().seed,
        volume_rows: options.volume_rows,
        shuffle: None,
        defects: Vec::new(),
        arguments: Vec::new(),
        pending: Pending::Kept,
        style: Style::Normal,
        plan,
        scope: scope.clone(),
        resumes: Some(folder.to_owned()),
        opening: None,
    };
    let report = carry_out(workspace, order, false)?;
    screens::require(&options, std::slice::from_ref(&report))
}

/// Unions at the same time.
fn lanes_at_once(options: &RunOptions, usual: usize, driving: &Driving) -> usize {
    let lanes = options.lanes.unwrap_or(usual);
    match driving {
        Driving::Http => lanes,
        Driving::Browser(_) => lanes.min(options.browsers),
    }
}

fn carry_out(workspace: &Workspace, mut order: RunOrder, quiet: bool) -> Result<RunReport, UsageError> {
    let lot = order.plan.lot;
    let by_screens = matches!(order.driving, Driving::Browser(_));
    if !quiet {
        let scenarios = order.plan.lanes.iter().map(|lane| lane.scenarios.len()).sum::<usize>();
        let how = if by_screens { "、画面で" } else { "" };
        let unions = order.plan.lanes.len();
        let what = if order.plan.is_production_registration() { "の本番登録" } else { "" };
        order.opening =
            Some(format!("{lot}{what}: {unions}広域連合、シナリオ{scenarios}件を{how}実行します"));
    }
    let items = order.plan.items.clone();
    let mut report = crate::run::run(order).map_err(UsageError::new)?;
    conclude(workspace, &items, &mut report)?;
    if by_screens {
        let not_compared = report.result.not_compared.as_deref();
        let not_compared = not_compared.map(|why| format!("({why})")).unwrap_or_default();
        let (pictures, withheld) = screens::pictures(&report)?;
        tell(&report, &format!("画面の写し: {pictures}枚{not_compared}"))?;
        if withheld > 0 {
            tell(&report, &screens::withheld(withheld))?;
        }
    }
    manifest::write(&report.evidence, crate::run::now()).map_err(UsageError::new)?;
    Ok(report)
}

/// Says something of a run, and keeps it in its folder.
fn tell(report: &RunReport, text: &str) -> Result<(), UsageError> {
    say(&report.evidence.keep_said(text).map_err(UsageError::new)?);
    Ok(())
}

/// The table, the verdict, and where to read on.
fn conclude(workspace: &Workspace, items: &[TestItem], report: &mut RunReport) -> Result<(), UsageError> {
    tell(report, &format!("\n{}", table(items, &report.result.items, &workspace.specification)))?;
    let tally = &report.result.tally;
    let seconds = report.result.milliseconds;
    let unconfirmed = match tally.unconfirmed {
        0 => String::new(),
        count => format!(" 要確認{count}"),
    };
    tell(
        report,
        &format!(
            "シナリオ{}件: 合格{} 不合格{} エラー{} 不安定{}{unconfirmed} 未完成{} 対象外{} 未実行{} ({}.{}秒)",
            tally.total(),
            tally.passed,
            tally.failed,
            tally.error,
            tally.flaky,
            tally.pending,
            tally.not_applicable,
            tally.not_run,
            seconds / 1000,
            seconds % 1000 / 100,
        ),
    )?;
    let only_unconfirmed = tally.verdict() == Some(Verdict::Unconfirmed);
    let page = crate::report::write_html(&report.folder).map_err(UsageError::new)?;
    crate::run::search_rest(report).map_err(UsageError::new)?;
    for line in super::evidence::searched(&report.searched) {
        tell(report, &line)?;
    }
    let verdict = match report.status {
        ExitStatus::Passed => "合格",
        ExitStatus::NotPassed if only_unconfirmed => {
            "要確認: 担当者の確認が残っています。cargo run -- review で結果を書いてください"
        }
        ExitStatus::Unreachable => "エラー: 接続先が応答しません",
        ExitStatus::Nothing => "判定なし: 何も実行されていません",
        ExitStatus::Leaked => "エラー: 実行フォルダに、伏せるべきものがあります",
        ExitStatus::NotPassed | ExitStatus::Usage => "不合格",
    };
    tell(report, &format!("判定: {verdict}"))?;
    tell(report, &format!("証跡: {}", shown(workspace, &report.folder)))?;
    tell(report, &format!("報告: {}", shown(workspace, &page)))
}

/// A path as short as it can be told.
fn shown(workspace: &Workspace, path: &Path) -> String {
    path.strip_prefix(&workspace.root).unwrap_or(path).display().to_string()
}

/// The defects that the features have been proved to find, for the report.
fn defects(program: &Path) -> Result<Vec<(String, DefectRecord)>, UsageError> {
    let catalogue = Catalogue::ask(program).map_err(UsageError::new)?;
    let record =
        |defect: Defect| (defect.requirement, DefectRecord { name: defect.name, notice: defect.notice });
    Ok(catalogue.defects.into_iter().map(record).collect())
}

/// Nobody's server is sent members by the ten thousand that does not say that it wants them.
fn refuse_volume(workspace: &Workspace, endpoint: Option<&str>, plan: &Plan) -> Result<(), UsageError> {
    let Some(name) = endpoint.filter(|_| plan.has_volume()) else { return Ok(()) };
    let endpoint = workspace.specification.endpoint(name).map_err(UsageError::new)?;
    match endpoint.volume {
        VolumePermission::Allowed => Ok(()),
        VolumePermission::Forbidden => Err(UsageError(format!(
            "接続先「{name}」は大量登録を許していないので、何も送りません。許されているなら、testdata/endpoints.yaml のこの接続先に「大量登録: 許可」と書いてください"
        ))),
    }
}
