//! Approved screens: for each test item one picture of each screen and state that its
//! scenarios show, in its folder of snapshots, compared as a reader would compare them.
//!
//! The description of an approved picture names its scenario: the others that show the same
//! screen in the same state show other people's values, and are not compared. The verdict is
//! ours, as it is for the texts; insta writes what waits for review.
//!
//! It must not know how a picture is taken, nor which values on it differ from run to run.

use super::{
    likeness::{self, LooksTheSame},
    safe_name::safe_name,
    snapshot::{Pending, as_insta_does},
};
use crate::model::compared::{APPROVED, MARKED, SEEN};
use image::RgbImage;
use insta::{Settings, Snapshot, internals::SnapshotContents};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What the names of approved screens begin with.
const PREFIX: &str = "画面-";

/// A screen in a state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScreenState {
    /// Name of the screen.
    pub screen: String,
    /// What is shown there, for example 「入力(upload)」 or 「結果(upload) 拒否E301」.
    pub state: String,
}

impl ScreenState {
    /// The name of its snapshot.
    fn stem(&self) -> String {
        format!("{PREFIX}{}", safe_name(&format!("{}-{}", self.screen, self.state)))
    }
}

impl fmt::Display for ScreenState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "「{}」画面 {}", self.screen, self.state)
    }
}

/// Whether a file of a folder of snapshots is an approved screen.
#[must_use]
pub fn is_approved_screen(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
}

/// The scenario to which an approved screen belongs.
#[must_use]
pub fn scenario_of(file: &Path) -> Option<String> {
    Snapshot::from_file(file).ok()?.metadata().description().map(str::to_owned)
}

/// A screen that is not as it was approved.
#[derive(Debug)]
pub struct ScreenDifference {
    /// The screen.
    pub screen: ScreenState,
    /// What is wrong, in Japanese, with what to do next.
    pub message: String,
    /// The approved picture, the one that was seen, and where they differ, as PNG.
    pub pictures: Vec<(&'static str, Vec<u8>)>,
}

/// The approved screens of a run.
#[derive(Debug)]
pub struct ApprovedScreens {
    root: PathBuf,
    /// Scenario → feature file, relative to the root.
    features: HashMap<String, PathBuf>,
    pending: Pending,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Approved files, each with the scenario whose screen it is.
    approved: HashMap<PathBuf, String>,
    /// Scenarios that were the first of their item to show a screen that nobody approved.
    claimed: HashMap<PathBuf, String>,
    /// Scenario, attempt and approved file.
    compared: HashSet<(String, usize, PathBuf)>,
    /// Why nothing is compared.
    given_up: Option<String>,
}

impl ApprovedScreens {
    /// Those of the folders of these features. `features` is by scenario, paths are relative
    /// to `root`.
    #[must_use]
    pub fn read(root: &Path, features: HashMap<String, PathBuf>, pending: Pending) -> Self {
        let folders: BTreeSet<PathBuf> =
            features.values().map(|feature| root.join(folder_of(feature))).collect();
        let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        let approved = files
            .map(|entry| entry.path())
            .filter(|file| {
                file.extension().is_some_and(|extension| extension == "snap") && is_approved_screen(file)
            })
            .filter_map(|file| {
                let scenario = scenario_of(&file)?;
                Some((file, scenario))
            })
            .collect();
        let state = State { approved, ..State::default() };
        Self { root: root.to_owned(), features, pending, state: Mutex::new(state) }
    }

    /// Where the screen is approved of the item whose scenario shows it.
    fn file(&self, screen: &ScreenState, scenario: &str) -> Option<PathBuf> {
        let feature = self.features.get(scenario)?;
        Some(self.root.join(folder_of(feature)).join(format!("{}.snap", screen.stem())))
    }

    /// Whether the screen of this scenario is the one that is compared, and was not yet in
    /// this attempt.
    pub(super) fn wants(&self, screen: &ScreenState, scenario: &str, attempt: usize) -> bool {
        let Some(file) = self.file(screen, scenario) else { return false };
        let mut state = self.state();
        if state.given_up.is_some() || state.compared.contains(&(scenario.to_owned(), attempt, file.clone()))
        {
            return false;
        }
        match state.approved.get(&file) {
            Some(approved) => approved == scenario,
            None => state.claimed.entry(file).or_insert_with(|| scenario.to_owned()) == scenario,
        }
    }

    /// Compares a screen.
    pub(super) fn compare(
        &self,
        screen: &ScreenState,
        scenario: &str,
        attempt: usize,
        picture: &[u8],
    ) -> Option<ScreenDifference> {
        let (feature, file) = (self.features.get(scenario)?, self.file(screen, scenario)?);
        // Held while insta writes.
        let mut state = self.state();
        state.compared.insert((scenario.to_owned(), attempt, file.clone()));
        let Ok(new) = likeness::read(picture) else {
            return Some(broken(screen, "画面の写しをPNGとして読めません"));
        };
        let waiting = file.with_extension("snap.new");
        let old = approved_picture(&file);
        let pieces = match &old {
            Some(old) => likeness::differences(old, &new),
            None => Vec::new(),
        };
        if old.is_some() && pieces.is_empty() {
            remove_waiting(&waiting);
            return None;
        }
        let small = small_png(&new);
        let said = match self.pending {
            Pending::Never => None,
            Pending::Kept => {
                write_waiting(&file, &self.root.join(feature), &screen.stem(), scenario, small.clone())
            }
        };
        if approved_picture(&file).is_some_and(|approved| likeness::differences(&approved, &new).is_empty()) {
            state.approved.insert(file, scenario.to_owned());
            return None;
        }
        let name = file.strip_prefix(&self.root).unwrap_or(&file).display().to_string();
        let mut message = match &old {
            None => format!("{screen}: 承認済みの画面「{name}」がありません。"),
            Some(_) => {
                format!("{screen}: 承認済みの画面「{name}」と{}か所で異なります。", likeness::places(&pieces))
            }
        };
        message.push_str(&match (waiting.exists(), said) {
            (true, _) => format!("今回の画面が正しければ、cargo insta review で「{name}.new」を承認してください。正しくなければ、これは不具合です。"),
            (false, Some(said)) => format!("承認待ちのファイルを書けません({said})。"),
            (false, None) => "承認待ちのファイルは書いていません(CI または INSTA_UPDATE の設定による)。".to_owned(),
        });
        let mut pictures = Vec::new();
        if let Some(old) = &old {
            pictures.push((APPROVED, small_png(old)));
        }
        pictures.push((SEEN, small));
        if old.is_some() {
            pictures.push((MARKED, small_png(&likeness::marked(&new, &pieces))));
        }
        Some(ScreenDifference { screen: screen.clone(), message, pictures })
    }

    /// Approved screens of a scenario that it did not show in this attempt.
    pub(super) fn not_seen(&self, scenario: &str, attempt: usize) -> Vec<String> {
        let state = self.state();
        if state.given_up.is_some() {
            return Vec::new();
        }
        let seen = |file: &PathBuf| state.compared.contains(&(scenario.to_owned(), attempt, file.clone()));
        let of_scenario = state.approved.iter().filter(|(_, approved)| *approved == scenario);
        let mut missing: Vec<String> = of_scenario
            .filter(|(file, _)| !seen(file))
            .map(|(file, _)| {
                let name = file.strip_prefix(&self.root).unwrap_or(file).display();
                format!("承認済みの画面「{name}」が、このシナリオで現れませんでした。なくなった画面なら、このファイルと写しを消してください。")
            })
            .collect();
        missing.sort();
        missing
    }

    /// From now on nothing is compared.
    pub(super) fn give_up(&self, why: &str) {
        self.state().given_up.get_or_insert_with(|| why.to_owned());
    }

    /// Why nothing was compared, if nothing was.
    #[must_use]
    pub fn given_up(&self) -> Option<String> {
        self.state().given_up.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broken(screen: &ScreenState, what: &str) -> ScreenDifference {
    ScreenDifference { screen: screen.clone(), message: format!("{screen}: {what}"), pictures: Vec::new() }
}

fn folder_of(feature: &Path) -> PathBuf {
    feature.parent().unwrap_or(Path::new("")).join("snapshots")
}

fn approved_picture(file: &Path) -> Option<RgbImage> {
    match Snapshot::from_file(file).ok()?.contents() {
        SnapshotContents::Binary(Some(bytes)) => likeness::read(bytes).ok(),
        _ => None,
    }
}

/// What waited for review and is approved by now.
fn remove_waiting(waiting: &Path) {
    // There is mostly none.
    let _ = fs::remove_file(waiting);
    let _ = fs::remove_file(waiting.with_extension("new.png"));
}

fn write_waiting(
    file: &Path,
    feature: &Path,
    stem: &str,
    scenario: &str,
    picture: Vec<u8>,
) -> Option<String> {
    let name = format!("{stem}.png");
    as_insta_does(|| {
        let mut settings = Settings::new();
        settings.set_snapshot_path(file.parent().unwrap_or(Path::new("")));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(scenario);
        settings.set_input_file(feature);
        settings.set_comparator(Box::new(LooksTheSame));
        settings.bind(|| insta::assert_binary_snapshot!(&name, picture));
    })
}

/// A PNG of few bytes: screens have few colours, and a palette holds up to 256.
fn small_png(picture: &RgbImage) -> Vec<u8> {
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut places: HashMap<[u8; 3], u8> = HashMap::new();
    let mut indexed = Vec::with_capacity(picture.len() / 3);
    for pixel in picture.pixels() {
        let place = match places.get(&pixel.0) {
            Some(place) => *place,
            None => {
                let Ok(place) = u8::try_from(palette.len()) else { break };
                palette.push(pixel.0);
                places.insert(pixel.0, place);
                place
            }
        };
        indexed.push(place);
    }
    let fits = indexed.len() * 3 == picture.len();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_compression(png::Compression::High);
    encoder.set_depth(png::BitDepth::Eight);
    if fits {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(palette.concat());
    } else {
        encoder.set_color(png::ColorType::Rgb);
    }
    let data: &[u8] = if fits { &indexed } else { picture };
    // Writing to memory fails only for sizes that do not fit the picture.
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(data));
    debug_assert!(written.is_ok(), "{written:?}");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn state(screen: &str) -> ScreenState {
        ScreenState { screen: screen.to_owned(), state: "表示".to_owned() }
    }

    fn picture(shade: u8) -> Vec<u8> {
        small_png(&RgbImage::from_pixel(64, 64, Rgb([shade; 3])))
    }

    /// As insta leaves it when somebody accepts.
    fn approve(root: &Path, item: &str, scenario: &str, shade: u8) {
        let folder = root.join("features").join(item).join("snapshots");
        fs::create_dir_all(&folder).expect("folder");
        let file = folder.join(format!("{}.snap", state("加入者検索").stem()));
        let text =
            format!("---\nsource: x\ndescription: {scenario}\nextension: png\nsnapshot_kind: binary\n---\n");
        fs::write(&file, text).expect("snapshot");
        fs::write(file.with_extension("snap.png"), picture(shade)).expect("picture");
    }

    fn screens(root: &Path) -> ApprovedScreens {
        let features = [("T1-01", "01"), ("T4-01", "04"), ("T4-02", "04")]
            .map(|(id, item)| (id.to_owned(), PathBuf::from(format!("features/{item}/a.feature"))));
        ApprovedScreens::read(root, features.into_iter().collect(), Pending::Never)
    }

    #[test]
    fn each_item_has_its_own_and_each_screen_one_scenario() {
        let root = tempfile::tempdir().expect("folder");
        approve(root.path(), "01", "T1-01", 0);
        approve(root.path(), "04", "T4-01", 255);
        let screens = screens(root.path());
        let search = state("加入者検索");
        assert!(screens.wants(&search, "T1-01", 1) && screens.wants(&search, "T4-01", 1));
        assert!(!screens.wants(&search, "T4-02", 1), "the approved one is T4-01's");
        assert!(!screens.wants(&search, "T2-01", 1), "no scenario of a compared item");
        assert!(screens.compare(&search, "T1-01", 1, &picture(0)).is_none());
        assert!(!screens.wants(&search, "T1-01", 1), "once an attempt");
        assert!(screens.wants(&search, "T1-01", 2));
        let difference = screens.compare(&search, "T4-01", 1, &picture(0)).expect("another picture");
        let words: Vec<_> = difference.pictures.iter().map(|(word, _)| *word).collect();
        assert_eq!(words, [APPROVED, SEEN, MARKED]);
        assert!(difference.message.contains("と1か所で異なります"), "{}", difference.message);
    }

    #[test]
    fn what_nobody_approved_and_what_is_gone_is_told() {
        let root = tempfile::tempdir().expect("folder");
        approve(root.path(), "04", "T4-01", 255);
        let screens = screens(root.path());
        let new = state("新しい画面");
        assert!(screens.wants(&new, "T4-02", 1));
        assert!(!screens.wants(&new, "T4-01", 1), "T4-02 was first");
        let difference = screens.compare(&new, "T4-02", 1, &picture(0)).expect("nobody approved it");
        assert!(difference.message.contains("がありません"), "{}", difference.message);
        assert_eq!(screens.not_seen("T4-02", 1), Vec::<String>::new());
        assert_eq!(screens.not_seen("T4-01", 1).len(), 1);
        screens.give_up("書体がない");
        assert!(!screens.wants(&state("加入者検索"), "T4-01", 1));
        assert_eq!(screens.not_seen("T4-01", 1), Vec::<String>::new());
        assert_eq!(screens.given_up().as_deref(), Some("書体がない"));
    }
}
