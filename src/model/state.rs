//! The states that the intermediate server shows for uploads, codes and inquiries
//! (domain.md §5). Only 「処理完了」 is printed in the source; the others are simulator
//! conventions.

use std::{fmt, str::FromStr};

/// A state name that the contract does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}「{found}」は契約にありません(あり得るもの: {known})")]
pub struct UnknownState {
    what: &'static str,
    found: String,
    known: String,
}

macro_rules! states {
    ($(#[$meta:meta])* $name:ident, $what:literal, { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// The state as the screens show it.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.text())
            }
        }

        impl FromStr for $name {
            type Err = UnknownState;

            fn from_str(text: &str) -> Result<Self, UnknownState> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err(UnknownState {
                        what: $what,
                        found: other.to_owned(),
                        known: [$($text),+].join("、"),
                    }),
                }
            }
        }
    };
}

states! {
    /// 処理ステータス of an uploaded file.
    JobState, "処理ステータス", {
        /// Received, nothing checked yet.
        Received = "受付済",
        /// The file as a whole was accepted and waits for the periodic job.
        Waiting = "処理待ち",
        /// The periodic job is at it.
        Processing = "処理中",
        /// Every row was processed. Rows may still have been refused.
        Completed = "処理完了",
        /// The file as a whole was refused; no row was processed.
        Refused = "受付エラー",
        /// Taken back before it was processed.
        Cancelled = "取消済",
    }
}

impl JobState {
    /// Whether the state can no longer change.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Refused | Self::Cancelled)
    }
}

states! {
    /// 符号取得状況 of a member. The code itself is never shown.
    CodeLinkState, "符号取得状況", {
        /// Not asked for yet.
        NotAcquired = "未取得",
        /// Asked for, not here yet.
        Requested = "取得要求中",
        /// Tied to the branch number.
        Linked = "紐付済",
        /// 住基ネット has nobody living under that number.
        Failed = "取得エラー",
        /// The individual number changed.
        Stale = "再取得要",
    }
}

impl CodeLinkState {
    /// Whether waiting any longer changes nothing.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Linked | Self::Failed)
    }
}

states! {
    /// State of an inquiry.
    InquiryState, "照会の状態", {
        /// Registered.
        Received = "受付",
        /// On its way to the provider.
        Inquiring = "照会中",
        /// The online time is over; the answer will come later.
        Waiting = "結果待ち",
        /// Values came back.
        Answered = "回答あり",
        /// The provider has nothing.
        NotFound = "該当なし",
        /// The provider, or a rule, does not give an answer.
        Unanswerable = "回答不可",
        /// Something on the way broke.
        Failed = "エラー",
        /// No answer within the time allowed.
        TimedOut = "タイムアウト",
        /// Taken back.
        Cancelled = "取消",
    }
}

impl InquiryState {
    /// Whether the state can no longer change.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Received | Self::Inquiring | Self::Waiting)
    }
}
