//! How the registration of all members of a union goes, file by file: what the console tells
//! while it goes on, and what the report draws. Must not know how files are sent.

use super::UnionId;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// A file of a campaign is through: sent, processed, its result compared. All times are of
/// the wall clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileThrough {
    /// The lane.
    pub union: UnionId,
    /// Scenario id.
    pub scenario: String,
    /// Attempt at the scenario, from 1.
    pub attempt: usize,
    /// What the file holds, for example 加入者情報.
    pub phase: String,
    /// Its place among the files of the phase, from 1.
    pub file: u64,
    /// Files of the phase.
    pub files: u64,
    /// Rows of the file.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// When the harness began to send it.
    pub begun_at: DateTime<FixedOffset>,
    /// When the endpoint had it.
    pub sent_at: DateTime<FixedOffset>,
    /// When the endpoint was seen to have processed it.
    pub processed_at: DateTime<FixedOffset>,
    /// When its result was compared.
    pub compared_at: DateTime<FixedOffset>,
    /// How long the endpoint took for the requests of this file, if that is known.
    pub responses: Option<ResponseTimes>,
}

/// Response times, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseTimes {
    /// Requests.
    pub requests: usize,
    /// Half of them took no longer.
    pub median: u64,
    /// Nine of ten took no longer.
    pub p90: u64,
    /// 99 of a hundred took no longer.
    pub p99: u64,
}

impl ResponseTimes {
    /// Of requests that took so many milliseconds; `None` if there were none. A percentile is
    /// the smallest time that so many of a hundred did not exceed (nearest rank).
    #[must_use]
    pub fn of(mut milliseconds: Vec<u64>) -> Option<Self> {
        milliseconds.sort_unstable();
        let rank = |percent: usize| (milliseconds.len() * percent).div_ceil(100).max(1) - 1;
        let at = |percent| milliseconds.get(rank(percent)).copied();
        Some(Self { requests: milliseconds.len(), median: at(50)?, p90: at(90)?, p99: at(99)? })
    }
}

/// How far a phase of a campaign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseProgress {
    /// Rows that are through.
    pub rows: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Rows a second since the first file of the phase was begun.
    pub rows_a_second: u64,
    /// Seconds until the last file of the phase is through, if they go on like this.
    pub seconds_left: u64,
}

impl PhaseProgress {
    /// After the last of these files of one phase, in order; `None` without any.
    #[must_use]
    pub fn after(files: &[&FileThrough]) -> Option<Self> {
        let (first, last) = (files.first()?, files.last()?);
        let milliseconds = (last.compared_at - first.begun_at).num_milliseconds().unsigned_abs().max(1);
        let rows = files.iter().map(|file| file.rows).sum::<u64>();
        let through = files.len() as u64;
        Some(Self {
            rows,
            bytes: files.iter().map(|file| file.bytes).sum(),
            rows_a_second: rows * 1000 / milliseconds,
            seconds_left: (milliseconds * last.files.saturating_sub(last.file) / through).div_ceil(1000),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        assert_eq!(ResponseTimes::of(Vec::new()), None);
        let times = |median, p90, p99, requests| Some(ResponseTimes { requests, median, p90, p99 });
        assert_eq!(ResponseTimes::of(vec![7]), times(7, 7, 7, 1));
        assert_eq!(ResponseTimes::of((1..=200).rev().collect()), times(100, 180, 198, 200));
        assert_eq!(ResponseTimes::of(vec![1, 2, 3, 100]), times(2, 100, 100, 4));
    }

    #[test]
    fn what_is_left_follows_from_what_is_through() {
        let at = |second: i64| {
            DateTime::from_timestamp(1_493_000_000 + second, 0).expect("a moment").fixed_offset()
        };
        let file = |file, begun, compared| FileThrough {
            union: UnionId::try_from(13).expect("union"),
            scenario: "T2-70".to_owned(),
            attempt: 1,
            phase: "加入者情報".to_owned(),
            file,
            files: 5,
            rows: 50_000,
            bytes: 6_000_000,
            begun_at: at(begun),
            sent_at: at(begun),
            processed_at: at(compared),
            compared_at: at(compared),
            responses: None,
        };
        let (one, two) = (file(1, 0, 4), file(2, 4, 10));
        assert_eq!(PhaseProgress::after(&[]), None);
        assert_eq!(
            PhaseProgress::after(&[&one, &two]),
            Some(PhaseProgress { rows: 100_000, bytes: 12_000_000, rows_a_second: 10_000, seconds_left: 15 })
        );
    }
}
