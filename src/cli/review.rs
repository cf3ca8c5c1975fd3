//! `sogo review`: the review page of a run, with decisions on loopback, or as files to look
//! at only.

use super::{UsageError, Workspace, say};
use crate::{
    evidence::manifest,
    model::in_japan,
    review::{Desk, Reviewer, serve, write_pages},
    run::ExitStatus,
};
use clap::Args;
use std::{path::PathBuf, sync::Arc};

/// `sogo review`.
#[derive(Debug, Args)]
pub struct ReviewOptions {
    /// 実行フォルダ(例: target/evidence/20170424-090000-lot2-1)
    pub run: PathBuf,
    /// 確認者の名前。承認・却下・コメントとともに記録する
    #[arg(long, env = "SOGO_REVIEWER", value_name = "名前", required_unless_present = "read_only")]
    pub reviewer: Option<String>,
    /// サーバーを起動せず、見るだけのページを実行フォルダに書く(ファイルのまま開ける)
    #[arg(long)]
    pub read_only: bool,
}

pub(super) fn execute(options: &ReviewOptions) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load()?;
    let desk = |reviewer| {
        let required = workspace.specification.required_reviewers();
        Desk::new(&options.run, &workspace.root, required, reviewer).map_err(UsageError::new)
    };
    if options.read_only {
        manifest::refuse_sealed(&options.run).map_err(UsageError::new)?;
        let page = write_pages(&desk(None)?).map_err(UsageError::new)?;
        manifest::renew(&options.run, manifest::is_of_report, now()).map_err(UsageError::new)?;
        say(&format!("見るだけの確認ページ: {}", page.display()));
        return Ok(ExitStatus::Passed);
    }
    let name = options.reviewer.as_deref().unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return Err(UsageError("--reviewer で確認者の名前を指定してください".to_owned()));
    }
    let desk = desk(Some(Reviewer { name: name.clone(), clock: Arc::new(now) }))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| UsageError(format!("実行環境を用意できません: {error}")))?;
    runtime.block_on(async {
        let served = serve(desk).await.map_err(UsageError::new)?;
        say(&format!("確認ページ({name}): {}", served.url()));
        say("このアドレスは、この機械のブラウザーでだけ開けます。終わるときは Ctrl-C を押してください。");
        served.until(ended()).await.map_err(UsageError::new)
    })?;
    say("確認ページを閉じました");
    Ok(ExitStatus::Passed)
}

/// Ctrl-C. Where nobody can press it, the process is ended from outside.
async fn ended() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[expect(clippy::disallowed_methods, reason = "the seam: when a reviewer decided")]
fn now() -> chrono::DateTime<chrono::FixedOffset> {
    in_japan(chrono::Utc::now())
}
