//! What a sent form came to, kept until the page that follows is shown: every form is
//! answered with a redirect, so that a reload repeats nothing. Kept in memory and shown
//! once, since an answer can be an initial password. Must not know any form.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use rand::RngExt;
use serde_json::Value;

use super::{client::Refusal, visit::Visit};

/// More than these are dropped, the oldest first: somebody who never follows a redirect.
const KEPT: usize = 256;

/// What a form came to.
#[derive(Debug, Clone)]
pub(super) struct Flash {
    /// Act of the form.
    pub(super) act: &'static str,
    /// The answer, or why not.
    pub(super) outcome: Result<Value, Refusal>,
    /// What had been filled in, without secrets, to be shown again after a refusal.
    pub(super) values: Vec<(String, String)>,
}

/// The results that were not shown yet.
#[derive(Debug, Default)]
pub(super) struct Flashes(Mutex<VecDeque<(String, Flash)>>);

impl Flashes {
    /// Keeps a result; the answer is the query of the page that shows it.
    pub(super) fn keep(&self, visit: &Visit, flash: Flash) -> String {
        let number = format!("{:016x}", rand::rng().random::<u64>());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back((key(visit, &number), flash));
        format!("result={number}")
    }

    /// A result of the same visitor, once.
    pub(super) fn take(&self, visit: &Visit, number: &str) -> Option<Flash> {
        let key = key(visit, number);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| *known == key)?;
        kept.remove(at).map(|(_, flash)| flash)
    }
}

fn key(visit: &Visit, number: &str) -> String {
    let of = |part: &Option<String>| part.clone().unwrap_or_default();
    format!("{}\n{}\n{}\n{number}", visit.base, of(&visit.certificate), of(&visit.token))
}
