//! Rules of 情報提供: whether a kind is provided on a day, which copy answers, and which
//! of its values. Must not know where copies are kept.

use chrono::NaiveDate;
use sogo_unyo_test::wire::inquiry_result;

use super::{
    super::defects::{self, Defects},
    copy_rows::CopyKind,
    states::{InquiryState, texts},
};

texts! {
    /// State of a 副本.
    CopyState {
        /// The start date is not set or not reached.
        BeforeStart = "登録済(提供開始前)",
        /// Provided.
        Provided = "提供中",
        /// Was provided, and the start date was taken back or moved to the future.
        Stopped = "提供停止",
    }
}

/// 副本の提供開始日 of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ProvisionStart {
    pub(crate) start: Option<NaiveDate>,
    /// Whether an earlier setting had been reached.
    pub(crate) was_provided: bool,
}

impl ProvisionStart {
    /// The state of all copies of the kind on a day.
    pub(crate) fn state_on(self, today: NaiveDate) -> CopyState {
        match self.start {
            Some(start) if start <= today => CopyState::Provided,
            _ if self.was_provided => CopyState::Stopped,
            _ => CopyState::BeforeStart,
        }
    }
}

/// Columns of a copy and their values.
pub(crate) type CopyValues = Vec<(&'static str, String)>;

/// A copy as far as choosing and answering needs it.
#[derive(Debug, Clone)]
pub(crate) struct StoredCopy {
    pub(crate) key: String,
    pub(crate) values: CopyValues,
    pub(crate) source_as_of: String,
}

impl StoredCopy {
    /// The value of a column.
    pub(crate) fn value(&self, column: &str) -> &str {
        self.values.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value)
    }
}

/// What a provider says.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Values, with the age of their source.
    Values { items: Vec<(String, String)>, source_as_of: String },
    /// No values, with a result code.
    Nothing(&'static str),
}

impl Answer {
    /// The result code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Values { .. } => inquiry_result::OK,
            Self::Nothing(code) => code,
        }
    }
}

/// The state of an inquiry that ended with a result code.
pub(crate) fn state_for(code: &str) -> InquiryState {
    match code {
        inquiry_result::OK => InquiryState::Answered,
        inquiry_result::NO_COPY => InquiryState::Nothing,
        inquiry_result::TIMEOUT => InquiryState::TimedOut,
        inquiry_result::CANCELLED => InquiryState::Cancelled,
        _ => InquiryState::Refused,
    }
}

/// Answers from the copies of one member: the newest one of the period asked for.
pub(crate) fn answer_from(
    kind: CopyKind,
    copies: Vec<StoredCopy>,
    provided: bool,
    period: (Option<&str>, Option<&str>),
    defects: &Defects,
) -> Answer {
    let oldest_first = defects.has(&defects::OLDEST_COPY_PROVIDED);
    let newest =
        copies.into_iter().filter(|copy| in_period(kind, copy, period, defects)).max_by(|one, other| {
            let order = (&one.key, &one.source_as_of).cmp(&(&other.key, &other.source_as_of));
            if oldest_first { order.reverse() } else { order }
        });
    match newest {
        None => Answer::Nothing(inquiry_result::NO_COPY),
        Some(_) if !provided => Answer::Nothing(match defects.has(&defects::BEFORE_START_AS_NONE) {
            true => inquiry_result::NO_COPY,
            false => inquiry_result::BEFORE_START,
        }),
        Some(copy) => {
            Answer::Values { items: items_told(copy.values, defects), source_as_of: copy.source_as_of }
        }
    }
}

fn items_told(mut values: CopyValues, defects: &Defects) -> Vec<(String, String)> {
    values.retain(|(name, _)| *name != "更新日時" || defects.has(&defects::UPDATE_TIME_PROVIDED));
    if defects.has(&defects::PROVIDED_ITEM_LOST) {
        values.pop();
    }
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn in_period(
    kind: CopyKind,
    copy: &StoredCopy,
    (from, to): (Option<&str>, Option<&str>),
    defects: &Defects,
) -> bool {
    let end = copy.value(kind.end_column());
    let begins = |to: &str| match defects.has(&defects::PERIOD_START_EXCLUSIVE) {
        true => copy.key.as_str() < to,
        false => copy.key.as_str() <= to,
    };
    let lasts = |from: &str| match defects.has(&defects::PERIOD_END_EXCLUSIVE) {
        true => end.is_empty() || end > from,
        false => end.is_empty() || end >= from,
    };
    to.is_none_or(begins) && from.is_none_or(lasts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(key: &str, lost: &str) -> StoredCopy {
        let values = [("資格取得年月日", key), ("資格喪失年月日", lost), ("更新日時", "20170401000000")];
        let values = values.map(|(name, value)| (name, value.to_owned())).to_vec();
        StoredCopy { key: key.to_owned(), values, source_as_of: "20170401000000".to_owned() }
    }

    #[test]
    fn a_start_date_provides_from_its_day_on() {
        let day = |day| NaiveDate::from_ymd_opt(2017, 5, day).expect("valid");
        let set = |was_provided| ProvisionStart { start: Some(day(15)), was_provided };
        assert_eq!(set(false).state_on(day(14)), CopyState::BeforeStart);
        assert_eq!(set(false).state_on(day(15)), CopyState::Provided);
        assert_eq!(set(true).state_on(day(14)), CopyState::Stopped);
        assert_eq!(ProvisionStart::default().state_on(day(15)), CopyState::BeforeStart);
    }

    #[test]
    fn the_newest_copy_of_the_period_answers() {
        let copies = vec![copy("20100101", "20120101"), copy("20150101", "")];
        let ask = |provided, period| {
            answer_from(CopyKind::Eligibility, copies.clone(), provided, period, &Defects::default())
        };
        let Answer::Values { items, .. } = ask(true, (None, None)) else { panic!("values") };
        assert_eq!(items[0].1, "20150101");
        assert!(items.iter().all(|(name, _)| name != "更新日時"));
        let Answer::Values { items, .. } = ask(true, (None, Some("20141231"))) else { panic!("values") };
        assert_eq!(items[0].1, "20100101");
        assert_eq!(ask(true, (Some("20130101"), Some("20140101"))).code(), "N1");
        assert_eq!(ask(false, (None, None)).code(), "N2");
    }
}
