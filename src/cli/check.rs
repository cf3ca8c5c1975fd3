//! `sogo check`: everything that can be checked without an endpoint.

use super::{UsageError, Workspace, coverage, say};
use crate::{
    evidence::{screens, snapshot},
    run::{ExitStatus, Severity, unused_steps},
};
use clap::Args;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// `sogo check`.
#[derive(Debug, Args)]
pub struct CheckOptions {}

pub(super) fn execute(_: &CheckOptions) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load()?;
    let mut errors: Vec<String> = Vec::new();
    let mut warnings: Vec<String> = Vec::new();
    for finding in &workspace.findings {
        match finding.severity {
            Severity::Error | Severity::Unfinished => errors.push(finding.to_string()),
            Severity::Warning => warnings.push(finding.to_string()),
        }
    }
    errors.extend(coverage::errors(&workspace));
    errors.extend(unused_steps(&workspace.features).into_iter().map(|step| {
        format!("誤り: どの機能ファイルでも使われていないステップ: {} {}", step.keyword(), step.expression)
    }));
    errors.extend(snapshots(&workspace)?);
    for line in warnings.iter().chain(&errors) {
        say(line);
    }
    let scenarios = workspace.scenarios().len();
    say(&format!(
        "機能ファイル{}件、シナリオ{scenarios}件、要件{}件、ステップ{}件を確認しました: 誤り{}件、注意{}件",
        workspace.features.len(),
        workspace.specification.requirements().len(),
        crate::steps::all().len(),
        errors.len(),
        warnings.len(),
    ));
    Ok(if errors.is_empty() { ExitStatus::Passed } else { ExitStatus::Usage })
}

/// Approved snapshots without a scenario, and scenarios without an approved snapshot.
fn snapshots(workspace: &Workspace) -> Result<Vec<String>, UsageError> {
    let mut wanted: BTreeSet<PathBuf> = BTreeSet::new();
    let mut errors = Vec::new();
    for planned in workspace.scenarios() {
        let approved = snapshot::approved_file(Path::new(&planned.path), &planned.id);
        if !workspace.root.join(&approved).exists() && !planned.has_tag("作成中") {
            errors.push(format!(
                "誤り: {}: 承認済みスナップショット {} がありません。実行してから cargo insta review で承認してください",
                planned.id,
                approved.display()
            ));
        }
        wanted.insert(approved);
    }
    let folders: BTreeSet<PathBuf> =
        wanted.iter().filter_map(|path| path.parent().map(Path::to_owned)).collect();
    for folder in folders {
        let Ok(entries) = fs::read_dir(workspace.root.join(&folder)) else { continue };
        for entry in entries {
            let name = entry.map_err(UsageError::new)?.file_name();
            let path = folder.join(&name);
            if screens::is_approved_screen(&path) {
                errors.extend(approved_screen(workspace, &path));
            } else if path.extension().is_some_and(|extension| extension == "snap") && !wanted.contains(&path)
            {
                errors.push(format!(
                    "誤り: {}: このスナップショットを使うシナリオがありません",
                    path.display()
                ));
            }
            if name.to_string_lossy().ends_with(".snap.new") {
                errors.push(format!(
                    "誤り: {}: 承認待ちのスナップショットです。cargo insta review で確認してください",
                    path.display()
                ));
            }
        }
    }
    Ok(errors)
}

/// What is wrong with an approved screen.
fn approved_screen(workspace: &Workspace, path: &Path) -> Option<String> {
    if path.extension().is_none_or(|extension| extension != "snap") {
        return None;
    }
    let file = workspace.root.join(path);
    let scenario = screens::scenario_of(&file).unwrap_or_default();
    let shown = path.display();
    if !workspace.scenarios().iter().any(|planned| planned.id == scenario) {
        return Some(format!(
            "誤り: {shown}: この画面を見せるシナリオ「{scenario}」がありません。写し(.snap.png)とともに消してください"
        ));
    }
    (!file.with_extension("snap.png").exists()).then(|| format!("誤り: {shown}: 写し(.snap.png)がありません"))
}
