//! Comparison of what a scenario observed with what a reviewer approved.
//!
//! The approved text lies beside its feature and is read through insta, so that
//! `cargo insta review` works on it. Equal texts never reach insta's assertion. Where they
//! differ, the assertion runs for one purpose: to write the pending file, or to accept it,
//! as `INSTA_UPDATE` and `CI` say. The verdict is ours: after that, is the approved text
//! the observed one? (So `INSTA_FORCE_PASS` turns nothing green.)
//!
//! insta fails by panicking. The panic is caught, but a panic hook speaks before that and
//! belongs to the whole process: the program calls [`install_quiet_panic_hook`] once at its
//! start, before anything else sets a hook of its own for a while (cucumber does so during
//! a run, and puts back what it found).
//!
//! It must not know how observations are written, or what a step is.

use super::{masking::Masker, safe_name::safe_name};
use insta::internals::{SnapshotContents, TextSnapshotContents};
use insta::{Settings, Snapshot, TextSnapshotKind};
use std::{
    any::Any,
    cell::Cell,
    collections::HashSet,
    fmt, fs, panic,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError},
};

/// The observed text is not the approved one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotMismatch {
    /// The approved file.
    pub approved: PathBuf,
    /// The approved file as a reader is told it: relative to the folder of features.
    pub name: String,
    /// Whether nothing was approved yet.
    pub missing: bool,
    /// Unified diff from the approved to the observed text.
    pub diff: String,
    /// Whether the observed text now waits for review beside the approved file.
    pub pending_written: bool,
    /// What else a reader must know, in Japanese.
    pub remark: Option<String>,
}

impl fmt::Display for SnapshotMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        if self.missing {
            writeln!(f, "承認済みスナップショット「{name}」がありません。")?;
        } else {
            writeln!(f, "観測した内容が承認済みスナップショット「{name}」と異なります。")?;
        }
        if let Some(remark) = &self.remark {
            writeln!(f, "{remark}")?;
        }
        if self.pending_written {
            writeln!(
                f,
                "今回の内容が正しければ、cargo insta review で「{name}.new」を承認してください。正しくなければ、これは不具合です。"
            )?;
        } else {
            writeln!(
                f,
                "承認待ちのファイルは書いていません(CI または INSTA_UPDATE の設定による)。今回の内容が正しければ、手元で実行し直して cargo insta review で承認してください。"
            )?;
        }
        write!(f, "\n{}", self.diff.trim_end())
    }
}

impl std::error::Error for SnapshotMismatch {}

/// The approved file of a scenario: `<folder of the feature>/snapshots/<stem>.<id>.snap`.
#[must_use]
pub fn approved_file(feature_file: &Path, scenario_id: &str) -> PathBuf {
    let folder = feature_file.parent().unwrap_or(Path::new("")).join("snapshots");
    folder.join(format!("{}.snap", snapshot_name(feature_file, scenario_id)))
}

fn snapshot_name(feature_file: &Path, scenario_id: &str) -> String {
    let stem = feature_file.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}.{}", safe_name(scenario_id))
}

/// Whether a text that is not approved waits for a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pending {
    /// As insta's settings say.
    #[default]
    Kept,
    /// Never: the system under test is known to be wrong, or is told to be different.
    Never,
}

/// Compares the observed text with the approved one. `feature_file` is relative to
/// `features_root`. Individual numbers are masked first, since approved texts are committed;
/// secrets are the caller's to mask.
///
/// # Errors
/// [`SnapshotMismatch`] if nothing is approved, or something else.
pub fn check(
    features_root: &Path,
    feature_file: &Path,
    scenario_id: &str,
    text: &str,
    waiting: Pending,
) -> Result<(), SnapshotMismatch> {
    let text = Masker::new().mask(text).into_owned();
    // Without a working folder the path stays relative, and insta resolves it.
    let relative = approved_file(feature_file, scenario_id);
    let path = features_root.join(&relative);
    let approved = std::path::absolute(&path).unwrap_or(path);
    let pending = approved.with_extension("snap.new");
    if read(&approved).is_some_and(|old| old == normalised(&text)) {
        // As insta does when an assertion passes; but another lane may have written the
        // pending file a moment ago, and then it is no leftover.
        if !state().pending.contains(&pending) {
            let _ = fs::remove_file(&pending);
        }
        return Ok(());
    }
    let mut mismatch = SnapshotMismatch {
        name: relative.to_string_lossy().replace('\\', "/"),
        missing: !approved.exists(),
        diff: String::new(),
        pending_written: false,
        remark: None,
        approved,
    };
    if waiting == Pending::Never {
        mismatch.diff = unified_diff(&read(&mismatch.approved).unwrap_or_default(), &normalised(&text));
        return Err(mismatch);
    }
    settle(mismatch, &features_root.join(feature_file), scenario_id, &text, pending)
}

/// What this process did to approved and pending files.
#[derive(Default)]
struct State {
    accepted: HashSet<PathBuf>,
    pending: HashSet<PathBuf>,
}

/// Held while insta writes: several lanes may check the same snapshot at once.
fn state() -> MutexGuard<'static, State> {
    static STATE: LazyLock<Mutex<State>> = LazyLock::new(Mutex::default);
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The texts differ: lets insta write what it is told to, and looks again.
fn settle(
    mut mismatch: SnapshotMismatch,
    feature_file: &Path,
    scenario_id: &str,
    text: &str,
    pending: PathBuf,
) -> Result<(), SnapshotMismatch> {
    let mut state = state();
    let approved = mismatch.approved.clone();
    let is_approved = |file: &Path| read(file).is_some_and(|old| old == normalised(text));
    if is_approved(&approved) {
        return Ok(());
    }
    // For the diff a file that insta cannot read counts as it stands.
    let old = read(&approved).or_else(|| fs::read_to_string(&approved).ok()).unwrap_or_default();
    mismatch.diff = unified_diff(&old, &normalised(text));
    if state.accepted.contains(&approved) {
        mismatch.missing = false;
        mismatch.remark = Some(
            "この実行の中で先に承認された内容と異なります。団体や実行ごとに変わる値が、番号付きの置き換え記号になっているか確かめてください。"
                .to_owned(),
        );
        return Err(mismatch);
    }
    let name = snapshot_name(feature_file, scenario_id);
    let said = run_insta(&approved, feature_file, &name, text);
    if is_approved(&approved) {
        state.accepted.insert(approved);
        return Ok(());
    }
    mismatch.pending_written = is_approved(&pending);
    if mismatch.pending_written {
        state.pending.insert(pending);
    }
    mismatch.remark = said;
    Err(mismatch)
}

/// Runs insta's assertion. Returns what it said, unless that is only that the texts differ.
fn run_insta(approved: &Path, feature_file: &Path, name: &str, text: &str) -> Option<String> {
    let assert = || {
        let mut settings = Settings::new();
        settings.set_snapshot_path(approved.parent().unwrap_or(Path::new("")));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        // Stored only if it lies in the workspace, and then relative to it.
        settings.set_input_file(feature_file);
        settings.bind(|| insta::assert_snapshot!(name, text));
    };
    as_insta_does(assert).map(|said| format!("insta: {said}"))
}

/// Runs an assertion of insta for what it writes. Returns what it said, unless that is only
/// that the contents differ.
pub(super) fn as_insta_does(assert: impl FnOnce()) -> Option<String> {
    QUIET.set(true);
    // Nothing that the assertion touches is looked at after a panic.
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(assert));
    QUIET.set(false);
    let said = panic_text(&*outcome.err()?);
    (!said.starts_with("snapshot assertion for")).then_some(said)
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// The text of a snapshot file, normalised as insta does; `None` if it is not there, holds
/// no text, or insta cannot read it.
fn read(file: &Path) -> Option<String> {
    match Snapshot::from_file(file).ok()?.contents() {
        SnapshotContents::Text(text) => Some(text.to_string()),
        SnapshotContents::Binary(_) => None,
    }
}

fn normalised(text: &str) -> String {
    TextSnapshotContents::new(text.to_owned(), TextSnapshotKind::File).to_string()
}

fn unified_diff(old: &str, new: &str) -> String {
    // Both end without a line end; with one, no line needs the remark that it lacks it.
    let (old, new) = (ended(old), ended(new));
    similar::TextDiff::from_lines(&old, &new)
        .unified_diff()
        .context_radius(3)
        .header("承認済み", "今回")
        .to_string()
}

fn ended(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

thread_local! {
    /// Whether a panic of this thread is insta's, and caught.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// From now on insta's panics inside [`check`] are not shown. All others go to the hook
/// that was installed before. Further calls do nothing.
pub fn install_quiet_panic_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests;
