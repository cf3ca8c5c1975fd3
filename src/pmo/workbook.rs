//! Entries as a workbook: the form as a list, and several unions side by side.

use super::{
    Filled, Value,
    table::{COLUMNS, rows},
};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// A4.
const PAPER: u8 = 9;

/// Where the columns of the list have a value: a date or a number, not its text.
const VALUE_COLUMN: usize = 9;

const WIDTHS: [f64; 13] = [8.0, 30.0, 10.0, 12.0, 8.0, 24.0, 30.0, 44.0, 12.0, 14.0, 16.0, 34.0, 10.0];

/// The workbook, as the bytes of an xlsx file.
///
/// # Errors
/// [`XlsxError`] if it cannot be made.
pub fn workbook(entries: &[Filled<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let styles = Styles::new();
    if entries.len() > 1 {
        side_by_side(entries, workbook.add_worksheet(), &styles)?;
    }
    list(entries, workbook.add_worksheet(), &styles)?;
    workbook.save_to_buffer()
}

struct Styles {
    head: Format,
    text: Format,
    date: Format,
    count: Format,
    changed: Format,
}

impl Styles {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Hair).set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00DD_E7F0))
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Center),
            text: cell().set_text_wrap(),
            date: cell().set_num_format("yyyy/mm/dd"),
            count: cell().set_num_format("#,##0"),
            changed: cell().set_text_wrap().set_bold(),
        }
    }
}

fn layout(sheet: &mut Worksheet, name: &str, columns: u16) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, columns)?;
    sheet.set_header("&Lデジタル PMO 入力項目&R&A");
    sheet.set_footer("&C&P / &N");
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Option<Value>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match value {
        Some(Value::Day(day)) => sheet.write_datetime_with_format(row, column, day, &styles.date),
        // A sheet keeps numbers as floating point; a union has less than 2^32 members.
        Some(Value::Count(count)) => {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            sheet.write_number_with_format(row, column, count, &styles.count)
        }
        Some(Value::Readiness(_)) => {
            let text = value.map(|value| value.to_string()).unwrap_or_default();
            sheet.write_string_with_format(row, column, text, &styles.text)
        }
        None => sheet.write_string_with_format(row, column, "", &styles.text),
    }
    .map(|_| ())
}

fn list(entries: &[Filled<'_>], sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    layout(sheet, "入力項目", 0)?;
    for ((column, title), width) in (0_u16..).zip(COLUMNS).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, title, &styles.head)?;
    }
    let mut number = 0;
    for filled in entries {
        for (leaf, row) in filled.entry.leaves.iter().zip(rows(filled)) {
            number += 1;
            for (column, text) in row.iter().enumerate() {
                let place = (number, u16::try_from(column).unwrap_or(u16::MAX));
                match column {
                    VALUE_COLUMN => write(sheet, place, leaf.value, styles)?,
                    _ => {
                        let style = if column == VALUE_COLUMN + 1 { &styles.changed } else { &styles.text };
                        sheet.write_string_with_format(place.0, place.1, text, style)?;
                    }
                }
            }
        }
    }
    let last = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, number.max(1), last)?;
    Ok(())
}

/// Fields down, unions across.
fn side_by_side(entries: &[Filled<'_>], sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    layout(sheet, "一覧", 3)?;
    for ((column, title), width) in (0_u16..).zip(["番号", "項目", "欄"]).zip([8.0, 44.0, 12.0]) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, title, &styles.head)?;
    }
    for (column, filled) in (3_u16..).zip(entries) {
        sheet.set_column_width(column, 13.0)?;
        sheet.write_string_with_format(0, column, &filled.entry.union.short_name, &styles.head)?;
        for (row, leaf) in (1_u32..).zip(&filled.entry.leaves) {
            if column == 3 {
                sheet.write_string_with_format(row, 0, &leaf.line.id, &styles.text)?;
                sheet.write_string_with_format(row, 1, &leaf.line.name, &styles.text)?;
                sheet.write_string_with_format(row, 2, leaf.field.text(), &styles.text)?;
            }
            write(sheet, (row, column), leaf.value, styles)?;
        }
    }
    Ok(())
}
