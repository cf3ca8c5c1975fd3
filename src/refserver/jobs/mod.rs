//! What happens later: due events in order of time, one file per kind of work. Time comes
//! from the event, so that a batch sees the time at which it was planned. Must not know
//! HTTP.

mod bulk_inquiry;
mod codes;
mod copies;
mod csv_stream;
mod departments;
pub(crate) mod files;
mod identity;
pub(crate) mod inquiry;
mod members;
mod read_ahead;
mod records;
mod result_file;
mod users;
mod whole_rows;

use rusqlite::Connection;

use super::{
    domain::{moment::Moment, passwords::HashFailure, row_fault::RowFault},
    server::{Environments, Server},
    store::{StoreError, due},
};

/// Kinds of due events.
pub(crate) mod kind {
    /// The file as a whole is checked.
    pub(crate) const FILE_CHECK: &str = "file-check";
    /// The periodic job takes the file up.
    pub(crate) const JOB_START: &str = "job-start";
    /// The periodic job is through.
    pub(crate) const JOB_FINISH: &str = "job-finish";
    /// 住基ネット and network system answer about codes.
    pub(crate) const CODE_ANSWER: &str = "code-answer";
    /// The provider of an inquiry is asked.
    pub(crate) const INQUIRY_ASK: &str = "inquiry-ask";
    /// A slow provider answers.
    pub(crate) const INQUIRY_ANSWER: &str = "inquiry-answer";
    /// An inquiry without an answer is shown as 結果待ち.
    pub(crate) const INQUIRY_WAITING: &str = "inquiry-waiting";
    /// An inquiry without an answer is given up.
    pub(crate) const INQUIRY_TIMEOUT: &str = "inquiry-timeout";
}

/// A piece of work at a time, inside one transaction.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    pub(crate) server: &'a Server,
    pub(crate) connection: &'a Connection,
    pub(crate) now: Moment,
}

/// Work that could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("ファイルを読み書きできません")]
    File(#[from] std::io::Error),
    /// Rows could not be read or written.
    #[error("CSVを読み書きできません")]
    Csv(#[from] csv::Error),
    /// A password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashFailure),
    /// There are no more branch numbers of the length that is set.
    #[error("被保険者枝番がもうありません。設定のbranch_digitsを大きくしてください")]
    NoBranchNumber,
    /// The event is about something that is not there.
    #[error("処理の対象がありません")]
    NoSubject,
}

/// A row that was refused, or work that could not be done.
enum RowError {
    Refused(RowFault),
    Failed(JobError),
}

impl From<RowFault> for RowError {
    fn from(fault: RowFault) -> Self {
        Self::Refused(fault)
    }
}

impl<E: Into<JobError>> From<E> for RowError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs every event that is due until then, in order of time over both environments, with
/// the clock standing at the event's time if it stands at all.
pub(crate) fn run_due(environments: &Environments, until: Moment) -> Result<(), StoreError> {
    let next = |server: &Server| server.store.read(|connection| due::next(connection, until));
    loop {
        let (test, production) = (next(&environments.test)?, next(&environments.production)?);
        let production_first = match (&test, &production) {
            (Some(test), Some(production)) => production.due_at < test.due_at,
            (test, _) => test.is_none(),
        };
        let (server, event) = match production_first {
            true => (&environments.production, production),
            false => (&environments.test, test),
        };
        let Some(event) = event else { return Ok(()) };
        if !server.clock.is_running() && event.due_at > server.clock.now() {
            // Events come in order of time, so that this never goes back.
            let _forward = server.clock.set(event.due_at);
        }
        let outcome = server.store.write(|connection| {
            due::done(connection, event.id)?;
            dispatch(Job { server, connection, now: event.due_at }, &event)
        });
        if let Err(error) = outcome {
            // The transaction took the event back; without this the server would try for ever.
            eprintln!("sogo serve: {} を処理できませんでした: {error}", event.kind);
            server.store.write(|connection| due::done(connection, event.id))?;
        }
    }
}

fn dispatch(job: Job<'_>, event: &due::DueEvent) -> Result<(), JobError> {
    match event.kind.as_str() {
        kind::FILE_CHECK => files::check(job, &event.payload),
        kind::JOB_START => files::start(job, &event.payload),
        kind::JOB_FINISH => files::finish(job, &event.payload),
        kind::CODE_ANSWER => codes::answer(job, &event.payload),
        kind::INQUIRY_ASK => inquiry::ask(job, &event.payload),
        kind::INQUIRY_ANSWER => inquiry::late_answer(job, &event.payload),
        kind::INQUIRY_WAITING => inquiry::show_waiting(job, &event.payload),
        kind::INQUIRY_TIMEOUT => inquiry::give_up(job, &event.payload),
        _ => Err(JobError::NoSubject),
    }
}
