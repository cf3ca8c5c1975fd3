//! 「情報共有サイト(利用登録)」「情報共有サイト(掲載情報)」「基本計画・年度計画アンケート」 and
//! 「基本計画・年度計画(集約)」.

use crate::terminal::{
    Act, CollatedPlans, Done, Outside, PlanAnswer, PlanAnswers, SiteAccounts, SiteEntries,
    browser::{BrowserTerminal, Place},
};
use crate::wire::screen;
use async_trait::async_trait;
use serde_json::json;

const ACCOUNTS: Place = Place::new(screen::SITE_ACCOUNTS, "/sharing-site/accounts");
const SITE: Place = Place::new(screen::SHARING_SITE, "/sharing-site");
const SURVEY: Place = Place::new(screen::PLAN_SURVEY, "/plan-survey");
const COLLATED: Place = Place::new(screen::PLANS_COLLATED, "/plan-survey/collated");

#[async_trait]
impl Outside for BrowserTerminal {
    async fn site_accounts(&mut self) -> Act<SiteAccounts> {
        let entries = self.list(&ACCOUNTS).await?;
        Ok(entries.map(|entries| SiteAccounts { entries }))
    }

    async fn register_site_account(&mut self, user_id: &str) -> Act<Done> {
        let fields = [("user_id", json!(user_id))];
        self.done(&ACCOUNTS, "利用登録した", "register-site-account", &fields).await
    }

    async fn remove_site_account(&mut self, user_id: &str) -> Act<Done> {
        let fields = [("user_id", json!(user_id))];
        self.done(&ACCOUNTS, "利用登録を取り消した", "remove-site-account", &fields).await
    }

    async fn site_entries(&mut self, section: &str) -> Act<SiteEntries> {
        let fields = [("section", json!(section))];
        let entries = self.search(&SITE, "choose-section", &fields).await?;
        Ok(entries.map(|entries| SiteEntries { entries }))
    }

    async fn plan_answers(&mut self) -> Act<PlanAnswers> {
        let entries = self.list(&SURVEY).await?;
        Ok(entries.map(|entries| PlanAnswers { entries }))
    }

    async fn answer_plan_survey(&mut self, answer: &PlanAnswer) -> Act<Done> {
        let fields = [
            ("plan", json!(answer.plan)),
            ("event", json!(answer.event)),
            ("from", json!(answer.from)),
            ("to", json!(answer.to)),
        ];
        self.done(&SURVEY, "アンケートに回答した", "answer-plan-survey", &fields).await
    }

    async fn withdraw_plan_answer(&mut self, answer_id: &str) -> Act<Done> {
        let fields = [("answer_id", json!(answer_id))];
        self.done(&SURVEY, "回答を取り下げた", "withdraw-plan-answer", &fields).await
    }

    async fn collated_plans(&mut self) -> Act<CollatedPlans> {
        let entries = self.list(&COLLATED).await?;
        Ok(entries.map(|entries| CollatedPlans { entries }))
    }
}
