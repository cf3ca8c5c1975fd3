//! `sogo`: the command line of the harness, and of the reference server.
//!
//! The only file that names both sides of the wall. The library cannot name the server:
//! it is not in its crate graph.

mod refserver;

use clap::{Parser, Subcommand};
use sogo_unyo_test::cli;
use std::{env, process::ExitCode};

/// 総合運用テスト: 広域連合のシステムを医療保険者等向け中間サーバーに対して確かめる
#[derive(Debug, Parser)]
#[command(name = "sogo", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 参照サーバーだけを起動する
    Serve(refserver::ServeArgs),
    #[command(flatten)]
    Harness(cli::Command),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(arguments) => serve(arguments),
        Command::Harness(command) => match env::current_exe() {
            Ok(program) => cli::execute(command, &program),
            Err(error) => {
                eprintln!("自分の実行ファイルの場所が分かりません: {error}");
                ExitCode::from(2)
            }
        },
    }
}

/// A lane has a server of its own, and there are as many lanes as unions: one thread each
/// is enough.
fn serve(arguments: refserver::ServeArgs) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let served = match runtime {
        Ok(runtime) => runtime.block_on(refserver::serve(arguments)).map_err(|error| chain(&error)),
        Err(error) => Err(error.to_string()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("参照サーバーを動かせません: {error}");
            ExitCode::from(2)
        }
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}
