//! The control port: clock, role models of the outside world, outages. The clock is one for
//! both environments, everything else belongs to one of them. Only a reference server has it; it listens on the loopback and asks nobody for a password. Must not know
//! the operator's port.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, FromRef, State},
    http::StatusCode,
    routing::{get, post, put},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::{control as path, path::PRODUCTION, problem};

use super::{
    api::{LargeJsonBody, PathText, problem::Problem},
    domain::{
        charset::Charset, identity::Resident, moment::Moment, numbers::IndividualNumber,
        states::ResidentStatus, text,
    },
    jobs,
    outside::{
        coordinating_agency::{self, FirstAdministrator},
        sharing_site,
    },
    server::{Environments, Server},
    store::{
        StoreError, institutions,
        institutions::{Institution, InstitutionCopy},
        masters::{self, Combination, Master},
        notices::{self, Notice},
        plan_survey::{self, SurveyDates},
        residents,
        sharing_site::{self as stored_site, SiteEntry},
        unions::{self, Union},
    },
};

type Shared = State<Arc<Server>>;
type Clockwork = State<Arc<Environments>>;

/// What the handlers of one environment are given.
#[derive(Clone)]
struct Controlled {
    server: Arc<Server>,
    environments: Arc<Environments>,
}

impl FromRef<Controlled> for Arc<Server> {
    fn from_ref(controlled: &Controlled) -> Self {
        Self::clone(&controlled.server)
    }
}

impl FromRef<Controlled> for Arc<Environments> {
    fn from_ref(controlled: &Controlled) -> Self {
        Self::clone(&controlled.environments)
    }
}

/// Longest step of the clock: ten years.
const LONGEST_ADVANCE: i64 = 10 * 366 * 86_400;

/// Everything on the control port, for both environments.
pub(crate) fn control_router(environments: &Arc<Environments>) -> Router {
    let of = |server: &Arc<Server>| router(Arc::clone(server), Arc::clone(environments));
    of(&environments.test).nest(PRODUCTION, of(&environments.production))
}

fn router(server: Arc<Server>, environments: Arc<Environments>) -> Router {
    Router::new()
        .route(path::CLOCK, get(clock).put(set_clock))
        .route(path::ADVANCE, post(advance))
        .route(path::INSURER, put(put_insurer))
        .route(path::RESIDENTS, put(put_residents))
        .route(path::MASTER, put(put_master))
        .route(path::NOTICE, put(put_notice).delete(delete_notice))
        .route(path::SITE_ENTRY, put(put_site_entry).delete(delete_site_entry))
        .route(path::PLAN_SURVEY, put(put_plan_survey))
        .route(path::INSTITUTION, put(put_institution))
        .route(path::OUTAGE, put(put_outage).delete(end_outage))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::new(problem::METHOD) })
        .layer(DefaultBodyLimit::disable())
        .with_state(Controlled { server, environments })
}

#[derive(Serialize)]
struct Now {
    now: String,
}

fn now(environments: &Environments) -> Json<Now> {
    Json(Now { now: environments.clock().now().rfc3339() })
}

async fn clock(State(environments): Clockwork) -> Json<Now> {
    now(&environments)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTime {
    now: String,
}

async fn set_clock(
    State(environments): Clockwork,
    LargeJsonBody(body): LargeJsonBody<NewTime>,
) -> Result<Json<Now>, Problem> {
    let to = Moment::parse(&body.now).ok_or_else(|| Problem::invalid("nowはRFC 3339の日時にしてください"))?;
    move_clock(environments, move |_| to).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: i64,
}

async fn advance(
    State(environments): Clockwork,
    LargeJsonBody(body): LargeJsonBody<Advance>,
) -> Result<Json<Now>, Problem> {
    if !(0..=LONGEST_ADVANCE).contains(&body.seconds) {
        return Err(Problem::invalid("secondsは0以上10年以内にしてください"));
    }
    move_clock(environments, move |now| now.plus_seconds(body.seconds)).await
}

/// Moves the clock and runs what becomes due on the way before it answers. A running clock
/// stops; stopping may take it back, since real time says nothing about a test's time.
async fn move_clock(
    environments: Arc<Environments>,
    to: impl FnOnce(Moment) -> Moment + Send + 'static,
) -> Result<Json<Now>, Problem> {
    let moved = tokio::task::spawn_blocking(move || {
        let _alone = environments.advancing.blocking_lock();
        let clock = environments.clock();
        let now = clock.now();
        let target = to(now);
        if clock.is_running() {
            clock.set(target.min(now)).map_err(back_in_time)?;
        } else if target < now {
            return Err(back_in_time(super::clock::BackInTime));
        }
        jobs::run_due(&environments, target)?;
        clock.set(target).map_err(back_in_time)?;
        Ok(self::now(&environments))
    });
    moved.await.unwrap_or_else(|_| Err(Problem::new(problem::INTERNAL)))
}

fn back_in_time(error: super::clock::BackInTime) -> Problem {
    Problem::with_detail(problem::CONFLICT, error.to_string())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewInsurer {
    name: String,
    institution_code: String,
    insurer_numbers: Vec<String>,
    certificates: Vec<String>,
    admin: NewAdministrator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAdministrator {
    user_id: String,
    name: String,
    initial_password: String,
}

#[derive(Serialize)]
struct InsurerInfo {
    prefecture: String,
    name: String,
}

async fn put_insurer(
    State(server): Shared,
    PathText(prefecture): PathText,
    LargeJsonBody(body): LargeJsonBody<NewInsurer>,
) -> Result<Json<InsurerInfo>, Problem> {
    let is_prefecture =
        prefecture.len() == 2 && prefecture.parse::<u8>().is_ok_and(|number| (1..=47).contains(&number));
    if !is_prefecture {
        return Err(Problem::invalid("都道府県番号は01から47にしてください"));
    }
    if !text::is_code(&body.institution_code) || !text::is_code(&body.admin.user_id) {
        return Err(Problem::invalid("機関コードとユーザーIDは半角英数字と-_.の32文字以内にしてください"));
    }
    let password_hash = server.hasher.hash(&body.admin.initial_password).map_err(|error| {
        eprintln!("sogo serve: {error}");
        Problem::new(problem::INTERNAL)
    })?;
    let union = Union {
        prefecture,
        name: body.name,
        institution: body.institution_code,
        insurer_numbers: body.insurer_numbers,
        charset: Charset::ShiftJis,
    };
    let administrator =
        FirstAdministrator { user_id: body.admin.user_id, name: body.admin.name, password_hash };
    server.store.write(|connection| {
        let taken = unions::find_institution(connection, &union.institution)?;
        if taken.is_some_and(|other| other.prefecture != union.prefecture) {
            return Err(Problem::invalid("機関コードは別の広域連合が使っています"));
        }
        Ok(coordinating_agency::set_up(connection, &union, &body.certificates, &administrator)?)
    })?;
    Ok(Json(InsurerInfo { prefecture: union.prefecture, name: union.name }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewResidents {
    residents: Vec<NewResident>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewResident {
    individual_number: String,
    name: String,
    kana: String,
    address: String,
    sex: String,
    birth_date: NaiveDate,
    status: String,
    changed_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct Stored {
    stored: usize,
}

async fn put_residents(
    State(server): Shared,
    LargeJsonBody(body): LargeJsonBody<NewResidents>,
) -> Result<Json<Stored>, Problem> {
    let residents: Vec<Resident> = body
        .residents
        .into_iter()
        .enumerate()
        .map(|(place, resident)| read_resident(place, resident))
        .collect::<Result<_, _>>()?;
    server.store.write(|connection| residents::put(connection, &residents))?;
    Ok(Json(Stored { stored: residents.len() }))
}

fn read_resident(place: usize, resident: NewResident) -> Result<Resident, Problem> {
    let wrong = |what: &str| Problem::invalid(format!("{}人目の{what}が正しくありません", place + 1));
    Ok(Resident {
        number: IndividualNumber::parse(&resident.individual_number, true)
            .map_err(|_| wrong("individual_number"))?,
        name: resident.name,
        kana: resident.kana,
        address: resident.address,
        sex: Some(resident.sex).filter(|sex| sex == "1" || sex == "2").ok_or_else(|| wrong("sex"))?,
        birth_date: resident.birth_date,
        status: ResidentStatus::from_text(&resident.status).ok_or_else(|| wrong("status"))?,
        changed_on: resident.changed_on,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMaster {
    release: String,
    available_from: String,
    combinations: Vec<NewCombination>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCombination {
    procedure_code: String,
    procedure_name: String,
    provider_type: String,
    information_code: String,
    information_name: String,
}

async fn put_master(
    State(server): Shared,
    LargeJsonBody(body): LargeJsonBody<NewMaster>,
) -> Result<Json<Stored>, Problem> {
    let available_at = match text::dashed_date(&body.available_from) {
        Some(day) => Some(Moment::start_of(day)),
        None => Moment::parse(&body.available_from),
    };
    let available_at = available_at
        .ok_or_else(|| Problem::invalid("available_fromはYYYY-MM-DDかRFC 3339の日時にしてください"))?;
    let master = Master { release: body.release, available_from: body.available_from, available_at };
    let combinations: Vec<Combination> = body
        .combinations
        .into_iter()
        .map(|combination| Combination {
            procedure_code: combination.procedure_code,
            procedure_name: combination.procedure_name,
            provider_type: combination.provider_type,
            information_code: combination.information_code,
            information_name: combination.information_name,
        })
        .collect();
    server.store.write(|connection| masters::put(connection, &master, &combinations))?;
    Ok(Json(Stored { stored: combinations.len() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewNotice {
    kind: String,
    subject: String,
    body: String,
    published_at: String,
    /// All unions if null.
    prefectures: Option<Vec<String>>,
}

async fn put_notice(
    State(server): Shared,
    PathText(id): PathText,
    LargeJsonBody(body): LargeJsonBody<NewNotice>,
) -> Result<StatusCode, Problem> {
    if !["計画停止", "障害", "連絡"].contains(&body.kind.as_str()) {
        return Err(Problem::invalid("kindは計画停止、障害、連絡のどれかにしてください"));
    }
    let published_at = Moment::parse(&body.published_at)
        .ok_or_else(|| Problem::invalid("published_atはRFC 3339の日時にしてください"))?;
    let notice = Notice { id, kind: body.kind, subject: body.subject, body: body.body, published_at };
    server.store.write(|connection| notices::put(connection, &notice, body.prefectures.as_deref()))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_notice(State(server): Shared, PathText(id): PathText) -> Result<StatusCode, Problem> {
    server.store.write(|connection| notices::delete(connection, &id))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSiteEntry {
    section: String,
    title: String,
    body: String,
    published_at: String,
}

async fn put_site_entry(
    State(server): Shared,
    PathText(id): PathText,
    LargeJsonBody(body): LargeJsonBody<NewSiteEntry>,
) -> Result<StatusCode, Problem> {
    if !sharing_site::WRITTEN.contains(&body.section.as_str()) {
        return Err(Problem::invalid("sectionは連絡事項か各種様式にしてください"));
    }
    let published_at = Moment::parse(&body.published_at)
        .ok_or_else(|| Problem::invalid("published_atはRFC 3339の日時にしてください"))?;
    let entry = SiteEntry { id, section: body.section, title: body.title, body: body.body, published_at };
    server.store.write(|connection| stored_site::put_entry(connection, &entry))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_site_entry(State(server): Shared, PathText(id): PathText) -> Result<StatusCode, Problem> {
    server.store.write(|connection| stored_site::delete_entry(connection, &id))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPlanSurvey {
    due_on: NaiveDate,
    circulated_on: NaiveDate,
}

async fn put_plan_survey(
    State(server): Shared,
    LargeJsonBody(body): LargeJsonBody<NewPlanSurvey>,
) -> Result<StatusCode, Problem> {
    let dates = SurveyDates { due_on: body.due_on, circulated_on: body.circulated_on };
    server.store.write(|connection| plan_survey::set_dates(connection, dates))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewInstitution {
    name: String,
    provider_type: String,
    linkage_started: bool,
    /// Whom to ask, as the 情報共有サイト shows it.
    #[serde(default)]
    contact: String,
    #[serde(default)]
    copies: Vec<NewCopy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCopy {
    individual_number: String,
    information_code: String,
    items: Vec<NewItem>,
    source_as_of: String,
    #[serde(default)]
    delay_seconds: i64,
    #[serde(default = "automatic")]
    automatic: bool,
    /// The institution takes the copy away again.
    #[serde(default)]
    removed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewItem {
    name: String,
    value: String,
}

fn automatic() -> bool {
    true
}

async fn put_institution(
    State(server): Shared,
    PathText(code): PathText,
    LargeJsonBody(body): LargeJsonBody<NewInstitution>,
) -> Result<Json<Stored>, Problem> {
    if !text::is_code(&code) {
        return Err(Problem::invalid("機関コードは半角英数字と-_.の32文字以内にしてください"));
    }
    let institution = Institution {
        code,
        name: body.name,
        provider_type: body.provider_type,
        linkage_started: body.linkage_started,
        contact: body.contact,
    };
    let stored = body.copies.len();
    server.store.write(|connection| {
        if unions::find_institution(connection, &institution.code)?.is_some() {
            return Err(Problem::invalid("機関コードは広域連合が使っています"));
        }
        institutions::put(connection, &institution)?;
        for (place, copy) in body.copies.into_iter().enumerate() {
            let number = IndividualNumber::parse(&copy.individual_number, true).map_err(|_| {
                Problem::invalid(format!("{}件目のindividual_numberが正しくありません", place + 1))
            })?;
            if copy.removed {
                institutions::remove_copy(connection, &institution.code, &number, &copy.information_code)?;
                continue;
            }
            let items = copy.items.into_iter().map(|item| (item.name, item.value)).collect();
            let stored = InstitutionCopy {
                items,
                source_as_of: copy.source_as_of,
                delay_seconds: copy.delay_seconds,
                automatic: copy.automatic,
            };
            institutions::put_copy(connection, &institution.code, &number, &copy.information_code, &stored)?;
        }
        Ok(())
    })?;
    Ok(Json(Stored { stored }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOutage {
    from: String,
    to: String,
}

async fn put_outage(
    State(server): Shared,
    PathText(system): PathText,
    LargeJsonBody(body): LargeJsonBody<NewOutage>,
) -> Result<StatusCode, Problem> {
    let period = Moment::parse(&body.from).zip(Moment::parse(&body.to)).filter(|(from, to)| from <= to);
    let (from, to) =
        period.ok_or_else(|| Problem::invalid("fromとtoはRFC 3339の日時にし、toはfrom以後にしてください"))?;
    server.store.write(|connection| institutions::set_outage(connection, &system, from, to))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_outage(State(server): Shared, PathText(system): PathText) -> Result<StatusCode, Problem> {
    server.store.write(|connection| {
        institutions::end_outage(connection, &system)?;
        Ok::<_, StoreError>(())
    })?;
    Ok(StatusCode::NO_CONTENT)
}
