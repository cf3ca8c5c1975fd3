//! What every run of a proof has in common: one union, an embedded server with options, a
//! folder of its own for the evidence.

use crate::{
    evidence::snapshot::Pending,
    model::{Lot, TestItem, UnionId},
    run::{Plan, PlannedScenario, RunError, RunOrder, RunReport, Selection, Site, Style, run},
    spec::Specification,
    terminal::{Driving, Timing},
};
use gherkin::tagexpr::TagOperation;
use std::{path::PathBuf, sync::Arc};

/// Where a proof is held.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Root of the package.
    pub root: PathBuf,
    /// Test data and role models.
    pub specification: Arc<Specification>,
    /// All scenarios.
    pub scenarios: Vec<PlannedScenario>,
    /// The program that has the `serve` command.
    pub program: PathBuf,
    /// How long things may take.
    pub timing: Timing,
    /// The lot whose first union plays.
    pub lot: Lot,
    /// Folder below which every run has its evidence.
    pub evidence: PathBuf,
    /// Runs at the same time.
    pub jobs: usize,
}

/// A proof cannot be held.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// There is nothing to run.
    #[error(transparent)]
    Plan(#[from] crate::run::PlanError),
    /// A run could not be held.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The lot has no union.
    #[error("{0}に広域連合がありません(testdata/lots.yaml)")]
    NoUnion(Lot),
    /// The evidence of a run could not be put away.
    #[error("証跡のフォルダ {path} を扱えません: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A thread ended before its time.
    #[error("証明の途中でスレッドが異常終了しました")]
    Thread,
}

/// One run of a proof.
#[derive(Debug, Clone, Default)]
pub(super) struct Trial {
    /// Name of its folder.
    pub(super) name: String,
    /// Options of the server.
    pub(super) options: Vec<String>,
    /// Test items; empty for all seven.
    pub(super) items: Vec<TestItem>,
    /// The production registration instead.
    pub(super) production_registration: bool,
    /// Only scenarios with this tag.
    pub(super) tag: Option<String>,
    /// Seed of a random order.
    pub(super) shuffle: Option<u64>,
    /// Seed of the generated test data.
    pub(super) seed: u64,
}

impl Stage {
    fn union(&self) -> Result<UnionId, ProveError> {
        let unions = self.specification.lot(self.lot).map(|lot| lot.unions.clone()).unwrap_or_default();
        unions.first().copied().ok_or(ProveError::NoUnion(self.lot))
    }

    /// Holds one run, and throws its evidence away.
    pub(super) fn hold(&self, trial: &Trial) -> Result<RunReport, ProveError> {
        let tags = trial.tag.as_ref().map(|tag| TagOperation::Tag(tag.clone()));
        let selection = Selection {
            unions: vec![self.union()?],
            items: trial.items.clone(),
            production_registration: trial.production_registration,
            tags,
            ..Selection::default()
        };
        let plan = Plan::new(self.lot, &self.specification, &self.scenarios, &selection)?;
        let evidence = self.evidence.join(&trial.name);
        let report = run(RunOrder {
            root: self.root.clone(),
            plan,
            specification: Arc::clone(&self.specification),
            driving: Driving::Http,
            site: Site::Embedded {
                program: self.program.clone(),
                settings: self.root.join("testdata").join("settings.yaml"),
                options: trial.options.clone(),
                timing: self.timing,
            },
            evidence: evidence.clone(),
            retries: 0,
            fail_fast: false,
            lanes: 1,
            seed: trial.seed,
            volume_rows: None,
            shuffle: trial.shuffle,
            defects: Vec::new(),
            arguments: Vec::new(),
            pending: Pending::Never,
            style: Style::Silent,
            scope: Default::default(),
            resumes: None,
            opening: None,
        })?;
        std::fs::remove_dir_all(&evidence).map_err(|source| ProveError::Folder { path: evidence, source })?;
        Ok(report)
    }

    /// Does the work on every piece, so many at a time, and tells as each is done. The
    /// answers are in the order of the pieces.
    pub(super) fn side_by_side<P: Sync, A: Send>(
        &self,
        pieces: &[P],
        work: impl Fn(&P) -> Result<A, ProveError> + Sync,
        told: impl Fn(&A) + Sync,
    ) -> Result<Vec<A>, ProveError> {
        let next = std::sync::atomic::AtomicUsize::new(0);
        let mut done = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..self.jobs.max(1))
                .map(|_| {
                    scope.spawn(|| {
                        let mut done = Vec::new();
                        loop {
                            let place = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            let Some(piece) = pieces.get(place) else { return Ok::<_, ProveError>(done) };
                            let answer = work(piece)?;
                            told(&answer);
                            done.push((place, answer));
                        }
                    })
                })
                .collect();
            let mut all = Vec::new();
            for thread in threads {
                all.extend(thread.join().map_err(|_| ProveError::Thread)??);
            }
            Ok::<_, ProveError>(all)
        })?;
        done.sort_by_key(|(place, _)| *place);
        Ok(done.into_iter().map(|(_, answer)| answer).collect())
    }
}
