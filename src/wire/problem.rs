//! Codes of problem details: a request that was refused and changed nothing.

/// 401 Unknown user or wrong password.
pub const CREDENTIALS: &str = "A101";
/// 403 Certificate missing, unknown, or of another insurer.
pub const CERTIFICATE: &str = "A102";
/// 403 The password has to be changed first: it is an initial one, or too old.
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
