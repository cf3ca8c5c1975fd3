//! アンケート of the 取りまとめ機関 on 基本計画 and 年度計画.

use super::{
    parameters::{Text, User},
    vocabulary,
};
use crate::{
    terminal::{CollatedPlan, PlanAnswer},
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};
use chrono::NaiveDate;

vocabulary! { "計画のアンケート":
    /// 取りまとめ機関が、何日後かを期限とし、何日後かに計画を配布するアンケートを行っている。0日後は今日。
    given "取りまとめ機関が、{int}日後を期限とし{int}日後に計画を配布するアンケートを行っている", "取りまとめ機関が、10日後を期限とし5日後に計画を配布するアンケートを行っている" =>
    fn asked(world, due: u64, circulated: u64) {
        world.ask_for_plans(due, circulated).await
    }

    /// この利用者の広域連合が、アンケートにまだ何も回答していない。回答があれば取り下げる。
    given "{利用者}の広域連合は、アンケートにまだ回答していない", "「システム管理者」の広域連合は、アンケートにまだ回答していない" =>
    fn nothing_answered(world, user: User) {
        for answer in world.plan_answers(&user.0).await? {
            let outcome = world.desk(&user.0).await?.withdraw_plan_answer(&answer.answer_id).await?;
            world.take("回答の取下げ", outcome)?;
        }
        Ok(())
    }

    /// 「基本計画・年度計画アンケート」画面で、計画に、情報連携に影響する事項を一つ回答する。日付は「20171001」のように書く。
    when "{利用者}が{値}に、{値}から{値}までの{値}を回答する", "「システム管理者」が「年度計画」に、「20171001」から「20171003」までの「標準システムの更改」を回答する" =>
    fn answer(world, user: User, plan: Text, from: Text, to: Text, event: Text) {
        let answer = PlanAnswer {
            answer_id: String::new(),
            plan: plan.0,
            event: event.0,
            from: day(&from.0)?,
            to: day(&to.0)?,
        };
        let outcome = world.desk(&user.0).await?.answer_plan_survey(&answer).await?;
        world.take("アンケートの回答", outcome).map(|_| ())
    }

    /// 「基本計画・年度計画アンケート」画面で、この事項の回答を取り下げる。
    when "{利用者}が{値}の回答を取り下げる", "「システム管理者」が「標準システムの更改」の回答を取り下げる" =>
    fn withdraw(world, user: User, event: Text) {
        let answers = world.plan_answers(&user.0).await?;
        let answer = answers.iter().find(|answer| answer.event == event.0);
        let answer = world.produced(&format!("「{}」の回答", event.0), answer)?;
        let outcome = world.desk(&user.0).await?.withdraw_plan_answer(&answer.answer_id).await?;
        world.take("回答の取下げ", outcome).map(|_| ())
    }

    /// 「基本計画・年度計画アンケート」画面の自広域連合の回答が、表のとおりであることを確かめる(順序も。過不足は不合格)。
    then "{利用者}の広域連合の回答は次のとおりである", "「システム管理者」の広域連合の回答は次のとおりである" =>
    fn answers_are(world, user: User) {
        let mut expected = Vec::new();
        for row in world.table(&["計画", "事項", "始め", "終わり"])? {
            expected.push(row.join(" "));
        }
        let answers = world.plan_answers(&user.0).await?;
        let line = |one: &PlanAnswer| {
            format!("{} {} {} {}", one.plan, one.event, one.from.format("%Y%m%d"), one.to.format("%Y%m%d"))
        };
        let observed: Vec<_> = answers.iter().map(line).collect();
        world.show(&crate::terminal::PlanAnswers { entries: answers });
        expect_equal("アンケートの回答", expected.join(" / "), observed.join(" / "))
    }

    /// 「基本計画・年度計画アンケート」画面に、自広域連合の回答が一つもないことを確かめる。
    then "{利用者}の広域連合の回答は一つもない", "「システム管理者」の広域連合の回答は一つもない" =>
    fn no_answers(world, user: User) {
        let answers = world.plan_answers(&user.0).await?;
        expect_equal("アンケートの回答の件数", 0, answers.len())
    }

    /// 「基本計画・年度計画(集約)」画面に、自広域連合と相手広域連合のものとしては、表の計画だけがあることを確かめる。ほかの広域連合のものは問わない。
    then "{利用者}に配布された両広域連合の計画は次のとおりである", "「照会担当」に配布された両広域連合の計画は次のとおりである" =>
    fn collated_are(world, user: User) {
        let mut expected: Vec<String> =
            world.table(&["広域連合", "計画", "事項"])?.into_iter().map(|row| row.join(" ")).collect();
        let mut observed = world.collated_of_both(&user.0).await?;
        expected.sort();
        observed.sort();
        expect_equal("配布された計画", expected.join(" / "), observed.join(" / "))
    }

    /// 「基本計画・年度計画(集約)」画面に、自広域連合の計画も相手広域連合の計画もまだないことを確かめる。
    then "{利用者}に、両広域連合の計画はまだ配布されていない", "「照会担当」に、両広域連合の計画はまだ配布されていない" =>
    fn nothing_collated(world, user: User) {
        let observed = world.collated_of_both(&user.0).await?;
        expect_equal("配布された計画", "", observed.join(" / ").as_str())
    }
}

fn day(text: &str) -> StepResult<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y%m%d")
        .map_err(|_| StepFailure::broken(format!("日付「{text}」は「20171001」のように書いてください")))
}

impl OperationWorld {
    async fn plan_answers(&mut self, user: &Actor) -> StepResult<Vec<PlanAnswer>> {
        match self.desk(user).await?.plan_answers().await? {
            crate::terminal::Outcome::Shown(answers) => Ok(answers.entries),
            crate::terminal::Outcome::Refused(refusal) => {
                Err(StepFailure::refused("アンケートの回答の表示", &refusal))
            }
        }
    }

    /// The collated plans of both offices, a line each.
    async fn collated_of_both(&mut self, user: &Actor) -> StepResult<Vec<String>> {
        let outcome = self.desk(user).await?.collated_plans().await?;
        let seen = self.take("集約された計画の表示", outcome)?;
        let seen = self.produced("集約された計画", seen.as_ref())?;
        let own = self.lane()?.union(Office::Own)?.name.clone();
        let partner = self.lane()?.union(Office::Partner)?.name.clone();
        let line = |one: CollatedPlan| {
            let union = match &one.union_name {
                name if *name == own => "自広域連合",
                name if *name == partner => "相手広域連合",
                _ => return None,
            };
            Some(format!("{union} {} {}", one.plan, one.event))
        };
        Ok(seen.entries.into_iter().filter_map(line).collect())
    }
}
