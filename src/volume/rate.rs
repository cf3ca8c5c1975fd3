//! Shares of rows as a person types them.

use std::{fmt, str::FromStr};

const WHOLE: u32 = 1_000_000;

/// A share, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(u32);

/// The text is not a share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("「{0}」は割合ではありません(0%から100%まで、0.1% か 0.001 のように、百万分の一の位までで書きます)")]
pub struct RateError(String);

impl Rate {
    /// None.
    pub const NONE: Self = Self(0);

    /// So many of a million; all of them if it is more.
    #[must_use]
    pub const fn of_a_million(millionths: u32) -> Self {
        Self(if millionths > WHOLE { WHOLE } else { millionths })
    }

    /// In millionths.
    #[must_use]
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// Whether 32 drawn bits fall into the share.
    pub(super) fn takes(self, bits: u32) -> bool {
        (u64::from(bits) * u64::from(WHOLE)) >> 32 < u64::from(self.0)
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let wrong = || RateError(text.to_owned());
        let (digits, decimals) = match text.trim().strip_suffix('%') {
            Some(percent) => (percent.trim_end(), 4),
            None => (text.trim(), 6),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let part = part.trim_end_matches('0');
        if whole.is_empty()
            || whole.len() > 3
            || part.len() > decimals
            || !all_digits(whole)
            || !all_digits(part)
        {
            return Err(wrong());
        }
        let millionths: u32 = format!("{whole}{part:0<decimals$}").parse().map_err(|_| wrong())?;
        if millionths <= WHOLE { Ok(Self(millionths)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (percent, part) = (self.0 / 10_000, format!("{:04}", self.0 % 10_000));
        match part.trim_end_matches('0') {
            "" => write!(f, "{percent}%"),
            part => write!(f, "{percent}.{part}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_read_as_percent_or_as_a_part_of_one() {
        for (text, millionths) in [
            ("0.1%", 1000),
            ("0.001", 1000),
            ("0", 0),
            ("100%", 1_000_000),
            ("1", 1_000_000),
            ("2 %", 20_000),
        ] {
            assert_eq!(text.parse::<Rate>().map(Rate::millionths), Ok(millionths), "{text}");
        }
        for text in ["", "%", "-1%", "101%", "1.5", "0.00001%", "０.１%", "1e-3", ".5"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_share_is_read_as_it_is_written(millionths in 0..=WHOLE) {
            let rate = Rate::of_a_million(millionths);
            prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        }
    }

    #[test]
    fn nothing_falls_into_none_and_everything_into_all() {
        assert!(!Rate::NONE.takes(0));
        assert!(Rate::of_a_million(WHOLE).takes(u32::MAX));
    }
}
