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

/// How often a driver is started that ends before it listens: asked for any free port, it
/// takes one for IPv4 and ends if somebody else has the same one for IPv6.
const START_TRIES: u32 = 3;

/// How long the shell may take to end the driver.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// Starts the driver, lets go of its output, and ends it when nobody holds the other end
/// of the standard input any more.
const KEEPER: &str = r#"exec 3<&0
"$@" 3<&- </dev/null 2>&1 &
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
    pub(super) url: String,
}

impl DriverProcess {
    /// Starts a driver on a free port.
    pub(super) async fn start(kind: BrowserKind, program: &Path) -> Result<Self, TerminalError> {
        let mut said = String::new();
        for _ in 0..START_TRIES {
            match Self::start_once(kind, program).await? {
                Started::Listening(driver) => return Ok(driver),
                Started::Ended { said: last } => said = last,
            }
        }
        Err(not_started(
            program,
            &format!("待受ポートを告げずに終わりました。{START_TRIES}回試しました: {said}"),
        ))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the seam: here drivers of browsers are started, and below they are ended"
    )]
    async fn start_once(kind: BrowserKind, program: &Path) -> Result<Started, TerminalError> {
        let failed = |what: &str| not_started(program, what);
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
            .map_err(|error| failed(&error.to_string()))?;
        let output = keeper.stdout.take().ok_or_else(|| failed("出力がありません"))?;
        let mut output = BufReader::new(output);
        let reading = listening_port(&mut output);
        let port = match tokio::time::timeout(START_LIMIT, reading).await {
            Ok(Ok(Heard::Port(port))) => port,
            Ok(Ok(Heard::End { said })) => return Ok(Started::Ended { said }),
            Ok(Err(error)) => return Err(failed(&error.to_string())),
            Err(_) => {
                return Err(failed(&format!("{}秒待っても待受ポートを告げません", START_LIMIT.as_secs())));
            }
        };
        // Whatever it says from now on is read and forgotten, so that it never waits for a reader.
        tokio::spawn(async move { tokio::io::copy_buf(&mut output, &mut tokio::io::sink()).await });
        Ok(Started::Listening(Self { keeper, url: format!("http://127.0.0.1:{port}") }))
    }

    /// Ends the driver, and with it whatever browser it still has, and waits until it is
    /// gone. Dropped instead, it ends a little later.
    pub(super) async fn stop(mut self) {
        drop(self.keeper.stdin.take());
        // It is going either way: nothing is left to be done about an error here.
        let _ = tokio::time::timeout(STOP_LIMIT, self.keeper.wait()).await;
    }
}

/// What came of starting a driver once.
enum Started {
    Listening(DriverProcess),
    /// It ended before it listened, and said this.
    Ended {
        said: String,
    },
}

/// What a driver was heard to say.
enum Heard {
    Port(u16),
    End { said: String },
}

fn not_started(program: &Path, what: &str) -> TerminalError {
    TerminalError::Browser {
        what: format!("ドライバー {} を起動できません({what})", program.display())
    }
}

/// Reads what a driver says until it names its port, or ends.
async fn listening_port(output: &mut BufReader<ChildStdout>) -> Result<Heard, std::io::Error> {
    // chromedriver: 「started successfully on port 9515」, geckodriver: 「Listening on 127.0.0.1:4444」.
    let told = Regex::new(r"(?:on port |127\.0\.0\.1:)([0-9]+)").map_err(std::io::Error::other)?;
    let mut said = String::new();
    loop {
        let begins = said.len();
        if output.read_line(&mut said).await? == 0 {
            return Ok(Heard::End { said: said.trim().replace('\n', " / ") });
        }
        let port = told.captures(&said[begins..]).and_then(|found| found[1].parse().ok());
        // The first line of chromedriver says which port it was asked for, which is none.
        if let Some(port) = port.filter(|port| *port != 0) {
            return Ok(Heard::Port(port));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A driver that ends before it listens until it was started for the `good`th time.
    fn driver(folder: &Path, good: u32) -> PathBuf {
        let program = folder.join("driver");
        let counter = folder.join("counter");
        let script = format!(
            "#!/bin/sh\necho x >>{counter}\nif [ $(wc -l <{counter}) -lt {good} ]; then\n  \
             echo 'bind() failed: Address already in use (98)' >&2\n  exit 1\nfi\n\
             echo 'Starting on port 0'\necho 'started successfully on port 4321.'\nexec sleep 60\n",
            counter = counter.display()
        );
        std::fs::write(&program, script).expect("script");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("executable");
        program
    }

    #[tokio::test]
    async fn a_driver_that_found_its_port_taken_is_started_again() {
        let folder = tempfile::tempdir().expect("folder");
        let program = driver(folder.path(), START_TRIES - 1);
        let driver = DriverProcess::start(BrowserKind::Chrome, &program).await.expect("driver");
        assert_eq!(driver.url, "http://127.0.0.1:4321");
        driver.stop().await;
    }

    #[tokio::test]
    async fn a_driver_that_never_listens_is_reported_with_what_it_said() {
        let folder = tempfile::tempdir().expect("folder");
        let program = driver(folder.path(), 10 * START_TRIES);
        let error = DriverProcess::start(BrowserKind::Chrome, &program).await.expect_err("no driver");
        assert_eq!(
            error.to_string().replace(&program.display().to_string(), "«ドライバー»"),
            "ブラウザーを操作できません: ドライバー «ドライバー» を起動できません(待受ポートを告げずに終わりました。\
             3回試しました: bind() failed: Address already in use (98))"
        );
    }
}
