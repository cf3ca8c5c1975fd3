//! A page as it was read: what stands on it, by the names of the contract. It must not
//! know which page was hoped for.

use super::said::{self, Said};
use crate::terminal::TerminalError;
use serde::{Deserialize, de::DeserializeOwned};

/// A page as it was read.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Page {
    /// Name of the screen; empty if the page does not say.
    pub(super) screen: String,
    /// Its address.
    pub(super) address: String,
    /// The refusal that it shows.
    pub(super) refusal: Option<Alert>,
    /// Whether it says that something was done.
    pub(super) done: bool,
    lists: Vec<List>,
    facts: Vec<(String, Said)>,
    /// Links of the menu.
    pub(super) menu: Vec<String>,
    /// Address of the next page of the list.
    pub(super) next: Option<String>,
    /// Addresses of the files that it offers.
    pub(super) downloads: Vec<String>,
    /// Every word that it says, one a line in quotes.
    pub(super) words: String,
    /// What a picture of it has to know.
    pub(super) sight: Sight,
}

/// What a picture has to know of a page.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sight {
    /// Its texts, for the masker.
    pub(super) texts: Vec<String>,
    /// All that it shows, with what stands beside each other in one line.
    pub(super) shown: String,
    /// Whether all of it is in the window.
    pub(super) fits: bool,
}

/// A refusal on a page.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Alert {
    /// Stable code.
    pub(super) code: String,
    /// The server's own words.
    pub(super) message: String,
}

#[derive(Debug, Clone, Deserialize)]
struct List {
    rows: Vec<Vec<(String, Said)>>,
}

impl Page {
    /// The rows of its list.
    pub(super) fn rows<T: DeserializeOwned>(&self) -> Result<Vec<T>, TerminalError> {
        let rows = self.lists.first().map(|list| list.rows.as_slice()).unwrap_or_default();
        rows.iter().map(|row| said::read(Said::tree(row)).map_err(|error| self.unlike(&error))).collect()
    }

    /// Its facts.
    pub(super) fn facts<T: DeserializeOwned>(&self) -> Result<T, TerminalError> {
        said::read(Said::tree(&self.facts)).map_err(|error| self.unlike(&error))
    }

    /// Its facts, with its list as one more of them.
    pub(super) fn facts_with<T: DeserializeOwned>(&self, list: &str) -> Result<T, TerminalError> {
        let mut facts = Said::tree(&self.facts);
        let rows = self.lists.first().map(|list| list.rows.as_slice()).unwrap_or_default();
        facts.put(list, Said::List(rows.iter().map(|row| Said::tree(row)).collect()));
        said::read(facts).map_err(|error| self.unlike(&error))
    }

    /// Its facts, with its own name as one more of them.
    pub(super) fn facts_on_screen<T: DeserializeOwned>(&self) -> Result<T, TerminalError> {
        let mut facts = Said::tree(&self.facts);
        facts.put("screen", Said::Text(self.screen.clone()));
        said::read(facts).map_err(|error| self.unlike(&error))
    }

    /// In which state it shows itself after `what`: refused, with an empty list, or neither.
    pub(super) fn state(&self, what: &str) -> String {
        match &self.refusal {
            Some(refusal) => format!("{what} 拒否{}", refusal.code),
            None if self.has_list() && self.lists.iter().all(|list| list.rows.is_empty()) => {
                format!("{what} 0件")
            }
            None => what.to_owned(),
        }
    }

    /// Whether it has a list at all, if only an empty one.
    pub(super) fn has_list(&self) -> bool {
        !self.lists.is_empty()
    }

    /// The values of a field, wherever it stands.
    pub(super) fn values<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        let rows = self.lists.iter().flat_map(|list| list.rows.iter().flatten());
        self.facts
            .iter()
            .chain(rows)
            .filter(move |(name, _)| name == field)
            .filter_map(|(_, value)| value.text())
    }

    /// The page as a text for the evidence.
    pub(super) fn transcript(&self) -> String {
        use std::fmt::Write as _;
        let mut text = format!("画面: {}\nアドレス: {}\n", self.screen, self.address);
        // Writing to a String cannot fail.
        if let Some(alert) = &self.refusal {
            let _ = writeln!(text, "拒否: {} {}", alert.code, alert.message);
        }
        for (field, value) in &self.facts {
            let _ = writeln!(text, "{field}: {value}");
        }
        for list in &self.lists {
            let _ = writeln!(text, "一覧: {}行", list.rows.len());
            for row in &list.rows {
                let cells: Vec<_> = row.iter().map(|(field, value)| format!("{field}={value}")).collect();
                let _ = writeln!(text, "  {}", cells.join(" "));
            }
        }
        if !self.menu.is_empty() {
            let _ = writeln!(text, "メニュー: {}", self.menu.join("、"));
        }
        text
    }

    /// The page is not as the convention, or the screen map, says.
    pub(super) fn unlike(&self, what: &dyn std::fmt::Display) -> TerminalError {
        TerminalError::Page { screen: self.screen.clone(), what: what.to_string() }
    }
}
