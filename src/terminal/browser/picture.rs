//! Pictures of the screen: the whole page, at one size and scale, with everything covered
//! that the masker would mask in a text.

use super::session::Browser;
use crate::{model::CaptureKind, terminal::TerminalError};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{borrow::Cow, sync::Arc};
use thirtyfour::{cdp::Cdp, error::WebDriverResult, session::handle::SessionHandle};

const LOOK: &str = include_str!("scripts/look.js");
const COVER: &str = include_str!("scripts/cover.js");

impl Browser {
    /// Takes a picture. `texts` are those of the page as it was just read; without them
    /// they are asked for.
    pub(super) async fn picture(
        &mut self,
        title: &str,
        texts: Option<&[String]>,
    ) -> Result<(), TerminalError> {
        let asked: Vec<String>;
        let texts = match texts {
            Some(texts) => texts,
            None => {
                let answer = self.script(LOOK, Vec::new()).await?;
                asked = serde_json::from_value(answer).unwrap_or_default();
                &asked
            }
        };
        let masker = self.recorder.folder().masker().clone();
        let to_cover: Vec<usize> = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| matches!(masker.mask(text), Cow::Owned(_)))
            .map(|(place, _)| place)
            .collect();
        if !to_cover.is_empty() {
            self.script(COVER, vec![json!(to_cover)]).await?;
        }
        let session = self.session().await?;
        let is_chromium = self.setting().kind.is_chromium();
        let picture = match if is_chromium { whole_page(&session).await } else { window(&session).await } {
            Ok(picture) => picture,
            Err(error) => return Err(self.failed(&error)),
        };
        self.recorder.capture_bytes(CaptureKind::Screenshot, title, "png", &picture)?;
        Ok(())
    }
}

/// The page down to its end, which W3C WebDriver has no command for. A driver that does
/// not speak the DevTools protocol gives what is in the window.
async fn whole_page(session: &Arc<SessionHandle>) -> WebDriverResult<Vec<u8>> {
    let how = json!({ "format": "png", "captureBeyondViewport": true, "optimizeForSpeed": true });
    let answer = Cdp::new(Arc::clone(session)).send_raw("Page.captureScreenshot", how).await;
    match answer.ok().as_ref().and_then(|answer| answer.get("data")).and_then(Value::as_str) {
        Some(data) => BASE64_STANDARD.decode(data).map_err(Into::into),
        None => window(session).await,
    }
}

async fn window(session: &Arc<SessionHandle>) -> WebDriverResult<Vec<u8>> {
    session.screenshot_as_png().await
}
