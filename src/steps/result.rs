//! Results of uploaded files, whatever their kind.

use super::{
    parameters::{Code, MemberName, Members, User},
    vocabulary,
};
use crate::{
    model::{JobState, ResultCode},
    world::{StepFailure, expect_equal},
};

vocabulary! { "処理結果":
    /// 処理ステータスが「処理完了」で、正常とエラーの件数が書かれたとおりであることを確かめる。合計も確かめる。
    then "「処理完了」となり、正常が{int}件、エラーが{int}件である", "「処理完了」となり、正常が2件、エラーが1件である" =>
    fn counts_are(world, normal: u64, error: u64) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        expect_equal("処理ステータス", JobState::Completed, receipt.state)?;
        let counts = receipt.counts.ok_or_else(|| {
            StepFailure::difference("処理完了したファイルの件数", "件数の表示", "件数なし")
        })?;
        let text = |total, normal, error| format!("全{total}件 正常{normal}件 エラー{error}件");
        expect_equal(
            "件数",
            text(normal + error, normal, error),
            text(counts.total, counts.normal, counts.error),
        )
    }

    /// ファイル全体がこの理由で「受付エラー」になったことを確かめる。
    then "ファイル全体が{結果コード}として受け付けられない", "ファイル全体が「E303 文字コード不一致」として受け付けられない" =>
    fn file_is_refused(world, code: Code) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        expect_equal("処理ステータス", JobState::Refused, receipt.state)?;
        let found = receipt.error.map_or_else(|| "理由なし".to_owned(), |error| ResultCode::describe(&error.code));
        expect_equal("受付エラーの理由", code.0.to_string(), found)
    }

    /// 加入者の行が正常に登録されたこと(処理結果コードが空)を確かめる。
    then "加入者{加入者たち}の処理結果に、エラー表示はない", "加入者「甲野花子」の処理結果に、エラー表示はない" =>
    fn rows_are_fine(world, members: Members) {
        for key in &members.0 {
            let row = world.member_rows.iter().find(|row| row.key == *key);
            let row = world.produced(&format!("加入者「{key}」の登録結果"), row)?;
            expect_equal(&format!("加入者「{key}」の処理結果コード"), "", row.code.as_str())?;
        }
        Ok(())
    }

    /// 加入者の行が、この理由で登録されなかったことを確かめる。処理結果メッセージが空なら不合格。
    then "加入者{加入者}の処理結果は{結果コード}である", "加入者「違川一郎」の処理結果は「E103 検査用数字不一致」である" =>
    fn row_is_refused(world, member: MemberName, code: Code) {
        let row = world.member_rows.iter().find(|row| row.key == member.0);
        let row = world.produced(&format!("加入者「{}」の登録結果", member.0), row)?;
        expect_equal(
            &format!("加入者「{}」の処理結果", member.0),
            code.0.to_string(),
            ResultCode::describe(&row.code),
        )
    }

    /// 直前に登録したファイルの各行の処理結果コードが、表のとおりであることを確かめる。正常な行は空欄にする。
    then "{利用者}がダウンロードした結果の行ごとの処理結果コードは次のとおりである", "「副本担当」がダウンロードした結果の行ごとの処理結果コードは次のとおりである" =>
    fn row_codes_are(world, user: User) {
        let expected: Vec<String> = world
            .table(&["行", "処理結果コード"])?
            .into_iter()
            .map(|row| row.get(1).cloned().unwrap_or_default())
            .collect();
        let observed = world.row_codes(&user.0).await?;
        let text = |codes: &[String]| {
            codes.iter().map(|code| if code.is_empty() { "正常".to_owned() } else { ResultCode::describe(code) }).collect::<Vec<_>>().join("、")
        };
        let expected: Vec<String> =
            expected.iter().map(|code| code.split(' ').next().unwrap_or_default().to_owned()).collect();
        expect_equal("行ごとの処理結果コード", text(&expected), text(&observed))
    }
}
