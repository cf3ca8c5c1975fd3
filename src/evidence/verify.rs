//! Whether the evidence of a run is as it was written: every capture, the chain of the
//! ledger, and everything else by the manifest and the seal.
//!
//! A fault is a byte that is other than it was written, missing, or too much; it is named by
//! file and, for captures, by the line of the ledger. What a run leaves that was killed is
//! a remark: nothing that was evidence is missing. It must not know what the captures show.

use super::{
    EvidenceError,
    decisions::{self, Chain, DecisionError},
    ledger::{NO_LINE, sha256},
    seal,
    store::Store,
    stream::{self, Hashed},
};
use crate::model::{Capture, Manifest, Seal, files};
use std::{
    collections::BTreeMap,
    fmt,
    io::{self, BufRead, BufReader, Read},
    ops::Range,
    path::Path,
};

/// What verifying came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Number of captures.
    pub captures: usize,
    /// SHA-256 of the last line of the ledger: stands for all of them.
    pub head: String,
    /// Whether there is a manifest, so that what is no capture was checked too.
    pub has_manifest: bool,
    /// The seal, if there is one. Whether it holds is told by the faults.
    pub seal: Option<Seal>,
    /// What is not as it was written, by file.
    pub faults: Vec<Fault>,
    /// What is to be known, in Japanese, and accuses nobody.
    pub remarks: Vec<String>,
}

impl Verified {
    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, relative to the run folder.
    pub file: String,
    /// Line of the ledger that lists it; in the ledger, the line itself. From 1.
    pub line: Option<usize>,
    /// Which bytes of the file, if they are not all of it or its place is known.
    pub bytes: Option<Range<u64>>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Other than it was written.
    Changed,
    /// Not there.
    Missing,
    /// Listed nowhere.
    Added,
    /// The line of the ledger does not follow the one before it.
    Chain,
    /// Cannot be read, or is not what it should be; why, in Japanese.
    Unreadable(String),
    /// The seal does not hold; why, in Japanese.
    Seal(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.kind {
            FaultKind::Changed => "記録時と異なります",
            FaultKind::Missing => "ありません",
            FaultKind::Added => "記録後に加えられています",
            FaultKind::Chain => {
                "前の行につながりません。この行か前の行が書き換えられたか、行が抜かれています"
            }
            FaultKind::Unreadable(why) | FaultKind::Seal(why) => why,
        };
        write!(f, "{}", self.file)?;
        match (self.file.as_str(), self.line) {
            (files::LEDGER, Some(line)) => write!(f, " の{line}行目")?,
            (_, Some(line)) => write!(f, "({} の{line}行目)", files::LEDGER)?,
            (_, None) => {}
        }
        if let Some(bytes) = &self.bytes {
            write!(f, " の{}バイトから{}バイトまで", bytes.start, bytes.end)?;
        }
        write!(f, ": {what}")
    }
}

/// Checks a run folder, or the zip that was exported of one. `public_key` is the Ed25519 key
/// (PEM) by which it is to be signed.
///
/// # Errors
/// [`EvidenceError`] if there is no such folder or zip, or the key is none. What is wrong
/// with the evidence is in the result.
pub fn verify(run: &Path, public_key: Option<&Path>) -> Result<Verified, EvidenceError> {
    let key = public_key.map(seal::public_key).transpose()?;
    let mut store = Store::open(run).map_err(EvidenceError::read(run))?;
    let names = store.names().map_err(EvidenceError::read(run))?;
    let mut check = Check::default();
    let listed = check.ledger(&mut store, &names);
    let manifest = check.manifest(&mut store, &names);
    check.captures(&mut store, &names, &listed);
    check.others(&mut store, &names, &listed, manifest.as_ref());
    let seal = check.seal(&mut store, &names, key.as_ref());
    Ok(Verified {
        captures: check.captures,
        head: check.head,
        has_manifest: manifest.is_some(),
        seal,
        faults: check.faults,
        remarks: check.remarks,
    })
}

/// A capture, as the ledger lists it.
struct Listed {
    line: usize,
    span: Option<Range<u64>>,
    sha256: String,
}

struct Check {
    captures: usize,
    head: String,
    faults: Vec<Fault>,
    remarks: Vec<String>,
    is_finished: bool,
}

impl Default for Check {
    fn default() -> Self {
        Self {
            captures: 0,
            head: NO_LINE.to_owned(),
            faults: Vec::new(),
            remarks: Vec::new(),
            is_finished: false,
        }
    }
}

type Names = BTreeMap<String, u64>;

impl Check {
    fn fault(&mut self, file: &str, line: Option<usize>, bytes: Option<Range<u64>>, kind: FaultKind) {
        self.faults.push(Fault { file: file.to_owned(), line, bytes, kind });
    }

    fn unreadable(&mut self, file: &str, line: Option<usize>, why: &dyn fmt::Display) {
        self.fault(file, line, None, FaultKind::Unreadable(format!("読めません({why})")));
    }

    /// What was written half when the run was killed; too much, if the run came to its end.
    fn under_way(&mut self, file: &str, line: Option<usize>, bytes: Range<u64>) {
        if self.is_finished {
            self.fault(file, line, Some(bytes), FaultKind::Added);
        } else {
            let length = bytes.end - bytes.start;
            self.remarks.push(format!("{file} の{}バイトから{length}バイトは書きかけです", bytes.start));
        }
    }

    /// The chain; what it lists, by file.
    fn ledger(&mut self, store: &mut Store, names: &Names) -> BTreeMap<String, Vec<Listed>> {
        self.is_finished = names.contains_key(files::MANIFEST);
        let mut listed: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
        if !names.contains_key(files::LEDGER) {
            self.fault(files::LEDGER, None, None, FaultKind::Missing);
            return listed;
        }
        if let Err(error) = self.lines(store, &mut listed) {
            self.unreadable(files::LEDGER, None, &error);
        }
        listed
    }

    fn lines(&mut self, store: &mut Store, listed: &mut BTreeMap<String, Vec<Listed>>) -> io::Result<()> {
        let mut ledger = BufReader::new(store.file(files::LEDGER)?);
        let (mut bytes, mut at, mut sequence) = (Vec::new(), 0, 0);
        // After a line that is none the next has nothing to follow.
        let mut is_told = false;
        loop {
            bytes.clear();
            let length = ledger.read_until(b'\n', &mut bytes)? as u64;
            if length == 0 {
                return Ok(());
            }
            if bytes.pop_if(|last| *last == b'\n').is_none() {
                self.under_way(files::LEDGER, Some(self.captures + 1), at..at + length);
                return Ok(());
            }
            at += length;
            self.captures += 1;
            let line = self.captures;
            let previous = std::mem::replace(&mut self.head, sha256(&bytes));
            match serde_json::from_slice::<Capture>(&bytes) {
                Err(error) => {
                    self.unreadable(files::LEDGER, Some(line), &error);
                    is_told = true;
                }
                Ok(capture) => {
                    let follows = capture.previous == previous && capture.sequence == sequence + 1;
                    if !follows && !std::mem::take(&mut is_told) {
                        self.fault(files::LEDGER, Some(line), None, FaultKind::Chain);
                    }
                    sequence = capture.sequence;
                    let span = capture.span.map(|span| span.offset..span.offset.saturating_add(span.length));
                    let one = Listed { line, span, sha256: capture.sha256 };
                    listed.entry(capture.file).or_default().push(one);
                }
            }
        }
    }

    /// The manifest, and whether the ledger ends where it says.
    fn manifest(&mut self, store: &mut Store, names: &Names) -> Option<Manifest> {
        let Some(manifest) = self.json::<Manifest>(store, names, files::MANIFEST) else {
            if !self.is_finished {
                let what = "目録 manifest.json がないので、証跡台帳の終わりと、証跡のほかのファイルは確かめられません(実行中か、途中で終わった実行です)";
                self.remarks.push(what.to_owned());
            }
            return None;
        };
        for line in self.captures + 1..=manifest.captures {
            self.fault(files::LEDGER, Some(line), None, FaultKind::Missing);
        }
        for line in manifest.captures + 1..=self.captures {
            self.fault(files::LEDGER, Some(line), None, FaultKind::Added);
        }
        let is_told = self.faults.iter().any(|fault| fault.file == files::LEDGER);
        if manifest.head != self.head && !is_told {
            self.fault(files::LEDGER, Some(self.captures.max(1)), None, FaultKind::Changed);
        }
        Some(manifest)
    }

    fn json<T: serde::de::DeserializeOwned>(
        &mut self,
        store: &mut Store,
        names: &Names,
        name: &str,
    ) -> Option<T> {
        let read = store.small(names, name).and_then(|bytes| {
            bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose().map_err(io::Error::from)
        });
        read.unwrap_or_else(|error| {
            self.unreadable(name, None, &error);
            None
        })
    }

    fn captures(&mut self, store: &mut Store, names: &Names, listed: &BTreeMap<String, Vec<Listed>>) {
        for (name, captures) in listed {
            if !names.contains_key(name) {
                for capture in captures {
                    self.fault(name, Some(capture.line), None, FaultKind::Missing);
                }
            } else if let Err(error) =
                store.file(name).and_then(|file| self.capture_file(name, file, captures))
            {
                self.unreadable(name, captures.first().map(|capture| capture.line), &error);
            }
        }
    }

    /// A file, from its beginning to its end, against what the ledger says of it.
    fn capture_file(&mut self, name: &str, mut file: impl Read, listed: &[Listed]) -> io::Result<()> {
        let (mut at, mut last) = (0, None);
        for capture in listed {
            let span = capture.span.clone().unwrap_or(0..u64::MAX);
            if span.start > at {
                let skipped = stream::hash((&mut file).take(span.start - at))?.length;
                if skipped > 0 {
                    self.fault(name, last.or(Some(capture.line)), Some(at..at + skipped), FaultKind::Added);
                }
                at += skipped;
            }
            let Hashed { length, sha256 } = stream::hash((&mut file).take(span.end.saturating_sub(at)))?;
            let end = at + length;
            let line = Some(capture.line);
            if end < span.end && capture.span.is_some() {
                self.fault(name, line, Some(end..span.end), FaultKind::Missing);
            } else if sha256 != capture.sha256 {
                self.fault(name, line, Some(at..end), FaultKind::Changed);
            }
            (at, last) = (end, line);
        }
        let more = stream::hash(file)?.length;
        if more > 0 {
            self.under_way(name, last, at..at + more);
        }
        Ok(())
    }

    /// What is no capture.
    fn others(
        &mut self,
        store: &mut Store,
        names: &Names,
        listed: &BTreeMap<String, Vec<Listed>>,
        manifest: Option<&Manifest>,
    ) {
        let mut known: BTreeMap<&str, _> = manifest
            .iter()
            .flat_map(|manifest| &manifest.files)
            .map(|file| (file.path.as_str(), file))
            .collect();
        for (name, length) in names {
            let expected = known.remove(name.as_str());
            if listed.contains_key(name)
                || matches!(name.as_str(), files::LEDGER | files::MANIFEST | files::SEAL)
            {
                continue;
            }
            match (expected, manifest) {
                (Some(expected), _) => match store.file(name).and_then(stream::hash) {
                    Err(error) => self.unreadable(name, None, &error),
                    Ok(found) if found.length < expected.bytes => {
                        self.fault(name, None, Some(found.length..expected.bytes), FaultKind::Missing);
                    }
                    Ok(found) if found.sha256 != expected.sha256 => {
                        self.fault(name, None, Some(0..found.length), FaultKind::Changed);
                    }
                    Ok(_) => {}
                },
                (None, Some(_)) if is_of_review(name) && !names.contains_key(files::SEAL) => {
                    self.remarks.push(format!("{name} は、封印のときに目録に入ります"));
                }
                (None, None) if is_of_run(name) => {}
                (None, None) if is_under_way(name, self.captures as u64) => {
                    self.under_way(name, None, 0..*length)
                }
                (None, _) => self.fault(name, None, None, FaultKind::Added),
            }
        }
        for name in known.into_keys() {
            self.fault(name, None, None, FaultKind::Missing);
        }
        self.review(store, names);
    }

    /// The chain of the reviewers' decisions.
    fn review(&mut self, store: &mut Store, names: &Names) {
        if !names.contains_key(files::DECISIONS) {
            return;
        }
        let mut read = |name: &str| {
            let mut bytes = Vec::new();
            store.file(name)?.read_to_end(&mut bytes)?;
            Ok::<_, io::Error>(bytes)
        };
        let (decisions, ledger) = match (read(files::DECISIONS), read(files::LEDGER)) {
            (Ok(decisions), Ok(ledger)) => (decisions, ledger),
            (Err(error), _) => return self.unreadable(files::DECISIONS, None, &error),
            // That of the ledger is told where it is looked into.
            (_, Err(_)) => return,
        };
        let decisions = String::from_utf8_lossy(&decisions);
        // Half a line is left by a process that was killed: nobody was told that it was written.
        let whole = decisions.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let mut chain = Chain::from(decisions::heads_of(&ledger));
        for content in whole.lines() {
            let why = match chain.next(content) {
                Ok(_) => continue,
                Err(DecisionError::Chain { line }) => {
                    format!(
                        "{line}行目が前の行(1行目は証跡台帳)につながりません。書き換えられたか、行が抜かれています"
                    )
                }
                Err(error) => error.to_string(),
            };
            self.fault(files::DECISIONS, None, None, FaultKind::Unreadable(why));
        }
    }

    fn seal(&mut self, store: &mut Store, names: &Names, key: Option<&seal::PublicKey>) -> Option<Seal> {
        let seal = self.json::<Seal>(store, names, files::SEAL);
        let found = match &seal {
            Some(seal) => {
                let manifest = names.contains_key(files::MANIFEST).then(|| store.file(files::MANIFEST));
                let hash = manifest.and_then(|file| file.and_then(stream::hash).ok());
                seal::check(seal, hash.map(|hashed| hashed.sha256).as_deref(), key)
            }
            None if key.is_some() => Err("封印がないので、署名を確かめられません".to_owned()),
            None => Ok(None),
        };
        match found {
            Ok(remark) => self.remarks.extend(remark),
            Err(why) => self.fault(files::SEAL, None, None, FaultKind::Seal(why)),
        }
        seal
    }
}

/// What reviewers add after the run.
pub(super) fn is_of_review(name: &str) -> bool {
    name == files::DECISIONS || name.split_once('/').is_some_and(|(folder, _)| folder == files::REVIEW)
}

/// What a run writes besides captures.
fn is_of_run(name: &str) -> bool {
    matches!(name, files::HEADER | files::EVENTS | files::RESULT | files::CONSOLE)
        || name.split_once('/').is_some_and(|(folder, _)| folder == files::REPORT)
        || is_of_review(name)
}

/// Whether a file that nobody listed has a name that a run was about to list: a capture or a
/// record under way, or a transcript without its first text.
pub(super) fn is_under_way(name: &str, last_sequence: u64) -> bool {
    let captured = name.strip_prefix(files::CAPTURES).is_some_and(|rest| rest.starts_with('/'));
    let last = name.rsplit('/').next().unwrap_or(name);
    let number = last.split_once('-').and_then(|(number, _)| number.parse::<u64>().ok());
    last.ends_with(".partial")
        || captured && (last == files::TRANSCRIPT || number.is_some_and(|number| number > last_sequence))
}

#[cfg(test)]
mod tests;
