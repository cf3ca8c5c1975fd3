//! 個人番号表示: an officer reads the individual number of a member, and leaves a trace.

use super::{
    parameters::{MemberName, Text, User},
    vocabulary,
};
use crate::{
    model::{BranchNumber, WrittenNumber},
    wire::screen,
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};

vocabulary! { "個人番号表示":
    /// 「個人番号表示」画面で、加入者の被保険者枝番と理由を入力して個人番号を表示する。
    when "{利用者}が加入者{加入者}の個人番号を理由{値}で表示する", "「資格担当」が加入者「甲野花子」の個人番号を理由「届出の内容との突合」で表示する" =>
    fn show_number(world, user: User, member: MemberName, reason: Text) {
        let branch = world.branch(user.0.office, &member.0)?;
        world.look_at_number(&user.0, &branch, &reason.0).await
    }

    /// 「個人番号表示」画面で、相手広域連合が払い出しを受けた枝番を入力して個人番号を表示する。
    when "{利用者}が相手広域連合の加入者{加入者}の個人番号を理由{値}で表示する", "「資格担当」が相手広域連合の加入者「両丘一美」の個人番号を理由「届出の内容との突合」で表示する" =>
    fn show_foreign_number(world, user: User, member: MemberName, reason: Text) {
        let branch = world.branch(Office::Partner, &member.0)?;
        world.look_at_number(&user.0, &branch, &reason.0).await
    }

    /// 「個人番号表示」画面で、理由の欄に加入者の個人番号そのものを入力して個人番号を表示する。
    when "{利用者}が加入者{加入者}の個人番号を、その番号を理由の欄に書いて表示する", "「資格担当」が加入者「甲野花子」の個人番号を、その番号を理由の欄に書いて表示する" =>
    fn show_number_for_itself(world, user: User, member: MemberName) {
        let branch = world.branch(user.0.office, &member.0)?;
        let number = world.number_at_standard(user.0.office, &member.0)?;
        world.look_at_number(&user.0, &branch, number.expose()).await
    }

    /// 表示された被保険者枝番と個人番号が、標準システムにある加入者のものと等しいことを確かめる。番号そのものは証跡に残さない。
    then "表示された個人番号は、標準システムにある加入者{加入者}の番号に等しい", "表示された個人番号は、標準システムにある加入者「甲野花子」の番号に等しい" =>
    fn number_is(world, member: MemberName) {
        let shown = world.produced("表示された個人番号", world.number_shown.as_ref())?;
        let branch = world.branch(Office::Own, &member.0)?;
        expect_equal("被保険者枝番", branch.as_str(), shown.branch_number.as_str())?;
        if world.number_at_standard(Office::Own, &member.0)? == shown.individual_number {
            return Ok(());
        }
        Err(StepFailure::expectation("表示された個人番号が、標準システムにある番号と違います"))
    }

    /// 操作ログの、この利用者の「個人番号表示」画面の最新の行に、理由と加入者の被保険者枝番があり、個人番号はないことを確かめる。行がどこまであるかを控えてあれば、それより後の行だけを見る。
    then "{利用者}が見る操作ログの、{利用者}の個人番号表示の行に、加入者{加入者}の枝番と理由{値}があり、個人番号はない", "「監査担当」が見る操作ログの、「資格担当」の個人番号表示の行に、加入者「甲野花子」の枝番と理由「届出の内容との突合」があり、個人番号はない" =>
    fn log_has_reason(world, auditor: User, user: User, member: MemberName, reason: Text) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let answer = world.desk(&auditor.0).await?.operation_log(Some(&user_id)).await?;
        let log = world.take("操作ログの表示", answer)?;
        let log = world.produced("操作ログ", log.as_ref())?;
        let after = world.log_position;
        let of_screen = log.entries.iter().filter(|entry| entry.operation == screen::NUMBER_DISPLAY);
        let latest = of_screen.filter(|entry| Some(entry.sequence) > after).max_by_key(|entry| entry.sequence);
        let note = latest.and_then(|entry| entry.note.clone()).unwrap_or_default();
        let branch = world.branch(user.0.office, &member.0)?;
        let number = world.number_at_standard(user.0.office, &member.0)?;
        let has = |part: &str| if note.contains(part) { "あり" } else { "なし" };
        expect_equal("操作ログの枝番", "あり", has(branch.as_str()))?;
        expect_equal("操作ログの理由", "あり", has(&reason.0))?;
        // On screens and in files it would be masked, so that it is looked for in the answer.
        expect_equal("操作ログの個人番号", "なし", has(number.expose()))
    }
}

impl OperationWorld {
    async fn look_at_number(&mut self, actor: &Actor, branch: &BranchNumber, reason: &str) -> StepResult {
        let outcome = self.desk(actor).await?.show_number(branch, reason).await?;
        self.number_shown = self.take("個人番号の表示", outcome)?;
        Ok(())
    }

    /// The individual number that the standard system has of a member.
    fn number_at_standard(&mut self, office: Office, key: &str) -> StepResult<WrittenNumber> {
        let number = self.standard(office, &[key.to_owned()])?.member(key)?.individual_number.clone();
        number.ok_or_else(|| StepFailure::broken(format!("加入者「{key}」には個人番号がありません")))
    }
}
