//! The states of things as the screens show them (domain.md §5).
//! Must not know what changes a state.

macro_rules! texts {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:expr,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// The text on screens, on the wire and in the store.
            pub(crate) fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}
pub(crate) use texts;

/// Like [`texts`], for what is also read back from the store or a request.
macro_rules! readable_texts {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:expr,)+ }) => {
        texts! { $(#[$meta])* $name { $($(#[$doc])* $variant = $text,)+ } }

        impl $name {
            /// By its text.
            pub(crate) fn from_text(text: &str) -> Option<Self> {
                [$(Self::$variant),+].into_iter().find(|value| value.text() == text)
            }
        }
    };
}

readable_texts! {
    /// 処理ステータス of an uploaded file.
    JobState {
        /// Nothing checked yet.
        Received = "受付済",
        /// The file as a whole is in order and waits for its job.
        Waiting = "処理待ち",
        /// The job is at it.
        Processing = "処理中",
        /// Every row was processed.
        Completed = "処理完了",
        /// The file as a whole was refused.
        Refused = "受付エラー",
        /// Taken back before its job began.
        Cancelled = "取消済",
    }
}

readable_texts! {
    /// 符号取得状況.
    LinkState {
        /// Nothing asked for.
        None = "未取得",
        /// Asked for, not answered.
        Requested = "取得要求中",
        /// Tied to the branch number.
        Linked = "紐付済",
        /// Cannot be had.
        Failed = "取得エラー",
        /// The individual number changed; asked for again.
        Again = "再取得要",
    }
}

readable_texts! {
    /// State of a 情報照会.
    InquiryState {
        /// Received.
        Received = "受付",
        /// Handed to the network system.
        Asking = "照会中",
        /// No answer for a while; still awaited.
        Waiting = "結果待ち",
        /// Answered with values.
        Answered = "回答あり",
        /// Answered: nothing registered.
        Nothing = "該当なし",
        /// The provider cannot answer.
        Refused = "回答不可",
        /// Given up.
        TimedOut = "タイムアウト",
        /// Taken back by the inquirer.
        Cancelled = "取消",
    }
}

readable_texts! {
    /// State of an inquiry that waits at the provider for an officer.
    RequestState {
        /// Nobody has decided.
        Undecided = "判断待ち",
        /// Decided: provided.
        Provided = "提供",
        /// Decided: not provided.
        NotProvided = "不提供",
        /// The inquiry ended before anybody decided.
        Over = "終了",
    }
}

readable_texts! {
    /// Side of a 情報提供等記録.
    Direction {
        /// The own union asked.
        Inquiry = "照会",
        /// The own union was asked.
        Provision = "提供",
    }
}

readable_texts! {
    /// 異動 of a resident of the 住基ネット.
    ResidentStatus {
        /// Living here.
        Present = "現存",
        /// Died.
        Dead = "死亡",
        /// Moved abroad.
        Abroad = "国外転出",
    }
}
