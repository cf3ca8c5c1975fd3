//! Getting a user to a terminal, ready to work: log-in, first change of the password, and
//! before that the registration of departments and users where nobody has done it yet.

use super::{
    Actor, Lane, Office, OperationWorld, StepFailure, StepResult,
    lane::{Password, Staff},
};
use crate::{
    media::{Charset, OutgoingFile},
    standard_system::{row_codes, user_rows},
    terminal::{Outcome, Receipt, Terminal, TerminalError},
    wire::{column, file_kind},
};
use std::{sync::Arc, time::Duration};

/// Key of the first user of every insurer.
const ADMINISTRATOR: &str = "システム管理者";

/// Waiting of others after which a user who did nothing logs in again: a session may have
/// ended by then, and that is nothing to accuse the system under test of.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// So many poll intervals pass between two looks that nobody sees.
const UNSEEN: u32 = 3;

/// Most that they come to: a user who waits for longer between two looks loses the session.
const LONGEST_UNSEEN: Duration = Duration::from_secs(12 * 60);

/// What is waited for.
const FILES: &str = "ファイルの処理";

/// A user at a terminal.
#[derive(Debug)]
pub(super) struct Desk {
    terminal: Box<dyn Terminal>,
    /// How long the lane had waited for files, codes and answers when the user acted last;
    /// none for a log-in that is what a scenario is about.
    waited: Option<Duration>,
}

impl OperationWorld {
    /// A terminal at which the actor is logged in.
    ///
    /// # Errors
    /// If the log-in is refused, or nobody knows the actor's password.
    pub async fn desk(&mut self, actor: &Actor) -> StepResult<&mut (dyn Terminal + 'static)> {
        let lane = Arc::clone(self.lane()?);
        let waited = lane.waited();
        let gone = match self.desks.get(actor) {
            Some(desk) => desk.waited.is_some_and(|before| waited.saturating_sub(before) >= PATIENCE),
            None => true,
        };
        if gone {
            let terminal = lane.seat(actor).await?;
            self.desks.insert(actor.clone(), Desk { terminal, waited: Some(waited) });
        }
        let desk = self.desks.get_mut(actor);
        let desk = desk.ok_or_else(|| StepFailure::broken(format!("「{actor}」の端末がありません")))?;
        desk.waited = desk.waited.map(|_| waited);
        Ok(desk.terminal.as_mut())
    }

    /// Puts somebody at a terminal, whatever the state of the log-in.
    pub fn sit_down(&mut self, actor: &Actor, terminal: Box<dyn Terminal>) {
        self.desks.insert(actor.clone(), Desk { terminal, waited: None });
    }

    /// Takes somebody away from a terminal, whose session goes on.
    pub fn stand_up(&mut self, actor: &Actor) -> Option<Box<dyn Terminal>> {
        self.desks.remove(actor).map(|desk| desk.terminal)
    }

    /// Everybody goes home: sessions are left behind, the next act logs in again.
    pub fn go_home(&mut self) {
        self.desks.clear();
    }
}

impl Lane {
    /// A terminal at which the actor is logged in and ready to work.
    pub(super) async fn seat(&self, actor: &Actor) -> StepResult<Box<dyn Terminal>> {
        let _arranging = self.recorder.arranging();
        let mut staff = self.staff.lock().await;
        let known = staff.passwords.get(&(actor.office, actor.user.clone())).cloned();
        let password = match known {
            Some(password) => password,
            None => {
                self.make_ready(&mut staff, actor.office).await?;
                staff.passwords.get(&(actor.office, actor.user.clone())).cloned().ok_or_else(|| {
                    StepFailure::broken(format!(
                        "利用者「{actor}」のパスワードが分かりません。制御ポートのない接続先では、testdata/endpoints.yaml の資格情報に書いてください(利用者は testdata/master_data.yaml の名前で書きます)"
                    ))
                })?
            }
        };
        let user_id = self.user_id(actor)?;
        let mut terminal = self.terminal(actor.office)?;
        match password {
            Password::Own(password) => {
                let signed_in = must("ログイン", terminal.log_in(&user_id, &password).await?)?;
                // After 90 days of a test the password is too old to work with.
                if signed_in.must_change_password {
                    let own = self.new_password();
                    must("パスワードの変更", terminal.change_password(&password, &own).await?)?;
                    staff.passwords.insert((actor.office, actor.user.clone()), Password::Own(own));
                }
            }
            Password::Initial(initial) => {
                must("初期パスワードでのログイン", terminal.log_in(&user_id, &initial).await?)?;
                let own = self.new_password();
                must("パスワードの変更", terminal.change_password(&initial, &own).await?)?;
                staff.passwords.insert((actor.office, actor.user.clone()), Password::Own(own));
            }
        }
        Ok(terminal)
    }

    /// The user id behind a user key.
    ///
    /// # Errors
    /// If neither the endpoint's credentials nor the master data have such a user.
    pub fn user_id(&self, actor: &Actor) -> StepResult<String> {
        if let (Office::Own, Some((user_id, _))) = (actor.office, self.setting.credentials.get(&actor.user)) {
            return Ok(user_id.clone());
        }
        Ok(self.setting.specification.user(&actor.user)?.user_id.clone())
    }

    /// A password that fits the rules of domain.md §6.4.
    #[must_use]
    pub fn new_password(&self) -> String {
        use rand::RngExt;
        let mut random = rand::rng();
        let tail: String = (0..14).map(|_| char::from(random.sample(rand::distr::Alphanumeric))).collect();
        let password = format!("Sg7-{tail}");
        self.recorder.folder().masker().add_secret(&password);
        password
    }

    /// From now on the actor logs in with this password.
    pub async fn remember_password(&self, actor: &Actor, password: &str) {
        self.staff
            .lock()
            .await
            .passwords
            .insert((actor.office, actor.user.clone()), Password::Own(password.to_owned()));
    }

    /// Whatever was known of the actor's password is void: an initial one was issued.
    pub async fn remember_initial_password(&self, actor: &Actor, password: &str) {
        self.staff
            .lock()
            .await
            .passwords
            .insert((actor.office, actor.user.clone()), Password::Initial(password.to_owned()));
    }

    /// Sees to it that an office is known at the endpoint, with its terminals and users.
    ///
    /// # Errors
    /// If one of them cannot be registered.
    pub async fn open_office(&self, office: Office) -> StepResult {
        self.make_ready(&mut *self.staff.lock().await, office).await
    }

    /// Sees to it that the users of an office are registered.
    async fn make_ready(&self, staff: &mut Staff, office: Office) -> StepResult {
        if staff.offices.contains(&office) {
            return Ok(());
        }
        if self.control.is_none() {
            for (user, (_, password)) in &self.setting.credentials {
                self.recorder.folder().masker().add_secret(password);
                staff.passwords.insert((Office::Own, user.clone()), Password::Own(password.clone()));
            }
            staff.offices.insert(office);
            return Ok(());
        }
        let initial = self.new_password();
        self.set_up_insurer(office, &initial).await?;
        let user_id = self.user_id(&Actor::at(office, ADMINISTRATOR))?;
        let mut terminal = self.terminal(office)?;
        must("システム管理者のログイン", terminal.log_in(&user_id, &initial).await?)?;
        let own = self.new_password();
        must("システム管理者のパスワード変更", terminal.change_password(&initial, &own).await?)?;
        staff.passwords.insert((office, ADMINISTRATOR.to_owned()), Password::Own(own));
        self.register_master_data(staff, office, terminal.as_mut()).await?;
        staff.offices.insert(office);
        Ok(())
    }

    /// Departments and users of `testdata/master_data.yaml`, as far as they are not there.
    async fn register_master_data(
        &self,
        staff: &mut Staff,
        office: Office,
        terminal: &mut dyn Terminal,
    ) -> StepResult {
        let specification = Arc::clone(&self.setting.specification);
        must("文字コードの設定", terminal.define_charset(Self::CHARSET).await?)?;
        let master_data = specification.master_data();
        for (name, group) in master_data.access_groups.iter() {
            must("アクセスグループの登録", terminal.register_access_group(&group.code, name).await?)?;
        }
        let there = must("部署の一覧", terminal.departments().await?)?;
        let mut missing = Vec::new();
        for (name, department) in master_data.departments.iter() {
            if !there.iter().any(|(code, _)| *code == department.code) {
                let group = match &department.access_group {
                    Some(group) => specification.access_group(group)?.code.clone(),
                    None => String::new(),
                };
                missing.push(vec!["1".to_owned(), department.code.clone(), name.to_owned(), group]);
            }
        }
        if !missing.is_empty() {
            let name = "部署情報一括登録ファイル.csv";
            let file = OutgoingFile::write(
                file_kind::DEPARTMENTS,
                name,
                Self::CHARSET,
                column::DEPARTMENTS,
                missing,
            )
            .map_err(TerminalError::from)?;
            let receipt = self.register(terminal, &file).await?;
            let result = must(
                "部署の登録結果",
                terminal.download_result(&receipt.receipt_number, Self::CHARSET).await?,
            )?;
            if let Some(code) = row_codes(&result)?.into_iter().find(|code| !code.is_empty()) {
                return Err(StepFailure::difference("部署を登録できません", "エラーなし", code));
            }
        }
        self.register_users(staff, office, terminal).await
    }

    async fn register_users(
        &self,
        staff: &mut Staff,
        office: Office,
        terminal: &mut dyn Terminal,
    ) -> StepResult {
        let specification = Arc::clone(&self.setting.specification);
        let there = must("利用者の一覧", terminal.users().await?)?;
        let users = specification.master_data().users.iter().filter(|(key, _)| *key != ADMINISTRATOR);
        let (known, missing): (Vec<_>, Vec<_>) =
            users.partition(|(_, user)| there.iter().any(|entry| entry.user_id == user.user_id));
        for (key, user) in known {
            let issued =
                must("初期パスワードの再発行", terminal.reissue_initial_password(&user.user_id).await?)?;
            let initial = Password::Initial(issued.initial_password);
            staff.passwords.insert((office, key.to_owned()), initial);
        }
        if missing.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::new();
        for (_, user) in &missing {
            rows.push(self.user_row(user)?);
        }
        let name = "ユーザー情報一括登録ファイル.csv";
        let file = OutgoingFile::write(file_kind::USERS, name, Self::CHARSET, column::USERS, rows)
            .map_err(TerminalError::from)?;
        let receipt = self.register(terminal, &file).await?;
        let result = must(
            "利用者の登録結果",
            terminal.download_result(&receipt.receipt_number, Self::CHARSET).await?,
        )?;
        for row in user_rows(&result)? {
            let user = missing.iter().find(|(_, user)| user.user_id == row.user_id);
            match (user, row.initial_password) {
                (Some((key, _)), Some(initial)) => {
                    staff.passwords.insert((office, (*key).to_owned()), Password::Initial(initial));
                }
                _ => {
                    return Err(StepFailure::difference(
                        &format!("利用者「{}」を登録できません", row.user_id),
                        "初期パスワードが払い出される",
                        row.code,
                    ));
                }
            }
        }
        Ok(())
    }

    /// Cells in the order of [`column::USERS`].
    fn user_row(&self, user: &crate::spec::User) -> StepResult<Vec<String>> {
        let department = match &user.department {
            Some(name) => self.setting.specification.department(name)?.code.clone(),
            None => String::new(),
        };
        let compact = |date: chrono::NaiveDate| date.format("%Y%m%d").to_string();
        Ok(vec![
            "1".to_owned(),
            user.user_id.clone(),
            user.name.clone(),
            department,
            user.roles.join(";"),
            compact(user.valid_from),
            user.valid_to.map(compact).unwrap_or_default(),
        ])
    }

    /// Character code of the 標準システム, unless a scenario declares another.
    pub const CHARSET: Charset = Charset::ShiftJis;

    /// Registers a file and waits until it is processed, with longer waits than usual since
    /// nobody sees what is shown in between.
    pub(super) async fn register(
        &self,
        terminal: &mut dyn Terminal,
        file: &OutgoingFile,
    ) -> StepResult<Receipt> {
        let receipt = must(&format!("{}の登録", file.name), terminal.upload(file).await?)?;
        self.wait_for_receipt(terminal, receipt, self.unseen_interval()).await
    }

    /// Time between two looks of which nobody sees what they show.
    pub(super) fn unseen_interval(&self) -> Duration {
        let poll = self.timing().poll;
        (poll * UNSEEN).min(LONGEST_UNSEEN).max(poll)
    }

    /// Waits until an upload is processed or refused, looking at intervals. Looks once at
    /// least; what was under way when it was seen last is looked at after the first wait.
    ///
    /// # Errors
    /// If it is not within the time allowed.
    pub(super) async fn wait_for_receipt(
        &self,
        terminal: &mut dyn Terminal,
        mut receipt: Receipt,
        interval: Duration,
    ) -> StepResult<Receipt> {
        let mut waited = Duration::ZERO;
        loop {
            if !receipt.state.is_final() {
                self.wait_once(&mut waited, interval, FILES, receipt.state).await?;
            }
            receipt = must("処理ステータスの確認", terminal.receipt(&receipt.receipt_number).await?)?;
            if receipt.state.is_final() {
                return Ok(receipt);
            }
        }
    }

    /// Lets the time between two looks pass.
    ///
    /// # Errors
    /// If the time allowed is over.
    pub async fn wait_once(
        &self,
        waited: &mut Duration,
        interval: Duration,
        what: &str,
        state: impl std::fmt::Display,
    ) -> StepResult {
        let timing = self.timing();
        if *waited >= timing.wait {
            return Err(StepFailure::difference(
                &format!("{what}が{}秒待っても終わりません", timing.wait.as_secs()),
                "最終の状態",
                state,
            ));
        }
        self.clock.pass(interval).await?;
        *waited += interval;
        self.waited_seconds.fetch_add(interval.as_secs(), std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }
}

/// An act that has to succeed.
pub(super) fn must<T>(what: &str, outcome: Outcome<T>) -> StepResult<T> {
    match outcome {
        Outcome::Shown(seen) => Ok(seen),
        Outcome::Refused(refusal) => Err(StepFailure::refused(what, &refusal)),
    }
}
