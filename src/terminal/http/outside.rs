//! 情報共有サイト and アンケート of the 取りまとめ機関. Over HTTP.

use super::HttpTerminal;
use super::paths::fill;
use crate::terminal::{
    Act, CollatedPlans, Done, Outside, PlanAnswer, PlanAnswers, SiteAccounts, SiteEntries,
};
use crate::wire::{path, screen};
use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;

#[async_trait]
impl Outside for HttpTerminal {
    async fn site_accounts(&mut self) -> Act<SiteAccounts> {
        let entries = self.list(screen::SITE_ACCOUNTS, path::SITE_ACCOUNTS, &[]).await?;
        Ok(entries.map(|entries| SiteAccounts { entries }))
    }

    async fn register_site_account(&mut self, user_id: &str) -> Act<Done> {
        let path = fill(path::SITE_ACCOUNT, "user_id", user_id);
        self.done(screen::SITE_ACCOUNTS, "利用登録した", Method::PUT, &path, None).await
    }

    async fn remove_site_account(&mut self, user_id: &str) -> Act<Done> {
        let path = fill(path::SITE_ACCOUNT, "user_id", user_id);
        self.done(screen::SITE_ACCOUNTS, "利用登録を取り消した", Method::DELETE, &path, None).await
    }

    async fn site_entries(&mut self, section: &str) -> Act<SiteEntries> {
        let entries = self.list(screen::SHARING_SITE, path::SITE_ENTRIES, &[("section", section)]).await?;
        Ok(entries.map(|entries| SiteEntries { entries }))
    }

    async fn plan_answers(&mut self) -> Act<PlanAnswers> {
        let entries = self.list(screen::PLAN_SURVEY, path::PLAN_ANSWERS, &[]).await?;
        Ok(entries.map(|entries| PlanAnswers { entries }))
    }

    async fn answer_plan_survey(&mut self, answer: &PlanAnswer) -> Act<Done> {
        let body = json!({
            "plan": answer.plan, "event": answer.event, "from": answer.from, "to": answer.to,
        });
        self.done(screen::PLAN_SURVEY, "アンケートに回答した", Method::POST, path::PLAN_ANSWERS, Some(body))
            .await
    }

    async fn withdraw_plan_answer(&mut self, answer_id: &str) -> Act<Done> {
        let path = fill(path::PLAN_ANSWER, "answer_id", answer_id);
        self.done(screen::PLAN_SURVEY, "回答を取り下げた", Method::DELETE, &path, None).await
    }

    async fn collated_plans(&mut self) -> Act<CollatedPlans> {
        let entries = self.list(screen::PLANS_COLLATED, path::PLANS_COLLATED, &[]).await?;
        Ok(entries.map(|entries| CollatedPlans { entries }))
    }
}
