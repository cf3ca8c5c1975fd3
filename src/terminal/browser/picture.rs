//! Pictures of the screen: the whole page, at one size and scale, with everything covered
//! that the masker would mask in a text.

use super::{page::Sight, session::Browser};
use crate::{model::CaptureKind, terminal::TerminalError};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{borrow::Cow, sync::Arc};
use thirtyfour::{cdp::Cdp, error::WebDriverResult, session::handle::SessionHandle};

const LOOK: &str = include_str!("scripts/look.js");
const COVER: &str = include_str!("scripts/cover.js");

impl Browser {
    /// Takes a picture. `sight` is that of the page as it was just read; without it, the
    /// page is asked.
    pub(super) async fn picture(&mut self, title: &str, sight: Option<&Sight>) -> Result<(), TerminalError> {
        let sight = match sight {
            Some(sight) => Cow::Borrowed(sight),
            None => Cow::Owned(self.sight().await?),
        };
        let masker = self.recorder.folder().masker().clone();
        let is_masked = |text: &str| matches!(masker.mask(text), Cow::Owned(_));
        let texts = sight.texts.iter().enumerate();
        let to_cover: Vec<usize> =
            texts.filter(|(_, text)| is_masked(text)).map(|(place, _)| place).collect();
        if !to_cover.is_empty() {
            self.script(COVER, vec![json!(to_cover)]).await?;
        }
        let session = self.session().await?;
        let is_chromium = self.setting().kind.is_chromium();
        let picture =
            if is_chromium { whole_page(&session, sight.fits).await } else { window(&session).await };
        let picture = picture.map_err(|error| self.failed(&error))?;
        self.recorder.capture_bytes(CaptureKind::Screenshot, title, "png", &picture)?;
        Ok(())
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
