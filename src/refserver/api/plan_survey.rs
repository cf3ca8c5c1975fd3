//! アンケート of the 取りまとめ機関: 基本計画 and 年度計画, answers of the own union and the
//! collated plans.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
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
    domain::text,
    outside::plan_survey::{self as survey, SurveyRefusal},
    server::Server,
    store::plan_survey::PlanAnswer,
};

/// Longest event, in characters.
const LONGEST_EVENT: usize = 100;

/// An event that the union expects to affect the linkage.
#[derive(Serialize, ToSchema)]
pub(super) struct PlanAnswerInfo {
    answer_id: String,
    /// 基本計画 or 年度計画.
    plan: String,
    event: String,
    from: NaiveDate,
    to: NaiveDate,
}

/// An event as it is answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlanAnswer {
    /// 基本計画 or 年度計画.
    plan: String,
    /// 1 to 100 characters, without twelve digits in a row.
    #[schema(min_length = 1)]
    event: String,
    /// `YYYY-MM-DD`.
    from: String,
    /// `YYYY-MM-DD`, not before `from`.
    to: String,
}

fn show(answer: PlanAnswer) -> PlanAnswerInfo {
    PlanAnswerInfo {
        answer_id: answer.id.to_string(),
        plan: answer.plan,
        event: answer.event,
        from: answer.from,
        to: answer.to,
    }
}

/// Answers of the own union in the order in which they came. R-ADMIN.
#[utoipa::path(
    get, path = path::PLAN_ANSWERS, tag = "outside", operation_id = "plan_answers",
    responses((status = 200, description = "アンケートの回答", body = Listing<PlanAnswerInfo>))
)]
pub(super) async fn answers(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<PlanAnswerInfo>>, Problem> {
    let found =
        server.store.read(|connection| survey::answers(connection, caller.prefecture(), &server.defects))?;
    Ok(Json(Listing::whole(found.into_iter().map(show).collect())))
}

/// Answer the survey: one event of the 基本計画 (five fiscal years from 平成29年度) or of the
/// 年度計画 (平成29年度). R-ADMIN.
///
/// A value that breaks a rule, or an event outside the plan's years: Q422. After the day on
/// which the survey is due: Q409.
#[utoipa::path(
    post, path = path::PLAN_ANSWERS, tag = "outside", operation_id = "answer_plan_survey",
    request_body = NewPlanAnswer,
    responses(
        (status = 201, description = "回答を受け付けた", body = PlanAnswerInfo),
        (status = 409, description = "Q409", body = ProblemBody),
        (status = 422, description = "Q422", body = ProblemBody),
    )
)]
pub(super) async fn answer(
    State(server): State<Arc<Server>>,
    caller: Caller,
    JsonBody(body): JsonBody<NewPlanAnswer>,
) -> Result<(StatusCode, Json<PlanAnswerInfo>), Problem> {
    let event = body.event.trim();
    let well_formed = (1..=LONGEST_EVENT).contains(&event.chars().count())
        && text::characters_are_allowed(event)
        && !text::holds_long_number(event);
    if !well_formed {
        return Err(Problem::invalid("事項は100文字以内で入力してください。12桁以上の数字は書けません"));
    }
    let days = text::dashed_date(&body.from).zip(text::dashed_date(&body.to));
    let Some((from, to)) = days.filter(|(from, to)| from <= to) else {
        return Err(Problem::invalid("期間はYYYY-MM-DDの日付にし、終わりは始め以後にしてください"));
    };
    let answer = PlanAnswer {
        id: 0,
        prefecture: caller.prefecture().to_owned(),
        plan: body.plan,
        event: event.to_owned(),
        from,
        to,
    };
    let today = server.clock.now().date();
    if server.defects.has(&defects::SURVEY_REFUSED_ANSWER_KEPT) {
        server
            .store
            .write(|connection| survey::keep_if_refused(connection, &answer, today, &server.defects))?;
    }
    let id = server
        .store
        .write(|connection| survey::answer(connection, &answer, today, &server.defects)?.map_err(refuse))?;
    Ok((StatusCode::CREATED, Json(show(PlanAnswer { id, ..answer }))))
}

fn refuse(refusal: SurveyRefusal) -> Problem {
    match refusal {
        SurveyRefusal::Over(due) => {
            Problem::with_detail(problem::CONFLICT, format!("アンケートの期限({due})を過ぎています"))
        }
        SurveyRefusal::NoSuchPlan => Problem::invalid("planは基本計画か年度計画にしてください"),
        SurveyRefusal::OutsideYears(from, to) => {
            Problem::invalid(format!("事項の期間は{from}から{to}までに入れてください"))
        }
    }
}

/// Take an answer back, until the survey is over. R-ADMIN.
///
/// Unknown, or another union's: Q404. After the day on which the survey is due: Q409.
#[utoipa::path(
    delete, path = path::PLAN_ANSWER, tag = "outside", operation_id = "withdraw_plan_answer",
    params(("answer_id" = String, Path, description = "回答の番号")),
    responses(
        (status = 204, description = "取り下げた"),
        (status = 404, description = "Q404", body = ProblemBody),
        (status = 409, description = "Q409", body = ProblemBody),
    )
)]
pub(super) async fn withdraw(
    State(server): State<Arc<Server>>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<StatusCode, Problem> {
    let id: i64 = id.parse().map_err(|_| Problem::not_found())?;
    let today = server.clock.now().date();
    server.store.write(|connection| {
        let withdrawn = survey::withdraw(connection, caller.prefecture(), id, today, &server.defects)?;
        match withdrawn.map_err(refuse)? {
            true => Ok(StatusCode::NO_CONTENT),
            false => Err(Problem::not_found()),
        }
    })
}

/// A plan of a union, as it is circulated.
#[derive(Serialize, ToSchema)]
pub(super) struct CollatedPlan {
    union_name: String,
    /// 基本計画 or 年度計画.
    plan: String,
    event: String,
    from: NaiveDate,
    to: NaiveDate,
}

/// The plans of all unions, collated. For every user.
///
/// Empty until the day on which the 取りまとめ機関 circulates them.
#[utoipa::path(
    get, path = path::PLANS_COLLATED, tag = "outside", operation_id = "plans_collated",
    responses((status = 200, description = "集約した計画", body = Listing<CollatedPlan>))
)]
pub(super) async fn collated(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<CollatedPlan>>, Problem> {
    let own_only = server.defects.has(&defects::SURVEY_COLLATES_OWN_ONLY);
    let today = server.clock.now().date();
    let found = server.store.read(|connection| survey::collated(connection, today, &server.defects))?;
    let show = |(union_name, answer): (String, PlanAnswer)| CollatedPlan {
        union_name,
        plan: answer.plan,
        event: answer.event,
        from: answer.from,
        to: answer.to,
    };
    let found = found.into_iter().filter(|(_, answer)| !own_only || answer.prefecture == caller.prefecture());
    Ok(Json(Listing::whole(found.map(show).collect())))
}
