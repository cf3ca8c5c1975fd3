//! Records of provision and the operation log.

use crate::media::{Charset, ReceivedFile};
use crate::terminal::{Act, Done, OperationLog, RecordList, RecordQuery, TerminalError};
use async_trait::async_trait;

/// Records of provision and the operation log.
#[async_trait]
pub trait Oversight {
    /// Searches the records of provision.
    async fn records(&mut self, query: &RecordQuery) -> Act<RecordList>;
    /// Downloads the records that a search finds.
    async fn download_records(&mut self, query: &RecordQuery, charset: Charset) -> Act<ReceivedFile>;
    /// Sets or clears the 不開示 mark of a record.
    async fn set_non_disclosure(&mut self, record_id: &str, mark: bool, reason: &str) -> Act<RecordList>;
    /// Tries to delete a record, which must not work: there is no such operation.
    async fn try_to_delete_record(&mut self, record_id: &str) -> Act<Done>;
    /// What the records of an inquiry say, word by word.
    async fn words_of_records(&mut self, inquiry_id: &str) -> Result<String, TerminalError>;
    /// Searches the operation log.
    async fn operation_log(&mut self, user_id: Option<&str>) -> Act<OperationLog>;
}
