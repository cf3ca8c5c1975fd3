//! How hard the harness may press an endpoint: requests a second, uploads side by side, and
//! what an endpoint says itself when it has too much to do. All terminals and lanes of a
//! run share one, so that the limit is that of the run and not of each of them.
//!
//! It must not know what is asked for.

use reqwest::{Response, StatusCode, header::RETRY_AFTER};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

/// So often a request is sent again that the endpoint had no time for.
const TRIES: u32 = 8;

/// Nobody waits longer than this for one answer; who is asked to has no endpoint today.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The limits of an endpoint.
#[derive(Debug, Clone)]
pub struct Limits(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    interval: Duration,
    pace: Mutex<Pace>,
    /// At the same time, with the places for them.
    uploads: Option<(usize, Semaphore)>,
}

#[derive(Debug, Clone, Copy)]
struct Pace {
    /// When the next request may be sent.
    next: Instant,
    /// Until when the endpoint asked to be left alone.
    held: Instant,
}

impl Limits {
    /// Limits that keep nobody waiting, for a server of one's own.
    #[must_use]
    pub fn none() -> Self {
        Self::new(None, None)
    }

    /// At most so many requests a second, and so many uploads at the same time.
    #[must_use]
    pub fn new(requests_per_second: Option<u32>, uploads: Option<usize>) -> Self {
        let interval = match requests_per_second {
            None | Some(0) => Duration::ZERO,
            Some(limit) => Duration::from_secs(1) / limit,
        };
        let uploads = uploads.map(|places| {
            let places = places.clamp(1, Semaphore::MAX_PERMITS);
            (places, Semaphore::new(places))
        });
        let now = Instant::now();
        Self(Arc::new(Inner { interval, pace: Mutex::new(Pace { next: now, held: now }), uploads }))
    }

    /// Waits until another request may be sent.
    #[expect(
        clippy::disallowed_methods,
        reason = "the seam: requests keep the pace that the endpoint asks for"
    )]
    pub(super) async fn turn(&self) {
        loop {
            let (turn, now) = {
                let mut pace = self.pace();
                let now = Instant::now();
                let turn = pace.next.max(pace.held).max(now);
                pace.next = turn + self.0.interval;
                (turn, now)
            };
            if turn == now {
                return;
            }
            tokio::time::sleep_until(turn).await;
            // The endpoint may have asked for more time while this one waited its turn.
            if self.pace().held <= turn {
                return;
            }
        }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.0.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place among the uploads, and keeps it as long as the value lives.
    pub(super) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.0.uploads.as_ref()?.1.acquire().await.ok()
    }

    /// How many files may be under way at the same time, if the endpoint says so.
    #[must_use]
    pub fn uploads(&self) -> Option<usize> {
        self.0.uploads.as_ref().map(|(places, _)| *places)
    }

    /// How long the endpoint asks to be left alone, if it does and there is a point in trying
    /// again: 429, and 503 that says until when. From then on nobody sends anything before.
    pub(super) fn asked_to_wait(&self, response: &Response, tried: u32) -> Option<Duration> {
        let said = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let wait = match (response.status(), said) {
            (StatusCode::TOO_MANY_REQUESTS, None) => Duration::from_secs(1 << tried.min(9)),
            (StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE, Some(said)) => {
                seconds(said, date(response))?
            }
            _ => return None,
        };
        if tried >= TRIES || wait > LONGEST {
            return None;
        }
        let mut pace = self.pace();
        pace.held = pace.held.max(Instant::now() + wait);
        Some(wait)
    }
}

/// The time of the endpoint, to which a Retry-After in the form of a date refers.
fn date(response: &Response) -> Option<&str> {
    response.headers().get(reqwest::header::DATE)?.to_str().ok()
}

/// Seconds, or a date of HTTP beside the endpoint's own time.
fn seconds(said: &str, now: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = said.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = |text: &str| chrono::DateTime::parse_from_rfc2822(text.trim()).ok();
    Some((moment(said)? - moment(now?)?).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    #[test]
    fn a_wait_is_told_in_seconds_or_as_a_date() {
        let date = "Mon, 24 Apr 2017 00:00:00 GMT";
        assert_eq!(seconds(" 30 ", None), Some(Duration::from_secs(30)));
        assert_eq!(seconds("Mon, 24 Apr 2017 00:01:30 GMT", Some(date)), Some(Duration::from_secs(90)));
        assert_eq!(seconds("Sun, 23 Apr 2017 00:00:00 GMT", Some(date)), Some(Duration::ZERO));
        assert_eq!(seconds("soon", Some(date)), None);
    }

    #[tokio::test]
    async fn many_terminals_together_keep_the_pace() {
        let limits = Limits::new(Some(50), None);
        let begun = Instant::now();
        let lanes = (0..4).map(|_| {
            let limits = limits.clone();
            async move {
                for _ in 0..4 {
                    limits.turn().await;
                }
            }
        });
        futures::future::join_all(lanes).await;
        // The first goes at once, fifteen follow.
        assert!(begun.elapsed() >= Duration::from_millis(15 * 20), "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn there_are_as_many_uploads_as_places() {
        let limits = Limits::new(None, Some(2));
        let (one, two) = (limits.place().await, limits.place().await);
        assert!(one.is_some() && two.is_some());
        assert!(limits.place().now_or_never().is_none());
        drop(one);
        assert!(limits.place().now_or_never().is_some());
    }
}
