//! The server's clock: real time until it is set, then standing still until it is moved.
//! The only place that reads the system's clock. Must not know what becomes due.

use std::sync::{Mutex, PoisonError};

use super::domain::moment::Moment;

/// The clock of both environments.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    standing: Mutex<Option<Moment>>,
}

/// The clock would go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("時計は戻せません。現在より後の時刻を指定してください")]
pub(crate) struct BackInTime;

impl Clock {
    /// What time it is at the server.
    pub(crate) fn now(&self) -> Moment {
        self.standing().unwrap_or_else(real_time)
    }

    /// Whether the clock goes with real time.
    pub(crate) fn is_running(&self) -> bool {
        self.standing().is_none()
    }

    /// Stops the clock at a time that is not before now, except for the first setting:
    /// real time says nothing about the time in which a test plays.
    pub(crate) fn set(&self, moment: Moment) -> Result<(), BackInTime> {
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        if standing.is_some_and(|before| moment < before) {
            return Err(BackInTime);
        }
        *standing = Some(moment);
        Ok(())
    }

    fn standing(&self) -> Option<Moment> {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(clippy::disallowed_methods, reason = "the seam: the server's clock while nobody set it")]
fn real_time() -> Moment {
    Moment::from_millis(chrono::Utc::now().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_stands_and_never_goes_back() {
        let clock = Clock::default();
        assert!(clock.is_running());
        let at = Moment::from_millis(1_493_000_000_000);
        assert_eq!(clock.set(at), Ok(()));
        assert_eq!(clock.now(), at);
        assert_eq!(clock.set(Moment::from_millis(0)), Err(BackInTime));
        assert_eq!(clock.set(at.plus_seconds(1)), Ok(()));
        assert_eq!(clock.now(), at.plus_seconds(1));
    }
}
