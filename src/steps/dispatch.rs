//! Finding the step of the vocabulary that a step of a feature means.
//!
//! The runner of the features owns its collection of steps, one per scenario, and a copied
//! regular expression forgets what it has learnt. So the runner is given three steps that
//! match anything, and they look the real one up in the one collection of the process.

use super::undefined;
use crate::world::OperationWorld;
use cucumber::{World as _, step};
use futures::future::LocalBoxFuture;
use gherkin::StepType;
use regex::Regex;
use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

/// The steps of the vocabulary.
pub type Vocabulary = step::Collection<OperationWorld>;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(OperationWorld::collection);
/// What the steps of the features meant so far: the same text is met in every union, and
/// to find it costs a match against every entry.
static MEANINGS: LazyLock<RwLock<HashMap<(StepType, String), Meaning>>> = LazyLock::new(RwLock::default);
static ANYTHING: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new("(?s)^.*$"));

/// How a step that the vocabulary does not have, or has twice, tells so.
const UNDEFINED: &str = "未定義: ";

/// The whole vocabulary.
#[must_use]
pub fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

/// What a runner is given.
///
/// # Errors
/// Never in practice: the regular expression is a constant.
pub fn dispatcher() -> Result<Vocabulary, regex::Error> {
    let anything = ANYTHING.as_ref().map_err(Clone::clone)?;
    Ok(Vocabulary::new().given(None, anything.clone(), dispatch).when(None, anything.clone(), dispatch).then(
        None,
        anything.clone(),
        dispatch,
    ))
}

/// What an undefined or ambiguous step says, if the text is of one.
#[must_use]
pub fn undefined_message(text: &str) -> Option<&str> {
    text.strip_prefix(UNDEFINED)
}

/// Why a step of a feature means nothing; `None` if it means exactly one.
#[must_use]
pub fn meaningless(step: &gherkin::Step) -> Option<String> {
    match VOCABULARY.find(step) {
        Ok(Some(_)) => None,
        Ok(None) => Some(undefined(step)),
        Err(ambiguous) => {
            Some(format!("ステップ「{}」に当てはまる語彙が複数あります: {ambiguous}", step.value))
        }
    }
}

/// Whether the text of a step means a step of the vocabulary.
#[must_use]
pub fn is_same_step(description: &super::StepDescription, text: &str) -> bool {
    let example = description.example_step();
    let step = gherkin::Step { value: text.to_owned(), ..example.clone() };
    match (VOCABULARY.find(&example), VOCABULARY.find(&step)) {
        // The steps of a file share one place in the source, so their functions tell
        // them apart.
        (Ok(Some((one, ..))), Ok(Some((other, ..)))) => std::ptr::fn_addr_eq(*one, *other),
        _ => false,
    }
}

#[expect(clippy::panic, reason = "a step tells the runner of its failure by panicking")]
fn dispatch(world: &mut OperationWorld, context: step::Context) -> LocalBoxFuture<'_, ()> {
    match meaning(&context.step) {
        Some(Meaning { step, matches }) => step(world, step::Context { matches, ..context }),
        None => {
            let message = meaningless(&context.step).unwrap_or_default();
            Box::pin(async move { panic!("{UNDEFINED}{message}") })
        }
    }
}

/// A step of the vocabulary, and what its expression takes from a text.
#[derive(Clone)]
struct Meaning {
    step: step::Step<OperationWorld>,
    matches: Vec<(step::CaptureName, String)>,
}

fn meaning(step: &gherkin::Step) -> Option<Meaning> {
    let key = (step.ty, step.value.clone());
    if let Some(known) = MEANINGS.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Some(known.clone());
    }
    let (function, _, _, context) = VOCABULARY.find(step).ok()??;
    let found = Meaning { step: *function, matches: context.matches };
    MEANINGS.write().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
    Some(found)
}
