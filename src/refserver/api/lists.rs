//! Lists with a cursor. The cursor means nothing to a client.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::refserver::store::Page;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listing<T> {
    /// The entries of this page. How many there are is the server's affair.
    pub(super) items: Vec<T>,
    /// Cursor of the next page; null on the last one.
    pub(super) next: Option<String>,
}

/// Where a list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Cursor {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
}

/// The page after a cursor.
pub(super) fn page(cursor: Option<&str>, size: usize) -> Result<Page, Problem> {
    let after = match cursor {
        None => 0,
        Some(text) => text.parse().map_err(|_| Problem::invalid("cursorが正しくありません"))?,
    };
    Ok(Page { after, size })
}

impl<T> Listing<T> {
    /// All in one page.
    pub(super) fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// From one entry more than the page holds, each with its place.
    pub(super) fn paged<F>(
        found: Vec<F>,
        size: usize,
        place: impl Fn(&F) -> String,
        show: impl FnMut(F) -> T,
    ) -> Self {
        let more = found.len() > size;
        let next = if more { size.checked_sub(1).and_then(|last| found.get(last)).map(place) } else { None };
        Self { items: found.into_iter().take(size).map(show).collect(), next }
    }
}
