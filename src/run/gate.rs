//! The gate that a run passes last: nothing of what it knew may lie in its folder, in the
//! approved snapshots, or in what the console said.
//!
//! It must not know how leaks are searched for.

use super::{execute::RunReport, outcome::ExitStatus};
use crate::{
    evidence::{
        EvidenceError, RunFolder, journal,
        leaks::{Search, Searched},
        manifest::is_of_report,
    },
    model::{RunResult, files},
};
use std::{fs, io, path::Path};

/// Searches what is there before the result is written.
pub(super) fn search(folder: &RunFolder, root: &Path) -> Result<Searched, EvidenceError> {
    let search = Search::of(folder.masker());
    let mut searched = search.folder(folder.path(), "", |name| !is_written_after(name))?;
    let features = root.join("features");
    if features.is_dir() {
        // A password that stands in a feature is refused there, or nobody's.
        let texts = feature_texts(&features)
            .map_err(|source| EvidenceError::Read { file: features.clone(), source })?;
        let search = Search::besides(folder.masker(), &texts);
        searched.add(search.folder(&features, "features/", |name| name.contains("/snapshots/"))?);
    }
    Ok(searched)
}

fn feature_texts(folder: &Path) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            texts.extend(feature_texts(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "feature") {
            texts.push(fs::read_to_string(path)?);
        }
    }
    Ok(texts)
}

/// What is written when the result is known: the result, the report, and what is said.
fn is_written_after(name: &str) -> bool {
    matches!(name, files::RESULT | files::CONSOLE) || is_of_report(name)
}

/// A run that leaked did not pass, whatever else it came to.
pub(super) fn judge(searched: &Searched, result: &mut RunResult, status: &mut ExitStatus) {
    if searched.found > 0 {
        *status = ExitStatus::Leaked;
        result.exit_code = status.code();
        result.leaks.clone_from(&searched.leaks);
    }
}

/// Searches what was written since. What is found is put into the result.
///
/// # Errors
/// [`EvidenceError`] if a file cannot be read, or the result not be written.
pub fn search_rest(report: &mut RunReport) -> Result<(), EvidenceError> {
    let search = Search::of(report.evidence.masker());
    let rest = search.folder(&report.folder, "", is_written_after)?;
    let is_news = rest.found > 0;
    report.searched.add(rest);
    if is_news {
        judge(&report.searched, &mut report.result, &mut report.status);
        journal::write_result(&report.evidence, &report.result)?;
    }
    Ok(())
}
