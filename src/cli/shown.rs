//! What the run folders of a lot have shown so far, for `sogo pmo` and `sogo status`.

use super::{UsageError, Workspace};
use crate::{
    model::{GatesAsked, RunHeader, files},
    pmo::{Counts, History, Proofs},
    report::read_events,
    run::{VOLUME_TAG, default_evidence},
    spec::Union,
};
use clap::Args;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What a run against the server of its own calls its endpoint.
const EMBEDDED: &str = "組込み参照サーバー";

/// Which runs count.
#[derive(Debug, Args)]
pub(super) struct ShownOptions {
    /// 証跡を置いたフォルダ(なければ target/evidence)
    #[arg(long, value_name = "フォルダ")]
    evidence: Option<PathBuf>,
    /// この接続先での実行だけを数える(なければすべて)
    #[arg(long, value_name = "名前")]
    endpoint: Option<String>,
}

/// What runs have shown, and what is to be said of them.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) history: History,
    pub(super) proofs: Proofs,
    /// Runs that count.
    pub(super) runs: usize,
    /// In Japanese.
    pub(super) remarks: Vec<String>,
}

impl Shown {
    /// Reads the events of all run folders.
    pub(super) fn by(options: &ShownOptions, workspace: &Workspace) -> Result<Self, UsageError> {
        let mut shown = Self::default();
        for scenario in workspace.scenarios() {
            for requirement in scenario.requirements() {
                shown.proofs.add(scenario.item, requirement, &scenario.id);
            }
            if scenario.has_tag(VOLUME_TAG) {
                shown.proofs.leave_out(&scenario.id);
            }
        }
        if let Some(endpoint) = options.endpoint.as_ref().filter(|endpoint| *endpoint != EMBEDDED) {
            workspace.specification.endpoint(endpoint).map_err(UsageError::new)?;
        }
        if let Some(folder) = options.evidence.as_ref().filter(|folder| !folder.is_dir()) {
            return Err(UsageError::new(format!(
                "証跡のフォルダ「{}」がありません。--evidence で正しいフォルダを指定してください",
                folder.display()
            )));
        }
        let folder = options.evidence.clone().unwrap_or_else(|| default_evidence(&workspace.root));
        let (mut practice, mut forced) = (0, 0);
        for run in runs_in(&folder)? {
            let (header, events) = read_events(&run).map_err(UsageError::new)?;
            if options.endpoint.as_ref().is_some_and(|endpoint| !is_of(&header, endpoint)) {
                continue;
            }
            shown.runs += 1;
            match &header.scope.gates {
                Some(GatesAsked::NotAsked) => practice += 1,
                Some(GatesAsked::Forced { .. }) => forced += 1,
                Some(GatesAsked::Met { .. }) | None => {}
            }
            let undated = shown.history.add(&events);
            if undated > 0 {
                shown.remarks.push(format!(
                    "実行「{}」のシナリオ{undated}件は、接続先の日付の記録がない古い版の実行なので数えません",
                    header.run
                ));
            }
        }
        if practice > 0 {
            shown.remarks.push(format!(
                "数えた実行のうち{practice}件は、関門を問わない練習用の接続先でのものです。提出するときは --endpoint で本番の試験に使った接続先だけを数えてください"
            ));
        }
        if forced > 0 {
            shown.remarks.push(format!(
                "数えた実行のうち{forced}件は、関門を満たさないまま --force で実行したものです"
            ));
        }
        if shown.runs == 0 {
            shown.remarks.push(format!("「{}」に数える実行はありません", folder.display()));
        }
        Ok(shown)
    }
}

/// A run by the screens names its endpoint with an addition.
fn is_of(header: &RunHeader, endpoint: &str) -> bool {
    header.endpoint.strip_prefix(endpoint).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
}

/// The run folders in a folder, in the order of their names; none if it is not there.
fn runs_in(folder: &Path) -> Result<Vec<PathBuf>, UsageError> {
    let unreadable = |error: io::Error| {
        UsageError::new(format!(
            "証跡のフォルダ「{}」を読めません({error})。--evidence で正しいフォルダを指定してください",
            folder.display()
        ))
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
    let mut runs = paths.map_err(unreadable)?;
    // What is being thrown away begins with a dot.
    let is_hidden =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    runs.retain(|path| path.join(files::HEADER).is_file() && !is_hidden(path));
    runs.sort();
    Ok(runs)
}

/// The members of a union: as many as it wrote, or else those of the test data.
pub(super) fn counts(workspace: &Workspace, union: &Union) -> Result<Counts, UsageError> {
    if let Some(members) = workspace.specification.plan().members_of(union.id) {
        return Ok(Counts { all: members.all, without_number: members.without_number, are_test_data: false });
    }
    let people = workspace.specification.people(union).map_err(UsageError::new)?;
    let without_number = people.iter().filter(|person| person.individual_number.is_none()).count();
    Ok(Counts {
        all: u64::try_from(people.len()).unwrap_or(u64::MAX),
        without_number: u64::try_from(without_number).unwrap_or(u64::MAX),
        are_test_data: true,
    })
}
