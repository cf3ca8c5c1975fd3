//! The frame of every page: header with union, environment, user and certificate, menu,
//! breadcrumbs, refusals. Must not know what the page is about.

use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;
use sogo_unyo_test::wire::screen;

use super::{
    catalogue,
    client::Refusal,
    pages::{Page, scalar},
    values::masked,
    visit::Visit,
};

/// A page before it is put into its frame.
pub(super) struct Body<'page> {
    pub(super) screen: &'page str,
    /// Path, text.
    pub(super) crumbs: Vec<(String, &'static str)>,
    pub(super) lead: &'page str,
    pub(super) refusal: Option<&'page Refusal>,
    pub(super) done: Option<&'page str>,
    pub(super) content: Markup,
}

/// A whole page. Without a session there is neither menu nor user.
pub(super) fn page(visit: &Visit, session: Option<&Value>, csrf_token: &str, body: &Body<'_>) -> Response {
    let title = format!("{} | 医療保険者等向け中間サーバー(模擬)", body.screen);
    let markup = html! {
        (DOCTYPE)
        html lang="ja" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { @if body.refusal.is_some() { "エラー: " } (title) }
                link rel="stylesheet" href=(visit.href("/assets/tokens.css"));
                link rel="stylesheet" href=(visit.href("/assets/screens.css"));
            }
            body data-screen=(body.screen) {
                a.skip href="#main" { "本文へ移動" }
                (header(visit, session, csrf_token))
                div.columns.alone[session.is_none()] {
                    @if let Some(session) = session { (menu(visit, session, body.screen)) }
                    main id="main" tabindex="-1" { (main(visit, body)) }
                }
                footer { p { "医療保険者等向け中間サーバー(模擬)。画面の並びと名前は模擬サーバーの取り決めです。" } }
            }
        }
    };
    Html(markup.into_string()).into_response()
}

fn main(visit: &Visit, body: &Body<'_>) -> Markup {
    html! {
        @if !body.crumbs.is_empty() {
            nav.crumbs aria-label="現在位置" { ol {
                @for (path, text) in &body.crumbs { li { a href=(visit.href(path)) { (text) } } }
                li aria-current="page" { (body.screen) }
            } }
        }
        h1 { (body.screen) }
        @if !body.lead.is_empty() { p.lead { (body.lead) } }
        @if let Some(refusal) = body.refusal {
            div.alert role="alert" id="refusal" data-code=(refusal.code) {
                p.what { span.code { (refusal.code) } " 受け付けられませんでした" }
                p data-detail { (masked(&refusal.detail)) }
            }
        }
        @if let Some(done) = body.done { p.done role="status" data-done { (done) } }
        (body.content)
    }
}

fn header(visit: &Visit, session: Option<&Value>, csrf_token: &str) -> Markup {
    let text = |value: &Value| scalar(value).unwrap_or_default();
    html! {
        header.site {
            div.name {
                p.system { "医療保険者等向け中間サーバー" span.simulated { "模擬" } }
                p.environment class=[(!visit.base.is_empty()).then_some("production")] { (visit.environment()) }
            }
            dl.who data-session {
                @if let Some(session) = session {
                    div { dt { "広域連合" } dd data-field="union.name" { (text(&session["union"]["name"])) } }
                    div { dt { "ユーザー" } dd {
                        span data-field="user_name" { (text(&session["user_name"])) }
                        " (" span data-field="user_id" { (text(&session["user_id"])) } ")"
                    } }
                }
                div { dt { "端末の電子証明書" } dd data-field="certificate" {
                    (visit.certificate.as_deref().map_or_else(|| "確認できません".to_owned(), masked))
                } }
            }
            @if session.is_some() {
                form.leave data-act="log-out" method="post" action=(visit.href("/acts/log-out")) {
                    input type="hidden" name="csrf" value=(csrf_token);
                    button.button.secondary type="submit" { "ログアウト" }
                }
            }
        }
    }
}

/// Exactly what the session's menu lists, in its order, under headings.
fn menu(visit: &Visit, session: &Value, current: &str) -> Markup {
    let listed: Vec<&str> =
        session["menu"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut groups: Vec<(&str, Vec<&Page>)> = Vec::new();
    for page in listed.iter().filter_map(|name| catalogue::of_menu(name)) {
        match groups.iter_mut().find(|(group, _)| *group == page.group) {
            Some((_, pages)) => pages.push(page),
            None => groups.push((page.group, vec![page])),
        }
    }
    html! {
        nav.menu aria-label="メニュー" {
            @for (group, pages) in groups {
                h2 { (group) }
                ul { @for page in pages {
                    li { a href=(visit.href(page.path)) aria-current=[(page.screen == current).then_some("page")] { (page.screen) } }
                } }
            }
        }
    }
}

/// The way down to a page.
pub(super) fn crumbs(page: &Page, fill_in: impl Fn(&str) -> Option<String>) -> Vec<(String, &'static str)> {
    let mut crumbs = Vec::new();
    let mut above = page.above;
    while let Some(page) = above.and_then(catalogue::at) {
        if let Some(path) = fill_in(page.path) {
            crumbs.insert(0, (path, page.screen));
        }
        above = page.above;
    }
    if page.screen != screen::TOP {
        crumbs.insert(0, ("/".to_owned(), screen::TOP));
    }
    crumbs
}
