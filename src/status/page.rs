//! A lot as a page that works from the file system. Must not know where it is written.

use super::{LotStatus, Overall, UnionStatus, standing::item_word};
use crate::{design, model::TestItem, spec::to_wareki};
use chrono::NaiveDate;
use maud::{Markup, html};

const STYLE: &str = include_str!("status.css");

/// The page.
#[must_use]
pub fn page(status: &LotStatus<'_>) -> String {
    let title = format!("進み具合 {}", status.lot.name);
    let content = html! {
        p { (to_wareki(status.on)) "現在" }
        dl.counts { @for overall in Overall::ALL {
            div { dt { (badge(overall)) } dd { (status.count(overall)) } }
        } }
        h2 #unions { "広域連合" }
        (design::wide("unions", &table(status)))
        h2 { "次に行うことと遅れ" }
        @for union in &status.unions { (details(union)) }
    };
    design::page(&title, STYLE, &content)
}

fn class(overall: Overall) -> &'static str {
    match overall {
        Overall::Missed => "bad",
        Overall::Late => "warn",
        Overall::OnTime | Overall::Finished => "good",
        Overall::NoRecord => "none",
    }
}

fn badge(overall: Overall) -> Markup {
    html! { span.mark.(class(overall)) { span aria-hidden="true" { (overall.mark()) } " " (overall.text()) } }
}

fn table(status: &LotStatus<'_>) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "広域連合" }
                th scope="col" { "状況" }
                th scope="col" { "準備作業" }
                @for item in TestItem::ALL { th scope="col" { (item.number()) " " (item.short_name()) } }
                th scope="col" { "見通し" }
                th scope="col" { "次" }
            } }
            tbody { @for union in &status.unions {
                @let (done, all) = union.tasks_done();
                @let late = union.tasks_late();
                tr {
                    th scope="row" { a href={ "#u" (union.union.id) } { (union.union.id) " " (union.union.short_name) } }
                    td { (badge(union.overall)) }
                    td { (done) "/" (all) @if late > 0 { " " span.mark.warn { "遅れ" (late) } } }
                    @for (_, days) in &union.items {
                        td.item.good[days.done.is_some()].warn[days.begun.is_some() && days.done.is_none()] { (item_word(days)) }
                    }
                    td { (union.outlook()) }
                    td { (union.next.first().map(String::as_str).unwrap_or("なし")) }
                }
            } }
        }
    }
}

fn details(union: &UnionStatus<'_>) -> Markup {
    let list = |title: &str, sentences: &[String]| {
        html! {
            h4 { (title) }
            @if sentences.is_empty() { p { "なし" } }
            @else { ul { @for sentence in sentences { li { (sentence) } } } }
        }
    };
    html! {
        details id={ "u" (union.union.id) } open[union.overall.is_late()] {
            summary { h3.name { (union.union.name) } " " (badge(union.overall)) }
            (list("遅れ", &union.late))
            (list("次", &union.next))
            h4 { "テスト項目" }
            ul { @for (item, days) in &union.items {
                li { (item.number()) " " (item.name()) ": " (item_days(days.begun, days.done)) @if !days.open.is_empty() && days.begun.is_some() {
                    " 未合格の要件: " (days.open.join("、"))
                } }
            } }
        }
    }
}

fn item_days(begun: Option<NaiveDate>, done: Option<NaiveDate>) -> String {
    match (begun, done) {
        (None, _) => "未着手".to_owned(),
        (Some(begun), None) => format!("{}開始", to_wareki(begun)),
        (Some(begun), Some(done)) => format!("{}開始、{}完了", to_wareki(begun), to_wareki(done)),
    }
}
