//! What the server keeps: one SQLite file behind one connection. SQL is written in this
//! folder only. Must not know rules, HTTP or what lies outside.

pub(crate) mod access;
pub(crate) mod bulk_inquiries;
pub(crate) mod code_links;
pub(crate) mod copies;
pub(crate) mod due;
pub(crate) mod files;
pub(crate) mod inquiries;
pub(crate) mod institutions;
#[cfg(test)]
mod lookup_tests;
pub(crate) mod masters;
pub(crate) mod members;
pub(crate) mod notices;
pub(crate) mod operation_log;
pub(crate) mod plan_survey;
pub(crate) mod provision_requests;
pub(crate) mod receipts;
pub(crate) mod records;
pub(crate) mod residents;
pub(crate) mod roles;
mod runs;
mod schema;
pub(crate) mod sessions;
pub(crate) mod sharing_site;
pub(crate) mod slips;
pub(crate) mod unions;
pub(crate) mod users;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{Datelike as _, NaiveDate};
use rusqlite::{
    Connection, Params, Row, ToSql,
    config::DbConfig,
    functions::FunctionFlags,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use super::domain::{branch_numbers::BranchNumbers, moment::Moment};

/// The store could not read or write.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// From SQLite. Its text names tables and columns, never values.
    #[error("データを読み書きできません")]
    Sql(#[from] rusqlite::Error),
    /// The file is another version's.
    #[error(
        "別の版のsogoが作ったデータファイルです。このファイルと、名前に.productionの付くファイルを削除するか、\
         --dataに別のファイルを指定してください"
    )]
    Version,
    /// A stored list cannot be read.
    #[error("保存されたデータを読めません")]
    Stored(#[from] serde_json::Error),
    /// A stored word has no meaning.
    #[error("保存された{0}の値が決まりに合いません")]
    Word(&'static str),
}

/// The one connection.
///
/// A short lock around synchronous calls is the fastest thing for one lane's server: no
/// pool, no thread hops, and every request sees every earlier one.
pub(crate) struct Store {
    connection: Mutex<Connection>,
    branches: BranchNumbers,
}

impl Store {
    /// Opens or creates the file; `None` for a store that dies with the process. SQLite then
    /// keeps in memory what fits into its cache, and the rest in a file without a name.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        let connection = Connection::open(path.unwrap_or(Path::new("")))?;
        connection.set_prepared_statement_cache_capacity(256);
        // Without it SQLite plans a cached query anew for every value that it is given, if it
        // has an order or a limit.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch("PRAGMA temp_store = MEMORY;")?;
        connection.execute_batch(match path {
            // A file of members changes more pages than the cache holds. Looking for each of
            // them in a write-ahead log of that size is what a large store would spend its time
            // in; a rollback journal has each page once. It outlives the end of the process at
            // any moment, which is what a store of test data has to outlive, but no power cut.
            Some(_) => {
                "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF; PRAGMA cache_size = -131072;"
            }
            None => "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -131072;",
        })?;
        schema::create(&connection)?;
        let branches = BranchNumbers::new(schema::branch_key(&connection)?);
        let places = branches.clone();
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection.create_scalar_function("branch_place", 1, flags, move |call| {
            let number = call.get_raw(0).as_str_or_null()?;
            Ok(number.and_then(|number| places.place(number)))
        })?;
        Ok(Self { connection: Mutex::new(connection), branches })
    }

    /// The branch numbers that this store leads from places to. In SQL the way back is
    /// `branch_place(number)`.
    pub(crate) fn branches(&self) -> &BranchNumbers {
        &self.branches
    }

    /// Reads without a transaction of its own.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        work(&self.lock())
    }

    /// Writes all or nothing: an error undoes everything.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(StoreError::from)?;
        let value = work(&transaction)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(value)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic inside a section has rolled its transaction back; the connection is good.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.millis()))
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self::from_millis)
    }
}

/// A day as a number, counted from 0001-01-01: shorter than its text, and made faster.
struct Day(NaiveDate);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.num_days_from_ce()))
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let day = i32::column_result(value)?;
        NaiveDate::from_num_days_from_ce_opt(day).map(Self).ok_or(FromSqlError::OutOfRange(day.into()))
    }
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    Ok(rows.next()?.map(map).transpose()?)
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, map)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn run(connection: &Connection, sql: &str, parameters: impl Params) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(sql)?.execute(parameters)?)
}

/// A place in a list: rows after `after`, at most `size`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) after: i64,
    pub(crate) size: usize,
}

impl Page {
    /// One row more than the page, which tells whether another page follows.
    fn limit(self) -> i64 {
        i64::try_from(self.size.saturating_add(1)).unwrap_or(i64::MAX)
    }
}
