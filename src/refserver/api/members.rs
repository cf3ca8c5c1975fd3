//! Search for members, and the state of their codes. The code itself and the individual
//! number appear nowhere.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::path;
use utoipa::{IntoParams, ToSchema};

use super::{
    extract::{Parameters, PathText},
    identity_of_caller::Caller,
    lists::{self, Listing},
    problem::{Problem, ProblemBody},
};
use crate::refserver::{
    defects::{self, Defect},
    domain::states::LinkState,
    server::Server,
    store::{
        code_links,
        members::{self, Member, Search},
    },
};

/// A member.
#[derive(Serialize, ToSchema)]
pub(super) struct MemberInfo {
    /// 被保険者枝番: ten digits.
    branch_number: String,
    insurer_number: String,
    insured_number: String,
    name: String,
    kana: String,
    birth_date: NaiveDate,
    /// `1` male, `2` female.
    sex: String,
    /// As in the file, with its leading zeros; null if the file had none.
    postal_code: Option<String>,
    address: String,
    access_group: Option<String>,
    /// 登録済, or 資格喪失 from the day of loss on.
    state: &'static str,
    qualified_on: NaiveDate,
    lost_on: Option<NaiveDate>,
}

fn show(member: Member, today: NaiveDate) -> MemberInfo {
    let lost = member.lost_on.is_some_and(|lost_on| lost_on <= today);
    MemberInfo {
        branch_number: member.branch,
        insurer_number: member.insurer_number,
        insured_number: member.insured_number,
        name: member.name,
        kana: member.kana,
        birth_date: member.birth_date,
        sex: member.sex,
        postal_code: member.postal_code,
        address: member.address,
        access_group: member.access_group,
        state: if lost { "資格喪失" } else { "登録済" },
        qualified_on: member.qualified_on,
        lost_on: member.lost_on,
    }
}

/// What to search by; at least one.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParameters {
    /// 被保険者番号.
    insured_number: Option<String>,
    /// 被保険者枝番.
    branch_number: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Search for members of the own union. R-MEMBER or R-VIEW.
///
/// Neither parameter: Q422. Deleted members and members of an access group that is not the
/// department's are left out. Nobody found is an empty list.
#[utoipa::path(
    get, path = path::MEMBERS, tag = "members", operation_id = "search_members", params(SearchParameters),
    responses(
        (status = 200, description = "加入者", body = Listing<MemberInfo>),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn search(
    State(server): State<Arc<Server>>,
    caller: Caller,
    Parameters(parameters): Parameters<SearchParameters>,
) -> Result<Json<Listing<MemberInfo>>, Problem> {
    let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    if !filled(&parameters.insured_number) && !filled(&parameters.branch_number) {
        return Err(Problem::invalid("被保険者番号か被保険者枝番を指定してください"));
    }
    let size = server.settings.page_size;
    let page = lists::page(parameters.cursor.as_deref(), size)?;
    let search = Search {
        branch: parameters.branch_number.as_deref().filter(|text| !text.is_empty()),
        insured_number: parameters.insured_number.as_deref().filter(|text| !text.is_empty()),
        own_group: caller.user.access_group.as_deref(),
        every_group: server.defects.has(&defects::GROUP_IGNORED_IN_SEARCH),
        own_group_only: server.defects.has(&defects::MEMBER_WITHOUT_GROUP_HIDDEN),
    };
    let mut found =
        server.store.read(|connection| members::search(connection, caller.prefecture(), &search, page))?;
    if let Some(test) = server.leaks_from_test(&defects::MEMBERS_OF_TEST_FOUND) {
        found.extend(
            test.store.read(|connection| members::search(connection, caller.prefecture(), &search, page))?,
        );
    }
    if server.defects.has(&defects::SEARCH_HIDES_UNLINKED) {
        found.retain(|member| member.link_state != LinkState::Requested);
    }
    let today = server.clock.now().date();
    Ok(Json(Listing::paged(found, size, |member| member.sequence.to_string(), |member| show(member, today))))
}

/// A member that the caller may see: Q404 for none or another union's, then N8. The defect is
/// the one by which the screen forgets the access group.
pub(super) fn find(
    server: &Server,
    caller: &Caller,
    branch: &str,
    leak: &'static Defect,
) -> Result<Member, Problem> {
    let found = server.store.read(|connection| {
        if server.defects.has(&defects::MEMBER_OF_ANY_UNION_SHOWN) {
            return members::find_anywhere(connection, branch);
        }
        let found = members::find(connection, caller.prefecture(), branch)?;
        match found {
            None if server.defects.has(&defects::DELETED_BRANCH_SHOWN) => {
                members::find_deleted(connection, caller.prefecture(), branch)
            }
            found => Ok(found),
        }
    })?;
    let member = found.ok_or_else(Problem::not_found)?;
    if !server.defects.has(leak) {
        caller.require_group(member.access_group.as_deref())?;
    }
    Ok(member)
}

/// One member. R-MEMBER or R-VIEW.
///
/// Unknown, deleted or another union's branch number: Q404; another access group: N8.
#[utoipa::path(
    get, path = path::MEMBER, tag = "members", operation_id = "member",
    params(("branch_number" = String, Path, description = "被保険者枝番")),
    responses(
        (status = 200, description = "加入者", body = MemberInfo),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn member(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(branch): PathText,
) -> Result<Json<MemberInfo>, Problem> {
    let member = find(&server, &caller, &branch, &defects::GROUP_IGNORED_ON_DISPLAY)?;
    Ok(Json(show(member, server.clock.now().date())))
}

/// 符号取得状況.
#[derive(Serialize, ToSchema)]
pub(super) struct CodeLink {
    branch_number: String,
    /// 未取得, 取得要求中, 紐付済, 取得エラー, 再取得要.
    state: &'static str,
    /// E501 nobody at the 住基ネット, E502 removed (death, moved abroad); only with 取得エラー.
    error_code: Option<String>,
    updated_at: String,
}

/// State of the member's code. R-MEMBER or R-VIEW.
///
/// Asked for with 処理完了 of the file that registered the member, or changed the
/// individual number (then 再取得要 until the answer). The answer comes after a while
/// (default 300 s); while the 住基ネット or the network system is out, it is tried again.
#[utoipa::path(
    get, path = path::CODE_LINK, tag = "members", operation_id = "code_link",
    params(("branch_number" = String, Path, description = "被保険者枝番")),
    responses(
        (status = 200, description = "符号取得状況", body = CodeLink),
        (status = 403, description = "N8", body = ProblemBody),
        (status = 404, description = "Q404", body = ProblemBody),
    )
)]
pub(super) async fn code_link(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(branch): PathText,
) -> Result<Json<CodeLink>, Problem> {
    let mut member = find(&server, &caller, &branch, &defects::GROUP_IGNORED_ON_CODE_LINK)?;
    if server.defects.has(&defects::CODE_IN_ANSWER) {
        let code = server.store.read(|connection| code_links::of(connection, &branch))?;
        member.link_error = code.map(|code| code.bytes().iter().map(|byte| format!("{byte:02x}")).collect());
    }
    if matches!(member.link_state, LinkState::Requested | LinkState::Again)
        && server.defects.has(&defects::CODE_SHOWN_AS_LINKED_AT_ONCE)
    {
        member.link_state = LinkState::Linked;
    }
    Ok(Json(CodeLink {
        branch_number: member.branch,
        state: member.link_state.text(),
        error_code: member.link_error,
        updated_at: member.link_updated_at.rfc3339(),
    }))
}
