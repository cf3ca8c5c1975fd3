//! Runs that refer to a run before: `--rerun-failed` repeats what did not pass, `--resume`
//! goes on in the same folder. What they need to know is in its header and events.

use super::{
    UsageError, Workspace,
    run_options::{DriverName, RunOptions},
    say,
};
use crate::{
    model::{Lot, RunHeader, RunScope, UnionId},
    report::RunRecord,
    run::{ExitStatus, Plan, fingerprint},
};
use std::{collections::BTreeSet, path::Path};

/// A run before, as far as its folder tells.
pub(super) struct Former {
    record: RunRecord,
}

impl Former {
    /// Reads its folder.
    pub(super) fn read(folder: &Path) -> Result<Self, UsageError> {
        let record = RunRecord::read(folder).map_err(UsageError::new)?;
        if record.header.scope.planned.is_empty() {
            return Err(UsageError(format!(
                "実行フォルダ「{}」には、何を実行するはずだったかの記録がありません(古い版のハーネスの記録です)。新しく実行してください",
                folder.display()
            )));
        }
        Ok(Self { record })
    }

    pub(super) fn header(&self) -> &RunHeader {
        &self.record.header
    }

    fn scope(&self) -> &RunScope {
        &self.record.header.scope
    }

    /// Its lot, which nothing typed may contradict.
    pub(super) fn lot(&self, typed: Option<Lot>) -> Result<Lot, UsageError> {
        let lot = self.record.header.lot;
        match typed {
            Some(typed) if typed != lot => Err(UsageError(format!(
                "指定は{typed}ですが、前の実行は{lot}です。同じロットを指定してください"
            ))),
            _ => Ok(lot),
        }
    }

    /// The options as typed, with what was not typed as in the run before.
    pub(super) fn options(&self, typed: &RunOptions) -> RunOptions {
        let way = &self.scope().way;
        let mut options = typed.clone();
        options.seed = self.record.header.seed;
        options.production_registration |= self.is_production_registration();
        options.endpoint = options.endpoint.or_else(|| way.endpoint.clone());
        if options.driver.is_empty() {
            options.driver = vec![if way.by_screens { DriverName::Browser } else { DriverName::Http }];
        }
        options
    }

    fn is_production_registration(&self) -> bool {
        self.scope().planned.iter().any(|group| !group.item.is_test_item())
    }

    /// What it was to run and did not pass. 対象外 and 要確認 are no failures: they would be
    /// 対象外 and 要確認 again.
    pub(super) fn failed(&self) -> BTreeSet<(UnionId, String)> {
        let mut left = self.planned();
        for attempt in self.record.attempts().filter(|attempt| !attempt.will_be_retried) {
            if !attempt.verdict.is_failure() {
                left.remove(&(attempt.union, attempt.id.clone()));
            }
        }
        left
    }

    /// What it was to run and has no verdict on.
    fn unended(&self) -> BTreeSet<(UnionId, String)> {
        let mut left = self.planned();
        for attempt in self.record.attempts().filter(|attempt| !attempt.will_be_retried) {
            left.remove(&(attempt.union, attempt.id.clone()));
        }
        left
    }

    fn planned(&self) -> BTreeSet<(UnionId, String)> {
        RunScope::each(&self.scope().planned).map(|(union, _, one)| (union, one.id.clone())).collect()
    }

    /// Says that there is nothing to repeat. That is what everybody hoped for, and a pass,
    /// if the run before had one; otherwise nothing was run, and nothing is claimed.
    pub(super) fn nothing_to_repeat(&self) -> ExitStatus {
        let run = &self.record.header.run;
        match self.record.result.as_ref().map(|result| result.exit_code) {
            Some(0) => {
                say(&format!(
                    "やり直すシナリオはありません。何も実行していません。{run} の判定は合格のままです"
                ));
                ExitStatus::Passed
            }
            _ => {
                say(&format!(
                    "やり直すシナリオはありません。何も実行していません。{run} は合格していないので、判定なしです"
                ));
                ExitStatus::Nothing
            }
        }
    }

    /// The verdict of a run that has come to its end already.
    pub(super) fn already_ended(&self) -> Option<ExitStatus> {
        let result = self.record.result.as_ref().filter(|_| self.unended().is_empty())?;
        say(&format!("{} は最後まで終わっています。残りはありません", self.record.header.run));
        Some(ExitStatus::of_code(result.exit_code))
    }

    /// The plan with which it goes on: the same features, the same endpoint.
    pub(super) fn same_plan(&self, workspace: &Workspace, typed: &RunOptions) -> Result<Plan, UsageError> {
        if fingerprint(&workspace.features) != self.scope().features {
            return Err(UsageError(
                "機能ファイルが前の実行の後で変わっています。一つの実行に二つの版は混ぜられないので、新しく実行してください"
                    .to_owned(),
            ));
        }
        let way = &self.scope().way;
        if let Some(endpoint) = &typed.endpoint
            && way.endpoint.as_ref() != Some(endpoint)
        {
            return Err(UsageError(format!(
                "前の実行の接続先は {} です。--endpoint と環境変数 SOGO_ENDPOINT を外すか、同じ接続先にしてください",
                self.record.header.endpoint
            )));
        }
        Plan::recorded(self.record.header.lot, &self.scope().planned, &workspace.scenarios())
            .map_err(UsageError::new)
    }
}
