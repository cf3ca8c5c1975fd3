//! 情報共有サイト: who of the union may use it, and what stands there.

use super::{
    parameters::{Text, User},
    vocabulary,
};
use crate::{
    terminal::SiteEntry,
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};
use std::collections::BTreeSet;

vocabulary! { "情報共有サイト":
    /// 情報共有サイトに、この広域連合の誰も利用登録していない。登録があれば取り消す。
    given "情報共有サイトに{値}の誰も利用登録していない", "情報共有サイトに「自広域連合」の誰も利用登録していない" =>
    fn nobody_registered(world, union: Text) {
        world.arrange_accounts(office(&union.0)?, &[]).await
    }

    /// 情報共有サイトに、この利用者の広域連合からは、この利用者だけが利用登録している。
    given "情報共有サイトに{利用者}だけが利用登録している", "情報共有サイトに「照会担当」だけが利用登録している" =>
    fn one_registered(world, user: User) {
        let office = user.0.office;
        world.arrange_accounts(office, &[user.0]).await
    }

    /// 情報共有サイトに、この二人だけが利用登録している。
    given "情報共有サイトに{利用者}と{利用者}だけが利用登録している", "情報共有サイトに「照会担当」と「資格担当」だけが利用登録している" =>
    fn two_registered(world, one: User, other: User) {
        let office = one.0.office;
        world.arrange_accounts(office, &[one.0, other.0]).await
    }

    /// 情報共有サイトに、この区分(連絡事項か各種様式)と件名のものが、何日後かの0時からの掲載で用意されている。シナリオが終わると取り下げる。「{連番}」はシナリオごとに異なる数字になる。
    given "情報共有サイトの{値}に、件名{値}が{int}日後からの掲載で用意されている", "情報共有サイトの「連絡事項」に、件名「連絡{連番}」が1日後からの掲載で用意されている" =>
    fn published(world, section: Text, title: Text, days: u64) {
        let title = world.fresh(&title.0)?;
        world.publish_on_site(&section.0, &title, days).await
    }

    /// 照会先の機関が、何日後かの今の時刻から1日間の計画停止を予定している。シナリオの終わりに戻す。
    given "照会先{値}が{int}日後から1日間の計画停止を予定している", "照会先「架空市」が2日後から1日間の計画停止を予定している" =>
    fn outage_announced(world, institution: Text, days: u64) {
        let (code, _) = world.lane()?.contact_of(&institution.0)?;
        world.announce_outage(&code, days).await
    }

    /// 「情報共有サイト(利用登録)」画面で、利用者を登録する。
    when "{利用者}が情報共有サイトに{利用者}を利用登録する", "「システム管理者」が情報共有サイトに「照会担当」を利用登録する" =>
    fn register(world, administrator: User, user: User) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let outcome = world.desk(&administrator.0).await?.register_site_account(&user_id).await?;
        world.take("利用登録", outcome).map(|_| ())
    }

    /// 「情報共有サイト(利用登録)」画面で、利用者の登録を取り消す。
    when "{利用者}が情報共有サイトの{利用者}の利用登録を取り消す", "「システム管理者」が情報共有サイトの「照会担当」の利用登録を取り消す" =>
    fn remove(world, administrator: User, user: User) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let outcome = world.desk(&administrator.0).await?.remove_site_account(&user_id).await?;
        world.take("利用登録の取消", outcome).map(|_| ())
    }

    /// 「情報共有サイト(掲載情報)」画面で、区分(連絡事項、運用スケジュール、各種様式、システム障害発生状況)を選んで見る。
    when "{利用者}が情報共有サイトの{値}を見る", "「照会担当」が情報共有サイトの「連絡事項」を見る" =>
    fn look(world, user: User, section: Text) {
        let outcome = world.desk(&user.0).await?.site_entries(&section.0).await?;
        world.site = world.take("情報共有サイトの表示", outcome)?;
        Ok(())
    }

    /// 「情報共有サイト(利用登録)」画面の一覧が、表の利用者だけであることを確かめる(順序は問わない。過不足は不合格)。
    then "情報共有サイトに利用登録しているのは次の利用者だけである", "情報共有サイトに利用登録しているのは次の利用者だけである" =>
    fn registered_are(world) {
        let mut expected = BTreeSet::new();
        for user in world.table(&["利用者"])?.into_iter().flatten() {
            expected.insert(world.lane()?.user_id(&Actor::at(Office::Own, &user))?);
        }
        let administrator = Actor::at(Office::Own, "システム管理者");
        let outcome = world.desk(&administrator).await?.site_accounts().await?;
        let seen = world.take("利用登録の一覧", outcome)?;
        let seen = world.produced("利用登録の一覧", seen.as_ref())?;
        let observed: BTreeSet<_> = seen.entries.into_iter().map(|entry| entry.user_id).collect();
        let text = |users: BTreeSet<String>| users.into_iter().collect::<Vec<_>>().join("、");
        expect_equal("利用登録している利用者", text(expected), text(observed))
    }

    /// 見た区分に、この件名のものがあるか(「ある」「ない」)を確かめる。
    then "見た掲載情報に、件名{値}は{値}", "見た掲載情報に、件名「連絡{連番}」は「ある」" =>
    fn is_there(world, title: Text, there: Text) {
        let wanted = world.fresh(&title.0)?;
        let seen = world.produced("情報共有サイトの表示", world.site.as_ref())?;
        let found = seen.entries.iter().any(|entry| entry.title == wanted);
        expect_equal(&format!("掲載情報「{}」", title.0), there.0.as_str(), if found { "ある" } else { "ない" })
    }

    /// 見た区分に、予定した計画停止がちょうど1件あり、停止の始めと終わりが予定のとおりであることを確かめる。
    then "見た掲載情報に、{値}の計画停止が予定のとおりに載っている", "見た掲載情報に、「架空市」の計画停止が予定のとおりに載っている" =>
    fn outage_is_as_announced(world, institution: Text) {
        let (code, from, to) = world.produced("予定した計画停止", world.announced.as_ref())?;
        let seen = world.produced("情報共有サイトの表示", world.site.as_ref())?;
        let ours: Vec<_> = of_institution(&seen.entries, &code).collect();
        expect_equal(&format!("「{}」の計画停止の件数", institution.0), 1, ours.len())?;
        let Some(entry) = ours.first() else { return Ok(()) };
        let text = |time: chrono::DateTime<chrono::FixedOffset>| time.format("%Y-%m-%d %H:%M:%S").to_string();
        let seen = |time: Option<chrono::DateTime<chrono::FixedOffset>>| time.map_or_else(|| "なし".to_owned(), text);
        expect_equal("停止の始め", text(from), seen(entry.from))?;
        expect_equal("停止の終わり", text(to), seen(entry.to))
    }

    /// 見た区分に、この機関の停止があるか(「ある」「ない」)を確かめる。
    then "見た掲載情報に、{値}の停止は{値}", "見た掲載情報に、「架空市」の停止は「ない」" =>
    fn outage_is_there(world, institution: Text, there: Text) {
        let (code, _) = world.lane()?.contact_of(&institution.0)?;
        let seen = world.produced("情報共有サイトの表示", world.site.as_ref())?;
        let found = of_institution(&seen.entries, &code).next().is_some();
        expect_equal(&format!("「{}」の停止", institution.0), there.0.as_str(), if found { "ある" } else { "ない" })
    }
}

fn of_institution<'a>(entries: &'a [SiteEntry], code: &str) -> impl Iterator<Item = &'a SiteEntry> {
    entries.iter().filter(move |entry| entry.institution_code.as_deref() == Some(code))
}

fn office(union: &str) -> StepResult<Office> {
    match union {
        "自広域連合" => Ok(Office::Own),
        "相手広域連合" => Ok(Office::Partner),
        other => {
            Err(StepFailure::broken(format!("「{other}」は「自広域連合」か「相手広域連合」と書いてください")))
        }
    }
}

impl OperationWorld {
    /// These users of an office have accounts, and nobody else of it.
    async fn arrange_accounts(&mut self, office: Office, users: &[Actor]) -> StepResult {
        let administrator = Actor::at(office, "システム管理者");
        let outcome = self.desk(&administrator).await?.site_accounts().await?;
        let there = self.take("利用登録の一覧", outcome)?;
        let there = self.produced("利用登録の一覧", there.as_ref())?.entries;
        let lane = self.lane()?.clone();
        let wanted = users.iter().map(|user| lane.user_id(user)).collect::<StepResult<Vec<_>>>()?;
        for entry in there.iter().filter(|entry| !wanted.contains(&entry.user_id)) {
            let outcome = self.desk(&administrator).await?.remove_site_account(&entry.user_id).await?;
            self.take("利用登録の取消", outcome)?;
        }
        for user_id in wanted.iter().filter(|wanted| !there.iter().any(|entry| entry.user_id == **wanted)) {
            let outcome = self.desk(&administrator).await?.register_site_account(user_id).await?;
            self.take("利用登録", outcome)?;
        }
        Ok(())
    }
}
