//! `sogo run --lot all`: the lots after each other, each a run with a folder of its own,
//! since their windows and so their clocks differ.
//!
//! It must not know how a lot is run.

use super::{
    UsageError, Workspace,
    run::{Ended, run_lot},
    run_options::RunOptions,
    say,
};
use crate::{model::Lot, run::ExitStatus};
use std::{collections::BTreeSet, path::Path, str::FromStr};

/// What `--lot` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lots {
    /// One of them.
    One(Lot),
    /// All of them.
    Every,
}

impl FromStr for Lots {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::Every),
            text => text.parse().map(Self::One).map_err(|error: crate::model::UnknownLot| {
                format!("{error}。すべてのロットを続けて実行するには all とします")
            }),
        }
    }
}

/// Runs every lot that has one of the chosen unions, and tells what became of each.
pub(super) fn execute(options: &RunOptions, program: &Path) -> Result<ExitStatus, UsageError> {
    let workspace = Workspace::load_sound()?;
    let mut told = Vec::new();
    let mut statuses = Vec::new();
    for lot in Lot::ALL {
        let Some(options) = of_lot(&workspace, lot, options)? else { continue };
        let Ended { status, interrupted } = run_lot(Some(lot), &options, program, &[])?;
        told.push(format!("{lot} {}", word(status)));
        statuses.push(status);
        if interrupted {
            break;
        }
    }
    if !options.list {
        say(&format!("すべてのロット: {}", told.join("、")));
    }
    Ok(worst(&statuses, options.shard.is_some()))
}

/// The options of one lot; `None` if none of the unions named is in it.
fn of_lot(workspace: &Workspace, lot: Lot, options: &RunOptions) -> Result<Option<RunOptions>, UsageError> {
    let unions: BTreeSet<_> =
        workspace.specification.lot(lot).map_err(UsageError::new)?.unions.iter().copied().collect();
    let mut of_lot = options.clone();
    of_lot.union.clear();
    for text in &options.union {
        let union = workspace.specification.find_union(text).map_err(UsageError::new)?;
        if unions.contains(&union.id) {
            of_lot.union.push(text.clone());
        }
    }
    Ok((options.union.is_empty() || !of_lot.union.is_empty()).then_some(of_lot))
}

/// The status of all together. Of a share, a lot may have nothing; otherwise what ran nowhere
/// did not pass.
fn worst(statuses: &[ExitStatus], is_share: bool) -> ExitStatus {
    use ExitStatus::{Leaked, NotPassed, Nothing, Passed, Unreachable, Usage};
    let order = [Leaked, Usage, Unreachable, NotPassed];
    let bad = order.into_iter().find(|bad| statuses.contains(bad));
    bad.unwrap_or(match (statuses.contains(&Passed), statuses.contains(&Nothing)) {
        (true, false) => Passed,
        (true, true) if is_share => Passed,
        _ => Nothing,
    })
}

fn word(status: ExitStatus) -> &'static str {
    match status {
        ExitStatus::Passed => "合格",
        ExitStatus::NotPassed => "不合格",
        ExitStatus::Usage => "指定の誤り",
        ExitStatus::Unreachable => "接続できません",
        ExitStatus::Nothing => "判定なし",
        ExitStatus::Leaked => "エラー(漏えい)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ExitStatus::{Leaked, NotPassed, Nothing, Passed};

    #[test]
    fn what_ran_nowhere_did_not_pass_unless_it_is_a_share() {
        for (statuses, is_share, expected) in [
            (&[Passed, Passed, Passed][..], false, Passed),
            (&[Passed, Nothing, Passed], false, Nothing),
            (&[Passed, Nothing, Passed], true, Passed),
            (&[Nothing, Nothing, Nothing], true, Nothing),
            (&[Passed, NotPassed, Nothing], true, NotPassed),
            (&[NotPassed, Leaked, Passed], false, Leaked),
            (&[], false, Nothing),
        ] {
            assert_eq!(worst(statuses, is_share), expected, "{statuses:?} {is_share}");
        }
    }

    #[test]
    fn a_lot_is_a_number_or_all() {
        assert_eq!("all".parse(), Ok(Lots::Every));
        assert_eq!("2".parse(), Ok(Lots::One(Lot::Two)));
        assert!("4".parse::<Lots>().is_err_and(|error| error.contains("all")));
    }
}
