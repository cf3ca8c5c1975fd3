//! From what a page says to the observations that the terminal's port knows: a page has
//! texts only, and whoever asks for a number, a truth or a date gets it out of the text.
//! Names with dots are fields within fields, an empty text is no value.

use serde::{
    Deserialize,
    de::{self, DeserializeOwned, IntoDeserializer, Visitor, value},
};
use std::{
    collections::{BTreeMap, btree_map},
    fmt,
};

/// What a place on a page says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Said {
    /// A text.
    Text(String),
    /// One after the other.
    List(Vec<Said>),
    /// By name.
    Fields(BTreeMap<String, Said>),
}

impl Said {
    /// Fields by their dotted names. What is named twice is said by the first.
    pub(super) fn tree(cells: &[(String, Said)]) -> Self {
        let mut tree = Self::Fields(BTreeMap::new());
        for (name, value) in cells {
            tree.put(name, value.clone());
        }
        tree
    }

    /// Puts a value under a dotted name, unless there is one.
    pub(super) fn put(&mut self, name: &str, value: Self) {
        if !matches!(self, Self::Fields(_)) {
            *self = Self::Fields(BTreeMap::new());
        }
        let Self::Fields(fields) = self else { return };
        match name.split_once('.') {
            Some((first, rest)) => {
                fields
                    .entry(first.to_owned())
                    .or_insert_with(|| Self::Fields(BTreeMap::new()))
                    .put(rest, value);
            }
            None => {
                fields.entry(name.to_owned()).or_insert(value);
            }
        }
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) | Self::Fields(_) => None,
        }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(_) => false,
            Self::Fields(fields) => fields.values().all(Self::is_nothing),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::List(list) => {
                let parts: Vec<_> = list.iter().map(ToString::to_string).collect();
                f.write_str(&parts.join("、"))
            }
            Self::Fields(fields) => {
                let parts: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
                write!(f, "({})", parts.join(" "))
            }
        }
    }
}

/// Reads a value of any type out of what was said.
pub(super) fn read<T: DeserializeOwned>(said: Said) -> Result<T, value::Error> {
    T::deserialize(said)
}

impl<'de> IntoDeserializer<'de, value::Error> for Said {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn parsed<T: std::str::FromStr>(said: &Said, what: &str) -> Result<T, value::Error> {
    said.text()
        .and_then(|text| text.replace(',', "").parse().ok())
        .ok_or_else(|| de::Error::custom(format!("「{said}」を{what}として読めません")))
}

macro_rules! numbers {
    ($($method:ident $visit:ident,)+) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
                visitor.$visit(parsed(&self, "数")?)
            }
        )+
    };
}

impl<'de> de::Deserializer<'de> for Said {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        match self {
            Self::Text(text) => visitor.visit_string(text),
            Self::List(list) => visitor.visit_seq(value::SeqDeserializer::new(list.into_iter())),
            Self::Fields(fields) => visitor.visit_map(Fields { rest: fields.into_iter(), value: None }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        visitor.visit_bool(parsed(&self, "真偽")?)
    }

    numbers! {
        deserialize_i8 visit_i8, deserialize_i16 visit_i16, deserialize_i32 visit_i32, deserialize_i64 visit_i64,
        deserialize_u8 visit_u8, deserialize_u16 visit_u16, deserialize_u32 visit_u32, deserialize_u64 visit_u64,
        deserialize_f32 visit_f32, deserialize_f64 visit_f64,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        if self.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        let list = match self {
            Self::List(list) => list,
            Self::Text(text) if text.is_empty() => Vec::new(),
            one => vec![one],
        };
        visitor.visit_seq(value::SeqDeserializer::new(list.into_iter()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        match self {
            Self::Text(text) => visitor.visit_enum(IntoDeserializer::<value::Error>::into_deserializer(text)),
            other => Err(de::Error::custom(format!("「{other}」は1つの値ではありません"))),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

/// The fields one by one. What goes wrong in one tells its name.
struct Fields {
    rest: btree_map::IntoIter<String, Said>,
    value: Option<(String, Said)>,
}

impl<'de> de::MapAccess<'de> for Fields {
    type Error = value::Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, value::Error> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        let key = seed.deserialize(IntoDeserializer::<value::Error>::into_deserializer(name.clone()))?;
        self.value = Some((name, value));
        Ok(Some(key))
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, value::Error> {
        let (name, value) = self.value.take().ok_or_else(|| de::Error::custom("項目がありません"))?;
        seed.deserialize(value).map_err(|error| de::Error::custom(format!("{name}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::Receipt;

    fn cells(of: &[(&str, &str)]) -> Said {
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), Said::Text((*value).to_owned()));
        Said::tree(&of.iter().map(text).collect::<Vec<_>>())
    }

    #[test]
    fn texts_become_what_the_observation_asks_for() {
        let page = cells(&[
            ("receipt_number", "2017042400001"),
            ("kind", "members"),
            ("state", "処理完了"),
            ("accepted_at", "2017-04-24T09:00:00+09:00"),
            ("completed_at", ""),
            ("counts.total", "1,003"),
            ("counts.normal", "1000"),
            ("counts.error", "3"),
            ("error.code", ""),
            ("error.message", ""),
            ("something_more", "ignored"),
        ]);
        let receipt: Receipt = read(page).expect("a receipt");
        assert_eq!(receipt.counts.expect("counts").total, 1003);
        assert!(receipt.error.is_none() && receipt.completed_at.is_none());
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        #[derive(Debug, Deserialize)]
        struct Entry {
            #[expect(dead_code, reason = "only whether it can be read matters")]
            roles: Vec<String>,
            #[expect(dead_code, reason = "only whether it can be read matters")]
            number: u64,
        }
        let error = read::<Entry>(cells(&[("roles", ""), ("number", "一")])).expect_err("no number");
        assert!(error.to_string().contains("number: 「一」"), "{error}");
    }
}
