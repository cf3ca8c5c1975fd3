//! Where things stand on the screens of an endpoint. Nothing is written where it follows
//! the convention of the contract (`data-screen`, `data-act`, `data-column` …); what a
//! screen map says takes its place.
//!
//! Serialised, it is handed to the scripts that read and fill pages. It must not know how
//! a screen map is written.

use serde::Serialize;
use std::collections::BTreeMap;

/// How the screens of an endpoint differ from the convention.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// Path at which a terminal enters; `{certificate}` stands for its 電子証明書.
    pub entry: Option<String>,
    /// Path of the convention → path here, with the same names in braces.
    pub paths: BTreeMap<String, String>,
    /// By the name of the screen.
    pub screens: BTreeMap<String, ScreenLayout>,
}

/// How one screen differs. Selectors are CSS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ScreenLayout {
    /// Links and buttons to click, one after the other, once the path is open.
    pub first_clicks: Vec<String>,
    /// What is there if, and only if, this screen is shown.
    pub mark: Option<String>,
    /// The message of a refusal.
    pub refusal: Option<String>,
    /// Its attribute that holds the code; without one, its text does.
    pub refusal_code: Option<String>,
    /// What says that something was done.
    pub done: Option<String>,
    /// Rows of the list.
    pub rows: Option<String>,
    /// Field → its cell, within a row.
    pub columns: BTreeMap<String, String>,
    /// Field → its place, within the page.
    pub facts: BTreeMap<String, String>,
    /// Link to the next page of the list.
    pub next: Option<String>,
    /// Link to a file.
    pub download: Option<String>,
    /// Links of the menu.
    pub menu: Option<String>,
    /// Act → its form.
    pub forms: BTreeMap<String, FormLayout>,
}

/// How a form differs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FormLayout {
    /// The form, or what holds its inputs.
    pub form: Option<String>,
    /// Field → its input, within the form.
    pub inputs: BTreeMap<String, String>,
    /// The button that sends it.
    pub submit: Option<String>,
}

impl Layout {
    /// The path at which a terminal enters.
    pub(super) fn entry(&self) -> &str {
        self.entry.as_deref().unwrap_or("/terminal/{certificate}")
    }

    /// The path of a screen, and what to click there first.
    pub(super) fn way<'a>(&'a self, screen: &str, convention: &'a str) -> (&'a str, &'a [String]) {
        let path = self.paths.get(convention).map_or(convention, String::as_str);
        (path, self.screens.get(screen).map_or(&[], |own| &own.first_clicks))
    }
}
