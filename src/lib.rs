//! x
pub mod cli;
pub mod evidence;
pub mod media;
pub mod model;
pub mod report;
pub mod run;
pub mod spec;
pub mod standard_system;
pub mod steps;
pub mod terminal;
pub mod wire;
pub mod world;
