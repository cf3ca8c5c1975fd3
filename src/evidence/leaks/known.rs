//! What a run knew, made ready to be found anywhere: its secrets by their last bytes, its
//! individual numbers by their value.
//!
//! It must not know where it is searched for.

use crate::evidence::masking;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use encoding_rs::SHIFT_JIS;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ops::Range,
};

/// So many last bytes of a secret are looked for first. Many tokens begin alike, few end so.
const ENDING: usize = 8;

/// What a run knew.
pub(super) struct Known {
    pub(super) numbers: HashSet<u64>,
    /// `None` if there are none.
    endings: Option<AhoCorasick>,
    /// The spellings with each of the endings.
    spellings: Vec<Vec<Vec<u8>>>,
    pub(super) longest: usize,
}

impl Known {
    pub(super) fn new(known: masking::Known) -> Self {
        let mut spellings = BTreeSet::new();
        for spelling in known.spellings {
            let (japanese, _, _) = SHIFT_JIS.encode(&spelling);
            spellings.insert(japanese.into_owned());
            spellings.insert(spelling.into_bytes());
        }
        let longest = spellings.iter().map(Vec::len).max().unwrap_or(0);
        let mut by_ending: HashMap<Vec<u8>, Vec<Vec<u8>>> = HashMap::new();
        for spelling in spellings {
            let ending = spelling[spelling.len().saturating_sub(ENDING)..].to_vec();
            by_ending.entry(ending).or_default().push(spelling);
        }
        let (endings, spellings): (Vec<_>, Vec<_>) = by_ending.into_iter().unzip();
        let endings = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&endings);
        // More endings than it can hold there are not: it counts to two thousand million.
        let endings = endings.ok().filter(|_| !spellings.is_empty());
        Self { numbers: known.numbers, endings, spellings, longest }
    }

    /// Where secrets stand.
    pub(super) fn secrets(&self, bytes: &[u8], mut found: impl FnMut(Range<usize>)) {
        for ending in self.endings.iter().flat_map(|endings| endings.find_overlapping_iter(bytes)) {
            let before = &bytes[..ending.end()];
            let spelling = self.spellings[ending.pattern().as_usize()]
                .iter()
                .filter(|spelling| before.ends_with(spelling))
                .max_by_key(|spelling| spelling.len());
            if let Some(spelling) = spelling {
                found(ending.end() - spelling.len()..ending.end());
            }
        }
    }
}
