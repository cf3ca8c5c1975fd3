//! 証跡台帳 as a workbook: a sheet with a row for each scenario, one with a row for each
//! capture. Rows go to disk as they come, so that their number does not matter.
//!
//! References are formulas: a sheet may hold 65,530 links and more than a million rows.

use super::{
    Input, ReportError,
    input::{first_line, item_name, kind_word, verdict_text},
    overview::requirements_of,
};
use crate::model::{Capture, ScenarioRecord, Standing, Subject, UnionId, Verdict};
use chrono::{DateTime, FixedOffset};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};
use std::{collections::HashMap, io, path::PathBuf};

/// Name of the file.
pub const FILE: &str = "証跡台帳.xlsx";

/// Rows of a sheet, without the one of headers.
const MOST_ROWS: u32 = 1_048_575;

/// Longest text that a formula may hold.
const LONGEST_REFERENCE: usize = 255;

/// Most characters of a cell that anybody reads in a list.
const LONGEST_TEXT: usize = 500;

/// A4.
const PAPER: u8 = 9;

const SCENARIOS: &[(&str, f64)] = &[
    ("試験番号", 11.0),
    ("シナリオ", 48.0),
    ("要件", 12.0),
    ("テスト項目", 30.0),
    ("広域連合", 30.0),
    ("実施日時", 19.0),
    ("所要(秒)", 9.0),
    ("回数", 6.0),
    ("判定", 9.0),
    ("理由", 50.0),
    ("証跡(件)", 9.0),
    ("証跡", 14.0),
    ("実行", 30.0),
    ("確認者", 14.0),
    ("確認日", 12.0),
];

const CAPTURES: &[(&str, f64)] = &[
    ("連番", 8.0),
    ("日時", 19.0),
    ("試験番号", 11.0),
    ("要件", 12.0),
    ("テスト項目", 30.0),
    ("広域連合", 30.0),
    ("回", 5.0),
    ("行", 6.0),
    ("種別", 12.0),
    ("内容", 50.0),
    ("ファイル", 40.0),
    ("判定", 9.0),
    ("SHA-256", 20.0),
    ("実行", 30.0),
    ("確認者", 14.0),
];

pub(super) fn write(input: &Input<'_>) -> Result<PathBuf, ReportError> {
    let file = input.to.join(FILE);
    let mut workbook = Workbook::new();
    fill(input, &mut workbook)
        .and_then(|()| workbook.save(&file))
        .map_err(|error| ReportError::write(&file)(io::Error::other(error)))?;
    Ok(file)
}

struct Styles {
    head: Format,
    text: Format,
    time: Format,
    number: Format,
    link: Format,
}

impl Styles {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Hair).set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00DD_E7F0))
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Center),
            text: cell().set_text_wrap(),
            time: cell().set_num_format("yyyy/mm/dd hh:mm:ss"),
            number: cell().set_num_format("#,##0.0"),
            link: cell().set_font_color(Color::RGB(0x0005_63C1)),
        }
    }
}

/// A row that is being written.
struct Row<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    row: u32,
    column: u16,
}

impl Row<'_> {
    fn next(&mut self) -> u16 {
        self.column += 1;
        self.column - 1
    }

    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        let (row, column) = (self.row, self.next());
        let text: String = text.chars().take(LONGEST_TEXT).collect();
        self.sheet.write_string_with_format(row, column, text, &self.styles.text).map(|_| ())
    }

    fn count(&mut self, count: usize) -> Result<(), XlsxError> {
        let (row, column) = (self.row, self.next());
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.sheet.write_with_format(row, column, count, &self.styles.text).map(|_| ())
    }

    fn seconds(&mut self, milliseconds: u64) -> Result<(), XlsxError> {
        let (row, column) = (self.row, self.next());
        let tenths = u32::try_from(milliseconds / 100).unwrap_or(u32::MAX);
        self.sheet.write_with_format(row, column, f64::from(tenths) / 10.0, &self.styles.number).map(|_| ())
    }

    fn time(&mut self, time: DateTime<FixedOffset>) -> Result<(), XlsxError> {
        let (row, column) = (self.row, self.next());
        self.sheet.write_datetime_with_format(row, column, time.naive_local(), &self.styles.time).map(|_| ())
    }

    /// A reference to a file, or its name where it is too long to be one.
    fn link(&mut self, reference: &str, shown: &str) -> Result<(), XlsxError> {
        if reference.len() > LONGEST_REFERENCE || shown.chars().count() > LONGEST_REFERENCE {
            return self.text(shown);
        }
        let (row, column) = (self.row, self.next());
        let quoted = |text: &str| text.replace('"', "\"\"");
        let formula = format!("=HYPERLINK(\"{}\",\"{}\")", quoted(reference), quoted(shown));
        let formula = Formula::new(formula).set_result(shown);
        self.sheet.write_formula_with_format(row, column, formula, &self.styles.link).map(|_| ())
    }
}

/// A sheet with headers that stay, filters, and a print that fits the width of a page.
fn sheet<'a>(
    workbook: &'a mut Workbook,
    name: &str,
    columns: &[(&str, f64)],
    rows: u32,
    input: &Input<'_>,
    styles: &Styles,
) -> Result<&'a mut Worksheet, XlsxError> {
    let last_column = u16::try_from(columns.len() - 1).unwrap_or(u16::MAX);
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_header(format!("&L総合運用テスト {} 証跡台帳&R&A", input.record.header.lot));
    sheet.set_footer("&C&P / &N");
    for (column, (title, width)) in (0_u16..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *title, &styles.head)?;
    }
    sheet.autofilter(0, 0, rows, last_column)?;
    Ok(sheet)
}

fn fill(input: &Input<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let styles = Styles::new();
    let mut of_scenario: HashMap<(UnionId, &str), Vec<&Capture>> = HashMap::new();
    for capture in &input.record.captures {
        of_scenario.entry((capture.union, &capture.scenario)).or_default().push(capture);
    }
    scenarios(input, workbook, &styles, &of_scenario)?;
    captures(input, workbook, &styles)
}

fn run_of<'a>(input: &'a Input<'_>, capture: Option<&Capture>) -> &'a str {
    let part = capture.map_or(0, |capture| input.record.part_of(capture));
    &input.record.parts[part].header.run
}

fn scenarios(
    input: &Input<'_>,
    workbook: &mut Workbook,
    styles: &Styles,
    of_scenario: &HashMap<(UnionId, &str), Vec<&Capture>>,
) -> Result<(), XlsxError> {
    let not_run = input.overview.not_run(input.record);
    let rows = input.overview.scenarios().count() + not_run.len();
    let rows = u32::try_from(rows).unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS);
    let sheet = sheet(workbook, "シナリオ", SCENARIOS, rows, input, styles)?;
    let mut number = 0;
    for scenario in input.overview.scenarios() {
        number += 1;
        let last = scenario.last();
        let captures = of_scenario.get(&(last.union, last.id.as_str())).map_or(&[][..], Vec::as_slice);
        let mut row = Row { sheet, styles, row: number, column: 0 };
        row.text(&last.id)?;
        row.text(&last.name)?;
        row.text(&requirements_of(last).join(" "))?;
        row.text(&item_name(last.item))?;
        row.text(&input.union_name(last.union))?;
        row.time(last.started_at)?;
        row.seconds(scenario.attempts().iter().map(|attempt| attempt.milliseconds).sum())?;
        row.count(scenario.attempts().len())?;
        row.text(scenario.verdict().text())?;
        row.text(first_line(&verdict_text(scenario)))?;
        row.count(captures.len())?;
        match captures.last() {
            Some(capture) => row.link(&input.links.file(capture), "開く")?,
            None => row.text("なし")?,
        }
        row.text(run_of(input, captures.last().copied()))?;
        let (reviewers, on) = reviewed(input, last);
        row.text(&reviewers)?;
        row.text(&on)?;
    }
    for (union, item, selected) in not_run {
        number += 1;
        let mut row = Row { sheet, styles, row: number, column: 0 };
        for text in [selected.id.as_str(), &selected.name, "", &item_name(item), &input.union_name(union)] {
            row.text(text)?;
        }
        row.text("")?;
        row.seconds(0)?;
        row.count(0)?;
        row.text("未実行")?;
        row.text(first_line(&input.why_not_run(union)))?;
        row.count(0)?;
        for text in ["なし", "", "", ""] {
            row.text(text)?;
        }
    }
    Ok(())
}

/// Who approved a scenario as it ran, and when the last of them did.
fn reviewed(input: &Input<'_>, last: &ScenarioRecord) -> (String, String) {
    let subject = Subject::Scenario { union: last.union, scenario: last.id.clone() };
    let seen = input.record.hash_of(last);
    let standing = Standing::of(&input.record.decisions, &subject, &seen);
    let names: Vec<&str> = standing.approvals.iter().map(|one| one.reviewer.as_str()).collect();
    let on = standing.approvals.last().map(|one| one.at.format("%Y-%m-%d").to_string());
    (names.join("、"), on.unwrap_or_default())
}

fn captures(input: &Input<'_>, workbook: &mut Workbook, styles: &Styles) -> Result<(), XlsxError> {
    let mut records: HashMap<(UnionId, &str), (&ScenarioRecord, Verdict, String)> = HashMap::new();
    for scenario in input.overview.scenarios() {
        let last = scenario.last();
        records.insert((last.union, &last.id), (last, scenario.verdict(), reviewed(input, last).0));
    }
    let most = usize::try_from(MOST_ROWS).unwrap_or(usize::MAX);
    let none: &[Capture] = &[];
    let pieces = if input.record.captures.is_empty() {
        vec![none]
    } else {
        input.record.captures.chunks(most).collect()
    };
    for (place, piece) in pieces.into_iter().enumerate() {
        let name = if place == 0 { "証跡".to_owned() } else { format!("証跡{}", place + 1) };
        let rows = u32::try_from(piece.len()).unwrap_or(MOST_ROWS).max(1);
        let sheet = sheet(workbook, &name, CAPTURES, rows, input, styles)?;
        for (number, capture) in (1_u32..).zip(piece) {
            let record = records.get(&(capture.union, capture.scenario.as_str()));
            let mut row = Row { sheet, styles, row: number, column: 0 };
            row.count(usize::try_from(capture.sequence).unwrap_or(usize::MAX))?;
            row.time(capture.at)?;
            row.text(&capture.scenario)?;
            row.text(&record.map(|(last, ..)| requirements_of(last).join(" ")).unwrap_or_default())?;
            row.text(&record.map(|(last, ..)| item_name(last.item)).unwrap_or_default())?;
            row.text(&input.union_name(capture.union))?;
            row.count(capture.attempt)?;
            row.text(&capture.step_line.map(|line| line.to_string()).unwrap_or_default())?;
            row.text(kind_word(capture.kind))?;
            row.text(&capture.title)?;
            row.link(&input.links.file(capture), capture.file.rsplit('/').next().unwrap_or_default())?;
            row.text(record.map(|(_, verdict, _)| verdict.text()).unwrap_or_default())?;
            row.text(&capture.sha256)?;
            row.text(run_of(input, Some(capture)))?;
            // An approval is of the attempt that counts.
            let reviewers = record.filter(|(last, ..)| last.attempt == capture.attempt);
            row.text(reviewers.map(|(_, _, names)| names.as_str()).unwrap_or_default())?;
        }
    }
    Ok(())
}
