//! The approved pictures of screens, with the scenario that each belongs to. Must not know
//! what a document does with them.

use crate::model::TestItem;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// How the names of approved screens begin.
const SCREEN: &str = "画面-";

/// An approved picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The scenario.
    pub scenario: String,
    /// Screen and state, for a reader.
    pub caption: String,
    /// The picture, PNG.
    pub file: PathBuf,
}

/// The approved pictures of a test item, in the order of their names; none if the item has
/// none.
///
/// # Errors
/// If a file is there and cannot be read.
pub fn pictures(root: &Path, item: TestItem) -> io::Result<Vec<Picture>> {
    let folder = root.join("features").join(item.folder()).join("snapshots");
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut pictures = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(name) = name.strip_prefix(SCREEN).and_then(|name| name.strip_suffix(".snap")) else {
            continue;
        };
        let text = fs::read_to_string(&path)?;
        // A row of an outline has a `#` in its id, which YAML wants in quotes.
        let scenario = text.lines().find_map(|line| line.strip_prefix("description: "));
        let scenario = scenario.map(|scenario| scenario.trim().trim_matches('"'));
        let file = path.with_extension("snap.png");
        if let Some(scenario) = scenario.filter(|_| file.is_file()) {
            pictures.push(Picture { scenario: scenario.to_owned(), caption: caption(name), file });
        }
    }
    pictures.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(pictures)
}

/// 「パスワード変更-結果_change-password__拒否A101」 as 「パスワード変更 結果 拒否A101」: what
/// the form is called inside says nothing to a reader.
fn caption(name: &str) -> String {
    let is_internal = |part: &&str| {
        part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let parts: Vec<_> = name.split('_').filter(|part| !is_internal(part)).collect();
    parts.join(" ").replacen('-', " ", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_leave_out_what_forms_are_called_inside() {
        for (name, shown) in [
            ("お知らせ-表示", "お知らせ 表示"),
            ("お知らせ-表示_0件", "お知らせ 表示 0件"),
            ("パスワード変更-結果_change-password__拒否A101", "パスワード変更 結果 拒否A101"),
            ("アクセスグループ-入力_put-access-group_", "アクセスグループ 入力"),
        ] {
            assert_eq!(caption(name), shown);
        }
    }
}
