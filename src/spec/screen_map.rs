//! A screen map (画面対応): how the screens of an endpoint differ from the convention of the
//! contract. Written by test leads, so that features meet screens laid out differently.
//!
//! Must not know how a screen is read, nor which acts there are.

use super::{diagnostic::SpecError, keyed::Keyed, source::Source, suggest::UnknownName};
use serde::Deserialize;
use std::path::PathBuf;

/// A screen map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenMap {
    /// Path at which a terminal enters; `{certificate}` stands for its 電子証明書.
    #[serde(rename = "入口")]
    pub entry: Option<String>,
    /// Path of the convention → path of the endpoint. One screen may have several.
    #[serde(rename = "パス", default)]
    pub paths: Keyed<String>,
    /// By the name of the screen.
    #[serde(rename = "画面", default)]
    pub screens: Keyed<MappedScreen>,
}

/// How one screen differs. Selectors are CSS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedScreen {
    /// What to click, one after the other, once the path is open.
    #[serde(rename = "前の操作", default)]
    pub first_clicks: Vec<String>,
    /// What is there if, and only if, this screen is shown.
    #[serde(rename = "目印")]
    pub mark: Option<String>,
    /// The message of a refusal.
    #[serde(rename = "拒否")]
    pub refusal: Option<String>,
    /// Its attribute that holds the code.
    #[serde(rename = "拒否コードの属性")]
    pub refusal_code: Option<String>,
    /// What says that something was done.
    #[serde(rename = "完了")]
    pub done: Option<String>,
    /// Rows of the list.
    #[serde(rename = "行")]
    pub rows: Option<String>,
    /// Field → its cell, within a row.
    #[serde(rename = "列", default)]
    pub columns: Keyed<String>,
    /// Field → its place, within the page.
    #[serde(rename = "項目", default)]
    pub facts: Keyed<String>,
    /// Link to the next page of the list.
    #[serde(rename = "次のページ")]
    pub next: Option<String>,
    /// Link to a file.
    #[serde(rename = "ダウンロード")]
    pub download: Option<String>,
    /// Links of the menu.
    #[serde(rename = "メニュー")]
    pub menu: Option<String>,
    /// Act → its form.
    #[serde(rename = "フォーム", default)]
    pub forms: Keyed<MappedForm>,
}

/// How a form differs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedForm {
    /// The form, or what holds its inputs.
    #[serde(rename = "場所")]
    pub form: Option<String>,
    /// Field → its input, within the form.
    #[serde(rename = "入力欄", default)]
    pub inputs: Keyed<String>,
    /// The button that sends it.
    #[serde(rename = "送信ボタン")]
    pub submit: Option<String>,
}

/// A screen map as it was read.
#[derive(Debug, Clone)]
pub(super) struct ReadMap {
    /// As the endpoint names it.
    pub(super) path: PathBuf,
    pub(super) source: Source,
    pub(super) map: ScreenMap,
}

/// What is wrong with the screens that maps name, if `known` are all there are.
pub(super) fn check(maps: &[ReadMap], known: &[&str]) -> Vec<SpecError> {
    let mut errors = Vec::new();
    for ReadMap { source, map, .. } in maps {
        let error = |place: &[&str], text: String| SpecError::at(source, source.locate(place), text);
        for (convention, path) in map.paths.iter() {
            if !convention.starts_with('/') || !path.starts_with('/') {
                errors.push(
                    error(
                        &["パス", convention],
                        format!("パス「{convention}」「{path}」は「/」で始まりません"),
                    )
                    .expecting("取り決めのパスと、この接続先の基本URLからのパスを書きます"),
                );
            }
        }
        for (name, screen) in map.screens.iter() {
            if !known.contains(&name) {
                let nearest = UnknownName::new("画面", name, "契約", known.iter().copied()).nearest;
                errors.push(
                    error(&["画面", name], format!("画面「{name}」は契約にありません")).nearest(nearest),
                );
            }
            if screen.rows.is_none() && !screen.columns.is_empty() {
                errors.push(
                    error(&["画面", name, "列"], format!("画面「{name}」に「列」があり、「行」がありません"))
                        .expecting("「行」に一覧の行のセレクターを書きます"),
                );
            }
        }
    }
    errors
}
