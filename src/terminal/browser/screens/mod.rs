//! The page objects: what each act of the port is on the screens. One file a theme, as in
//! `acts/`; selectors and paths follow the convention of the contract, and a screen map
//! replaces them.

mod administration;
mod exchange;
mod outside;
mod oversight;
mod registration;
mod session;
