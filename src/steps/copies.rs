//! Copies (副本): registration, update, start of provision.

use super::{
    parameters::{Copies, MemberName, Text, User},
    vocabulary,
};
use crate::{
    model::BranchNumber,
    standard_system::{Change, CopyKind},
    terminal::{CopyEntry, CopyRevision},
    world::{Actor, Office, OperationWorld, Registration, StepFailure, StepResult, expect_equal},
};

vocabulary! { "副本":
    /// 加入者の副本が、テストデータのとおりに登録されている。なければ登録し、違っていれば更新する。
    given "加入者{加入者}の副本{副本}が登録されている", "加入者「甲野花子」の副本「資格情報」が登録されている" =>
    fn copy_registered(world, member: MemberName, kind: Copies) {
        world.arrange_copy(Office::Own, &member.0, kind.0).await
    }

    /// 相手広域連合に、加入者の副本が登録されている。
    given "相手広域連合に加入者{加入者}の副本{副本}が登録されている", "相手広域連合に加入者「甲野花子」の副本「資格情報」が登録されている" =>
    fn copy_registered_at_partner(world, member: MemberName, kind: Copies) {
        world.arrange_copy(Office::Partner, &member.0, kind.0).await
    }

    /// 副本の提供開始日が今日になっている。
    given "副本{副本}の提供が始まっている", "副本「資格情報」の提供が始まっている" =>
    fn provision_started(world, kind: Copies) {
        world.arrange_provision_started(Office::Own, kind.0).await
    }

    /// 相手広域連合の副本の提供開始日が今日になっている。
    given "相手広域連合の副本{副本}の提供が始まっている", "相手広域連合の副本「資格情報」の提供が始まっている" =>
    fn provision_started_at_partner(world, kind: Copies) {
        world.arrange_provision_started(Office::Partner, kind.0).await
    }

    /// 標準システムから新規の副本のファイルを抽出し、「特定個人情報登録受付」画面で登録する。
    when "{利用者}が加入者{加入者}の副本{副本}を登録する", "「副本担当」が加入者「甲野花子」の副本「資格情報」を登録する" =>
    fn register(world, user: User, member: MemberName, kind: Copies) {
        world.register_copy(&user.0, &member.0, kind.0, Change::New).await
    }

    /// 標準システムの値で副本を更新(処理区分2)する。
    when "{利用者}が加入者{加入者}の副本{副本}を更新する", "「副本担当」が加入者「甲野花子」の副本「資格情報」を更新する" =>
    fn update(world, user: User, member: MemberName, kind: Copies) {
        world.register_copy(&user.0, &member.0, kind.0, Change::Update).await
    }

    /// 副本を削除(処理区分3)する。
    when "{利用者}が加入者{加入者}の副本{副本}を削除する", "「副本担当」が加入者「甲野花子」の副本「葬祭費」を削除する" =>
    fn delete(world, user: User, member: MemberName, kind: Copies) {
        world.register_copy(&user.0, &member.0, kind.0, Change::Delete).await
    }

    /// 払い出されていない枝番を書いた副本を登録する。
    when "{利用者}が加入者{加入者}の副本{副本}を存在しない枝番で登録する", "「副本担当」が加入者「甲野花子」の副本「資格情報」を存在しない枝番で登録する" =>
    fn register_under_unknown_branch(world, user: User, member: MemberName, kind: Copies) {
        // A branch number that is nobody's: the member's own, one digit changed in each place.
        let own = world.branch(user.0.office, &member.0)?;
        let unknown: String =
            own.as_str().bytes().map(|digit| char::from(b'0' + (digit - b'0' + 5) % 10)).collect();
        world.register_copy_under(&user.0, &member.0, kind.0, &unknown).await
    }

    /// 相手広域連合が払い出しを受けた枝番を書いた副本を登録する。
    when "{利用者}が加入者{加入者}の副本{副本}を相手広域連合の枝番で登録する", "「副本担当」が加入者「甲野花子」の副本「資格情報」を相手広域連合の枝番で登録する" =>
    fn register_under_foreign_branch(world, user: User, member: MemberName, kind: Copies) {
        let foreign = world.branch(Office::Partner, &member.0)?;
        world.register_copy_under(&user.0, &member.0, kind.0, foreign.as_str()).await
    }

    /// 標準システムにある副本の元データの項目を書き換える。日付は「20170401」のように書く。
    when "標準システムで加入者{加入者}の副本{副本}の{値}を{値}に変える", "標準システムで加入者「甲野花子」の副本「資格情報」の「一部負担金割合」を「3」に変える" =>
    fn edit(world, member: MemberName, kind: Copies, column: Text, value: Text) {
        if !kind.0.columns().contains(&column.0.as_str()) {
            return Err(StepFailure::broken(format!("副本「{}」のファイルに「{}」列はありません", kind.0, column.0)));
        }
        let keys = [member.0.clone()];
        let copies = &mut world.standard(Office::Own, &keys)?.member_mut(&member.0)?.copies;
        for copy in copies.get_mut(&kind.0).into_iter().flatten() {
            copy.insert(column.0.clone(), value.0.clone());
        }
        Ok(())
    }

    /// 「提供開始日設定」画面(運用支援環境)で、提供開始日を今日から何日か後に設定する。
    when "{利用者}が副本{副本}の提供開始日を{int}日後に設定する", "「副本担当」が副本「資格情報」の提供開始日を3日後に設定する" =>
    fn set_start(world, user: User, kind: Copies, days: u64) {
        world.set_provision_start(&user.0, kind.0, days).await
    }

    /// 「提供開始日設定」画面(運用支援環境)で、提供開始日を今日に設定する。
    when "{利用者}が副本{副本}の提供開始日を今日に設定する", "「副本担当」が副本「資格情報」の提供開始日を今日に設定する" =>
    fn set_start_today(world, user: User, kind: Copies) {
        world.set_provision_start(&user.0, kind.0, 0).await
    }

    /// 「提供開始日設定」画面で提供開始日を空にし、副本の提供を停止する。
    when "{利用者}が副本{副本}の提供を停止する", "「副本担当」が副本「葬祭費」の提供を停止する" =>
    fn stop(world, user: User, kind: Copies) {
        let outcome = world.desk(&user.0).await?.set_provision_start(kind.0.file_kind(), None).await?;
        if let Some(start) = world.take("提供の停止", outcome)? {
            expect_equal("提供開始日", "なし".to_owned(), start.start_date.map_or_else(|| "なし".to_owned(), |date| date.to_string()))?;
        }
        Ok(())
    }

    /// 副本の履歴の各版の、状態(登録か削除)と項目の値を、古い版から順に確かめる。
    then "加入者{加入者}の副本{副本}の履歴の{値}は次のとおりである", "加入者「副野二子」の副本「資格情報」の履歴の「一部負担金割合」は次のとおりである" =>
    fn history_is(world, member: MemberName, kind: Copies, column: Text) {
        let expected: Vec<_> =
            world.table(&["版", "状態", "値"])?.into_iter().map(|row| row.join(" ")).collect();
        let branch = world.branch(Office::Own, &member.0)?;
        let outcome = world.desk(&Actor::at(Office::Own, "副本担当")).await?.copy_history(&branch).await?;
        let history = world.take("副本の履歴", outcome)?;
        let history = world.produced("副本の履歴", history.as_ref())?;
        let line = |one: CopyRevision| {
            let state = if one.deleted { "削除" } else { "登録" };
            let value = if one.deleted { "" } else { one.values.get(&column.0).map_or("", String::as_str) };
            format!("{} {state} {value}", one.revision)
        };
        let observed: Vec<_> =
            history.revisions.into_iter().filter(|one| one.kind == kind.0.file_kind()).map(line).collect();
        expect_equal("副本の履歴", expected.join(" / "), observed.join(" / "))
    }

    /// 副本の基準日時(正本がいつのものか)が、ファイルの更新日時のとおりで、反映日時がそれより前でないことを確かめる。更新日時は「20170401093000」のように書く。
    then "加入者{加入者}の副本{副本}の基準日時は{値}で、反映日時はそれより後である", "加入者「副野二子」の副本「資格情報」の基準日時は「20170401093000」で、反映日時はそれより後である" =>
    fn times_are(world, member: MemberName, kind: Copies, as_of: Text) {
        let copy = world.only_copy(&member.0, kind.0).await?;
        let japan = crate::model::in_japan(copy.source_as_of.to_utc());
        expect_equal("基準日時", as_of.0.as_str(), japan.format("%Y%m%d%H%M%S").to_string().as_str())?;
        if copy.reflected_at > copy.source_as_of {
            return Ok(());
        }
        Err(StepFailure::difference("反映日時", "基準日時より後", copy.reflected_at))
    }

    /// 加入者の副本が1件だけ登録され、項目の値が標準システムの値と等しいことを確かめる。
    then "加入者{加入者}の副本{副本}は標準システムと同じ内容である", "加入者「甲野花子」の副本「資格情報」は標準システムと同じ内容である" =>
    fn copy_is_as_in_standard_system(world, member: MemberName, kind: Copies) {
        let copy = world.only_copy(&member.0, kind.0).await?;
        let keys = [member.0.clone()];
        let wanted = world.standard(Office::Own, &keys)?.member(&member.0)?.copies.get(&kind.0).cloned().unwrap_or_default();
        for (column, value) in wanted.iter().flatten() {
            let observed = copy.values.get(column).map(String::as_str).unwrap_or_default();
            expect_equal(&format!("副本「{}」の{column}", kind.0), value.as_str(), observed)?;
        }
        Ok(())
    }

    /// 加入者の副本の項目の値を確かめる。
    then "加入者{加入者}の副本{副本}の{値}は{値}である", "加入者「甲野花子」の副本「資格情報」の「一部負担金割合」は「3」である" =>
    fn copy_value_is(world, member: MemberName, kind: Copies, column: Text, value: Text) {
        let copy = world.only_copy(&member.0, kind.0).await?;
        let observed = copy.values.get(&column.0).map_or("(項目なし)", String::as_str);
        expect_equal(&format!("副本「{}」の{}", kind.0, column.0), value.0.as_str(), observed)
    }

    /// 加入者の副本が1件だけあり、その版が書かれたとおりであることを確かめる。更新のたびに版が1つ進む。
    then "加入者{加入者}の副本{副本}は第{int}版である", "加入者「甲野花子」の副本「資格情報」は第2版である" =>
    fn copy_revision_is(world, member: MemberName, kind: Copies, revision: u64) {
        let copy = world.only_copy(&member.0, kind.0).await?;
        expect_equal(&format!("副本「{}」の版", kind.0), revision, copy.revision)
    }

    /// 加入者の副本の状態(登録済(提供開始前)、提供中)を確かめる。
    then "加入者{加入者}の副本{副本}の状態は{値}である", "加入者「甲野花子」の副本「資格情報」の状態は「提供中」である" =>
    fn copy_state_is(world, member: MemberName, kind: Copies, state: Text) {
        let copy = world.only_copy(&member.0, kind.0).await?;
        expect_equal(&format!("副本「{}」の状態", kind.0), state.0.as_str(), copy.state.as_str())
    }

    /// 加入者の副本が提供中になっていないことを確かめる。一度提供した種類では「提供停止」、そうでなければ「登録済(提供開始前)」である。
    then "加入者{加入者}の副本{副本}は、まだ提供中ではない", "加入者「甲野花子」の副本「資格情報」は、まだ提供中ではない" =>
    fn copy_is_not_provided(world, member: MemberName, kind: Copies) {
        let copy = world.only_copy(&member.0, kind.0).await?;
        let provided = "提供中";
        if copy.state == provided {
            return Err(StepFailure::difference(&format!("副本「{}」の状態", kind.0), "提供中ではない", provided));
        }
        Ok(())
    }

    /// 加入者のこの種類の副本が、書かれた件数だけ登録されていることを確かめる。
    then "加入者{加入者}の副本{副本}が{int}件ある", "加入者「合野一恵」の副本「高額介護合算療養費」が2件ある" =>
    fn copies_are(world, member: MemberName, kind: Copies, count: usize) {
        let copies = world.copies_of(&member.0, kind.0).await?;
        expect_equal(&format!("副本「{}」の件数", kind.0), count, copies.len())
    }

    /// 加入者にこの種類の副本がないことを確かめる。
    then "加入者{加入者}に副本{副本}は登録されていない", "加入者「甲野花子」に副本「葬祭費」は登録されていない" =>
    fn no_copy(world, member: MemberName, kind: Copies) {
        let copies = world.copies_of(&member.0, kind.0).await?;
        expect_equal(&format!("副本「{}」の件数", kind.0), 0, copies.len())
    }
}

impl OperationWorld {
    async fn set_provision_start(&mut self, user: &Actor, kind: CopyKind, days: u64) -> StepResult {
        let date = self.lane()?.clock.now().await?.date_naive() + chrono::Days::new(days);
        let outcome = self.desk(user).await?.set_provision_start(kind.file_kind(), Some(date)).await?;
        if let Some(start) = self.take("提供開始日の設定", outcome)? {
            let set = start.start_date.map_or_else(|| "なし".to_owned(), |date| date.to_string());
            expect_equal("設定された提供開始日", date.to_string(), set)?;
        }
        Ok(())
    }

    async fn register_copy(
        &mut self,
        actor: &Actor,
        key: &str,
        kind: CopyKind,
        change: Change,
    ) -> StepResult {
        let as_of = self.lane()?.clock.now().await?;
        let keys = [key.to_owned()];
        let file = self.standard(actor.office, &keys)?.extract_copies(&keys, kind, change, as_of)?;
        self.register_file(Registration { by: actor.clone(), file, sent: keys.to_vec() }).await
    }

    async fn register_copy_under(
        &mut self,
        actor: &Actor,
        key: &str,
        kind: CopyKind,
        branch: &str,
    ) -> StepResult {
        let branch = BranchNumber::parse(branch).map_err(|error| StepFailure::broken(error.to_string()))?;
        let as_of = self.lane()?.clock.now().await?;
        let keys = [key.to_owned()];
        let file = self.standard(actor.office, &keys)?.extract_copies_under(key, kind, &branch, as_of)?;
        self.register_file(Registration { by: actor.clone(), file, sent: keys.to_vec() }).await
    }

    async fn copies_of(&mut self, key: &str, kind: CopyKind) -> StepResult<Vec<CopyEntry>> {
        let branch = self.branch(Office::Own, key)?;
        let outcome = self.desk(&Actor::at(Office::Own, "副本担当")).await?.copies(&branch).await?;
        let copies = self.take("副本照会", outcome)?;
        let copies = self.produced("副本", copies.as_ref())?;
        Ok(copies.entries.into_iter().filter(|copy| copy.kind == kind.file_kind()).collect())
    }

    async fn only_copy(&mut self, key: &str, kind: CopyKind) -> StepResult<CopyEntry> {
        let mut copies = self.copies_of(key, kind).await?;
        expect_equal(&format!("副本「{kind}」の件数"), 1, copies.len())?;
        copies.pop().ok_or_else(|| StepFailure::expectation("副本がありません"))
    }
}
