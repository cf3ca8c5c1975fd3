//! The NWS master that the standard system works with (domain.md §3: F10).

use super::{StandardSystem, TakeInError};
use crate::{media::ReceivedFile, wire::column};
use std::collections::BTreeSet;

/// A master that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedMaster {
    /// 版.
    pub release: String,
    /// Permitted combinations: 事務手続コード, 照会先機関区分, 特定個人情報コード.
    pub combinations: BTreeSet<(String, String, String)>,
}

impl StandardSystem {
    /// Takes in a downloaded master.
    ///
    /// # Errors
    /// [`TakeInError`] if the file cannot be read.
    pub fn apply_master(&mut self, file: &ReceivedFile) -> Result<&AppliedMaster, TakeInError> {
        let mut release = String::new();
        let mut combinations = BTreeSet::new();
        for row in file.rows()? {
            let row = row?;
            let cell = |place: usize| -> Result<String, TakeInError> {
                let name = column::MASTER[place];
                row.get(name).map(str::to_owned).ok_or(TakeInError::Column(name))
            };
            release = cell(0)?;
            combinations.insert((cell(2)?, cell(4)?, cell(5)?));
        }
        Ok(self.master.insert(AppliedMaster { release, combinations }))
    }
}
