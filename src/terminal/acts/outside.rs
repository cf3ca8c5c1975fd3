//! Sites beyond the server that a union uses: the 情報共有サイト, and the アンケート of the
//! 取りまとめ機関.

use crate::terminal::{Act, CollatedPlans, Done, PlanAnswer, PlanAnswers, SiteAccounts, SiteEntries};
use async_trait::async_trait;

/// Sites beyond the server: the 情報共有サイト, and the アンケート of the 取りまとめ機関.
#[async_trait]
pub trait Outside {
    /// Users of the union with an account of the 情報共有サイト.
    async fn site_accounts(&mut self) -> Act<SiteAccounts>;
    /// Gives a user an account.
    async fn register_site_account(&mut self, user_id: &str) -> Act<Done>;
    /// Takes the account of a user away.
    async fn remove_site_account(&mut self, user_id: &str) -> Act<Done>;
    /// Looks at a section of the 情報共有サイト.
    async fn site_entries(&mut self, section: &str) -> Act<SiteEntries>;
    /// Answers of the union to the アンケート.
    async fn plan_answers(&mut self) -> Act<PlanAnswers>;
    /// Answers it with one event; the id of `answer` is not told.
    async fn answer_plan_survey(&mut self, answer: &PlanAnswer) -> Act<Done>;
    /// Takes an answer back.
    async fn withdraw_plan_answer(&mut self, answer_id: &str) -> Act<Done>;
    /// The plans of all unions, as they are circulated.
    async fn collated_plans(&mut self) -> Act<CollatedPlans>;
}
