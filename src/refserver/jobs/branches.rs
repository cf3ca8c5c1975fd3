//! 被保険者枝番 to be given: random digits that nobody ever had, so that neither order nor union
//! can be read from them. Must not know who gets them.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use rusqlite::Connection;

use crate::refserver::store::{StoreError, members};

/// Drawn at first; twice as many each time that they are used up.
const FIRST: usize = 16;
/// Drawn at most.
const MOST: usize = 65_536;

/// Branch numbers that are free, drawn and compared with those given some at a time.
pub(super) struct FreshBranches {
    digits: usize,
    end: u64,
    random: StdRng,
    free: Vec<String>,
    to_draw: usize,
}

impl FreshBranches {
    /// Of so many digits.
    pub(super) fn new(digits: u32) -> Self {
        let random = StdRng::from_rng(&mut rand::rng());
        let end = 10_u64.checked_pow(digits).unwrap_or(u64::MAX);
        Self { digits: digits as usize, end, random, free: Vec::new(), to_draw: FIRST }
    }

    /// One that nobody ever had, and that is never given again.
    pub(super) fn next(&mut self, connection: &Connection) -> Result<String, StoreError> {
        loop {
            if let Some(branch) = self.free.pop() {
                return Ok(branch);
            }
            let mut drawn: Vec<u64> =
                (0..self.to_draw).map(|_| self.random.random_range(0..self.end)).collect();
            drawn.sort_unstable();
            drawn.dedup();
            let drawn: Vec<String> = drawn.into_iter().map(|number| self.text(number)).collect();
            let given = members::given(connection, &drawn)?;
            self.free.extend(drawn.into_iter().filter(|branch| !given.contains(branch)));
            self.free.shuffle(&mut self.random);
            self.to_draw = (self.to_draw * 2).min(MOST);
        }
    }

    /// Digits that somebody may have already.
    pub(super) fn draw(&self, random: &mut StdRng) -> String {
        self.text(random.random_range(0..self.end))
    }

    fn text(&self, number: u64) -> String {
        format!("{number:0width$}", width = self.digits)
    }
}
