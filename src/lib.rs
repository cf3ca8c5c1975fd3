//! The acceptance harness of the 総合運用テスト: Japanese features, run lot by lot against
//! a 医療保険者等向け中間サーバー, leaving evidence that can be reviewed.
//!
//! ```text
//! features ─┐
//! testdata ─┼─► lane (one union on one endpoint) ─► steps ─► terminal ─► endpoint
//! rolemodels┘                                        │         │
//!                                          standard_system     └─► evidence ─► report
//! ```
//!
//! | room | what it is for |
//! |--|--|
//! | [`model`] | the words of the business as types; a leaf |
//! | [`wire`] | constants of the contract with an endpoint; a leaf |
//! | [`media`] | files on their way between standard system and terminal |
//! | [`spec`] | YAML → validated test data, with located errors |
//! | [`standard_system`] | the union's own system, played by the harness |
//! | [`evidence`] | masking, recorder, ledger, journal, snapshots |
//! | [`terminal`] | the one port to the system under test |
//! | [`volume`] | whole unions of members, made from a seed, and their right answers |
//! | [`world`] | one scenario's state |
//! | [`steps`] | the vocabulary of the features |
//! | [`run`] | plan, lanes, events, console, result |
//! | [`design`] | tokens and frame of the pages for a lead; a leaf |
//! | [`documents`] | the documents of the 仕様書 |
//! | [`plan`] | the preparation around the tests |
//! | [`pmo`] | what a union enters at the デジタルPMO |
//! | [`status`] | where the unions of a lot stand |
//! | [`prove`] | the proof that broken servers are found and correct ones pass |
//! | [`report`] | reports, from a run folder alone |
//! | [`review`] | the review page and the decisions that reviewers take there |
//! | [`cli`] | what was typed and what it means |
//!
//! Invariants, checked by `src/tests/tidy.rs`: imports run one way, as its table says; the
//! reference server is no part of this crate, so nothing here can see into it; every
//! captured text passes the masker before it is written.

pub mod cli;
pub mod design;
pub mod documents;
pub mod evidence;
pub mod media;
pub mod model;
pub mod plan;
pub mod pmo;
pub mod prove;
pub mod report;
pub mod review;
pub mod run;
pub mod spec;
pub mod standard_system;
pub mod status;
pub mod steps;
pub mod terminal;
pub mod volume;
pub mod wire;
pub mod world;
