//! 情報照会: asking other institutions, and what comes back.

use super::{
    parameters::{Code, Copies, InquiryStatus, MemberName, Text, User},
    vocabulary,
};
use crate::{
    model::ResultCode,
    standard_system::CopyKind,
    terminal::Outcome,
    world::{Office, StepFailure, expect_equal},
};
use std::{collections::BTreeMap, time::Duration};

vocabulary! { "情報照会":
    /// 加入者の枝番、事務手続、照会先、特定個人情報を指定して「情報照会登録」画面で照会する。照会先は「自広域連合」「相手広域連合」か、rolemodels の機関名。
    when "{利用者}が加入者{加入者}について、{値}のため{値}に{値}を照会する", "「照会担当」が加入者「甲野花子」について、「一部負担金割合判定」のため「架空市」に「地方税関係情報」を照会する" =>
    fn inquire(world, user: User, member: MemberName, procedure: Text, provider: Text, information: Text) {
        let branch = world.branch(user.0.office, &member.0)?;
        world.inquire(&user.0, branch.as_str(), &procedure.0, &provider.0, &information.0).await
    }

    /// 削除した加入者の、削除前の枝番を入力して照会する。
    when "{利用者}が加入者{加入者}の削除前の枝番について、{値}のため{値}に{値}を照会する", "「照会担当」が加入者「消野一子」の削除前の枝番について、「一部負担金割合判定」のため「架空市」に「地方税関係情報」を照会する" =>
    fn inquire_former(world, user: User, member: MemberName, procedure: Text, provider: Text, information: Text) {
        let branch = world.produced("削除前の枝番", world.former_branches.get(&member.0))?;
        world.inquire(&user.0, branch.as_str(), &procedure.0, &provider.0, &information.0).await
    }

    /// 対象期間を「20140101〜20141231」のように指定して照会する。始めか終わりのどちらかを空けてもよい。
    when "{利用者}が加入者{加入者}について、{値}のため{値}に対象期間{値}の{値}を照会する", "「照会担当」が加入者「甲野花子」について、「高額介護合算支給」のため「相手広域連合」に対象期間「20140801〜20150731」の「高額介護合算療養費情報」を照会する" =>
    fn inquire_period(world, user: User, member: MemberName, procedure: Text, provider: Text, period: Text, information: Text) {
        let wrong = || StepFailure::broken("対象期間は「20140101〜20141231」のように書きます");
        let (from, to) = period.0.split_once('〜').ok_or_else(wrong)?;
        let day = |text: &str| match text {
            "" => Ok(None),
            text => chrono::NaiveDate::parse_from_str(text, "%Y%m%d").map(Some).map_err(|_| wrong()),
        };
        let branch = world.branch(user.0.office, &member.0)?;
        let mut request = world.lane()?.inquiry_request(branch.as_str(), &procedure.0, &provider.0, &information.0)?;
        (request.period_from, request.period_to) = (day(from)?, day(to)?);
        world.send_inquiry(&user.0, request).await
    }

    /// 払い出されていない枝番を入力して照会する。
    when "{利用者}が存在しない枝番について、{値}のため{値}に{値}を照会する", "「照会担当」が存在しない枝番について、「一部負担金割合判定」のため「架空市」に「地方税関係情報」を照会する" =>
    fn inquire_unknown(world, user: User, procedure: Text, provider: Text, information: Text) {
        // Branch numbers are random; a single digit is as good as never issued.
        world.inquire(&user.0, "0", &procedure.0, &provider.0, &information.0).await
    }

    /// 相手広域連合がその人に払い出した枝番を入力して照会する。
    when "{利用者}が加入者{加入者}の相手広域連合での枝番について、{値}のため{値}に{値}を照会する", "「照会担当」が加入者「両丘二美」の相手広域連合での枝番について、「資格管理」のため「架空市」に「住民票関係情報」を照会する" =>
    fn inquire_foreign(world, user: User, member: MemberName, procedure: Text, provider: Text, information: Text) {
        let branch = world.branch(Office::Partner, &member.0)?;
        world.inquire(&user.0, branch.as_str(), &procedure.0, &provider.0, &information.0).await
    }

    /// 照会が最終の状態になるまで待つ。待ち時間の上限を超えると不合格。
    when "照会の結果が出るまで待つ", "照会の結果が出るまで待つ" =>
    fn wait_for_answer(world) {
        let lane = world.lane()?.clone();
        let mut waited = Duration::ZERO;
        loop {
            let inquiry = world.look_at_inquiry().await?;
            if inquiry.state.is_final() {
                world.show(&inquiry);
                return Ok(());
            }
            lane.wait_once(&mut waited, lane.timing().poll, "情報照会", inquiry.state).await?;
        }
    }

    /// 前のステップから何秒かが過ぎてから、照会の状態を見る。接続先の時計で数える。
    when "{int}秒が過ぎる", "90秒が過ぎる" =>
    fn seconds_pass(world, seconds: u64) {
        world.lane()?.clock.pass(Duration::from_secs(seconds)).await?;
        let inquiry = world.look_at_inquiry().await?;
        world.show(&inquiry);
        Ok(())
    }

    /// 「情報照会結果」画面で、直前の照会の結果を見ようとする。
    when "{利用者}がこの照会の結果を表示する", "「照会担当」がこの照会の結果を表示する" =>
    fn open_result(world, user: User) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let outcome = world.desk(&user.0).await?.inquiry(&inquiry.inquiry_id).await?;
        world.take("照会結果の表示", outcome).map(|_| ())
    }

    /// 「情報照会一覧」画面に、直前の照会があるか(「ある」「ない」)を確かめる。
    then "{利用者}の情報照会一覧に、この照会は{値}", "「照会担当」の情報照会一覧に、この照会は「ない」" =>
    fn is_in_list(world, user: User, there: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let list = match world.desk(&user.0).await?.inquiries().await? {
            Outcome::Shown(list) => list,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("情報照会一覧の表示", &refusal)),
        };
        let found = list.entries.iter().any(|entry| entry.inquiry_id == inquiry.inquiry_id);
        expect_equal("情報照会一覧のこの照会", there.0.as_str(), if found { "ある" } else { "ない" })
    }

    /// 照会の状態と結果コードを確かめる。
    then "照会は{照会状態}となり、結果は{結果コード}である", "照会は「回答あり」となり、結果は「OK 該当あり」である" =>
    fn answer_is(world, state: InquiryStatus, code: Code) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        expect_equal("照会の状態", state.0, inquiry.state)?;
        let observed = inquiry.result_code.as_deref().map_or_else(|| "なし".to_owned(), ResultCode::describe);
        expect_equal("照会の結果", code.0.to_string(), observed)
    }

    /// 照会がまだ終わっておらず、この状態であることを確かめる。値が返っていれば不合格。
    then "照会はまだ{照会状態}で、値は返っていない", "照会はまだ「結果待ち」で、値は返っていない" =>
    fn answer_is_outstanding(world, state: InquiryStatus) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        expect_equal("照会の状態", state.0, inquiry.state)?;
        expect_equal("返った項目の数", 0, inquiry.items.len())
    }

    /// 値が一つも返っていないことを確かめる。
    then "照会の結果に値は含まれない", "照会の結果に値は含まれない" =>
    fn no_values(world) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        expect_equal("返った項目の数", 0, inquiry.items.len())
    }

    /// 返った項目と値が、照会先のロールモデルのとおりであることを確かめる(過不足は不合格)。
    then "照会の結果は{値}のロールモデルにある加入者{加入者}の{値}に等しい", "照会の結果は「架空市」のロールモデルにある加入者「甲野花子」の「地方税関係情報」に等しい" =>
    fn values_are_the_role_models(world, institution: Text, member: MemberName, information: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let expected = world.lane()?.role_model(&institution.0, &member.0, &information.0)?;
        let observed: BTreeMap<_, _> =
            inquiry.items.iter().map(|item| (item.name.clone(), item.value.clone())).collect();
        let text = |items: &BTreeMap<String, String>| {
            items.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("、")
        };
        expect_equal("照会の結果", text(&expected), text(&observed))
    }

    /// 返った項目と値が、自広域連合の標準システムにある副本のとおりであることを確かめる(過不足は不合格)。
    then "照会の結果は、自広域連合の標準システムにある加入者{加入者}の{副本}に等しい", "照会の結果は、自広域連合の標準システムにある加入者「両丘二美」の「資格情報」に等しい" =>
    fn values_are_our_own(world, member: MemberName, kind: Copies) {
        world.expect_values_of(Office::Own, &member.0, kind.0)
    }

    /// 返った項目と値が、相手広域連合の標準システムにある副本のとおりであることを確かめる(過不足は不合格)。
    then "照会の結果は、相手広域連合の標準システムにある加入者{加入者}の{副本}に等しい", "照会の結果は、相手広域連合の標準システムにある加入者「転野一男」の「資格情報」に等しい" =>
    fn values_are_the_partners(world, member: MemberName, kind: Copies) {
        world.expect_values_of(Office::Partner, &member.0, kind.0)
    }

    /// 返った結果の基準日時(照会先の正本がいつのものか)が、ロールモデルのとおりであることを確かめる。
    then "照会の結果の基準日時は{値}のロールモデルにある加入者{加入者}の{値}に等しい", "照会の結果の基準日時は「架空市」のロールモデルにある加入者「照野三子」の「地方税関係情報」に等しい" =>
    fn as_of_is(world, institution: Text, member: MemberName, information: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let expected = world.lane()?.role_model_time(&institution.0, &member.0, &information.0)?;
        let observed = inquiry.source_as_of.map_or_else(|| "なし".to_owned(), |time| time.to_rfc3339());
        expect_equal("基準日時", expected.to_rfc3339(), observed)
    }

    /// 返った項目のうち、一つの値を確かめる。
    then "照会の結果の{値}は{値}である", "照会の結果の「一部負担金割合」は「1」である" =>
    fn value_is(world, name: Text, value: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let observed = inquiry.items.iter().find(|item| item.name == name.0);
        let observed = observed.map_or("(項目なし)", |item| item.value.as_str());
        expect_equal(&format!("照会の結果の{}", name.0), value.0.as_str(), observed)
    }
}

impl crate::world::OperationWorld {
    /// Compares the answer with a copy in a standard system. An item without a value says
    /// as much as no item.
    fn expect_values_of(&mut self, office: Office, key: &str, kind: CopyKind) -> crate::world::StepResult {
        let (_, inquiry) = self.produced("情報照会", self.inquiry.as_ref())?;
        let keys = [key.to_owned()];
        let copies =
            self.standard(office, &keys)?.member(key)?.copies.get(&kind).cloned().unwrap_or_default();
        let text = |items: BTreeMap<String, String>| {
            let items = items.into_iter().filter(|(_, value)| !value.is_empty());
            items.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("、")
        };
        let expected = copies.into_iter().next_back().unwrap_or_default();
        let observed = inquiry.items.into_iter().map(|item| (item.name, item.value)).collect();
        expect_equal("照会の結果", text(expected), text(observed))
    }

    async fn inquire(
        &mut self,
        actor: &crate::world::Actor,
        branch_number: &str,
        procedure: &str,
        provider: &str,
        information: &str,
    ) -> crate::world::StepResult {
        let request = self.lane()?.inquiry_request(branch_number, procedure, provider, information)?;
        self.send_inquiry(actor, request).await
    }

    /// Sends an inquiry; the one before it is kept to be returned to.
    pub(super) async fn send_inquiry(
        &mut self,
        actor: &crate::world::Actor,
        request: crate::terminal::InquiryRequest,
    ) -> crate::world::StepResult {
        if let Some((asked, inquiry)) = self.inquiry.take() {
            self.inquiry_before = Some((asked, inquiry, self.inquiry_request.take()));
        }
        self.obviously_wrong = false;
        let outcome = self.desk(actor).await?.inquire(&request).await?;
        self.inquiry_request = Some(request);
        self.inquiry = self.take("情報照会の登録", outcome)?.map(|inquiry| (actor.clone(), inquiry));
        Ok(())
    }

    pub(super) async fn look_at_inquiry(&mut self) -> crate::world::StepResult<crate::terminal::Inquiry> {
        let (actor, inquiry) = self.produced("情報照会", self.inquiry.as_ref())?;
        let outcome = self.desk(&actor).await?.inquiry(&inquiry.inquiry_id).await?;
        match outcome {
            Outcome::Shown(inquiry) => {
                self.saw_inquiry(&inquiry, false);
                self.inquiry = Some((actor, inquiry.clone()));
                Ok(inquiry)
            }
            Outcome::Refused(refusal) => Err(StepFailure::refused("照会結果の表示", &refusal)),
        }
    }
}
