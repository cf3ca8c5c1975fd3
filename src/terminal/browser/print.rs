//! A page of this machine as a browser prints it (W3C WebDriver, Print Page). It has
//! nothing to do with an endpoint: nothing is recorded, and nothing is masked again.

use super::{BrowserSetting, DriverPlace, capabilities, driver::DriverProcess};
use crate::terminal::{TerminalError, http::plain_client};
use std::{path::Path, time::Duration};
use thirtyfour::{
    WebDriver,
    common::print::{PrintOrientation, PrintPage, PrintParameters},
};

/// How long a browser may take to print a report of a whole lot.
const LIMIT: Duration = Duration::from_secs(300);

/// Prints a page to PDF, A4 landscape.
///
/// # Errors
/// [`TerminalError::Browser`] if no browser of this machine can be started or it does not
/// print.
pub async fn print_page(setting: &BrowserSetting, page: &Path) -> Result<Vec<u8>, TerminalError> {
    let failed = |what: String| TerminalError::Browser { what };
    let DriverPlace::Local { driver, browser } = &setting.driver else {
        return Err(failed(
            "ほかの機械のブラウザーでは、この機械の報告を開けません。PDFはこの機械のブラウザーで作ります"
                .to_owned(),
        ));
    };
    let whole = std::fs::canonicalize(page)?;
    let address = reqwest::Url::from_file_path(&whole)
        .map_err(|()| failed(format!("{} をブラウザーで開けません", whole.display())))?;
    let process = DriverProcess::start(setting.kind, driver).await?;
    let printed = print(setting, &process.url, browser.as_deref(), address.as_str()).await;
    process.stop().await;
    printed
}

async fn print(
    setting: &BrowserSetting,
    driver: &str,
    program: Option<&Path>,
    address: &str,
) -> Result<Vec<u8>, TerminalError> {
    let failed = |error: &dyn std::fmt::Display| TerminalError::Browser {
        what: format!("報告を印刷できません({error})"),
    };
    let profile = tempfile::tempdir()?;
    let wanted = capabilities::wanted(setting.kind, Some(profile.path()), program, true);
    let client = plain_client(LIMIT).map_err(|error| failed(&error))?;
    let connecting = WebDriver::builder(driver, wanted).client(client).connect();
    let session = connecting.await.map_err(|error| failed(&error))?;
    let printing = async {
        session.goto(address).await?;
        let parameters = PrintParameters {
            orientation: PrintOrientation::Landscape,
            background: true,
            page: PrintPage { width: 21.0, height: 29.7 },
            ..PrintParameters::default()
        };
        session.print_page(parameters).await
    };
    let printed = printing.await.map_err(|error| failed(&error));
    // One that does not answer ends with its driver.
    let _ = session.quit().await;
    printed
}
