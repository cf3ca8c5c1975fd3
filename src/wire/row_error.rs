//! Codes in result files and on refused files.

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
/// 被保険者番号不正(検証番号不一致・本人のものでない番号)
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
/// 部署使用中(削除)
pub const IN_USE: &str = "E405";
/// 住基ネットに該当者なし
pub const RESIDENT_NOT_FOUND: &str = "E501";
/// 住基ネットの消除者
pub const RESIDENT_REMOVED: &str = "E502";
