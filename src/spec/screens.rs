//! `testdata/screens.yaml`: what pictures of screens are compared with approved ones, and
//! what differs on them from run to run.
//!
//! Must not know how pictures are taken or compared.

use super::{diagnostic::SpecError, source::Source, suggest::UnknownName};
use crate::model::{TestItem, UnionId};
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreensFile {
    /// The union whose screens were approved; those of the others show other names.
    #[serde(rename = "広域連合")]
    pub union: UnionId,
    /// The endpoint whose screens were approved: 「組込み」 or a name of `endpoints.yaml`.
    #[serde(rename = "接続先")]
    pub endpoint: String,
    /// Test items whose screens were approved; those of the others are not compared.
    #[serde(rename = "テスト項目")]
    pub items: Vec<TestItem>,
    /// The typeface in which they were approved; without it on the machine they are not
    /// compared.
    #[serde(rename = "書体")]
    pub typeface: String,
    /// What is covered with one colour, in its place.
    #[serde(rename = "覆う", default)]
    pub covered: Vec<ScreenArea>,
    /// What is left out, so that the page is shorter without it.
    #[serde(rename = "省く", default)]
    pub left_out: Vec<ScreenArea>,
    /// A screen that has it is not compared: how far something under way has come when it is
    /// looked at differs from run to run.
    #[serde(rename = "比べない", default)]
    pub passed_over: Vec<ScreenArea>,
}

/// Part of a screen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenArea {
    /// Names of screens; all if there is none.
    #[serde(rename = "画面", default)]
    pub screens: Vec<String>,
    /// States of screens, such as 「表示」; all if there is none.
    #[serde(rename = "状態", default)]
    pub states: Vec<String>,
    /// CSS selector.
    #[serde(rename = "場所")]
    pub selector: String,
    /// Why it is not compared.
    #[serde(rename = "理由")]
    pub reason: String,
}

/// The name of the reference server that a run starts itself.
pub const EMBEDDED: &str = "組込み";

/// Appends the names of screens that the contract does not have.
pub(super) fn check_names(source: &Source, file: &ScreensFile, known: &[&str], errors: &mut Vec<SpecError>) {
    let sections = [("覆う", &file.covered), ("省く", &file.left_out), ("比べない", &file.passed_over)];
    for (section, area) in
        sections.iter().flat_map(|(section, areas)| areas.iter().map(move |area| (*section, area)))
    {
        for name in area.screens.iter().filter(|name| !known.contains(&name.as_str())) {
            let nearest = UnknownName::new("画面", name, "契約", known.iter().copied()).nearest;
            let text = format!("「{section}」の画面「{name}」は契約にありません");
            errors.push(SpecError::at(source, source.locate(&[section, name]), text).nearest(nearest));
        }
    }
}
