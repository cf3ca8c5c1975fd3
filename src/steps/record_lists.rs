//! 情報提供等記録 as a list: days, order, what stays as it is.

use super::{
    parameters::{Text, User},
    vocabulary,
};
use crate::{
    terminal::{Outcome, ProvisionRecord, RecordList, RecordQuery},
    world::{Actor, OperationWorld, StepFailure, StepResult, expect_equal},
};
use chrono::NaiveDate;

vocabulary! { "記録の一覧":
    /// 「情報提供等記録」画面で、照会日が「今日」か「昨日」(接続先の時計の日本の日付)の1日だけを検索し、直前の照会と一つ前の照会の「照会」の記録が「あり」か「なし」かを確かめる。
    then "{利用者}が{値}の1日の記録を検索すると、この照会の記録は{値}、一つ前の照会の記録は{値}である", "「監査担当」が「今日」の1日の記録を検索すると、この照会の記録は「あり」、一つ前の照会の記録は「なし」である" =>
    fn on_day(world, user: User, day: Text, this: Text, before: Text) {
        let records = world.records_of_day(&user.0, &day.0).await?;
        let (this_one, one_before) = world.last_two()?;
        let there = |id: &str| match records.iter().any(|record| record.process_number == id) {
            true => "あり",
            false => "なし",
        };
        expect_equal("この照会の記録", this.0.as_str(), there(&this_one))?;
        expect_equal("一つ前の照会の記録", before.0.as_str(), there(&one_before))
    }

    /// 照会日が今日の「照会」の記録の一覧に、同じ記録番号が二度なく、直前の照会と一つ前の照会の記録が1件ずつ、記録された順(表の順)に並ぶことを確かめる。
    then "{利用者}が今日の記録を検索すると、重なりがなく、次の順に並ぶ", "「監査担当」が今日の記録を検索すると、重なりがなく、次の順に並ぶ" =>
    fn in_order(world, user: User) {
        let rows = world.table(&["照会"])?;
        let records = world.records_of_day(&user.0, TODAY).await?;
        let (this, before) = world.last_two()?;
        let mut numbers: Vec<_> = records.iter().map(ProvisionRecord::id).collect();
        numbers.sort();
        numbers.dedup();
        expect_equal("一覧の異なる記録番号の件数", records.len(), numbers.len())?;
        let name = |record: &ProvisionRecord| match &record.process_number {
            id if *id == this => Some("この照会"),
            id if *id == before => Some("一つ前の照会"),
            _ => None,
        };
        let observed: Vec<_> = records.iter().filter_map(name).collect();
        let expected: Vec<_> = rows.iter().flatten().map(String::as_str).collect();
        expect_equal("記録の順", expected.join("、"), observed.join("、"))
    }

    /// 照会日が今日の「照会」の記録を検索し、あとで比べるために控える。
    when "{利用者}が今日の記録を検索して控える", "「監査担当」が今日の記録を検索して控える" =>
    fn note_records(world, user: User) {
        let entries = world.records_of_day(&user.0, TODAY).await?;
        world.noted_records = Some(RecordList { entries });
        Ok(())
    }

    /// もう一度検索しても、控えた記録が同じ順に同じ内容で並び、不開示の印が付いたのは直前の照会の記録だけであることを確かめる。
    then "{利用者}が今日の記録を検索しても、この照会の不開示のほかは控えたものと変わらない", "「監査担当」が今日の記録を検索しても、この照会の不開示のほかは控えたものと変わらない" =>
    fn as_noted(world, user: User) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        world.expect_as_noted(&user.0, Some(&inquiry.inquiry_id)).await
    }

    /// もう一度検索しても、控えた記録だけが、同じ順に同じ内容で並ぶことを確かめる。
    then "{利用者}が今日の記録を検索しても、控えたものと変わらない", "「監査担当」が今日の記録を検索しても、控えたものと変わらない" =>
    fn all_as_noted(world, user: User) {
        world.expect_as_noted(&user.0, None).await
    }

    /// 照会日が今日の「照会」の記録をファイルに出力すると、検索の画面と同じ記録が、同じ順に、同じ結果と不開示の印で並ぶことを確かめる。記録が2件に満たなければ不合格。
    then "{利用者}が今日の記録をファイルに出力すると、検索の画面と同じ記録が同じ順に並ぶ", "「監査担当」が今日の記録をファイルに出力すると、検索の画面と同じ記録が同じ順に並ぶ" =>
    fn exported_as_shown(world, user: User) {
        let shown = world.records_of_day(&user.0, TODAY).await?;
        if shown.len() < 2 {
            return Err(StepFailure::difference("今日の記録の件数", "2件以上", shown.len()));
        }
        let query = world.query_of_day(TODAY).await?;
        let charset = world.charset();
        let file = match world.desk(&user.0).await?.download_records(&query, charset).await? {
            Outcome::Shown(file) => file,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("記録の出力", &refusal)),
        };
        let unreadable = |error: std::io::Error| StepFailure::expectation(format!("記録のファイル: {error}"));
        let rows: Vec<_> = file.rows().map_err(unreadable)?.collect::<Result<_, _>>().map_err(unreadable)?;
        expect_equal("出力された記録の件数", shown.len(), rows.len())?;
        for (record, row) in shown.iter().zip(rows) {
            let columns = ["記録番号", "処理通番", "結果", "不開示"];
            let cells = columns.map(|column| row.get(column).unwrap_or("(列なし)").to_owned()).join(" ");
            expect_equal("出力された記録", line(record, record.non_disclosure), cells)?;
        }
        Ok(())
    }

    /// 直前の照会の「照会」の記録を削除しようとする。削除する操作はないので、拒否されなければならない。
    when "{利用者}がこの照会の記録を削除しようとする", "「監査担当」がこの照会の記録を削除しようとする" =>
    fn try_to_delete(world, user: User) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let query = super::parameters::RecordSide::Inquiry.query(&inquiry.inquiry_id);
        let records = world.shown_records(&user.0, &query).await?;
        let Some(record) = records.first() else {
            return Err(StepFailure::difference("この照会の記録", "1件", "なし"));
        };
        let outcome = world.desk(&user.0).await?.try_to_delete_record(&record.id()).await?;
        world.take("記録の削除", outcome).map(|_| ())
    }

    /// 受け付けられなかった照会の記録と同じ処理通番の記録が、この利用者の広域連合には、どちらの側にもないことを確かめる。先に、照会した側で最新の記録を見ておく。
    then "{利用者}が検索しても、その記録と同じ処理通番の記録はない", "「相手広域連合の監査担当」が検索しても、その記録と同じ処理通番の記録はない" =>
    fn no_counterpart(world, user: User) {
        let seen = world.produced("最新の記録", world.records.as_ref())?;
        let Some(seen) = seen.entries.first() else {
            return Err(StepFailure::difference("最新の記録", "1件", "なし"));
        };
        let query = RecordQuery { process_number: Some(seen.process_number.clone()), ..RecordQuery::default() };
        let records = world.shown_records(&user.0, &query).await?;
        expect_equal("同じ処理通番の記録の件数", 0, records.len())
    }
}

const TODAY: &str = "今日";

/// What the screen and the file both say of a record.
fn line(record: &ProvisionRecord, mark: bool) -> String {
    let mark = if mark { "あり" } else { "なし" };
    format!("{} {} {} {mark}", record.id(), record.process_number, record.outcome)
}

impl OperationWorld {
    /// 処理通番 of the last inquiry and of the one before.
    fn last_two(&self) -> StepResult<(String, String)> {
        let (_, this) = self.produced("情報照会", self.inquiry.as_ref())?;
        let (_, before, _) = self.produced("一つ前の情報照会", self.inquiry_before.as_ref())?;
        Ok((this.inquiry_id, before.inquiry_id))
    }

    /// The inquirer's records of one day.
    async fn query_of_day(&self, day: &str) -> StepResult<RecordQuery> {
        let today: NaiveDate = self.lane()?.clock.now().await?.date_naive();
        let day = match day {
            TODAY => Some(today),
            "昨日" => today.pred_opt(),
            _ => None,
        };
        let day = day.ok_or_else(|| StepFailure::broken("日は「今日」か「昨日」と書きます"))?;
        let direction = Some(super::parameters::RecordSide::Inquiry.text().to_owned());
        Ok(RecordQuery { direction, from: Some(day), to: Some(day), ..RecordQuery::default() })
    }

    async fn records_of_day(&mut self, actor: &Actor, day: &str) -> StepResult<Vec<ProvisionRecord>> {
        let query = self.query_of_day(day).await?;
        self.shown_records(actor, &query).await
    }

    /// Today's records are those noted down, but for the mark of one.
    async fn expect_as_noted(&mut self, actor: &Actor, marked: Option<&str>) -> StepResult {
        let noted = self.produced("控えた記録", self.noted_records.as_ref())?.entries;
        let now = self.records_of_day(actor, TODAY).await?;
        let is_marked = |record: &ProvisionRecord| marked == Some(record.process_number.as_str());
        let expected: Vec<_> =
            noted.iter().map(|record| line(record, record.non_disclosure || is_marked(record))).collect();
        let observed: Vec<_> = now.iter().map(|record| line(record, record.non_disclosure)).collect();
        expect_equal("記録の件数", expected.len(), observed.len())?;
        for (expected, observed) in expected.into_iter().zip(observed) {
            expect_equal("記録", expected, observed)?;
        }
        Ok(())
    }

    /// Records found, not shown: what else was asked that day is no part of the scenario.
    async fn shown_records(
        &mut self,
        actor: &Actor,
        query: &RecordQuery,
    ) -> StepResult<Vec<ProvisionRecord>> {
        match self.desk(actor).await?.records(query).await? {
            Outcome::Shown(records) => Ok(records.entries),
            Outcome::Refused(refusal) => Err(StepFailure::refused("記録の検索", &refusal)),
        }
    }
}
