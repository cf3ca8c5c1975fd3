//! The stage around the system under test, set through the control port of a reference
//! server: insurers, residents, the NWS master, other institutions.

use super::{Lane, Office, OperationWorld, StepFailure, StepResult};
use crate::{
    media::Charset,
    model::TestItem,
    spec::{ProvidedCopy, ProvidedItem, RoleModel},
    standard_system::CopyKind,
    terminal::{
        AdministratorSetting, CombinationSetting, CopySetting, InstitutionSetting, InsurerSetting,
        MasterSetting, NoticeSetting, ResidentSetting, SiteEntrySetting,
    },
};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike as _};
use std::time::Duration;

/// A day that no run reaches.
const NEVER: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The hour after which no scenario is begun on the same day.
const CLOSING_HOUR: u32 = 20;

impl Lane {
    /// Sets the stage, if there is somebody to tell. Safe to repeat.
    ///
    /// # Errors
    /// If the control port does not answer as agreed, or the test data do not fit together.
    pub async fn set_stage(&self) -> StepResult {
        let Some(control) = &self.control else { return Ok(()) };
        let specification = &self.setting.specification;
        let union = self.union(Office::Own)?;
        let residents = specification.people(union)?.into_iter().filter_map(|person| person.resident);
        let residents: Vec<_> = residents
            .map(|resident| ResidentSetting {
                individual_number: resident.individual_number,
                name: resident.name,
                kana: resident.kana,
                address: resident.address,
                sex: resident.sex.code().to_owned(),
                birth_date: resident.birth_date,
                status: resident.status.text().to_owned(),
                changed_on: resident.changed_on,
            })
            .collect();
        control.set_residents(&residents).await?;
        control.set_master(&self.master_setting(0)?).await?;
        self.withhold_next_master().await?;
        for model in specification.role_models() {
            let mut copies = Vec::new();
            for copy in &model.copies {
                copies.extend(self.copy_setting(copy, &copy.items, !copy.is_registered())?);
            }
            control.set_institution(&institution_setting(model, copies)).await?;
        }
        Ok(())
    }

    /// What an institution has of a person, or that it has nothing; none for somebody whom
    /// the 住基ネット does not know.
    fn copy_setting(
        &self,
        copy: &ProvidedCopy,
        items: &[ProvidedItem],
        removed: bool,
    ) -> StepResult<Option<CopySetting>> {
        let specification = &self.setting.specification;
        let union = self.union(Office::Own)?;
        let person = specification.person(&copy.member, union)?;
        let Some(resident) = person.resident else { return Ok(None) };
        Ok(Some(CopySetting {
            individual_number: resident.individual_number,
            information_code: specification.information(&copy.information)?.code.clone(),
            items: items.iter().map(|item| (item.name.clone(), item.value(union))).collect(),
            source_as_of: copy.source_as_of,
            delay: Duration::from_secs(copy.delay_seconds().into()),
            automatic: copy.is_automatic(),
            removed,
        }))
    }

    /// An institution has these items of a person from now on.
    async fn provide(
        &self,
        institution: &str,
        copy: &ProvidedCopy,
        items: &[ProvidedItem],
        removed: bool,
    ) -> StepResult {
        let model = self.setting.specification.role_model(institution)?;
        let copies = self.copy_setting(copy, items, removed)?.into_iter().collect();
        Ok(self.control()?.set_institution(&institution_setting(model, copies)).await?)
    }

    /// The master as the NWS distributes it in its n-th release.
    fn master_setting(&self, place: usize) -> StepResult<MasterSetting> {
        let specification = &self.setting.specification;
        let master = specification.nws_master();
        let lot = specification.lot_of(self.setting.union)?;
        let release = master.releases.get(place).ok_or_else(|| {
            StepFailure::broken(format!("testdata/nws_master.yaml に{}番目の配信がありません", place + 1))
        })?;
        let mut combinations = Vec::new();
        for one in master.combinations_of(place) {
            combinations.push(CombinationSetting {
                procedure_code: specification.procedure(&one.procedure)?.code.clone(),
                procedure_name: one.procedure.clone(),
                provider_type: one.provider_type.text().to_owned(),
                information_code: specification.information(&one.information)?.code.clone(),
                information_name: one.information.clone(),
            });
        }
        // 先行団体 get the master before the others.
        let available_from =
            lot.master_available_from.map_or(release.available_from, |day| day.min(release.available_from));
        Ok(MasterSetting { release: release.name.clone(), available_from, combinations })
    }

    /// Takes back the next master: an endpoint that several runs share may have been told
    /// of it by an earlier one. A release that is never distributed is none.
    async fn withhold_next_master(&self) -> StepResult {
        let next = self.master_setting(1)?;
        let never = MasterSetting { available_from: NEVER, ..next };
        Ok(self.control()?.set_master(&never).await?)
    }

    /// Moves the clock to the morning of the first day of an item's window, unless that
    /// has passed; late in the evening, to the next morning.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn stand_in_window(&self, item: TestItem) -> StepResult {
        let Some(control) = &self.control else { return Ok(()) };
        let day = self.setting.specification.window_for(self.setting.union, item)?.from;
        control.stand_at(at_nine(day)).await?;
        // What a scenario says of today and tomorrow must not be overtaken by midnight. A clock
        // that stands still is asked only when it may be late.
        let now = match control.reached() {
            Some(reached) if reached.hour() + 2 < CLOSING_HOUR => reached,
            _ => self.clock.now().await?,
        };
        if now.hour() >= CLOSING_HOUR {
            control.stand_at(at_nine(now.date_naive() + chrono::Days::new(1))).await?;
        }
        Ok(())
    }

    /// Sets the clock of a server that was started anew to where it stood; one that goes on
    /// stands there.
    ///
    /// # Errors
    /// If the control port does not answer.
    pub async fn stand_where_it_stood(&self) -> StepResult {
        if let Some(control) = &self.control
            && let Some(reached) = control.reached()
        {
            control.stand_at(reached).await?;
        }
        Ok(())
    }

    /// Moves the clock to the morning of the first day of the 連動テスト, unless that has
    /// passed.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn stand_in_connectivity_window(&self) -> StepResult {
        let Some(control) = &self.control else { return Ok(()) };
        let day = self.setting.specification.lot_of(self.setting.union)?.windows.connectivity().from;
        control.stand_at(at_nine(day)).await?;
        Ok(())
    }

    /// Moves the clock to the morning of the day before the lot's first master is
    /// distributed. Tells whether it stands there: a clock that is later does not go back.
    ///
    /// # Errors
    /// If the control port does not answer as agreed, or there is none.
    pub async fn stand_before_first_master(&self) -> StepResult<bool> {
        let first = self.master_setting(0)?.available_from;
        Ok(self.control()?.stand_at(at_nine(first - chrono::Days::new(1))).await?)
    }

    pub(super) async fn set_up_insurer(&self, office: Office, initial_password: &str) -> StepResult {
        let union = self.union(office)?;
        let insurer = InsurerSetting {
            name: union.name.clone(),
            institution_code: union.institution_code.clone(),
            insurer_numbers: vec![union.insurer_number.as_str().to_owned()],
            certificates: vec![union.certificate.clone()],
            admin: AdministratorSetting {
                user_id: self.user_id(&super::Actor::at(office, "システム管理者"))?,
                name: "システム管理者".to_owned(),
                initial_password: initial_password.to_owned(),
            },
        };
        Ok(self.control_of(office)?.set_insurer(union.id, &insurer).await?)
    }
}

/// An institution as its role model describes it, with these copies beside those that it has.
pub(super) fn institution_setting(model: &RoleModel, copies: Vec<CopySetting>) -> InstitutionSetting {
    InstitutionSetting {
        code: model.code.clone(),
        name: model.name.clone(),
        provider_type: model.provider_type.text().to_owned(),
        linkage_started: model.linkage_started,
        contact: model.contact.clone(),
        copies,
    }
}

/// Nine o'clock in the morning of a day, in Japan.
fn at_nine(day: NaiveDate) -> DateTime<FixedOffset> {
    crate::model::in_japan(day.and_time(NaiveTime::MIN).and_utc())
}

/// The very beginning of a day, in Japan.
fn at_midnight(day: NaiveDate) -> DateTime<FixedOffset> {
    at_nine(day) - chrono::TimeDelta::hours(9)
}

impl OperationWorld {
    /// 前提: a system beyond the intermediate server stands still until the scenario ends.
    ///
    /// # Errors
    /// If there is no control port.
    pub async fn stop_system(&mut self, system: &str) -> StepResult {
        let now = self.lane()?.clock.now().await?;
        self.lane()?.control()?.stop(system, now, now + chrono::Days::new(1)).await?;
        self.outages.push(system.to_owned());
        Ok(())
    }

    /// もし: the systems that stood still work again.
    ///
    /// # Errors
    /// If there is no control port.
    pub async fn resume_systems(&mut self) -> StepResult {
        if !self.outages.is_empty() {
            self.guide_while_out().await;
        }
        for system in std::mem::take(&mut self.outages) {
            self.lane()?.control()?.resume(&system).await?;
        }
        Ok(())
    }

    /// もし: an institution corrects or registers its 副本, as its role model says that it
    /// does when it was asked; until the scenario ends.
    ///
    /// # Errors
    /// If there is no control port, or the role model says nothing about a correction.
    pub async fn correct_provider(
        &mut self,
        institution: &str,
        member: &str,
        information: &str,
    ) -> StepResult {
        let lane = std::sync::Arc::clone(self.lane()?);
        let copy = lane.provided_copy(institution, member, information)?;
        let items = copy.corrected_items().ok_or_else(|| {
            StepFailure::broken(format!(
                "「{institution}」のロールモデルの加入者「{member}」の「{information}」に、訂正後の項目がありません(例外の「訂正後」に書きます)"
            ))
        })?;
        self.corrected.push((institution.to_owned(), member.to_owned(), information.to_owned()));
        lane.provide(institution, copy, items, false).await
    }

    /// 前提: the NWS distributes its next master.
    ///
    /// # Errors
    /// If there is no control port, or no next master.
    pub async fn distribute_next_master(&mut self) -> StepResult {
        let lane = std::sync::Arc::clone(self.lane()?);
        lane.control()?.set_master(&lane.master_setting(1)?).await?;
        self.next_master = true;
        Ok(())
    }

    /// 前提: the 取りまとめ機関 has prepared a notice that is published at the beginning of a
    /// day, counted from today, for all unions or for one. It is taken away when the scenario
    /// ends.
    ///
    /// # Errors
    /// If there is no control port.
    pub async fn prepare_notice(
        &mut self,
        kind: &str,
        subject: &str,
        to: Option<Office>,
        days: u64,
    ) -> StepResult {
        let lane = std::sync::Arc::clone(self.lane()?);
        let today = lane.clock.now().await?.date_naive();
        let prefectures = match to {
            None => None,
            Some(office) => Some(vec![lane.union(office)?.id.to_string()]),
        };
        let notice = NoticeSetting {
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            body: "総合運用テストのためのお知らせです。".to_owned(),
            published_at: at_midnight(today + chrono::Days::new(days)),
            prefectures,
        };
        let id = format!(
            "sogo-{}-{}-{}-{}",
            lane.setting.union,
            lane.setting.run_number,
            self.number(),
            self.notices.len()
        );
        lane.control()?.set_notice(&id, &notice).await?;
        self.notices.push(id);
        Ok(())
    }

    /// 前提: an institution is going to stand still for a day, so many days from now; until the
    /// scenario ends.
    ///
    /// # Errors
    /// If there is no control port.
    pub async fn announce_outage(&mut self, system: &str, days: u64) -> StepResult {
        let from = self.lane()?.clock.now().await? + chrono::Days::new(days);
        let to = from + chrono::Days::new(1);
        self.lane()?.control()?.stop(system, from, to).await?;
        self.outages.push(system.to_owned());
        self.announced = Some((system.to_owned(), from, to));
        Ok(())
    }

    /// 前提: something stands on the 情報共有サイト from the beginning of a day, counted from
    /// today; until the scenario ends.
    ///
    /// # Errors
    /// If there is no control port.
    pub async fn publish_on_site(&mut self, section: &str, title: &str, days: u64) -> StepResult {
        let lane = std::sync::Arc::clone(self.lane()?);
        let today = lane.clock.now().await?.date_naive();
        let entry = SiteEntrySetting {
            section: section.to_owned(),
            title: title.to_owned(),
            body: "総合運用テストのための掲載です。".to_owned(),
            published_at: at_midnight(today + chrono::Days::new(days)),
        };
        let (union, run, scenario) = (lane.setting.union, lane.setting.run_number, self.number());
        let id = format!("sogo-{union}-{run}-{scenario}-{}", self.site_entries.len());
        lane.control()?.set_site_entry(&id, &entry).await?;
        self.site_entries.push(id);
        Ok(())
    }

    /// 前提: the 取りまとめ機関 asks for plans, and circulates them, so many days from now.
    ///
    /// # Errors
    /// If there is no control port.
    pub async fn ask_for_plans(&mut self, due: u64, circulated: u64) -> StepResult {
        let today = self.lane()?.clock.now().await?.date_naive();
        let day = |days| today + chrono::Days::new(days);
        Ok(self.lane()?.control()?.set_plan_survey(day(due), day(circulated)).await?)
    }

    /// もし: the day comes on which the first master is distributed. Everybody leaves, and
    /// logs in again for the next act.
    ///
    /// # Errors
    /// If there is no control port, or the day has passed.
    pub async fn reach_first_master(&mut self) -> StepResult {
        let lane = std::sync::Arc::clone(self.lane()?);
        let first = at_midnight(lane.master_setting(0)?.available_from);
        if !lane.control()?.stand_at(first).await? {
            return Err(StepFailure::broken(
                "マスターの配信開始日は過ぎています。このステップを使うシナリオには @配信開始前 を付けてください",
            ));
        }
        self.go_home();
        Ok(())
    }

    /// 前提: the union declares another character code until the scenario ends.
    ///
    /// # Errors
    /// If the declaration is refused.
    pub async fn declare_charset(&mut self, charset: Charset) -> StepResult {
        let administrator = super::Actor::at(Office::Own, "システム管理者");
        let declared = self.desk(&administrator).await?.define_charset(charset).await?;
        super::desk::must("文字コードの設定", declared)?;
        self.charset = Some(charset);
        for standard in self.own.iter_mut() {
            standard.charset = charset;
        }
        Ok(())
    }

    /// A copy of an own member is provided automatically, or only after a decision; until
    /// the scenario ends.
    ///
    /// # Errors
    /// If there is no such member, or the terminal cannot tell what came of it.
    pub async fn set_automatic_provision(
        &mut self,
        actor: &super::Actor,
        member: &str,
        kind: CopyKind,
        automatic: bool,
    ) -> StepResult {
        let branch = self.branch(Office::Own, member)?;
        let desk = self.desk(actor).await?;
        let outcome = desk.set_automatic_provision(&branch, kind.file_kind(), automatic).await?;
        let Some(set) = self.take("自動提供の設定", outcome)? else { return Ok(()) };
        self.manual.push((branch.clone(), kind));
        super::expect_equal("設定された自動提供", automatic, set.automatic)?;
        super::expect_equal("設定された副本の種類", kind.file_kind(), set.kind.as_str())?;
        super::expect_equal("設定された被保険者枝番", branch.as_str(), set.branch_number.as_str())
    }

    /// Puts back what the scenario had changed for everybody.
    ///
    /// # Errors
    /// If the endpoint does not let it.
    pub async fn put_back(&mut self) -> StepResult {
        self.resume_systems().await?;
        for (institution, member, information) in std::mem::take(&mut self.corrected) {
            let lane = std::sync::Arc::clone(self.lane()?);
            let copy = lane.provided_copy(&institution, &member, &information)?;
            lane.provide(&institution, copy, &copy.items, !copy.is_registered()).await?;
        }
        for notice in std::mem::take(&mut self.notices) {
            self.lane()?.control()?.remove_notice(&notice).await?;
        }
        for entry in std::mem::take(&mut self.site_entries) {
            self.lane()?.control()?.remove_site_entry(&entry).await?;
        }
        let clerk = super::Actor::at(Office::Own, "副本担当");
        for (branch, kind) in std::mem::take(&mut self.manual) {
            // Whoever waited meanwhile may have lost the session.
            self.stand_up(&clerk);
            let set =
                self.desk(&clerk).await?.set_automatic_provision(&branch, kind.file_kind(), true).await?;
            super::desk::must("自動提供の設定", set)?;
        }
        if std::mem::take(&mut self.next_master) {
            self.lane()?.withhold_next_master().await?;
        }
        if self.charset.is_some() {
            self.go_home();
            self.declare_charset(Lane::CHARSET).await?;
            self.charset = None;
        }
        Ok(())
    }
}
