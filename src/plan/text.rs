//! The plan as a text for the console. Must not decide anything.

use super::{Calendar, Finding, Forecast, Standing, TaskProgress};
use crate::spec::to_wareki;
use chrono::NaiveDate;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// A union's tasks with what follows from them.
#[must_use]
pub fn union_plan(
    union: &str,
    on: NaiveDate,
    linkage_start: NaiveDate,
    tasks: &[TaskProgress<'_>],
    forecast: &Forecast,
    findings: &[Finding],
) -> String {
    let mut text = format!("準備作業 {union} {}現在\n\n", to_wareki(on));
    let mut rows = vec![["番号", "状態", "期限", "先行", "名称"].map(str::to_owned).to_vec()];
    for one in tasks {
        let mut standing = one.standing.text().to_owned();
        if one.is_late {
            standing.push_str("・遅れ");
        }
        rows.push(vec![
            one.task.number.to_string(),
            standing,
            one.task.due.to_string(),
            numbers(&one.task.predecessors),
            format!("{}({})", one.task.name, one.task.phase),
        ]);
    }
    text.push_str(&table(&rows));
    let listed = |keep: &dyn Fn(&TaskProgress<'_>) -> bool| -> Vec<u8> {
        tasks.iter().filter(|one| keep(one)).map(|one| one.task.number).collect()
    };
    let say =
        |numbers: Vec<u8>| if numbers.is_empty() { "なし".to_owned() } else { self::numbers(&numbers) };
    let closed =
        |number: u8| forecast.closed_windows.iter().find(|(one, _)| *one == number).map(|(_, days)| days);
    let is_ready =
        |one: &TaskProgress<'_>| one.standing == Standing::Ready && closed(one.task.number).is_none();
    let _ = writeln!(text, "\n今日始められるもの: {}", say(listed(&is_ready)));
    for one in tasks.iter().filter(|one| one.standing == Standing::Ready) {
        let Some(days) = closed(one.task.number) else { continue };
        let _ = match days.from > on {
            true => writeln!(text, "期間を待つもの: {}({}から)", one.task.number, to_wareki(days.from)),
            false => writeln!(text, "期間を過ぎたもの: {}({}まで)", one.task.number, to_wareki(days.to)),
        };
    }
    let _ = writeln!(text, "遅れているもの: {}", say(listed(&|one| one.is_late)));
    for one in tasks.iter().filter(|one| !one.out_of_order.is_empty()) {
        let _ = writeln!(
            text,
            "順序が逆のもの: {}は{}を待たずに{}されています",
            one.task.number,
            numbers(&one.out_of_order),
            if one.standing == Standing::Done { "完了" } else { "着手" }
        );
    }
    text.push_str("\nほかを止めているもの\n");
    let mut blocking: Vec<_> = tasks
        .iter()
        .filter(|one| matches!(one.standing, Standing::Ready | Standing::Begun) && !one.blocks.is_empty())
        .collect();
    blocking.sort_by_key(|one| std::cmp::Reverse(one.blocks.len()));
    for one in &blocking {
        let blocks: Vec<u8> = one.blocks.iter().copied().collect();
        let _ = writeln!(text, "  {} {} → {}", one.task.number, one.task.name, numbers(&blocks));
    }
    if blocking.is_empty() {
        text.push_str("  なし\n");
    }
    let _ = writeln!(text, "\n情報連携の開始({})まで", to_wareki(linkage_start));
    text.push_str(&outlook(forecast));
    text.push_str("\n原典の記載についての所見(直さずに示します)\n");
    for finding in findings {
        let _ = writeln!(text, "  {}", sentence(finding));
    }
    text
}

/// When everything can be done, and what decides it.
fn outlook(forecast: &Forecast) -> String {
    if forecast.critical.is_empty() {
        return "  すべて完了しています\n".to_owned();
    }
    let path: Vec<_> = forecast.critical.iter().map(u8::to_string).collect();
    let mut text = format!("  最も遅い順路: {}\n", path.join(" → "));
    let _ = writeln!(text, "  見通し: {}に完了、{}", to_wareki(forecast.ready_on), slack(forecast.slack));
    if !forecast.missed_windows.is_empty() {
        let _ = writeln!(text, "  期間に間に合わないもの: {}", numbers(&forecast.missed_windows));
    }
    text.push_str(
        "  (目安日数で休みなく進めたとき。目安日数は取り決めで、testdata/plan/tasks.yaml にあります)\n",
    );
    text
}

fn slack(days: i64) -> String {
    if days < 0 { format!("{}営業日の超過", -days) } else { format!("余裕{days}営業日") }
}

/// A lot, one line a union.
#[must_use]
pub fn lot_table(lot: &str, on: NaiveDate, unions: &[(String, Vec<TaskProgress<'_>>, Forecast)]) -> String {
    let mut text = format!("準備作業 {lot} {}現在\n\n", to_wareki(on));
    let head =
        ["広域連合", "完了", "着手", "着手可", "先行待ち", "遅れ", "見通し", "余裕", "いま決め手の作業"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (name, tasks, forecast) in unions {
        let count = |standing| tasks.iter().filter(|one| one.standing == standing).count().to_string();
        let next = forecast.critical.first().and_then(|number| {
            let one = tasks.iter().find(|one| one.task.number == *number)?;
            Some(format!("{} {}", number, one.task.name))
        });
        rows.push(vec![
            name.clone(),
            count(Standing::Done),
            count(Standing::Begun),
            count(Standing::Ready),
            count(Standing::Waiting),
            tasks.iter().filter(|one| one.is_late).count().to_string(),
            if forecast.critical.is_empty() { "完了".to_owned() } else { to_wareki(forecast.ready_on) },
            if forecast.critical.is_empty() { String::new() } else { slack(forecast.slack) },
            next.unwrap_or_default(),
        ]);
    }
    text.push_str(&table(&rows));
    text
}

/// The windows and deadlines of a lot.
#[must_use]
pub fn calendar_table(calendar: &Calendar) -> String {
    let mut text = format!("日程 {}\n\n", calendar.lot);
    let mut rows = vec![["期間・期限", "開始", "終了", "営業日", "注意"].map(str::to_owned).to_vec()];
    for entry in &calendar.entries {
        let begin = if entry.is_deadline { String::new() } else { to_wareki(entry.days.from) };
        rows.push(vec![
            format!("{}{}", entry.name, if entry.is_convention { "(取り決め)" } else { "" }),
            begin,
            to_wareki(entry.days.to),
            if entry.is_deadline { String::new() } else { entry.working_days.to_string() },
            entry.warning.clone().unwrap_or_default(),
        ]);
    }
    text.push_str(&table(&rows));
    text
}

fn sentence(finding: &Finding) -> String {
    match finding {
        Finding::NamesItself { task } => {
            format!("タスク{task}は、自分自身を先行としています。この先行は数えません")
        }
        Finding::DueAfterSuccessor { predecessor, successor } => format!(
            "タスク{}(期限 {})は、先行するタスク{}の期限({})より前が期限です",
            successor.0, successor.1, predecessor.0, predecessor.1
        ),
        Finding::DueAfterSuccessorBegins { predecessor, successor } => format!(
            "タスク{}(期限 {})は、先行するタスク{}の期限({})より前に始まるように読めます",
            successor.0, successor.1, predecessor.0, predecessor.1
        ),
        Finding::Repaired { tasks } => {
            format!("段階の欄が崩れていて、読み直した行: {}", numbers(tasks))
        }
    }
}

fn numbers(numbers: &[u8]) -> String {
    if numbers.is_empty() {
        return "-".to_owned();
    }
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join("・")
}

/// Columns as wide as their widest cell; the last one runs on.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
