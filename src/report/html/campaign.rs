//! How a registration of all members went over time: a table of its phases, and plots of
//! rows, files under way and response times. Must not know how the files were sent.

use crate::{
    model::{FileThrough, PhaseProgress, RunEvent, ScenarioRecord},
    report::RunRecord,
};
use chrono::{DateTime, FixedOffset};
use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;

/// Width and height of a plot.
const SIZE: (u32, u32) = (720, 260);
/// Lines tell themselves apart by the legend and by their order too, not by colour alone.
const COLOURS: [RGBColor; 4] =
    [RGBColor(0, 23, 193), RGBColor(206, 0, 0), RGBColor(12, 71, 42), RGBColor(139, 0, 139)];

/// A line of a plot.
struct Line {
    name: &'static str,
    points: Vec<(f64, f64)>,
}

/// What an attempt tells of a registration of all members; nothing if it held none.
pub(super) fn of_attempt(record: &RunRecord, attempt: &ScenarioRecord) -> Markup {
    let files: Vec<&FileThrough> = record
        .events
        .iter()
        .filter_map(|event| match event {
            RunEvent::FileThrough(file) => Some(file),
            _ => None,
        })
        .filter(|file| {
            (file.union, &file.scenario, file.attempt) == (attempt.union, &attempt.id, attempt.attempt)
        })
        .collect();
    let Some(begun) = files.iter().map(|file| file.begun_at).min() else { return Markup::default() };
    let seconds = |at: DateTime<FixedOffset>| (at - begun).num_milliseconds() as f64 / 1000.0;
    // What was told to the 住基ネット was no file.
    let sent: Vec<&FileThrough> = files.iter().copied().filter(|file| file.bytes > 0).collect();
    html! {
        section class="campaign" {
            h4 { "全件登録の推移" }
            (table(&files))
            (plot("登録して照合まで終わった件数(累計)", "件", &[rows(&sent, seconds)]))
            (plot("送信して処理の終わっていないファイル", "ファイル", &[under_way(&sent, seconds)]))
            (plot("要求の応答時間(ファイルごと)", "ミリ秒", &responses(&sent, seconds)))
        }
    }
}

/// The files of each phase, in order.
fn phases<'a>(files: &[&'a FileThrough]) -> Vec<Vec<&'a FileThrough>> {
    files.chunk_by(|one, other| one.phase == other.phase).map(<[_]>::to_vec).collect()
}

fn table(files: &[&FileThrough]) -> Markup {
    html! {
        table {
            thead { tr {
                @for head in ["登録", "ファイル", "件数", "MB", "秒", "毎秒の件数", "処理の待ち(中央値/最長)", "応答時間(最も遅いファイルの中央値/90%/99%)"] {
                    th scope="col" { (head) }
                }
            } }
            tbody { @for phase in phases(files) { (row(&phase)) } }
        }
    }
}

fn row(phase: &[&FileThrough]) -> Markup {
    let (Some(first), Some(last)) = (phase.first(), phase.last()) else { return Markup::default() };
    let Some(progress) = PhaseProgress::after(phase) else { return Markup::default() };
    let mut waits: Vec<_> =
        phase.iter().map(|file| (file.processed_at - file.sent_at).num_milliseconds()).collect();
    waits.sort_unstable();
    let tenth = |milliseconds: i64| format!("{}.{}", milliseconds / 1000, milliseconds % 1000 / 100);
    let slowest = phase.iter().filter_map(|file| file.responses).max_by_key(|times| times.p99);
    html! {
        tr {
            th scope="row" { (first.phase) }
            td { (phase.len()) }
            td { (progress.rows) }
            td { (progress.bytes / 1_000_000) "." (progress.bytes / 100_000 % 10) }
            td { (tenth((last.compared_at - first.begun_at).num_milliseconds())) }
            td { (progress.rows_a_second) }
            td { (tenth(waits[waits.len() / 2])) "秒/" (tenth(waits[waits.len() - 1])) "秒" }
            td { @match slowest {
                Some(times) => { (times.median) "/" (times.p90) "/" (times.p99) "ミリ秒" }
                None => "記録なし",
            } }
        }
    }
}

/// Rows that are through, over all phases.
fn rows(files: &[&FileThrough], seconds: impl Fn(DateTime<FixedOffset>) -> f64) -> Line {
    let mut points = vec![(0.0, 0.0)];
    let mut all = 0;
    for file in files {
        all += file.rows;
        points.push((seconds(file.compared_at), all as f64));
    }
    Line { name: "件数", points }
}

/// Files that were sent and not processed, as steps.
fn under_way(files: &[&FileThrough], seconds: impl Fn(DateTime<FixedOffset>) -> f64) -> Line {
    let mut changes: Vec<_> =
        files.iter().flat_map(|file| [(file.sent_at, 1_i32), (file.processed_at, -1)]).collect();
    changes.sort_by_key(|(at, _)| *at);
    let mut points = vec![(0.0, 0.0)];
    let mut depth = 0;
    for (at, change) in changes {
        points.push((seconds(at), f64::from(depth)));
        depth += change;
        points.push((seconds(at), f64::from(depth)));
    }
    Line { name: "ファイル", points }
}

fn responses(files: &[&FileThrough], seconds: impl Fn(DateTime<FixedOffset>) -> f64) -> [Line; 3] {
    let line = |name, of: fn(&crate::model::ResponseTimes) -> u64| Line {
        name,
        points: files
            .iter()
            .filter_map(|file| Some((seconds(file.compared_at), of(file.responses.as_ref()?) as f64)))
            .collect(),
    };
    [line("中央値", |times| times.median), line("90%", |times| times.p90), line("99%", |times| times.p99)]
}

/// A plot as a picture inside the page; nothing without a point.
fn plot(title: &str, unit: &str, lines: &[Line]) -> Markup {
    let points = || lines.iter().flat_map(|line| &line.points);
    if points().next().is_none() {
        return Markup::default();
    }
    let largest = |of: fn(&(f64, f64)) -> f64| points().map(of).fold(1.0, f64::max);
    let (right, top) = (largest(|point| point.0), largest(|point| point.1) * 1.05);
    let mut svg = String::new();
    match draw(&mut svg, lines, (right, top), unit) {
        Ok(()) => html! {
            figure class="plot" role="img" aria-label=(title) {
                figcaption { (title) }
                (PreEscaped(svg))
            }
        },
        // The table has the figures as well.
        Err(why) => html! { p { (title) ": 図を描けませんでした(" (why) ")" } },
    }
}

fn draw(svg: &mut String, lines: &[Line], (right, top): (f64, f64), unit: &str) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE).map_err(|error| told(&error))?;
    let mut chart = ChartBuilder::on(&area)
        .margin(10)
        .x_label_area_size(36)
        .y_label_area_size(72)
        .build_cartesian_2d(0.0..right, 0.0..top)
        .map_err(|error| told(&error))?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_desc("秒")
        .y_desc(unit)
        .x_label_formatter(&|value| format!("{value:.0}"))
        // There are no halves of what is counted here.
        .y_labels(if top < 10.0 { top as usize + 1 } else { 10 })
        .y_label_formatter(&|value| format!("{value:.0}"))
        .draw()
        .map_err(|error| told(&error))?;
    for (line, colour) in lines.iter().zip(COLOURS.iter().cycle()) {
        let style = colour.stroke_width(2);
        chart
            .draw_series(LineSeries::new(line.points.iter().copied(), style))
            .map_err(|error| told(&error))?
            .label(line.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
    }
    if lines.len() > 1 {
        chart
            .configure_series_labels()
            .background_style(WHITE)
            .border_style(BLACK)
            .draw()
            .map_err(|error| told(&error))?;
    }
    area.present().map_err(|error| told(&error))
}
