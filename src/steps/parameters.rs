//! Parameter types of the steps. A parameter in 「」 is a key into the test data, the name
//! of a screen, or a state or code of the contract.

use crate::{
    model::{CodeLinkState, InquiryState, JobState, ResultCode},
    standard_system::CopyKind,
    terminal::RecordQuery,
    world::{Actor, GENERATED_MEMBER},
};
use cucumber::Parameter;
use std::str::FromStr;

/// Name, what it stands for, an example.
pub const PARAMETERS: &[(&str, &str, &str)] = &[
    (
        "利用者",
        "testdata/master_data.yaml の利用者。「相手広域連合の」を付けると相手側の、「本番環境の」を付けると本番環境の利用者。本番登録では、付けなければ本番環境の、「総合運用テスト環境の」を付けると総合運用テスト環境の利用者",
        "「資格担当」",
    ),
    ("加入者", "testdata/members.yaml の加入者", "「甲野花子」"),
    (
        "加入者たち",
        "加入者を「、」でつないだもの。「生成1〜20」は、種(--seed)から生成した20人",
        "「甲野花子」、「乙川太郎」",
    ),
    ("値", "そのままの文字", "「3」"),
    ("画面", "画面の名称", "「加入者検索」"),
    ("副本", "副本の種類", "「資格情報」"),
    ("結果コード", "結果コードと名称", "「E103 検査用数字不一致」"),
    ("処理状態", "処理ステータス", "「処理完了」"),
    ("符号状態", "符号取得状況", "「紐付済」"),
    ("照会状態", "情報照会の状態", "「回答あり」"),
    ("記録側", "情報提供等記録の側", "「照会」"),
];

fn unquote(text: &str) -> &str {
    text.trim_start_matches('「').trim_end_matches('」')
}

macro_rules! quoted {
    ($(#[$meta:meta])* $name:ident = $japanese:literal, $inner:ty) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Parameter)]
        #[param(name = $japanese, regex = "「[^」]*」")]
        pub(super) struct $name(pub(super) $inner);

        impl FromStr for $name {
            type Err = <$inner as FromStr>::Err;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                unquote(text).parse().map(Self)
            }
        }
    };
}

quoted!(
    /// A user.
    User = "利用者", Actor
);
quoted!(
    /// A member.
    MemberName = "加入者", String
);
quoted!(
    /// A text as it stands.
    Text = "値", String
);
quoted!(
    /// A screen.
    Screen = "画面", ScreenName
);
quoted!(
    /// A kind of copy.
    Copies = "副本", CopyKind
);
quoted!(
    /// A code of the contract with its name.
    Code = "結果コード", ResultCode
);
quoted!(
    /// State of an upload.
    Job = "処理状態", JobState
);
quoted!(
    /// State of a code.
    CodeState = "符号状態", CodeLinkState
);
quoted!(
    /// State of an inquiry.
    InquiryStatus = "照会状態", InquiryState
);
quoted!(
    /// A side of a record.
    Side = "記録側", RecordSide
);

/// Several members.
#[derive(Debug, Clone, PartialEq, Eq, Parameter)]
#[param(name = "加入者たち", regex = "「[^」]+」(?:、「[^」]+」)*")]
pub(super) struct Members(pub(super) Vec<String>);

impl FromStr for Members {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.split('、').flat_map(|name| expand(unquote(name))).collect()))
    }
}

/// 「生成1〜20」 stands for twenty generated members, any other name for itself.
fn expand(name: &str) -> Vec<String> {
    let range = name.strip_prefix(GENERATED_MEMBER).and_then(|range| range.split_once('〜'));
    match range.map(|(first, last)| (first.parse::<usize>(), last.parse::<usize>())) {
        Some((Ok(first), Ok(last))) => {
            (first..=last).map(|number| format!("{GENERATED_MEMBER}{number}")).collect()
        }
        _ => vec![name.to_owned()],
    }
}

/// A screen of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ScreenName(pub(super) &'static str);

/// No such screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("画面「{0}」はありません")]
pub(super) struct UnknownScreen(String);

impl FromStr for ScreenName {
    type Err = UnknownScreen;

    fn from_str(text: &str) -> Result<Self, UnknownScreen> {
        crate::terminal::SCREENS
            .iter()
            .find(|screen| **screen == text)
            .map(|screen| Self(screen))
            .ok_or_else(|| UnknownScreen(text.to_owned()))
    }
}

/// 照会 or 提供.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordSide {
    /// The inquirer's.
    Inquiry,
    /// The provider's.
    Provision,
}

/// No such side.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("記録の側「{0}」はありません(「照会」か「提供」)")]
pub(super) struct UnknownSide(String);

impl RecordSide {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Inquiry => "照会",
            Self::Provision => "提供",
        }
    }

    pub(super) fn query(self, process_number: &str) -> RecordQuery {
        RecordQuery {
            direction: Some(self.text().to_owned()),
            process_number: Some(process_number.to_owned()),
            ..RecordQuery::default()
        }
    }
}

impl FromStr for RecordSide {
    type Err = UnknownSide;

    fn from_str(text: &str) -> Result<Self, UnknownSide> {
        match text {
            "照会" => Ok(Self::Inquiry),
            "提供" => Ok(Self::Provision),
            other => Err(UnknownSide(other.to_owned())),
        }
    }
}
