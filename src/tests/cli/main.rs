//! The `sogo` command as a user meets it: what it prints, how it exits, what it leaves
//! behind. Every test starts the built binary; those that need other features or test data
//! give it a copy of the tree.

mod check;
mod coverage;
mod endpoints;
mod evidence;
mod exit_codes;
mod interruption;
mod listing;
mod lot_target;
mod support;
