//! What the index says of the runs behind it: which were put together, which ended before
//! their plan did and went on.

use super::parts::{duration, time};
use crate::{model::RunEvent, report::RunRecord};
use maud::{Markup, html};

/// The runs that were put together; nothing for one alone that repeats no other.
pub(super) fn section(record: &RunRecord) -> Markup {
    let repeats = record.header.scope.repeats.as_deref();
    if record.parts.len() < 2 {
        let shard = record.header.scope.shard;
        return html! {
            @if let Some(run) = repeats { p { "実行 " (run) " で合格しなかったシナリオだけを実行しました。" } }
            @if let Some(shard) = shard { p { "全体のうちの分担 " (shard) " です。全体の合否は、すべての分担を合わせた報告で確かめてください。" } }
        };
    }
    html! {
        section {
            h2 { "合わせた実行" }
            div class="wide" {
                table {
                    thead {
                        tr {
                            th scope="col" { "実行" } th scope="col" { "分担" } th scope="col" { "接続先" }
                            th scope="col" { "開始" } th scope="col" { "所要時間" } th scope="col" { "やり直した実行" }
                        }
                    }
                    tbody {
                        @for part in &record.parts {
                            tr {
                                th scope="row" { (part.header.run) }
                                td { @match part.header.scope.shard { Some(shard) => (shard), None => "-" } }
                                td { (part.header.endpoint) }
                                td { (time(part.header.started_at)) }
                                td { @match &part.result { Some(result) => (duration(result.milliseconds)), None => "結果なし" } }
                                td { (part.header.scope.repeats.as_deref().unwrap_or("-")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// When a run went on, and what of it had been cut short.
pub(super) fn resumptions(record: &RunRecord) -> Markup {
    html! {
        @for event in &record.events {
            @if let RunEvent::Resumed { at, unfinished, removed, .. } = event {
                p class="notice" {
                    "途中で終わった実行を " (time(*at)) " に再開しました。"
                    @if !unfinished.is_empty() {
                        "途中だった試み(証跡は残っています): "
                        @for (place, one) in unfinished.iter().enumerate() {
                            @if place > 0 { "、" }
                            (one.union) " " (one.scenario) " の" (one.attempt) "回目"
                        }
                        "。"
                    }
                    @if !removed.is_empty() { "書きかけのため除いたもの: " (removed.join("、")) "。" }
                }
            }
        }
    }
}
