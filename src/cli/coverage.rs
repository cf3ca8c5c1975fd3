//! `sogo coverage`: which scenarios prove which requirement, and which defects of the
//! catalogue put them to the proof.

use super::{UsageError, Workspace, say};
use crate::{
    model::TestItem,
    prove::{Catalogue, Defect},
    run::ExitStatus,
    spec::Requirement,
};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::Path;

/// `sogo coverage`.
#[derive(Debug, Args)]
pub struct CoverageOptions {
    /// 表示の形式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// 欠陥で裏付けていない要件があれば、終了コード2で終わる
    #[arg(long)]
    require_defects: bool,
}

/// How the matrix is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for each item.
    Text,
    /// One array.
    Json,
    /// One row for each requirement.
    Csv,
}

/// A requirement and what proves it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    #[serde(rename = "番号")]
    id: &'a str,
    #[serde(rename = "テスト項目")]
    item: u8,
    #[serde(rename = "区分")]
    provenance: &'static str,
    #[serde(rename = "出典")]
    source: &'a str,
    #[serde(rename = "内容")]
    content: &'a str,
    #[serde(rename = "シナリオ")]
    scenarios: Vec<String>,
    #[serde(rename = "シナリオなしの理由")]
    reason: Option<&'a str>,
    #[serde(rename = "欠陥")]
    defects: Vec<&'a str>,
}

pub(super) fn execute(options: &CoverageOptions, program: &Path) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load()?;
    let catalogue = Catalogue::ask(program).map_err(UsageError::new)?;
    let rows = rows(&workspace, &catalogue.defects);
    match options.format {
        Format::Text => text(&rows),
        Format::Json => say(&serde_json::to_string_pretty(&rows).map_err(UsageError::new)?),
        Format::Csv => say(csv(&rows)?.trim_end()),
    }
    let errors = errors(&workspace);
    let unknown = unknown(&workspace, &catalogue.defects);
    let unbacked = if options.require_defects { unbacked(&rows) } else { Vec::new() };
    // Apart from the matrix, so that a program can read that.
    let found = || errors.iter().chain(&unknown).chain(&unbacked);
    found().for_each(|error| eprintln!("{error}"));
    Ok(if found().next().is_none() { ExitStatus::Passed } else { ExitStatus::Usage })
}

/// Requirements that no defect breaks: nobody knows whether their scenarios would notice.
fn unbacked(rows: &[Row<'_>]) -> Vec<String> {
    let without = rows.iter().filter(|row| row.defects.is_empty() && row.reason.is_none());
    without
        .map(|row| {
            format!(
                "誤り: 要件 {}「{}」を破る欠陥がありません。ARCHITECTURE.md の「A defect」のとおりに加えてください",
                row.id, row.content
            )
        })
        .collect()
}

/// Defects that break a requirement which is not there.
fn unknown(workspace: &Workspace, defects: &[Defect]) -> Vec<String> {
    let requirements = workspace.specification.requirements();
    let missing = |defect: &&Defect| !requirements.iter().any(|one| one.id == defect.requirement);
    defects
        .iter()
        .filter(missing)
        .map(|defect| {
            format!(
                "誤り: 欠陥 {} の要件 {} は testdata/requirements.yaml にありません",
                defect.name, defect.requirement
            )
        })
        .collect()
}

/// Requirements without scenario and without reason, and reasons that are none any more.
pub(super) fn errors(workspace: &Workspace) -> Vec<String> {
    let error = |row: &Row<'_>| match (row.scenarios.is_empty(), row.reason) {
        (true, None) => Some(format!(
            "誤り: 要件 {}「{}」を確かめるシナリオがありません。シナリオを書くか、testdata/requirements.yaml の「シナリオなしの理由」に理由を書いてください",
            row.id, row.content
        )),
        (false, Some(_)) => Some(format!(
            "誤り: 要件 {} には「シナリオなしの理由」がありますが、{} が確かめています。理由を消してください",
            row.id,
            row.scenarios.join("、")
        )),
        _ => None,
    };
    rows(workspace, &[]).iter().filter_map(error).collect()
}

fn rows<'a>(workspace: &'a Workspace, defects: &'a [Defect]) -> Vec<Row<'a>> {
    let scenarios = workspace.scenarios();
    let row = |requirement: &'_ Requirement| -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for planned in &scenarios {
            // Rows of an outline prove the same thing.
            let id = planned.id.split('#').next().unwrap_or(&planned.id);
            if planned.requirements().any(|tag| tag == requirement.id) && !ids.iter().any(|known| known == id)
            {
                ids.push(id.to_owned());
            }
        }
        ids
    };
    let requirements = workspace.specification.requirements().iter();
    requirements
        .map(|requirement| Row {
            id: &requirement.id,
            item: requirement.item.number(),
            provenance: requirement.provenance.text(),
            source: &requirement.source,
            content: &requirement.content,
            scenarios: row(requirement),
            reason: requirement.unproved.as_deref(),
            defects: defects
                .iter()
                .filter(|defect| defect.requirement == requirement.id)
                .map(|defect| defect.name.as_str())
                .collect(),
        })
        .collect()
}

fn text(rows: &[Row<'_>]) {
    for item in TestItem::ALL_AND_PRODUCTION {
        say(&format!("\n{}", item.heading()));
        for row in rows.iter().filter(|row| row.item == item.number()) {
            let proof = match (row.scenarios.is_empty(), row.reason) {
                (false, _) => row.scenarios.join(" "),
                (true, Some(reason)) => format!("シナリオなし: {reason}"),
                (true, None) => "シナリオなし".to_owned(),
            };
            say(&format!("  {} {} ({}) {}\n    {proof}", row.id, row.provenance, row.source, row.content));
            if !row.defects.is_empty() {
                say(&format!("    欠陥: {}", row.defects.join(" ")));
            }
        }
    }
    let proved = rows.iter().filter(|row| !row.scenarios.is_empty()).count();
    let excused = rows.iter().filter(|row| row.scenarios.is_empty() && row.reason.is_some()).count();
    say(&format!(
        "\n要件{}件: シナリオあり{proved}件、理由あり{excused}件、理由なし{}件",
        rows.len(),
        rows.len() - proved - excused
    ));
    let untried: Vec<&str> = rows.iter().filter(|row| row.defects.is_empty()).map(|row| row.id).collect();
    say(&format!(
        "欠陥で裏付けた要件{}件、まだのもの{}件: {}",
        rows.len() - untried.len(),
        untried.len(),
        untried.join(" ")
    ));
}

fn csv(rows: &[Row<'_>]) -> Result<String, UsageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["番号", "テスト項目", "区分", "出典", "内容", "シナリオ", "シナリオなしの理由", "欠陥"];
    writer.write_record(header).map_err(UsageError::new)?;
    for row in rows {
        let (item, scenarios) = (row.item.to_string(), row.scenarios.join(" "));
        let cells = [row.id, &item, row.provenance, row.source, row.content, &scenarios];
        writer
            .write_record(cells.into_iter().chain([row.reason.unwrap_or_default(), &row.defects.join(" ")]))
            .map_err(UsageError::new)?;
    }
    String::from_utf8(writer.into_inner().map_err(UsageError::new)?).map_err(UsageError::new)
}
