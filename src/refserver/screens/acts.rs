//! POST of a form: token of the page first, then the request to the API, then a redirect
//! to the page that shows what came of it. Must not know any particular form.

use std::sync::Arc;

use axum::{
    http::{Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::{Map, Value};
use sogo_unyo_test::wire::{path, problem, screen};

use super::{
    Screens, catalogue,
    client::Refusal,
    flash::Flash,
    layout::{self, Body},
    pages::{Form, Input, fill, pick, scalar},
    visit::{SESSION, Visit},
};

/// What a browser sent.
pub(super) type Sent = Vec<(String, String)>;

fn value<'sent>(sent: &'sent Sent, name: &str) -> Option<&'sent str> {
    sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Does an act.
pub(super) async fn act(screens: Arc<Screens>, act: String, visit: Visit, sent: Sent) -> Response {
    let visit = if act == catalogue::entrance::LOG_IN.act { Visit { token: None, ..visit } } else { visit };
    if !value(&sent, "csrf").is_some_and(|token| visit.owns(&screens.secret, token)) {
        return not_from_here(&visit);
    }
    let Some(form) = catalogue::form(&act) else {
        let refusal = Refusal::own(StatusCode::NOT_FOUND, problem::NOT_FOUND, "この操作はありません");
        return super::show::nobody(&screens, &visit, &refusal);
    };
    let Some(path) = fill(form.api, |name| value(&sent, name).map(ToOwned::to_owned)) else {
        let refusal = Refusal::own(
            StatusCode::UNPROCESSABLE_ENTITY,
            problem::INVALID,
            "入力されていない項目があります",
        );
        return answer(&screens, form, &visit, &sent, Err(refusal));
    };
    let body = body_of(form, &sent);
    let method = Method::from_bytes(form.method.as_bytes()).unwrap_or(Method::POST);
    let outcome = screens.client.call(&visit, method, &path, body.as_ref()).await;
    match (act.as_str(), outcome) {
        ("log-in", Ok(opened)) => logged_in(&visit, &opened),
        ("log-out", outcome) => logged_out(&screens, form, &visit, outcome),
        (_, outcome) => answer(&screens, form, &visit, &sent, outcome),
    }
}

/// The fields that do not stand in the path, as the API wants them.
fn body_of(form: &Form, sent: &Sent) -> Option<Value> {
    let mut body = Map::new();
    for field in form.fields.iter().filter(|field| !form.in_path(field.name)) {
        let text = value(sent, field.name).unwrap_or_default();
        let json = match field.input {
            Input::Several(_) => {
                let named = sent.iter().filter(|(name, _)| name == field.name);
                named.map(|(_, value)| Value::from(value.as_str())).collect()
            }
            Input::Flag(_) => Value::Bool(text == "true"),
            Input::Date if text.is_empty() => Value::Null,
            _ if text.is_empty() && !field.required => continue,
            _ => Value::from(text),
        };
        body.insert(field.name.to_owned(), json);
    }
    let bare = form.fields.iter().all(|field| form.in_path(field.name));
    (!bare).then_some(Value::Object(body))
}

/// Redirects to the page that shows what a form came to.
pub(super) fn answer(
    screens: &Screens,
    form: &'static Form,
    visit: &Visit,
    sent: &Sent,
    outcome: Result<Value, Refusal>,
) -> Response {
    let page = match &outcome {
        Ok(answer) => fill(form.then, |name| {
            scalar(pick(answer, name)).or_else(|| value(sent, name).map(ToOwned::to_owned))
        }),
        Err(_) => fill(form.page, |name| value(sent, name).map(ToOwned::to_owned)),
    };
    let page = page.unwrap_or_else(|| "/".to_owned());
    let query =
        screens.flashes.keep(visit, Flash { act: form.act, outcome, values: to_show_again(form, sent) });
    Redirect::to(&visit.href(&format!("{page}?{query}"))).into_response()
}

/// No password, and nothing that may be an individual number.
fn to_show_again(form: &Form, sent: &Sent) -> Vec<(String, String)> {
    let fields = form.fields.iter().filter(|field| !matches!(field.input, Input::Password(_) | Input::File));
    fields
        .flat_map(|field| sent.iter().filter(|(name, _)| name == field.name))
        .filter(|(_, value)| *value == super::values::masked(value))
        .cloned()
        .collect()
}

fn logged_in(visit: &Visit, opened: &Value) -> Response {
    let cookie = visit.cookie(SESSION, opened["token"].as_str().unwrap_or_default());
    ([(header::SET_COOKIE, cookie)], Redirect::to(&visit.href("/"))).into_response()
}

/// Whatever the API said: this browser has no session any more.
fn logged_out(
    screens: &Screens,
    form: &'static Form,
    visit: &Visit,
    outcome: Result<Value, Refusal>,
) -> Response {
    let after = Visit { token: None, ..visit.clone() };
    let mut response = answer(screens, form, &after, &Vec::new(), outcome);
    response.headers_mut().append(header::SET_COOKIE, visit.no_cookie(SESSION));
    response
}

/// A form without the token of a page of this visitor; nothing was done.
pub(super) fn not_from_here(visit: &Visit) -> Response {
    let detail =
        "この画面から送られた操作であることを確認できません。画面を開き直してから、もう一度操作してください";
    let refusal = Refusal::own(StatusCode::FORBIDDEN, "CSRF", detail);
    let content = maud::html! { p { a href=(visit.href("/")) { (screen::TOP) } } };
    let body =
        Body {
            screen: "エラー", crumbs: Vec::new(), lead: "", refusal: Some(&refusal), done: None, content
        };
    let mut response = layout::page(visit, None, "", &body);
    *response.status_mut() = refusal.status;
    response
}

/// The page with the form for a kind of file.
pub(super) fn upload_form(kind: &str) -> Option<&'static Form> {
    catalogue::forms().find(|form| {
        let kinds = form.fields.iter().find(|field| field.name == "kind").map(|field| &field.input);
        form.api == path::UPLOAD
            && matches!(kinds, Some(Input::Choice(kinds)) if kinds.iter().any(|(known, _)| *known == kind))
    })
}
