//! Files of a population in a folder, by as many threads as there are processors. A thread
//! makes whole files, so that nothing has to be put in order and no thread waits for
//! another.

use super::{copies::ProvisionalBranches, faults::Answer, population::Population};
use chrono::NaiveDateTime;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Ordered {
    /// Where the files are put.
    pub folder: PathBuf,
    /// Threads that write.
    pub threads: usize,
    /// Copies as well, as of a moment, under provisional branch numbers.
    pub copies: Option<NaiveDateTime>,
}

/// Hears of rows and bytes as they are written.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Written {
    /// Its name.
    #[serde(rename = "ファイル")]
    pub name: String,
    /// Data rows.
    #[serde(rename = "件数")]
    pub rows: u64,
    /// Bytes.
    #[serde(rename = "バイト数")]
    pub bytes: u64,
    /// Rows that are not good; `None` for copies.
    #[serde(rename = "誤りの件数", skip_serializing_if = "Option::is_none")]
    pub errors: Option<u64>,
}

/// The files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file is there already.
    #[error("{0} は既にあります。別のフォルダを指定するか、前のファイルを片付けてください")]
    Exists(PathBuf),
    /// The file system refused.
    #[error("{path} に書けません: {cause}")]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

/// Writes all files of members, an answer sheet for each, and copies if asked for.
///
/// # Errors
/// [`OutputError`]; what was written until then stays.
pub fn write_files(
    population: &Arc<Population>,
    ordered: &Ordered,
    progress: Progress<'_>,
) -> Result<Vec<Written>, OutputError> {
    fs::create_dir_all(&ordered.folder).map_err(|cause| unwritable(&ordered.folder, cause))?;
    let next = AtomicU64::new(0);
    let outcome = Mutex::new(Ok(Vec::new()));
    let failed = || outcome.lock().unwrap_or_else(PoisonError::into_inner).is_err();
    let work = || {
        loop {
            let file = next.fetch_add(1, Ordering::Relaxed);
            if file >= population.files() || failed() {
                return;
            }
            let written = write_members(population, &ordered.folder, file, progress);
            let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
            match (written, &mut *outcome) {
                (Ok(written), Ok(all)) => all.push(written),
                (Err(error), all @ Ok(_)) => *all = Err(error),
                (_, Err(_)) => {}
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..ordered.threads.max(1) {
            scope.spawn(work);
        }
        work();
    });
    let mut written: Vec<Written> = outcome.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    written.sort();
    if let Some(updated) = ordered.copies {
        for kind in Population::COPY_KINDS {
            for file in 0..population.files() {
                written.extend(write_copies(population, &ordered.folder, kind, file, updated, progress)?);
            }
        }
    }
    Ok(written)
}

fn write_members(
    population: &Arc<Population>,
    folder: &Path,
    file: u64,
    progress: Progress<'_>,
) -> Result<Written, OutputError> {
    let name = population.file_name(file);
    let (path, sheet_path) = (folder.join(&name), folder.join(name.replace(".csv", ".解答.csv")));
    let (mut to, mut sheet) = (create(&path)?, create(&sheet_path)?);
    let first = population.rows_of(file).start;
    let mut lines = "行番号,レコード番号,被保険者番号,処理結果コード,内容\r\n".to_owned();
    let mut stream = population.stream(file);
    let (mut rows_before, mut bytes, mut errors) = (stream.rows_made(), 0, 0);
    while let Some(block) = stream.next_block() {
        let length = block.len() as u64;
        to.write_all(block).map_err(|cause| unwritable(&path, cause))?;
        bytes += length;
        for answer in stream.answers() {
            errors += 1;
            lines.push_str(&answer_line(population, first, *answer));
        }
        sheet.write_all(lines.as_bytes()).map_err(|cause| unwritable(&sheet_path, cause))?;
        lines.clear();
        let rows = stream.rows_made();
        progress(rows - rows_before, length);
        rows_before = rows;
    }
    Ok(Written { name, rows: rows_before - first, bytes, errors: Some(errors) })
}

fn answer_line(population: &Population, first: u64, answer: Answer) -> String {
    let Answer { row, fault } = answer;
    let cells = population.cells(row);
    format!("{},{},{},{},{}\r\n", row - first + 1, cells[0], cells[3], fault.code(), fault.describe())
}

/// Writes the copies of a kind that the members of a file have; no file if they have none.
fn write_copies(
    population: &Arc<Population>,
    folder: &Path,
    kind: &'static str,
    file: u64,
    updated: NaiveDateTime,
    progress: Progress<'_>,
) -> Result<Option<Written>, OutputError> {
    let name = population.copy_file_name(kind, file);
    let path = folder.join(&name);
    let branches = ProvisionalBranches::new(population, population.rows_of(file));
    let mut stream = population.copy_stream(kind, branches, updated);
    let header = stream.next_block().map(<[u8]>::to_vec).unwrap_or_default();
    let (mut to, mut bytes) = (None, header.len() as u64);
    while let Some(block) = stream.next_block() {
        let length = block.len() as u64;
        let to: &mut File = match &mut to {
            Some(to) => to,
            none => {
                let to = none.insert(create(&path)?);
                to.write_all(&header).map_err(|cause| unwritable(&path, cause))?;
                to
            }
        };
        to.write_all(block).map_err(|cause| unwritable(&path, cause))?;
        bytes += length;
        progress(0, length);
    }
    Ok(to.map(|_| Written { name, rows: stream.rows(), bytes, errors: None }))
}

fn create(path: &Path) -> Result<File, OutputError> {
    OpenOptions::new().write(true).create_new(true).open(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => OutputError::Exists(path.to_owned()),
        _ => unwritable(path, cause),
    })
}

fn unwritable(path: &Path, cause: io::Error) -> OutputError {
    OutputError::Unwritable { path: path.to_owned(), cause }
}
