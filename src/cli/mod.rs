//! The command line: what was typed, and what it means. One file per subcommand; exit
//! codes are [`ExitStatus`].
//!
//! It must not know the reference server: `main.rs` adds `sogo serve`.

mod check;
mod coverage;
mod driving;
mod libtest;
mod list;
mod prove;
mod run;
mod screens;
mod steps;
mod workspace;

pub use run::RunOptions;
pub use workspace::{UsageError, Workspace};

use crate::{model::Lot, run::ExitStatus};
use clap::{Args, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The subcommands that the library has.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// ロットの総合運用テストを実行する
    Run(Box<RunCommand>),
    /// ロット、広域連合、テスト項目、シナリオ、接続先の一覧を表示する
    List(list::ListOptions),
    /// 機能ファイルで使えるステップ(語彙)の一覧を表示する
    Steps(steps::StepsOptions),
    /// 接続先なしで確かめられることを、すべて確かめる
    Check(check::CheckOptions),
    /// どの要件をどのシナリオが確かめ、どの欠陥がそれを裏付けるかを表示する
    Coverage(coverage::CoverageOptions),
    /// 欠陥のあるサーバーを見つけ、正しいサーバーを不合格にしないことを確かめる
    Prove(prove::ProveOptions),
    /// 実行フォルダから報告を作り直す
    Report(ReportOptions),
}

/// `sogo run`.
#[derive(Debug, Args)]
pub struct RunCommand {
    /// ロット(1、2、3)
    #[arg(long)]
    pub lot: Lot,
    /// What to run, where and how.
    #[command(flatten)]
    pub options: RunOptions,
}

/// `sogo report`.
#[derive(Debug, Args)]
pub struct ReportOptions {
    /// 実行フォルダ(例: target/evidence/20170424-090000-lot2-1)
    pub run: PathBuf,
}

/// Does what a subcommand says. `program` has the `serve` command.
#[must_use]
pub fn execute(command: Command, program: &Path) -> ExitCode {
    let status = match command {
        Command::Run(command) => run::execute(command.lot, &command.options, program, &[]),
        Command::List(options) => list::execute(&options),
        Command::Steps(options) => steps::execute(&options),
        Command::Check(options) => check::execute(&options),
        Command::Coverage(options) => coverage::execute(&options, program),
        Command::Prove(options) => prove::execute(&options, program),
        Command::Report(options) => report(&options),
    };
    finish(status)
}

/// The entry of the test targets `lot1`, `lot2`, `lot3`. `program` is the `sogo` binary.
#[must_use]
pub fn lot_target(lot: Lot, program: &str) -> ExitCode {
    finish(libtest::execute(lot, Path::new(program)))
}

fn report(options: &ReportOptions) -> Result<ExitStatus, UsageError> {
    let page = crate::report::write_html(&options.run).map_err(|error| UsageError(error.to_string()))?;
    say(&format!("報告: {}", page.display()));
    Ok(ExitStatus::Passed)
}

fn finish(status: Result<ExitStatus, UsageError>) -> ExitCode {
    match status {
        Ok(status) => ExitCode::from(status.code()),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(ExitStatus::Usage.code())
        }
    }
}

/// Prints a line. A closed pipe (`… | head`) is no error.
fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
