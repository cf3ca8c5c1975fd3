//! The ledger: one line per capture, each holding the hash of the line before, written as
//! the run goes, so that a killed run leaves a ledger that verifies.
//!
//! What it proves: no listed capture and no line was changed, removed or put in between
//! afterwards. Lines cut off the end cannot be told from a run that ended there; whoever
//! must exclude that keeps [`VerifiedLedger::head`] somewhere else.

use super::{Clock, EvidenceError};
use crate::model::{ByteSpan, Capture, files};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// What stands in the place of the hash of the line before the first.
const NO_LINE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The ledger of a run, shared by its lanes.
pub(super) struct Ledger {
    path: PathBuf,
    clock: Clock,
    end: Mutex<End>,
}

/// Where the next line goes.
struct End {
    file: File,
    length: u64,
    sequence: u64,
    previous: String,
}

impl Ledger {
    /// An empty ledger in a folder that has none.
    pub(super) fn create(folder: &Path, clock: Clock) -> Result<Self, EvidenceError> {
        let path = folder.join(files::LEDGER);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(EvidenceError::write(&path))?;
        let end = Mutex::new(End { file, length: 0, sequence: 0, previous: NO_LINE.to_owned() });
        Ok(Self { path, clock, end })
    }

    /// Lists a capture: gives it its sequence number, its time and the hash of the line
    /// before, lets `place` put it where its number says and fill in where that is, and
    /// writes the line. Its texts are masked already: the line as a whole must not be, since
    /// one hash in forty holds a run of twelve digits.
    pub(super) fn append(
        &self,
        mut capture: Capture,
        place: impl FnOnce(&mut Capture) -> Result<(), EvidenceError>,
    ) -> Result<u64, EvidenceError> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        capture.sequence = end.sequence + 1;
        capture.at = (self.clock)();
        place(&mut capture)?;
        capture.previous.clone_from(&end.previous);
        let line = serde_json::to_string(&capture).map_err(EvidenceError::serialize(&self.path))?;
        if let Err(source) = end.file.write_all(format!("{line}\n").as_bytes()) {
            // Half a line would make the next one unreadable; the run still ends with
            // this error, whether or not the half line could be taken back.
            let _ = end.file.set_len(end.length);
            return Err(EvidenceError::Write { file: self.path.clone(), source });
        }
        end.length += line.len() as u64 + 1;
        end.sequence = capture.sequence;
        end.previous = sha256(line.as_bytes());
        Ok(end.sequence)
    }
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A ledger that was found to be in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedLedger {
    /// Number of captures.
    pub captures: usize,
    /// SHA-256 of the last line: stands for the whole evidence.
    pub head: String,
    /// Whether half a line stands at the end: the run was killed while writing it.
    pub incomplete_last_line: bool,
    /// Files in the folder of captures that the ledger does not list, and what it does not
    /// list of a transcript: put there afterwards, or unfinished when the run was killed.
    pub unlisted: Vec<String>,
}

/// The evidence is not as it was written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The ledger could not be read.
    #[error("証跡台帳「{}」を読めません({source})。実行フォルダを正しく指定しているか確かめてください", file.display())]
    Read {
        /// The ledger.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A line is no capture.
    #[error(
        "証跡台帳 ledger.jsonl の{line}行目を読めません({source})。書き換えられています。元の実行フォルダの写しと比べてください"
    )]
    Line {
        /// Line of the ledger.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A line does not follow the one before it.
    #[error(
        "証跡台帳 ledger.jsonl の{line}行目が前の行につながりません。{line}行目かその前の行が書き換えられたか、行が抜かれています。元の実行フォルダの写しと比べてください"
    )]
    Chain {
        /// Line of the ledger.
        line: usize,
    },
    /// A capture is not there.
    #[error(
        "証跡ファイル「{file}」(証跡台帳 ledger.jsonl の{line}行目)がありません。元の実行フォルダの写しから戻してください"
    )]
    Missing {
        /// The capture, relative to the run folder.
        file: String,
        /// Line of the ledger.
        line: usize,
    },
    /// A capture is not as it was written.
    #[error(
        "証跡ファイル「{file}」(証跡台帳 ledger.jsonl の{line}行目)の内容が記録時と異なります。元の実行フォルダの写しと比べてください"
    )]
    Altered {
        /// The capture, relative to the run folder.
        file: String,
        /// Line of the ledger.
        line: usize,
    },
}

/// Checks the chain of the ledger and the hash of every capture.
///
/// # Errors
/// [`LedgerError`] names the first line or file that is not as it was written.
pub fn verify(run_folder: &Path) -> Result<VerifiedLedger, LedgerError> {
    let path = run_folder.join(files::LEDGER);
    let text = fs::read_to_string(&path).map_err(|source| LedgerError::Read { file: path, source })?;
    let (whole, half) = text.rsplit_once('\n').unwrap_or(("", &text));
    let mut head = NO_LINE.to_owned();
    // Up to where each file is listed.
    let mut listed: HashMap<String, u64> = HashMap::new();
    let mut captures = 0;
    let mut unlisted = Vec::new();
    for (index, content) in whole.lines().enumerate() {
        let line = index + 1;
        let capture: Capture =
            serde_json::from_str(content).map_err(|source| LedgerError::Line { line, source })?;
        if capture.previous != head || capture.sequence != line as u64 {
            return Err(LedgerError::Chain { line });
        }
        head = sha256(content.as_bytes());
        let mut digest = HashWriter::default();
        let read = open(run_folder, &capture).and_then(|mut file| io::copy(&mut file, &mut digest));
        let file = capture.file;
        let Ok(length) = read else { return Err(LedgerError::Missing { file, line }) };
        if hex(&digest.0.finalize()) != capture.sha256 {
            return Err(LedgerError::Altered { file, line });
        }
        captures += 1;
        let begin = capture.span.map_or(0, |span| span.offset);
        let before = listed.insert(file.clone(), begin + length).unwrap_or(0);
        if begin > before {
            unlisted.push(format!("{file}({before}バイトから{begin}バイトまで)"));
        }
    }
    collect_unlisted(run_folder, files::CAPTURES, &listed, &mut unlisted);
    unlisted.sort();
    Ok(VerifiedLedger { captures, head, incomplete_last_line: !half.is_empty(), unlisted })
}

/// The capture with a sequence number; `None` if it is not listed, or the ledger cannot be
/// read. For showing a failure, so what cannot be found is left out rather than reported.
#[must_use]
pub fn find(run_folder: &Path, sequence: u64) -> Option<Capture> {
    let text = fs::read_to_string(run_folder.join(files::LEDGER)).ok()?;
    let line = text.lines().nth(usize::try_from(sequence).ok()?.checked_sub(1)?)?;
    serde_json::from_str(line).ok()
}

/// The text of a capture, at most so many bytes of it; empty if it cannot be read.
#[must_use]
pub fn beginning(run_folder: &Path, capture: &Capture, bytes: u64) -> String {
    let mut text = Vec::new();
    match open(run_folder, capture).and_then(|file| file.take(bytes).read_to_end(&mut text)) {
        Ok(_) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => String::new(),
    }
}

/// A capture, to be read. A path that leads out of the run folder counts as not there.
fn open(run_folder: &Path, capture: &Capture) -> io::Result<impl Read + use<>> {
    if !Path::new(&capture.file).components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut file = File::open(run_folder.join(&capture.file))?;
    let span = capture.span.unwrap_or(ByteSpan { offset: 0, length: u64::MAX });
    file.seek(SeekFrom::Start(span.offset))?;
    Ok(file.take(span.length))
}

#[derive(Default)]
struct HashWriter(Sha256);

impl Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn collect_unlisted(
    run_folder: &Path,
    folder: &str,
    listed: &HashMap<String, u64>,
    unlisted: &mut Vec<String>,
) {
    for entry in fs::read_dir(run_folder.join(folder)).into_iter().flatten().flatten() {
        let file = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect_unlisted(run_folder, &file, listed, unlisted);
            continue;
        }
        match listed.get(&file) {
            None => unlisted.push(file),
            Some(end) if entry.metadata().is_ok_and(|data| data.len() > *end) => {
                unlisted.push(format!("{file}({end}バイトより後)"));
            }
            Some(_) => {}
        }
    }
}
