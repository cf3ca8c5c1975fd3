//! ロール: the standard ones, and those that a union makes of them.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::{path, problem};
use utoipa::ToSchema;

use super::{
    extract::{JsonBody, PathText},
    identity_of_caller::Caller,
    lists::Listing,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::{
        roles::{Role, screens_of},
        text,
    },
    server::Server,
    store::roles::{self, OwnRole},
};

/// ロール.
#[derive(Serialize, ToSchema)]
pub(super) struct RoleInfo {
    code: String,
    name: String,
    /// Supplied by the 取りまとめ機関.
    standard: bool,
    /// Codes of the standard roles whose work it combines; of a standard role, itself.
    roles: Vec<&'static str>,
    /// Screens that the role adds to the menu.
    menu: Vec<&'static str>,
}

impl RoleInfo {
    fn standard(role: Role) -> Self {
        Self::new(role.code().to_owned(), role.name().to_owned(), true, &[role])
    }

    fn own(role: OwnRole) -> Self {
        Self::new(role.code, role.name, false, &role.roles)
    }

    fn new(code: String, name: String, standard: bool, roles: &[Role]) -> Self {
        let codes = roles.iter().map(|role| role.code()).collect();
        Self { code, name, standard, roles: codes, menu: screens_of(roles) }
    }
}

/// The standard roles in the order of the menu, then the union's own by code. R-ADMIN.
#[utoipa::path(
    get, path = path::ROLES, tag = "administration", operation_id = "roles",
    responses((status = 200, description = "ロール", body = Listing<RoleInfo>))
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<RoleInfo>>, Problem> {
    let own = server.store.read(|connection| roles::list(connection, caller.prefecture()))?;
    let standard = Role::ALL.into_iter().map(RoleInfo::standard);
    Ok(Json(Listing::whole(standard.chain(own.into_iter().map(RoleInfo::own)).collect())))
}

/// An own role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRole {
    /// 1 to 60 characters.
    name: String,
    /// Codes of one or more standard roles; a code given twice counts once.
    roles: Vec<String>,
}

/// Create or change a role of the union's own, beside the standard ones. R-ADMIN.
///
/// It permits what the standard roles permit that it combines, and shows their screens. A
/// change holds at once for every user who has the role. The code has 1 to 32 letters,
/// digits, `-`, `_`, `.` and is not a standard role's, and the roles are one or more
/// standard ones; anything else is Q422. Other unions do not see it.
#[utoipa::path(
    put, path = path::ROLE, tag = "administration", operation_id = "put_role",
    params(("code" = String, Path, description = "ロールコード")),
    request_body = NewRole,
    responses(
        (status = 200, description = "登録または変更した", body = RoleInfo),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn put(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(code): PathText,
    JsonBody(body): JsonBody<NewRole>,
) -> Result<Json<RoleInfo>, Problem> {
    if !text::is_code(&code) {
        return Err(Problem::invalid("ロールコードは半角英数字と-_.の32文字以内にしてください"));
    }
    refuse_standard(&code)?;
    let length = body.name.trim().chars().count();
    if !(1..=60).contains(&length) || !text::characters_are_allowed(&body.name) {
        return Err(Problem::invalid("ロール名は1文字以上60文字以下にしてください"));
    }
    let dropped = server.defects.has(&defects::UNKNOWN_ROLE_DROPPED);
    let named = body.roles.iter().map(|code| Role::from_code(code));
    let named: Option<Vec<Role>> = named.filter(|role| role.is_some() || !dropped).collect();
    let named = named.filter(|named| !named.is_empty()).ok_or_else(|| {
        Problem::invalid("組み合わせる標準ロールのコードを1つ以上、ロールの一覧のとおりに指定してください")
    })?;
    let most = if server.defects.has(&defects::OWN_ROLE_OF_ONE_ROLE) { 1 } else { usize::MAX };
    let roles = Role::ALL.into_iter().filter(|role| named.contains(role)).take(most).collect();
    let role = OwnRole { code, name: body.name, roles };
    let keep_roles = server.defects.has(&defects::CHANGED_ROLE_KEEPS_ITS_WORK);
    server.store.write(|connection| roles::put(connection, caller.prefecture(), &role, keep_roles))?;
    Ok(Json(RoleInfo::own(role)))
}

/// Delete a role of the union's own. R-ADMIN.
///
/// A standard role cannot be deleted (Q422), and no role that a user holds who is not
/// retired (Q409).
#[utoipa::path(
    delete, path = path::ROLE, tag = "administration", operation_id = "delete_role",
    params(("code" = String, Path, description = "ロールコード")),
    responses(
        (status = 204, description = "削除した"),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 409, description = "Q409", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn delete(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(code): PathText,
) -> Result<StatusCode, Problem> {
    refuse_standard(&code)?;
    let prefecture = caller.prefecture();
    server.store.write(|connection| {
        roles::find(connection, prefecture, &code)?.ok_or_else(Problem::not_found)?;
        let within_a_code = server.defects.has(&defects::ROLE_HELD_BY_PART_OF_A_CODE);
        let held = roles::is_held(connection, prefecture, &code, within_a_code)?;
        if held && !server.defects.has(&defects::HELD_ROLE_DELETED) {
            return Err(Problem::with_detail(
                problem::CONFLICT,
                "このロールを持つ利用者がいます。利用者のロールを変えてから削除してください",
            ));
        }
        Ok(roles::delete(connection, prefecture, &code)?)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse_standard(code: &str) -> Result<(), Problem> {
    match Role::from_code(code) {
        Some(_) => Err(Problem::invalid("標準ロールは変更も削除もできません。別のコードにしてください")),
        None => Ok(()),
    }
}
