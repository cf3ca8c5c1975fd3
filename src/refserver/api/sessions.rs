//! Log-in, who am I, log-out, change of the password.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use rand::RngExt;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::{path, problem, screen};
use utoipa::ToSchema;

use super::{
    extract::JsonBody,
    gate::LoggedUser,
    identity_of_caller::{Caller, Terminal},
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::{
        passwords,
        roles::{self, Role},
        text,
    },
    server::{Server, token_hash},
    store::{
        StoreError,
        sessions::{self, Session},
        unions, users,
    },
};

/// The screen before the log-in.
#[derive(Serialize, ToSchema)]
pub(super) struct LoginScreen {
    /// Always ログイン.
    screen: &'static str,
    /// Name of the union whose certificate the terminal has.
    union_name: String,
}

/// The log-in screen, for whoever has a certificate: the 連動テスト asks for no more.
///
/// Nobody acts yet, so that it is not in the operation log.
#[utoipa::path(
    get, path = path::LOGIN, tag = "session", operation_id = "login_screen", security(("certificate" = [])),
    responses(
        (status = 200, description = "ログイン画面", body = LoginScreen),
        (status = 403, description = "A102", body = ProblemBody),
    )
)]
pub(super) async fn login_screen(
    State(server): State<Arc<Server>>,
    terminal: Terminal,
) -> Result<Json<LoginScreen>, Problem> {
    let union_name = if server.defects.has(&defects::LOGIN_SCREEN_OF_THE_FIRST_UNION) {
        server.store.read(unions::first)?.map(|union| union.name).unwrap_or_default()
    } else {
        terminal.union.name.clone()
    };
    Ok(Json(LoginScreen { screen: screen::LOGIN, union_name }))
}

/// User id and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogIn {
    /// Unique within the union of the certificate.
    user_id: String,
    /// The password.
    password: String,
}

/// An open session.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenSession {
    /// For `Authorization: Bearer …`.
    token: String,
    user_id: String,
    user_name: String,
    /// While true, only GET and DELETE of the session and the change of the password are permitted.
    must_change_password: bool,
    /// End of the session unless it is used before (RFC 3339).
    expires_at: String,
}

/// Log in.
///
/// The user is looked up in the union of the certificate. Checks in this order:
/// unknown, retired: A101. Locked: A105, even with the right password. Wrong password:
/// A101; the fifth in a row locks (and itself still answers A101). Outside
/// valid_from..valid_to: A107. Initial password that opened a session already: A108.
/// Every attempt is in the operation log.
#[utoipa::path(
    post, path = path::SESSION, tag = "session", operation_id = "log_in", security(("certificate" = [])),
    request_body = LogIn,
    responses(
        (status = 201, description = "ログインした", body = OpenSession),
        (status = 401, description = "A101, A108", body = ProblemBody),
        (status = 403, description = "A102, A105, A107", body = ProblemBody),
    )
)]
pub(super) async fn log_in(
    State(server): State<Arc<Server>>,
    terminal: Terminal,
    body: Result<JsonBody<LogIn>, Problem>,
) -> Response {
    let JsonBody(log_in) = match body {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let (known, outcome) = match attempt(&server, &terminal, &log_in) {
        Ok(done) => done,
        Err(problem) => return problem.into_response(),
    };
    let mut response = match outcome {
        Ok(session) => (StatusCode::CREATED, Json(session)).into_response(),
        Err(problem) => problem.into_response(),
    };
    // An id that nobody has may be anything that was typed, even a number.
    if known {
        response.extensions_mut().insert(LoggedUser(log_in.user_id));
    }
    response
}

type Attempt = (bool, Result<OpenSession, Problem>);

fn attempt(server: &Server, terminal: &Terminal, log_in: &LogIn) -> Result<Attempt, Problem> {
    let prefecture = terminal.union.prefecture.as_str();
    let now = server.clock.now();
    server.store.write(|connection| {
        let refuse = |code| (true, Err(Problem::new(code)));
        let prefecture = home(server, connection, prefecture, log_in)?;
        let prefecture = prefecture.as_str();
        let Some(user) = users::find(connection, prefecture, &log_in.user_id)? else {
            server.hasher.verify_nobody(&log_in.password);
            return Ok((false, Err(Problem::new(problem::CREDENTIALS))));
        };
        if user.retired && !server.defects.has(&defects::RETIRED_USER_LOGS_IN) {
            server.hasher.verify_nobody(&log_in.password);
            return Ok(refuse(problem::CREDENTIALS));
        }
        if user.locked && !server.defects.has(&defects::RIGHT_PASSWORD_OPENS_LOCK) {
            return Ok(refuse(problem::LOCKED));
        }
        if !server.hasher.verify(&log_in.password, &user.password_hash) {
            let one_more = u32::from(server.defects.has(&defects::LOCK_AT_THE_SIXTH));
            let limit = server.settings.lock_after_failures.saturating_add(one_more);
            users::count_failure(connection, prefecture, &user.user_id, limit)?;
            return Ok(refuse(problem::CREDENTIALS));
        }
        if !user.is_valid_on(now.date(), &server.defects) {
            return Ok(refuse(problem::USER_NOT_VALID));
        }
        if user.initial && user.initial_used && !server.defects.has(&defects::INITIAL_PASSWORD_TWICE) {
            return Ok(refuse(problem::INITIAL_PASSWORD_USED));
        }
        let keep_failures = server.defects.has(&defects::FAILURES_NEVER_RESET);
        users::logged_in(connection, prefecture, &user.user_id, keep_failures)?;
        let must_change_password = user.must_change_password(now, server.password_max_age_days());
        let token = random_token();
        let session = Session {
            prefecture: prefecture.to_owned(),
            user_id: user.user_id.clone(),
            certificate: terminal.certificate.clone(),
            last_used: now,
        };
        sessions::forget_before(connection, now.plus_seconds(-server.settings.session_idle_seconds))?;
        sessions::open(connection, &token_hash(&token), &session)?;
        let opened = OpenSession {
            token,
            user_id: user.user_id,
            user_name: user.name,
            must_change_password,
            expires_at: now.plus_seconds(server.settings.session_idle_seconds).rfc3339(),
        };
        Ok::<_, Problem>((true, Ok(opened)))
    })
}

/// The union in which the user is looked up: that of the certificate. The defect takes the
/// user of any union who has the password.
fn home(
    server: &Server,
    connection: &Connection,
    prefecture: &str,
    log_in: &LogIn,
) -> Result<String, StoreError> {
    if server.defects.has(&defects::USER_OF_ANY_UNION_LOGS_IN) {
        let homes = users::homes(connection, &log_in.user_id)?;
        let has_password = |(_, hash): &(String, String)| server.hasher.verify(&log_in.password, hash);
        if let Some((home, _)) = homes.into_iter().find(has_password) {
            return Ok(home);
        }
    }
    Ok(prefecture.to_owned())
}

fn random_token() -> String {
    let mut random = rand::rng();
    (0..4).map(|_| format!("{:016x}", random.random::<u64>())).collect()
}

/// The union of a session.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnUnion {
    /// 都道府県番号.
    prefecture: String,
    name: String,
}

/// Who am I and what may I do.
#[derive(Serialize, ToSchema)]
pub(super) struct CurrentSession {
    user_id: String,
    user_name: String,
    union: OwnUnion,
    /// Codes of the roles held; an own role of the union is not taken apart.
    roles: Vec<String>,
    /// Names of the screens, in the order of the menu.
    menu: Vec<&'static str>,
    must_change_password: bool,
    /// Declared character code of the union.
    charset: &'static str,
}

/// Who am I and what may I do.
///
/// While the password has to be changed, the menu is パスワード変更 only. Otherwise
/// it is トップページ, お知らせ, パスワード変更 and the screens of each role in the order of
/// GET /api/roles, without doubles.
#[utoipa::path(
    get, path = path::SESSION, tag = "session", operation_id = "current_session",
    responses((status = 200, description = "現在のセッション", body = CurrentSession))
)]
pub(super) async fn current(State(server): State<Arc<Server>>, caller: Caller) -> Json<CurrentSession> {
    let user = &caller.user;
    let menu_roles: &[Role] =
        if server.defects.has(&defects::MENU_OF_EVERY_ROLE) { &Role::ALL } else { &user.roles };
    Json(CurrentSession {
        user_id: user.user_id.clone(),
        user_name: user.name.clone(),
        union: OwnUnion { prefecture: caller.union.prefecture.clone(), name: caller.union.name.clone() },
        roles: user.role_codes.clone(),
        menu: if caller.must_change_password { vec![screen::PASSWORD] } else { roles::menu_of(menu_roles) },
        must_change_password: caller.must_change_password,
        charset: caller.union.charset.name(),
    })
}

/// Log out.
#[utoipa::path(
    delete, path = path::SESSION, tag = "session", operation_id = "log_out",
    responses((status = 204, description = "ログアウトした"))
)]
pub(super) async fn log_out(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    if !server.defects.has(&defects::LOG_OUT_AT_THE_TERMINAL_ONLY) {
        server.store.write(|connection| sessions::end(connection, &caller.token_hash))?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Current and new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    current_password: String,
    /// 12 to 64 characters, three of four classes (upper case, lower case, digit, other),
    /// without the user id in upper or lower case, none of the last five.
    new_password: String,
}

/// Change the own password.
///
/// Wrong current password: A101 (does not count towards a lock). A broken rule: A104. All
/// other sessions of the user end, this one goes on.
#[utoipa::path(
    put, path = path::PASSWORD, tag = "session", operation_id = "change_password", request_body = NewPassword,
    responses(
        (status = 204, description = "変更した"),
        (status = 401, description = "A101", body = ProblemBody),
        (status = 422, description = "A104, Q422", body = ProblemBody),
    )
)]
pub(super) async fn change_password(
    State(server): State<Arc<Server>>,
    caller: Caller,
    JsonBody(body): JsonBody<NewPassword>,
) -> Result<StatusCode, Problem> {
    let (prefecture, user) = (caller.prefecture(), &caller.user);
    let unasked = server.defects.has(&defects::CURRENT_PASSWORD_NOT_ASKED);
    if !server.hasher.verify(&body.current_password, &user.password_hash) && !unasked {
        return Err(Problem::with_detail(problem::CREDENTIALS, "現在のパスワードが違います"));
    }
    let broken =
        |fault: passwords::PasswordFault| Problem::with_detail(problem::PASSWORD_RULE, fault.to_string());
    passwords::check_rules(&body.new_password, &user.user_id, &server.defects).map_err(broken)?;
    let history = server.store.read(|connection| {
        users::history(connection, prefecture, &user.user_id, passwords::remembered(&server.defects))
    })?;
    let skipped = usize::from(server.defects.has(&defects::CURRENT_PASSWORD_TAKEN_AGAIN));
    if history.iter().skip(skipped).any(|hash| server.hasher.verify(&body.new_password, hash)) {
        return Err(broken(passwords::PasswordFault::UsedBefore));
    }
    let hash = server.hasher.hash(&body.new_password).map_err(|error| {
        eprintln!("sogo serve: {error}");
        Problem::new(problem::INTERNAL)
    })?;
    server.store.write(|connection| {
        let stays_initial = server.defects.has(&defects::CHANGED_PASSWORD_STILL_INITIAL)
            && !caller.user.roles.contains(&Role::Admin);
        let chosen_at = (!stays_initial).then(|| server.clock.now());
        users::set_password(connection, prefecture, &user.user_id, &hash, chosen_at, false)?;
        users::remember(connection, prefecture, &user.user_id, &hash)?;
        if !server.defects.has(&defects::SESSIONS_OUTLIVE_THE_PASSWORD) {
            sessions::end_others(connection, prefecture, &user.user_id, Some(&caller.token_hash))?;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a text may be the id of a user; used before it is looked up in a path.
pub(super) fn is_user_id(user_id: &str) -> bool {
    text::is_code(user_id)
}
