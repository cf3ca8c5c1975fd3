//! What the operator does next about an inquiry that is slow, wrong or unanswered, and what
//! the 情報共有サイト says of the institution (domain.md §8): for the report, and no part of
//! what a scenario expects.

use super::{Actor, Office, OperationWorld, StepResult};
use crate::{
    model::{ExceptionGuide, ResultCode},
    terminal::{Inquiry, InquiryRequest, Outcome, SiteEntries, SiteEntry},
};
use std::sync::Arc;

/// Who asks, and looks at the 情報共有サイト.
const INQUIRY_CLERK: &str = "照会担当";
/// Who registers users of the 情報共有サイト.
const ADMINISTRATOR: &str = "システム管理者";
/// Sections that tell what stands still, or is going to.
const SECTIONS: [&str; 2] = ["システム障害発生状況", "運用スケジュール"];

impl OperationWorld {
    /// The guide to the scenario's exception; none if there was none. What cannot be looked
    /// up is told in its place: nothing here fails a scenario.
    pub async fn exception_guide(&mut self) -> Option<ExceptionGuide> {
        let guide = self.guide_to_the_last().await;
        guide.or_else(|| self.guide.take())
    }

    /// What stands still is about to work again: the guide to an exception that was seen tells
    /// how it was.
    pub(super) async fn guide_while_out(&mut self) {
        if let Some(guide) = self.guide_to_the_last().await {
            self.guide = Some(guide);
        }
    }

    async fn guide_to_the_last(&mut self) -> Option<ExceptionGuide> {
        let (inquiry, wrong, request) = self.exception.take()?;
        // What is looked up here belongs to no step, and its screens to no scenario.
        let _arranging = self.lane().ok()?.recorder.arranging();
        self.guide_to(&inquiry, wrong, request.as_ref()).await.ok()?
    }

    async fn guide_to(
        &mut self,
        inquiry: &Inquiry,
        wrong: bool,
        request: Option<&InquiryRequest>,
    ) -> StepResult<Option<ExceptionGuide>> {
        let lane = Arc::clone(self.lane()?);
        let known = |seen: &str, asked: Option<&String>| match seen.is_empty() {
            true => asked.cloned().unwrap_or_default(),
            false => seen.to_owned(),
        };
        let information = known(&inquiry.information_code, request.map(|request| &request.information_code));
        let provider = known(&inquiry.provider_code, request.map(|request| &request.provider_code));
        let today = lane.clock.now().await?.date_naive();
        let Some(case) = lane.exception_case(inquiry, &information, wrong, today) else { return Ok(None) };
        let actions = lane.next_actions(inquiry, &information, wrong, today)?;
        let seen = match &inquiry.result_code {
            Some(code) => format!("{} {}", inquiry.state, ResultCode::describe(code)),
            None => inquiry.state.to_string(),
        };
        let (contact, outages) = match provider.is_empty() {
            true => (Vec::new(), Vec::new()),
            false => (self.contact_on_site(&provider).await, self.outages_on_site(&provider).await),
        };
        let actions = actions.into_iter().map(|(stage, action)| format!("{stage} {action}")).collect();
        Ok(Some(ExceptionGuide { case, seen, actions, provider, contact, outages }))
    }

    /// 連絡窓口, as the clerk finds it.
    async fn contact_on_site(&mut self, provider: &str) -> Vec<String> {
        let clerk = Actor::at(Office::Own, INQUIRY_CLERK);
        let found = async { Ok::<_, super::StepFailure>(self.desk(&clerk).await?.contacts(provider).await?) };
        match found.await {
            Ok(Outcome::Shown(found)) if found.entries.is_empty() => {
                vec!["情報共有サイトに、この機関の連絡窓口は載っていません".to_owned()]
            }
            Ok(Outcome::Shown(found)) => found.entries.into_iter().map(|one| one.contact).collect(),
            Ok(Outcome::Refused(refusal)) => vec![unknown(&refusal.message)],
            Err(failure) => vec![unknown(&failure.to_string())],
        }
    }

    /// What stands still, or is going to. A clerk without an account gets one if a reference
    /// server is played with; at a real one nobody is registered for a report.
    async fn outages_on_site(&mut self, provider: &str) -> Vec<String> {
        let mut told = Vec::new();
        for section in SECTIONS {
            match self.look_at_site(section).await {
                Ok(Outcome::Shown(seen)) => {
                    // What stands still without being an institution stands in everybody's way.
                    let concerns = |entry: &SiteEntry| {
                        entry.institution_code.as_deref().is_none_or(|code| code == provider)
                    };
                    let ours = seen.entries.into_iter().filter(concerns);
                    told.extend(ours.map(|entry| line(section, &entry)));
                }
                Ok(Outcome::Refused(refusal)) => return vec![unknown(&refusal.message)],
                Err(failure) => return vec![unknown(&failure.to_string())],
            }
        }
        if told.is_empty() {
            told.push("停止の予定も、いまの停止も載っていません".to_owned());
        }
        told
    }

    async fn look_at_site(&mut self, section: &str) -> StepResult<Outcome<SiteEntries>> {
        let clerk = Actor::at(Office::Own, INQUIRY_CLERK);
        let seen = self.desk(&clerk).await?.site_entries(section).await?;
        if let (Outcome::Refused(_), true) = (&seen, self.lane()?.control.is_some()) {
            let user_id = self.lane()?.user_id(&clerk)?;
            let administrator = Actor::at(Office::Own, ADMINISTRATOR);
            let registered = self.desk(&administrator).await?.register_site_account(&user_id).await?;
            if let Outcome::Shown(_) = registered {
                return Ok(self.desk(&clerk).await?.site_entries(section).await?);
            }
        }
        Ok(seen)
    }
}

fn unknown(why: &str) -> String {
    format!("調べられませんでした: {why}")
}

fn line(section: &str, entry: &SiteEntry) -> String {
    let time = |time: Option<chrono::DateTime<chrono::FixedOffset>>| {
        time.map_or_else(|| "未定".to_owned(), |time| time.format("%Y-%m-%d %H:%M").to_string())
    };
    format!("{section}: {} {}から{}まで", entry.title, time(entry.from), time(entry.to))
}
