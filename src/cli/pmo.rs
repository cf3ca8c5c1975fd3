//! `sogo pmo`: what a union enters at the デジタルPMO, for one union or a lot.

use super::{
    UsageError, Workspace,
    plan::today,
    say,
    shown::{Shown, ShownOptions, counts},
};
use crate::{
    model::{Lot, UnionId},
    pmo::{self, Earlier, Entry, Filled, Severity},
    run::ExitStatus,
    spec::{Union, parse_date},
};
use chrono::NaiveDate;
use clap::Args;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// `sogo pmo`.
#[derive(Debug, Args)]
pub struct PmoOptions {
    /// ロット(1、2、3)。すべての広域連合の入力項目を作る
    #[arg(long)]
    lot: Option<Lot>,
    /// 広域連合(都道府県番号か名称)
    #[arg(long, conflicts_with = "lot")]
    union: Option<String>,
    /// いつの時点で記入するか。2017-04-28 か 平成29年4月28日。指定しなければ今日
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    runs: ShownOptions,
    /// 入力項目(HTML、CSV、Excel)を書くフォルダ。ここにある前回までのCSVと比べて、変わった欄を示す
    #[arg(long, default_value = "target/pmo", value_name = "フォルダ")]
    to: PathBuf,
}

pub(super) fn execute(options: &PmoOptions) -> Result<ExitStatus, UsageError> {
    let on = match &options.date {
        Some(text) => parse_date(text).map_err(UsageError::new)?,
        None => today(),
    };
    let workspace = Workspace::load()?;
    let specification = &workspace.specification;
    let to = workspace.root.join(&options.to);
    let shown = Shown::by(&options.runs, &workspace)?;
    let earlier = earlier_files(&to, on)?;
    let filled = |union: &UnionId| {
        let union = specification.union(*union).map_err(UsageError::new)?;
        let lot = specification.lot_of(union.id).map_err(UsageError::new)?;
        let counts = counts(&workspace, union)?;
        let known = (&shown.history, &shown.proofs);
        let entry = Entry::of(specification.plan(), lot, union, counts, known, on);
        let findings = pmo::findings(&entry, counts);
        Ok::<_, UsageError>(Filled { entry, findings, earlier: earlier_of(&earlier, union)? })
    };
    let (name, entries) = match (&options.union, options.lot) {
        (Some(name), _) => {
            let union = specification.find_union(name).map_err(UsageError::new)?.id;
            (union.to_string(), vec![filled(&union)?])
        }
        (None, Some(lot)) => {
            let unions = &specification.lot(lot).map_err(UsageError::new)?.unions;
            let entries = unions.iter().map(filled).collect::<Result<Vec<_>, _>>()?;
            (format!("lot{}", u8::from(lot)), entries)
        }
        (None, None) => {
            return Err(UsageError::new("--lot(1、2、3)か --union(都道府県番号か名称)を指定してください"));
        }
    };
    match entries.as_slice() {
        [one] => say(pmo::text(one).trim_end()),
        several => {
            let lot = several.first().map(|filled| filled.entry.lot).unwrap_or_default();
            say(pmo::lot_text(lot, several).trim_end());
        }
    }
    say(&format!("数えた実行: {}件", shown.runs));
    for remark in &shown.remarks {
        say(&format!("注意: {remark}"));
    }
    let workbook = pmo::workbook(&entries)
        .map_err(|error| UsageError::new(format!("Excelのファイルを作れません({error})")))?;
    for (extension, content) in [
        ("html", pmo::page(&entries).into_bytes()),
        ("csv", pmo::csv_text(&entries).into_bytes()),
        ("xlsx", workbook),
    ] {
        write(&to, &format!("pmo-{name}-{on}.{extension}"), &content)?;
    }
    let is_wrong = |filled: &Filled<'_>| filled.findings.iter().any(|one| one.severity == Severity::Error);
    Ok(if entries.iter().any(is_wrong) { ExitStatus::NotPassed } else { ExitStatus::Passed })
}

/// Writes a file, and says so.
pub(super) fn write(folder: &Path, name: &str, content: &[u8]) -> Result<(), UsageError> {
    let path = folder.join(name);
    fs::create_dir_all(folder).and_then(|()| fs::write(&path, content)).map_err(|error| {
        UsageError::new(format!(
            "「{}」を書けません({error})。--to で書けるフォルダを指定してください",
            path.display()
        ))
    })?;
    say(&format!("書きました: {}", path.display()));
    Ok(())
}

/// An entry that was written before this day.
struct Written {
    on: NaiveDate,
    path: PathBuf,
    text: String,
}

/// The entries that were written before a day, the latest first.
fn earlier_files(folder: &Path, on: NaiveDate) -> Result<Vec<Written>, UsageError> {
    let unreadable = |path: &Path, error: io::Error| {
        UsageError::new(format!("前回までの入力「{}」を読めません({error})", path.display()))
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| unreadable(folder, error))?,
    };
    let mut written = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let Some(day) = day_of(&path).filter(|day| *day < on) else { continue };
        let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        written.push(Written { on: day, path, text });
    }
    written.sort_by(|one, other| (other.on, &other.path).cmp(&(one.on, &one.path)));
    Ok(written)
}

/// The day in a name like `pmo-13-2017-04-28.csv`.
fn day_of(path: &Path) -> Option<NaiveDate> {
    let name = path.file_name()?.to_str()?.strip_prefix("pmo-")?.strip_suffix(".csv")?;
    name.split_once('-')?.1.parse().ok()
}

/// The latest of them that has the union.
fn earlier_of(written: &[Written], union: &Union) -> Result<Option<Earlier>, UsageError> {
    for one in written {
        let read = Earlier::read(&one.text, union.id, one.on).map_err(|error| {
            let path = one.path.display();
            UsageError::new(format!(
                "前回までの入力「{path}」を読めません({error})。書き換えたものなら、よそに移してください"
            ))
        })?;
        if read.is_some() {
            return Ok(read);
        }
    }
    Ok(None)
}
