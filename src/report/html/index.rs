//! The index: what the run was, how it ended, and where to look first.

use super::parts::{
    badge, cell_verdict, counts, duration, frame, lane_name, page_name, scenario_link, time, verdict_word,
};
use crate::{
    model::{CaptureKind, GatesAsked, RequirementRecord, Tally, TestItem, Verdict},
    report::{Overview, RunRecord, Scenario},
};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Of which verdicts a reader must look at every single scenario.
const TO_LOOK_AT: [Verdict; 5] =
    [Verdict::Error, Verdict::Failed, Verdict::Flaky, Verdict::Pending, Verdict::Unconfirmed];

/// The index page.
pub(super) fn page(record: &RunRecord, overview: &Overview<'_>) -> Markup {
    let header = &record.header;
    let (class, sentence) = verdict_sentence(record, &overview.tally);
    let what = match header.items.as_slice() {
        [TestItem::ProductionRegistration] => "本番登録",
        _ => "総合運用テスト",
    };
    frame(
        &format!("{what} 実行報告 {} {}", header.lot, header.run),
        &html! {
            header {
                h1 { (what) " 実行報告" }
                p class={ "verdict " (class) } { (sentence) }
                (notices(record, overview))
            }
            main {
                section { h2 { "実行" } (facts(record, &overview.tally)) }
                (super::runs::section(record))
                section { h2 { "テスト項目と広域連合" } (matrix(record, overview)) (legend()) }
                section { h2 { "確認が必要なシナリオ" } (to_look_at(record, overview)) }
                section { h2 { "対象外のシナリオ" } (not_applicable(overview)) }
                section { h2 { "要件" } (requirements(record, overview)) }
            }
            footer { "この報告は実行フォルダの記録だけから作られています。個人番号と秘密の値は伏せてあります。" }
        },
    )
}

/// The verdict of the run in one sentence, with its style class.
fn verdict_sentence(record: &RunRecord, tally: &Tally) -> (&'static str, String) {
    let class = |verdict| verdict_word(verdict).0;
    let total = tally.total();
    let Some(result) = &record.result else {
        let sentence = "未完成: 実行が最後まで進んでいないため、合否を判定できません。".to_owned();
        return (class(Some(Verdict::Pending)), sentence);
    };
    match (result.exit_code, tally.verdict()) {
        (0, _) => (
            class(Some(Verdict::Passed)),
            format!("合格: 選択した {total} シナリオは、すべて合格または対象外です。"),
        ),
        (5, _) => (
            class(Some(Verdict::Error)),
            "エラー: 実行フォルダに、伏せるべきものがあります。実行フォルダを人に渡さないでください。"
                .to_owned(),
        ),
        (3, _) => {
            (class(Some(Verdict::Error)), "エラー: 接続先に到達できず、合否を判定できません。".to_owned())
        }
        (4, _) | (_, None) => (class(None), "未実行: 実行されたシナリオがありません。".to_owned()),
        (_, Some(Verdict::Passed | Verdict::NotApplicable)) if !record.findings.is_empty() => (
            class(Some(Verdict::Pending)),
            "未完成: 合わせた実行に、確かめなければならないことがあります。".to_owned(),
        ),
        // A code for failure although all passed: some selected item had nothing to pass.
        (_, verdict @ Some(Verdict::Passed | Verdict::NotApplicable)) => {
            (class(verdict), "未完成: 合格したシナリオのないテスト項目があります。".to_owned())
        }
        (_, verdict) => {
            let word = verdict_word(verdict).2;
            (class(verdict), format!("{word}: {total} シナリオの内訳は {} です。", counts(tally)))
        }
    }
}

/// What makes the report less than it should be.
fn notices(record: &RunRecord, overview: &Overview<'_>) -> Markup {
    html! {
        @for finding in &record.findings { p class="notice" { (finding) } }
        @if let Some(reason) = record.interruption() {
            p class="notice" { "実行は途中で終えられました: " (reason) }
        } @else if !record.is_complete() {
            p class="notice" {
                "実行の結果が記録されていません。実行中か、途中で強制終了されています。ここまでに記録された分を示します。"
            }
        }
        @if let Some(GatesAsked::Forced { unmet, .. }) = &record.header.scope.gates {
            @for gate in unmet { p class="notice" { "関門を満たさないまま実行(--force): " (gate) } }
        }
        (super::runs::resumptions(record))
        @for leak in record.result.iter().flat_map(|result| &result.leaks) {
            p class="notice" {
                "漏えい: " (leak.file)
                @if let Some(offset) = leak.offset { " の" (offset) "バイト目: " } @else { " の名前: " }
                (leak.what)
            }
        }
        @for file in &record.half_written {
            p class="notice" { (file) " の最後の行は書きかけのため、除いてあります。" }
        }
        @for (union, message) in &overview.failed_lanes {
            p class="notice" { (lane_name(&record.header, *union)) " は実行できませんでした: " (message) }
        }
    }
}

fn facts(record: &RunRecord, tally: &Tally) -> Markup {
    let header = &record.header;
    html! {
        dl class="facts" {
            div { dt { "ロット" } dd { (header.lot) } }
            div { dt { "接続先" } dd { (header.endpoint) } }
            @if let Some(gates) = &header.scope.gates { div { dt { "関門" } dd { (gates_fact(gates)) } } }
            div { dt { "広域連合" } dd { (header.lanes.len()) } }
            div { dt { "シナリオ" } dd { (counts(tally)) } }
            div { dt { "開始" } dd { (time(header.started_at)) } }
            @if let Some(result) = &record.result {
                div { dt { "終了" } dd { (time(result.finished_at)) } }
                div { dt { "所要時間" } dd { (duration(result.milliseconds)) } }
            }
            div { dt { "証跡" } dd { (record.captures.len()) " 件" } }
            div { dt { "画面の写し" } dd { (pictures(record)) } }
            div { dt { "実行フォルダ" } dd { (header.run) } }
            div { dt { "ハーネス" } dd { (header.harness) } }
            div { dt { "試験データの種" } dd { (header.seed) } }
            div { dt { "コマンド" } dd { code { (header.arguments.join(" ")) } } }
        }
    }
}

/// Whether the run was held when it might be.
fn gates_fact(gates: &GatesAsked) -> String {
    match gates {
        GatesAsked::NotAsked => "問わない接続先".to_owned(),
        GatesAsked::Met { on } => format!("満たしている(接続先の日付 {on})"),
        GatesAsked::Forced { on, unmet } => {
            format!("--force により、{}件を満たさないまま実行(接続先の日付 {on})", unmet.len())
        }
    }
}

/// A run by the operator's port has no screens to show, and says so.
fn pictures(record: &RunRecord) -> String {
    let count_of = |kind| record.captures.iter().filter(|capture| capture.kind == kind).count();
    match (count_of(CaptureKind::Screenshot), count_of(CaptureKind::Withheld)) {
        (0, 0) => "なし(--driver browser で取れます)".to_owned(),
        (count, withheld) => {
            let not_compared = record.result.as_ref().and_then(|result| result.not_compared.as_deref());
            let withheld = match withheld {
                0 => String::new(),
                count => format!("、保存しなかったもの {count} 枚(個人番号が表示されたため)"),
            };
            format!("{count} 枚{}{withheld}", not_compared.map(|why| format!("({why})")).unwrap_or_default())
        }
    }
}

fn matrix(record: &RunRecord, overview: &Overview<'_>) -> Markup {
    let header = &record.header;
    html! {
        div class="wide" {
            table class="matrix" {
                thead {
                    tr {
                        th scope="col" { "広域連合" }
                        @for item in &header.items {
                            th scope="col" title=(item.name()) { (item.column()) }
                        }
                    }
                }
                tbody {
                    @for lane in &header.lanes {
                        tr {
                            th scope="row" { (lane_name(header, lane.union)) }
                            @for item in &header.items {
                                @let key = (lane.union, *item);
                                @let tally = overview.cells.get(&key).map(|cell| cell.tally).unwrap_or_default();
                                td { a href=(page_name(key)) { (badge(cell_verdict(&tally))) small { (cell_counts(&tally)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// 「12/12」, or what there is besides passed ones.
fn cell_counts(tally: &Tally) -> String {
    if tally.total() == tally.passed + tally.not_applicable {
        format!("{}/{}", tally.passed, tally.total())
    } else {
        counts(tally)
    }
}

fn legend() -> Markup {
    const MEANINGS: [(Option<Verdict>, &str); 8] = [
        (Some(Verdict::Passed), "すべての期待が初回で成り立った"),
        (Some(Verdict::Failed), "期待が成り立たなかった"),
        (Some(Verdict::Flaky), "失敗の後、再試行で成り立った"),
        (Some(Verdict::Error), "判定の前に、ハーネスか接続先が動かなくなった"),
        (Some(Verdict::Unconfirmed), "人にしか確かめられない手順が残っている"),
        (Some(Verdict::Pending), "手順が定義されていない、または作成中"),
        (Some(Verdict::NotApplicable), "この接続先では行えない(理由つき)"),
        (None, "選択されたが、実行の順番が来なかった"),
    ];
    html! {
        dl class="legend" {
            @for (verdict, meaning) in MEANINGS { div { dt { (badge(verdict)) } dd { (meaning) } } }
        }
        p class="hint" { "「12/12」は、合格の数とシナリオの数です(残りは対象外)。" }
    }
}

fn to_look_at(record: &RunRecord, overview: &Overview<'_>) -> Markup {
    let found: Vec<&Scenario<'_>> =
        overview.scenarios().filter(|scenario| TO_LOOK_AT.contains(&scenario.verdict())).collect();
    html! {
        @if found.is_empty() { p { "ありません。" } }
        @else {
            div class="wide" {
                table {
                    thead {
                        tr {
                            th scope="col" { "判定" } th scope="col" { "広域連合" } th scope="col" { "項目" }
                            th scope="col" { "シナリオ" } th scope="col" { "内容" }
                        }
                    }
                    tbody {
                        @for scenario in found {
                            @let last = scenario.last();
                            tr {
                                td { (badge(Some(scenario.verdict()))) }
                                td { (lane_name(&record.header, last.union)) }
                                td { (last.item.column()) }
                                th scope="row" { a href=(scenario_link((last.union, last.item), &last.id)) { (last.id) " " (last.name) } }
                                td { (super::attested::of_scenario(record, last).as_deref().unwrap_or_else(|| first_line(scenario))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn first_line<'a>(scenario: &Scenario<'a>) -> &'a str {
    scenario
        .message()
        .and_then(|message| message.lines().find(|line| !line.trim().is_empty()))
        .unwrap_or_default()
}

/// The same scenario is mostly 対象外 in all lanes for the same reason: one line for all.
fn not_applicable(overview: &Overview<'_>) -> Markup {
    let mut groups: BTreeMap<(&str, &str), Vec<&Scenario<'_>>> = BTreeMap::new();
    for scenario in overview.scenarios().filter(|scenario| scenario.verdict() == Verdict::NotApplicable) {
        groups.entry((&scenario.last().id, first_line(scenario))).or_default().push(scenario);
    }
    html! {
        @if groups.is_empty() { p { "ありません。" } }
        @else {
            details {
                summary { (groups.len()) " シナリオ" }
                table {
                    thead { tr { th scope="col" { "シナリオ" } th scope="col" { "広域連合" } th scope="col" { "理由" } } }
                    tbody {
                        @for ((id, reason), scenarios) in &groups {
                            @let last = scenarios[0].last();
                            tr {
                                th scope="row" { a href=(scenario_link((last.union, last.item), id)) { (id) " " (last.name) } }
                                td { (scenarios.len()) " 広域連合" }
                                td { (reason) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Every requirement of the selected items, and what became of its scenarios. Those of the
/// header first; a run of an earlier version has only the tags of its scenarios.
fn requirements(record: &RunRecord, overview: &Overview<'_>) -> Markup {
    let proved = overview.requirements();
    let known = &record.header.requirements;
    let named = known.iter().map(|requirement| (requirement.id.as_str(), Some(requirement)));
    let only_tags = proved
        .keys()
        .filter(|id| known.iter().all(|requirement| requirement.id != **id))
        .map(|id| (*id, None));
    let rows: Vec<(&str, Option<&RequirementRecord>)> = named.chain(only_tags).collect();
    html! {
        @if rows.is_empty() { p { "要件の印の付いたシナリオはありません。" } }
        @else {
            details {
                summary { (rows.len()) " 件の要件" }
                div class="wide" {
                    table {
                        thead {
                            tr {
                                th scope="col" { "要件" } th scope="col" { "内容" } th scope="col" { "区分" }
                                th scope="col" { "出典" } th scope="col" { "判定" } th scope="col" { "シナリオ(全広域連合)" }
                                th scope="col" { "裏付けた欠陥" }
                            }
                        }
                        tbody {
                            @for (id, requirement) in rows {
                                @let scenarios = proved.get(id).map(Vec::as_slice).unwrap_or_default();
                                @let tally = tally_of(scenarios);
                                tr {
                                    th scope="row" { (worst_link(id, scenarios)) }
                                    td { @if let Some(requirement) = requirement { (requirement.content) } }
                                    td { @if let Some(requirement) = requirement { (requirement.provenance) } }
                                    td { @if let Some(requirement) = requirement { (requirement.source) } }
                                    td { @if !scenarios.is_empty() { (badge(tally.verdict())) } }
                                    td { (proof(requirement, scenarios)) }
                                    td { @if let Some(requirement) = requirement { (defects(requirement)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The scenarios with their verdicts, or why there is none.
fn proof(requirement: Option<&RequirementRecord>, scenarios: &[&Scenario<'_>]) -> Markup {
    let mut by_id: BTreeMap<&str, Vec<&Scenario<'_>>> = BTreeMap::new();
    for scenario in scenarios {
        by_id.entry(&scenario.last().id).or_default().push(scenario);
    }
    let reason = requirement.and_then(|requirement| requirement.unproved.as_deref());
    html! {
        @if by_id.is_empty() {
            @match reason {
                Some(reason) => { "シナリオなし: " (reason) }
                None => "この実行では確かめていません",
            }
        }
        @for (id, scenarios) in &by_id {
            div { (worst_link(id, scenarios)) " " (counts(&tally_of(scenarios))) }
        }
    }
}

/// The mistakes of servers that the scenarios have been proved to find.
fn defects(requirement: &RequirementRecord) -> Markup {
    html! {
        @if requirement.defects.is_empty() { "なし" }
        @else {
            details {
                summary { (requirement.defects.len()) " 件" }
                ul { @for defect in &requirement.defects { li { (defect.notice) " (" code { (defect.name) } ")" } } }
            }
        }
    }
}

fn tally_of(scenarios: &[&Scenario<'_>]) -> Tally {
    let mut tally = Tally::default();
    scenarios.iter().for_each(|scenario| tally.add(scenario.verdict()));
    tally
}

/// A requirement or scenario, linked to the first of the scenarios with the worst verdict.
fn worst_link(requirement: &str, scenarios: &[&Scenario<'_>]) -> Markup {
    let worst = tally_of(scenarios).verdict();
    let scenario = scenarios.iter().find(|scenario| Some(scenario.verdict()) == worst);
    html! {
        @match scenario.map(|scenario| scenario.last()) {
            Some(last) => a href=(scenario_link((last.union, last.item), &last.id)) { (requirement) },
            None => (requirement),
        }
    }
}
