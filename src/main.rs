//! Starts the reference server. The final command line is written elsewhere.

mod refserver;

use std::process::ExitCode;

use clap::Parser;

/// 総合運用テスト
#[derive(Parser)]
enum Command {
    /// 模擬中間サーバーを起動する
    Serve(refserver::ServeArgs),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Command::Serve(arguments) = Command::parse();
    match refserver::serve(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let cause =
                std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            eprintln!("sogo serve: {error}{cause}");
            ExitCode::from(3)
        }
    }
}
