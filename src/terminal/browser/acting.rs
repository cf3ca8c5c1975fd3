//! One act at a screen: open it, fill a form in, send it, and conclude on what comes. Every
//! page that is left or reached has its picture.
//!
//! It must not know which acts there are, nor what a page is about.

use super::{Fields, Place, page::Page, session::Browser};
use crate::{
    evidence::ScreenState,
    model::CaptureKind,
    terminal::{Act, Outcome, Refusal, TerminalError, http::fill},
    wire::problem,
};
use serde_json::{Value, json};
use thirtyfour::WebElement;

pub(super) const LOCATE: &str = include_str!("scripts/locate.js");

/// Fields of a page whose values are secrets from the moment they are seen.
const SECRET_FIELDS: [&str; 2] = ["initial_password", "token"];

/// Where a path is. The top page of an environment that stands below a path has no slash at
/// its end.
fn address(base: &str, path: &str) -> String {
    let is_below = base.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    match path {
        "/" if is_below => base.to_owned(),
        path => format!("{base}{path}"),
    }
}

/// Goes to a screen: its path, then whatever has to be clicked there.
pub(super) async fn open(browser: &mut Browser, place: &Place) -> Result<Page, TerminalError> {
    let setting = browser.setting().layout.clone();
    let (template, clicks) = setting.way(place.opened, place.convention);
    let mut path = template.to_owned();
    for (name, value) in &place.values {
        path = fill(&path, name, value);
    }
    let address = address(&browser.base, &path);
    let mut page = browser.goto(&address).await?;
    for selector in clicks {
        let script = format!(
            "const place = document.querySelector({}); if (place) window.sogoLeft = true; return place;",
            json!(selector)
        );
        let found = browser.script(&script, Vec::new()).await?;
        if found.is_null() {
            return Err(page.unlike(&format!("画面対応の前操作「{selector}」にあたるものがありません")));
        }
        click(browser, found).await?;
        page = browser.arrive().await?;
    }
    Ok(page)
}

/// Fills the form of an act in, takes a picture, sends it, and concludes on what comes.
pub(super) async fn send(
    browser: &mut Browser,
    place: &Place,
    page: Page,
    act: &str,
    fields: Fields<'_>,
) -> Act<Page> {
    let arguments = vec![browser.layout(), json!(act), Browser::fields(fields)];
    let found = browser.script(LOCATE, arguments).await?;
    if found["form"] == json!(false) {
        // Whoever may not act sees a refusal in the place of the form.
        if page.refusal.is_some() {
            return conclude(browser, place.screen, place.opened, page, "表示").await;
        }
        return Err(page.unlike(&format!("操作「{act}」のフォームがありません")));
    }
    if let Some(value) = found["unoffered"].as_array().and_then(|values| values.first()?.as_str()) {
        // What stands there to be chosen from cannot be entered wrongly: the server's word
        // for a value that it does not take.
        let (screen, code) = (place.screen, problem::INVALID.to_owned());
        let message = format!("「{screen}」画面の選択肢に「{value}」はありません");
        return Ok(match conclude(browser, screen, place.opened, page, "表示").await? {
            Outcome::Refused(refusal) => Outcome::Refused(refusal),
            Outcome::Shown(_) => Outcome::Refused(Refusal { screen, code, message }),
        });
    }
    let lacking: Vec<_> =
        found["lacking"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !lacking.is_empty() || found["submit"].is_null() {
        return Err(page.unlike(&format!("操作「{act}」のフォームに {} がありません", lacking.join("、"))));
    }
    for step in found["steps"].as_array().into_iter().flatten() {
        fill_in(browser, step).await?;
    }
    let state = ScreenState { screen: place.opened.to_owned(), state: format!("入力({act})") };
    browser.picture(&state, None).await?;
    browser.script("window.sogoLeft = true;", Vec::new()).await?;
    click(browser, found["submit"].clone()).await?;
    let came = browser.arrive().await?;
    conclude(browser, place.screen, "", came, &format!("結果({act})")).await
}

/// Types, clicks, or hands a file over.
async fn fill_in(browser: &mut Browser, step: &Value) -> Result<(), TerminalError> {
    let element = element(browser, step["element"].clone()).await?;
    let value = step["value"].as_str().unwrap_or_default();
    // What is typed here may be shown again.
    let _ = browser.recorder.folder().masker().of_own().mask(value);
    let done = match step["how"].as_str() {
        Some("click") => element.click().await,
        Some("replace") => match element.clear().await {
            Ok(()) => element.send_keys(value).await,
            error => error,
        },
        Some("file") => {
            let path = browser.hand_over(value).await?;
            element.send_keys(path).await
        }
        _ => element.send_keys(value).await,
    };
    done.map_err(|error| browser.failed(&error))
}

async fn click(browser: &mut Browser, found: Value) -> Result<(), TerminalError> {
    let element = element(browser, found).await?;
    element.click().await.map_err(|error| browser.failed(&error))
}

async fn element(browser: &mut Browser, found: Value) -> Result<WebElement, TerminalError> {
    let session = browser.session().await?;
    WebElement::from_json(found, session).map_err(|error| browser.failed(&error))
}

/// What a page means: picture and transcript are taken, errors of the page are an error of
/// the act, and a refusal is a refusal. `expected` is the screen that has to be there, or
/// nothing where any may come.
pub(super) async fn conclude(
    browser: &mut Browser,
    screen: &'static str,
    expected: &str,
    page: Page,
    what: &str,
) -> Act<Page> {
    let masker = browser.recorder.folder().masker().clone();
    for secret in SECRET_FIELDS.iter().flat_map(|field| page.values(field)) {
        masker.add_secret(secret);
    }
    let shown = if page.screen.is_empty() { "(名のない画面)" } else { &page.screen };
    let title = format!("{shown} {what}");
    let state = ScreenState { screen: shown.to_owned(), state: page.state(what) };
    browser.picture(&state, Some(&page.sight)).await?;
    browser.recorder.capture_text(CaptureKind::Exchange, &format!("画面 {title}"), &page.transcript())?;
    let errors = browser.page_errors().await?;
    if !errors.is_empty() {
        return Err(page.unlike(&format!("ページに誤りがあります: {}", errors.join(" / "))));
    }
    if let Some(alert) = &page.refusal {
        let (code, message) = (alert.code.clone(), alert.message.clone());
        return Ok(Outcome::Refused(Refusal { screen, code, message }));
    }
    if page.screen.is_empty() || !expected.is_empty() && page.screen != expected {
        return Err(page.unlike(&format!("「{expected}」画面を開いたのに、「{shown}」が表示されました")));
    }
    Ok(Outcome::Shown(page))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_top_page_of_an_environment_has_no_slash_at_its_end() {
        assert_eq!(address("http://127.0.0.1:1", "/"), "http://127.0.0.1:1/");
        assert_eq!(address("http://127.0.0.1:1/production", "/"), "http://127.0.0.1:1/production");
        assert_eq!(address("http://127.0.0.1:1/production", "/login"), "http://127.0.0.1:1/production/login");
    }
}
