//! 医療保険者等定義情報, access groups, departments.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::path;
use utoipa::ToSchema;

use super::{
    extract::{JsonBody, PathText},
    identity_of_caller::Caller,
    lists::Listing,
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects,
    domain::{charset::Charset, text},
    server::Server,
    store::{access, unions},
};

/// 医療保険者等定義情報.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InsurerDefinition {
    /// `Shift_JIS` (CP932), `UTF-8`, `UTF-8 BOM` or `UTF-16LE`.
    charset: String,
}

/// The declared character code; Shift_JIS before anything was declared. For every user.
#[utoipa::path(
    get, path = path::INSURER_DEFINITION, tag = "administration", operation_id = "insurer_definition",
    responses((status = 200, description = "医療保険者等定義情報", body = InsurerDefinition))
)]
pub(super) async fn insurer_definition(caller: Caller) -> Json<InsurerDefinition> {
    Json(InsurerDefinition { charset: caller.union.charset.name().to_owned() })
}

/// Declare the character code. R-ADMIN.
///
/// Every file of the union, uploaded or downloaded, is in this code from now on. An
/// upload is read in the code that is declared when it is checked and processed, and a
/// result file is written in the code declared at 処理完了.
#[utoipa::path(
    put, path = path::INSURER_DEFINITION, tag = "administration", operation_id = "declare_insurer_definition",
    request_body = InsurerDefinition,
    responses(
        (status = 200, description = "設定した", body = InsurerDefinition),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn declare_insurer_definition(
    State(server): State<Arc<Server>>,
    caller: Caller,
    JsonBody(body): JsonBody<InsurerDefinition>,
) -> Result<Json<InsurerDefinition>, Problem> {
    let charset = Charset::from_name(&body.charset).ok_or_else(|| {
        let names = Charset::ALL.map(Charset::name).join("、");
        Problem::invalid(format!("文字コードは次のいずれかにしてください({names})"))
    })?;
    server.store.write(|connection| unions::set_charset(connection, caller.prefecture(), charset))?;
    Ok(Json(body))
}

/// アクセスグループ.
#[derive(Serialize, ToSchema)]
pub(super) struct AccessGroup {
    code: String,
    name: String,
}

/// Access groups of the union. R-ADMIN.
#[utoipa::path(
    get, path = path::ACCESS_GROUPS, tag = "administration", operation_id = "access_groups",
    responses((status = 200, description = "アクセスグループ", body = Listing<AccessGroup>))
)]
pub(super) async fn access_groups(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<AccessGroup>>, Problem> {
    let groups = server.store.read(|connection| access::groups(connection, caller.prefecture()))?;
    let items = groups.into_iter().map(|group| AccessGroup { code: group.code, name: group.name });
    Ok(Json(Listing::whole(items.collect())))
}

/// Name of an access group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessGroupName {
    /// 1 to 60 characters, not only blanks.
    #[schema(min_length = 1)]
    name: String,
}

/// Create or rename an access group. R-ADMIN.
///
/// The code has 1 to 32 letters, digits, `-`, `_`, `.`; anything else is Q422.
#[utoipa::path(
    put, path = path::ACCESS_GROUP, tag = "administration", operation_id = "put_access_group",
    params(("code" = String, Path, description = "アクセスグループコード")),
    request_body = AccessGroupName,
    responses(
        (status = 200, description = "登録または変更した", body = AccessGroup),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn put_access_group(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(code): PathText,
    JsonBody(body): JsonBody<AccessGroupName>,
) -> Result<Json<AccessGroup>, Problem> {
    if !text::is_code(&code) {
        return Err(Problem::invalid("アクセスグループコードは半角英数字と-_.の32文字以内にしてください"));
    }
    let length = body.name.trim().chars().count();
    if !(1..=60).contains(&length) || !text::characters_are_allowed(&body.name) {
        return Err(Problem::invalid("アクセスグループ名は1文字以上60文字以下にしてください"));
    }
    let cut = if server.defects.has(&defects::GROUP_NAME_CUT_AT_TWENTY) { 20 } else { usize::MAX };
    let name: String = body.name.chars().take(cut).collect();
    let keep_name = server.defects.has(&defects::GROUP_NOT_RENAMED);
    server
        .store
        .write(|connection| access::put_group(connection, caller.prefecture(), &code, &name, keep_name))?;
    Ok(Json(AccessGroup { code, name: body.name }))
}

/// 部署.
#[derive(Serialize, ToSchema)]
pub(super) struct Department {
    code: String,
    name: String,
    /// Code of the access group, if the department is in one.
    access_group: Option<String>,
}

/// Departments of the union. R-ADMIN.
#[utoipa::path(
    get, path = path::DEPARTMENTS, tag = "administration", operation_id = "departments",
    responses((status = 200, description = "部署", body = Listing<Department>))
)]
pub(super) async fn departments(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<Department>>, Problem> {
    let mut found = server.store.read(|connection| access::departments(connection, caller.prefecture()))?;
    if let Some(test) = server.leaks_from_test(&defects::DEPARTMENTS_OF_TEST_IN_PRODUCTION) {
        let others = test.store.read(|connection| access::departments(connection, caller.prefecture()))?;
        let is_new = |one: &access::Coded| !found.iter().any(|there| there.code == one.code);
        let others: Vec<_> = others.into_iter().filter(is_new).collect();
        found.extend(others);
    }
    let items = found.into_iter().map(|department| Department {
        code: department.code,
        name: department.name,
        access_group: department.access_group,
    });
    Ok(Json(Listing::whole(items.collect())))
}
