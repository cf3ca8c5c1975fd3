//! Pictures of the screen: the whole page, at one size and scale, with everything covered
//! that the masker would mask in a text. Where a screen is compared with an approved one, a
//! second picture is taken, without what differs from run to run.

use super::{page::Sight, session::Browser};
use crate::{
    evidence::{ScreenState, leaks::withheld},
    model::CaptureKind,
    terminal::TerminalError,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{borrow::Cow, sync::Arc};
use thirtyfour::{cdp::Cdp, error::WebDriverResult, session::handle::SessionHandle};

const LOOK: &str = include_str!("scripts/look.js");
const COVER: &str = include_str!("scripts/cover.js");
const STAGE: &str = include_str!("scripts/stage.js");
const UNSTAGE: &str = include_str!("scripts/unstage.js");

/// What `stage.js` answers of a screen that is not compared.
const PASSED_OVER: &str = "passed over";

/// A place on screens that differs from run to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaryingPlace {
    /// Names of screens; all if there is none.
    pub screens: Vec<String>,
    /// States of screens; all if there is none.
    pub states: Vec<String>,
    /// CSS selector.
    pub selector: String,
    /// What becomes of it.
    pub how: VaryingHow,
}

/// What becomes of a place that differs from run to run, where screens are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaryingHow {
    /// It is covered.
    Covered,
    /// It is taken away.
    LeftOut,
    /// The screen that has it is not compared.
    PassedOver,
}

impl Browser {
    /// Takes a picture. `sight` is that of the page as it was just read; without it, the
    /// page is asked.
    pub(super) async fn picture(
        &mut self,
        state: &ScreenState,
        sight: Option<&Sight>,
    ) -> Result<(), TerminalError> {
        let sight = match sight {
            Some(sight) => Cow::Borrowed(sight),
            None => Cow::Owned(self.sight().await?),
        };
        let masker = self.recorder.folder().masker().clone();
        let is_masked = |text: &str| matches!(masker.mask(text), Cow::Owned(_));
        let texts = sight.texts.iter().enumerate();
        let to_cover: Vec<usize> =
            texts.filter(|(_, text)| is_masked(text)).map(|(place, _)| place).collect();
        let left =
            if to_cover.is_empty() { Value::Null } else { self.script(COVER, vec![json!(to_cover)]).await? };
        let title = format!("{} {}", state.screen, state.state);
        if let Some(withheld) = withheld(&masker, &sight.shown, left.as_str().unwrap_or(&sight.shown)) {
            self.recorder.capture_text(CaptureKind::Withheld, &title, withheld.reason())?;
            return Ok(());
        }
        let picture = self.taken(sight.fits).await?;
        self.recorder.capture_bytes(CaptureKind::Screenshot, &title, "png", &picture)?;
        if !self.recorder.compares(state) {
            return Ok(());
        }
        if !self.setting().kind.is_chromium() {
            self.recorder
                .cannot_compare("承認した画面は Chromium のもので、このブラウザーは別の描き方をします");
            return Ok(());
        }
        let typeface = self.setting().typeface.clone();
        let fits = self.script(STAGE, vec![self.varying(state), json!(typeface)]).await?;
        if fits == json!(PASSED_OVER) {
            return Ok(());
        }
        if fits.is_null() {
            self.recorder.cannot_compare(&format!("書体「{typeface}」がこの機械にありません"));
            return Ok(());
        }
        let staged = self.taken(fits.as_bool().unwrap_or(false)).await?;
        self.script(UNSTAGE, Vec::new()).await?;
        Ok(self.recorder.compare_screen(state, &staged)?)
    }

    async fn taken(&mut self, fits: bool) -> Result<Vec<u8>, TerminalError> {
        let session = self.session().await?;
        let is_chromium = self.setting().kind.is_chromium();
        let picture = if is_chromium { whole_page(&session, fits).await } else { window(&session).await };
        picture.map_err(|error| self.failed(&error))
    }

    /// Selectors of what differs on a screen, by what becomes of it.
    fn varying(&self, state: &ScreenState) -> Value {
        let is_here = |names: &[String], name: &str| names.is_empty() || names.iter().any(|one| one == name);
        let of = |how: VaryingHow| {
            let places = self.setting().varying.iter().filter(|place| place.how == how);
            let here = places.filter(|place| {
                is_here(&place.screens, &state.screen) && is_here(&place.states, &state.state)
            });
            here.map(|place| place.selector.as_str()).collect::<Vec<_>>()
        };
        json!({
            "covered": of(VaryingHow::Covered),
            "leftOut": of(VaryingHow::LeftOut),
            "passedOver": of(VaryingHow::PassedOver),
        })
    }

    async fn sight(&mut self) -> Result<Sight, TerminalError> {
        let answer = self.script(LOOK, Vec::new()).await?;
        serde_json::from_value(answer).map_err(|error| TerminalError::Browser {
            what: format!("ページの文字を読み取れません({error})"),
        })
    }
}

/// The page down to its end, which W3C WebDriver has no command for. A driver that does
/// not speak the DevTools protocol gives what is in the window.
async fn whole_page(session: &Arc<SessionHandle>, fits: bool) -> WebDriverResult<Vec<u8>> {
    // Painting more than the window takes twice as long.
    let how = json!({ "format": "png", "captureBeyondViewport": !fits, "optimizeForSpeed": true });
    let answer = Cdp::new(Arc::clone(session)).send_raw("Page.captureScreenshot", how).await;
    match answer.ok().as_ref().and_then(|answer| answer.get("data")).and_then(Value::as_str) {
        Some(data) => BASE64_STANDARD.decode(data).map_err(Into::into),
        None => window(session).await,
    }
}

async fn window(session: &Arc<SessionHandle>) -> WebDriverResult<Vec<u8>> {
    session.screenshot_as_png().await
}
