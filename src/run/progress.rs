//! How far the items of a run are, where several lanes share the scenarios of a union: an
//! item begins with the first of them and ends with the last.

use super::{execute::stretches, plan::LanePlan};
use crate::model::{RunEvent, Tally, TestItem, UnionId};
use chrono::{DateTime, FixedOffset};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

type Key = (UnionId, TestItem);

/// Of all items of all unions.
#[derive(Debug)]
pub(super) struct Progress(Mutex<BTreeMap<Key, Item>>);

#[derive(Debug, Default)]
struct Item {
    /// Stretches that have not ended.
    left: usize,
    scenarios: usize,
    begun: Option<DateTime<FixedOffset>>,
    tally: Tally,
}

impl Progress {
    /// Nothing has begun.
    pub(super) fn new(lanes: &[LanePlan], shuffle: Option<u64>) -> Self {
        let mut items: BTreeMap<Key, Item> = BTreeMap::new();
        for lane in lanes {
            for (item, scenarios) in stretches(&lane.scenarios, shuffle) {
                let item = items.entry((lane.union, item)).or_default();
                item.left += 1;
                item.scenarios += scenarios.len();
            }
        }
        Self(Mutex::new(items))
    }

    /// A lane begins with scenarios of an item.
    pub(super) fn begin(&self, (union, item): Key, now: DateTime<FixedOffset>) -> Option<RunEvent> {
        let mut items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = items.get_mut(&(union, item))?;
        if progress.begun.is_some() {
            return None;
        }
        progress.begun = Some(now);
        Some(RunEvent::ItemStarted { union, item, scenarios: progress.scenarios })
    }

    /// A lane has no further scenario of an item.
    pub(super) fn end(
        &self,
        (union, item): Key,
        tally: &Tally,
        now: DateTime<FixedOffset>,
    ) -> Option<RunEvent> {
        let mut items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = items.get_mut(&(union, item))?;
        progress.tally.merge(tally);
        progress.left = progress.left.saturating_sub(1);
        if progress.left > 0 {
            return None;
        }
        let milliseconds = (now - progress.begun?).num_milliseconds().unsigned_abs();
        Some(RunEvent::ItemFinished { union, item, tally: progress.tally, milliseconds })
    }
}
