//! 情報提供等記録 and 操作ログ.

use super::{
    parameters::{Code, MemberName, Screen, Side, Text, User},
    vocabulary,
};
use crate::{
    model::ResultCode,
    terminal::{Outcome, ProvisionRecord, RecordList, RecordQuery},
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};

vocabulary! { "記録とログ":
    /// 記録に不開示の印を付ける。
    when "{利用者}がこの照会の{記録側}の記録に不開示の印を付ける", "「監査担当」がこの照会の「照会」の記録に不開示の印を付ける" =>
    fn mark(world, user: User, side: Side) {
        world.mark_record(&user.0, side.0, true).await
    }

    /// 記録の不開示の印を外す。
    when "{利用者}がこの照会の{記録側}の記録から不開示の印を外す", "「監査担当」がこの照会の「照会」の記録から不開示の印を外す" =>
    fn unmark(world, user: User, side: Side) {
        world.mark_record(&user.0, side.0, false).await
    }

    /// この照会の記録が、その側にちょうど1件あり、照会者・提供者・結果・提供項目名が正しく、値があるときだけ提供日時があることを確かめる。
    then "{利用者}が検索すると、この照会の{記録側}の記録が結果{結果コード}で1件だけある", "「監査担当」が検索すると、この照会の「照会」の記録が結果「OK 該当あり」で1件だけある" =>
    fn record_is_there(world, user: User, side: Side, code: Code) {
        let record = world.only_record(&user.0, side.0).await?;
        expect_equal("記録の側", side.0.text(), record.direction.as_str())?;
        expect_equal("記録の結果", code.0.to_string(), ResultCode::describe(&record.outcome))?;
        let request = world.produced("情報照会", world.inquiry_request.as_ref())?;
        expect_equal("記録の提供者", request.provider_code.as_str(), record.provider.as_str())?;
        let (inquirer, _) = world.produced("情報照会", world.inquiry.as_ref())?;
        let inquirer = world.lane()?.union(inquirer.office)?.institution_code.clone();
        expect_equal("記録の照会者", inquirer.as_str(), record.inquirer.as_str())?;
        expect_equal("記録の特定個人情報", request.information_code.as_str(), record.information_code.as_str())?;
        let provided = |provided| if provided { "あり" } else { "なし" };
        expect_equal("記録の提供日時", provided(code.0.code == "OK"), provided(record.provided_at.is_some()))?;
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let names = |mut names: Vec<String>| {
            names.sort();
            names.join("、")
        };
        let answered = inquiry.items.iter().map(|item| item.name.clone()).collect();
        expect_equal("記録の提供項目名", names(answered), names(record.items))
    }

    /// この照会の記録が、その側に1件もないことを確かめる。
    then "{利用者}が検索しても、この照会の{記録側}の記録はない", "「相手広域連合の監査担当」が検索しても、この照会の「照会」の記録はない" =>
    fn record_is_not_there(world, user: User, side: Side) {
        let records = world.records_of_inquiry(&user.0, side.0).await?;
        expect_equal("記録の件数", 0, records.entries.len())
    }

    /// この照会の記録の応答全体に、個人番号、枝番、提供した値が現れないことを確かめる。
    then "{利用者}が見る記録に、加入者{加入者}の個人番号も枝番も提供した値も現れない", "「監査担当」が見る記録に、加入者「照野一子」の個人番号も枝番も提供した値も現れない" =>
    fn record_tells_nothing(world, user: User, member: MemberName) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let raw = world.desk(&user.0).await?.words_of_records(&inquiry.inquiry_id).await?;
        if !raw.contains(&inquiry.inquiry_id) {
            return Err(StepFailure::difference("この照会の記録", "1件以上", "なし"));
        }
        let branch = world.branch(Office::Own, &member.0)?;
        let keys = [member.0.clone()];
        let number = world.standard(Office::Own, &keys)?.member(&member.0)?.individual_number.clone();
        if number.is_some_and(|number| raw.contains(number.expose())) {
            return Err(StepFailure::expectation("記録に個人番号が含まれています"));
        }
        if tells(&raw, branch.as_str()) {
            return Err(StepFailure::expectation("記録に被保険者枝番が含まれています"));
        }
        match inquiry.items.iter().find(|item| item.value.chars().count() > 2 && tells(&raw, &item.value)) {
            None => Ok(()),
            Some(item) => Err(StepFailure::expectation(format!("記録に、提供した{}の値が含まれています", item.name))),
        }
    }

    /// この照会の記録をファイルに出力すると、検索の画面と同じ件数、同じ内容(記録番号、処理通番、照会者、提供者、特定個人情報、結果、不開示)で、個人番号も枝番も提供した値も含まれないことを確かめる。
    then "{利用者}がファイルに出力すると、この照会の{記録側}の記録は画面と同じで、加入者{加入者}の個人番号も枝番も提供した値も含まない", "「監査担当」がファイルに出力すると、この照会の「照会」の記録は画面と同じで、加入者「照野一子」の個人番号も枝番も提供した値も含まない" =>
    fn exported(world, user: User, side: Side, member: MemberName) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let shown = world.only_record(&user.0, side.0).await?;
        let charset = world.charset();
        let query = side.0.query(&inquiry.inquiry_id);
        let outcome = world.desk(&user.0).await?.download_records(&query, charset).await?;
        let file = match outcome {
            crate::terminal::Outcome::Shown(file) => file,
            crate::terminal::Outcome::Refused(refusal) => return Err(StepFailure::refused("記録の出力", &refusal)),
        };
        let unreadable = |error: std::io::Error| StepFailure::expectation(format!("記録のファイル: {error}"));
        let rows: Vec<_> = file.rows().map_err(unreadable)?.collect::<Result<_, _>>().map_err(unreadable)?;
        expect_equal("出力された記録の件数", 1, rows.len())?;
        let Some(row) = rows.first() else { return Ok(()) };
        let mark = if shown.non_disclosure { "あり" } else { "なし" };
        let expected = [
            ("記録番号", shown.id()),
            ("記録の側", shown.direction),
            ("処理通番", shown.process_number),
            ("照会者コード", shown.inquirer),
            ("提供者コード", shown.provider),
            ("特定個人情報コード", shown.information_code),
            ("提供項目名", shown.items.join(";")),
            ("結果", shown.outcome),
            ("不開示", mark.to_owned()),
        ];
        for (column, value) in expected {
            expect_equal(&format!("出力された{column}"), value.as_str(), row.get(column).unwrap_or("(列なし)"))?;
        }
        let branch = world.branch(Office::Own, &member.0)?;
        let keys = [member.0.clone()];
        let number = world.standard(Office::Own, &keys)?.member(&member.0)?.individual_number.clone();
        for (column, value) in row.cells() {
            let number_told = number.as_ref().is_some_and(|number| value.contains(number.expose()));
            let value_told = inquiry.items.iter().any(|item| item.value.chars().count() > 2 && tells(value, &item.value));
            if number_told || tells(value, branch.as_str()) || value_told {
                return Err(StepFailure::expectation(format!("出力された{column}に、個人番号、枝番か提供した値が含まれています")));
            }
        }
        Ok(())
    }

    /// この側の最新の記録が、直前の照会(照会先と特定個人情報)のもので、この結果であることを確かめる。受け付けられず処理通番のない照会の記録を見るために使う。
    then "{利用者}が検索すると、最新の{記録側}の記録は結果{結果コード}である", "「監査担当」が検索すると、最新の「照会」の記録は結果「N7 照会許可なし」である" =>
    fn latest_record_is(world, user: User, side: Side, code: Code) {
        let query = RecordQuery { direction: Some(side.0.text().to_owned()), ..RecordQuery::default() };
        let outcome = world.desk(&user.0).await?.records(&query).await?;
        let records = match outcome {
            crate::terminal::Outcome::Shown(records) => records,
            crate::terminal::Outcome::Refused(refusal) => return Err(StepFailure::refused("記録の検索", &refusal)),
        };
        let request = world.produced("情報照会", world.inquiry_request.as_ref())?;
        let latest = records.entries.iter().map(|record| record.requested_at).max();
        // Inquiries of the same moment are told apart by what was asked of whom: the record
        // of another refused inquiry must not stand for this one.
        let this = records.entries.into_iter().find(|record| {
            Some(record.requested_at) == latest
                && record.provider == request.provider_code
                && record.information_code == request.information_code
        });
        let Some(this) = this else {
            return Err(StepFailure::difference("最新の記録", code.0.to_string(), "この照会の記録がありません"));
        };
        let outcome = this.outcome.clone();
        let this = RecordList { entries: vec![this] };
        world.show(&this);
        world.records = Some(this);
        expect_equal("最新の記録の結果", code.0.to_string(), ResultCode::describe(&outcome))
    }

    /// 記録の不開示の印があること(またはないこと)を確かめる。
    then "{利用者}が検索すると、この照会の{記録側}の記録の不開示は{値}である", "「監査担当」が検索すると、この照会の「照会」の記録の不開示は「あり」である" =>
    fn mark_is(world, user: User, side: Side, mark: Text) {
        let record = world.only_record(&user.0, side.0).await?;
        expect_equal("不開示の印", mark.0.as_str(), if record.non_disclosure { "あり" } else { "なし" })
    }

    /// 操作ログで、この利用者の行がどこまであるかを控える。あとの確認は、それより後の行だけを見る。
    when "{利用者}が{利用者}の操作ログの最後の行を控える", "「監査担当」が「参照担当」の操作ログの最後の行を控える" =>
    fn mark_log(world, auditor: User, user: User) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let log = match world.desk(&auditor.0).await?.operation_log(Some(&user_id)).await? {
            Outcome::Shown(log) => log,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("操作ログの表示", &refusal)),
        };
        world.log_position = Some(log.entries.iter().map(|entry| entry.sequence).max().unwrap_or(0));
        Ok(())
    }

    /// このユーザーIDの行が、はじめの利用者が見る操作ログにはあり、次の利用者が見る操作ログには一つもないことを確かめる。「{連番}」は一括登録のステップと同じ数字になる。
    then "ユーザーID{値}の行は、{利用者}が見る操作ログにあり、{利用者}が見る操作ログにはない", "ユーザーID「ol{連番}」の行は、「監査担当」が見る操作ログにあり、「相手広域連合の監査担当」が見る操作ログにはない" =>
    fn only_one_log_names(world, user_id: Text, auditor: User, other: User) {
        let seen = |count: usize| if count > 0 { "あり" } else { "なし" };
        let own = world.operations_of(&auditor.0, &user_id.0).await?;
        expect_equal(&format!("「{}」が見る操作ログの行", auditor.0), "あり", seen(own))?;
        let others = world.operations_of(&other.0, &user_id.0).await?;
        expect_equal(&format!("「{}」が見る操作ログの行", other.0), "なし", seen(others))
    }

    /// 操作ログの、この利用者がこの画面を操作した最新の行が、この結果と理由であることを確かめる。結果が「成功」なら、理由は「なし」と書く。行がどこまであるかを控えてあれば、それより後の行だけを見る。
    then "{利用者}が見る操作ログに、{利用者}の{画面}画面の操作が{値}、理由{値}で残っている", "「監査担当」が見る操作ログに、「参照担当」の「情報提供等記録」画面の操作が「拒否」、理由「N8」で残っている" =>
    fn log_has(world, auditor: User, user: User, screen: Screen, outcome: Text, code: Text) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let answer = world.desk(&auditor.0).await?.operation_log(Some(&user_id)).await?;
        let log = world.take("操作ログの表示", answer)?;
        let log = world.produced("操作ログ", log.as_ref())?;
        if let Some(other) = log.entries.iter().find(|entry| entry.user_id != user_id) {
            return Err(StepFailure::difference("操作ログの利用者による絞り込み", user_id, &other.user_id));
        }
        let after = world.log_position;
        // Nothing noted is less than any place.
        let fresh = log.entries.iter().filter(|entry| Some(entry.sequence) > after);
        let latest = fresh.filter(|entry| entry.operation == screen.0.0).max_by_key(|entry| entry.sequence);
        let observed = latest.map_or("記録なし".to_owned(), |entry| {
            format!("{} {}", entry.outcome, entry.code.as_deref().unwrap_or("なし"))
        });
        expect_equal("操作ログ", format!("{} {}", outcome.0, code.0), observed)
    }

    /// 操作ログに、控えたところより後の、このユーザーIDの行が1行もないことを確かめる。ほかの広域連合にも同じユーザーIDの利用者がいて、その行が混ざれば不合格。
    then "{利用者}が見る操作ログに、控えたところより後の{利用者}の行はない", "「相手広域連合の監査担当」が見る操作ログに、控えたところより後の「相手広域連合の資格担当」の行はない" =>
    fn log_has_nothing_new(world, auditor: User, user: User) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let log = match world.desk(&auditor.0).await?.operation_log(Some(&user_id)).await? {
            Outcome::Shown(log) => log,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("操作ログの表示", &refusal)),
        };
        let after = world.produced("操作ログの位置", world.log_position.as_ref())?;
        let fresh = log.entries.iter().filter(|entry| entry.sequence > after).count();
        expect_equal("控えたところより後の行数", 0, fresh)
    }
}

/// Whether a text tells a value, alone or as a part of its own: digits within a longer number
/// are another number.
fn tells(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(place, _)| {
        let borders = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
        borders(text[..place].chars().next_back()) && borders(text[place + value.len()..].chars().next())
    })
}

impl OperationWorld {
    async fn records_of_inquiry(
        &mut self,
        actor: &Actor,
        side: super::parameters::RecordSide,
    ) -> StepResult<RecordList> {
        let (_, inquiry) = self.produced("情報照会", self.inquiry.as_ref())?;
        let outcome = self.desk(actor).await?.records(&side.query(&inquiry.inquiry_id)).await?;
        let records = self.take("記録の検索", outcome)?;
        let records = self.produced("記録", records.as_ref())?;
        match records.entries.iter().find(|record| record.process_number != inquiry.inquiry_id) {
            None => Ok(records),
            Some(other) => Err(StepFailure::difference(
                "記録の処理通番による絞り込み",
                &inquiry.inquiry_id,
                &other.process_number,
            )),
        }
    }

    /// How many lines of the operation log an auditor sees under a user id.
    async fn operations_of(&mut self, auditor: &Actor, user_id: &str) -> StepResult<usize> {
        let user_id = self.fresh(user_id)?;
        match self.desk(auditor).await?.operation_log(Some(&user_id)).await? {
            Outcome::Shown(log) => Ok(log.entries.iter().filter(|entry| entry.user_id == user_id).count()),
            Outcome::Refused(refusal) => Err(StepFailure::refused("操作ログの表示", &refusal)),
        }
    }

    async fn only_record(
        &mut self,
        actor: &Actor,
        side: super::parameters::RecordSide,
    ) -> StepResult<ProvisionRecord> {
        let mut records = self.records_of_inquiry(actor, side).await?.entries;
        expect_equal(&format!("「{}」の記録の件数", side.text()), 1, records.len())?;
        records.pop().ok_or_else(|| StepFailure::expectation("記録がありません"))
    }

    async fn mark_record(
        &mut self,
        actor: &Actor,
        side: super::parameters::RecordSide,
        mark: bool,
    ) -> StepResult {
        let record = self.only_record(actor, side).await?;
        let outcome = self
            .desk(actor)
            .await?
            .set_non_disclosure(&record.id(), mark, "総合運用テストによる確認")
            .await?;
        self.take("不開示の印の変更", outcome).map(|_| ())
    }
}
