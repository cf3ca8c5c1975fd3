//! お知らせ: of the 取りまとめ機関, and of each release of the NWS master.

use super::{
    parameters::{Text, User},
    vocabulary,
};
use crate::{
    terminal::{Notice, Outcome},
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};

vocabulary! { "お知らせ":
    /// 取りまとめ機関が、この種別(計画停止、障害、連絡)と件名のお知らせを、何日後かの0時の公開で用意している。宛先は「全広域連合」「自広域連合」「相手広域連合」のどれか。シナリオが終わると取り下げる。
    given "取りまとめ機関が、種別{値}のお知らせ{値}を、{値}あてに{int}日後の公開で用意している", "取りまとめ機関が、種別「計画停止」のお知らせ「停止{連番}」を、「全広域連合」あてに1日後の公開で用意している" =>
    fn prepare_notice(world, kind: Text, subject: Text, to: Text, days: u64) {
        let subject = world.fresh(&subject.0)?;
        world.prepare_notice(&kind.0, &subject, addressee(&to.0)?, days).await
    }

    /// 取りまとめ機関が、この種別と件名のお知らせを、今日の公開で用意している。宛先と終わりは、何日後かの公開と同じ。
    given "取りまとめ機関が、種別{値}のお知らせ{値}を、{値}あてに今日の公開で用意している", "取りまとめ機関が、種別「連絡」のお知らせ「自{連番}」を、「自広域連合」あてに今日の公開で用意している" =>
    fn prepare_notice_of_today(world, kind: Text, subject: Text, to: Text) {
        let subject = world.fresh(&subject.0)?;
        world.prepare_notice(&kind.0, &subject, addressee(&to.0)?, 0).await
    }

    /// 「お知らせ」に、この種別と件名のものが一つだけあることを確かめる。
    then "{利用者}のお知らせに、種別{値}の{値}がある", "「参照担当」のお知らせに、種別「計画停止」の「停止{連番}」がある" =>
    fn notice_is_there(world, user: User, kind: Text, subject: Text) {
        let wanted = world.fresh(&subject.0)?;
        let notices = world.notices_of(&user.0).await?;
        let observed: Vec<_> =
            notices.iter().filter(|notice| notice.subject == wanted).map(|notice| notice.kind.as_str()).collect();
        expect_equal(&format!("お知らせ「{}」の種別", subject.0), kind.0.as_str(), observed.join("、").as_str())
    }

    /// 「お知らせ」に、この件名のものがないことを確かめる。
    then "{利用者}のお知らせに、{値}はない", "「参照担当」のお知らせに、「停止{連番}」はない" =>
    fn notice_is_absent(world, user: User, subject: Text) {
        let wanted = world.fresh(&subject.0)?;
        let count = world.notices_of(&user.0).await?.iter().filter(|notice| notice.subject == wanted).count();
        expect_equal(&format!("お知らせ「{}」の件数", subject.0), 0, count)
    }

    /// 「お知らせ」が公開日の新しい順に並び、そのうち表の件名のものが、表のとおりの順であることを確かめる。
    then "{利用者}のお知らせは公開日の新しい順に並び、次の件名はこの順である", "「参照担当」のお知らせは公開日の新しい順に並び、次の件名はこの順である" =>
    fn notices_are_in_order(world, user: User) {
        let mut expected = Vec::new();
        for subject in world.table(&["件名"])?.into_iter().flatten() {
            expected.push(world.fresh(&subject)?);
        }
        let notices = world.notices_of(&user.0).await?;
        let mut pairs = notices.iter().zip(notices.iter().skip(1));
        if let Some((newer, older)) = pairs.find(|(newer, older)| newer.published_on < older.published_on) {
            return Err(StepFailure::difference(
                "お知らせの並び",
                "公開日の新しい順",
                format!("{}のすぐ下に{}", newer.published_on, older.published_on),
            ));
        }
        let observed: Vec<_> =
            notices.into_iter().map(|notice| notice.subject).filter(|subject| expected.contains(subject)).collect();
        expect_equal("お知らせの順", expected.join("、"), observed.join("、"))
    }

    /// 「お知らせ」にあるマスター適用依頼の版が、新しい順に、表のとおりであることを確かめる。
    then "{利用者}のお知らせにあるマスター適用依頼は、新しい順に次のとおりである", "「システム管理者」のお知らせにあるマスター適用依頼は、新しい順に次のとおりである" =>
    fn master_notices_are(world, user: User) {
        let expected: Vec<String> = world.table(&["版"])?.into_iter().flatten().collect();
        let observed = world.master_notices(&user.0).await?;
        expect_equal("マスター適用依頼の版", expected.join("、"), observed.join("、"))
    }

    /// 「お知らせ」に、マスター適用依頼がまだ一つもないことを確かめる。
    then "{利用者}のお知らせに、マスター適用依頼はまだない", "「システム管理者」のお知らせに、マスター適用依頼はまだない" =>
    fn no_master_notice(world, user: User) {
        let observed = world.master_notices(&user.0).await?;
        expect_equal("マスター適用依頼の版", "", observed.join("、").as_str())
    }
}

fn addressee(to: &str) -> StepResult<Option<Office>> {
    match to {
        "全広域連合" => Ok(None),
        "自広域連合" => Ok(Some(Office::Own)),
        "相手広域連合" => Ok(Some(Office::Partner)),
        other => Err(StepFailure::broken(format!(
            "宛先「{other}」はありません(全広域連合、自広域連合、相手広域連合)"
        ))),
    }
}

impl OperationWorld {
    async fn notices_of(&mut self, user: &Actor) -> StepResult<Vec<Notice>> {
        match self.desk(user).await?.notices().await? {
            Outcome::Shown(notices) => Ok(notices),
            Outcome::Refused(refusal) => Err(StepFailure::refused("お知らせの表示", &refusal)),
        }
    }

    /// Releases of the notices of kind マスター適用依頼, in the order of the screen.
    async fn master_notices(&mut self, user: &Actor) -> StepResult<Vec<String>> {
        let notices = self.notices_of(user).await?.into_iter();
        let requests = notices.filter(|notice| notice.kind == "マスター適用依頼");
        Ok(requests.map(|notice| notice.release.unwrap_or_default()).collect())
    }
}
