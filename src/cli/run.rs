//! `sogo run`, and the same options after `cargo test --test lotN --`.

use super::{
    UsageError, Workspace,
    again::Former,
    say, screens,
    ways::{self, Ways},
};
use crate::{
    evidence::{manifest, snapshot::Pending},
    model::{DefectRecord, Lot, RunScope, RunWay, Shard, TestItem, UnionId, Verdict},
    prove::{Catalogue, Defect},
    run::{
        ExitStatus, Plan, RunOrder, RunReport, Selection, ShardUnit, Site, Style, Target, Volume,
        default_evidence, fingerprint, table,
    },
    spec::{Clock, Endpoint, Timings, VolumePermission},
    terminal::{Connection, Driving, Environment, Limits, OtherEnvironment, Timing},
};
use clap::{Args, ValueEnum};
use gherkin::tagexpr::TagOperation;
use regex::Regex;
use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How the terminal is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DriverName {
    /// 操作ポート(JSON)による
    Http,
    /// 画面(ブラウザー)による
    Browser,
}

/// What to run, where and how.
#[derive(Debug, Clone, Default, Args)]
pub struct RunOptions {
    /// 広域連合(都道府県番号か名称。繰り返し可)
    #[arg(long, value_name = "番号|名称")]
    pub union: Vec<String>,
    /// テスト項目(1〜7。繰り返し可)
    #[arg(long, value_name = "1-7")]
    pub item: Vec<TestItem>,
    /// テスト項目の代わりに、本番環境での加入者情報・副本の登録(本番登録)を実行する
    #[arg(long, conflicts_with = "item")]
    pub production_registration: bool,
    /// タグの式(例: "@R2-03 or @模擬")
    #[arg(long, value_name = "式")]
    pub tags: Option<TagOperation>,
    /// シナリオ名の正規表現
    #[arg(long, value_name = "正規表現")]
    pub name: Option<Regex>,
    /// testdata/endpoints.yaml の接続先の名前(なければ組込み参照サーバー)
    #[arg(long, value_name = "名前", env = "SOGO_ENDPOINT")]
    pub endpoint: Option<String>,
    /// 端末の操作のしかた(なければ接続先の設定。組込み参照サーバーでは、http で全団体、続けて画面で代表の団体)。コンマで区切ると続けて実行して比べる。環境変数 SOGO_DRIVER でも指定できる
    #[arg(long, value_name = "http|browser", value_delimiter = ',')]
    pub driver: Vec<DriverName>,
    /// 画面の写しが1枚もなければ不合格にする
    #[arg(long)]
    pub require_screens: bool,
    /// 同時に動かすブラウザーの数
    #[arg(long, value_name = "数", default_value_t = 2)]
    pub browsers: usize,
    /// 証跡を置くフォルダ(なければ target/evidence)
    #[arg(long, value_name = "フォルダ")]
    pub evidence: Option<PathBuf>,
    /// 合格しなかったシナリオの再試行の回数(再試行で合格したものは「不安定」)
    #[arg(long, value_name = "回数", default_value_t = 0)]
    pub retry: usize,
    /// 大量登録のシナリオ(@大量)だけを実行する。接続先には「大量登録: 許可」が要る
    #[arg(long)]
    pub volume: bool,
    /// 大量登録のシナリオの件数(なければ、広域連合の被保険者数推計)
    #[arg(long, value_name = "件数")]
    pub volume_rows: Option<u64>,
    /// 最初の不合格で終わる
    #[arg(long)]
    pub fail_fast: bool,
    /// 実行せずに、実行するシナリオの一覧を表示する
    #[arg(long)]
    pub list: bool,
    /// 期間の外でも、先に済ませる作業が済んでいなくても実行する(証跡と報告に残る)
    #[arg(long)]
    pub force: bool,
    /// 同時に実行する広域連合の数
    #[arg(long, value_name = "数")]
    pub lanes: Option<usize>,
    /// 生成するテストデータの種
    #[arg(long, value_name = "数", default_value_t = 0)]
    pub seed: u64,
    /// 何台かで分けるときの、この実行の分担(例: 2/5 は5つのうちの2番目)
    #[arg(long, value_name = "番号/数")]
    pub shard: Option<Shard>,
    /// この実行フォルダの実行で合格しなかったシナリオだけを、新しく実行する
    #[arg(long, value_name = "実行フォルダ", conflicts_with = "seed")]
    pub rerun_failed: Option<PathBuf>,
    /// 途中で終わった実行を、同じ実行フォルダで続ける
    #[arg(
        long,
        value_name = "実行フォルダ",
        conflicts_with_all = [
            "rerun_failed", "shard", "union", "item", "production_registration", "tags", "name", "driver", "evidence",
            "retry", "fail_fast", "force", "list", "seed", "volume",
        ],
    )]
    pub resume: Option<PathBuf>,
}

impl RunOptions {
    /// What the options select.
    pub(super) fn selection(
        &self,
        workspace: &Workspace,
        targets: &[Target],
    ) -> Result<Selection, UsageError> {
        let unions = self
            .union
            .iter()
            .map(|text| workspace.specification.find_union(text).map(|union| union.id))
            .collect::<Result<Vec<UnionId>, _>>()
            .map_err(UsageError::new)?;
        Ok(Selection {
            unions,
            items: self.item.clone(),
            production_registration: self.production_registration,
            tags: self.tags.clone(),
            name: self.name.clone(),
            volume: match (self.volume, &self.rerun_failed) {
                (true, _) => Volume::Only,
                (false, None) => Volume::Without,
                // What did not pass is picked from what the run before had.
                (false, Some(_)) => Volume::Also,
            },
            targets: targets.to_vec(),
        })
    }
}

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

/// How the terminals are driven.
pub(super) fn driving(
    workspace: &Workspace,
    options: &RunOptions,
    driver: DriverName,
) -> Result<Driving, UsageError> {
    let specification = &workspace.specification;
    let browsing = match &options.endpoint {
        Some(name) => specification.endpoint(name).map_err(UsageError::new)?.browsing(),
        None => specification.embedded().browsing(),
    };
    Ok(match driver {
        DriverName::Http => Driving::Http,
        DriverName::Browser => {
            Driving::Browser(Arc::new(super::driving::browser(&workspace.root, specification, browsing)?))
        }
    })
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

fn site(workspace: &Workspace, endpoint: Option<&str>, program: &Path) -> Result<(Site, usize), UsageError> {
    let Some(name) = endpoint else {
        let timings = workspace.specification.embedded().timings();
        let site = Site::Embedded {
            program: program.to_owned(),
            settings: workspace.root.join("testdata").join("settings.yaml"),
            options: Vec::new(),
            timing: timing(&timings),
        };
        return Ok((site, timings.lanes));
    };
    let endpoint = workspace.specification.endpoint(name).map_err(UsageError::new)?;
    let timings = endpoint.timings();
    let site = Site::Configured {
        name: name.to_owned(),
        connection: connection(&workspace.root, endpoint, &timings)?,
        credentials: credentials(endpoint)?,
        simulated_clock: timings.clock == Clock::Simulated,
        row_limit: endpoint.row_limit,
    };
    Ok((site, timings.lanes))
}

fn connection(root: &Path, endpoint: &Endpoint, timings: &Timings) -> Result<Connection, UsageError> {
    let identity = match (&endpoint.client_certificate, &endpoint.private_key) {
        (Some(certificate), Some(key)) => Some((root.join(certificate), root.join(key))),
        _ => None,
    };
    Ok(Connection {
        operator_url: endpoint.base_url(variable).map_err(UsageError::new)?,
        control_url: endpoint.control_url(variable).map_err(UsageError::new)?,
        environment: Environment::Test,
        other: OtherEnvironment {
            operator_url: endpoint.production_url(variable),
            control_url: endpoint.production_control_url(variable),
        },
        authority: endpoint.authority_certificate.as_ref().map(|path| root.join(path)),
        identity,
        timing: timing(timings),
        limits: Limits::new(timings.requests_per_second, Some(timings.uploads)),
    })
}

fn credentials(endpoint: &Endpoint) -> Result<BTreeMap<String, (String, String)>, UsageError> {
    endpoint
        .credentials
        .iter()
        .map(|(key, credential)| {
            let password = credential.password(variable).map_err(UsageError::new)?;
            Ok((key.to_owned(), (credential.user_id.clone(), password)))
        })
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "the seam: what endpoints.yaml leaves to the environment")]
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// How long things may take at an embedded server.
pub(super) fn embedded_timing(workspace: &Workspace) -> Timing {
    timing(&workspace.specification.embedded().timings())
}

fn timing(timings: &Timings) -> Timing {
    Timing { request: timings.timeout, poll: timings.poll_interval, wait: timings.wait_limit }
}
