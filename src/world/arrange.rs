//! What 前提 steps bring about, whatever was there before: members registered or not,
//! codes linked, copies provided. Each is safe to repeat.

use super::{Actor, Office, OperationWorld, Registration, StepFailure, StepResult, desk::must};
use crate::{
    model::{BranchNumber, CodeLinkState},
    standard_system::{Change, CopyKind, StandardSystem},
    terminal::{CodeLink, MemberQuery, Observed, Receipt},
    wire::file_kind,
};
use std::{sync::Arc, time::Duration};

/// Who registers members when a 前提 needs it.
const MEMBER_CLERK: &str = "資格担当";
/// Who registers copies when a 前提 needs it.
const COPY_CLERK: &str = "副本担当";

impl OperationWorld {
    /// The standard system of an office, knowing these members.
    ///
    /// # Errors
    /// If the test data has no such member.
    pub fn standard(&mut self, office: Office, keys: &[String]) -> StepResult<&mut StandardSystem> {
        let lane = Arc::clone(self.lane()?);
        let charset = self.charset();
        let slot = match office {
            Office::Own => &mut self.own,
            Office::Partner => &mut self.partner,
            Office::Production | Office::Test => &mut self.elsewhere,
        };
        let standard = slot.get_or_insert_with(|| StandardSystem::new(charset, lane.first_record_number()));
        for key in keys {
            if !standard.knows(key) {
                standard.enter(lane.member(office, key)?);
            }
        }
        Ok(standard)
    }

    /// The branch number tied to a member.
    ///
    /// # Errors
    /// If none is tied.
    pub fn branch(&mut self, office: Office, key: &str) -> StepResult<BranchNumber> {
        let keys = [key.to_owned()];
        self.standard(office, &keys)?.member(key)?.branch.clone().ok_or_else(|| {
            StepFailure::expectation(format!("加入者「{key}」に被保険者枝番が紐付いていません"))
        })
    }

    /// Who may register and look at these members: a clerk of their access group.
    fn member_clerk(&mut self, office: Office, keys: &[String]) -> StepResult<Actor> {
        let first = keys.first().cloned().unwrap_or_default();
        let group = self.standard(office, keys)?.member(&first)?.access_group.clone();
        let Some(group) = group else { return Ok(Actor::at(office, MEMBER_CLERK)) };
        Ok(Actor::at(office, &self.lane()?.member_clerk_of(&group)?))
    }

    /// Waits until no file of a kind is under way that was registered before the lane began,
    /// by a run that was killed for example: what it does to members must not come between
    /// the steps of a scenario.
    async fn settle(&mut self, actor: &Actor, kind: &'static str) -> StepResult {
        let lane = Arc::clone(self.lane()?);
        if !lane.setting.used_before || !lane.settled.lock().await.insert((actor.office, kind)) {
            return Ok(());
        }
        let desk = self.desk(actor).await?;
        for receipt in must("登録済みファイルの確認", desk.uploads(kind).await?)? {
            if !receipt.state.is_final() {
                lane.wait_for_receipt(desk, receipt, lane.unseen_interval()).await?;
            }
        }
        Ok(())
    }

    /// Looks members up at the intermediate server and ties the branch numbers found.
    async fn look_up(&mut self, office: Office, keys: &[String]) -> StepResult {
        for key in keys {
            let one = [key.clone()];
            let clerk = self.member_clerk(office, &one)?;
            self.settle(&clerk, file_kind::MEMBERS).await?;
            let query =
                MemberQuery::InsuredNumber(self.standard(office, &one)?.member(key)?.insured_number.clone());
            let found = must("加入者検索", self.desk(&clerk).await?.search_members(&query).await?)?;
            let branch = match found.entries.as_slice() {
                [] => None,
                [entry] => Some(entry.branch().map_err(|error| StepFailure::expectation(error.to_string()))?),
                several => {
                    return Err(StepFailure::difference(
                        &format!("被保険者番号による加入者「{key}」の検索"),
                        "1件以下",
                        format!("{}件", several.len()),
                    ));
                }
            };
            self.standard(office, &one)?.tie(key, branch)?;
        }
        Ok(())
    }

    async fn register_members(&mut self, office: Office, keys: &[String], change: Change) -> StepResult {
        let clerk = self.member_clerk(office, keys)?;
        let lane = Arc::clone(self.lane()?);
        let charset = self.charset();
        let file = self.standard(office, keys)?.extract_members(keys, change)?;
        let desk = self.desk(&clerk).await?;
        let receipt = lane.register(desk, &file).await?;
        let result = must("登録結果ファイル", desk.download_result(&receipt.receipt_number, charset).await?)?;
        let rows = self.standard(office, keys)?.take_in_members(&result, keys)?;
        match rows.into_iter().find(|row| !row.code.is_empty()) {
            None => Ok(()),
            Some(row) => Err(StepFailure::difference(
                &format!("前提の加入者「{}」を登録できません", row.key),
                "エラーなし",
                format!("{} {}", row.code, row.message),
            )),
        }
    }

    /// 前提: these members are not registered. Those that are, are deleted.
    ///
    /// # Errors
    /// If a deletion is refused.
    pub async fn arrange_not_registered(&mut self, office: Office, keys: &[String]) -> StepResult {
        self.look_up(office, keys).await?;
        let mut registered = Vec::new();
        for key in keys {
            if self.standard(office, keys)?.member(key)?.branch.is_some() {
                registered.push(key.clone());
            }
        }
        if !registered.is_empty() {
            self.remember_branches(office, &registered)?;
            self.register_members(office, &registered, Change::Delete).await?;
            for key in &registered {
                self.standard(office, keys)?.tie(key, None)?;
            }
        }
        Ok(())
    }

    /// Keeps the branch numbers of members who are about to be deleted.
    ///
    /// # Errors
    /// If the test data has no such member.
    pub fn remember_branches(&mut self, office: Office, keys: &[String]) -> StepResult {
        for key in keys {
            if let Some(branch) = self.standard(office, keys)?.member(key)?.branch.clone() {
                self.former_branches.insert(key.clone(), branch);
            }
        }
        Ok(())
    }

    /// 前提: these members are registered and tied to their branch numbers.
    ///
    /// # Errors
    /// If a registration is refused.
    pub async fn arrange_registered(&mut self, office: Office, keys: &[String]) -> StepResult {
        self.look_up(office, keys).await?;
        let mut missing = Vec::new();
        for key in keys {
            if self.standard(office, keys)?.member(key)?.branch.is_none() {
                missing.push(key.clone());
            }
        }
        if missing.is_empty() { Ok(()) } else { self.register_members(office, &missing, Change::New).await }
    }

    /// 前提: these members are registered and their codes are linked.
    ///
    /// # Errors
    /// If a registration is refused, or a code does not arrive.
    pub async fn arrange_linked(&mut self, office: Office, keys: &[String]) -> StepResult {
        self.arrange_registered(office, keys).await?;
        for key in keys {
            let clerk = self.member_clerk(office, std::slice::from_ref(key))?;
            let interval = self.lane()?.unseen_interval();
            let link = self.wait_for_code(&clerk, key, interval).await?;
            if link.state != CodeLinkState::Linked {
                return Err(StepFailure::difference(
                    &format!("前提の加入者「{key}」の符号取得状況"),
                    CodeLinkState::Linked,
                    link.state,
                ));
            }
        }
        Ok(())
    }

    /// Waits until the code of a member is linked or cannot be had, looking at
    /// intervals.
    ///
    /// # Errors
    /// If it is neither within the time allowed.
    pub async fn wait_for_code(
        &mut self,
        actor: &Actor,
        key: &str,
        interval: Duration,
    ) -> StepResult<CodeLink> {
        let lane = Arc::clone(self.lane()?);
        let branch = self.branch(actor.office, key)?;
        let desk = self.desk(actor).await?;
        let mut waited = Duration::ZERO;
        loop {
            let link = must("符号取得状況の確認", desk.code_link(&branch).await?)?;
            if link.state.is_final() {
                return Ok(link);
            }
            lane.wait_once(&mut waited, interval, &format!("加入者「{key}」の符号取得"), link.state).await?;
        }
    }

    /// 前提: a copy of a member is registered as the test data has it, and nothing else of
    /// that kind.
    ///
    /// # Errors
    /// If a registration is refused.
    pub async fn arrange_copy(&mut self, office: Office, key: &str, kind: CopyKind) -> StepResult {
        let clerk = Actor::at(office, COPY_CLERK);
        self.settle(&clerk, kind.file_kind()).await?;
        let branch = self.branch(office, key)?;
        let there = must("副本照会", self.desk(&clerk).await?.copies(&branch).await?)?;
        let there: Vec<_> = there.entries.into_iter().filter(|copy| copy.kind == kind.file_kind()).collect();
        let keys = [key.to_owned()];
        let wanted =
            self.standard(office, &keys)?.member(key)?.copies.get(&kind).cloned().unwrap_or_default();
        let differs = |values: &std::collections::BTreeMap<String, String>| {
            !there.iter().any(|copy| {
                values.iter().all(|(column, value)| {
                    copy.values.get(column).map_or(value.is_empty(), |there| there == value)
                })
            })
        };
        if !wanted.is_empty() && there.len() == wanted.len() && !wanted.iter().any(differs) {
            self.standard(office, &keys)?.acknowledge_copies(key, kind);
            return Ok(());
        }
        let change = if there.is_empty() { Change::New } else { Change::Update };
        self.register_copies(&clerk, &keys, kind, change).await?;
        let receipt = self.produced("副本の登録結果", self.receipt.as_ref())?;
        match receipt.counts {
            Some(counts) if counts.error == 0 => {
                self.standard(office, &keys)?.acknowledge_copies(key, kind);
                Ok(())
            }
            _ => Err(StepFailure::difference(
                &format!("前提の副本「{kind}」を登録できません(加入者「{key}」)"),
                "処理完了、エラー0件",
                receipt.state,
            )),
        }
    }

    async fn register_copies(
        &mut self,
        actor: &Actor,
        keys: &[String],
        kind: CopyKind,
        change: Change,
    ) -> StepResult {
        let lane = Arc::clone(self.lane()?);
        let as_of = lane.clock.now().await?;
        let file = self.standard(actor.office, keys)?.extract_copies(keys, kind, change, as_of)?;
        let receipt = lane.register(self.desk(actor).await?, &file).await?;
        self.receipt = Some(receipt);
        // The job of copies is rarer than sessions are long: who sat elsewhere meanwhile
        // has to log in again.
        self.go_home();
        Ok(())
    }

    /// 前提: copies of a kind are provided from today on, or since earlier.
    ///
    /// # Errors
    /// If the setting is refused.
    pub async fn arrange_provision_started(&mut self, office: Office, kind: CopyKind) -> StepResult {
        let today = self.lane()?.clock.now().await?.date_naive();
        let desk = self.desk(&Actor::at(office, COPY_CLERK)).await?;
        must("提供開始日の設定", desk.set_provision_start(kind.file_kind(), Some(today)).await?).map(|_| ())
    }

    /// もし: registers a file; what came of it is remembered for the expectations.
    ///
    /// # Errors
    /// If the terminal cannot tell what came of it.
    pub async fn register_file(&mut self, registration: Registration) -> StepResult {
        let uploaded = self.desk(&registration.by).await?.upload(&registration.file).await?;
        self.receipt = self.take("ファイルの登録", uploaded)?;
        if let Some(receipt) = &self.receipt {
            self.registrations.push((registration.clone(), receipt.clone()));
        }
        self.registration = Some(registration);
        Ok(())
    }

    /// The state of the file registered last, looked at now and not shown.
    ///
    /// # Errors
    /// If it cannot be looked at.
    pub async fn look_at_receipt(&mut self) -> StepResult<Receipt> {
        let registration = self.produced("登録したファイル", self.registration.as_ref())?;
        let receipt = self.produced("受付番号", self.receipt.as_ref())?;
        let seen = self.desk(&registration.by).await?.receipt(&receipt.receipt_number).await?;
        must("処理ステータスの確認", seen)
    }

    /// もし: waits until the file registered last is processed.
    ///
    /// # Errors
    /// If it is not within the time allowed.
    pub async fn wait_until_processed(&mut self) -> StepResult<Receipt> {
        let lane = Arc::clone(self.lane()?);
        let registration = self.produced("登録したファイル", self.registration.as_ref())?;
        let receipt = self.produced("受付番号", self.receipt.as_ref())?;
        let desk = self.desk(&registration.by).await?;
        let receipt = lane.wait_for_receipt(desk, receipt, lane.timing().poll).await?;
        self.show(&receipt);
        self.receipt = Some(receipt.clone());
        Ok(receipt)
    }
}

impl OperationWorld {
    /// Result codes, row by row, of the file registered last.
    ///
    /// # Errors
    /// If the result cannot be had or read.
    pub async fn row_codes(&mut self, actor: &Actor) -> StepResult<Vec<String>> {
        let receipt = self.produced("受付番号", self.receipt.as_ref())?;
        let charset = self.charset();
        let outcome = self.desk(actor).await?.download_result(&receipt.receipt_number, charset).await?;
        let file = self.take_file("結果のダウンロード", outcome.on(receipt.screen()))?;
        let file = self.produced("結果のファイル", file.as_ref())?;
        Ok(crate::standard_system::row_codes(&file)?)
    }
}
