//! A document as Office Open XML (ISO/IEC 29500), for the word processors of an office. Must
//! not know what it says.

use super::{Block, Document, Picture, Table};
use chrono::NaiveDate;
use docx_rs::{
    AlignmentType, Docx, Footer, PageMargin, PageNum, PageOrientationType, Paragraph, Pic, Run, RunFonts,
    Shading, Style, StyleType, TableCell, TableLayoutType, TableRow, WidthType,
};
use std::{
    fs,
    io::{self, Cursor},
    path::PathBuf,
};

/// The short side of A4 in twentieths of a point.
const SHORT: u32 = 11_906;

/// The long side.
const LONG: u32 = 16_838;

/// Margins of two centimetres, in twentieths of a point.
const MARGIN: i32 = 1_134;

/// Font sizes in half points: text, and headings by level.
const TEXT: usize = 21;
const CELL: usize = 18;
const HEADINGS: [(&str, &str, usize); 3] =
    [("Heading1", "heading 1", 30), ("Heading2", "heading 2", 25), ("Heading3", "heading 3", 22)];

/// Behind the headers of a table.
const RAISED: &str = "E8F1FE";

/// English Metric Units in a twentieth of a point.
const EMU: u32 = 635;

/// A document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// A picture cannot be read.
    #[error("画面の写し「{}」を読めません({source})", file.display())]
    Picture {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It cannot be put together.
    #[error("文書を作れません({0})")]
    Pack(String),
}

/// The document, as the bytes of a docx file. `on` is the day that the file says it was
/// made.
///
/// # Errors
/// [`DocxError`] if a picture cannot be read.
pub fn docx(document: &Document, on: NaiveDate) -> Result<Vec<u8>, DocxError> {
    let (width, height) = if document.is_landscape { (LONG, SHORT) } else { (SHORT, LONG) };
    let margin = PageMargin {
        top: MARGIN,
        right: MARGIN,
        bottom: MARGIN,
        left: MARGIN,
        header: MARGIN / 2,
        footer: MARGIN / 2,
        gutter: 0,
    };
    let text_width = width - 2 * MARGIN.unsigned_abs();
    let at = format!("{on}T00:00:00Z");
    let fonts = RunFonts::new().ascii("Yu Gothic").hi_ansi("Yu Gothic").east_asia("游ゴシック");
    let page_number = Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new());
    let mut file = Docx::new()
        .created_at(&at)
        .updated_at(&at)
        .page_size(width, height)
        .page_margin(margin)
        .default_fonts(fonts)
        .default_size(TEXT)
        .footer(Footer::new().add_paragraph(page_number));
    if document.is_landscape {
        file = file.page_orient(PageOrientationType::Landscape);
    }
    for (level, (id, name, size)) in HEADINGS.iter().enumerate() {
        file = file.add_style(
            Style::new(*id, StyleType::Paragraph).name(*name).size(*size).bold().outline_lvl(level),
        );
    }
    file = file.add_paragraph(
        Paragraph::new()
            .align(AlignmentType::Center)
            .add_run(Run::new().add_text(&document.title).size(36).bold()),
    );
    for block in &document.blocks {
        file = match block {
            Block::Heading(level, text) => {
                let place = usize::from(*level).clamp(1, HEADINGS.len()) - 1;
                let run = Run::new().add_text(text);
                file.add_paragraph(Paragraph::new().style(HEADINGS[place].0).keep_next(true).add_run(run))
            }
            Block::Paragraph(text) => lines(text, TEXT).into_iter().fold(file, Docx::add_paragraph),
            // Without a paragraph between them, tables grow together.
            Block::Table(rows) => file.add_table(table(rows, text_width)).add_paragraph(Paragraph::new()),
            Block::Picture(picture) => {
                let run = Run::new().add_image(image(picture, text_width)?);
                let caption = Run::new().add_text(format!("画面 {}", picture.caption)).size(CELL);
                file.add_paragraph(Paragraph::new().keep_next(true).add_run(run))
                    .add_paragraph(Paragraph::new().add_run(caption))
            }
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    file.build().pack(&mut bytes).map_err(|error| DocxError::Pack(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// A paragraph a line.
fn lines(text: &str, size: usize) -> Vec<Paragraph> {
    text.lines().map(|line| Paragraph::new().add_run(Run::new().add_text(line).size(size))).collect()
}

fn table(table: &Table, text_width: u32) -> docx_rs::Table {
    let all: usize = table.columns.iter().map(|(_, share)| share).sum();
    let text_width = usize::try_from(text_width).unwrap_or(usize::MAX);
    let widths: Vec<usize> = table.columns.iter().map(|(_, share)| text_width * share / all.max(1)).collect();
    let head = table.columns.iter().zip(&widths).map(|((name, _), width)| {
        let run = Run::new().add_text(*name).size(CELL).bold();
        TableCell::new()
            .add_paragraph(Paragraph::new().add_run(run))
            .shading(Shading::new().fill(RAISED))
            .width(*width, WidthType::Dxa)
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    for row in &table.rows {
        let cells = row.iter().zip(&widths).map(|(text, width)| {
            // A cell without a paragraph is no cell.
            let text = if text.is_empty() { " " } else { text };
            let cell = TableCell::new().width(*width, WidthType::Dxa);
            lines(text, CELL).into_iter().fold(cell, TableCell::add_paragraph)
        });
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    docx_rs::Table::new(rows)
        .set_grid(widths)
        .width(text_width, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
}

/// A picture as wide as the text, or as high as two thirds of the page's long side.
fn image(picture: &Picture, text_width: u32) -> Result<Pic, DocxError> {
    let failed = |source: io::Error| DocxError::Picture { file: picture.file.clone(), source };
    let bytes = fs::read(&picture.file).map_err(failed)?;
    let (width, height) = image::ImageReader::with_format(Cursor::new(&bytes), image::ImageFormat::Png)
        .into_dimensions()
        .map_err(|error| failed(io::Error::other(error)))?;
    let most = (u64::from(text_width * EMU), u64::from(LONG * EMU * 2 / 3));
    let (wide, high) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let by_width = (most.0, most.0 * high / wide);
    let (wide, high) = if by_width.1 <= most.1 { by_width } else { (most.1 * wide / high, most.1) };
    let emu = |length: u64| u32::try_from(length).unwrap_or(u32::MAX);
    Ok(Pic::new_with_dimensions(bytes, width, height).size(emu(wide), emu(high)))
}
