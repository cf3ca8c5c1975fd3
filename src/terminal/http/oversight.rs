//! Records of provision and the operation log. Over HTTP.

use super::HttpTerminal;
use super::paths::{encoded, fill};
use crate::media::{Charset, ReceivedFile};
use crate::terminal::{
    Act, Done, LogEntry, OperationLog, Outcome, Oversight, ProvisionRecord, RecordList, RecordQuery,
    TerminalError,
};
use crate::wire::{path, screen};
use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;

#[async_trait]
impl Oversight for HttpTerminal {
    async fn records(&mut self, query: &RecordQuery) -> Act<RecordList> {
        let query = parameters(query);
        let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let entries = self.list(screen::RECORDS, path::PROVISION_RECORDS, &query).await?;
        Ok(entries.map(|entries| RecordList { entries }))
    }

    async fn download_records(&mut self, query: &RecordQuery, charset: Charset) -> Act<ReceivedFile> {
        let query: Vec<_> =
            parameters(query).iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let path = format!("{}?{}", path::PROVISION_RECORDS_FILE, query.join("&"));
        self.file(screen::RECORDS, &path, charset).await
    }

    async fn set_non_disclosure(&mut self, record_id: &str, mark: bool, reason: &str) -> Act<RecordList> {
        let path = fill(path::NON_DISCLOSURE, "record_id", record_id);
        let body = json!({ "non_disclosure": mark, "reason": reason });
        let record: Outcome<ProvisionRecord> =
            self.ask_for(screen::RECORDS, Method::PUT, &path, Some(body)).await?;
        Ok(record.map(|record| RecordList { entries: vec![record] }))
    }

    async fn try_to_delete_record(&mut self, record_id: &str) -> Act<Done> {
        // The path of a record, had it one: what is deleted is what a mark hangs on.
        let path = fill(path::NON_DISCLOSURE, "record_id", record_id);
        self.done(screen::RECORDS, "記録を削除した", Method::DELETE, &path, None).await
    }

    async fn words_of_records(&mut self, inquiry_id: &str) -> Result<String, TerminalError> {
        let query = [("process_number", inquiry_id)];
        Ok(self.port.call(Method::GET, path::PROVISION_RECORDS, &query, None).await?.into_body())
    }

    async fn operation_log(&mut self, user_id: Option<&str>) -> Act<OperationLog> {
        let query: Vec<_> = user_id.map(|user_id| ("user_id", user_id)).into_iter().collect();
        let entries: Outcome<Vec<LogEntry>> =
            self.list(screen::OPERATION_LOG, path::OPERATION_LOG, &query).await?;
        Ok(entries.map(|entries| OperationLog { entries }))
    }
}

/// A search as parameters of the contract.
fn parameters(query: &RecordQuery) -> Vec<(&'static str, String)> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    [
        ("direction", query.direction.clone()),
        ("process_number", query.process_number.clone()),
        ("from", day(query.from)),
        ("to", day(query.to)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}
