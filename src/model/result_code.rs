//! The codes by which the intermediate server says why it refused something, each with
//! its name (domain.md §5, simulator conventions).

use std::{fmt, str::FromStr};

/// A code and its name, as features write it: 「E103 検査用数字不一致」.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultCode {
    /// The stable code.
    pub code: &'static str,
    /// Its Japanese name.
    pub name: &'static str,
}

/// The text is not a known code with its own name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownResultCode {
    /// No such code.
    #[error("結果コード「{0}」はありません(書き方の例: 「E103 検査用数字不一致」)")]
    Code(String),
    /// The code has another name.
    #[error("結果コード {code} の名称は「{expected}」です(書かれたもの: 「{found}」)")]
    Name {
        /// The code.
        code: &'static str,
        /// Its name.
        expected: &'static str,
        /// What was written.
        found: String,
    },
}

impl ResultCode {
    /// Every code of the contract.
    pub const ALL: &[Self] = &[
        Self::new("A101", "認証失敗"),
        Self::new("A102", "電子証明書不正"),
        Self::new("A103", "パスワード変更要"),
        Self::new("A104", "パスワード規則違反"),
        Self::new("A105", "利用者ロック中"),
        Self::new("A106", "セッションなし"),
        Self::new("A107", "利用期間外"),
        Self::new("A108", "初期パスワード使用済"),
        Self::new("Q400", "要求不正"),
        Self::new("Q404", "対象なし"),
        Self::new("Q405", "メソッド不正"),
        Self::new("Q409", "状態不正"),
        Self::new("Q413", "サイズ超過"),
        Self::new("Q415", "形式不正"),
        Self::new("Q422", "値不正"),
        Self::new("OK", "該当あり"),
        Self::new("N1", "副本未登録"),
        Self::new("N2", "提供期間外"),
        Self::new("N3", "自動応答不可"),
        Self::new("N4", "符号未紐付(自機関)"),
        Self::new("N5", "符号未紐付(相手機関)"),
        Self::new("N6", "照会先に接続できない"),
        Self::new("N7", "照会許可なし"),
        Self::new("N8", "権限なし"),
        Self::new("N9", "タイムアウト"),
        Self::new("N10", "枝番不存在"),
        Self::new("N11", "照会取消"),
        Self::new("E101", "個人番号未設定"),
        Self::new("E102", "個人番号形式不正"),
        Self::new("E103", "検査用数字不一致"),
        Self::new("E104", "同一保険者区画内に登録済"),
        Self::new("E105", "ファイル内重複"),
        Self::new("E106", "被保険者番号不正"),
        Self::new("E107", "保険者番号不正"),
        Self::new("E108", "日付不正"),
        Self::new("E109", "文字コード外文字"),
        Self::new("E110", "必須項目欠落"),
        Self::new("E111", "アクセスグループ不存在"),
        Self::new("E112", "値不正"),
        Self::new("E201", "枝番不存在"),
        Self::new("E202", "資格情報未登録"),
        Self::new("E203", "期間重複"),
        Self::new("E204", "種別不正"),
        Self::new("E301", "列数不正"),
        Self::new("E302", "ヘッダ不正"),
        Self::new("E303", "文字コード不一致"),
        Self::new("E304", "件数上限超過"),
        Self::new("E305", "同一ファイル再受付"),
        Self::new("E401", "部署不存在"),
        Self::new("E402", "ロール不存在"),
        Self::new("E403", "登録済"),
        Self::new("E404", "対象行不存在"),
        Self::new("E405", "使用中"),
        Self::new("E501", "住基ネット該当なし"),
        Self::new("E502", "住基ネット消除者"),
    ];

    const fn new(code: &'static str, name: &'static str) -> Self {
        Self { code, name }
    }

    /// The code's name, or the bare code if the contract does not know it.
    #[must_use]
    pub fn describe(code: &str) -> String {
        Self::ALL.iter().find(|known| known.code == code).map_or_else(|| code.to_owned(), ToString::to_string)
    }
}

impl FromStr for ResultCode {
    type Err = UnknownResultCode;

    fn from_str(text: &str) -> Result<Self, UnknownResultCode> {
        let (code, name) = text.split_once(' ').unwrap_or((text, ""));
        let known = Self::ALL
            .iter()
            .find(|known| known.code == code)
            .ok_or_else(|| UnknownResultCode::Code(text.to_owned()))?;
        if known.name == name {
            Ok(*known)
        } else {
            Err(UnknownResultCode::Name { code: known.code, expected: known.name, found: name.to_owned() })
        }
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.name)
    }
}
