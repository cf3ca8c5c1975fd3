//! What is wrong with the test data, shown the way a compiler shows it: the place, the
//! line, a caret, what was expected and what was probably meant.
//!
//! Must not know what the data means. A run of digits that may be a 個人番号 is masked.

use super::source::{Position, Source};
use std::{fmt, sync::LazyLock};
use unicode_width::UnicodeWidthStr;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecError {
    /// The file.
    pub file: String,
    /// Where in the file; `None` if the file itself is the trouble.
    pub place: Option<Place>,
    /// What is wrong.
    pub message: String,
    /// What was expected, or the way out.
    pub expected: Option<String>,
    /// The nearest valid name.
    pub nearest: Option<String>,
}

/// A line of a file, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line, masked.
    pub excerpt: String,
    /// Cells before the caret.
    caret_offset: usize,
    /// Cells under which the caret stands.
    caret_width: usize,
}

impl SpecError {
    pub(super) fn without_place(file: &str, message: String, way_out: &str) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            message: mask(&message),
            expected: Some(way_out.to_owned()),
            nearest: None,
        }
    }

    pub(super) fn at(source: &Source, position: Position, message: impl AsRef<str>) -> Self {
        Self {
            file: source.name.clone(),
            place: Some(Place::new(source, position)),
            message: mask(message.as_ref()),
            expected: None,
            nearest: None,
        }
    }

    pub(super) fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    pub(super) fn nearest(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }
}

impl Place {
    fn new(source: &Source, Position { line, column }: Position) -> Self {
        let excerpt =
            mask(source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default()).replace('\t', "→");
        let before: String = excerpt.chars().take(column.saturating_sub(1)).collect();
        let token: String = token_at(&excerpt[before.len()..]);
        Self { line, column, caret_offset: before.width(), caret_width: token.width().max(1), excerpt }
    }
}

/// The word that the caret underlines: a quoted text, or everything up to the next mark.
fn token_at(rest: &str) -> String {
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner: String = rest.chars().skip(1).take_while(|letter| *letter != quote).collect();
            format!("{quote}{inner}{quote}")
        }
        Some(mark @ ('→' | '：' | '\u{3000}')) => mark.to_string(),
        _ => rest.chars().take_while(|letter| !matches!(letter, ' ' | ':' | ',' | '}' | ']' | '#')).collect(),
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "エラー: {}", self.message)?;
        let gutter = match &self.place {
            None => {
                writeln!(f, "  --> {}", self.file)?;
                String::new()
            }
            Some(place) => {
                let number = place.line.to_string();
                let gutter = " ".repeat(number.len());
                writeln!(f, "{gutter} --> {}:{}:{}", self.file, place.line, place.column)?;
                writeln!(f, "{gutter} |")?;
                writeln!(f, "{number} | {}", place.excerpt)?;
                let (offset, caret) = (" ".repeat(place.caret_offset), "^".repeat(place.caret_width));
                writeln!(f, "{gutter} | {offset}{caret}")?;
                gutter
            }
        };
        if let Some(expected) = &self.expected {
            writeln!(f, "{gutter} = {expected}")?;
        }
        if let Some(nearest) = &self.nearest {
            writeln!(f, "{gutter} = もしかして: {nearest}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SpecError {}

/// Everything that is wrong; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecErrors(pub(super) Vec<SpecError>);

impl SpecErrors {
    /// One by one.
    pub fn iter(&self) -> impl Iterator<Item = &SpecError> {
        self.0.iter()
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for SpecErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.0 {
            writeln!(f, "{error}")?;
        }
        write!(f, "試験データに誤りが {} 件あります", self.0.len())
    }
}

impl std::error::Error for SpecErrors {}

/// Twelve digits or more in a row, or in groups of four.
static NUMBER: LazyLock<Option<regex::Regex>> =
    LazyLock::new(|| regex::Regex::new(r"\d{12,}|\d{4}[ -]\d{4}[ -]\d{4}").ok());

/// Hides what may be a 個人番号, character by character, so that columns stay.
fn mask(text: &str) -> String {
    let hidden = |found: &regex::Captures<'_>| -> String {
        found[0].chars().map(|letter| if letter.is_numeric() { '*' } else { letter }).collect()
    };
    // The pattern is a constant that compiles; were it not, nothing could be shown safely.
    NUMBER.as_ref().map_or_else(String::new, |number| number.replace_all(text, hidden).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_masked_and_dates_are_not() {
        assert_eq!(mask("番号: 123456789018 期限: 2017-04-28"), "番号: ************ 期限: 2017-04-28");
        assert_eq!(mask("1234-5678-9018"), "****-****-****");
        assert_eq!(mask("２０１７０７１８００００"), "************");
    }

    #[test]
    fn the_caret_stands_under_wide_characters() {
        let source = Source { name: "a.yaml".into(), text: "甲:\n  氏名: ○○\n".into() };
        let error = SpecError::at(&source, Position { line: 2, column: 3 }, "だめ");
        insta::assert_snapshot!(error, @r"
        エラー: だめ
          --> a.yaml:2:3
          |
        2 |   氏名: ○○
          |   ^^^^
        ");
    }
}
