//! The clock that a lane lives by: the reference server's, which passes as it is told, or
//! real time on an endpoint that cannot be told.
//!
//! Besides the limit of requests per second (`http`), the only place of the harness where
//! time really passes.

use super::{Control, TerminalError};
use chrono::{DateTime, FixedOffset};
use std::time::Duration;

/// How time passes on an endpoint.
#[derive(Debug, Clone)]
pub enum EndpointClock {
    /// Through the control port: an hour costs milliseconds.
    Simulated(Control),
    /// As everywhere.
    Real,
}

impl EndpointClock {
    /// The endpoint's time.
    ///
    /// # Errors
    /// If the control port does not answer.
    #[expect(clippy::disallowed_methods, reason = "the seam: an endpoint in real time has everybody's clock")]
    pub async fn now(&self) -> Result<DateTime<FixedOffset>, TerminalError> {
        match self {
            Self::Simulated(control) => control.now().await,
            Self::Real => Ok(crate::model::in_japan(chrono::Utc::now())),
        }
    }

    /// Waits, in real time, for an endpoint that is gone to come back: the longer the oftener
    /// it was not there.
    #[expect(clippy::disallowed_methods, reason = "the seam: a server that is gone has no clock to pass")]
    pub async fn wait_for_return(&self, tried: u32) {
        tokio::time::sleep(Duration::from_millis(250 << tried.min(6))).await;
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// If the control port does not answer.
    #[expect(clippy::disallowed_methods, reason = "the seam: in real time, letting time pass is sleeping")]
    pub async fn pass(&self, duration: Duration) -> Result<(), TerminalError> {
        match self {
            Self::Simulated(control) => control.advance(duration).await.map(|_| ()),
            Self::Real => {
                tokio::time::sleep(duration).await;
                Ok(())
            }
        }
    }
}
