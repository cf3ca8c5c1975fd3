//! `sogo plan`: the preparation around the tests, for one union or a lot.

use super::{UsageError, Workspace, say};
use crate::{
    model::{Lot, UnionId, in_japan},
    plan,
    run::ExitStatus,
    spec::{LotPlan, PreparationPlan, parse_date},
};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use std::path::{Path, PathBuf};

/// `sogo plan`.
#[derive(Debug, Args)]
pub struct PlanOptions {
    /// ロット(1、2、3)。広域連合ごとに1行で並べる
    #[arg(long, conflicts_with = "union")]
    lot: Option<Lot>,
    /// 広域連合(都道府県番号か名称)。作業を1件ずつ並べる
    #[arg(long)]
    union: Option<String>,
    /// いつの時点で見るか。2017-04-24 か 平成29年4月24日。指定しなければ今日
    #[arg(long)]
    date: Option<String>,
    /// ロットの期間と期限を表示し、日程のページ(HTML)とカレンダー(.ics)を書く
    #[arg(long, conflicts_with = "date")]
    calendar: bool,
    /// 日程のページとカレンダーを書くフォルダ
    #[arg(long, default_value = "target/plan", requires = "calendar")]
    to: PathBuf,
}

pub(super) fn execute(options: &PlanOptions) -> Result<ExitStatus, UsageError> {
    let on = match &options.date {
        Some(text) => parse_date(text).map_err(UsageError::new)?,
        None => today(),
    };
    match (&options.union, options.lot) {
        (None, None) => {
            return Err(UsageError::new("--lot(1、2、3)か --union(都道府県番号か名称)を指定してください"));
        }
        (Some(_), _) if options.calendar => {
            return Err(UsageError::new(
                "日程(--calendar)はロットのものです。--union の代わりに --lot を指定してください",
            ));
        }
        _ => {}
    }
    let workspace = Workspace::load()?;
    let specification = &workspace.specification;
    let preparation = specification.plan();
    let standing = |union: UnionId| {
        let lot = specification.lot_of(union).map_err(UsageError::new)?;
        let name = specification.union(union).map_err(UsageError::new)?.name.clone();
        let tasks = plan::progress(preparation, union, on);
        Ok::<_, UsageError>((name, tasks, plan::forecast(preparation, lot, union, on)))
    };
    if let Some(name) = &options.union {
        let union = specification.find_union(name).map_err(UsageError::new)?.id;
        let (name, tasks, forecast) = standing(union)?;
        let findings = plan::findings(&preparation.tasks);
        say(plan::union_plan(&name, on, preparation.linkage_start, &tasks, &forecast, &findings).trim_end());
    }
    if let Some(lot) = options.lot {
        let lot = specification.lot(lot).map_err(UsageError::new)?;
        if options.calendar {
            return calendar(preparation, lot, &workspace.root.join(&options.to));
        }
        let unions = lot.unions.iter().map(|union| standing(*union)).collect::<Result<Vec<_>, _>>()?;
        say(plan::lot_table(&lot.name, on, &unions).trim_end());
    }
    Ok(ExitStatus::Passed)
}

/// Prints the calendar of a lot and writes it as a page and for calendar programs.
fn calendar(preparation: &PreparationPlan, lot: &LotPlan, to: &Path) -> Result<ExitStatus, UsageError> {
    let calendar = plan::Calendar::of(preparation, lot);
    say(plan::calendar_table(&calendar).trim_end());
    let number = u8::from(lot.lot);
    let page = plan::gantt_page(&calendar, plan::WorkingDays::new(&preparation.holidays));
    let events = plan::ics_text(&calendar, now());
    for (name, text) in
        [(format!("calendar-lot{number}.html"), page), (format!("calendar-lot{number}.ics"), events)]
    {
        let path = to.join(name);
        let written = std::fs::create_dir_all(to).and_then(|()| std::fs::write(&path, text));
        written.map_err(|error| {
            UsageError::new(format!(
                "「{}」を書けません({error})。--to で書けるフォルダを指定してください",
                path.display()
            ))
        })?;
        say(&format!("書きました: {}", path.display()));
    }
    Ok(ExitStatus::Passed)
}

#[expect(clippy::disallowed_methods, reason = "the seam: when a calendar was made")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

#[expect(clippy::disallowed_methods, reason = "the seam: a plan is looked at today unless a day is named")]
pub(super) fn today() -> NaiveDate {
    in_japan(Utc::now()).date_naive()
}
