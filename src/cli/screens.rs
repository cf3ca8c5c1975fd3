//! What a run has to say of its screens: how many pictures, whether there are any, and
//! whether two techniques of driving came to the same verdicts.

use super::{UsageError, run_options::RunOptions, say};
use crate::{
    model::{CaptureKind, UnionId, Verdict},
    report::RunRecord,
    run::{ExitStatus, RunReport},
};
use std::collections::BTreeMap;

/// What a run by the operator's port says of its pictures.
pub(super) const NONE: &str =
    "画面の写し: 取っていません(--driver browser を付けると、ブラウザーで操作して取ります)";

/// What a run says where the union whose screens are shown does not take part.
pub(super) fn not_representative(union: Option<UnionId>) -> String {
    let name = union.map(|union| format!("({union})")).unwrap_or_default();
    format!(
        "画面の写し: 取っていません。画面で試験するのは、ロットの代表の広域連合{name}だけです。--driver browser を付けると、選んだ団体を画面で試験します"
    )
}

/// What a run says that would have shown screens.
pub(super) fn no_browser(why: &UsageError) -> String {
    format!("画面の写し: 取っていません。{why}")
}

/// How many pictures a run took, and how many it did not keep.
pub(super) fn pictures(report: &RunReport) -> Result<(usize, usize), UsageError> {
    let record = RunRecord::read(&report.folder).map_err(UsageError::new)?;
    let count = |kind| record.captures.iter().filter(|capture| capture.kind == kind).count();
    Ok((count(CaptureKind::Screenshot), count(CaptureKind::Withheld)))
}

/// What a run says of pictures that it did not keep.
pub(super) fn withheld(count: usize) -> String {
    format!("保存しなかった画面の写し: {count}枚(個人番号が表示されたため。理由は報告の各シナリオにあります)")
}

/// The status of runs that were held one after the other. Where pictures are required, and
/// none was taken, it is not that of a run that passed.
pub(super) fn require(options: &RunOptions, reports: &[RunReport]) -> Result<ExitStatus, UsageError> {
    let first_bad = reports.iter().map(|report| report.status).find(|status| *status != ExitStatus::Passed);
    let status = first_bad.unwrap_or(ExitStatus::Passed);
    if options.require_screens && status == ExitStatus::Passed {
        let mut taken = 0;
        for report in reports {
            taken += pictures(report)?.0;
        }
        if taken == 0 {
            say("判定: 不合格(--require-screens: 画面の写しが1枚もありません)");
            return Ok(ExitStatus::NotPassed);
        }
    }
    Ok(status)
}

/// Tells which scenarios got different verdicts in runs of the same selection. Equal
/// verdicts of passed scenarios are equal observations: both are those that were approved.
pub(super) fn compare(reports: &[RunReport]) -> Result<(), UsageError> {
    let [one, other] = reports else { return Ok(()) };
    let (one, other) = (verdicts(one)?, verdicts(other)?);
    let differing: Vec<_> = one
        .iter()
        .filter_map(|(key, verdict)| Some((key, verdict, other.get(key)?)))
        .filter(|(_, verdict, other)| verdict != other)
        .collect();
    let compared = one.keys().filter(|key| other.contains_key(*key)).count();
    say(&format!("\n操作のしかたの比較: {compared}件のうち、判定の違うもの{}件", differing.len()));
    for ((union, id), verdict, other) in differing {
        say(&format!("  {union} {id}: {verdict} → {other}"));
    }
    Ok(())
}

fn verdicts(report: &RunReport) -> Result<BTreeMap<(UnionId, String), Verdict>, UsageError> {
    let record = RunRecord::read(&report.folder).map_err(UsageError::new)?;
    Ok(record.attempts().map(|attempt| ((attempt.union, attempt.id.clone()), attempt.verdict)).collect())
}
