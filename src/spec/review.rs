//! `testdata/review.yaml`: who has to agree before something counts as approved.
//!
//! Must not know how reviewers decide.

use serde::Deserialize;
use std::num::NonZeroU8;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewFile {
    /// How many different reviewers have to approve a snapshot before it is written.
    #[serde(rename = "必要な承認者数")]
    pub(super) required: NonZeroU8,
}
