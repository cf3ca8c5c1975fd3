//! Files through a browser that may be on another machine: what is uploaded is brought to
//! it first, what is downloaded is fetched with its cookies.

use super::{BrowserTerminal, page::Page, session::Browser};
use crate::{
    media::{Charset, ReceivedFile},
    terminal::{Act, Outcome, TerminalError},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use std::{path::Path, sync::Arc};
use thirtyfour::common::command::{Command, ExtensionCommand};

/// Brings a file to the machine of the browser: Selenium's extension of WebDriver, under
/// the name that a Grid has for it or the one of a bare driver.
#[derive(Debug)]
struct BringFile {
    endpoint: &'static str,
    zipped: String,
}

impl ExtensionCommand for BringFile {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "file": self.zipped }))
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        self.endpoint.into()
    }
}

impl Browser {
    /// The path of a file as the browser finds it.
    pub(super) async fn hand_over(&mut self, path: &str) -> Result<String, TerminalError> {
        if !self.is_remote() {
            return Ok(path.to_owned());
        }
        let content = std::fs::read(path)?;
        let name =
            Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let zipped = BASE64_STANDARD.encode(stored(&name, &content));
        let session = self.session().await?;
        let mut last = None;
        for endpoint in ["/se/file", "/file"] {
            let command = BringFile { endpoint, zipped: zipped.clone() };
            match session.cmd(Command::ExtensionCommand(Box::new(command))).await {
                Ok(answer) => return answer.value().map_err(|error| self.failed(&error)),
                Err(error) => last = Some(error),
            }
        }
        Err(match last {
            Some(error) => self.failed(&error),
            None => TerminalError::Browser { what: "ファイルを渡せません".to_owned() },
        })
    }
}

impl BrowserTerminal {
    /// Fetches the file that a page offers.
    pub(super) async fn fetch(
        &mut self,
        screen: &'static str,
        page: Outcome<Page>,
        charset: Charset,
    ) -> Act<ReceivedFile> {
        let page = match page {
            Outcome::Shown(page) => page,
            Outcome::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        let Some(address) = page.downloads.first() else {
            return Err(page.unlike(&"ダウンロードのリンクがありません"));
        };
        let mut browser = self.at_browser().await?;
        let cookies: Vec<_> = browser
            .cookies()
            .await?
            .into_iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let base = browser.base.clone();
        drop(browser);
        let Some(path) = address.strip_prefix(&base) else {
            return Err(page.unlike(&format!("ダウンロードのリンクが接続先の外を指しています({address})")));
        };
        let port = self.port.with_cookies(cookies.join("; "));
        match port.download(path, charset, screen).await? {
            Ok(file) => Ok(Outcome::Shown(file)),
            // A page came instead of the file: the same address shows it.
            Err(_) => {
                let mut browser = self.at_browser().await?;
                let refusing = browser.goto(address).await?;
                match super::conclude(&mut browser, screen, "", refusing, "ダウンロード").await? {
                    Outcome::Refused(refusal) => Ok(Outcome::Refused(refusal)),
                    Outcome::Shown(page) => Err(page.unlike(&"ファイルでも拒否でもない応答です")),
                }
            }
        }
    }
}

/// A ZIP archive with one file, stored as it is.
fn stored(name: &str, content: &[u8]) -> Vec<u8> {
    /// 1980-01-01, the earliest day that the format has.
    const DATE: u16 = 0x21;
    /// Names are UTF-8.
    const UTF_8: u16 = 0x800;
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes();
    let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes();
    let mut common = vec![20, 0];
    common.extend(UTF_8.to_le_bytes());
    common.extend([0, 0, 0, 0]);
    common.extend(DATE.to_le_bytes());
    common.extend(checksum(content).to_le_bytes());
    common.extend(length);
    common.extend(length);
    common.extend(name_length);
    common.extend([0, 0]);

    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&common);
    archive.extend(name.as_bytes());
    archive.extend(content);
    let directory = archive.len();
    archive.extend(b"PK\x01\x02\x14\x00");
    archive.extend(&common);
    // No comment, first disk, no attributes, at the very beginning.
    archive.extend([0; 14]);
    archive.extend(name.as_bytes());
    let size = archive.len() - directory;
    archive.extend(b"PK\x05\x06\0\0\0\0\x01\x00\x01\x00");
    archive.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
    archive.extend(u32::try_from(directory).unwrap_or(u32::MAX).to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// CRC-32 as ZIP has it.
fn checksum(content: &[u8]) -> u32 {
    !content.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_has_the_checksum_that_everybody_knows() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
        let archive = stored("a.csv", b"x");
        assert_eq!(archive.len(), 30 + 5 + 1 + 46 + 5 + 22);
    }
}
