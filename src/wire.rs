//! Constants of the contract between harness and server: paths, headers, column names,
//! codes, names of screens. No logic, so that neither side can borrow a rule of the
//! other's. Where domain.md proposes a value, it is a simulator convention.

/// HTTP headers.
pub mod header {
    /// Identity of the 電子証明書 of the 統合専用端末, as the front of the server
    /// established it. Required on every operator request.
    pub const TERMINAL_CERTIFICATE: &str = "x-terminal-certificate";
}

/// Paths on the operator's port. `{…}` is a path parameter.
pub mod path {
    /// POST log in, GET who am I and what may I do, DELETE log out.
    pub const SESSION: &str = "/api/session";
    /// PUT change of the own password.
    pub const PASSWORD: &str = "/api/session/password";
    /// GET お知らせ.
    pub const NOTICES: &str = "/api/notices";
    /// GET, PUT 医療保険者等定義情報.
    pub const INSURER_DEFINITION: &str = "/api/insurer-definition";
    /// GET アクセスグループ.
    pub const ACCESS_GROUPS: &str = "/api/access-groups";
    /// PUT one アクセスグループ.
    pub const ACCESS_GROUP: &str = "/api/access-groups/{code}";
    /// GET 部署.
    pub const DEPARTMENTS: &str = "/api/departments";
    /// GET ロール.
    pub const ROLES: &str = "/api/roles";
    /// GET 利用者.
    pub const USERS: &str = "/api/users";
    /// POST a new initial password.
    pub const INITIAL_PASSWORD: &str = "/api/users/{user_id}/initial-password";
    /// POST end of a lock-out.
    pub const UNLOCK: &str = "/api/users/{user_id}/unlock";
    /// GET the release of the NWS master.
    pub const MASTER: &str = "/api/masters/nws";
    /// GET the master as a file.
    pub const MASTER_FILE: &str = "/api/masters/nws/file";
    /// GET uploads of the own union, newest first.
    pub const FILES: &str = "/api/files";
    /// POST a file of a kind (multipart, part `file`).
    pub const UPLOAD: &str = "/api/files/{kind}";
    /// GET the state of an upload.
    pub const RECEIPT: &str = "/api/receipts/{receipt_number}";
    /// GET the result file of an upload.
    pub const RECEIPT_RESULT: &str = "/api/receipts/{receipt_number}/result";
    /// GET 加入者 by 被保険者番号 or 被保険者枝番.
    pub const MEMBERS: &str = "/api/members";
    /// GET one 加入者.
    pub const MEMBER: &str = "/api/members/{branch_number}";
    /// GET 符号取得状況 of a member.
    pub const CODE_LINK: &str = "/api/members/{branch_number}/code-link";
    /// GET 副本 of a member.
    pub const COPIES: &str = "/api/members/{branch_number}/copies";
    /// GET 副本の提供開始日 of all kinds.
    pub const PROVISION_STARTS: &str = "/api/provision-starts";
    /// PUT 副本の提供開始日 of one kind.
    pub const PROVISION_START: &str = "/api/provision-starts/{kind}";
    /// GET, POST 情報照会.
    pub const INQUIRIES: &str = "/api/inquiries";
    /// GET one 情報照会.
    pub const INQUIRY: &str = "/api/inquiries/{inquiry_id}";
    /// GET 情報提供等記録.
    pub const PROVISION_RECORDS: &str = "/api/provision-records";
    /// PUT 不開示 mark.
    pub const NON_DISCLOSURE: &str = "/api/provision-records/{record_id}/non-disclosure";
    /// GET 操作ログ.
    pub const OPERATION_LOG: &str = "/api/operation-log";
    /// GET the OpenAPI document.
    pub const OPENAPI: &str = "/openapi.json";
}

/// Paths on the control port, which only a reference server has.
pub mod control {
    /// GET, PUT the server's clock.
    pub const CLOCK: &str = "/control/clock";
    /// POST passing of time.
    pub const ADVANCE: &str = "/control/clock/advance";
    /// PUT an insurer as the 取りまとめ機関 would set it up.
    pub const INSURER: &str = "/control/insurers/{prefecture}";
    /// PUT residents of the 住基ネット.
    pub const RESIDENTS: &str = "/control/residents";
    /// PUT the master that the NWS distributes.
    pub const MASTER: &str = "/control/master";
    /// PUT another institution and what it can provide.
    pub const INSTITUTION: &str = "/control/institutions/{code}";
    /// PUT, DELETE an outage of a system: `juki-net`, `nws`, or an institution code.
    pub const OUTAGE: &str = "/control/outages/{system}";
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
}

/// Column names of the files (domain.md §3, simulator conventions), in order.
pub mod column {
    /// F1 加入者情報一括登録ファイル.
    pub const MEMBERS: &[&str] = &[
        "レコード番号",
        "処理区分",
        "保険者番号",
        "被保険者番号",
        "個人番号",
        "氏名",
        "氏名カナ",
        "生年月日",
        "性別",
        "郵便番号",
        "住所",
        "資格取得年月日",
        "資格喪失年月日",
        "アクセスグループコード",
        "被保険者枝番",
    ];
    /// F2 加入者情報登録結果ファイル.
    pub const MEMBERS_RESULT: &[&str] = &[
        "受付番号",
        "レコード番号",
        "保険者番号",
        "被保険者番号",
        "被保険者枝番",
        "処理結果コード",
        "処理結果メッセージ",
    ];
    /// F3 後期高齢者医療-資格情報(医療保険)登録ファイル.
    pub const ELIGIBILITY: &[&str] = &[
        "処理区分",
        "被保険者枝番",
        "保険者番号",
        "被保険者番号",
        "資格取得年月日",
        "取得事由",
        "資格喪失年月日",
        "喪失事由",
        "証発効期日",
        "有効期限",
        "一部負担金割合",
        "住所地特例区分",
        "更新日時",
    ];
    /// F4 後期高齢者医療-高額介護合算療養費情報登録ファイル.
    pub const COMBINED_HIGH_COST: &[&str] = &[
        "処理区分",
        "被保険者枝番",
        "計算期間開始年月日",
        "計算期間終了年月日",
        "支給区分",
        "自己負担額",
        "支給額",
        "決定年月日",
        "支給年月日",
        "更新日時",
    ];
    /// F5 後期高齢者医療-葬祭費登録ファイル.
    pub const FUNERAL: &[&str] = &[
        "処理区分",
        "被保険者枝番",
        "死亡年月日",
        "申請年月日",
        "決定年月日",
        "支給額",
        "支給年月日",
        "更新日時",
    ];
    /// F6 副本登録結果 and the result of F7.
    pub const ROWS_RESULT: &[&str] = &["受付番号", "行番号", "処理結果コード", "処理結果メッセージ"];
    /// F7 部署情報一括登録ファイル.
    pub const DEPARTMENTS: &[&str] = &["処理区分", "部署コード", "部署名", "アクセスグループコード"];
    /// F8 ユーザー情報一括登録ファイル.
    pub const USERS: &[&str] =
        &["処理区分", "ユーザーID", "氏名", "部署コード", "ロールコード", "有効開始日", "有効終了日"];
    /// Result of F8.
    pub const USERS_RESULT: &[&str] =
        &["受付番号", "行番号", "ユーザーID", "初期パスワード", "処理結果コード", "処理結果メッセージ"];
    /// F10 情報提供NWS配信マスター: one row is one permitted combination.
    pub const MASTER: &[&str] = &[
        "版",
        "適用日",
        "事務手続コード",
        "事務手続名",
        "照会先機関区分",
        "特定個人情報コード",
        "特定個人情報名",
    ];
    /// F11 本人確認情報照会要求ファイル.
    pub const IDENTITY_REQUESTS: &[&str] =
        &["照会番号", "照会区分", "個人番号", "氏名", "住所", "性別", "生年月日"];
    /// Result of F11.
    pub const IDENTITY_RESULT: &[&str] = &[
        "照会番号",
        "結果区分",
        "個人番号",
        "氏名",
        "住所",
        "性別",
        "生年月日",
        "異動事由",
        "異動年月日",
        "処理結果コード",
        "処理結果メッセージ",
    ];
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

/// Codes of problem details: a request that was refused and changed nothing.
pub mod problem {
    /// 401 Unknown user or wrong password.
    pub const CREDENTIALS: &str = "A101";
    /// 403 Certificate missing, unknown, or of another insurer.
    pub const CERTIFICATE: &str = "A102";
    /// 403 The initial password has to be changed first.
    pub const PASSWORD_CHANGE_REQUIRED: &str = "A103";
    /// 422 The new password breaks a rule.
    pub const PASSWORD_RULE: &str = "A104";
    /// 403 The user is locked.
    pub const LOCKED: &str = "A105";
    /// 401 No session, or it ended.
    pub const NO_SESSION: &str = "A106";
    /// 403 Outside the user's period of validity.
    pub const USER_NOT_VALID: &str = "A107";
    /// 401 The initial password was used already.
    pub const INITIAL_PASSWORD_USED: &str = "A108";
    /// 403 Role or access group does not permit it.
    pub const FORBIDDEN: &str = "N8";
    /// 422 The inquiry is not among the permitted combinations.
    pub const NOT_PERMITTED: &str = "N7";
    /// 422 The branch number does not exist.
    pub const UNKNOWN_BRANCH: &str = "N10";
    /// 422 The own member has no linked code.
    pub const OWN_CODE_NOT_LINKED: &str = "N4";
    /// 400 The request cannot be read.
    pub const BAD_REQUEST: &str = "Q400";
    /// 404 No such thing, or another union's.
    pub const NOT_FOUND: &str = "Q404";
    /// 405 The path has no such method.
    pub const METHOD: &str = "Q405";
    /// 409 Not in this state.
    pub const CONFLICT: &str = "Q409";
    /// 413 The file is too large.
    pub const TOO_LARGE: &str = "Q413";
    /// 415 Not the content type that the operation takes.
    pub const CONTENT_TYPE: &str = "Q415";
    /// 422 A value breaks a rule.
    pub const INVALID: &str = "Q422";
    /// 500 The server failed.
    pub const INTERNAL: &str = "Q500";
}

/// Codes in result files and on refused files.
pub mod row_error {
    /// 個人番号未設定
    pub const NUMBER_MISSING: &str = "E101";
    /// 個人番号形式不正
    pub const NUMBER_FORMAT: &str = "E102";
    /// 検査用数字不一致
    pub const NUMBER_CHECK_DIGIT: &str = "E103";
    /// 同一保険者区画内に登録済
    pub const REGISTERED_IN_PARTITION: &str = "E104";
    /// ファイル内重複
    pub const DUPLICATE_IN_FILE: &str = "E105";
    /// 被保険者番号検証番号不一致
    pub const INSURED_NUMBER: &str = "E106";
    /// 保険者番号不正・他広域連合
    pub const INSURER_NUMBER: &str = "E107";
    /// 生年月日・資格日付不正
    pub const DATE: &str = "E108";
    /// 文字コード外文字
    pub const CHARACTER: &str = "E109";
    /// 必須項目欠落
    pub const MISSING: &str = "E110";
    /// アクセスグループ不存在
    pub const ACCESS_GROUP: &str = "E111";
    /// 値が決まりに合わない
    pub const VALUE: &str = "E112";
    /// 枝番不存在
    pub const BRANCH: &str = "E201";
    /// 資格情報未登録
    pub const NO_ELIGIBILITY: &str = "E202";
    /// 期間重複
    pub const PERIOD_OVERLAP: &str = "E203";
    /// 種別不正
    pub const KIND: &str = "E204";
    /// 列数不正(file)
    pub const COLUMN_COUNT: &str = "E301";
    /// ヘッダ不正(file)
    pub const HEADER: &str = "E302";
    /// 文字コード不一致(file)
    pub const CHARSET: &str = "E303";
    /// 件数上限超過(file)
    pub const ROW_LIMIT: &str = "E304";
    /// 同一ファイル再受付(file)
    pub const SAME_FILE: &str = "E305";
    /// 部署不存在
    pub const DEPARTMENT: &str = "E401";
    /// ロール不存在
    pub const ROLE: &str = "E402";
    /// ユーザーID重複
    pub const USER_EXISTS: &str = "E403";
    /// 部署・ユーザー不存在(変更・削除)
    pub const NO_SUCH_ROW: &str = "E404";
    /// 住基ネットに該当者なし
    pub const RESIDENT_NOT_FOUND: &str = "E501";
    /// 住基ネットの消除者
    pub const RESIDENT_REMOVED: &str = "E502";
}

/// Result codes of an inquiry (domain.md §5).
pub mod inquiry_result {
    /// 該当あり
    pub const OK: &str = "OK";
    /// 副本未登録(該当なし)
    pub const NO_COPY: &str = "N1";
    /// 提供開始日前
    pub const BEFORE_START: &str = "N2";
    /// 不開示・自動応答不可
    pub const NOT_AUTOMATIC: &str = "N3";
    /// 符号未紐付(相手機関)
    pub const PROVIDER_CODE_NOT_LINKED: &str = "N5";
    /// 照会先停止中(計画停止・未接続)
    pub const PROVIDER_STOPPED: &str = "N6";
    /// タイムアウト
    pub const TIMEOUT: &str = "N9";
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

/// Names of screens. Those in domain.md §2 as 「…」 are printed in the source, the others
/// are simulator conventions.
pub mod screen {
    /// Log in.
    pub const LOGIN: &str = "ログイン";
    /// Change of the password.
    pub const PASSWORD: &str = "パスワード変更";
    /// After the log-in.
    pub const TOP: &str = "トップページ";
    /// Access groups.
    pub const ACCESS_GROUPS: &str = "アクセスグループ";
    /// Departments in bulk.
    pub const DEPARTMENTS: &str = "部署一括登録";
    /// Roles.
    pub const ROLES: &str = "ロール";
    /// Users in bulk.
    pub const USERS: &str = "ユーザー一括登録";
    /// Users one by one: state, lock, initial password.
    pub const USER_MANAGEMENT: &str = "利用者管理";
    /// Character code of the insurer.
    pub const INSURER_DEFINITION: &str = "医療保険者等定義情報";
    /// NWS master.
    pub const MASTER: &str = "マスターダウンロード";
    /// Upload of member files.
    pub const MEMBERS: &str = "加入者情報登録";
    /// Uploads and their states.
    pub const MEMBERS_CHECK: &str = "加入者情報登録確認";
    /// One upload and its result file.
    pub const MEMBERS_DETAIL: &str = "加入者情報受付結果詳細";
    /// Search for members.
    pub const MEMBER_SEARCH: &str = "加入者検索";
    /// State of the code.
    pub const CODE_LINK: &str = "符号取得状況";
    /// Upload of copies.
    pub const COPIES: &str = "特定個人情報登録受付";
    /// Uploads of copies and their results.
    pub const COPIES_RESULT: &str = "特定個人情報登録結果";
    /// Copies of a member.
    pub const COPY_SEARCH: &str = "副本照会";
    /// 副本の提供開始日.
    pub const PROVISION_START: &str = "提供開始日設定";
    /// Identity requests.
    pub const IDENTITY: &str = "本人確認照会";
    /// Identity results.
    pub const IDENTITY_RESULT: &str = "本人確認照会結果";
    /// Registration of an inquiry.
    pub const INQUIRY: &str = "情報照会登録";
    /// Inquiries and their states.
    pub const INQUIRIES: &str = "情報照会一覧";
    /// One inquiry and its result.
    pub const INQUIRY_RESULT: &str = "情報照会結果";
    /// Records of provision.
    pub const RECORDS: &str = "情報提供等記録";
    /// Operation log.
    pub const OPERATION_LOG: &str = "操作ログ";
    /// Notices.
    pub const NOTICES: &str = "お知らせ";
}
