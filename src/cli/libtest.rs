//! The flags that cargo, IDEs and nextest pass to any test binary, in front of our own.
//!
//! A test, to them, is one item of one union, so that nextest's partitions and retries
//! apply to something worth a process.

use super::{UsageError, Workspace, run, run_options::RunOptions, say};
use crate::{
    model::Lot,
    run::{ExitStatus, Plan, Target},
};
use clap::{Parser, ValueEnum};
use std::path::Path;

/// `cargo test --test lotN -- …`
#[derive(Debug, Parser)]
#[command(name = "lot", about = "ロットの総合運用テスト", disable_version_flag = true)]
struct Arguments {
    #[command(flatten)]
    options: RunOptions,
    /// テスト(広域連合×テスト項目)の名前の一部
    filters: Vec<String>,
    /// 名前を部分一致ではなく完全一致で選ぶ
    #[arg(long)]
    exact: bool,
    /// この名前を含むテストを除く(繰り返し可)
    #[arg(long, value_name = "名前")]
    skip: Vec<String>,
    /// 一覧などの形式。terse は nextest と IDE のためのもの
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    format: Format,
    /// 除かれたテストだけを選ぶ(除かれるテストはなく、常に0件)
    #[arg(long)]
    ignored: bool,
    #[arg(long, hide = true)]
    include_ignored: bool,
    #[arg(long, hide = true)]
    nocapture: bool,
    #[arg(long = "no-capture", hide = true)]
    no_capture: bool,
    #[arg(long, hide = true)]
    show_output: bool,
    #[arg(short, long, hide = true)]
    quiet: bool,
    #[arg(long, hide = true)]
    test: bool,
    #[arg(long, hide = true)]
    bench: bool,
    #[arg(long, hide = true)]
    test_threads: Option<usize>,
    #[arg(long, hide = true)]
    color: Option<String>,
    #[arg(long, hide = true)]
    report_time: bool,
    #[arg(short = 'Z', hide = true)]
    unstable: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Pretty,
    Terse,
    Json,
    Junit,
}

impl Arguments {
    fn wants(&self, name: &str) -> bool {
        let hit = |filter: &String| if self.exact { filter == name } else { name.contains(filter.as_str()) };
        (self.filters.is_empty() || self.filters.iter().any(hit)) && !self.skip.iter().any(hit)
    }

    fn is_filtered(&self) -> bool {
        !self.filters.is_empty() || !self.skip.is_empty()
    }
}

pub(super) fn execute(lot: Lot, program: &Path) -> Result<ExitStatus, UsageError> {
    let mut arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => return Err(UsageError(error.to_string())),
        Err(help) => {
            say(&help.to_string());
            return Ok(ExitStatus::Passed);
        }
    };
    let as_tests = arguments.format == Format::Terse;
    if arguments.ignored {
        if !as_tests {
            say("0 tests, 0 benchmarks");
        }
        return Ok(ExitStatus::Passed);
    }
    if let Some(threads) = arguments.test_threads {
        arguments.options.lanes.get_or_insert(threads);
    }
    if arguments.is_filtered() || (as_tests && arguments.options.list) {
        let workspace = Workspace::load_sound()?;
        let selection = arguments.options.selection(&workspace, &[])?;
        let plan = Plan::new(lot, &workspace.specification, &workspace.scenarios(), &selection)
            .map_err(UsageError::new)?;
        let name = |target: &Target| target.name(&workspace.specification);
        let targets: Vec<_> =
            plan.targets().into_iter().filter(|target| arguments.wants(&name(target))).collect();
        if arguments.options.list && as_tests {
            for target in &targets {
                say(&format!("{}: test", name(target)));
            }
            return Ok(ExitStatus::Passed);
        }
        if targets.is_empty() {
            // As any test binary does when a filter is meant for another one. There is no
            // verdict, and none is claimed.
            say(&format!("{lot}: 名前の指定に合うテスト(広域連合×テスト項目)はありません。判定なし"));
            return Ok(ExitStatus::Passed);
        }
        return run::execute(Some(lot), &arguments.options, program, &targets);
    }
    run::execute(Some(lot), &arguments.options, program, &[])
}
