//! Feature files as scenarios that can be selected and run.

use crate::model::TestItem;
use cucumber::feature::Ext as _;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A feature file as it stands on disk.
#[derive(Debug, Clone)]
pub struct FeatureFile {
    /// The test item whose folder it lies in.
    pub item: TestItem,
    /// Path relative to the package root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What the parser makes of it; an error in the parser's words otherwise.
    pub parsed: Result<Arc<gherkin::Feature>, ParseFailure>,
}

/// Why a feature file cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseFailure {
    /// Line that the parser points at; the culprit is there or just before.
    pub line: Option<usize>,
    /// The parser's words.
    pub message: String,
}

/// One scenario, or one row of an outline.
#[derive(Debug, Clone)]
pub struct PlannedScenario {
    /// The test item.
    pub item: TestItem,
    /// Stable id; with `#n` for the n-th row of an outline.
    pub id: String,
    /// Feature file relative to the package root.
    pub path: String,
    /// Tags of feature and scenario, without `@`.
    pub tags: Vec<String>,
    /// The feature with this scenario alone.
    pub feature: gherkin::Feature,
    /// The scenario.
    pub scenario: gherkin::Scenario,
}

impl PlannedScenario {
    /// Whether it carries a tag.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }

    /// The requirements that it proves.
    pub fn requirements(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(String::as_str).filter(|tag| is_requirement(tag))
    }
}

/// `R2-03`.
pub(super) fn is_requirement(tag: &str) -> bool {
    numbered(tag, 'R')
}

/// `T2-03`.
pub(super) fn is_scenario_id(tag: &str) -> bool {
    numbered(tag, 'T')
}

fn numbered(tag: &str, letter: char) -> bool {
    tag.strip_prefix(letter).and_then(|rest| rest.split_once('-')).is_some_and(|(item, number)| {
        item.len() == 1
            && number.len() >= 2
            && item.bytes().chain(number.bytes()).all(|byte| byte.is_ascii_digit())
    })
}

/// Reads every feature file below `features/`, in order of items and names; those of the
/// production registration come last.
///
/// # Errors
/// If a folder or file cannot be read.
pub fn load(root: &Path) -> io::Result<Vec<FeatureFile>> {
    let mut files = Vec::new();
    for item in TestItem::ALL_AND_PRODUCTION {
        let folder = root.join("features").join(item.folder());
        if !folder.is_dir() {
            continue;
        }
        let mut paths: Vec<PathBuf> = fs::read_dir(&folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "feature"));
        paths.sort();
        for path in paths {
            let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.push(FeatureFile {
                item,
                path: format!("features/{}/{name}", item.folder()),
                parsed: parse(&text),
                text,
            });
        }
    }
    Ok(files)
}

fn parse(text: &str) -> Result<Arc<gherkin::Feature>, ParseFailure> {
    match gherkin::Feature::parse(text, gherkin::GherkinEnv::default()) {
        Ok(feature) => Ok(Arc::new(feature)),
        Err(error) => {
            let message = error.to_string();
            // 「… at 6:6: …」 is all that the parser tells about the place.
            let line =
                message.split(" at ").nth(1).and_then(|rest| rest.split(':').next()?.trim().parse().ok());
            Err(ParseFailure { line, message })
        }
    }
}

/// The scenarios of parsed files, outlines row by row.
#[must_use]
pub fn scenarios(files: &[FeatureFile]) -> Vec<PlannedScenario> {
    let mut planned = Vec::new();
    for file in files {
        let Ok(feature) = &file.parsed else { continue };
        let Ok(expanded) = gherkin::Feature::clone(feature).expand_examples() else { continue };
        let rows_of = |id: &str| {
            feature
                .scenarios
                .iter()
                .any(|scenario| !scenario.examples.is_empty() && scenario.tags.iter().any(|tag| tag == id))
        };
        let mut row: BTreeMap<String, usize> = BTreeMap::new();
        for scenario in &expanded.scenarios {
            let id = scenario.tags.iter().find(|tag| is_scenario_id(tag)).cloned().unwrap_or_default();
            let id = if rows_of(&id) {
                let number = row.entry(id.clone()).or_default();
                *number += 1;
                format!("{id}#{number}")
            } else {
                id
            };
            let mut alone = expanded.clone();
            alone.path = Some(PathBuf::from(&file.path));
            alone.scenarios = vec![scenario.clone()];
            let mut tags = expanded.tags.clone();
            tags.extend(scenario.tags.iter().cloned());
            planned.push(PlannedScenario {
                item: file.item,
                id,
                path: file.path.clone(),
                tags,
                feature: alone,
                scenario: scenario.clone(),
            });
        }
    }
    planned
}
