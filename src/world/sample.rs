//! The sample of a campaign: members looked at one by one, on every screen on which they have
//! to show. Must not know how they got there.

use super::{
    Actor, Campaign, OperationWorld, StepFailure, StepResult, desk::must, expect_equal,
    stage::institution_setting,
};
use crate::{
    model::{BranchNumber, CodeLinkState},
    terminal::{CopySetting, MemberQuery},
    volume::Fault,
};
use std::{sync::Arc, time::Duration};

/// Members looked at one by one.
const SAMPLE: u64 = 40;
/// Members who died that are looked at.
const DEAD: usize = 3;
/// Members of the sample about whom another institution is asked.
const ASKED: usize = 8;

/// Names and values.
type Items = Vec<(String, String)>;

/// What another institution has of a member of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleAnswer {
    /// The member.
    pub row: u64,
    /// What it has.
    pub items: Items,
    /// Result code and items that came when it was asked, if it was.
    pub came: Option<(Option<String>, Items)>,
}

impl Campaign {
    /// Rows spread over all files, and some who died.
    fn sample(&self) -> Vec<u64> {
        let count = self.population.parameters().count;
        let step = (count / SAMPLE).max(1);
        let spread = (0..count).step_by(usize::try_from(step).unwrap_or(usize::MAX));
        let dead = (0..count).filter(|row| self.population.facts(*row).is_dead()).take(DEAD);
        let moved = (0..count).filter(|row| self.population.moves(*row)).take(DEAD);
        spread.chain(dead).chain(moved).chain([count - 1]).collect()
    }

    /// Rows of the sample that are registered, with their cells as they have to be by now.
    pub(super) fn registered_sample(&self) -> Vec<(u64, Vec<String>)> {
        let cells = |row| match self.has_moved && self.population.moves(row) {
            true => self.population.moved_cells(row),
            false => self.population.good_cells(row),
        };
        // Whoever moves shows before or after the change, if a run goes on: looked at after it.
        let is_known = |row: &u64| self.has_moved || !self.goes_on || !self.population.moves(*row);
        let sample = self.sample().into_iter().filter(is_known);
        let sample = sample.filter(|row| self.population.fault(*row).is_none());
        sample.map(|row| (row, cells(row))).collect()
    }
}

impl OperationWorld {
    /// ならば: the members of the sample show as they are in the standard system, and whoever
    /// was refused does not show at all.
    ///
    /// # Errors
    /// If one of them does not.
    pub async fn expect_sample_shown(&mut self, actor: &Actor) -> StepResult {
        let campaign = self.campaign()?.clone();
        for (row, cells) in campaign.registered_sample() {
            let branch = campaign.ledger().branch(row)?;
            let query = MemberQuery::InsuredNumber(cells[3].clone());
            let found = must("加入者検索", self.desk(actor).await?.search_members(&query).await?)?;
            let [entry] = found.entries.as_slice() else {
                let what = format!("被保険者番号 {} の加入者検索の件数", cells[3]);
                return expect_equal(&what, 1, found.entries.len());
            };
            let day = |day: chrono::NaiveDate| day.format("%Y%m%d").to_string();
            let shown = [
                entry.branch_number.clone(),
                entry.insurer_number.clone(),
                entry.insured_number.clone(),
                entry.name.clone(),
                entry.kana.clone(),
                day(entry.birth_date),
                entry.sex.clone(),
                entry.postal_code.clone().unwrap_or_default(),
                entry.address.clone(),
                day(entry.qualified_on),
                entry.lost_on.map(day).unwrap_or_default(),
            ];
            let branch = branch.map(|branch| branch.to_string()).unwrap_or_default();
            let expected: Vec<&str> = std::iter::once(branch.as_str())
                .chain([2, 3, 5, 6, 7, 8, 9, 10, 11, 12].map(|place| cells[place].as_str()))
                .collect();
            expect_equal("加入者検索の内容", expected.join("、"), shown.join("、"))?;
        }
        let population = &campaign.population;
        let count = population.parameters().count;
        let own_number = |row: &u64| {
            // The number in the row is the person's own, and well formed.
            population.fault(*row).is_some_and(|fault| fault != Fault::InsuredNumber)
        };
        let refused: Vec<u64> = (0..count).filter(own_number).take(12).collect();
        for row in refused {
            let query = MemberQuery::InsuredNumber(population.good_cells(row)[3].clone());
            let found = must("加入者検索", self.desk(actor).await?.search_members(&query).await?)?;
            expect_equal("エラーの行の加入者の、加入者検索の件数", 0, found.entries.len())?;
        }
        Ok(())
    }

    /// ならば: the codes of the sample are linked, but for those who died.
    ///
    /// # Errors
    /// If one of them is not.
    pub async fn expect_sample_linked(&mut self, actor: &Actor) -> StepResult {
        let campaign = self.campaign()?.clone();
        let lane = Arc::clone(self.lane()?);
        for (row, cells) in campaign.registered_sample() {
            let branch = campaign.ledger().branch(row)?;
            let branch = self.produced("被保険者枝番", branch.as_ref())?;
            let mut waited = std::time::Duration::ZERO;
            let link = loop {
                let link = must("符号取得状況の確認", self.desk(actor).await?.code_link(&branch).await?)?;
                if link.state.is_final() {
                    break link;
                }
                lane.wait_once(&mut waited, lane.timing().poll, "符号取得", link.state).await?;
            };
            let expected = match campaign.population.facts(row).is_dead() {
                true => CodeLinkState::Failed,
                false => CodeLinkState::Linked,
            };
            expect_equal(&format!("被保険者番号 {} の符号取得状況", cells[3]), expected, link.state)?;
        }
        Ok(())
    }

    /// ならば: the copies of a kind of the sample are those that were sent.
    ///
    /// # Errors
    /// If one of them is not.
    pub async fn expect_sample_copies(&mut self, actor: &Actor, kind: &'static str) -> StepResult {
        let campaign = self.campaign()?.clone();
        for (row, cells) in campaign.registered_sample() {
            let facts = campaign.population.facts(row);
            let branch = campaign.ledger().branch(row)?;
            let branch = self.produced("被保険者枝番", branch.as_ref())?;
            let there = must("副本照会", self.desk(actor).await?.copies(&branch).await?)?;
            let there: Vec<_> = there.entries.iter().filter(|copy| copy.kind == kind).collect();
            let expected = usize::from(campaign.population.has_copy(kind, &facts));
            let what = format!("被保険者番号 {} の副本の件数", cells[3]);
            expect_equal(&what, expected, there.len())?;
            let Some(copy) = there.first() else { continue };
            let sent = campaign.population.copy_values(kind, row, &branch);
            let shown = sent.iter().map(|(column, _)| (column, copy.values.get(column.as_str())));
            let shown: Vec<_> = shown
                .map(|(column, value)| format!("{column}={}", value.map_or("", String::as_str)))
                .collect();
            let sent: Vec<_> = sent.iter().map(|(column, value)| format!("{column}={value}")).collect();
            let what = format!("被保険者番号 {} の副本の内容", cells[3]);
            expect_equal(&what, sent.join("、"), shown.join("、"))?;
            if let Some(updated) = campaign.copies.get(kind).map(|sent| sent.updated) {
                let second = |time: chrono::NaiveDateTime| time.format("%Y-%m-%d %H:%M:%S").to_string();
                let shown = crate::model::in_japan(copy.source_as_of.to_utc()).naive_local();
                let what = format!("被保険者番号 {} の副本の基準日時", cells[3]);
                expect_equal(&what, second(updated), second(shown))?;
            }
        }
        Ok(())
    }

    /// 前提: another institution has something of members of the sample, of everybody something
    /// else.
    ///
    /// # Errors
    /// If there is no control port, or the institution's role model has no such information.
    pub async fn provide_about_sample(&mut self, institution: &str, information: &str) -> StepResult {
        let lane = Arc::clone(self.lane()?);
        let specification = &lane.setting.specification;
        let model = specification.role_model(institution)?;
        let known = model.copies.iter().find(|copy| copy.information == information).ok_or_else(|| {
            StepFailure::broken(format!(
                "「{institution}」のロールモデルに「{information}」がありません(項目の名前をここから取ります)"
            ))
        })?;
        let campaign = self.campaign()?;
        let population = Arc::clone(&campaign.population);
        let asked = campaign.registered_sample().into_iter().map(|(row, _)| row);
        let asked = asked.filter_map(|row| Some((row, population.resident(row)?)));
        let asked: Vec<_> = asked.filter(|(_, person)| person.died_on.is_none()).take(ASKED).collect();
        let mut copies = Vec::new();
        let mut answers = Vec::new();
        for (row, person) in asked {
            let value = |place: usize| (population.record(row) * 10 + place as u64).to_string();
            let items: Vec<_> = known
                .items
                .iter()
                .enumerate()
                .map(|(place, item)| (item.name.clone(), value(place)))
                .collect();
            copies.push(CopySetting {
                individual_number: person.individual_number,
                information_code: specification.information(information)?.code.clone(),
                items: items.clone(),
                source_as_of: known.source_as_of,
                delay: Duration::ZERO,
                automatic: true,
                removed: false,
            });
            answers.push(SampleAnswer { row, items, came: None });
        }
        campaign.answers = answers;
        Ok(lane.control()?.set_institution(&institution_setting(model, copies)).await?)
    }

    /// もし: the institution is asked about those members, one by one.
    ///
    /// # Errors
    /// If an inquiry is refused, or not answered in time.
    pub async fn inquire_about_sample(
        &mut self,
        actor: &Actor,
        (procedure, provider, information): (&str, &str, &str),
    ) -> StepResult {
        let lane = Arc::clone(self.lane()?);
        let mut answers = std::mem::take(&mut self.campaign()?.answers);
        for answer in &mut answers {
            let branch = self.campaign()?.ledger().branch(answer.row)?;
            let branch: BranchNumber = self.produced("被保険者枝番", branch.as_ref())?;
            let request = lane.inquiry_request(branch.as_str(), procedure, provider, information)?;
            let desk = self.desk(actor).await?;
            let mut inquiry = must("情報照会の登録", desk.inquire(&request).await?)?;
            let mut waited = Duration::ZERO;
            while !inquiry.state.is_final() {
                lane.wait_once(&mut waited, lane.timing().poll, "情報照会", inquiry.state).await?;
                inquiry =
                    must("照会結果の表示", self.desk(actor).await?.inquiry(&inquiry.inquiry_id).await?)?;
            }
            let items = inquiry.items.into_iter().map(|item| (item.name, item.value)).collect();
            answer.came = Some((inquiry.result_code, items));
        }
        self.campaign()?.answers = answers;
        Ok(())
    }

    /// ならば: what came is what the institution has of that very member.
    ///
    /// # Errors
    /// If it is something else, or nobody was asked about.
    pub fn expect_sample_answers(&mut self) -> StepResult {
        let campaign = self.campaign()?;
        if campaign.answers.is_empty() {
            return Err(StepFailure::broken(
                "このステップの前に、抜き取った加入者について照会先の値を用意する前提のステップが要ります",
            ));
        }
        let text = |items: &[(String, String)]| {
            let mut texts: Vec<_> = items.iter().map(|(name, value)| format!("{name}={value}")).collect();
            texts.sort();
            texts.join("、")
        };
        for answer in &campaign.answers {
            let (code, items) = answer.came.as_ref().ok_or_else(|| {
                StepFailure::broken("このステップの前に、抜き取った加入者について照会するステップが要ります")
            })?;
            let what = format!("被保険者番号 {} の照会の結果", campaign.population.good_cells(answer.row)[3]);
            let expected = format!("OK {}", text(&answer.items));
            expect_equal(
                &what,
                expected,
                format!("{} {}", code.as_deref().unwrap_or("結果なし"), text(items)),
            )?;
        }
        Ok(())
    }
}
