//! A point in time as the server writes it: Japan Standard Time, RFC 3339.
//! Must not know where the time comes from; that is `clock.rs`.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat};

const JST_SECONDS: i64 = 9 * 3600;

/// Milliseconds since 1970 (UTC), shown in Japan Standard Time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64);

impl Moment {
    /// From milliseconds since 1970 (UTC).
    pub(crate) fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 (UTC).
    pub(crate) fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|time| Self(time.timestamp_millis()))
    }

    /// Reads `yyyyMMddHHmmss`, told in Japan.
    pub(crate) fn parse_compact(text: &str) -> Option<Self> {
        let local = super::text::compact_time(text)?;
        Some(Self((local.and_utc().timestamp() - JST_SECONDS) * 1000))
    }

    /// 00:00 of a day in Japan.
    pub(crate) fn start_of(date: NaiveDate) -> Self {
        Self((date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() - JST_SECONDS) * 1000)
    }

    /// RFC 3339 with `+09:00`.
    pub(crate) fn rfc3339(self) -> String {
        FixedOffset::east_opt(9 * 3600)
            .and_then(|jst| DateTime::from_timestamp_millis(self.0).map(|time| time.with_timezone(&jst)))
            .map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, false))
            .unwrap_or_default()
    }

    /// The calendar day in Japan.
    pub(crate) fn date(self) -> NaiveDate {
        self.local().date()
    }

    /// `yyyyMMddHHmmss` in Japan.
    pub(crate) fn compact(self) -> String {
        self.local().format("%Y%m%d%H%M%S").to_string()
    }

    /// So many seconds later.
    pub(crate) fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The first full multiple of `seconds` that is not before this moment.
    pub(crate) fn next_full(self, seconds: i64) -> Self {
        let step = seconds.max(1).saturating_mul(1000);
        let rest = self.0.rem_euclid(step);
        if rest == 0 { self } else { Self(self.0.saturating_add(step - rest)) }
    }

    fn local(self) -> NaiveDateTime {
        DateTime::from_timestamp_millis(self.0.saturating_add(JST_SECONDS * 1000))
            .map_or(NaiveDateTime::MIN, |time| time.naive_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_japan_standard_time() {
        let moment = Moment::parse("2017-04-23T15:00:00Z").expect("valid");
        assert_eq!(moment.rfc3339(), "2017-04-24T00:00:00+09:00");
        assert_eq!(moment.date(), NaiveDate::from_ymd_opt(2017, 4, 24).expect("valid"));
        assert_eq!(moment.compact(), "20170424000000");
        assert_eq!(Moment::start_of(moment.date()), moment);
    }

    #[test]
    fn periodic_jobs_stand_on_full_multiples() {
        let at = Moment::parse("2017-04-24T09:00:11+09:00").expect("valid");
        assert_eq!(at.next_full(600).rfc3339(), "2017-04-24T09:10:00+09:00");
        assert_eq!(at.next_full(600).next_full(600), at.next_full(600));
    }
}
