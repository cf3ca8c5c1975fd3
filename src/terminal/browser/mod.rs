//! The terminal as a person uses it: in a browser, driven through W3C WebDriver.
//!
//! `screens/` has the page objects: what an act is on the screens. `session` is the
//! browser, `page` and `said` turn a page into the observations that the HTTP adapter
//! makes of JSON, `picture` takes the evidence, `layout` is what a screen map changes.
//! It must not know anything that the contract and the screen map do not say.

mod acting;
mod capabilities;
mod driver;
mod file_transfer;
mod layout;
mod page;
mod picture;
mod print;
mod said;
mod screens;
mod session;

pub use capabilities::BrowserKind;
pub use driver::DriverPlace;
pub use layout::{FormLayout, Layout, ScreenLayout};
pub use picture::{VaryingHow, VaryingPlace};
pub use print::print_page;

use super::{Act, Connection, Done, Outcome, Refusal, TerminalError, http::Port};
use crate::{
    evidence::Recorder,
    media::{OutgoingFile, copy_as_text},
    model::CaptureKind,
    wire::problem,
};
use acting::{LOCATE, conclude, open, send};
use page::Page;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use session::Browser;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::{Mutex, MutexGuard};

/// How the browsers of an endpoint are driven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSetting {
    /// Which browser.
    pub kind: BrowserKind,
    /// Where its driver is.
    pub driver: DriverPlace,
    /// What its screens look like.
    pub layout: Layout,
    /// What differs on its screens from run to run.
    pub varying: Vec<VaryingPlace>,
    /// The typeface of pictures that are compared with approved ones.
    pub typeface: String,
}

/// The browser of a lane, at which its terminals take turns.
#[derive(Debug, Clone)]
pub struct BrowserTerminals {
    browser: Arc<Mutex<Browser>>,
    /// For files: they are fetched with the cookies of the browser.
    port: Port,
    setting: Arc<BrowserSetting>,
    next: Arc<AtomicU64>,
}

impl BrowserTerminals {
    /// A browser for the terminals of an endpoint. It is started when it is first needed.
    ///
    /// # Errors
    /// If the HTTP client for downloads cannot be set up.
    pub fn new(
        connection: &Connection,
        setting: Arc<BrowserSetting>,
        recorder: Arc<Recorder>,
    ) -> Result<Self, TerminalError> {
        let port = Port::operator(connection, "", Arc::clone(&recorder))?.with_certificate(None);
        let browser =
            Browser::new(Arc::clone(&setting), &connection.operator_url, connection.timing, recorder);
        Ok(Self { browser: Arc::new(Mutex::new(browser)), port, setting, next: Arc::default() })
    }

    /// A browser of the same kind for another address of the endpoint.
    ///
    /// # Errors
    /// If the HTTP client for downloads cannot be set up.
    pub fn at(
        &self,
        url: &str,
        connection: &Connection,
        recorder: Arc<Recorder>,
    ) -> Result<Self, TerminalError> {
        let connection = Connection { operator_url: url.to_owned(), ..connection.clone() };
        let mut there = Self::new(&connection, Arc::clone(&self.setting), recorder)?;
        // Paths alone do not tell the addresses apart.
        there.port = there.port.at(url)?;
        Ok(there)
    }

    /// A terminal with a certificate, or a machine without one.
    #[must_use]
    pub fn terminal(&self, certificate: Option<&str>) -> BrowserTerminal {
        BrowserTerminal {
            browser: Arc::clone(&self.browser),
            port: self.port.clone(),
            number: self.next.fetch_add(1, Ordering::Relaxed),
            certificate: certificate.map(str::to_owned),
            has_entered: false,
            session: None,
            taken_over: None,
        }
    }

    /// Ends the browser.
    pub async fn close(&self) {
        self.browser.lock().await.close().await;
    }
}

/// A terminal in a browser.
#[derive(Debug)]
pub struct BrowserTerminal {
    browser: Arc<Mutex<Browser>>,
    port: Port,
    number: u64,
    certificate: Option<String>,
    has_entered: bool,
    /// The cookies that came with the log-in, as a text; a secret.
    session: Option<String>,
    /// Those of a session that was opened elsewhere, until this terminal sits at the browser.
    taken_over: Option<String>,
}

/// A screen: its name in refusals and pictures, and where it is.
#[derive(Debug, Clone)]
pub(super) struct Place {
    screen: &'static str,
    /// What is opened, if it is another screen than the one the act is called after.
    opened: &'static str,
    convention: &'static str,
    values: Vec<(&'static str, String)>,
    leads_on: bool,
}

impl Place {
    /// A screen at the path that the convention gives it.
    const fn new(screen: &'static str, convention: &'static str) -> Self {
        Self::opening(screen, screen, convention)
    }

    /// An act that opens `opened` and is refused as one on `screen`.
    const fn opening(screen: &'static str, opened: &'static str, convention: &'static str) -> Self {
        Self { screen, opened, convention, values: Vec::new(), leads_on: false }
    }

    /// It may show itself as another screen.
    const fn or_another(mut self) -> Self {
        self.leads_on = true;
        self
    }

    fn is_at(&self, convention: &str) -> bool {
        self.convention == convention
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.values.push((name, value.to_owned()));
        self
    }
}

/// What is entered into a form.
type Fields<'a> = &'a [(&'a str, Value)];

impl BrowserTerminal {
    /// The browser, with this terminal at it and past its entry.
    async fn at_browser(&mut self) -> Result<MutexGuard<'_, Browser>, TerminalError> {
        let mut browser = self.browser.lock().await;
        browser.seat(self.number).await?;
        if !self.has_entered {
            if let Some(certificate) = &self.certificate {
                let path = browser.setting().layout.entry().to_owned();
                let path = super::http::fill(&path, "certificate", certificate);
                let address = format!("{}{path}", browser.base);
                browser.goto(&address).await?;
                browser.has_come_in().await?;
            }
            self.has_entered = true;
        }
        if let Some(session) = self.taken_over.take() {
            browser.take_over(&session).await?;
            self.session = Some(session);
        }
        Ok(browser)
    }

    /// Opens a screen and looks at it.
    async fn look(&mut self, place: &Place) -> Act<Page> {
        let mut browser = self.at_browser().await?;
        let page = open(&mut browser, place).await?;
        let expected = if place.leads_on { "" } else { place.opened };
        conclude(&mut browser, place.screen, expected, page, "表示").await
    }

    /// Opens a screen, fills a form in and sends it; answers with what came back.
    async fn act(&mut self, place: &Place, act: &str, fields: Fields<'_>) -> Act<Page> {
        let mut browser = self.at_browser().await?;
        let page = open(&mut browser, place).await?;
        send(&mut browser, place, page, act, fields).await
    }

    /// An act that shows nothing but that it was done.
    async fn done(&mut self, place: &Place, what: &'static str, act: &str, fields: Fields<'_>) -> Act<Done> {
        self.act(place, act, fields).await?.try_map(|page| match page.done {
            true => Ok(Done { screen: place.screen, what }),
            false => Err(page.unlike(&format!("操作「{act}」が行われたという表示がありません"))),
        })
    }

    /// Tries an act that a screen must not offer. Where there is no form for it the operator
    /// cannot do it, as a method that a path lacks.
    async fn try_unoffered(
        &mut self,
        place: &Place,
        what: &'static str,
        act: &str,
        fields: Fields<'_>,
    ) -> Act<Done> {
        let mut browser = self.at_browser().await?;
        let page = open(&mut browser, place).await?;
        let arguments = vec![browser.layout(), json!(act), Browser::fields(fields)];
        let found = browser.script(LOCATE, arguments).await?;
        if found["form"] != json!(false) {
            drop(browser);
            return self.done(place, what, act, fields).await;
        }
        let (screen, code) = (place.screen, problem::METHOD.to_owned());
        let message = format!("「{screen}」画面に操作「{act}」はありません");
        Ok(match conclude(&mut browser, screen, place.opened, page, "表示").await? {
            Outcome::Refused(refusal) => Outcome::Refused(refusal),
            Outcome::Shown(_) => Outcome::Refused(Refusal { screen, code, message }),
        })
    }

    /// A search: without conditions the screen is only opened.
    async fn search<T: DeserializeOwned>(
        &mut self,
        place: &Place,
        act: &str,
        fields: Fields<'_>,
    ) -> Act<Vec<T>> {
        let page =
            if fields.is_empty() { self.look(place).await? } else { self.act(place, act, fields).await? };
        self.rows(place.screen, page).await
    }

    /// Every word of a screen, or of what a search on it finds. That of a refusal, too.
    async fn words(
        &mut self,
        place: &Place,
        search: Option<(&str, Fields<'_>)>,
    ) -> Result<String, TerminalError> {
        let page = match search {
            Some((act, fields)) => self.act(place, act, fields).await?,
            None => self.look(place).await?,
        };
        Ok(match page {
            Outcome::Shown(page) => page.words,
            Outcome::Refused(refusal) => format!("\"{}\"\n\"{}\"", refusal.code, refusal.message),
        })
    }

    /// The facts of one thing.
    async fn facts<T: DeserializeOwned>(&mut self, place: &Place) -> Act<T> {
        self.look(place).await?.try_map(|page| page.facts())
    }

    /// All rows of a list, page by page.
    async fn list<T: DeserializeOwned>(&mut self, place: &Place) -> Act<Vec<T>> {
        let first = self.look(place).await?;
        self.rows(place.screen, first).await
    }

    /// The rows of a page and of all that follow it.
    async fn rows<T: DeserializeOwned>(&mut self, screen: &'static str, first: Outcome<Page>) -> Act<Vec<T>> {
        let mut entries = Vec::new();
        let mut page = match first {
            Outcome::Shown(page) => page,
            Outcome::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        loop {
            if !page.has_list() {
                return Err(page.unlike(&"一覧がありません"));
            }
            entries.extend(page.rows()?);
            let Some(next) = page.next.clone() else { return Ok(Outcome::Shown(entries)) };
            if next == page.address {
                return Err(page.unlike(&"続きのページが同じページで、一覧が終わりません"));
            }
            let mut browser = self.at_browser().await?;
            let following = browser.goto(&next).await?;
            page = match conclude(&mut browser, screen, screen, following, "続き").await? {
                Outcome::Shown(page) => page,
                Outcome::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
            };
        }
    }
}

/// What screens have to say about sessions and files.
impl BrowserTerminal {
    async fn add_secret(&self, secret: &str) {
        self.browser.lock().await.recorder.folder().masker().add_secret(secret);
    }

    /// A session that this terminal holds stays behind; it enters anew.
    async fn leave_session_behind(&mut self) -> Result<(), TerminalError> {
        if self.has_entered {
            self.at_browser().await?.drop_cookies().await?;
            self.has_entered = false;
        }
        Ok(())
    }

    /// Remembers what came with the log-in, to be tried elsewhere.
    async fn hold_session(&mut self) -> Result<(), TerminalError> {
        let session = self.at_browser().await?.session_as_text().await?;
        self.add_secret(&session).await;
        self.session = Some(session);
        Ok(())
    }

    /// A browser that goes takes no session along.
    async fn keep_session(&mut self) -> Result<(), TerminalError> {
        self.at_browser().await?.keep_cookies().await
    }

    async fn record_recipe(&self, title: &str, text: &str) -> Result<(), TerminalError> {
        let browser = self.browser.lock().await;
        browser.recorder.capture_text(CaptureKind::Upload, title, text)?;
        Ok(())
    }

    async fn record_file(&self, title: &str, file: &OutgoingFile) -> Result<(), TerminalError> {
        let browser = self.browser.lock().await;
        for number in file.mistyped_numbers() {
            browser.recorder.folder().masker().add_mistyped_number(number);
        }
        let mut copy = browser.recorder.capture_stream(CaptureKind::Upload, title, "csv")?;
        copy_as_text(file.path(), file.charset, &mut copy)?;
        copy.finish()?;
        Ok(())
    }
}

impl Drop for BrowserTerminal {
    fn drop(&mut self) {
        // Somebody at it right now keeps a few cookies longer, which harms nobody.
        if let Ok(mut browser) = self.browser.try_lock() {
            browser.forget(self.number);
        }
    }
}
