//! Which browser a terminal is driven in, and where its driver is: the part of an endpoint
//! that concerns screens.
//!
//! Must not know where programs are found on a machine.

use serde::Deserialize;
use std::path::Path;

/// How the terminal is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Driver {
    /// By the operator's port.
    #[serde(rename = "http")]
    Http,
    /// By the screens, in a browser.
    #[serde(rename = "browser")]
    Browser,
}

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum BrowserName {
    /// Chromium or Chrome.
    #[default]
    #[serde(rename = "chrome")]
    Chrome,
    /// Microsoft Edge.
    #[serde(rename = "edge")]
    Edge,
    /// Mozilla Firefox.
    #[serde(rename = "firefox")]
    Firefox,
}

/// How the browser of an endpoint is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Browsing<'a> {
    /// Which browser.
    pub browser: BrowserName,
    /// URL of a driver that somebody else runs, for example a Selenium Grid.
    pub webdriver: Option<&'a str>,
    /// The driver on this machine; otherwise it is looked for.
    pub driver_program: Option<&'a Path>,
    /// The browser on this machine; otherwise the driver looks for it.
    pub browser_program: Option<&'a Path>,
    /// Screen map.
    pub screen_map: Option<&'a Path>,
}
