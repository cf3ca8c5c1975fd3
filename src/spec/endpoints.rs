//! `testdata/endpoints.yaml`: where a run may go, how fast, and as whom. Secrets are
//! named by the environment variable that holds them, never written.
//!
//! Must not read the environment: the caller passes a function that does.

use super::{
    browsing::{BrowserName, Browsing, Driver},
    keyed::Keyed,
};
use serde::Deserialize;
use std::{path::PathBuf, time::Duration};

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndpointsFile {
    #[serde(rename = "組込み")]
    pub(super) embedded: Embedded,
    #[serde(rename = "接続先", default)]
    pub(super) endpoints: Keyed<Endpoint>,
}

/// How long a run waits and how hard it presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timings {
    /// How long one exchange may take, by the wall clock.
    pub timeout: Duration,
    /// Pause between two looks at a state, by the endpoint's clock.
    pub poll_interval: Duration,
    /// How long a state may take to become final, by the endpoint's clock.
    pub wait_limit: Duration,
    /// Requests per second that the endpoint asks us to stay below.
    pub requests_per_second: Option<u32>,
    /// Uploads that it takes at the same time.
    pub uploads: usize,
    /// Whose time it is.
    pub clock: Clock,
    /// Lanes side by side.
    pub lanes: usize,
}

/// Whose time passes while the harness waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Clock {
    /// The control port moves the server's clock on.
    #[serde(rename = "模擬")]
    Simulated,
    /// Everybody's: the harness sleeps.
    #[serde(rename = "実時間")]
    Real,
}

/// Whether a run at an endpoint has to be in its window, with all done that comes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Gates {
    /// It has to: the endpoint is for the real test.
    #[default]
    #[serde(rename = "問う")]
    Asked,
    /// It need not: the endpoint is for practice.
    #[serde(rename = "問わない")]
    NotAsked,
}

/// The reference server that a run starts itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embedded {
    #[serde(rename = "タイムアウト秒")]
    timeout: u64,
    #[serde(rename = "ポーリング間隔秒")]
    poll_interval: u64,
    #[serde(rename = "待ち時間上限秒")]
    wait_limit: u64,
    #[serde(rename = "並列レーン数")]
    lanes: usize,
    #[serde(rename = "ブラウザー", default)]
    browser: BrowserName,
    webdriver: Option<String>,
    #[serde(rename = "ドライバー")]
    driver_program: Option<PathBuf>,
    #[serde(rename = "ブラウザー本体")]
    browser_program: Option<PathBuf>,
    #[serde(rename = "画面対応")]
    screen_map: Option<PathBuf>,
    /// Most rows that the server takes in a file; `max_rows` of its settings.
    #[serde(rename = "件数上限", default = "usual_row_limit")]
    pub row_limit: u64,
    /// Whether runs have to be in their windows.
    #[serde(rename = "関門", default)]
    pub gates: Gates,
}

/// domain.md §9: the proposed limit.
fn usual_row_limit() -> u64 {
    50_000
}

/// One after the other, as an operator does it.
fn usual_uploads() -> usize {
    1
}

/// Whether an endpoint may be sent members by the ten thousand. Nobody's server is loaded
/// by mistake: it has to be permitted in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum VolumePermission {
    /// It may.
    #[serde(rename = "許可")]
    Allowed,
    /// It may not.
    #[default]
    #[serde(rename = "禁止")]
    Forbidden,
}

impl Embedded {
    /// How its browser is driven.
    #[must_use]
    pub fn browsing(&self) -> Browsing<'_> {
        Browsing {
            browser: self.browser,
            webdriver: self.webdriver.as_deref(),
            driver_program: self.driver_program.as_deref(),
            browser_program: self.browser_program.as_deref(),
            screen_map: self.screen_map.as_deref(),
        }
    }

    /// How long to wait; the clock is simulated and there is nobody to spare.
    #[must_use]
    pub fn timings(&self) -> Timings {
        Timings {
            timeout: Duration::from_secs(self.timeout),
            poll_interval: Duration::from_secs(self.poll_interval),
            wait_limit: Duration::from_secs(self.wait_limit),
            requests_per_second: None,
            uploads: usual_uploads(),
            clock: Clock::Simulated,
            lanes: self.lanes,
        }
    }
}

/// A server that somebody else runs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// What it is, for a reader.
    #[serde(rename = "説明")]
    pub description: String,
    #[serde(rename = "基本URL")]
    base_url: Option<String>,
    #[serde(rename = "基本URL環境変数")]
    base_url_variable: Option<String>,
    #[serde(rename = "制御URL")]
    control_url: Option<String>,
    #[serde(rename = "制御URL環境変数")]
    control_url_variable: Option<String>,
    #[serde(rename = "本番基本URL")]
    production_url: Option<String>,
    #[serde(rename = "本番基本URL環境変数")]
    production_url_variable: Option<String>,
    #[serde(rename = "本番制御URL")]
    production_control_url: Option<String>,
    #[serde(rename = "本番制御URL環境変数")]
    production_control_url_variable: Option<String>,
    /// How the terminal is driven.
    #[serde(rename = "駆動方式")]
    pub driver: Driver,
    /// Certificate of the authority that the server's certificate comes from, PEM.
    #[serde(rename = "CA証明書")]
    pub authority_certificate: Option<PathBuf>,
    /// 電子証明書 of the terminal, PEM.
    #[serde(rename = "クライアント証明書")]
    pub client_certificate: Option<PathBuf>,
    /// Its private key, PEM.
    #[serde(rename = "秘密鍵")]
    pub private_key: Option<PathBuf>,
    /// Who logs in as which user of `master_data.yaml`.
    #[serde(rename = "資格情報", default)]
    pub credentials: Keyed<Credential>,
    #[serde(rename = "タイムアウト秒")]
    timeout: u64,
    #[serde(rename = "ポーリング間隔秒")]
    poll_interval: u64,
    #[serde(rename = "待ち時間上限秒")]
    wait_limit: u64,
    #[serde(rename = "要求毎秒上限")]
    requests_per_second: Option<u32>,
    #[serde(rename = "並列アップロード数", default = "usual_uploads")]
    uploads: usize,
    /// Whether it may be sent members by the ten thousand.
    #[serde(rename = "大量登録", default)]
    pub volume: VolumePermission,
    /// Whose time it is.
    #[serde(rename = "時計")]
    pub clock: Clock,
    #[serde(rename = "並列レーン数")]
    lanes: usize,
    #[serde(rename = "ブラウザー", default)]
    browser: BrowserName,
    webdriver: Option<String>,
    #[serde(rename = "ドライバー")]
    driver_program: Option<PathBuf>,
    #[serde(rename = "ブラウザー本体")]
    browser_program: Option<PathBuf>,
    #[serde(rename = "画面対応")]
    screen_map: Option<PathBuf>,
    /// Most rows that the endpoint takes in a file.
    #[serde(rename = "件数上限", default = "usual_row_limit")]
    pub row_limit: u64,
    /// Whether runs have to be in their windows.
    #[serde(rename = "関門", default)]
    pub gates: Gates,
}

/// A user at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// ユーザーID at that endpoint.
    #[serde(rename = "ユーザーID")]
    pub user_id: String,
    /// Name of the environment variable that holds the password.
    #[serde(rename = "パスワード環境変数")]
    pub password_variable: String,
}

/// An environment variable that an endpoint needs has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("環境変数 {0} に{1}を設定してください(testdata/endpoints.yaml がこの名前を指定しています)")]
pub struct MissingVariable(String, &'static str);

impl Endpoint {
    /// How its browser is driven.
    #[must_use]
    pub fn browsing(&self) -> Browsing<'_> {
        Browsing {
            browser: self.browser,
            webdriver: self.webdriver.as_deref(),
            driver_program: self.driver_program.as_deref(),
            browser_program: self.browser_program.as_deref(),
            screen_map: self.screen_map.as_deref(),
        }
    }

    /// Address of the operator's port. `read` reads an environment variable.
    ///
    /// # Errors
    /// [`MissingVariable`] if the address is in a variable and that has no value.
    pub fn base_url(&self, read: impl Fn(&str) -> Option<String>) -> Result<String, MissingVariable> {
        let url = address(self.base_url.as_ref(), self.base_url_variable.as_ref(), read)?;
        // Reading the file refuses an endpoint with neither of the two.
        url.ok_or_else(|| MissingVariable("基本URL環境変数".to_owned(), "URL"))
    }

    /// Address of the control port; `None` for an endpoint without one.
    ///
    /// # Errors
    /// [`MissingVariable`] if the address is in a variable and that has no value.
    pub fn control_url(
        &self,
        read: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<String>, MissingVariable> {
        address(self.control_url.as_ref(), self.control_url_variable.as_ref(), read)
    }

    /// Address of the operator's port of the 本番環境. An endpoint need not have one: a
    /// variable without a value means that it has none.
    pub fn production_url(&self, read: impl Fn(&str) -> Option<String>) -> Option<String> {
        address(self.production_url.as_ref(), self.production_url_variable.as_ref(), read).ok().flatten()
    }

    /// Address of the control port of the 本番環境, as with [`Endpoint::production_url`].
    pub fn production_control_url(&self, read: impl Fn(&str) -> Option<String>) -> Option<String> {
        let (url, variable) = (&self.production_control_url, &self.production_control_url_variable);
        address(url.as_ref(), variable.as_ref(), read).ok().flatten()
    }

    /// Whether the endpoint has a control port.
    #[must_use]
    pub fn has_control(&self) -> bool {
        self.control_url.is_some() || self.control_url_variable.is_some()
    }

    /// How many ways the address is given in; one is right.
    pub(super) fn base_url_count(&self) -> usize {
        usize::from(self.base_url.is_some()) + usize::from(self.base_url_variable.is_some())
    }

    /// Whether the control port is given in two ways.
    pub(super) fn has_two_control_urls(&self) -> bool {
        self.control_url.is_some() && self.control_url_variable.is_some()
    }

    /// How long to wait and how hard to press.
    #[must_use]
    pub fn timings(&self) -> Timings {
        Timings {
            timeout: Duration::from_secs(self.timeout),
            poll_interval: Duration::from_secs(self.poll_interval),
            wait_limit: Duration::from_secs(self.wait_limit),
            requests_per_second: self.requests_per_second,
            uploads: self.uploads,
            clock: self.clock,
            lanes: self.lanes,
        }
    }
}

fn address(
    literal: Option<&String>,
    variable: Option<&String>,
    read: impl Fn(&str) -> Option<String>,
) -> Result<Option<String>, MissingVariable> {
    let url = match (literal, variable) {
        (Some(url), _) => url.clone(),
        (None, Some(name)) => {
            read(name).filter(|url| !url.is_empty()).ok_or_else(|| MissingVariable(name.clone(), "URL"))?
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(url.trim_end_matches('/').to_owned()))
}

impl Credential {
    /// The password. `read` reads an environment variable.
    ///
    /// # Errors
    /// [`MissingVariable`] if the variable has no value.
    pub fn password(&self, read: impl Fn(&str) -> Option<String>) -> Result<String, MissingVariable> {
        read(&self.password_variable)
            .filter(|password| !password.is_empty())
            .ok_or_else(|| MissingVariable(self.password_variable.clone(), "パスワード"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_from_the_file_or_from_a_variable() {
        let read = |name: &str| (name == "BASE").then(|| "http://127.0.0.1:1/".to_owned());
        let variable = "BASE".to_owned();
        assert_eq!(address(None, Some(&variable), read), Ok(Some("http://127.0.0.1:1".to_owned())));
        assert_eq!(address(None, None, read), Ok(None));
        let error = address(None, Some(&"OTHER".to_owned()), read).expect_err("no value");
        assert!(error.to_string().contains("OTHER"));
    }
}
