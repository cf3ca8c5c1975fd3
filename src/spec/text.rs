//! Reading a text of a YAML file into something stricter.
//!
//! The conversion runs inside the visitor: only then does the parser know the place of the
//! very value that is wrong. Must not know what the texts mean.

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};
use std::fmt;

/// Reads a text and converts it.
pub(super) fn parsed<'de, D, T, E>(deserializer: D, convert: fn(&str) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    deserializer.deserialize_str(TextVisitor(convert))
}

/// Reads a text, if there is one, and converts it.
pub(super) fn parsed_option<'de, D, T, E>(
    deserializer: D,
    convert: fn(&str) -> Result<T, E>,
) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    deserializer.deserialize_option(OptionVisitor(TextVisitor(convert)))
}

struct TextVisitor<T, E>(fn(&str) -> Result<T, E>);

impl<T, E: fmt::Display> Visitor<'_> for TextVisitor<T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<F: Error>(self, text: &str) -> Result<T, F> {
        (self.0)(text).map_err(F::custom)
    }
}

impl<'de, T, E: fmt::Display> DeserializeSeed<'de> for TextVisitor<T, E> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

struct OptionVisitor<T, E>(TextVisitor<T, E>);

impl<'de, T, E: fmt::Display> Visitor<'de> for OptionVisitor<T, E> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_none<F: Error>(self) -> Result<Option<T>, F> {
        Ok(None)
    }

    fn visit_unit<F: Error>(self) -> Result<Option<T>, F> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}
