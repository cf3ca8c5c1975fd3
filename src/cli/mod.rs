//! The command line: what was typed, and what it means. One file per subcommand; exit
//! codes are [`ExitStatus`].
//!
//! It must not know the reference server: `main.rs` adds `sogo serve`.

mod again;
mod check;
mod coverage;
mod driving;
mod every_lot;
mod evidence;
mod gates;
mod generate;
mod libtest;
mod list;
mod plan;
mod pmo;
mod prove;
mod report;
mod retention;
mod review;
mod run;
mod run_options;
mod screens;
mod shown;
mod site;
mod spec;
mod status;
mod steps;
mod ways;
mod workspace;

pub use run_options::{DriverName, RunOptions};
pub use workspace::{UsageError, Workspace};

use crate::{model::Lot, run::ExitStatus};
use clap::{Args, Subcommand};
use every_lot::Lots;
use std::{path::Path, process::ExitCode};

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
    /// 総合運用テストの前後の準備作業を、進み具合とともに表示する
    Plan(plan::PlanOptions),
    /// デジタルPMOの入力項目を、計画と実行フォルダから記入する
    Pmo(pmo::PmoOptions),
    /// ロットの広域連合がどこまで進み、何が次で、何が遅れているかを表示する
    Status(status::StatusOptions),
    /// 『総合運用テスト』仕様書の文書を確かめ、広域連合の作るものを作る
    #[command(subcommand)]
    Spec(spec::SpecCommand),
    /// 実行フォルダから報告を作る。いくつかの実行を合わせることもできる
    Report(report::ReportOptions),
    /// 証跡を確かめ、封印し、渡し、片付ける
    #[command(subcommand)]
    Evidence(evidence::EvidenceCommand),
    /// 加入者を何万件も生成し、ファイルに書く
    #[command(subcommand)]
    Generate(generate::GenerateCommand),
    /// 実行を確認するページを開く(承認、却下、コメント、担当者の確認)
    Review(review::ReviewOptions),
}

/// `sogo run`.
#[derive(Debug, Args)]
pub struct RunCommand {
    /// ロット(1、2、3)。all はすべてのロットを続けて
    #[arg(long, value_name = "ロット|all", required_unless_present_any = ["rerun_failed", "resume"])]
    pub lot: Option<Lots>,
    /// What to run, where and how.
    #[command(flatten)]
    pub options: RunOptions,
}

/// Does what a subcommand says. `program` has the `serve` command.
#[must_use]
pub fn execute(command: Command, program: &Path) -> ExitCode {
    let status = match command {
        Command::Run(command) => match command.lot {
            Some(Lots::Every) => every_lot::execute(&command.options, program),
            Some(Lots::One(lot)) => run::execute(Some(lot), &command.options, program, &[]),
            None => run::execute(None, &command.options, program, &[]),
        },
        Command::List(options) => list::execute(&options),
        Command::Steps(options) => steps::execute(&options),
        Command::Check(options) => check::execute(&options),
        Command::Coverage(options) => coverage::execute(&options, program),
        Command::Prove(options) => prove::execute(&options, program),
        Command::Plan(options) => plan::execute(&options),
        Command::Pmo(options) => pmo::execute(&options),
        Command::Status(options) => status::execute(&options),
        Command::Spec(command) => spec::execute(&command),
        Command::Report(options) => report::execute(&options),
        Command::Evidence(command) => evidence::execute(&command),
        Command::Generate(command) => generate::execute(&command),
        Command::Review(options) => review::execute(&options),
    };
    finish(status)
}

/// The entry of the test targets `lot1`, `lot2`, `lot3`. `program` is the `sogo` binary.
#[must_use]
pub fn lot_target(lot: Lot, program: &str) -> ExitCode {
    finish(libtest::execute(lot, Path::new(program)))
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
