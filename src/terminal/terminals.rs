//! The terminals of a lane, whatever the technique behind them.

use super::{BrowserSetting, BrowserTerminals, Connection, HttpTerminal, Terminal, TerminalError, connect};
use crate::evidence::Recorder;
use std::sync::Arc;

/// How terminals are driven.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Driving {
    /// By the operator's port.
    #[default]
    Http,
    /// By the screens, in a browser.
    Browser(Arc<BrowserSetting>),
}

/// The terminals of a lane.
#[derive(Debug)]
pub enum Terminals {
    /// They speak HTTP.
    Http(HttpTerminal),
    /// They take turns at a browser.
    Browser(BrowserTerminals),
}

impl Terminals {
    /// Terminals at an endpoint.
    ///
    /// # Errors
    /// If the HTTP client cannot be set up, for example because a certificate file is missing.
    pub fn open(
        connection: &Connection,
        driving: &Driving,
        recorder: Arc<Recorder>,
    ) -> Result<Self, TerminalError> {
        Ok(match driving {
            // Terminals are made from this one, each with its own certificate.
            Driving::Http => Self::Http(connect(connection, "", recorder)?),
            Driving::Browser(setting) => {
                Self::Browser(BrowserTerminals::new(connection, Arc::clone(setting), recorder)?)
            }
        })
    }

    /// Terminals of the same kind at another address of the endpoint. Browsers are their
    /// own: cookies of one address are none of the other's business.
    ///
    /// # Errors
    /// If the HTTP client cannot be set up.
    pub fn at(
        &self,
        url: &str,
        connection: &Connection,
        recorder: Arc<Recorder>,
    ) -> Result<Self, TerminalError> {
        Ok(match self {
            Self::Http(first) => Self::Http(first.at(url)?),
            Self::Browser(browser) => Self::Browser(browser.at(url, connection, recorder)?),
        })
    }

    /// A terminal with a certificate, or a machine without one.
    #[must_use]
    pub fn terminal(&self, certificate: Option<&str>) -> Box<dyn Terminal> {
        match self {
            Self::Http(first) => Box::new(first.another(certificate)),
            Self::Browser(browser) => Box::new(browser.terminal(certificate)),
        }
    }

    /// Ends whatever was started for them.
    pub async fn close(&self) {
        if let Self::Browser(browser) = self {
            browser.close().await;
        }
    }
}
