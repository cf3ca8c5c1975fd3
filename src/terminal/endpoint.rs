//! Where a lane's system under test is: a reference server of its own, started as a child
//! process, or a configured endpoint. From [`Connection`] on the two are the same thing.
//!
//! It must not know what the reference server is made of: it knows a program and the line
//! that it prints.

use super::Limits;
use crate::wire::{path, ready};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// How long a freshly started server may take to say where it listens.
const START_LIMIT: Duration = Duration::from_secs(20);

/// How long a server may take to put its things away.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// How to reach an endpoint.
#[derive(Debug, Clone)]
pub struct Connection {
    /// URL of the operator's port.
    pub operator_url: String,
    /// URL of the control port; only a reference server has one.
    pub control_url: Option<String>,
    /// The environment to which they lead.
    pub environment: Environment,
    /// The other environment.
    pub other: OtherEnvironment,
    /// PEM file of the authority that signed the server's certificate.
    pub authority: Option<PathBuf>,
    /// PEM file with the terminal's certificate and key.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// How long things may take.
    pub timing: Timing,
    /// How hard the endpoint may be pressed, by all lanes together.
    pub limits: Limits,
}

/// One of the two environments of an endpoint: what is registered in one is not in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    /// 総合運用テスト環境.
    #[default]
    Test,
    /// 本番環境.
    Production,
}

/// How to reach the environment that is not the one of a connection, as far as there is one.
#[derive(Debug, Clone, Default)]
pub struct OtherEnvironment {
    /// URL of the operator's port.
    pub operator_url: Option<String>,
    /// URL of the control port.
    pub control_url: Option<String>,
}

impl Connection {
    /// The same endpoint, as one who works in the 本番環境 reaches it; none if it has none.
    #[must_use]
    pub fn in_production(self) -> Option<Self> {
        if self.environment == Environment::Production {
            return Some(self);
        }
        let operator_url = self.other.operator_url?;
        let other = OtherEnvironment { operator_url: Some(self.operator_url), control_url: self.control_url };
        let (control_url, environment) = (self.other.control_url, Environment::Production);
        Some(Self { operator_url, control_url, environment, other, ..self })
    }

    /// An address where nobody answers.
    #[must_use]
    pub fn nowhere(timing: Timing) -> Self {
        Self {
            operator_url: "http://127.0.0.1:9".to_owned(),
            control_url: None,
            environment: Environment::Test,
            other: OtherEnvironment::default(),
            authority: None,
            identity: None,
            timing,
            limits: Limits::none(),
        }
    }
}

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Wall-clock time for one request.
    pub request: Duration,
    /// Time between two looks at something that is under way, on the endpoint's clock.
    pub poll: Duration,
    /// How long to wait for something that is under way, on the endpoint's clock.
    pub wait: Duration,
}

/// What `program serve` says about itself with an option that only makes it talk.
///
/// # Errors
/// [`EndpointError`] if it cannot be started or fails.
#[expect(clippy::disallowed_methods, reason = "the seam: a program that says something and ends")]
pub fn ask_server(program: &Path, option: &str) -> Result<String, EndpointError> {
    let failed = |cause| EndpointError::Start { program: program.display().to_string(), cause };
    let said = std::process::Command::new(program).args(["serve", option]).output().map_err(failed)?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    if said.status.success() { Ok(text) } else { Err(EndpointError::Silent { line: text }) }
}

/// A reference server as a child process. It ends when this value is dropped, or when
/// this process does: its standard input then reaches its end.
#[derive(Debug)]
pub struct EmbeddedServer {
    child: Child,
    operator_url: String,
    control_url: String,
}

/// Why there is no reference server.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// The program could not be started.
    #[error("組込み参照サーバー {program} を起動できません: {cause}")]
    Start {
        /// The program.
        program: String,
        /// The cause.
        cause: std::io::Error,
    },
    /// The program ended, or said something else than where it listens.
    #[error("組込み参照サーバーが待受アドレスを告げませんでした(最初の行:「{line}」)")]
    Silent {
        /// Its first line.
        line: String,
    },
}

impl EmbeddedServer {
    /// Starts `program serve` on free ports of the loopback interface, with further
    /// options if there are any.
    ///
    /// # Errors
    /// [`EndpointError`] if it does not say where it listens.
    #[expect(
        clippy::disallowed_methods,
        reason = "the seam: here servers are started, and below they are ended"
    )]
    pub async fn start(program: &Path, settings: &Path, options: &[String]) -> Result<Self, EndpointError> {
        let failed = |cause| EndpointError::Start { program: program.display().to_string(), cause };
        let mut child = Command::new(program)
            .args(["serve", "--port", "0", "--control-port", "0", "--quit-on-stdin-eof", "--settings"])
            .arg(settings)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            // Ctrl-C goes to the whole foreground group; the harness ends its servers
            // itself, after the last capture.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            let mut stdout = BufReader::new(stdout);
            let reading = stdout.read_line(&mut line);
            if let Ok(read) = tokio::time::timeout(START_LIMIT, reading).await {
                read.map_err(failed)?;
            }
        }
        let address =
            |mark: &str| line.split_whitespace().find_map(|word| word.strip_prefix(mark)).map(str::to_owned);
        match (address(ready::OPERATOR), address(ready::CONTROL)) {
            (Some(operator_url), Some(control_url)) => Ok(Self { child, operator_url, control_url }),
            _ => Err(EndpointError::Silent { line: line.trim_end().to_owned() }),
        }
    }

    /// How to reach it.
    #[must_use]
    pub fn connection(&self, timing: Timing) -> Connection {
        Connection {
            operator_url: self.operator_url.clone(),
            control_url: Some(self.control_url.clone()),
            environment: Environment::Test,
            other: OtherEnvironment {
                operator_url: Some(format!("{}{}", self.operator_url, path::PRODUCTION)),
                control_url: Some(format!("{}{}", self.control_url, path::PRODUCTION)),
            },
            authority: None,
            identity: None,
            timing,
            limits: Limits::none(),
        }
    }

    /// Ends the server and waits until it is gone.
    pub async fn stop(mut self) {
        // The end of its standard input tells the server to put its things away and go.
        drop(self.child.stdin.take());
        if tokio::time::timeout(STOP_LIMIT, self.child.wait()).await.is_err() {
            // It is going either way: nothing is left to be done about an error here.
            let _ = self.child.kill().await;
        }
    }
}
