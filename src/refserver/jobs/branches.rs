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

    /// One that nobody ever had. Whoever gets it is in the store before the next one is asked for.
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::refserver::store::Store;

    fn give(connection: &Connection, branch: &str) -> Result<(), StoreError> {
        connection.execute(
            "INSERT INTO member (branch, prefecture, individual_number, insurer_number, insured_number, name, kana,
             birth_date, sex, address, qualified_on, link_state, link_updated_at)
             VALUES (?1, '13', 0, '', '', '', '', 0, '', '', 0, '', 0)",
            [branch],
        )?;
        Ok(())
    }

    #[test]
    fn nobody_gets_a_number_that_somebody_had() {
        let store = Store::open(None).expect("store");
        store
            .write(|connection| {
                (0..900).try_for_each(|number| give(connection, &format!("{number:03}")))?;
                let mut branches = FreshBranches::new(3);
                let mut some = Vec::new();
                while some.len() < 50 {
                    let branch = branches.next(connection)?;
                    give(connection, &branch)?;
                    some.push(branch);
                }
                assert!(some.iter().all(|branch| branch.len() == 3 && branch.as_str() >= "900"), "{some:?}");
                assert_eq!(some.iter().collect::<HashSet<_>>().len(), 50);
                assert!(!some.is_sorted());
                Ok::<_, StoreError>(())
            })
            .expect("given");
    }
}
