//! `sogo status`: where the unions of a lot stand.

use super::{
    UsageError, Workspace,
    plan::today,
    pmo::write,
    say,
    shown::{Shown, ShownOptions},
};
use crate::{
    model::{Lot, TestItem},
    run::ExitStatus,
    spec::parse_date,
    status::{self, LotStatus, UnionStatus},
};
use clap::Args;
use std::path::PathBuf;

/// `sogo status`.
#[derive(Debug, Args)]
pub struct StatusOptions {
    /// ロット(1、2、3)
    #[arg(long)]
    lot: Lot,
    /// いつの時点で見るか。2017-04-28 か 平成29年4月28日。指定しなければ今日
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    runs: ShownOptions,
    /// ページ(HTML)を書くフォルダ
    #[arg(long, default_value = "target/status", value_name = "フォルダ")]
    to: PathBuf,
}

pub(super) fn execute(options: &StatusOptions) -> Result<ExitStatus, UsageError> {
    let on = match &options.date {
        Some(text) => parse_date(text).map_err(UsageError::new)?,
        None => today(),
    };
    let workspace = Workspace::load()?;
    let specification = &workspace.specification;
    let lot = specification.lot(options.lot).map_err(UsageError::new)?;
    let shown = Shown::by(&options.runs, &workspace)?;
    let mut plan = specification.plan().clone();
    let mut unions = Vec::new();
    for id in &lot.unions {
        let days = |item| (item, shown.history.item(&shown.proofs, *id, item, on));
        let items: Vec<_> = TestItem::ALL.into_iter().map(days).collect();
        plan.supplement(*id, &status::tests_as_tasks(&items));
        unions.push((specification.union(*id).map_err(UsageError::new)?, items));
    }
    let unions =
        unions.into_iter().map(|(union, items)| UnionStatus::of(&plan, lot, union, items, on)).collect();
    let status = LotStatus { lot, on, unions };
    say(status::text(&status).trim_end());
    say(&format!("数えた実行: {}件", shown.runs));
    for remark in &shown.remarks {
        say(&format!("注意: {remark}"));
    }
    let name = format!("status-lot{}-{on}.html", u8::from(lot.lot));
    write(&workspace.root.join(&options.to), &name, status::page(&status).as_bytes())?;
    Ok(ExitStatus::Passed)
}
