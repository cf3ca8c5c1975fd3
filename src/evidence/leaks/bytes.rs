//! The search in bytes: as they stand, and in what is written inside them.
//!
//! It must not know files.

use super::{
    known::Known,
    numbers::{self, Kind},
    writings::{self, Scratch},
};
use crate::evidence::masking;
use std::{
    io::{self, Read},
    ops::Range,
};

/// Writings inside writings are looked into so deep.
const DEPTH: usize = 3;

/// Bytes that are searched at once.
const BLOCK: usize = 1024 * 1024;

/// Something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where it stands.
    pub(super) at: Range<u64>,
    /// What it is, in Japanese.
    pub(super) what: &'static str,
    /// The writings, from the outside in.
    pub(super) writings: Vec<&'static str>,
}

/// Searches for what a run knew and for what looks like an individual number.
pub(super) struct Searcher {
    pub(super) known: Known,
    /// What may stand around a find, so that it is seen as a whole and as what it is.
    margin: usize,
}

/// What one thread needs.
#[derive(Default)]
pub(super) struct Buffers {
    block: Vec<u8>,
    scratch: [Scratch; DEPTH],
}

impl Searcher {
    pub(super) fn new(known: masking::Known) -> Self {
        let known = Known::new(known);
        // A letter is three bytes or less in each of the writings.
        let margin = (4 * known.longest).max(2048);
        Self { known, margin }
    }

    /// Searches a short text.
    pub(super) fn text(&self, text: &[u8], buffers: &mut Buffers) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.bytes(text, &mut buffers.scratch, &mut |hit, at| hits.push(placed(hit, at, 0)));
        without_repetitions(hits)
    }

    /// Searches a stream of any length, a block after the other. Returns its length.
    pub(super) fn stream(
        &self,
        mut from: impl Read,
        buffers: &mut Buffers,
        hits: &mut Vec<Hit>,
    ) -> io::Result<u64> {
        let Buffers { block, scratch } = buffers;
        block.clear();
        // Where in the stream the block begins, and from where on nothing was told yet.
        let (mut start, mut fresh) = (0_u64, 0_usize);
        let mut found = Vec::new();
        loop {
            let kept = block.len();
            let room = BLOCK - kept.min(BLOCK / 2);
            let is_end = (&mut from).take(room as u64).read_to_end(block)? < room;
            // What begins near the end is told with what follows it.
            let until = if is_end { block.len() } else { block.len().saturating_sub(self.margin) };
            if until > fresh || is_end {
                self.bytes(block, scratch, &mut |hit, at: Range<usize>| {
                    if (fresh..until).contains(&at.start) {
                        found.push(placed(hit, at, start));
                    }
                });
            }
            if is_end {
                hits.extend(without_repetitions(found));
                return Ok(start + block.len() as u64);
            }
            let cut = until.saturating_sub(self.margin);
            block.drain(..cut);
            start += cut as u64;
            fresh = until - cut;
        }
    }

    fn bytes(&self, bytes: &[u8], scratch: &mut [Scratch], tell: &mut dyn FnMut(Hit, Range<usize>)) {
        let hit = |what| Hit { at: 0..0, what, writings: Vec::new() };
        self.known.secrets(bytes, |at| tell(hit("この実行で使われたパスワードまたはトークン"), at));
        numbers::find(bytes, &self.known.numbers, |kind, at| match kind {
            Kind::Known => tell(hit("この実行で扱われた個人番号"), at),
            Kind::Valid => tell(hit("検査用数字の合う12桁の番号"), at),
        });
        let Some((scratch, deeper)) = scratch.split_first_mut() else { return };
        writings::each(bytes, scratch, |inner| {
            self.bytes(inner.text, deeper, &mut |mut hit, at| {
                hit.writings.insert(0, inner.writing);
                tell(hit, inner.places[at.start]..inner.places[at.end]);
            });
        });
    }
}

fn placed(hit: Hit, at: Range<usize>, start: u64) -> Hit {
    Hit { at: start + at.start as u64..start + at.end as u64, ..hit }
}

/// What stands at one place is told once, in the plainest writing and as far as it reaches.
fn without_repetitions(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| hit.writings.len());
    let mut told: Vec<Hit> = Vec::new();
    for hit in hits {
        match told.iter_mut().find(|other| hit.at.start < other.at.end && other.at.start < hit.at.end) {
            Some(other) => other.at = other.at.start.min(hit.at.start)..other.at.end.max(hit.at.end),
            None => told.push(hit),
        }
    }
    told.sort_by_key(|hit| hit.at.start);
    told
}
