//! `sogo run`, and the same options after `cargo test --test lotN --`.

use super::{UsageError, Workspace, say, screens};
use crate::{
    evidence::snapshot::Pending,
    model::{DefectRecord, Lot, TestItem, UnionId},
    prove::{Catalogue, Defect},
    run::{ExitStatus, Plan, RunOrder, RunReport, Selection, Site, Style, Target, default_evidence, table},
    spec::{Clock, Driver, Endpoint, Timings},
    terminal::{Connection, Driving, Timing},
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
    /// タグの式(例: "@R2-03 or @模擬")
    #[arg(long, value_name = "式")]
    pub tags: Option<TagOperation>,
    /// シナリオ名の正規表現
    #[arg(long, value_name = "正規表現")]
    pub name: Option<Regex>,
    /// testdata/endpoints.yaml の接続先の名前(なければ組込み参照サーバー)
    #[arg(long, value_name = "名前", env = "SOGO_ENDPOINT")]
    pub endpoint: Option<String>,
    /// 端末の操作のしかた(なければ接続先の設定。組込み参照サーバーでは http)。コンマで区切ると続けて実行して比べる
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
    /// 最初の不合格で終わる
    #[arg(long)]
    pub fail_fast: bool,
    /// 実行せずに、実行するシナリオの一覧を表示する
    #[arg(long)]
    pub list: bool,
    /// 同時に実行する広域連合の数
    #[arg(long, value_name = "数")]
    pub lanes: Option<usize>,
    /// 生成するテストデータの種
    #[arg(long, value_name = "数", default_value_t = 0)]
    pub seed: u64,
}

impl RunOptions {
    /// By what to drive, one after the other.
    fn drivers(&self, workspace: &Workspace) -> Result<Vec<DriverName>, UsageError> {
        if !self.driver.is_empty() {
            return Ok(self.driver.clone());
        }
        let usual = match &self.endpoint {
            Some(name) => workspace.specification.endpoint(name).map_err(UsageError::new)?.driver,
            None => Driver::Http,
        };
        Ok(vec![match usual {
            Driver::Http => DriverName::Http,
            Driver::Browser => DriverName::Browser,
        }])
    }

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
            tags: self.tags.clone(),
            name: self.name.clone(),
            targets: targets.to_vec(),
        })
    }
}

/// A run, or one after the other: by each of the drivers asked for.
pub(super) fn execute(
    lot: Lot,
    options: &RunOptions,
    program: &Path,
    targets: &[Target],
) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load_sound()?;
    let selection = options.selection(&workspace, targets)?;
    // Everything that was typed is checked before anything starts.
    let ways = options
        .drivers(&workspace)?
        .into_iter()
        .map(|driver| driving(&workspace, options, driver))
        .collect::<Result<Vec<_>, _>>()?;
    let mut reports = Vec::new();
    for way in ways {
        match hold(&workspace, lot, options, program, &selection, way)? {
            Held::Nothing(status) => return Ok(status),
            Held::Run(report) => reports.push(report),
        }
    }
    screens::compare(&reports)?;
    screens::require(options, &reports)
}

/// What came of asking for a run.
enum Held {
    /// There was nothing to hold.
    Nothing(ExitStatus),
    /// It was held.
    Run(RunReport),
}

fn hold(
    workspace: &Workspace,
    lot: Lot,
    options: &RunOptions,
    program: &Path,
    selection: &Selection,
    driving: Driving,
) -> Result<Held, UsageError> {
    let plan = match Plan::new(lot, &workspace.specification, &workspace.scenarios(), selection) {
        Ok(plan) => plan,
        Err(error @ (crate::run::PlanError::Nothing { .. } | crate::run::PlanError::EmptyItem(_))) => {
            eprintln!("{error}");
            return Ok(Held::Nothing(ExitStatus::Nothing));
        }
        Err(error) => return Err(UsageError::new(error)),
    };
    if options.list {
        super::list::plan(&plan, workspace);
        return Ok(Held::Nothing(ExitStatus::Passed));
    }
    let (site, lanes) = site(workspace, options.endpoint.as_deref(), program)?;
    let lanes = match driving {
        Driving::Http => options.lanes.unwrap_or(lanes),
        Driving::Browser(_) => options.lanes.unwrap_or(lanes).min(options.browsers),
    };
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
        shuffle: None,
        defects: defects(program)?,
        arguments: env::args().skip(1).collect(),
        pending: Pending::Kept,
        style: if quiet { Style::Quiet } else { Style::Normal },
        plan,
    };
    let by_screens = matches!(order.driving, Driving::Browser(_));
    if !quiet {
        let scenarios = order.plan.lanes.iter().map(|lane| lane.scenarios.len()).sum::<usize>();
        let how = if by_screens { "、画面で" } else { "" };
        say(&format!("{lot}: {}広域連合、シナリオ{scenarios}件を{how}実行します", order.plan.lanes.len()));
    }
    let items = order.plan.items.clone();
    let report = crate::run::run(order).map_err(UsageError::new)?;
    conclude(workspace, &items, &report)?;
    if by_screens {
        say(&format!("画面の写し: {}枚", screens::pictures(&report)?));
    } else if !quiet {
        say(screens::NONE);
    }
    Ok(Held::Run(report))
}

/// The table, the verdict, and where to read on.
fn conclude(workspace: &Workspace, items: &[TestItem], report: &RunReport) -> Result<(), UsageError> {
    say(&format!("\n{}", table(items, &report.result.items, &workspace.specification)));
    let tally = &report.result.tally;
    let seconds = report.result.milliseconds;
    say(&format!(
        "シナリオ{}件: 合格{} 不合格{} エラー{} 不安定{} 未完成{} 対象外{} 未実行{} ({}.{}秒)",
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
    ));
    let page = crate::report::write_html(&report.folder).map_err(UsageError::new)?;
    let verdict = match report.status {
        ExitStatus::Passed => "合格",
        ExitStatus::Unreachable => "エラー: 接続先が応答しません",
        ExitStatus::Nothing => "判定なし: 何も実行されていません",
        ExitStatus::NotPassed | ExitStatus::Usage => "不合格",
    };
    say(&format!("判定: {verdict}"));
    say(&format!("証跡: {}", shown(workspace, &report.folder)));
    say(&format!("報告: {}", shown(workspace, &page)));
    Ok(())
}

/// A path as short as it can be told.
fn shown(workspace: &Workspace, path: &Path) -> String {
    path.strip_prefix(&workspace.root).unwrap_or(path).display().to_string()
}

/// How the terminals are driven.
fn driving(workspace: &Workspace, options: &RunOptions, driver: DriverName) -> Result<Driving, UsageError> {
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
        production_url: endpoint.production_url(variable),
        production_control_url: endpoint.production_control_url(variable),
        authority: endpoint.authority_certificate.as_ref().map(|path| root.join(path)),
        identity,
        timing: timing(timings),
        requests_per_second: timings.requests_per_second,
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
fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// How long things may take at an embedded server.
pub(super) fn embedded_timing(workspace: &Workspace) -> Timing {
    timing(&workspace.specification.embedded().timings())
}

fn timing(timings: &Timings) -> Timing {
    Timing { request: timings.timeout, poll: timings.poll_interval, wait: timings.wait_limit }
}
