//! A document as HTML: one file, with its pictures in it. Must not know what it says.

use super::{Block, Document, Table};
use crate::design;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{Markup, html};
use std::{fs, io};

const STYLE: &str = include_str!("page.css");

/// The document.
///
/// # Errors
/// If a picture cannot be read.
pub fn page(document: &Document) -> io::Result<String> {
    let mut pieces = Vec::new();
    let mut heading = String::new();
    for (place, block) in document.blocks.iter().enumerate() {
        pieces.push(match block {
            Block::Heading(level, text) => {
                heading = format!("s{place}");
                match level {
                    1 => html! { h2 id=(heading) { (text) } },
                    _ => html! { h3 id=(heading) { (text) } },
                }
            }
            Block::Paragraph(text) => html! { p.text { (text) } },
            Block::Table(rows) => design::wide(&heading, &table(rows)),
            Block::Picture(picture) => {
                let data = STANDARD.encode(fs::read(&picture.file)?);
                html! { figure {
                    img src={ "data:image/png;base64," (data) } alt={ "画面 " (picture.caption) };
                    figcaption { "画面 " (picture.caption) }
                } }
            }
        });
    }
    Ok(design::page(&document.title, STYLE, &html! { @for piece in &pieces { (piece) } }))
}

fn table(table: &Table) -> Markup {
    let all: usize = table.columns.iter().map(|(_, share)| share).sum();
    html! {
        table {
            thead { tr { @for (name, share) in &table.columns {
                th scope="col" style={ "width: " (share * 100 / all.max(1)) "%" } { (name) }
            } } }
            tbody { @for row in &table.rows { tr { @for cell in row { td { (cell) } } } } }
        }
    }
}
