//! 情報照会の一括登録: the file, its result, and the inquiries that it became.

use super::{
    parameters::{Code, MemberName, Side, Text, User},
    vocabulary,
};
use crate::{
    model::ResultCode,
    standard_system::{BulkAnswer, BulkInquiry},
    wire::screen,
    world::{Actor, OperationWorld, Registration, StepFailure, StepResult, expect_equal},
};
use std::{collections::BTreeMap, time::Duration};

const HEADER: [&str; 6] = ["照会", "加入者", "事務手続", "照会先", "特定個人情報", "対象期間"];

vocabulary! { "情報照会の一括登録":
    /// 表の行を情報照会一括要求ファイルにして、「情報照会一括登録」画面で登録する。「照会」は行の呼び名で、同じ呼び名の行は同じ照会番号になる。加入者を空けると枝番が空になり、「(存在しない枝番)」とも書ける。対象期間は「20140101〜20141231」のように書くか、空ける。
    when "{利用者}が次の照会を一括照会ファイルで登録する", "「照会担当」が次の照会を一括照会ファイルで登録する" =>
    fn register(world, user: User) {
        world.register_inquiries(user.0, false).await
    }

    /// 前のファイルと同じ呼び名の行に、前のファイルと同じ照会番号を付けて、表の行を登録する。表の書き方は「次の照会を一括照会ファイルで登録する」と同じ。
    when "{利用者}が照会番号を変えずに、次の照会を一括照会ファイルで登録し直す", "「照会担当」が照会番号を変えずに、次の照会を一括照会ファイルで登録し直す" =>
    fn register_again(world, user: User) {
        world.register_inquiries(user.0, true).await
    }

    /// 接続先の時計で何秒か待ってから、登録したファイルの処理ステータスを見る。
    when "{int}秒が過ぎてから処理ステータスを見る", "200秒が過ぎてから処理ステータスを見る" =>
    fn look_at_receipt(world, seconds: u64) {
        world.lane()?.clock.pass(Duration::from_secs(seconds)).await?;
        let registration = world.produced("登録したファイル", world.registration.as_ref())?;
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let outcome = world.desk(&registration.by).await?.receipt(&receipt.receipt_number).await?;
        world.receipt = world.take("処理ステータスの確認", outcome)?;
        Ok(())
    }

    /// 「情報照会一括結果」画面から結果ファイルをダウンロードし、標準システムに取り込む。送った照会と返った行が一致しなければ不合格。
    when "{利用者}が一括照会の結果を標準システムに取り込む", "「照会担当」が一括照会の結果を標準システムに取り込む" =>
    fn take_in(world, user: User) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let registration = world.produced("登録したファイル", world.registration.as_ref())?;
        let charset = world.charset();
        let outcome = world.desk(&user.0).await?.download_result(&receipt.receipt_number, charset).await?;
        let outcome = outcome.on(screen::BULK_INQUIRY_RESULT);
        let Some(file) = world.take_file("一括照会の結果", outcome)? else { return Ok(()) };
        world.bulk_answers = world.standard(user.0.office, &[])?.take_in_inquiries(&file, &registration.sent)?;
        Ok(())
    }

    /// 一括照会の結果ファイルの、行(照会)ごとの状態、結果、処理結果コードを、送った順に確かめる。受け付けられた行には処理通番があり、「回答あり」の行だけに値があることも確かめる。
    then "一括照会の結果は次のとおりである", "一括照会の結果は次のとおりである" =>
    fn results_are(world) {
        let rows = world.table(&["照会", "状態", "結果", "処理結果コード"])?;
        expect_equal("一括照会の結果の件数", rows.len(), world.bulk_answers.len())?;
        for (row, answer) in rows.iter().zip(&world.bulk_answers) {
            let describe = |code: &str| if code.is_empty() { String::new() } else { ResultCode::describe(code) };
            let observed =
                [answer.key.clone(), answer.state.clone(), describe(&answer.result), describe(&answer.code)];
            expect_equal("一括照会の結果", row.join(" | "), observed.join(" | "))?;
            let accepted = answer.code.is_empty();
            let number = |there| if there { "処理通番あり" } else { "処理通番なし" };
            expect_equal(&answer.key, number(accepted), number(!answer.process_number.is_empty()))?;
            let values = |there| if there { "値あり" } else { "値なし" };
            expect_equal(&answer.key, values(answer.result == "OK"), values(!answer.items.is_empty()))?;
        }
        Ok(())
    }

    /// 一括照会の一つの結果の項目と値と基準日時が、照会先のロールモデルのとおりであることを確かめる(項目の過不足は不合格)。
    then "一括照会の{値}の結果は{値}のロールモデルにある加入者{加入者}の{値}に等しい", "一括照会の「一」の結果は「架空市」のロールモデルにある加入者「甲野花子」の「地方税関係情報」に等しい" =>
    fn values_are(world, key: Text, institution: Text, member: MemberName, information: Text) {
        let answer = world.bulk_answer(&key.0)?;
        let expected = world.lane()?.role_model(&institution.0, &member.0, &information.0)?;
        let text = |items: &BTreeMap<String, String>| {
            items.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("、")
        };
        expect_equal(&format!("一括照会の「{}」の結果", key.0), text(&expected), text(&answer.items))?;
        let as_of = world.lane()?.role_model_time(&institution.0, &member.0, &information.0)?;
        // The same moment may be written with another offset.
        match chrono::DateTime::parse_from_rfc3339(&answer.source_as_of) {
            Ok(told) if told == as_of => Ok(()),
            _ => Err(StepFailure::difference(
                &format!("一括照会の「{}」の基準日時", key.0),
                as_of.to_rfc3339(),
                &answer.source_as_of,
            )),
        }
    }

    /// 一括照会の一つの結果のうち、一つの項目の値を確かめる。
    then "一括照会の{値}の結果の{値}は{値}である", "一括照会の「一」の結果の「自己負担額」は「612000」である" =>
    fn value_is(world, key: Text, name: Text, value: Text) {
        let answer = world.bulk_answer(&key.0)?;
        let observed = answer.items.get(&name.0).map_or("(項目なし)", String::as_str);
        expect_equal(&format!("一括照会の「{}」の結果の{}", key.0, name.0), value.0.as_str(), observed)
    }

    /// 一括照会の一つの照会の記録が、その側にちょうど1件あり、結果が正しいことを確かめる。
    then "{利用者}が検索すると、一括照会の{値}の{記録側}の記録が結果{結果コード}で1件だけある", "「監査担当」が検索すると、一括照会の「一」の「照会」の記録が結果「OK 該当あり」で1件だけある" =>
    fn record_is(world, user: User, key: Text, side: Side, code: Code) {
        let answer = world.bulk_answer(&key.0)?;
        let outcome = world.desk(&user.0).await?.records(&side.0.query(&answer.process_number)).await?;
        let records = world.take("記録の検索", outcome)?;
        let records = world.produced("記録", records.as_ref())?;
        expect_equal("記録の件数", 1, records.entries.len())?;
        let Some(record) = records.entries.first() else { return Ok(()) };
        expect_equal("記録の処理通番", answer.process_number.as_str(), record.process_number.as_str())?;
        expect_equal("記録の結果", code.0.to_string(), ResultCode::describe(&record.outcome))
    }

    /// 「情報照会一覧」画面にある、一括照会の照会ごとの最新の状態を確かめる。ファイルの処理が終わる前でも見られる。
    then "{利用者}の情報照会一覧で、一括照会の状態は次のとおりである", "「照会担当」の情報照会一覧で、一括照会の状態は次のとおりである" =>
    fn listed_states_are(world, user: User) {
        let rows = world.table(&["照会", "状態"])?;
        let outcome = world.desk(&user.0).await?.inquiries().await?;
        let list = world.take("情報照会一覧の表示", outcome)?;
        let list = world.produced("情報照会一覧", list.as_ref())?;
        for row in &rows {
            let [key, state] = row.as_slice() else { continue };
            let sent = world.bulk.iter().find(|inquiry| inquiry.key == *key);
            let sent = world.produced(&format!("一括照会の「{key}」"), sent)?;
            // The list is newest first, so that earlier runs' inquiries do not stand for this.
            let listed = list.entries.iter().find(|entry| {
                entry.branch_number == sent.branch
                    && entry.provider_code == sent.provider
                    && entry.information_code == sent.information
            });
            let observed = listed.map_or_else(|| "一覧にない".to_owned(), |entry| entry.state.to_string());
            expect_equal(&format!("一覧にある「{key}」の状態"), state.clone(), observed)?;
        }
        Ok(())
    }
}

impl OperationWorld {
    async fn register_inquiries(&mut self, by: Actor, again: bool) -> StepResult {
        let world = self;
        let mut inquiries = Vec::new();
        for row in world.table(&HEADER)? {
            let [key, member, procedure, provider, information, period] = row.as_slice() else { continue };
            let branch = match member.as_str() {
                "" => String::new(),
                // Branch numbers are random; a single digit is as good as never issued.
                "(存在しない枝番)" => "0".to_owned(),
                member => world.branch(by.office, member)?.to_string(),
            };
            let (procedure, provider, information) =
                world.lane()?.bulk_codes(procedure, provider, information)?;
            let (from, to) = period.split_once('〜').unwrap_or((period, ""));
            let period = (from.to_owned(), to.to_owned());
            inquiries.push(BulkInquiry {
                key: key.clone(),
                branch,
                procedure,
                provider,
                information,
                period,
            });
        }
        let file = world.standard(by.office, &[])?.extract_inquiries(&inquiries, again)?;
        let sent = inquiries.iter().map(|inquiry| inquiry.key.clone()).collect();
        world.bulk = inquiries;
        world.bulk_answers.clear();
        world.register_file(Registration { by, file, sent }).await
    }

    fn bulk_answer(&self, key: &str) -> StepResult<BulkAnswer> {
        let answer = self.bulk_answers.iter().find(|answer| answer.key == key);
        answer.cloned().ok_or_else(|| StepFailure::broken(format!("一括照会の「{key}」の結果がありません")))
    }
}
