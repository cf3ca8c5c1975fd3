//! `cargo bench --bench lot -- [--union 13] [--runs 3]`: what the harness costs beyond the
//! requests that it sends.
//!
//! A lane of lot 2 is recorded once, through proxies. Then the harness runs it again
//! against a fresh reference server, and a bare client sends the same requests to another
//! one, in turns, so that whatever else the machine does strikes both alike.

mod recording;
mod replay;

use clap::Parser as _;
use recording::{Exchange, Log, Port, proxy};
use replay::Script;
use reqwest::Client;
use sogo_unyo_test::{
    model::{RunResult, Tally, files},
    terminal::{EmbeddedServer, Timing},
};
use std::{
    env,
    error::Error,
    fs, mem,
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    sync::PoisonError,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::process::Command;

/// What the product is measured by: wall time of the harness over that of the bare client.
const ACCEPTED_RATIO: f64 = 1.3;

/// Of a hundred requests of the replay, how many may be answered with another status
/// before it no longer does the same work.
const DIFFERING_PERCENT: usize = 1;

type Fallible<T> = Result<T, Box<dyn Error>>;

/// What to measure.
#[derive(Debug, clap::Parser)]
#[command(name = "lot")]
struct Options {
    /// Union whose lane is measured
    #[arg(long, default_value = "13")]
    union: String,
    /// Runs of each kind; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Another build of `sogo`, for harness and server alike
    #[arg(long, default_value = env!("CARGO_BIN_EXE_sogo"))]
    program: PathBuf,
    /// Measure all lanes of the lot as well
    #[arg(long)]
    whole_lot: bool,
    /// Told by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    // Cargo says --bench when it benches, and nothing or --test when it only wants to know
    // whether the target works.
    let told = |word: &str| env::args().any(|argument| argument == word);
    if told("--test") || !told("--bench") {
        eprintln!("lot: a benchmark, nothing to test; run it with `cargo bench --bench lot`");
        return ExitCode::SUCCESS;
    }
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Box::from).and_then(|runtime| runtime.block_on(measure(&options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lot: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(options: &Options) -> Fallible<()> {
    let bench = Bench { options, client: client()?, evidence: tempfile::tempdir()? };
    println!("program: {}", options.program.display());
    let exchanges = bench.record().await?;
    let mut script = Script::new(&exchanges);
    // The recording has warmed up the harness; this warms up the bare client.
    let first = bench.replay(&script).await?;
    script.keep_learnt(&first);
    let sent = exchanges.iter().map(|exchange| exchange.body.len()).sum::<usize>();
    let received = exchanges.iter().map(|exchange| exchange.answer.len()).sum::<usize>();
    println!(
        "union {}: {} requests, {} KiB sent, {} KiB received; {} responses give values for later requests",
        options.union,
        script.len(),
        sent / 1024,
        received / 1024,
        script.read_responses(),
    );

    let (mut harness, mut bare, mut scenarios) = (Vec::new(), Vec::new(), 0);
    for number in 1..=options.runs {
        let server = bench.server().await?;
        let run = bench.run_against(&Urls::of(&server)).await?;
        server.stop().await;
        let replayed = bench.replay(&script).await?;
        println!(
            "run {number}: harness {:.3} s ({} of {} scenarios passed), bare {:.3} s ({} statuses differ)",
            run.wall.as_secs_f64(),
            run.tally.passed,
            run.tally.total(),
            replayed.wall.as_secs_f64(),
            replayed.differing.len(),
        );
        scenarios = run.tally.total();
        harness.push(run.wall);
        bare.push(replayed.wall);
    }
    let (harness, bare) = (median(harness), median(bare));
    let ratio = harness.as_secs_f64() / bare.as_secs_f64();
    println!(
        "harness {:.3} s, {:.1} scenarios/s; bare client {:.3} s, {:.0} requests/s",
        harness.as_secs_f64(),
        per_second(scenarios, harness),
        bare.as_secs_f64(),
        per_second(script.len(), bare),
    );
    let verdict = if ratio <= ACCEPTED_RATIO { "within" } else { "above" };
    println!("harness/bare: {ratio:.2} ({verdict} {ACCEPTED_RATIO})");

    if options.whole_lot {
        let run = bench.run(&[]).await?;
        println!(
            "whole lot: {:.1} s, {:.1} scenarios/s ({} of {} scenarios passed)",
            run.wall.as_secs_f64(),
            per_second(run.tally.total(), run.wall),
            run.tally.passed,
            run.tally.total(),
        );
    }
    Ok(())
}

struct Bench<'a> {
    options: &'a Options,
    client: Client,
    /// One folder in it for every run. They are deleted together at the end: for seconds
    /// after a deletion, ext4 searches long for an inode that it may give to a new file.
    evidence: TempDir,
}

/// Where the two ports of a server are.
struct Urls {
    operator: String,
    control: String,
}

impl Urls {
    fn of(server: &EmbeddedServer) -> Self {
        // The times belong to the harness; nobody here waits by them.
        let second = Duration::from_secs(1);
        let connection = server.connection(Timing { request: second, poll: second, wait: second });
        Self { operator: connection.operator_url, control: connection.control_url.unwrap_or_default() }
    }
}

/// A run of the harness, from the start of its process to the end.
struct HarnessRun {
    wall: Duration,
    tally: Tally,
}

impl Bench<'_> {
    async fn server(&self) -> Fallible<EmbeddedServer> {
        Ok(EmbeddedServer::start(&self.options.program, &root().join("testdata").join("settings.yaml"), &[])
            .await?)
    }

    /// Runs the lane once, and returns what it said to the server.
    async fn record(&self) -> Fallible<Vec<Exchange>> {
        let server = self.server().await?;
        let target = Urls::of(&server);
        let log = Log::default();
        let urls = Urls {
            operator: proxy(Port::Operator, &target.operator, &self.client, &log).await?,
            control: proxy(Port::Control, &target.control, &self.client, &log).await?,
        };
        self.run_against(&urls).await?;
        server.stop().await;
        let exchanges = mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
        if exchanges.is_empty() { Err("the harness sent nothing".into()) } else { Ok(exchanges) }
    }

    async fn replay(&self, script: &Script) -> Fallible<replay::Replayed> {
        let server = self.server().await?;
        let urls = Urls::of(&server);
        let replayed = script.replay(&self.client, &urls.operator, &urls.control).await?;
        server.stop().await;
        if replayed.differing.len() * 100 > script.len() * DIFFERING_PERCENT {
            let some = replayed.differing.iter().take(20).cloned().collect::<Vec<_>>().join("\n  ");
            let (differing, all) = (replayed.differing.len(), script.len());
            return Err(format!("{differing} of {all} statuses differ in the replay:\n  {some}").into());
        }
        Ok(replayed)
    }

    /// The lane of the union, against a server that is there.
    async fn run_against(&self, urls: &Urls) -> Fallible<HarnessRun> {
        self.run(&[
            ("SOGO_ENDPOINT", "環境変数"),
            ("SOGO_BASE_URL", &urls.operator),
            ("SOGO_CONTROL_URL", &urls.control),
            // The endpoint wants one; the harness gives it to the fresh server.
            ("SOGO_PASSWORD_KANRI", "Benchmark-2017"),
        ])
        .await
    }

    /// `sogo run`, of the union if the environment names an endpoint, else of the lot.
    async fn run(&self, environment: &[(&str, &str)]) -> Fallible<HarnessRun> {
        let evidence = tempfile::tempdir_in(&self.evidence)?.keep();
        #[expect(clippy::disallowed_methods, reason = "the timed program is a process of its own")]
        let mut command = Command::new(&self.options.program);
        command
            .args(["run", "--lot", "2", "--evidence"])
            .arg(&evidence)
            .current_dir(root())
            .env_remove("SOGO_ENDPOINT")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        if !environment.is_empty() {
            command.args(["--union", &self.options.union]);
        }
        let begun = Instant::now();
        let output = command.output().await?;
        let wall = begun.elapsed();
        match result(&evidence) {
            Ok(result) => Ok(HarnessRun { wall, tally: result.tally }),
            Err(error) => {
                let said = String::from_utf8_lossy(&output.stdout);
                let complained = String::from_utf8_lossy(&output.stderr);
                Err(format!("the harness left no result ({error}):\n{said}{complained}").into())
            }
        }
    }
}

/// The result of the only run in an evidence folder.
fn result(evidence: &Path) -> Fallible<RunResult> {
    let folder = fs::read_dir(evidence)?.next().ok_or("no run folder")??;
    Ok(serde_json::from_slice(&fs::read(folder.path().join(files::RESULT))?)?)
}

fn client() -> Fallible<Client> {
    // Reqwest wants one even if nothing is encrypted. An error says that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder().no_proxy().build()?)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    let (lower, upper) = (durations[(durations.len() - 1) / 2], durations[durations.len() / 2]);
    (lower + upper) / 2
}

#[expect(clippy::cast_precision_loss, reason = "counts of a run are far below 2^52")]
fn per_second(count: usize, wall: Duration) -> f64 {
    count as f64 / wall.as_secs_f64()
}
