//! 利用者管理: state of users, lock, initial password.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use sogo_unyo_test::wire::{path, problem};
use utoipa::ToSchema;

use super::{
    extract::{Parameters, PathText},
    identity_of_caller::Caller,
    lists::{Cursor, Listing},
    problem::{Problem, ProblemBody},
    sessions::is_user_id,
};
use crate::refserver::{
    defects,
    domain::passwords,
    server::Server,
    store::{StoreError, sessions, users},
};

/// A user as the administrator sees them.
#[derive(Serialize, ToSchema)]
pub(super) struct UserInfo {
    user_id: String,
    name: String,
    /// Null for the administrator whom the 取りまとめ機関 set up.
    department_code: Option<String>,
    /// Codes, standard ones and the union's own.
    roles: Vec<String>,
    /// 有効, 初期パスワード, ロック中 or 期間外. ロック中 is shown before 期間外, and both before 初期パスワード.
    /// A password that is too old does not show here.
    state: &'static str,
    valid_from: Option<chrono::NaiveDate>,
    /// Null: without end.
    valid_to: Option<chrono::NaiveDate>,
}

/// Users of the union by id, without retired ones. R-ADMIN.
#[utoipa::path(
    get, path = path::USERS, tag = "administration", operation_id = "users", params(Cursor),
    responses((status = 200, description = "利用者", body = Listing<UserInfo>))
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(cursor): Parameters<Cursor>,
) -> Result<Json<Listing<UserInfo>>, Problem> {
    let size = server.settings.page_size;
    let today = server.clock.now().date();
    let after = cursor.cursor.unwrap_or_default();
    let list = |server: &Server| {
        server
            .store
            .read(|connection| users::list(connection, caller.prefecture(), &after, size.saturating_add(1)))
    };
    let mut found = list(&server)?;
    if let Some(test) = server.leaks_from_test(&defects::USERS_OF_TEST_IN_PRODUCTION) {
        found.extend(list(&test)?);
        found.sort_by(|one, other| one.user_id.cmp(&other.user_id));
        found.dedup_by(|one, other| one.user_id == other.user_id);
    }
    let show = |user: users::User| UserInfo {
        state: user.state_on(today, &server.defects).text(),
        user_id: user.user_id,
        name: user.name,
        department_code: user.department,
        roles: user.role_codes,
        valid_from: user.valid_from,
        valid_to: user.valid_to,
    };
    Ok(Json(Listing::paged(found, size, |user| user.user_id.clone(), show)))
}

/// A new initial password.
#[derive(Serialize, ToSchema)]
pub(super) struct InitialPassword {
    /// Shown only once.
    initial_password: String,
}

fn find(server: &Server, caller: &Caller, user_id: &str) -> Result<(), Problem> {
    if !is_user_id(user_id) {
        return Err(Problem::not_found());
    }
    let user = server.store.read(|connection| users::find(connection, caller.prefecture(), user_id))?;
    user.filter(|user| !user.retired).map(|_| ()).ok_or_else(Problem::not_found)
}

/// Give a user a new initial password. R-ADMIN.
///
/// Also ends a lock and all sessions of the user. The password opens exactly one session.
#[utoipa::path(
    post, path = path::INITIAL_PASSWORD, tag = "administration", operation_id = "new_initial_password",
    params(("user_id" = String, Path, description = "ユーザーID")),
    responses(
        (status = 200, description = "発行した", body = InitialPassword),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn new_initial_password(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(user_id): PathText,
) -> Result<Json<InitialPassword>, Problem> {
    find(&server, &caller, &user_id)?;
    let initial_password = passwords::random_initial();
    let hash = server.hasher.hash(&initial_password).map_err(|error| {
        eprintln!("sogo serve: {error}");
        Problem::new(problem::INTERNAL)
    })?;
    let prefecture = caller.prefecture();
    // Under the defect the password counts as one that the user chose.
    let chosen_at = server.defects.has(&defects::REISSUED_PASSWORD_OPENS_ALL).then(|| server.clock.now());
    server.store.write(|connection| {
        users::set_password(
            connection,
            prefecture,
            &user_id,
            &hash,
            chosen_at,
            server.defects.has(&defects::REISSUE_KEEPS_THE_LOCK),
        )?;
        users::remember(connection, prefecture, &user_id, &hash)?;
        if !server.defects.has(&defects::REISSUE_KEEPS_SESSIONS) {
            sessions::end_others(connection, prefecture, &user_id, None)?;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(Json(InitialPassword { initial_password }))
}

/// End a lock, and set the count of wrong passwords to none. R-ADMIN. A user that is not locked stays as they are.
#[utoipa::path(
    post, path = path::UNLOCK, tag = "administration", operation_id = "unlock",
    params(("user_id" = String, Path, description = "ユーザーID")),
    responses(
        (status = 204, description = "ロックを解除した"),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn unlock(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(user_id): PathText,
) -> Result<StatusCode, Problem> {
    find(&server, &caller, &user_id)?;
    server
        .store
        .write(|connection| users::unlock(connection, caller.prefecture(), &user_id, &server.defects))?;
    Ok(StatusCode::NO_CONTENT)
}
