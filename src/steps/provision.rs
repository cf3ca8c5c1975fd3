//! 提供可否判断: copies that are not provided automatically, decided about by an officer.

use super::{
    parameters::{Copies, MemberName, Text, User},
    vocabulary,
};
use crate::{
    terminal::{Outcome, ProvisionRequest, ProvisionRequestList},
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};

vocabulary! { "提供可否判断":
    /// 加入者の副本が、自動では提供されず、担当者が提供の可否を判断する設定になっている。シナリオの終わりに自動に戻す。
    given "加入者{加入者}の副本{副本}は、自動では提供しない設定になっている", "加入者「両丘二美」の副本「資格情報」は、自動では提供しない設定になっている" =>
    fn manual(world, member: MemberName, kind: Copies) {
        world.set_automatic_provision(&Actor::at(Office::Own, "副本担当"), &member.0, kind.0, false).await
    }

    /// 「副本照会」画面で、加入者のこの種類の副本を、自動では提供しない設定にする。シナリオの終わりに自動に戻す。
    when "{利用者}が加入者{加入者}の副本{副本}を、自動では提供しない設定にする", "「副本担当」が加入者「両丘二美」の副本「資格情報」を、自動では提供しない設定にする" =>
    fn set_manual(world, user: User, member: MemberName, kind: Copies) {
        world.set_automatic_provision(&user.0, &member.0, kind.0, false).await
    }

    /// 「副本照会」画面で、加入者のこの種類の副本を、自動で提供する設定にする。
    when "{利用者}が加入者{加入者}の副本{副本}を、自動で提供する設定にする", "「副本担当」が加入者「両丘二美」の副本「資格情報」を、自動で提供する設定にする" =>
    fn set_automatic(world, user: User, member: MemberName, kind: Copies) {
        world.set_automatic_provision(&user.0, &member.0, kind.0, true).await
    }

    /// 「提供可否判断」画面で、直前の照会に「提供」か「不提供」を判断する。
    when "{利用者}がこの照会への提供の可否を{値}と判断する", "「副本担当」がこの照会への提供の可否を「提供」と判断する" =>
    fn decide(world, user: User, decision: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let outcome = world.desk(&user.0).await?.decide_provision(&inquiry.inquiry_id, &decision.0).await?;
        let outcome = match outcome {
            Outcome::Shown(entry) => Outcome::Shown(ProvisionRequestList { entries: vec![entry] }),
            Outcome::Refused(refusal) => Outcome::Refused(refusal),
        };
        let Some(seen) = world.take("提供の可否の判断", outcome)? else { return Ok(()) };
        let state = seen.entries.first().map_or("", |entry| entry.state.as_str());
        expect_equal("提供可否判断の状態", decision.0.as_str(), state)
    }

    /// 「提供可否判断」画面に、直前の照会がちょうど1件あり、照会者、特定個人情報、照会の対象の加入者(自広域連合の枝番)と状態が正しいことを確かめる。
    then "{利用者}の提供可否判断に、加入者{加入者}についてのこの照会が{値}で載っている", "「副本担当」の提供可否判断に、加入者「両丘二美」についてのこの照会が「判断待ち」で載っている" =>
    fn is_listed(world, user: User, member: MemberName, state: Text) {
        let mut entries = world.provision_requests(&user.0).await?;
        expect_equal("提供可否判断にあるこの照会の件数", 1, entries.len())?;
        let Some(entry) = entries.pop() else { return Ok(()) };
        world.show(&ProvisionRequestList { entries: vec![entry.clone()] });
        let request = world.produced("情報照会", world.inquiry_request.as_ref())?;
        let (inquirer, _) = world.produced("情報照会", world.inquiry.as_ref())?;
        let inquirer = world.lane()?.union(inquirer.office)?.institution_code.clone();
        let branch = world.branch(user.0.office, &member.0)?;
        expect_equal("提供可否判断の照会者", inquirer.as_str(), entry.inquirer.as_str())?;
        expect_equal("提供可否判断の特定個人情報", request.information_code.as_str(), entry.information_code.as_str())?;
        expect_equal("提供可否判断の被保険者枝番", branch.as_str(), entry.branch_number.as_str())?;
        expect_equal("提供可否判断の状態", state.0.as_str(), entry.state.as_str())
    }

    /// 「提供可否判断」画面に、直前の照会がないことを確かめる。
    then "{利用者}の提供可否判断に、この照会はない", "「相手広域連合の副本担当」の提供可否判断に、この照会はない" =>
    fn is_not_listed(world, user: User) {
        let entries = world.provision_requests(&user.0).await?;
        expect_equal("提供可否判断にあるこの照会の件数", 0, entries.len())
    }
}

impl OperationWorld {
    /// Entries of the inquiry made last.
    async fn provision_requests(&mut self, actor: &Actor) -> StepResult<Vec<ProvisionRequest>> {
        let (_, inquiry) = self.produced("情報照会", self.inquiry.as_ref())?;
        match self.desk(actor).await?.provision_requests().await? {
            Outcome::Shown(list) => {
                let ours = |entry: &ProvisionRequest| entry.process_number == inquiry.inquiry_id;
                Ok(list.entries.into_iter().filter(ours).collect())
            }
            Outcome::Refused(refusal) => Err(StepFailure::refused("提供可否判断の表示", &refusal)),
        }
    }
}
