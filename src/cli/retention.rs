//! `sogo evidence list` and `sogo evidence prune`.

use super::{UsageError, say};
use crate::{
    evidence::retention::{self, KeptRun},
    model::in_japan,
    run::{ExitStatus, pad},
};
use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use clap::Args;
use std::{
    path::{Path, PathBuf},
    str::FromStr,
};
use unicode_width::UnicodeWidthStr;

/// `sogo evidence prune`.
#[derive(Debug, Args)]
pub struct PruneOptions {
    /// これより前に始めた実行を消す(例: 90d、2026-01-01)
    #[arg(long, value_name = "日数d|日付")]
    older_than: Age,
    /// 封印した実行フォルダも消す
    #[arg(long)]
    force: bool,
    /// 消さずに、消すものを表示する
    #[arg(long)]
    dry_run: bool,
    /// 証跡を置いたフォルダ(なければ target/evidence)
    #[arg(long, value_name = "フォルダ")]
    pub(super) evidence: Option<PathBuf>,
}

/// Since when a run is old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    Days(u64),
    Date(NaiveDate),
}

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let days = text.strip_suffix(['d', '日']).and_then(|days| days.parse().ok()).map(Self::Days);
        days.or_else(|| text.parse().ok().map(Self::Date)).ok_or_else(|| {
            format!("「{text}」は読めません。90d のような日数か、2026-01-01 のような日付を指定してください")
        })
    }
}

impl Age {
    fn is_reached_by(self, run: &KeptRun, now: DateTime<FixedOffset>) -> bool {
        let started = in_japan(run.header.started_at.to_utc());
        match self {
            Self::Days(days) => now.checked_sub_days(Days::new(days)).is_some_and(|limit| started < limit),
            Self::Date(date) => started.date_naive() < date,
        }
    }
}

pub(super) fn list(evidence: &Path) -> Result<ExitStatus, UsageError> {
    let runs = retention::list(evidence).map_err(UsageError::new)?;
    if runs.is_empty() {
        say(&format!("「{}」に実行フォルダはありません", evidence.display()));
        return Ok(ExitStatus::Passed);
    }
    let mut rows = vec![["実行", "開始", "ロット", "判定", "封印", "大きさ"].map(str::to_owned)];
    rows.extend(runs.iter().map(row));
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| pad(cell, width)).collect();
        say(cells.join("  ").trim_end());
    }
    Ok(ExitStatus::Passed)
}

fn row(run: &KeptRun) -> [String; 6] {
    [
        name(run),
        run.header.started_at.format("%Y-%m-%d %H:%M").to_string(),
        run.header.lot.to_string(),
        verdict(run).to_owned(),
        match &run.seal {
            None => "-".to_owned(),
            Some(seal) if seal.signature.is_some() => "署名あり".to_owned(),
            Some(_) => "あり".to_owned(),
        },
        size(run.bytes),
    ]
}

fn name(run: &KeptRun) -> String {
    run.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn verdict(run: &KeptRun) -> &'static str {
    match run.result.as_ref().map(|result| ExitStatus::of_code(result.exit_code)) {
        None if run.is_in_use => "実行中",
        None => "途中",
        Some(ExitStatus::Passed) => "合格",
        Some(ExitStatus::NotPassed | ExitStatus::Usage) => "不合格",
        Some(ExitStatus::Unreachable) => "エラー",
        Some(ExitStatus::Nothing) => "判定なし",
        Some(ExitStatus::Leaked) => "漏えい",
    }
}

/// A length for a reader.
pub(super) fn size(bytes: u64) -> String {
    const MEGA: u64 = 1024 * 1024;
    match bytes {
        0..MEGA => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{}.{} MB", bytes / MEGA, bytes % MEGA * 10 / MEGA),
    }
}

pub(super) fn prune(
    evidence: &Path,
    options: &PruneOptions,
    now: DateTime<FixedOffset>,
) -> Result<ExitStatus, UsageError> {
    let runs = retention::list(evidence).map_err(UsageError::new)?;
    let (mut count, mut bytes) = (0, 0);
    for run in runs.iter().filter(|run| options.older_than.is_reached_by(run, now)) {
        let what = format!("{}({})", name(run), size(run.bytes));
        if run.is_in_use {
            say(&format!("残します: {what} 使われています"));
        } else if run.seal.is_some() && !options.force {
            say(&format!("残します: {what} 封印されています(--force を付けると消します)"));
        } else {
            if options.dry_run {
                say(&format!("消すもの: {what}"));
            } else {
                retention::remove(&run.folder).map_err(UsageError::new)?;
                say(&format!("消しました: {what}"));
            }
            count += 1;
            bytes += run.bytes;
        }
    }
    let done = if options.dry_run { "消すものは" } else { "消したものは" };
    say(&format!("{done}{count}件、{}", size(bytes)));
    Ok(ExitStatus::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_days_or_a_date() {
        assert_eq!("90d".parse(), Ok(Age::Days(90)));
        assert_eq!("2026-01-31".parse(), Ok(Age::Date(NaiveDate::from_ymd_opt(2026, 1, 31).expect("date"))));
        for text in ["", "90", "d", "-1d", "2026-13-01"] {
            assert!(text.parse::<Age>().expect_err(text).contains("読めません"));
        }
    }

    #[test]
    fn a_size_is_rounded() {
        assert_eq!([0, 1, 1024, 1_572_864].map(size), ["0 KB", "1 KB", "1 KB", "1.5 MB"]);
    }
}
