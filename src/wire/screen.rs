//! Names of screens. Those in domain.md §2 as 「…」 are printed in the source, the others
//! are simulator conventions.

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
/// The individual number of a member, with the reason for looking at it.
pub const NUMBER_DISPLAY: &str = "個人番号表示";
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
/// Inquiries of others that an officer answers.
pub const PROVISION_REQUESTS: &str = "提供可否判断";
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
/// Inquiries in bulk.
pub const BULK_INQUIRY: &str = "情報照会一括登録";
/// Bulk inquiries and their results.
pub const BULK_INQUIRY_RESULT: &str = "情報照会一括結果";
/// Contacts of institutions on the 情報共有サイト.
pub const CONTACTS: &str = "情報共有サイト(連絡窓口)";
/// Who of the union may use the 情報共有サイト.
pub const SITE_ACCOUNTS: &str = "情報共有サイト(利用登録)";
/// What stands on the 情報共有サイト.
pub const SHARING_SITE: &str = "情報共有サイト(掲載情報)";
/// アンケート of the 取りまとめ機関 on plans that affect the linkage.
pub const PLAN_SURVEY: &str = "基本計画・年度計画アンケート";
/// The plans of all unions, collated.
pub const PLANS_COLLATED: &str = "基本計画・年度計画(集約)";
/// Records of provision.
pub const RECORDS: &str = "情報提供等記録";
/// Operation log.
pub const OPERATION_LOG: &str = "操作ログ";
/// Notices.
pub const NOTICES: &str = "お知らせ";
