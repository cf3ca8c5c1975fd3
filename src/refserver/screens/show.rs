//! GET of a page: asks the API for its parts and puts them together. Must not know any
//! particular page.

use std::{borrow::Cow, sync::Arc};

use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde_json::Value;
use sogo_unyo_test::wire::{path, problem, screen};

use super::{
    Screens, catalogue,
    client::Refusal,
    flash::Flash,
    layout::{self, Body},
    pages::{Form, Input, List, Page, Part, Search, Show, fill, pick},
    parts::{self, Setting},
    visit::{Visit, encode},
};

/// Parameters of path and query, by name.
pub(super) type Given = Vec<(String, String)>;

fn value<'given>(given: &'given Given, name: &str) -> Option<&'given str> {
    given.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

/// Answers a page.
pub(super) async fn show(screens: Arc<Screens>, page: &'static Page, visit: Visit, given: Given) -> Response {
    if page.screen == screen::LOGIN {
        return log_in(&screens, &visit, &given).await;
    }
    let session = match screens.client.session(&visit).await {
        Ok(session) => session,
        Err(refusal) => return nobody(&screens, &visit, &refusal),
    };
    if page.screen == screen::TOP && session["must_change_password"] == Value::Bool(true) {
        let query = value(&given, "result").map(|number| format!("?result={}", encode(number)));
        return Redirect::to(&visit.href(&format!("/password{}", query.unwrap_or_default()))).into_response();
    }
    if let Some(target) = leads_on(page, &visit, &given) {
        return Redirect::to(&target).into_response();
    }
    let flash = value(&given, "result").and_then(|number| screens.flashes.take(&visit, number));
    let (answers, refused) = ask(&screens, page, &visit, &session, &given).await;
    let named_screen = screen_of(page, &answers);
    let setting = Setting { visit: &visit, csrf_token: visit.csrf_token(&screens.secret), flash, given };
    let crumbs =
        layout::crumbs(page, |path| fill(path, |name| value(&setting.given, name).map(ToOwned::to_owned)));
    let of_act = setting.flash.as_ref().and_then(|flash| flash.outcome.as_ref().err());
    let refusal = refused.as_ref().or(of_act);
    let done = setting.flash.as_ref().and_then(done_text);
    // Who may not be here sees nothing but that.
    let barred = refused.as_ref().is_some_and(|refusal| refusal.status == StatusCode::FORBIDDEN);
    let content = html! {
        @if let Some(shown) = setting.flash.as_ref().and_then(|flash| shown_of(&setting, flash)) { (shown) }
        @if barred {
            @if refused.as_ref().is_some_and(|refusal| refusal.code == problem::PASSWORD_CHANGE_REQUIRED) {
                p { a href=(visit.href("/password")) { (screen::PASSWORD) } }
            }
        } @else {
            @for (part, answer) in page.parts.iter().zip(&answers) {
                (part_of(&setting, page, part, answer.as_ref(), &session, facts_of(page, &answers)))
            }
        }
    };
    let body = Body { screen: named_screen, crumbs, lead: page.lead, refusal, done, content };
    let mut response = layout::page(&visit, Some(&session), &setting.csrf_token, &body);
    if let Some(refusal) = &refused {
        *response.status_mut() = refusal.status;
    }
    response
}

/// The page to which a filled search leads.
fn leads_on(page: &Page, visit: &Visit, given: &Given) -> Option<String> {
    page.parts.iter().find_map(|part| match part {
        Part::Search(Search { leads_to: Some(target), .. }) => {
            let path = fill(target, |name| value(given, name).map(|value| value.trim().to_owned()));
            path.map(|path| visit.href(&path))
        }
        _ => None,
    })
}

/// The answers for the parts, in their order, and the first refusal.
async fn ask(
    screens: &Screens,
    page: &Page,
    visit: &Visit,
    session: &Value,
    given: &Given,
) -> (Vec<Option<Value>>, Option<Refusal>) {
    let mut answers = Vec::new();
    let (mut refused, mut asked) = (None, false);
    for part in page.parts {
        let path = match part {
            Part::Facts(facts) => fill(facts.api, |name| value(given, name).map(ToOwned::to_owned)),
            Part::List(list) => list_path(list, given),
            _ => None,
        };
        let answer = match path {
            Some(path) if refused.is_none() => {
                asked = true;
                screens.client.call(visit, Method::GET, &path, None).await.map(Some)
            }
            _ => Ok(None),
        };
        answers.push(answer.unwrap_or_else(|refusal| {
            refused = Some(refusal);
            None
        }));
    }
    let listed = session["menu"].as_array().into_iter().flatten().any(|name| name == page.screen);
    if let Some((method, path)) = probe(page).filter(|_| !asked && !listed) {
        let probed = screens.client.call(visit, method, &path, None).await;
        refused = probed.err().filter(|refusal| refusal.status == StatusCode::FORBIDDEN);
    }
    (answers, refused)
}

/// What is asked to learn whether somebody may be on a page: where a file is registered an
/// upload without a file, and elsewhere an act on nobody without its fields, so that the
/// operation log names that screen.
fn probe(page: &Page) -> Option<(Method, Cow<'static, str>)> {
    let upload = page.parts.iter().find_map(|part| match part {
        Part::Form(form) if form.api == path::UPLOAD => {
            form.fields.iter().find_map(|field| match field.input {
                Input::Choice([(kind, _), ..]) => fill(path::UPLOAD, |_| Some((*kind).to_owned())),
                _ => None,
            })
        }
        _ => None,
    });
    match upload {
        Some(path) => Some((Method::POST, path.into())),
        None if page.probe.is_empty() => None,
        None => Some(match page.probe.strip_prefix("POST ") {
            Some(path) => (Method::POST, path.into()),
            None => (Method::GET, page.probe.into()),
        }),
    }
}

fn list_path(list: &List, given: &Given) -> Option<String> {
    let path = fill(list.api, |name| value(given, name).map(ToOwned::to_owned))?;
    let searched = list.query.iter().any(|(name, _)| value(given, name).is_some());
    if !searched && !list.at_once {
        return None;
    }
    let fixed = list.fixed.iter().map(|(name, value)| (*name, *value));
    let asked = list.query.iter().map(|(name, usual)| (*name, value(given, name).unwrap_or(usual)));
    let cursor = value(given, "cursor").filter(|_| list.main).map(|cursor| ("cursor", cursor));
    let query: Vec<String> = fixed
        .chain(asked)
        .chain(cursor)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value.trim())))
        .collect();
    Some(format!("{path}?{}", query.join("&")))
}

/// A receipt is shown on the screen of its kind.
fn screen_of(page: &'static Page, answers: &[Option<Value>]) -> &'static str {
    let kind = answers.iter().flatten().find_map(|answer| answer["kind"].as_str());
    match kind {
        Some(kind) if page.screen == screen::MEMBERS_DETAIL => catalogue::detail_screen(kind),
        _ => page.screen,
    }
}

fn facts_of<'answers>(page: &Page, answers: &'answers [Option<Value>]) -> Option<&'answers Value> {
    let mut parts = page.parts.iter().zip(answers);
    parts.find(|(part, _)| matches!(part, Part::Facts(_))).and_then(|(_, answer)| answer.as_ref())
}

fn part_of(
    setting: &Setting<'_>,
    page: &'static Page,
    part: &'static Part,
    answer: Option<&Value>,
    session: &Value,
    facts: Option<&Value>,
) -> Markup {
    match (part, answer) {
        (Part::Form(form), _) if form.api == path::UPLOAD => parts::upload(setting, form),
        (Part::Form(form), _) => parts::form(setting, form, facts.unwrap_or(&Value::Null)),
        (Part::Search(search), _) => parts::search(setting, search, page.path),
        (Part::Session(columns), _) => html! { section { (parts::facts(setting, columns, session, false)) } },
        (Part::Facts(described), Some(answer)) => html! {
            section { (parts::facts(setting, described.columns, answer, false)) }
            @for column in described.columns {
                @if let Show::Things(columns) = column.show {
                    @let things = pick(answer, column.field).as_array().cloned().unwrap_or_default();
                    section {
                        h2 { (column.label) }
                        (parts::table(setting, (column.label, true, "ありません。"), columns, &[], &things))
                    }
                }
            }
            @for act in described.acts.iter().filter(|act| (act.when)(answer)) {
                (parts::form(setting, act.form, answer))
            }
        },
        (Part::List(list), Some(answer)) => parts::list(setting, list, page.path, answer),
        (Part::Download(download), _) if facts.is_some() => {
            parts::download(setting, download, facts.unwrap_or(&Value::Null))
        }
        (Part::Export(described), _) => parts::export(setting, described),
        (Part::Tabs(name, choices), _) => {
            let current = value(&setting.given, name).or(choices.first().map(|(value, _)| *value));
            html! {
                nav.tabs aria-label="種類" { ul { @for (value, text) in *choices {
                    li { a href={ (setting.visit.href(page.path)) "?" (name) "=" (value) }
                        aria-current=[(current == Some(*value)).then_some("true")] { (text) } }
                } } }
            }
        }
        (Part::Links(links), _) => html! {
            ul.links { @for (template, text) in *links {
                @if let Some(path) = fill(template, |name| value(&setting.given, name).map(ToOwned::to_owned)) {
                    li { a href=(setting.visit.href(&path)) { (text) } }
                }
            } }
        },
        _ => html! {},
    }
}

fn done_text(flash: &Flash) -> Option<&'static str> {
    flash.outcome.as_ref().ok().and(form_of(flash)).map(|form| form.done)
}

fn shown_of(setting: &Setting<'_>, flash: &Flash) -> Option<Markup> {
    let answer = flash.outcome.as_ref().ok()?;
    let columns = form_of(flash).map(|form| form.shows).filter(|columns| !columns.is_empty())?;
    Some(
        html! { section.panel.result { h2 { "処理の結果" } (parts::facts(setting, columns, answer, true)) } },
    )
}

fn form_of(flash: &Flash) -> Option<&'static Form> {
    catalogue::form(flash.act)
}

/// The ログイン screen is there for every terminal whose certificate is known.
async fn log_in(screens: &Screens, visit: &Visit, given: &Given) -> Response {
    let without_session = Visit { token: None, ..visit.clone() };
    match screens.client.call(&without_session, Method::GET, path::LOGIN, None).await {
        Err(refusal) => nobody(screens, visit, &refusal),
        Ok(terminal) => {
            let flash =
                value(given, "result").and_then(|number| screens.flashes.take(&without_session, number));
            log_in_page(screens, &without_session, flash, Ok(&terminal))
        }
    }
}

/// Without session the ログイン screen says why; without certificate there is none.
pub(super) fn nobody(screens: &Screens, visit: &Visit, refusal: &Refusal) -> Response {
    if refusal.code == problem::NO_SESSION {
        let visit = Visit { token: None, ..visit.clone() };
        return log_in_page(screens, &visit, None, Err(refusal));
    }
    let screen = match refusal.code.as_str() {
        problem::CERTIFICATE => "電子証明書の確認",
        _ => "エラー",
    };
    let body =
        Body { screen, crumbs: Vec::new(), lead: "", refusal: Some(refusal), done: None, content: html! {} };
    let mut response = layout::page(visit, None, "", &body);
    *response.status_mut() = refusal.status;
    response
}

fn log_in_page(
    screens: &Screens,
    visit: &Visit,
    flash: Option<Flash>,
    terminal: Result<&Value, &Refusal>,
) -> Response {
    let refused = terminal.err();
    let csrf_token = visit.csrf_token(&screens.secret);
    let setting = Setting { visit, csrf_token, flash, given: Vec::new() };
    let of_act = setting.flash.as_ref().and_then(|flash| flash.outcome.as_ref().err());
    let done = setting.flash.as_ref().and_then(done_text);
    let content = html! {
        @if let Ok(terminal) = terminal {
            section { (parts::facts(&setting, catalogue::entrance::TERMINAL, terminal, false)) }
        }
        (parts::form(&setting, &catalogue::entrance::LOG_IN, &Value::Null))
    };
    let lead = catalogue::entrance::LOG_IN_PAGE.lead;
    let refusal = refused.or(of_act);
    let body = Body { screen: screen::LOGIN, crumbs: Vec::new(), lead, refusal, done, content };
    let mut response = layout::page(visit, None, &setting.csrf_token, &body);
    if let Some(refusal) = refused {
        *response.status_mut() = refusal.status;
    }
    response
}
