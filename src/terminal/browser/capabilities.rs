//! What a driver is asked for: which browser, and everything that would make two pictures
//! of the same screen differ (size, scale, fonts, language) fixed.
//!
//! It must not know where the driver is.

use serde_json::{Map, Value, json};
use std::path::Path;

/// Which browser is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BrowserKind {
    /// Chromium or Chrome.
    #[default]
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Mozilla Firefox.
    Firefox,
}

impl BrowserKind {
    /// The program that drives it.
    #[must_use]
    pub fn driver_program(self) -> &'static str {
        match self {
            Self::Chrome => "chromedriver",
            Self::Edge => "msedgedriver",
            Self::Firefox => "geckodriver",
        }
    }

    /// Whether it speaks the DevTools protocol of Chromium.
    pub(super) fn is_chromium(self) -> bool {
        !matches!(self, Self::Firefox)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Edge => "MicrosoftEdge",
            Self::Firefox => "firefox",
        }
    }
}

/// Width and height of the window.
const WINDOW: (u32, u32) = (1280, 1300);

/// Nothing that phones home, nothing that moves, one scale and one kind of font rendering.
const CHROMIUM: &[&str] = &[
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--font-render-hinting=none",
    "--force-prefers-reduced-motion",
    "--password-store=basic",
    "--lang=ja",
];

/// What to ask a driver for. `profile` is an empty folder for a browser that is started
/// here, `program` the browser if it is not the driver's own choice; `is_here` says that it
/// is to run on this machine, whoever starts it.
pub(super) fn wanted(
    kind: BrowserKind,
    profile: Option<&Path>,
    program: Option<&Path>,
    is_here: bool,
) -> Map<String, Value> {
    let mut wanted = Map::new();
    wanted.insert("browserName".to_owned(), json!(kind.name()));
    // A dialog that nobody expected must be told, not answered.
    wanted.insert("unhandledPromptBehavior".to_owned(), json!("dismiss and notify"));
    let (width, height) = WINDOW;
    let mut options = Map::new();
    if let Some(program) = program {
        options.insert("binary".to_owned(), json!(program));
    }
    if kind.is_chromium() {
        let mut arguments: Vec<String> = CHROMIUM.iter().map(|&one| one.to_owned()).collect();
        arguments.push(format!("--window-size={width},{height}"));
        if let Some(profile) = profile {
            arguments.push(format!("--user-data-dir={}", profile.display()));
            // The browser ends with its driver, however that ends: the pipe breaks.
            arguments.push("--remote-debugging-pipe".to_owned());
        }
        if is_here && is_root() {
            arguments.push("--no-sandbox".to_owned());
        }
        options.insert("args".to_owned(), json!(arguments));
        let (options_of, logs_of) = match kind {
            BrowserKind::Edge => ("ms:edgeOptions", "ms:loggingPrefs"),
            BrowserKind::Chrome | BrowserKind::Firefox => ("goog:chromeOptions", "goog:loggingPrefs"),
        };
        wanted.insert(options_of.to_owned(), Value::Object(options));
        wanted.insert(logs_of.to_owned(), json!({ "browser": "ALL" }));
    } else {
        let arguments = ["-headless".to_owned(), format!("--width={width}"), format!("--height={height}")];
        options.insert("args".to_owned(), json!(arguments));
        options.insert(
            "prefs".to_owned(),
            json!({ "intl.accept_languages": "ja", "layout.css.devPixelsPerPx": "1.0" }),
        );
        wanted.insert("moz:firefoxOptions".to_owned(), Value::Object(options));
    }
    wanted
}

/// Chromium has no sandbox for root.
fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}
