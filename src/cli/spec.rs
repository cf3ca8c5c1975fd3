//! `sogo spec`: the documents of the 『総合運用テスト』仕様書.

use super::{UsageError, Workspace, plan::today, pmo::write, say};
use crate::{
    documents::{self, Document, Material, State},
    model::TestItem,
    run::{ExitStatus, PlannedScenario, VOLUME_TAG},
    spec::{DocumentKind, Provider, parse_date},
};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// `sogo spec`.
#[derive(Debug, Subcommand)]
pub enum SpecCommand {
    /// テスト項目ごとに、必要な文書がそろっているかを表示する
    Check(CheckOptions),
    /// 広域連合の作る文書(テストデータ一覧、テスト手順書)を、Word と HTML で作る
    Build(BuildOptions),
}

/// `sogo spec check`.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// テスト項目(1〜7)。繰り返して、いくつでも。なければすべて
    #[arg(long)]
    item: Vec<TestItem>,
}

/// `sogo spec build`.
#[derive(Debug, Args)]
pub struct BuildOptions {
    /// 広域連合(都道府県番号か名称)
    #[arg(long)]
    union: String,
    /// テスト項目(1〜7)。繰り返して、いくつでも。なければすべて
    #[arg(long)]
    item: Vec<TestItem>,
    /// 文書に記す作成日。2017-04-14 か 平成29年4月14日。指定しなければ今日
    #[arg(long)]
    date: Option<String>,
    /// 文書を書くフォルダ
    #[arg(long, default_value = "target/spec", value_name = "フォルダ")]
    to: PathBuf,
}

pub(super) fn execute(command: &SpecCommand) -> Result<ExitStatus, UsageError> {
    match command {
        SpecCommand::Check(options) => check(options),
        SpecCommand::Build(options) => build(options),
    }
}

/// The scenarios of each item, of all unless some are named.
fn by_item(workspace: &Workspace, items: &[TestItem]) -> Vec<(TestItem, Vec<PlannedScenario>)> {
    // As a run of the items has them.
    let mut all = workspace.scenarios();
    all.retain(|one| !one.has_tag(VOLUME_TAG));
    let of_item = |item: TestItem| all.iter().filter(|one| one.item == item).cloned().collect();
    let is_asked = |item: &TestItem| items.is_empty() || items.contains(item);
    TestItem::ALL.into_iter().filter(is_asked).map(|item| (item, of_item(item))).collect()
}

fn check(options: &CheckOptions) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load()?;
    let specification = &workspace.specification;
    // Which union it is makes no difference to what is there.
    let union = specification.unions().first().ok_or_else(|| UsageError::new("広域連合がありません"))?;
    let items = by_item(&workspace, &options.item);
    let materials: Vec<_> = items
        .iter()
        .map(|(item, scenarios)| Material { specification, union, item: *item, scenarios, on: today() })
        .collect();
    let documents = &specification.plan().documents;
    let checked = documents::check(documents, &materials, |path| workspace.root.join(path).is_file());
    say(documents::check_text(documents, &checked).trim_end());
    let is_missing = checked.iter().any(|one| matches!(one.state, State::Missing(_)));
    Ok(if is_missing { ExitStatus::NotPassed } else { ExitStatus::Passed })
}

fn build(options: &BuildOptions) -> Result<ExitStatus, UsageError> {
    let on = match &options.date {
        Some(text) => parse_date(text).map_err(UsageError::new)?,
        None => today(),
    };
    // Documents of features with errors would be wrong themselves.
    let workspace = Workspace::load_sound()?;
    let specification = &workspace.specification;
    let union = specification.find_union(&options.union).map_err(UsageError::new)?;
    let to = workspace.root.join(&options.to).join(format!("{}{}", union.id, union.short_name));
    let wanted = &specification.plan().documents;
    for (item, scenarios) in by_item(&workspace, &options.item) {
        let material = Material { specification, union, item, scenarios: &scenarios, on };
        let is_own = |kind| {
            let own = wanted.items.iter().find(|one| one.item == item);
            own.is_some_and(|own| own.wanted(kind).provider == Provider::Own)
        };
        if is_own(DocumentKind::Data) {
            write_document(&to, item, "テストデータ一覧", &documents::test_data(&material), on)?;
        }
        if is_own(DocumentKind::Procedure) {
            let pictures = documents::pictures(&workspace.root, item)
                .map_err(|error| UsageError::new(format!("承認された画面を読めません({error})")))?;
            let document = documents::procedure(&material, &pictures);
            write_document(&to, item, "テスト手順書", &document, on)?;
        }
    }
    Ok(ExitStatus::Passed)
}

fn write_document(
    to: &Path,
    item: TestItem,
    what: &str,
    document: &Document,
    on: chrono::NaiveDate,
) -> Result<(), UsageError> {
    let name = format!("{}_{}_{what}", item.number(), item.name());
    let file = documents::docx(document, on).map_err(UsageError::new)?;
    let page = documents::page(document)
        .map_err(|error| UsageError::new(format!("画面の写しを読めません({error})")))?;
    write(to, &format!("{name}.docx"), &file)?;
    write(to, &format!("{name}.html"), page.as_bytes())
}
