//! The tables. Records of provision can only be appended: triggers refuse the rest. The
//! present revision of a copy is in `copy`, those before it are in `copy_history`. Tables of
//! places begin with the run (`runs.rs`) and may say too much: what they say holds if it stands in
//! the row at the place too.

use rusqlite::Connection;

use super::StoreError;

/// Stands in the file; another number for tables that this program cannot read.
const VERSION: i64 = 3;

/// Creates what does not exist yet.
pub(super) fn create(connection: &Connection) -> Result<(), StoreError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && found != VERSION {
        return Err(StoreError::Version);
    }
    connection.execute_batch(TABLES)?;
    Ok(connection.pragma_update(None, "user_version", VERSION)?)
}

/// The key of the branch numbers, which is made with the file.
pub(super) fn branch_key(connection: &Connection) -> Result<[u8; 16], StoreError> {
    connection
        .execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('branch-key', randomblob(16))", [])?;
    Ok(connection.query_row("SELECT value FROM meta WHERE name = 'branch-key'", [], |row| row.get(0))?)
}

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS insurer (
    prefecture TEXT PRIMARY KEY, name TEXT NOT NULL, institution TEXT NOT NULL UNIQUE,
    insurer_numbers TEXT NOT NULL, charset TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS certificate (certificate TEXT PRIMARY KEY, prefecture TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS access_group (
    prefecture TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (prefecture, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS department (
    prefecture TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, access_group TEXT,
    PRIMARY KEY (prefecture, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS own_role (
    prefecture TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, roles TEXT NOT NULL,
    PRIMARY KEY (prefecture, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS operator (
    prefecture TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT NOT NULL, department TEXT, roles TEXT NOT NULL,
    password_hash TEXT NOT NULL, initial INTEGER NOT NULL, initial_used INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0, locked INTEGER NOT NULL DEFAULT 0,
    valid_from TEXT, valid_to TEXT, retired INTEGER NOT NULL DEFAULT 0, password_set_at INTEGER,
    PRIMARY KEY (prefecture, user_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS password_history (
    sequence INTEGER PRIMARY KEY, prefecture TEXT NOT NULL, user_id TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS password_history_user ON password_history (prefecture, user_id);
CREATE TABLE IF NOT EXISTS session (
    token_hash BLOB PRIMARY KEY, prefecture TEXT NOT NULL, user_id TEXT NOT NULL, certificate TEXT NOT NULL,
    last_used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipt (
    sequence INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, prefecture TEXT NOT NULL, kind TEXT NOT NULL,
    file_name TEXT NOT NULL, sha256 BLOB NOT NULL, state TEXT NOT NULL, accepted_at INTEGER NOT NULL,
    completed_at INTEGER, total INTEGER, normal INTEGER, error_code TEXT, error_message TEXT);
CREATE TABLE IF NOT EXISTS file_piece (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
    UNIQUE (file, number));
CREATE INDEX IF NOT EXISTS receipt_bytes ON receipt (prefecture, kind, sha256);
CREATE TABLE IF NOT EXISTS member (
    sequence INTEGER PRIMARY KEY, branch TEXT NOT NULL, prefecture TEXT NOT NULL,
    individual_number INTEGER NOT NULL, insurer_number TEXT NOT NULL, insured_number TEXT NOT NULL,
    name TEXT NOT NULL, kana TEXT NOT NULL, birth_date INTEGER NOT NULL, sex TEXT NOT NULL, postal_code TEXT,
    address TEXT NOT NULL, qualified_on INTEGER NOT NULL, lost_on INTEGER, access_group TEXT,
    deleted INTEGER NOT NULL DEFAULT 0, added_at INTEGER NOT NULL, code_asked INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS odd_branch (
    branch TEXT NOT NULL, member INTEGER NOT NULL, PRIMARY KEY (branch, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS number_place (
    run INTEGER NOT NULL, number INTEGER NOT NULL, member INTEGER NOT NULL,
    PRIMARY KEY (run, number, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS insured_place (
    run INTEGER NOT NULL, number INTEGER NOT NULL, member INTEGER NOT NULL,
    PRIMARY KEY (run, number, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code_request (
    batch TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (batch, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code_link (
    member INTEGER PRIMARY KEY, state TEXT NOT NULL, error TEXT, updated_at INTEGER NOT NULL, batch TEXT,
    code_high INTEGER, code_low INTEGER);
CREATE TABLE IF NOT EXISTS code_place (
    run INTEGER NOT NULL, code_high INTEGER NOT NULL, member INTEGER NOT NULL,
    PRIMARY KEY (run, code_high, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy (
    kind TEXT NOT NULL, member INTEGER NOT NULL, key TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL, copied TEXT NOT NULL, source_as_of TEXT NOT NULL, reflected_at INTEGER NOT NULL,
    PRIMARY KEY (kind, member, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_history (
    kind TEXT NOT NULL, member INTEGER NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL,
    deleted INTEGER NOT NULL, copied TEXT NOT NULL, source_as_of TEXT NOT NULL, reflected_at INTEGER NOT NULL,
    PRIMARY KEY (kind, member, key, revision)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS provision_start (
    prefecture TEXT NOT NULL, kind TEXT NOT NULL, start TEXT, was_provided INTEGER NOT NULL,
    PRIMARY KEY (prefecture, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS manual_provision (
    branch TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (branch, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS provision_request (
    sequence INTEGER PRIMARY KEY, process_number TEXT NOT NULL UNIQUE, prefecture TEXT NOT NULL,
    branch TEXT NOT NULL, state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS provision_request_union ON provision_request (prefecture, sequence);
CREATE TABLE IF NOT EXISTS inquiry (
    sequence INTEGER PRIMARY KEY, inquiry_id TEXT NOT NULL UNIQUE, prefecture TEXT NOT NULL, user_id TEXT NOT NULL,
    branch TEXT NOT NULL, procedure_code TEXT NOT NULL, provider TEXT NOT NULL, provider_name TEXT NOT NULL,
    information_code TEXT NOT NULL, information_name TEXT NOT NULL, period_from TEXT, period_to TEXT,
    state TEXT NOT NULL, result_code TEXT, requested_at INTEGER NOT NULL, answered_at INTEGER,
    source_as_of TEXT, items TEXT NOT NULL DEFAULT '[]');
CREATE INDEX IF NOT EXISTS inquiry_union ON inquiry (prefecture, sequence);
CREATE TABLE IF NOT EXISTS bulk_uploader (receipt TEXT PRIMARY KEY, user_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bulk_inquiry (
    receipt TEXT NOT NULL, row INTEGER NOT NULL, number TEXT NOT NULL, inquiry_id TEXT, code TEXT NOT NULL,
    message TEXT NOT NULL, PRIMARY KEY (receipt, row)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bulk_inquiry_id ON bulk_inquiry (inquiry_id) WHERE inquiry_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS provision_entry (
    sequence INTEGER PRIMARY KEY, record_id TEXT NOT NULL, entry TEXT NOT NULL, owner TEXT NOT NULL,
    direction TEXT NOT NULL, process_number TEXT NOT NULL, requested_at INTEGER NOT NULL, body TEXT NOT NULL,
    previous_hash BLOB NOT NULL, hash BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS provision_entry_owner ON provision_entry (owner, entry, sequence);
CREATE INDEX IF NOT EXISTS provision_entry_record ON provision_entry (record_id, sequence);
CREATE TRIGGER IF NOT EXISTS provision_entry_update BEFORE UPDATE ON provision_entry
    BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS provision_entry_delete BEFORE DELETE ON provision_entry
    BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE IF NOT EXISTS operation_log (
    sequence INTEGER PRIMARY KEY, prefecture TEXT NOT NULL, at INTEGER NOT NULL, user_id TEXT NOT NULL,
    operation TEXT NOT NULL, method TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT, note TEXT);
CREATE INDEX IF NOT EXISTS operation_log_union ON operation_log (prefecture, sequence);
CREATE TABLE IF NOT EXISTS master (
    release TEXT PRIMARY KEY, available_from TEXT NOT NULL, available_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notice (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
    published_at INTEGER NOT NULL, prefectures TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS combination (
    id INTEGER PRIMARY KEY, release TEXT NOT NULL, procedure_code TEXT NOT NULL, procedure_name TEXT NOT NULL,
    provider_type TEXT NOT NULL, information_code TEXT NOT NULL, information_name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS resident (
    id INTEGER PRIMARY KEY, individual_number INTEGER NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL,
    address TEXT NOT NULL, sex TEXT NOT NULL, birth_date INTEGER NOT NULL, status TEXT NOT NULL, changed_on INTEGER);
CREATE INDEX IF NOT EXISTS resident_number ON resident (id >> 20, individual_number, status);
CREATE INDEX IF NOT EXISTS resident_birth ON resident (id >> 16, birth_date);
CREATE TABLE IF NOT EXISTS nws_link (
    institution TEXT NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (institution, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS institution (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, provider_type TEXT NOT NULL, linkage_started INTEGER NOT NULL,
    contact TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS institution_copy (
    code TEXT NOT NULL, individual_number TEXT NOT NULL, information_code TEXT NOT NULL, items TEXT NOT NULL,
    source_as_of TEXT NOT NULL, delay_seconds INTEGER NOT NULL, automatic INTEGER NOT NULL,
    PRIMARY KEY (code, individual_number, information_code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outage (system TEXT PRIMARY KEY, starts INTEGER NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS site_account (
    prefecture TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (prefecture, user_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS site_entry (
    id TEXT PRIMARY KEY, section TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
    published_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS plan_survey (
    id INTEGER PRIMARY KEY, due_on TEXT NOT NULL, circulated_on TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS plan_answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT, prefecture TEXT NOT NULL, plan TEXT NOT NULL, event TEXT NOT NULL,
    starts TEXT NOT NULL, ends TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS plan_answer_union ON plan_answer (prefecture, id);
CREATE TABLE IF NOT EXISTS due_event (
    id INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS due_event_time ON due_event (due_at, id);
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_another_version_is_told() {
        let connection = Connection::open_in_memory().expect("store");
        create(&connection).expect("created");
        create(&connection).expect("opened again");
        connection.pragma_update(None, "user_version", 1).expect("set");
        assert!(matches!(create(&connection), Err(StoreError::Version)));
    }
}
