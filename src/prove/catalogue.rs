//! What the server's program can do wrong, and what it can do otherwise, in its own words.

use crate::{
    model::TestItem,
    terminal::{EndpointError, ask_server},
};
use serde::Deserialize;
use std::path::Path;

/// A mistake that the server can be told to make.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Defect {
    /// What the server calls it.
    pub name: String,
    /// The test item, or the production registration, that has to find it.
    #[serde(rename = "item", deserialize_with = "item")]
    pub item: TestItem,
    /// The requirement that it breaks.
    pub requirement: String,
    /// What an officer would notice.
    pub notice: String,
    /// Why a real system could have it.
    pub cause: String,
}

/// A way of being built otherwise and still correct.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Variant {
    /// What the server calls it.
    pub name: String,
    /// In a line.
    pub description: String,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Catalogue {
    /// Mistakes, by test item.
    pub defects: Vec<Defect>,
    /// Ways of being built otherwise.
    pub variants: Vec<Variant>,
}

/// The catalogue cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The program does not answer.
    #[error(transparent)]
    Program(#[from] EndpointError),
    /// The program says something else.
    #[error("参照サーバーの欠陥の一覧を読めません({0})。sogo serve --list-defects の出力を確認してください")]
    Form(#[from] serde_json::Error),
}

impl Catalogue {
    /// Asks the program that has the `serve` command.
    ///
    /// # Errors
    /// [`CatalogueError`].
    pub fn ask(program: &Path) -> Result<Self, CatalogueError> {
        Ok(serde_json::from_str(&ask_server(program, "--list-defects")?)?)
    }
}

fn item<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<TestItem, D::Error> {
    let number = u8::deserialize(deserializer)?;
    TestItem::ALL_AND_PRODUCTION
        .into_iter()
        .find(|item| item.number() == number)
        .ok_or_else(|| serde::de::Error::custom(format!("テスト項目{number}はありません")))
}
