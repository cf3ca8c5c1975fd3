//! 本人確認情報の照会.

use super::{
    parameters::{MemberName, Members, Text, User},
    vocabulary,
};
use crate::{
    model::{ResultCode, WrittenNumber},
    standard_system::IdentityRequest,
    wire::{identity_result, screen},
    world::{Office, Registration, StepFailure, expect_equal},
};

vocabulary! { "本人確認":
    /// 住基ネットが停止時間帯にある。シナリオの終わりに戻す。
    given "住基ネットが停止している", "住基ネットが停止している" =>
    fn juki_net_stopped(world) {
        world.stop_system("juki-net").await
    }

    /// 情報提供NWSが停止している。シナリオの終わりに戻す。
    given "情報提供NWSが停止している", "情報提供NWSが停止している" =>
    fn nws_stopped(world) {
        world.stop_system("nws").await
    }

    /// 取り込んだ本人確認の結果を、異動として標準システムの加入者に反映する。一致なら4情報と個人番号を、死亡や国外転出による消除者なら異動年月日の翌日を資格喪失年月日に書く。
    when "標準システムで加入者{加入者}に本人確認用の値{値}の結果を反映する", "標準システムで加入者「改野静子」に本人確認用の値「改姓した加入者」の結果を反映する" =>
    fn reflect(world, member: MemberName, value: Text) {
        let answer = world.identity_rows.iter().find(|answer| answer.key == value.0);
        let answer = world.produced(&format!("「{}」の結果", value.0), answer)?;
        let cell = |column: &str| {
            let found = answer.values.iter().find(|(name, _)| name == column);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let date = |column: &str| {
            chrono::NaiveDate::parse_from_str(&cell(column), "%Y%m%d").map_err(|_| {
                StepFailure::difference(&format!("「{}」の{column}", value.0), "YYYYMMDDの日付", "日付でない値")
            })
        };
        let keys = [member.0.clone()];
        let entry = world.standard(Office::Own, &keys)?.member_mut(&member.0)?;
        match answer.result.as_str() {
            identity_result::MATCHED => {
                entry.name = cell("氏名");
                entry.address = cell("住所");
                entry.sex = cell("性別");
                entry.birth_date = date("生年月日")?;
                entry.individual_number = Some(WrittenNumber::new(cell("個人番号")));
            }
            identity_result::REMOVED if matches!(cell("異動事由").as_str(), "死亡" | "国外転出") => {
                entry.lost_on = date("異動年月日")?.succ_opt();
            }
            other => {
                let message = format!("結果区分「{other}」からは、反映する異動がありません");
                return Err(StepFailure::expectation(message));
            }
        }
        Ok(())
    }

    /// testdata/identity_values.yaml の値で本人確認情報照会要求ファイルを作り、「本人確認照会」画面で登録する。
    when "{利用者}が本人確認用の値{加入者たち}で照会する", "「本人確認担当」が本人確認用の値「番号で一致」で照会する" =>
    fn ask(world, user: User, values: Members) {
        let lane = world.lane()?.clone();
        let requests = values
            .0
            .iter()
            .map(|key| lane.identity_request(key))
            .collect::<Result<Vec<IdentityRequest>, StepFailure>>()?;
        let file = world.standard(user.0.office, &[])?.extract_identity_requests(&requests)?;
        world.register_file(Registration { by: user.0, file, sent: values.0 }).await
    }

    /// 同じ値を、同じ照会番号で2行書いた本人確認情報照会要求ファイルを登録する。
    when "{利用者}が本人確認用の値{値}を同じ照会番号で二度照会する", "「本人確認担当」が本人確認用の値「番号で一致」を同じ照会番号で二度照会する" =>
    fn ask_twice(world, user: User, value: Text) {
        let request = world.lane()?.clone().identity_request(&value.0)?;
        let file = world.standard(user.0.office, &[])?.extract_doubled_identity_request(&request)?;
        world.register_file(Registration { by: user.0, file, sent: vec![value.0.clone(), value.0] }).await
    }

    /// 「本人確認照会結果」画面から結果ファイルをダウンロードし、標準システムに取り込む。送った照会と返った行が一致しなければ不合格。
    when "{利用者}が本人確認の結果を標準システムに取り込む", "「本人確認担当」が本人確認の結果を標準システムに取り込む" =>
    fn take_in(world, user: User) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let registration = world.produced("登録したファイル", world.registration.as_ref())?;
        let charset = world.charset();
        let outcome = world.desk(&user.0).await?.download_result(&receipt.receipt_number, charset).await?;
        let outcome = outcome.on(screen::IDENTITY_RESULT);
        let Some(file) = world.take_file("本人確認の結果", outcome)? else { return Ok(()) };
        world.identity_rows = world.standard(user.0.office, &[])?.take_in_identity(&file, &registration.sent)?;
        Ok(())
    }

    /// 本人確認の結果区分を、値ごとに確かめる。
    then "本人確認の結果区分は次のとおりである", "本人確認の結果区分は次のとおりである" =>
    fn results_are(world) {
        for row in world.table(&["本人確認用の値", "結果区分"])? {
            let [key, expected] = row.as_slice() else { continue };
            let answer = world.identity_rows.iter().find(|answer| answer.key == *key);
            let answer = world.produced(&format!("「{key}」の結果"), answer)?;
            expect_equal(&format!("「{key}」の結果区分"), expected.as_str(), answer.result.as_str())?;
        }
        Ok(())
    }

    /// 本人確認の結果区分と処理結果コードを、値ごとに確かめる。入力エラーでなければ処理結果コードは空欄にする。
    then "本人確認の結果区分と処理結果コードは次のとおりである", "本人確認の結果区分と処理結果コードは次のとおりである" =>
    fn results_and_codes_are(world) {
        for row in world.table(&["本人確認用の値", "結果区分", "処理結果コード"])? {
            let [key, result, code] = row.as_slice() else { continue };
            let answer = world.identity_rows.iter().find(|answer| answer.key == *key);
            let answer = world.produced(&format!("「{key}」の結果"), answer)?;
            expect_equal(&format!("「{key}」の結果区分"), result.as_str(), answer.result.as_str())?;
            expect_equal(&format!("「{key}」の処理結果コード"), code.clone(), ResultCode::describe(&answer.code))?;
        }
        Ok(())
    }

    /// 本人確認の結果区分と処理結果コードを、結果ファイルの行の順に確かめる。入力エラーでなければ処理結果コードは空欄にする。
    then "本人確認の結果の行は次のとおりである", "本人確認の結果の行は次のとおりである" =>
    fn rows_are(world) {
        let expected: Vec<_> =
            world.table(&["行", "結果区分", "処理結果コード"])?.into_iter().map(|row| row.join(" ")).collect();
        let line = |(place, answer): (usize, &crate::standard_system::IdentityRow)| {
            format!("{} {} {}", place + 1, answer.result, ResultCode::describe(&answer.code))
        };
        let observed: Vec<_> = world.identity_rows.iter().enumerate().map(line).collect();
        expect_equal("本人確認の結果の行", expected.join(" / "), observed.join(" / "))
    }

    /// 返った4情報と個人番号が、本人確認用の値のとおりであることを確かめる。
    then "本人確認用の値{値}の結果は、テストデータで定めた本人の4情報と個人番号に等しい", "本人確認用の値「番号で一致」の結果は、テストデータで定めた本人の4情報と個人番号に等しい" =>
    fn answer_is_the_person(world, value: Text) {
        let lane = world.lane()?.clone();
        let answer = world.identity_rows.iter().find(|answer| answer.key == value.0);
        let answer = world.produced(&format!("「{}」の結果", value.0), answer)?;
        for (column, expected) in lane.identity_of(&value.0)? {
            let observed = answer.values.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value);
            // An individual number is compared, and never told.
            if column == "個人番号" {
                if observed != expected {
                    return Err(StepFailure::expectation("返った個人番号が本人のものと違います"));
                }
            } else {
                expect_equal(&column, expected.as_str(), observed)?;
            }
        }
        Ok(())
    }

    /// 結果に4情報も個人番号も入っていないことを確かめる。
    then "本人確認用の値{値}の結果に、4情報も個人番号もない", "本人確認用の値「3情報だけ一致」の結果に、4情報も個人番号もない" =>
    fn answer_tells_nothing(world, value: Text) {
        let answer = world.identity_rows.iter().find(|answer| answer.key == value.0);
        let answer = world.produced(&format!("「{}」の結果", value.0), answer)?;
        for column in ["個人番号", "氏名", "住所", "性別", "生年月日"] {
            if answer.values.iter().any(|(name, value)| name == column && !value.is_empty()) {
                return Err(StepFailure::difference(&format!("「{}」の{column}", value.0), "空", "値あり"));
            }
        }
        Ok(())
    }

    /// 消除者について返った異動事由と、異動年月日が本人確認用の値のとおりであることを確かめる。
    then "本人確認用の値{値}の異動事由は{値}で、異動年月日はテストデータで定めた日である", "本人確認用の値「死亡による消除者」の異動事由は「死亡」で、異動年月日はテストデータで定めた日である" =>
    fn removal_is(world, key: Text, reason: Text) {
        let (_, removed_on) = world.lane()?.removal_of(&key.0)?;
        let answer = world.identity_rows.iter().find(|answer| answer.key == key.0);
        let answer = world.produced(&format!("「{}」の結果", key.0), answer)?;
        let cell = |column: &str| {
            answer.values.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value.as_str())
        };
        expect_equal("異動事由", reason.0.as_str(), cell("異動事由"))?;
        expect_equal("異動年月日", removed_on.as_str(), cell("異動年月日"))
    }
}
