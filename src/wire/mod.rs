//! Constants of the contract between harness and server: paths, headers, column names,
//! codes, names of screens. No logic, so that neither side can borrow a rule of the
//! other's. Where domain.md proposes a value, it is a simulator convention.

pub mod column;
pub mod control;
pub mod path;
pub mod problem;
pub mod row_error;
pub mod screen;

/// HTTP headers.
pub mod header {
    /// Identity of the 電子証明書 of the 統合専用端末, as the front of the server
    /// established it. Required on every operator request.
    pub const TERMINAL_CERTIFICATE: &str = "x-terminal-certificate";
}

/// The first line that the server prints: `sogo serve: 操作ポート=<URL> 制御ポート=<URL>`.
pub mod ready {
    /// Before the URL of the operator's port.
    pub const OPERATOR: &str = "操作ポート=";
    /// Before the URL of the control port.
    pub const CONTROL: &str = "制御ポート=";
}

/// Kinds of uploaded files, as in the path.
pub mod file_kind {
    /// F7 部署情報一括登録ファイル.
    pub const DEPARTMENTS: &str = "departments";
    /// F8 ユーザー情報一括登録ファイル.
    pub const USERS: &str = "users";
    /// F1 加入者情報一括登録ファイル.
    pub const MEMBERS: &str = "members";
    /// F3 資格情報登録CSVファイル.
    pub const ELIGIBILITY: &str = "eligibility";
    /// F4 高額介護合算療養費情報登録ファイル.
    pub const COMBINED_HIGH_COST: &str = "combined-high-cost";
    /// F5 葬祭費登録ファイル.
    pub const FUNERAL: &str = "funeral";
    /// F11 本人確認情報照会要求ファイル.
    pub const IDENTITY_REQUESTS: &str = "identity-requests";
    /// F12 情報照会一括要求ファイル.
    pub const INQUIRIES: &str = "inquiries";
}

/// Character codes that 医療保険者等定義情報 can declare.
pub mod charset {
    /// Windows-31J (CP932).
    pub const SHIFT_JIS: &str = "Shift_JIS";
    /// UTF-8 without a byte order mark.
    pub const UTF_8: &str = "UTF-8";
    /// UTF-8 with a byte order mark.
    pub const UTF_8_BOM: &str = "UTF-8 BOM";
    /// UTF-16 little endian with a byte order mark.
    pub const UTF_16LE: &str = "UTF-16LE";
}

/// Result codes of an inquiry (domain.md §5).
pub mod inquiry_result {
    /// 該当あり
    pub const OK: &str = "OK";
    /// 副本未登録(該当なし)
    pub const NO_COPY: &str = "N1";
    /// 提供期間外(提供開始日の前か、提供の停止中)
    pub const BEFORE_START: &str = "N2";
    /// 不開示・自動応答不可
    pub const NOT_AUTOMATIC: &str = "N3";
    /// 符号未紐付(相手機関)
    pub const PROVIDER_CODE_NOT_LINKED: &str = "N5";
    /// 照会先に接続できない(計画停止・未接続)
    pub const PROVIDER_STOPPED: &str = "N6";
    /// タイムアウト
    pub const TIMEOUT: &str = "N9";
    /// 照会取消
    pub const CANCELLED: &str = "N11";
}

/// What an officer decides about an inquiry that is not answered automatically (simulator
/// convention).
pub mod provision_decision {
    /// The copy is provided.
    pub const PROVIDE: &str = "提供";
    /// Nothing is provided.
    pub const REFUSE: &str = "不提供";
}

/// 結果区分 of 本人確認 (domain.md §2.4).
pub mod identity_result {
    /// 一致1件
    pub const MATCHED: &str = "一致";
    /// 該当なし
    pub const NONE: &str = "該当なし";
    /// 複数該当
    pub const SEVERAL: &str = "複数該当";
    /// 消除者
    pub const REMOVED: &str = "消除者";
    /// 入力エラー
    pub const INPUT_ERROR: &str = "入力エラー";
    /// 住基ネット停止時間帯
    pub const STOPPED: &str = "停止時間帯";
}

/// Standard roles that the 取りまとめ機関 supplies (domain.md §6.2, simulator convention).
pub mod role {
    /// システム管理者
    pub const ADMIN: &str = "R-ADMIN";
    /// 加入者情報登録
    pub const MEMBER: &str = "R-MEMBER";
    /// 副本登録・提供開始日
    pub const COPY: &str = "R-COPY";
    /// 情報照会
    pub const INQUIRE: &str = "R-INQUIRE";
    /// 本人確認照会
    pub const IDENTITY: &str = "R-IDENT";
    /// 情報提供等記録・操作ログ参照
    pub const AUDIT: &str = "R-AUDIT";
    /// 参照
    pub const VIEW: &str = "R-VIEW";
}
