//! How pages for a lead look: the tokens of the デジタル庁デザインシステム and the frame of a
//! page that works from the file system, without network and script.
//!
//! A leaf. It must not know what a page says.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const TOKENS: &str = include_str!("tokens.css");
const PAGES: &str = include_str!("pages.css");

/// A page. `style` is added to the common one.
#[must_use]
pub fn page(title: &str, style: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="ja" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(TOKENS)) (PreEscaped(PAGES)) (PreEscaped(style)) }
            }
            body { main { h1 { (title) } (content) } }
        }
    };
    page.into_string()
}

/// A table that scrolls by itself where it is wider than the page; `label` is the id of its
/// heading, or several with spaces between.
#[must_use]
pub fn wide(label: &str, table: &Markup) -> Markup {
    html! { div.wide tabindex="0" role="region" aria-labelledby=(label) { (table) } }
}
