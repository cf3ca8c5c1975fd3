//! One YAML file as text, and where in it a key stands.
//!
//! Must not know what the keys mean.

use super::diagnostic::SpecError;
use std::{fs, path::Path};

/// A file as it was read.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The path as the user would type it.
    pub(super) name: String,
    /// Its text without a byte order mark.
    pub(super) text: String,
}

/// A place in a file; line and column count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Source {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Self, Box<SpecError>> {
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self { name, text: text.trim_start_matches('\u{feff}').to_owned() }),
            Err(cause) => Err(Box::new(SpecError::without_place(
                &name,
                format!("ファイルを読めません({cause})"),
                "ファイルがあるか、UTF-8で書かれているかを確認してください",
            ))),
        }
    }

    /// Finds a nested place: each name is looked for behind the one before, as a key if
    /// there is such a key, else as text. A name that is not found leaves the place as it is.
    pub(super) fn locate(&self, names: &[&str]) -> Position {
        let lines: Vec<&str> = self.text.lines().collect();
        let mut found = (0, 0);
        for name in names {
            let as_key = lines.iter().enumerate().skip(found.0).find_map(|(number, line)| {
                let start = if number == found.0 { found.1 } else { 0 };
                let (at, key) = key_of(line)?;
                (key == *name && at >= start).then_some((number, at))
            });
            let as_text = || {
                lines.iter().enumerate().skip(found.0).find_map(|(number, line)| {
                    let start = if number == found.0 { found.1 } else { 0 };
                    let at = line.get(start..)?.find(name)?;
                    Some((number, start + at))
                })
            };
            found = as_key.or_else(as_text).unwrap_or(found);
        }
        let column = lines
            .get(found.0)
            .and_then(|line| line.get(..found.1))
            .map_or(1, |before| before.chars().count() + 1);
        Position { line: found.0 + 1, column }
    }
}

/// The key of a block mapping line and the byte at which it starts.
pub(super) fn key_of(line: &str) -> Option<(usize, &str)> {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    if rest.is_empty() || rest.starts_with(['#', '{', '[']) {
        return None;
    }
    let at = line.len() - rest.len();
    if let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let (key, behind) = rest[1..].split_once(quote)?;
        return behind.trim_start().starts_with(':').then_some((at + 1, key));
    }
    let end = rest
        .match_indices(':')
        .find(|(end, _)| rest[end + 1..].is_empty() || rest[end + 1..].starts_with(' '))?
        .0;
    Some((at, rest[..end].trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_behind_their_parents() {
        let text = "甲:\n  名: あ\n乙:\n  - 名: い\n    値: {手続: 資格管理, 名: う}\n";
        let source = Source { name: "x.yaml".into(), text: text.into() };
        assert_eq!(source.locate(&["甲", "名"]), Position { line: 2, column: 3 });
        assert_eq!(source.locate(&["乙", "名"]), Position { line: 4, column: 5 });
        assert_eq!(source.locate(&["乙", "値", "資格管理"]), Position { line: 5, column: 13 });
        assert_eq!(source.locate(&["丙"]), Position { line: 1, column: 1 });
    }
}
