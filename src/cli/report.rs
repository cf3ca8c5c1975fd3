//! `sogo report`: the reports of one run, or of several as one.

use super::{UsageError, Workspace, driving, say};
use crate::{
    evidence::manifest,
    model::files,
    report::{self, Format, Input, RunRecord, merge},
    run::{ExitStatus, now},
    terminal::print_page,
};
use clap::{Args, ValueEnum};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// `sogo report`.
#[derive(Debug, Args)]
pub struct ReportOptions {
    /// 実行フォルダ(例: target/evidence/20170424-090000-lot2-1)。いくつか並べると、合わせて一つの報告にする
    #[arg(required = true)]
    pub runs: Vec<PathBuf>,
    /// 報告の形式(コンマで区切るか、繰り返して、いくつでも)
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [FormatName::Html])]
    pub format: Vec<FormatName>,
    /// 報告を置くフォルダ(なければ実行フォルダの report。実行フォルダがいくつかあるときは要る)
    #[arg(long, value_name = "フォルダ")]
    pub to: Option<PathBuf>,
    /// 画面の写しを、リンクではなく報告の中に入れる(messages と cucumber-json)
    #[arg(long)]
    pub embed_pictures: bool,
}

/// What a report is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// 人が読むページ
    Html,
    /// JUnit XML(CIサーバー用)
    Junit,
    /// Cucumber Messages(NDJSON)
    Messages,
    /// 以前のCucumberのJSON
    CucumberJson,
    /// Allure の結果フォルダ
    Allure,
    /// 証跡台帳(Excel)
    Xlsx,
    /// 報告のPDF(ブラウザーが要る)
    Pdf,
}

impl FormatName {
    /// What `report` can make alone.
    fn format(self) -> Option<Format> {
        Some(match self {
            Self::Html => Format::Html,
            Self::Junit => Format::Junit,
            Self::Messages => Format::Messages,
            Self::CucumberJson => Format::CucumberJson,
            Self::Allure => Format::Allure,
            Self::Xlsx => Format::Workbook,
            Self::Pdf => return None,
        })
    }
}

pub(super) fn execute(options: &ReportOptions) -> Result<ExitStatus, UsageError> {
    let to = match (&options.to, options.runs.as_slice()) {
        (Some(to), _) => to.clone(),
        (None, [run]) => run.join(files::REPORT),
        (None, _) => {
            return Err(UsageError(
                "いくつかの実行を合わせた報告は、どの実行フォルダにも置けません。--to で置くフォルダを指定してください"
                    .to_owned(),
            ));
        }
    };
    // What is made in the folder of a run becomes part of its evidence.
    let own = options.runs.iter().find(|run| to.starts_with(run.join(files::REPORT)));
    if let Some(run) = own {
        manifest::refuse_sealed(run).map_err(UsageError::new)?;
    }
    let mut records = options
        .runs
        .iter()
        .map(|run| RunRecord::read(run))
        .collect::<Result<Vec<_>, _>>()
        .map_err(UsageError::new)?;
    let is_whole = records.len() > 1 || own.is_none() && records[0].header.scope.shard.is_some();
    let record = if is_whole { merge(records).map_err(UsageError::new)? } else { records.remove(0) };
    let input = Input::new(&record, &to, options.embed_pictures).map_err(UsageError::new)?;
    let mut made = Vec::new();
    for name in &options.format {
        let path = match name.format() {
            Some(format) => report::write(format, &input).map_err(UsageError::new)?,
            None => pdf(&input, &to)?,
        };
        if !made.contains(&path) {
            say(&format!("報告: {}", path.display()));
            made.push(path);
        }
    }
    if let Some(run) = own {
        manifest::renew(run, manifest::is_of_report, now()).map_err(UsageError::new)?;
    }
    if !is_whole {
        return Ok(ExitStatus::Passed);
    }
    for finding in &record.findings {
        say(&format!("注意: {finding}"));
    }
    let code = record.result.as_ref().map_or(1, |result| result.exit_code);
    let status = ExitStatus::of_code(code);
    say(&format!("合わせた判定: {}", if status == ExitStatus::Passed { "合格" } else { "不合格" }));
    Ok(status)
}

/// The pages as a browser prints them.
fn pdf(input: &Input<'_>, to: &Path) -> Result<PathBuf, UsageError> {
    let workspace = Workspace::load()?;
    let specification = &workspace.specification;
    let setting = driving::browser(&workspace.root, specification, specification.embedded().browsing())?;
    let page = report::write_print(input).map_err(UsageError::new)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| UsageError(format!("実行環境を用意できません: {error}")))?;
    let printed = runtime.block_on(print_page(&setting, &page)).map_err(UsageError::new);
    // Made for the printer alone.
    let removed = fs::remove_file(&page);
    let file = to.join("report.pdf");
    let written = fs::write(&file, printed?);
    removed
        .and(written)
        .map_err(|error| UsageError(format!("報告「{}」を書けません({error})", file.display())))?;
    Ok(file)
}
