//! The driver of a browser: a process of ours on the loopback interface, or an address
//! where somebody else runs one.
//!
//! Whatever becomes of this process, its driver ends: a shell stands between the two, and
//! ends the driver when its standard input does. The browser ends with its driver.

use super::BrowserKind;
use crate::terminal::TerminalError;
use regex::Regex;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdout, Command},
};

/// How long a freshly started driver may take to say where it listens.
const START_LIMIT: Duration = Duration::from_secs(20);

/// How long the shell may take to end the driver.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// Starts the driver, lets go of its output, and ends it when nobody holds the other end
/// of the standard input any more.
const KEEPER: &str = r#"exec 3<&0
"$@" 3<&- </dev/null &
driver=$!
exec >&-
read -r line <&3
kill -9 "$driver""#;

/// Where the driver of a browser is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DriverPlace {
    /// On this machine: it is started for a lane, and ended with it.
    Local {
        /// The driver.
        driver: PathBuf,
        /// The browser, if it is not the driver's own choice.
        browser: Option<PathBuf>,
    },
    /// Where somebody else runs it, for example a Selenium Grid.
    Remote {
        /// Its URL.
        url: String,
    },
}

/// A driver that was started here.
#[derive(Debug)]
pub(super) struct DriverProcess {
    keeper: Child,
    /// Held so that the driver may go on writing.
    _output: BufReader<ChildStdout>,
    pub(super) url: String,
}

impl DriverProcess {
    /// Starts a driver on a free port.
    #[expect(
        clippy::disallowed_methods,
        reason = "the seam: here drivers of browsers are started, and below they are ended"
    )]
    pub(super) async fn start(kind: BrowserKind, program: &Path) -> Result<Self, TerminalError> {
        let failed = |what: String| TerminalError::Browser {
            what: format!("ドライバー {} を起動できません({what})", program.display()),
        };
        let port: &[&str] = if kind.is_chromium() { &["--port=0"] } else { &["--port", "0"] };
        let mut keeper = Command::new("/bin/sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(program)
            .args(port)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl-C goes to the whole foreground group; the last pictures are still to be
            // taken then.
            .process_group(0)
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let output = keeper.stdout.take().ok_or_else(|| failed("出力がありません".to_owned()))?;
        let mut output = BufReader::new(output);
        let reading = listening_port(&mut output);
        let port = match tokio::time::timeout(START_LIMIT, reading).await {
            Ok(Ok(Some(port))) => port,
            Ok(Ok(None)) => return Err(failed("待受ポートを告げずに終わりました".to_owned())),
            Ok(Err(error)) => return Err(failed(error.to_string())),
            Err(_) => {
                return Err(failed(format!("{}秒待っても待受ポートを告げません", START_LIMIT.as_secs())));
            }
        };
        Ok(Self { keeper, _output: output, url: format!("http://127.0.0.1:{port}") })
    }

    /// Ends the driver, and with it whatever browser it still has, and waits until it is
    /// gone. Dropped instead, it ends a little later.
    pub(super) async fn stop(mut self) {
        drop(self.keeper.stdin.take());
        // It is going either way: nothing is left to be done about an error here.
        let _ = tokio::time::timeout(STOP_LIMIT, self.keeper.wait()).await;
    }
}

/// Reads what a driver says until it names its port; `None` if it ends before.
async fn listening_port(output: &mut BufReader<ChildStdout>) -> Result<Option<u16>, std::io::Error> {
    // chromedriver: 「started successfully on port 9515」, geckodriver: 「Listening on 127.0.0.1:4444」.
    let told = Regex::new(r"(?:on port |127\.0\.0\.1:)([0-9]+)").map_err(std::io::Error::other)?;
    let mut line = String::new();
    while output.read_line(&mut line).await? > 0 {
        let port = told.captures(&line).and_then(|found| found[1].parse().ok());
        // The first line of chromedriver says which port it was asked for, which is none.
        if let Some(port) = port.filter(|port| *port != 0) {
            return Ok(Some(port));
        }
        line.clear();
    }
    Ok(None)
}
