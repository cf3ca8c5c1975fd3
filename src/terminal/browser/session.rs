//! One browser: started when it is first needed, and again when it has gone. It opens
//! pages, reads them, fills forms in. Terminals take turns at it; each takes its cookies
//! along, so that nobody sits at somebody else's session.
//!
//! It must not know screens or acts.

use super::{BrowserSetting, DriverPlace, capabilities, driver::DriverProcess, page::Page};
use crate::{
    evidence::Recorder,
    terminal::{TerminalError, Timing},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tempfile::TempDir;
use thirtyfour::{
    Cookie, WebDriver,
    error::{WebDriverError, WebDriverErrorInner},
    session::handle::SessionHandle,
};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};

/// Between two looks at a page that is on its way.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Acts after which a browser is replaced by a fresh one: its memory grows slowly.
const ACTS_PER_BROWSER: usize = 2_000;

const COMMON: &str = include_str!("scripts/common.js");
const READ: &str = include_str!("scripts/read.js");

/// The browser of a lane.
#[derive(Debug)]
pub(super) struct Browser {
    setting: Arc<BrowserSetting>,
    /// Address of the endpoint, without a slash at its end.
    pub(super) base: String,
    timing: Timing,
    pub(super) recorder: Arc<Recorder>,
    driver: Option<DriverProcess>,
    window: Option<Window>,
    /// Who sits at it: number of a terminal.
    seat: Option<u64>,
    /// Addresses of pages since the log of the browser was last read.
    visited: Vec<String>,
    /// Cookies of the terminals that are not at it.
    cookies: BTreeMap<u64, Vec<Cookie>>,
    /// Names of the cookies that came with the entry.
    entered: Vec<String>,
}

/// A running browser.
#[derive(Debug)]
struct Window {
    session: WebDriver,
    acts: usize,
    /// Its profile; deleted with it.
    _profile: Option<TempDir>,
}

impl Browser {
    pub(super) fn new(
        setting: Arc<BrowserSetting>,
        base: &str,
        timing: Timing,
        recorder: Arc<Recorder>,
    ) -> Self {
        Self {
            setting,
            base: base.trim_end_matches('/').to_owned(),
            timing,
            recorder,
            driver: None,
            window: None,
            seat: None,
            visited: Vec::new(),
            cookies: BTreeMap::new(),
            entered: Vec::new(),
        }
    }

    pub(super) fn setting(&self) -> &BrowserSetting {
        &self.setting
    }

    /// Whether the driver is on another machine, as far as anybody knows.
    pub(super) fn is_remote(&self) -> bool {
        matches!(self.setting.driver, DriverPlace::Remote { .. })
    }

    /// The running browser, started if there is none.
    pub(super) async fn session(&mut self) -> Result<Arc<SessionHandle>, TerminalError> {
        if self.window.is_none() {
            self.window = Some(self.open().await?);
            self.seat = None;
        }
        match &self.window {
            Some(window) => Ok(Arc::clone(window.session.handle())),
            None => Err(TerminalError::Browser { what: "ブラウザーがありません".to_owned() }),
        }
    }

    async fn open(&mut self) -> Result<Window, TerminalError> {
        let kind = self.setting.kind;
        let setting = Arc::clone(&self.setting);
        let (url, profile, program) = match &setting.driver {
            DriverPlace::Remote { url } => (url.clone(), None, None),
            DriverPlace::Local { driver, browser } => {
                let process = match self.driver.take() {
                    Some(process) => process,
                    None => DriverProcess::start(kind, driver).await?,
                };
                let url = process.url.clone();
                self.driver = Some(process);
                (url, Some(tempfile::tempdir()?), browser.as_deref())
            }
        };
        let wanted =
            capabilities::wanted(kind, profile.as_ref().map(TempDir::path), program, is_loopback(&url));
        let client = crate::terminal::http::plain_client(self.timing.request)
            .map_err(|error| TerminalError::Browser { what: error.to_string() })?;
        let connecting = WebDriver::builder(url.as_str(), wanted).client(client).connect();
        let session = connecting.await.map_err(|error| TerminalError::Browser {
            what: format!("{} のブラウザーを開けません({})", url, told(&error)),
        })?;
        Ok(Window { session, acts: 0, _profile: profile })
    }

    /// Ends browser and driver.
    pub(super) async fn close(&mut self) {
        self.close_window().await;
        if let Some(driver) = self.driver.take() {
            driver.stop().await;
        }
        self.cookies.clear();
    }

    async fn close_window(&mut self) {
        if let Some(window) = self.window.take() {
            // One that does not answer ends with its driver.
            let _ = window.session.quit().await;
        }
        self.seat = None;
    }

    /// What an error of the driver means. One after which the browser is gone makes way
    /// for a new browser.
    pub(super) fn failed(&mut self, error: &WebDriverError) -> TerminalError {
        if let WebDriverErrorInner::UnexpectedAlertOpen(info) = error.as_inner() {
            let what = format!("予期しないダイアログが開きました({})", info.value.message);
            return TerminalError::Page { screen: String::new(), what };
        }
        if is_gone(error) {
            if let Some(window) = self.window.take() {
                // Nobody is there to be told good-bye.
                let _ = window.session.leak();
            }
            // A driver that lost its browser may be in any state.
            self.driver = None;
            self.seat = None;
            return TerminalError::Browser {
                what: format!(
                    "ブラウザーが途中で終わりました({})。次の操作からは新しいブラウザーを使います",
                    told(error)
                ),
            };
        }
        TerminalError::Browser { what: told(error) }
    }

    /// Lets a terminal sit down: whoever sat there leaves with all cookies.
    pub(super) async fn seat(&mut self, terminal: u64) -> Result<(), TerminalError> {
        if self.window.as_ref().is_some_and(|window| window.acts >= ACTS_PER_BROWSER) {
            self.keep_cookies().await?;
            self.close_window().await;
        }
        let session = self.session().await?;
        if let Some(window) = &mut self.window {
            window.acts += 1;
        }
        if self.seat == Some(terminal) {
            return Ok(());
        }
        self.leave_seat().await?;
        let cookies = self.cookies.get(&terminal).cloned().unwrap_or_default();
        if !cookies.is_empty() {
            self.stand_on_endpoint(&session).await?;
        }
        for cookie in cookies {
            session.add_cookie(cookie).await.map_err(|error| self.failed(&error))?;
        }
        self.seat = Some(terminal);
        Ok(())
    }

    async fn leave_seat(&mut self) -> Result<(), TerminalError> {
        let Some(window) = &self.window else { return Ok(()) };
        let session = Arc::clone(window.session.handle());
        if self.seat.is_some() {
            self.keep_cookies().await?;
            session.delete_all_cookies().await.map_err(|error| self.failed(&error))?;
            self.seat = None;
        }
        Ok(())
    }

    /// A page of the site that is only passed through.
    fn start(&self) -> String {
        format!("{}/login", self.base)
    }

    /// Cookies can only be given to the site that is open.
    async fn stand_on_endpoint(&mut self, session: &Arc<SessionHandle>) -> Result<(), TerminalError> {
        let here = session.current_url().await.map_err(|error| self.failed(&error))?;
        if here.as_str().starts_with(&self.base) {
            return Ok(());
        }
        let start = self.start();
        session.goto(start).await.map_err(|error| self.failed(&error))
    }

    /// The cookies of whoever sits there.
    pub(super) async fn cookies(&mut self) -> Result<Vec<Cookie>, TerminalError> {
        let session = self.session().await?;
        session.get_all_cookies().await.map_err(|error| self.failed(&error))
    }

    /// Remembers the cookies of whoever sits there: a browser that goes leaves nothing.
    pub(super) async fn keep_cookies(&mut self) -> Result<(), TerminalError> {
        if let Some(seat) = self.seat {
            let cookies = self.cookies().await?;
            self.cookies.insert(seat, cookies);
        }
        Ok(())
    }

    /// Takes the cookies of whoever sits there away.
    pub(super) async fn drop_cookies(&mut self) -> Result<(), TerminalError> {
        let session = self.session().await?;
        session.delete_all_cookies().await.map_err(|error| self.failed(&error))?;
        self.keep_cookies().await
    }

    /// Gives cookies to whoever sits there.
    pub(super) async fn give_cookies(&mut self, cookies: Vec<Cookie>) -> Result<(), TerminalError> {
        let session = self.session().await?;
        for cookie in cookies {
            session.add_cookie(cookie).await.map_err(|error| self.failed(&error))?;
        }
        self.keep_cookies().await
    }

    /// Whoever sits there has come in, and holds no session yet.
    pub(super) async fn has_come_in(&mut self) -> Result<(), TerminalError> {
        self.entered = self.cookies().await?.into_iter().map(|cookie| cookie.name).collect();
        self.keep_cookies().await
    }

    /// The cookies of whoever sits there, but those of the entry, as a text.
    pub(super) async fn session_as_text(&mut self) -> Result<String, TerminalError> {
        let entered = self.entered.clone();
        let mut cookies = self.cookies().await?;
        cookies.retain(|cookie| !entered.contains(&cookie.name));
        let named: BTreeMap<_, _> = cookies.into_iter().map(|cookie| (cookie.name, cookie.value)).collect();
        serde_json::to_string(&named)
            .map_err(|error| TerminalError::Browser { what: format!("Cookieを書けません({error})") })
    }

    /// Gives a session as a text to whoever sits there, for all of the site.
    pub(super) async fn take_over(&mut self, session: &str) -> Result<(), TerminalError> {
        let named: BTreeMap<String, String> = serde_json::from_str(session).unwrap_or_default();
        let handle = self.session().await?;
        self.stand_on_endpoint(&handle).await?;
        let cookies = named
            .into_iter()
            .map(|(name, value)| Cookie { path: Some("/".to_owned()), ..Cookie::new(name, value) });
        self.give_cookies(cookies.collect()).await
    }

    /// A terminal is gone for good.
    pub(super) fn forget(&mut self, terminal: u64) {
        self.cookies.remove(&terminal);
    }

    /// Runs a script on the page.
    pub(super) async fn script(
        &mut self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, TerminalError> {
        let session = self.session().await?;
        let script = format!("{COMMON}\n{script}");
        let answer = session.execute(script, arguments).await.map_err(|error| self.failed(&error))?;
        Ok(answer.json().clone())
    }

    /// Opens an address and reads the page.
    pub(super) async fn goto(&mut self, address: &str) -> Result<Page, TerminalError> {
        let session = self.session().await?;
        session.goto(address).await.map_err(|error| self.unreachable_or(&error))?;
        self.arrive().await
    }

    /// Nobody at the endpoint answers, which is not the browser's doing.
    fn unreachable_or(&mut self, error: &WebDriverError) -> TerminalError {
        let text = told(error);
        let refused = ["net::ERR_CONNECTION", "net::ERR_EMPTY_RESPONSE", "about:neterror"];
        match refused.iter().any(|mark| text.contains(mark)) {
            true => TerminalError::Unreachable { url: self.base.clone(), cause: text },
            false => self.failed(error),
        }
    }

    /// Waits until the page that is on its way has arrived, and reads it.
    pub(super) async fn arrive(&mut self) -> Result<Page, TerminalError> {
        let session = self.session().await?;
        let script = format!("{COMMON}\n{READ}");
        let layout = json!(self.setting.layout);
        let deadline = Instant::now() + self.timing.request;
        let mut ticks = interval(LOOK_AGAIN);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while timeout_at(deadline, ticks.tick()).await.is_ok() {
            match session.execute(script.clone(), vec![layout.clone()]).await {
                Ok(answer) if answer.json().is_null() => {}
                Ok(answer) => {
                    let page: Page = serde_json::from_value(answer.json().clone()).map_err(|error| {
                        TerminalError::Browser {
                            what: format!("ページの読み取り結果を解釈できません({error})"),
                        }
                    })?;
                    let address = page.address.split('#').next().unwrap_or_default();
                    self.visited.push(address.to_owned());
                    return Ok(page);
                }
                // The page went away under the script; the next one is on its way.
                Err(error)
                    if matches!(error.as_inner(), WebDriverErrorInner::JavascriptError(_))
                        && is_moving(&error) => {}
                Err(error) => return Err(self.failed(&error)),
            }
        }
        Err(TerminalError::Page {
            screen: String::new(),
            what: format!("{}秒待ってもページが表示されません", self.timing.request.as_secs()),
        })
    }

    /// Errors that pages caused in the browser since they were last asked for. The status
    /// of a page itself is none: a refusal has its own. Nor is the icon, which a browser
    /// asks for by itself.
    pub(super) async fn page_errors(&mut self) -> Result<Vec<String>, TerminalError> {
        let mut visited = std::mem::take(&mut self.visited);
        // That nobody is let in there says nothing about the page that comes after it.
        visited.push(self.start());
        if !self.setting.kind.is_chromium() {
            return Ok(Vec::new());
        }
        let session = self.session().await?;
        let Ok(entries) = session.browser_log().await else { return Ok(Vec::new()) };
        let is_of_page = |message: &str| {
            let (url, what) = message.split_once(' ').unwrap_or((message, ""));
            let is_status = what.contains("the server responded with a status of");
            is_status && (url.ends_with("/favicon.ico") || visited.iter().any(|page| page == url))
        };
        Ok(entries
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" && !is_of_page(&entry.message))
            .map(|entry| entry.message)
            .collect())
    }

    /// The layout as the scripts take it.
    pub(super) fn layout(&self) -> Value {
        json!(self.setting.layout)
    }

    /// Fields as the scripts take them.
    pub(super) fn fields(fields: &[(&str, Value)]) -> Value {
        let map: Map<String, Value> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Value::Object(map)
    }
}

/// Whether a driver is on this machine.
fn is_loopback(url: &str) -> bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|start| url.starts_with(start))
}

/// Whether the page is being left while a script runs on it.
fn is_moving(error: &WebDriverError) -> bool {
    let text = error.to_string();
    ["document unloaded", "navigation", "Execution context was destroyed"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// Whether there is no browser any more.
fn is_gone(error: &WebDriverError) -> bool {
    use WebDriverErrorInner as Inner;
    match error.as_inner() {
        Inner::InvalidSessionId(_)
        | Inner::NoSuchWindow(_)
        | Inner::RequestFailed(_)
        | Inner::HttpError(_) => true,
        Inner::FatalError(_) | Inner::IoError(_) => true,
        other => {
            let text = other.to_string();
            ["disconnected", "not reachable", "tab crashed", "target frame detached", "web view not found"]
                .iter()
                .any(|mark| text.contains(mark))
        }
    }
}

/// The first line that says something; drivers add a stack of addresses.
fn told(error: &WebDriverError) -> String {
    let text = error.to_string();
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Stacktrace"))
        .filter(|line| {
            !line.is_empty() && !line.starts_with("Status:") && !line.starts_with("Additional info")
        })
        .take(3)
        .collect();
    lines.join(" ")
}
