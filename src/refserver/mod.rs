//! The reference server: plays the 医療保険者等向け中間サーバー for the harness. It shares
//! nothing with the harness but `wire`: no rule, no clock, no knowledge of the scenario
//! that runs. Imports go one way: screens → api, control → jobs → outside → store → domain.

mod api;
mod clock;
mod control;
mod defects;
mod domain;
mod jobs;
mod outside;
mod screens;
mod server;
mod settings;
mod store;
mod variants;

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use axum::serve::ListenerExt as _;
use sogo_unyo_test::wire::{path, ready};
use tokio::net::{TcpListener, TcpStream};

use self::{
    defects::{Defect, Defects},
    server::{Environments, SetupError},
    settings::{Settings, SettingsError},
    variants::{Variant, Variants},
};

/// 模擬中間サーバーを起動する
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// 操作ポートのアドレス
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) address: IpAddr,
    /// 操作ポートの番号(0は空いている番号)
    #[arg(long, value_name = "PORT", default_value_t = 18080)]
    pub(crate) port: u16,
    /// 制御ポートの番号(0は空いている番号)。127.0.0.1でだけ待ち受ける
    #[arg(long, value_name = "PORT", default_value_t = 18081)]
    pub(crate) control_port: u16,
    /// 制御ポートを開かない
    #[arg(long)]
    pub(crate) no_control: bool,
    /// データファイル(SQLite)。本番環境のものは、名前に .production の付いた隣のファイルになる。省略すると一時フォルダに作り、終了時に消す
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// 設定ファイル(YAML)。省略するとすべて既定値
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// わざと入れる欠陥(繰り返し指定できる)
    #[arg(long = "defect", value_name = "NAME", value_parser = defects::find)]
    pub(crate) defects: Vec<&'static Defect>,
    /// 正しいまま、作り方だけを変える(繰り返し指定できる)
    #[arg(long = "variant", value_name = "NAME")]
    pub(crate) variants: Vec<Variant>,
    /// 起動せずに、欠陥と作り方の一覧をJSONで表示する
    #[arg(long)]
    pub(crate) list_defects: bool,
    /// 標準入力が閉じられたら終了する
    #[arg(long)]
    pub(crate) quit_on_stdin_eof: bool,
}

/// The server could not be started or broke down.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Store or folder cannot be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A port is taken or not permitted.
    #[error("{address} で待ち受けできません。ポートが使用中でないか確認してください")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The first line could not be printed.
    #[error("起動の知らせを標準出力に書けません")]
    Ready(#[source] std::io::Error),
    /// Answering failed for good.
    #[error("サーバーが停止しました")]
    Serving(#[source] std::io::Error),
}

/// Runs the server until it is told to end: Ctrl-C, SIGTERM or, if asked for, the end of
/// the standard input.
///
/// # Errors
/// [`ServeError`] says what kept the server from starting.
pub(crate) async fn serve(arguments: ServeArgs) -> Result<(), ServeError> {
    if arguments.list_defects {
        return list().map_err(ServeError::Ready);
    }
    let variants = Variants::new(arguments.variants);
    let settings = variants.adjust(Settings::load(arguments.settings.as_deref())?);
    // Whoever started the server as a child knows what it asked for.
    for defect in arguments.defects.iter().filter(|_| !arguments.quit_on_stdin_eof) {
        let found_by = match defect.item {
            8 => "本番登録".to_owned(),
            item => format!("テスト項目{item}"),
        };
        eprintln!("sogo serve: 欠陥あり({found_by}): {}", defect.notice);
    }
    let defects = Defects::new(arguments.defects);
    let environments = Arc::new(Environments::open(arguments.data.as_deref(), &settings, &defects)?);
    let operator = listen(SocketAddr::new(arguments.address, arguments.port)).await?;
    let control = match arguments.no_control {
        true => None,
        false => Some(listen(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), arguments.control_port)).await?),
    };
    announce(&operator, control.as_ref()).map_err(ServeError::Ready)?;

    // Screens ask the API in process, so what `variants` does to answers, it does outside.
    let port_of = |server: &Arc<server::Server>| {
        screens::with_screens(api::operator_router(Arc::clone(server)), &server.secret)
    };
    let operator_router =
        port_of(&environments.test).nest(path::PRODUCTION, port_of(&environments.production));
    let operator_router = variants.apply(operator_router, &environments);
    let control_router = control::control_router(&environments);
    let serve_operator = async { axum::serve(operator.tap_io(send_at_once), operator_router).await };
    let serve_control = async {
        match control {
            Some(control) => axum::serve(control.tap_io(send_at_once), control_router).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        ended = serve_operator => ended.map_err(ServeError::Serving),
        ended = serve_control => ended.map_err(ServeError::Serving),
        () = run_due_in_real_time(environments) => Ok(()),
        () = told_to_end(arguments.quit_on_stdin_eof) => Ok(()),
    }
}

/// What can be made different about a server, for whoever proves the harness.
fn list() -> std::io::Result<()> {
    let defects: Vec<_> = defects::catalogue().collect();
    let list = serde_json::json!({ "defects": defects, "variants": variants::catalogue() });
    writeln!(std::io::stdout().lock(), "{list:#}")
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// A file goes out in more than one piece, and by default each waits until the client has
/// acknowledged the one before, which clients put off for 40 ms.
fn send_at_once(connection: &mut TcpStream) {
    // A connection that keeps waiting is slow but right.
    let _slow = connection.set_nodelay(true);
}

fn announce(operator: &TcpListener, control: Option<&TcpListener>) -> std::io::Result<()> {
    let mut line = format!("sogo serve: {}http://{}", ready::OPERATOR, operator.local_addr()?);
    if let Some(control) = control {
        line.push_str(&format!(" {}http://{}", ready::CONTROL, control.local_addr()?));
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// While nobody set the clock, events become due with real time.
async fn run_due_in_real_time(environments: Arc<Environments>) {
    let mut tick = tokio::time::interval(Duration::from_millis(200));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if !environments.clock().is_running() {
            continue;
        }
        let environments = Arc::clone(&environments);
        let run = tokio::task::spawn_blocking(move || {
            let _alone = environments.advancing.blocking_lock();
            let clock = environments.clock();
            // The clock may have been set while this waited.
            if clock.is_running() { jobs::run_due(&environments, clock.now()) } else { Ok(()) }
        });
        if let Ok(Err(error)) = run.await {
            eprintln!("sogo serve: {error}");
        }
    }
}

async fn told_to_end(on_stdin_eof: bool) {
    let stdin_ended = async { if on_stdin_eof { stdin_eof().await } else { std::future::pending().await } };
    tokio::select! {
        () = stdin_ended => {}
        () = terminated() => {}
    }
}

/// Waits on a thread of its own: a blocked read in the runtime would keep it from ending.
async fn stdin_eof() {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 256];
        let mut stdin = std::io::stdin().lock();
        while matches!(stdin.read(&mut buffer), Ok(count) if count > 0) {}
        // Nobody listens if the server ended for another reason.
        let _ended = sender.send(());
    });
    let _ended = receiver.await;
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => interrupted().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals only a kill ends the server.
        std::future::pending::<()>().await;
    }
}
