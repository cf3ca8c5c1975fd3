//! もしかして: the valid name nearest to a name that is not valid.
//!
//! Must not know what the names stand for.

use std::fmt;

/// A name that nothing has. The message says where names are defined and which is nearest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// What was looked for, for example 「加入者」.
    pub kind: &'static str,
    /// The name as written.
    pub name: String,
    /// The file that defines such names.
    pub defined_in: &'static str,
    /// The nearest valid name.
    pub nearest: Option<String>,
}

impl UnknownName {
    pub(super) fn new<'a>(
        kind: &'static str,
        name: &str,
        defined_in: &'static str,
        valid: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self { kind, name: name.to_owned(), defined_in, nearest: nearest(name, valid).map(str::to_owned) }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}「{}」は {} にありません", self.kind, self.name, self.defined_in)?;
        match &self.nearest {
            Some(nearest) => write!(f, "(もしかして: {nearest})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownName {}

/// The valid name most like `name`, if one is alike at all.
pub(super) fn nearest<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    valid
        .into_iter()
        .filter(|candidate| !candidate.is_empty())
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(name, candidate);
            let longer = length.max(candidate.chars().count());
            // Japanese names are short: one wrong character of two is still a likely slip,
            // and a name left incomplete (「東京」 for 「東京都」) is the commonest one.
            let alike = distance * 2 <= longer
                || (length >= 2 && (candidate.contains(name) || name.contains(candidate)));
            (alike, distance, candidate)
        })
        .filter(|(alike, ..)| *alike)
        .min_by_key(|(_, distance, _)| *distance)
        .map(|(.., candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_likely_slip_and_nothing_far_off() {
        let valid = ["甲野花子", "乙川太郎", "東京都", "ポーリング間隔秒"];
        assert_eq!(nearest("甲野華子", valid), Some("甲野花子"));
        assert_eq!(nearest("東京", valid), Some("東京都"));
        assert_eq!(nearest("ポーリング間隔", valid), Some("ポーリング間隔秒"));
        assert_eq!(nearest("山田一郎", valid), None);
    }
}
