//! The `sogo` command as a user meets it: what it prints, how it exits, what it leaves
//! behind. Every test starts the built binary; those that need other features or test data
//! give it a copy of the tree.

mod again;
mod check;
mod coverage;
mod documents;
mod endpoints;
mod evidence;
mod exit_codes;
mod gates;
mod generate;
mod guide;
mod handover;
mod interrupted_campaign;
mod interruption;
mod listing;
mod lot_target;
mod plan;
mod pmo;
mod production;
mod review;
mod season;
mod support;
mod volume;
