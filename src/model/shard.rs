//! A share of a run: which of several machines runs what.
//!
//! What a share is made of is decided by a hash of a name, so that nothing moves to another
//! share because something else was added.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// One of several shares, as 「2/5」.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    /// From 1.
    number: u32,
    /// How many there are.
    of: u32,
}

/// The text is no share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("分担「{0}」は読めません。2/5(5つのうちの2番目)のように、1/1 から n/n までで書いてください")]
pub struct NoShard(String);

impl Shard {
    /// Whether something of this name belongs to the share. It belongs to exactly one of
    /// them.
    #[must_use]
    pub fn takes(self, name: &str) -> bool {
        let digest = Sha256::digest(name.as_bytes());
        let hash = digest.iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
        hash % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let parsed = text
            .split_once('/')
            .and_then(|(number, of)| Some(Self { number: number.parse().ok()?, of: of.parse().ok()? }));
        parsed.filter(|shard| (1..=shard.of).contains(&shard.number)).ok_or_else(|| NoShard(text.to_owned()))
    }
}

impl TryFrom<String> for Shard {
    type Error = NoShard;

    fn try_from(text: String) -> Result<Self, NoShard> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_shares_are_read() {
        for text in ["1/1", "2/5", "5/5"] {
            assert_eq!(text.parse::<Shard>().expect("a share").to_string(), text);
        }
        for text in ["", "2", "0/5", "6/5", "1/0", "-1/5", "2/5/1", "二/五"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    /// A share that is made on another machine, or by another version, is the same.
    #[test]
    fn the_hash_is_what_it_was() {
        let taken: Vec<String> = (1..=23)
            .flat_map(|union| (1..=7).map(move |item| format!("{union:02}/{item}")))
            .filter(|name| "2/5".parse::<Shard>().expect("a share").takes(name))
            .take(5)
            .collect();
        assert_eq!(taken, ["01/6", "01/7", "02/6", "03/4", "04/4"]);
    }

    proptest! {
        #[test]
        fn everything_belongs_to_exactly_one_share(name in ".*", of in 1_u32..40) {
            let takers = (1..=of).filter(|number| Shard { number: *number, of }.takes(&name)).count();
            prop_assert_eq!(takers, 1);
        }
    }
}
