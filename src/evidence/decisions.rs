//! The decisions of reviewers: one line each, chained by hashes as the ledger is, and to
//! the ledger: the first line holds the hash of the ledger's last line.
//!
//! Comments are masked like everything else that is written. It must not know what may be
//! decided, or what follows from it.

use super::{
    Clock, EvidenceError, Masker,
    ledger::{NO_LINE, sha256},
    manifest,
};
use crate::model::{Act, Decision, ReviewPicture, Subject, files};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

/// A picture may be this large.
pub const LARGEST_PICTURE: usize = 8 * 1024 * 1024;

/// A decision as it comes from a reviewer.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// Who decides.
    pub reviewer: String,
    /// About what.
    pub subject: Subject,
    /// What.
    pub act: Act,
    /// SHA-256 of what was seen.
    pub seen: String,
    /// What the reviewer has to say.
    pub comment: String,
    /// PNG or JPEG, if the reviewer shows something.
    pub picture: Option<Vec<u8>>,
}

/// Decisions could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// The file could not be read.
    #[error("確認の記録「{}」を読めません({source})。実行フォルダを正しく指定しているか確かめてください", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A line is no decision.
    #[error(
        "確認の記録 review.jsonl の{line}行目を読めません({source})。書き換えられています。元の実行フォルダの写しと比べてください"
    )]
    Line {
        /// The line.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A line does not follow the one before it.
    #[error(
        "確認の記録 review.jsonl の{line}行目が前の行(1行目は証跡台帳)につながりません。書き換えられたか、行が抜かれています。元の実行フォルダの写しと比べてください"
    )]
    Chain {
        /// The line.
        line: usize,
    },
    /// A picture is not as it was when it was added.
    #[error(
        "確認の写真「{file}」(review.jsonl の{line}行目)が、ないか、記録時と異なります。元の実行フォルダの写しと比べてください"
    )]
    Picture {
        /// Relative to the run folder.
        file: String,
        /// The line.
        line: usize,
    },
    /// Bytes that are no picture, or too many.
    #[error("写真は、8メガバイトまでの PNG か JPEG にしてください")]
    NoPicture,
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] EvidenceError),
}

/// The decisions of a run, in order, with their chain and pictures checked.
///
/// # Errors
/// [`DecisionError`] names the first line that is not as it was written.
pub fn read(run_folder: &Path) -> Result<Vec<Decision>, DecisionError> {
    let file = run_folder.join(files::DECISIONS);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(parse(run_folder, &text)?.0),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(DecisionError::Read { file, source }),
    }
}

/// Appends a decision, and returns it as it was written. Several reviewers may do so at
/// once, each in a process of their own.
///
/// # Errors
/// [`DecisionError`] if what is there is not in order, or it could not be written.
pub fn append(run_folder: &Path, clock: &Clock, new: NewDecision) -> Result<Decision, DecisionError> {
    manifest::refuse_sealed(run_folder)?;
    let path = run_folder.join(files::DECISIONS);
    let write = || EvidenceError::write(&path);
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(write())?;
    // A file system that knows no locks is none the worse; the lock ends with the file.
    let _ = file.lock();
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|source| DecisionError::Read { file: path.clone(), source })?;
    let (decisions, whole) = parse(run_folder, &text)?;
    // Half a line of a process that was killed: nobody was told that it was written.
    file.set_len(whole as u64).map_err(write())?;
    let previous = match text[..whole].lines().last() {
        Some(line) => sha256(line.as_bytes()),
        None => heads(run_folder)?.pop().unwrap_or_else(|| NO_LINE.to_owned()),
    };
    let sequence = decisions.len() as u64 + 1;
    let picture = new.picture.map(|bytes| add_picture(run_folder, sequence, &bytes)).transpose()?;
    let masker = Masker::new();
    let decision = Decision {
        sequence,
        at: clock(),
        reviewer: masker.mask(new.reviewer.trim()).into_owned(),
        subject: new.subject,
        act: new.act,
        seen: new.seen,
        comment: masker.mask(new.comment.trim()).into_owned(),
        picture,
        previous,
    };
    let line = serde_json::to_string(&decision).map_err(EvidenceError::serialize(&path))?;
    file.write_all(format!("{line}\n").as_bytes()).map_err(write())?;
    file.sync_data().map_err(write())?;
    Ok(decision)
}

/// The decisions of a text, and how many of its bytes are whole lines.
fn parse(run_folder: &Path, text: &str) -> Result<(Vec<Decision>, usize), DecisionError> {
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    let mut decisions = Vec::new();
    if whole == 0 {
        return Ok((decisions, whole));
    }
    let mut chain = Chain::from(heads(run_folder)?);
    for content in text[..whole].lines() {
        let decision = chain.next(content)?;
        if let Some(picture) = &decision.picture {
            let same =
                fs::read(run_folder.join(&picture.file)).is_ok_and(|bytes| sha256(&bytes) == picture.sha256);
            if !same {
                return Err(DecisionError::Picture { file: picture.file.clone(), line: chain.line });
            }
        }
        decisions.push(decision);
    }
    Ok((decisions, whole))
}

/// Follows the decisions line by line.
pub(super) struct Chain {
    heads: Vec<String>,
    before: Option<String>,
    line: usize,
}

impl Chain {
    /// Which begins at one of the heads that the ledger has had: a run that was taken up
    /// again goes on with it after a review.
    pub(super) fn from(heads: Vec<String>) -> Self {
        Self { heads, before: None, line: 0 }
    }

    /// The decision of the next line.
    ///
    /// # Errors
    /// [`DecisionError`] if it is none, or does not follow; the line after it is judged by it.
    pub(super) fn next(&mut self, content: &str) -> Result<Decision, DecisionError> {
        self.line += 1;
        let line = self.line;
        let before = self.before.replace(sha256(content.as_bytes()));
        let decision: Decision =
            serde_json::from_str(content).map_err(|source| DecisionError::Line { line, source })?;
        let follows = match before {
            Some(before) => decision.previous == before,
            None => self.heads.contains(&decision.previous),
        };
        if follows && decision.sequence == line as u64 {
            Ok(decision)
        } else {
            Err(DecisionError::Chain { line })
        }
    }
}

fn heads(run_folder: &Path) -> Result<Vec<String>, DecisionError> {
    let file = run_folder.join(files::LEDGER);
    let ledger = fs::read(&file).map_err(|source| DecisionError::Read { file, source })?;
    Ok(heads_of(&ledger))
}

/// The hashes that the head of this ledger has had, the present one last.
pub(super) fn heads_of(ledger: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(ledger);
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    std::iter::once(NO_LINE.to_owned()).chain(whole.lines().map(|line| sha256(line.as_bytes()))).collect()
}

fn add_picture(run_folder: &Path, sequence: u64, bytes: &[u8]) -> Result<ReviewPicture, DecisionError> {
    let extension = match bytes {
        _ if bytes.len() > LARGEST_PICTURE => return Err(DecisionError::NoPicture),
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        _ => return Err(DecisionError::NoPicture),
    };
    let file = format!("{}/{sequence:06}.{extension}", files::REVIEW);
    let path = run_folder.join(&file);
    fs::create_dir_all(run_folder.join(files::REVIEW)).map_err(EvidenceError::write(&path))?;
    let written = File::create(&path).and_then(|mut picture| picture.write_all(bytes));
    written.map_err(EvidenceError::write(&path))?;
    Ok(ReviewPicture { file, sha256: sha256(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use std::sync::Arc;

    const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 1, 2];

    fn clock() -> Clock {
        Arc::new(|| DateTime::parse_from_rfc3339("2026-04-01T09:00:00+09:00").expect("time"))
    }

    fn folder(ledger: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("folder");
        fs::write(folder.path().join(files::LEDGER), ledger).expect("ledger");
        folder
    }

    fn new(comment: &str) -> NewDecision {
        NewDecision {
            reviewer: "甲 ".to_owned(),
            subject: Subject::Snapshot { file: "a.snap".to_owned() },
            act: Act::Approve,
            seen: "ab".to_owned(),
            comment: comment.to_owned(),
            picture: None,
        }
    }

    #[test]
    fn decisions_follow_the_ledger_and_each_other() {
        let folder = folder("{\"one\":1}\n{\"two\":2}\n{\"ha");
        let run = folder.path();
        assert_eq!(read(run).expect("none"), []);
        let first = append(run, &clock(), new("よい")).expect("first");
        assert_eq!(first.previous, sha256(b"{\"two\":2}"));
        let second = append(run, &clock(), NewDecision { picture: Some(PNG.to_vec()), ..new("写真") });
        let second = second.expect("second");
        assert_eq!(second.previous, sha256(serde_json::to_string(&first).expect("JSON").as_bytes()));
        assert_eq!(second.picture.as_ref().expect("picture").file, "review/000002.png");
        assert_eq!(read(run).expect("both"), [first, second]);
        // The run goes on: the ledger had that head once.
        fs::write(run.join(files::LEDGER), "{\"one\":1}\n{\"two\":2}\n{\"three\":3}\n").expect("ledger");
        assert_eq!(read(run).expect("both").len(), 2);
        fs::write(run.join(files::LEDGER), "{\"one\":1}\n").expect("ledger");
        assert!(matches!(read(run), Err(DecisionError::Chain { line: 1 })));
    }

    #[test]
    fn what_was_changed_is_found() {
        let folder = folder("");
        let run = folder.path();
        append(run, &clock(), new("一")).expect("first");
        append(run, &clock(), NewDecision { picture: Some(PNG.to_vec()), ..new("二") }).expect("second");
        append(run, &clock(), new("三")).expect("third");
        let file = run.join(files::DECISIONS);
        let text = fs::read_to_string(&file).expect("text");
        for (changed, line) in [
            (text.replace('一', "１"), 2),
            (text.split_inclusive('\n').skip(1).collect::<String>(), 1),
            (text.replace("\"sequence\":3", "\"sequence\":4"), 3),
        ] {
            fs::write(&file, changed).expect("file");
            let error = read(run).expect_err("changed");
            assert!(matches!(error, DecisionError::Chain { line: found } if found == line), "{error}");
            assert!(append(run, &clock(), new("四")).is_err(), "nothing is added to it");
        }
        fs::write(&file, &text).expect("file");
        fs::write(run.join("review/000002.png"), b"other").expect("picture");
        assert!(matches!(read(run), Err(DecisionError::Picture { line: 2, .. })));
    }

    #[test]
    fn half_a_line_is_cut_off_and_no_number_is_written() {
        let folder = folder("");
        let run = folder.path();
        append(run, &clock(), new("一")).expect("first");
        let file = run.join(files::DECISIONS);
        let text = fs::read_to_string(&file).expect("text");
        fs::write(&file, format!("{text}{{\"seq")).expect("file");
        append(run, &clock(), new("個人番号 123456789018 の人")).expect("second");
        let decisions = read(run).expect("both");
        assert_eq!((decisions.len(), decisions[0].reviewer.as_str()), (2, "甲"));
        assert!(!decisions[1].comment.contains("123456789018"), "{}", decisions[1].comment);
        assert!(matches!(
            append(run, &clock(), NewDecision { picture: Some(b"GIF89a".to_vec()), ..new("") }),
            Err(DecisionError::NoPicture)
        ));
        assert_eq!(read(run).expect("both").len(), 2);
    }
}
