//! All pages as one, everything unfolded, for a printer. References lead to places in the
//! same document; those to captures go, since a print has no folder beside it.

use super::{by_attempt, index, item_page, parts};
use crate::report::{Input, ReportError, write_text};
use regex::{Captures, Regex};
use std::path::PathBuf;

/// What a printer needs besides the style of the pages.
const STYLE: &str = "@page { size: A4 landscape; } \
    .document { break-before: page; } nav { display: none; } \
    table { break-inside: auto; } tr, li { break-inside: avoid; } .wide, .film { overflow: visible; }";

/// Writes the page that is to be printed, and returns it.
///
/// # Errors
/// [`ReportError`] if it cannot be written.
pub fn write_print(input: &Input<'_>) -> Result<PathBuf, ReportError> {
    let pattern =
        |text: &str| Regex::new(text).map_err(|error| ReportError::Merge { why: error.to_string() });
    // The pages are ours: every attribute stands in double quotes, and no text has one.
    let reference = pattern(r#" href="([^"]*)""#)?;
    let place = pattern(r#" id="([^"]*)""#)?;
    let bodies = pattern(r"(?s)<body>(.*)</body>")?;
    let body = |page: &str| bodies.captures(page).map(|found| found[1].to_owned()).unwrap_or_default();
    let within = |text: &str| {
        let unfolded = text.replace("<details open", "<details").replace("<details", "<details open");
        reference
            .replace_all(&unfolded, |found: &Captures<'_>| match found[1].split_once(".html") {
                Some((page, _)) if page == "index" || found[1].starts_with("../") => String::new(),
                Some((page, rest)) => format!(" href=\"#{page}{}\"", rest.replace('#', "-")),
                None => String::new(),
            })
            .into_owned()
    };
    let captures = by_attempt(input.record);
    let mut text = format!(
        "<!DOCTYPE html><html lang=\"ja\"><head><meta charset=\"utf-8\"><title>総合運用テスト 実行報告 {}</title><style>{}{STYLE}</style></head><body>",
        input.record.header.lot,
        super::STYLE,
    );
    text.push_str(&within(&body(&index::page(input.record, &input.overview).into_string())));
    for (key, cell) in &input.overview.cells {
        let page = item_page::page((input.record, &input.links), *key, cell, &captures).into_string();
        let name = parts::page_name(*key);
        let name = name.trim_end_matches(".html");
        let content = within(&body(&page));
        let content =
            place.replace_all(&content, |found: &Captures<'_>| format!(" id=\"{name}-{}\"", &found[1]));
        text.push_str(&format!("<div class=\"document\" id=\"{name}\">{content}</div>"));
    }
    text.push_str("</body></html>");
    let file = input.to.join("print.html");
    write_text(&file, &text)?;
    Ok(file)
}
