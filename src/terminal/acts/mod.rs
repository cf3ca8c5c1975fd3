//! The operator's acts, one trait a theme; [`Terminal`] is all of them. An act answers with
//! an observation or a refusal, whatever the technique behind it.

mod administration;
mod exchange;
mod outside;
mod oversight;
mod registration;
mod session;

pub use administration::Administration;
pub use exchange::Exchange;
pub use outside::Outside;
pub use oversight::Oversight;
pub use registration::Registration;
pub use session::Sessions;

/// 統合専用端末. One terminal holds at most one session.
pub trait Terminal:
    Sessions + Administration + Registration + Exchange + Oversight + Outside + Send + std::fmt::Debug
{
}

impl<T> Terminal for T where
    T: Sessions + Administration + Registration + Exchange + Oversight + Outside + Send + std::fmt::Debug
{
}
