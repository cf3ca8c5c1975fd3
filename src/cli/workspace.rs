//! Where features, test data and role models are, and reading them all before anything
//! starts.

use crate::{
    run::{FeatureFile, Finding, PlannedScenario, Severity, check_features, load_features, scenarios},
    spec::{Provenance, Specification},
    terminal::SCREENS,
};
use std::{
    collections::BTreeMap,
    env, fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Something the user wrote is wrong: the command line, the test data, a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageError(pub String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl UsageError {
    pub(super) fn new(error: impl fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// Everything that test leads wrote.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Root of the package.
    pub root: PathBuf,
    /// Test data and role models.
    pub specification: Arc<Specification>,
    /// Feature files.
    pub features: Vec<FeatureFile>,
    /// What is wrong with the feature files.
    pub findings: Vec<Finding>,
}

impl Workspace {
    /// Reads everything below the package root.
    ///
    /// # Errors
    /// [`UsageError`] with every error of the test data.
    pub fn load() -> Result<Self, UsageError> {
        let root = find_root()?;
        let specification = load_test_data(&root)?;
        specification.check_screen_names(SCREENS).map_err(UsageError::new)?;
        let features = load_features(&root)
            .map_err(|error| UsageError(format!("features フォルダを読めません: {error}")))?;
        let requirements: BTreeMap<String, Provenance> =
            specification.requirements().iter().map(|one| (one.id.clone(), one.provenance)).collect();
        let findings = check_features(&features, &requirements);
        Ok(Self { root, specification: Arc::new(specification), features, findings })
    }

    /// Reads everything, and refuses features with errors.
    ///
    /// # Errors
    /// [`UsageError`] with every error.
    pub fn load_sound() -> Result<Self, UsageError> {
        let workspace = Self::load()?;
        let errors: Vec<_> = workspace
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        if errors.is_empty() { Ok(workspace) } else { Err(UsageError(errors.join("\n"))) }
    }

    /// The scenarios of all features.
    #[must_use]
    pub fn scenarios(&self) -> Vec<PlannedScenario> {
        scenarios(&self.features)
    }
}

/// The test data without the features, which not everybody needs.
///
/// # Errors
/// [`UsageError`] with every error of the test data.
pub(super) fn load_specification() -> Result<Specification, UsageError> {
    load_test_data(&find_root()?)
}

fn load_test_data(root: &Path) -> Result<Specification, UsageError> {
    Specification::load(&root.join("testdata"), &root.join("rolemodels")).map_err(UsageError::new)
}

/// The nearest folder, from the current one upward, that has features and test data.
fn find_root() -> Result<PathBuf, UsageError> {
    let here = env::current_dir().map_err(UsageError::new)?;
    here.ancestors()
        .find(|folder| folder.join("features").is_dir() && folder.join("testdata").is_dir())
        .map(Path::to_owned)
        .ok_or_else(|| {
            UsageError("features と testdata のあるフォルダ(パッケージの一番上)で実行してください".to_owned())
        })
}
