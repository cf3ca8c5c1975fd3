//! Entries as a page: the form, filled. Must not know where it is written.

use super::{Field, Filled, Leaf, Severity, table::since};
use crate::{design, spec::to_wareki};
use maud::{Markup, html};

const STYLE: &str = include_str!("form.css");

/// The forms of one union or of several.
#[must_use]
pub fn page(entries: &[Filled<'_>]) -> String {
    let title = match entries {
        [one] => format!("デジタルPMO 入力項目 {}", one.entry.union.name),
        _ => {
            let lot = entries.first().map(|filled| filled.entry.lot).unwrap_or_default();
            format!("デジタルPMO 入力項目 {lot}")
        }
    };
    let content = html! {
        @if let Some(filled) = entries.first() { p { (to_wareki(filled.entry.on)) "現在。変わった欄には「変更」と前回の値を添えます。" } }
        @if let [_, _, ..] = entries {
            nav aria-label="広域連合" { ul.unions { @for filled in entries {
                li { a href={ "#u" (filled.entry.union.id) } { (filled.entry.union.name) } }
            } } }
        }
        @for filled in entries { (form(filled)) }
    };
    design::page(&title, STYLE, &content)
}

fn form(filled: &Filled<'_>) -> Markup {
    let entry = &filled.entry;
    let heading = format!("u{}", entry.union.id);
    html! {
        section aria-labelledby=(heading) {
            h2 id=(heading) { (entry.union.name) }
            p.aside { (entry.lot) "、" (since(filled.earlier.as_ref())) }
            @if !filled.findings.is_empty() {
                ul.notice { @for finding in &filled.findings {
                    li.bad[finding.severity == Severity::Error] { (finding) }
                } }
            }
            @for kind in runs(&entry.leaves, |leaf| &leaf.line.kind) {
                h3 { (kind[0].line.kind) }
                @for (place, purpose) in runs(kind, |leaf| &leaf.line.purpose).into_iter().enumerate() {
                    (purpose_table(filled, purpose, &heading, &format!("{heading}-{}-{place}", kind[0].line.id)))
                }
            }
        }
    }
}

/// The lines of one 目的, with the fields that they have.
fn purpose_table(filled: &Filled<'_>, leaves: &[Leaf<'_>], union: &str, id: &str) -> Markup {
    let all = [Field::Planned, Field::Begun, Field::Done, Field::Count, Field::Readiness];
    let fields: Vec<Field> =
        all.into_iter().filter(|field| leaves.iter().any(|leaf| leaf.field == *field)).collect();
    let table = html! {
        table {
            caption id=(id) { (leaves[0].line.purpose) span.aside { " (" (leaves[0].line.phase.text()) ")" } }
            thead { tr {
                th scope="col" { "番号" }
                th scope="col" { "項目" }
                @for field in &fields { th scope="col" { (field.text()) } }
            } }
            tbody { @for line in runs(leaves, |leaf| &leaf.line.id) {
                tr {
                    td { (line[0].line.id) }
                    th scope="row" { (line[0].line.name) }
                    @for field in &fields {
                        @match line.iter().find(|leaf| leaf.field == *field) {
                            Some(leaf) => (cell(filled, leaf)),
                            None => td.none { "―" },
                        }
                    }
                }
            } }
        }
    };
    // The purposes are the same for every union; with its name they tell the tables apart.
    design::wide(&format!("{union} {id}"), &table)
}

fn cell(filled: &Filled<'_>, leaf: &Leaf<'_>) -> Markup {
    let before = filled.earlier.as_ref().and_then(|earlier| earlier.change_of(leaf));
    html! {
        td.changed[before.is_some()] {
            @match leaf.value {
                Some(value) => span.value { (value.shown()) },
                None => span.aside { "未記入" },
            }
            @if let Some(before) = before {
                span.change { span.mark { "変更" } " 前回: " (if before.is_empty() { "未記入" } else { before }) }
            }
            span.aside.basis { (leaf.basis) }
        }
    }
}

/// Neighbours that are alike.
fn runs<'a, 'plan>(
    leaves: &'a [Leaf<'plan>],
    key: impl Fn(&Leaf<'plan>) -> &'plan String,
) -> Vec<&'a [Leaf<'plan>]> {
    leaves.chunk_by(|one, other| key(one) == key(other)).collect()
}
