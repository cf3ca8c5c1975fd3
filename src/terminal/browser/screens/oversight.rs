//! 「情報提供等記録」 and 「操作ログ」.

use crate::media::{Charset, ReceivedFile};
use crate::terminal::{
    Act, Done, OperationLog, Outcome, Oversight, ProvisionRecord, RecordList, RecordQuery, TerminalError,
    browser::{BrowserTerminal, Place},
};
use crate::wire::screen;
use async_trait::async_trait;
use serde_json::{Value, json};

const RECORDS: Place = Place::new(screen::RECORDS, "/records");
const OPERATION_LOG: Place = Place::new(screen::OPERATION_LOG, "/operation-log");

/// What is entered to search for records.
fn conditions(query: &RecordQuery) -> Vec<(&'static str, Value)> {
    let text = |text: &Option<String>| text.as_deref().map(|text| json!(text));
    [
        ("direction", text(&query.direction)),
        ("process_number", text(&query.process_number)),
        ("from", query.from.map(|day| json!(day))),
        ("to", query.to.map(|day| json!(day))),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

#[async_trait]
impl Oversight for BrowserTerminal {
    async fn records(&mut self, query: &RecordQuery) -> Act<RecordList> {
        let entries = self.search(&RECORDS, "search-records", &conditions(query)).await?;
        Ok(entries.map(|entries| RecordList { entries }))
    }

    async fn download_records(&mut self, query: &RecordQuery, charset: Charset) -> Act<ReceivedFile> {
        let found = self.act(&RECORDS, "search-records", &conditions(query)).await?;
        self.fetch(screen::RECORDS, found, charset).await
    }

    async fn set_non_disclosure(&mut self, record_id: &str, mark: bool, reason: &str) -> Act<RecordList> {
        let fields = [
            ("record_id", json!(record_id)),
            ("non_disclosure", json!(mark.to_string())),
            ("reason", json!(reason)),
        ];
        let page = self.act(&RECORDS, "mark-non-disclosure", &fields).await?;
        page.try_map(|page| {
            let records = page.rows::<ProvisionRecord>()?;
            let entries = records.into_iter().filter(|record| record.id() == record_id).collect::<Vec<_>>();
            if entries.is_empty() {
                return Err(page.unlike(&"印を付けた記録が一覧にありません"));
            }
            Ok(RecordList { entries })
        })
    }

    async fn try_to_delete_record(&mut self, record_id: &str) -> Act<Done> {
        let fields = [("record_id", json!(record_id))];
        self.try_unoffered(&RECORDS, "記録を削除した", "delete-record", &fields).await
    }

    async fn words_of_records(&mut self, inquiry_id: &str) -> Result<String, TerminalError> {
        let fields = [("process_number", json!(inquiry_id))];
        self.words(&RECORDS, Some(("search-records", &fields))).await
    }

    async fn operation_log(&mut self, user_id: Option<&str>) -> Act<OperationLog> {
        let fields: Vec<_> = user_id.map(|user_id| ("user_id", json!(user_id))).into_iter().collect();
        let entries: Outcome<Vec<_>> = self.search(&OPERATION_LOG, "search-log", &fields).await?;
        Ok(entries.map(|entries| OperationLog { entries }))
    }
}
