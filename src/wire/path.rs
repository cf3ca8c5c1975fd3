//! Paths on the operator's port. `{…}` is a path parameter.

/// Before every path of the 本番環境, on the operator's port and on the control port.
pub const PRODUCTION: &str = "/production";

/// POST log in, GET who am I and what may I do, DELETE log out.
pub const SESSION: &str = "/api/session";
/// GET the log-in screen.
pub const LOGIN: &str = "/api/login";
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
/// PUT, DELETE one own ロール.
pub const ROLE: &str = "/api/roles/{code}";
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
/// GET the state of an upload, DELETE takes it back.
pub const RECEIPT: &str = "/api/receipts/{receipt_number}";
/// GET the result file of an upload.
pub const RECEIPT_RESULT: &str = "/api/receipts/{receipt_number}/result";
/// GET 加入者 by 被保険者番号 or 被保険者枝番.
pub const MEMBERS: &str = "/api/members";
/// GET one 加入者.
pub const MEMBER: &str = "/api/members/{branch_number}";
/// POST: shows the individual number.
pub const NUMBER_DISPLAY: &str = "/api/members/{branch_number}/individual-number";
/// GET 符号取得状況 of a member.
pub const CODE_LINK: &str = "/api/members/{branch_number}/code-link";
/// GET 副本 of a member.
pub const COPIES: &str = "/api/members/{branch_number}/copies";
/// GET all revisions of the 副本 of a member.
pub const COPY_HISTORY: &str = "/api/members/{branch_number}/copies/history";
/// PUT whether copies of one kind of a member are provided without anybody's action.
pub const AUTOMATIC_PROVISION: &str = "/api/members/{branch_number}/copies/{kind}/automatic";
/// GET inquiries of others that wait, or waited, for a decision.
pub const PROVISION_REQUESTS: &str = "/api/provision-requests";
/// POST the decision about one of them.
pub const PROVISION_REQUEST: &str = "/api/provision-requests/{process_number}";
/// GET 副本の提供開始日 of all kinds.
pub const PROVISION_STARTS: &str = "/api/provision-starts";
/// PUT 副本の提供開始日 of one kind.
pub const PROVISION_START: &str = "/api/provision-starts/{kind}";
/// GET, POST 情報照会.
pub const INQUIRIES: &str = "/api/inquiries";
/// GET one 情報照会, DELETE takes it back.
pub const INQUIRY: &str = "/api/inquiries/{inquiry_id}";
/// GET 連絡窓口 of institutions on the 情報共有サイト.
pub const CONTACTS: &str = "/api/sharing-site/contacts";
/// GET users of the union with an account of the 情報共有サイト.
pub const SITE_ACCOUNTS: &str = "/api/sharing-site/accounts";
/// PUT, DELETE the account of one user.
pub const SITE_ACCOUNT: &str = "/api/sharing-site/accounts/{user_id}";
/// GET what stands on the 情報共有サイト.
pub const SITE_ENTRIES: &str = "/api/sharing-site/entries";
/// GET, POST answers of the own union to the アンケート on 基本計画 and 年度計画.
pub const PLAN_ANSWERS: &str = "/api/plan-survey/answers";
/// DELETE one of them.
pub const PLAN_ANSWER: &str = "/api/plan-survey/answers/{answer_id}";
/// GET the collated plans of all unions.
pub const PLANS_COLLATED: &str = "/api/plan-survey/collated";
/// GET 情報提供等記録.
pub const PROVISION_RECORDS: &str = "/api/provision-records";
/// GET 情報提供等記録 as a file.
pub const PROVISION_RECORDS_FILE: &str = "/api/provision-records/file";
/// PUT 不開示 mark.
pub const NON_DISCLOSURE: &str = "/api/provision-records/{record_id}/non-disclosure";
/// GET 操作ログ.
pub const OPERATION_LOG: &str = "/api/operation-log";
/// GET the OpenAPI document.
pub const OPENAPI: &str = "/openapi.json";
