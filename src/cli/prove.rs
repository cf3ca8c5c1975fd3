//! `sogo prove`: every defect is found, and no correct server fails.

use super::{UsageError, Workspace, say, site::embedded_timing};
use crate::{
    model::{Lot, TestItem},
    prove::{
        Catalogue, CorrectRun, Extent, Proof, Stage, correct_runs, prove_correct, prove_defects, scores,
        unused_expectations,
    },
    run::ExitStatus,
};
use clap::Args;
use std::path::Path;

/// `sogo prove`.
#[derive(Debug, Args)]
pub struct ProveOptions {
    /// このテスト項目の欠陥だけ(繰り返し可)
    #[arg(long, value_name = "1-7")]
    item: Vec<TestItem>,
    /// 本番登録の欠陥だけ
    #[arg(long, conflicts_with = "item")]
    production_registration: bool,
    /// この欠陥だけ(繰り返し可。名前は sogo serve --list-defects)
    #[arg(long, value_name = "名前")]
    defect: Vec<String>,
    /// 同時に実行する数
    #[arg(long, value_name = "数", default_value_t = 2)]
    jobs: usize,
    /// 正しいサーバーを無作為な順序で実行する回数
    #[arg(long, value_name = "回数", default_value_t = 50)]
    runs: u64,
    /// 正しいサーバーを不合格にしないことは確かめない
    #[arg(long)]
    only_defects: bool,
    /// 欠陥を見つけることは確かめない
    #[arg(long, conflicts_with = "only_defects")]
    only_correct: bool,
    /// どの欠陥でも不合格にならなかった「ならば」を表示する。すべての欠陥を試してあれば不合格
    #[arg(long)]
    unused_assertions: bool,
    /// 実行する広域連合のロット(その最初の広域連合で実行する)
    #[arg(long, default_value = "2")]
    lot: Lot,
}

impl ProveOptions {
    /// Whose defects are asked for; empty for all.
    fn items(&self) -> Vec<TestItem> {
        match self.production_registration {
            true => vec![TestItem::ProductionRegistration],
            false => self.item.clone(),
        }
    }
}

pub(super) fn execute(options: &ProveOptions, program: &Path) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load_sound()?;
    let catalogue = Catalogue::ask(program).map_err(UsageError::new)?;
    for name in &options.defect {
        if !catalogue.defects.iter().any(|defect| defect.name == *name) {
            return Err(UsageError(format!(
                "欠陥「{name}」はありません。名前は sogo serve --list-defects で見られます"
            )));
        }
    }
    let folder = tempfile::Builder::new().prefix("sogo-prove-").tempdir().map_err(UsageError::new)?;
    let stage = Stage {
        root: workspace.root.clone(),
        specification: workspace.specification.clone(),
        scenarios: workspace.scenarios(),
        program: program.to_owned(),
        timing: embedded_timing(&workspace),
        lot: options.lot,
        evidence: folder.path().to_owned(),
        jobs: options.jobs,
    };
    let mut sound = true;
    if !options.only_correct {
        sound &= defects(&stage, &catalogue, options)?;
    }
    if !options.only_defects && options.defect.is_empty() && options.items().is_empty() {
        sound &= correct(&stage, &catalogue, options)?;
    }
    Ok(if sound { ExitStatus::Passed } else { ExitStatus::NotPassed })
}

fn defects(stage: &Stage, catalogue: &Catalogue, options: &ProveOptions) -> Result<bool, UsageError> {
    let chosen = catalogue.chosen(&options.items(), &options.defect);
    if chosen.is_empty() {
        return Err(UsageError("指定に合う欠陥がありません".to_owned()));
    }
    // What an expectation is good for shows only where all of them run.
    let extent = if options.unused_assertions { Extent::Whole } else { Extent::Needed };
    say(&format!("欠陥{}件を、1件ずつ入れたサーバーに対して実行します", chosen.len()));
    let proofs = prove_defects(stage, &chosen, extent, |proof| say(&line(proof))).map_err(UsageError::new)?;
    matrix(&proofs);
    say("\nテスト項目ごとの検出");
    for score in scores(&proofs) {
        say(&format!("  {}  {}/{}", score.item, score.found, score.tried));
    }
    let missed: Vec<_> = proofs.iter().filter(|proof| !proof.is_found()).collect();
    for proof in &missed {
        say(&format!("見逃し: {}({}): {}", proof.defect.name, proof.defect.item, proof.defect.notice));
    }
    if options.unused_assertions {
        say("\nどの欠陥でも不合格にならなかった「ならば」");
        let unused = unused_expectations(&proofs);
        for step in &unused {
            say(&format!("  {} {}", step.keyword(), step.expression));
        }
        if unused.is_empty() {
            say("  なし");
        }
        let whole = options.items().is_empty() && options.defect.is_empty();
        return Ok(missed.is_empty() && (unused.is_empty() || !whole));
    }
    Ok(missed.is_empty())
}

/// Defect × item, in the order of the catalogue. A defect is tried on the item that has to
/// find it.
fn matrix(proofs: &[Proof]) {
    say("\n欠陥×テスト項目(●検出、×見逃し)");
    say("  １２３４５６７本  欠陥");
    for proof in proofs {
        let mark = if proof.is_found() { "●" } else { "×" };
        let cells: Vec<&str> = TestItem::ALL_AND_PRODUCTION
            .iter()
            .map(|item| if *item == proof.defect.item { mark } else { "・" })
            .collect();
        say(&format!("  {}  {}", cells.join(""), proof.defect.name));
    }
}

fn line(proof: &Proof) -> String {
    let found = match proof.kills.first() {
        None if proof.errors.is_empty() => "見逃し".to_owned(),
        None => format!("見逃し(エラー{}件)", proof.errors.len()),
        Some(kill) => {
            let by = kill.step.as_deref().unwrap_or("スナップショットの違い");
            let more = match proof.kills.len() - 1 {
                0 => String::new(),
                more => format!(" ほか{more}件"),
            };
            let requirement =
                if proof.proves_requirement() { "" } else { " (要件のシナリオではない)" };
            format!("検出 {} {} {by}{more}{requirement}", kill.scenario, kill.place)
        }
    };
    let item = match proof.defect.item.is_test_item() {
        true => format!("項目{}", proof.defect.item.number()),
        false => proof.defect.item.short_name().to_owned(),
    };
    format!(
        "  {} {}: {found} ({}.{}秒)",
        item,
        proof.defect.name,
        proof.milliseconds / 1000,
        proof.milliseconds % 1000 / 100
    )
}

fn correct(stage: &Stage, catalogue: &Catalogue, options: &ProveOptions) -> Result<bool, UsageError> {
    let runs = correct_runs(catalogue, options.runs);
    say(&format!("\n正しいサーバーに対して{}回実行します", runs.len()));
    let told = |run: &CorrectRun| {
        say(&format!(
            "  {}: 合格{} 対象外{} 誤報{} ({}.{}秒)",
            run.name,
            run.passed,
            run.not_applicable,
            run.false_alarms.len(),
            run.milliseconds / 1000,
            run.milliseconds % 1000 / 100
        ));
        for alarm in &run.false_alarms {
            say(&format!("    誤報: {alarm}"));
        }
    };
    let held = prove_correct(stage, &runs, told).map_err(UsageError::new)?;
    let alarms: usize = held.iter().map(|run| run.false_alarms.len()).sum();
    let nothing = held.iter().any(|run| run.passed == 0);
    say(&format!("誤報: {alarms}件({}回の実行)", held.len()));
    Ok(alarms == 0 && !nothing)
}
