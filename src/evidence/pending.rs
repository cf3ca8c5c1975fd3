//! Snapshots that wait for review: which there are, and what `cargo insta accept` and
//! `cargo insta reject` would do with one.
//!
//! What is seen is the content, with the scenario whose screen it is; so an approved file
//! has the hash that it had while it waited, and another one as soon as somebody changes it.
//! It must not know who reviews, or how many have to.

use super::{ledger::sha256, likeness};
use image::RgbImage;
use insta::{Snapshot, internals::SnapshotContents};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A snapshot that waits for review.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PendingSnapshot {
    /// Where it will be approved.
    approved: PathBuf,
    /// The same relative to the package root, with `/`.
    pub name: String,
}

/// What a snapshot holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotContent {
    /// Observations of a scenario.
    Text(String),
    /// A screen, as PNG.
    Picture(Vec<u8>),
}

/// A file of a snapshot could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error(
    "スナップショット「{name}」を{act}できません({why})。ほかの人が先に承認か却下をしていないか、書込み権限があるかを確かめてください"
)]
pub struct PendingError {
    name: String,
    act: &'static str,
    why: String,
}

/// All that wait in the folders of snapshots below `features/`, in order.
///
/// # Errors
/// If a folder cannot be read.
pub fn waiting(root: &Path) -> io::Result<Vec<PendingSnapshot>> {
    let mut found = Vec::new();
    for item in fs::read_dir(root.join("features"))? {
        let Ok(entries) = fs::read_dir(item?.path().join("snapshots")) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".snap.new")) {
                let approved = path.with_extension("");
                let name =
                    approved.strip_prefix(root).unwrap_or(&approved).to_string_lossy().replace('\\', "/");
                found.push(PendingSnapshot { approved, name });
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The hash of an approved snapshot; `None` if there is none.
#[must_use]
pub fn hash_of_approved(root: &Path, name: &str) -> Option<String> {
    Some(hash(&Snapshot::from_file(&root.join(name)).ok()?))
}

impl PendingSnapshot {
    /// What is approved so far; `None` if nothing is, or it cannot be read.
    #[must_use]
    pub fn old(&self) -> Option<SnapshotContent> {
        content(&Snapshot::from_file(&self.approved).ok()?)
    }

    /// What waits.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn incoming(&self) -> Result<SnapshotContent, PendingError> {
        content(&self.read()?).ok_or_else(|| self.error("表示", "写しがありません"))
    }

    /// The hash of what waits.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn hash(&self) -> Result<String, PendingError> {
        Ok(hash(&self.read()?))
    }

    /// Of a screen, the scenario that shows it.
    #[must_use]
    pub fn scenario(&self) -> Option<String> {
        self.read().ok()?.metadata().description().map(str::to_owned)
    }

    /// Writes it as approved, and removes what waits: what `cargo insta accept` does, in the
    /// same order.
    ///
    /// # Errors
    /// If what waits cannot be read, or a file cannot be written.
    pub fn accept(&self) -> Result<(), PendingError> {
        let new = self.read()?;
        if content(&new).is_none() {
            return Err(self.error("承認", "写しがありません"));
        }
        let old_picture =
            Snapshot::from_file(&self.approved).ok().and_then(|old| old.build_binary_path(&self.approved));
        self.remove(&new)?;
        if let Some(picture) = old_picture {
            // It may be missing; the new one is written next.
            let _ = fs::remove_file(picture);
        }
        new.save(&self.approved).map_err(|error| self.error("承認", error))
    }

    /// Removes what waits: what `cargo insta reject` does.
    ///
    /// # Errors
    /// If it is not there, or cannot be removed.
    pub fn reject(&self) -> Result<(), PendingError> {
        self.remove(&self.read()?)
    }

    fn file(&self) -> PathBuf {
        self.approved.with_extension("snap.new")
    }

    fn read(&self) -> Result<Snapshot, PendingError> {
        Snapshot::from_file(&self.file()).map_err(|error| self.error("表示", error))
    }

    fn remove(&self, new: &Snapshot) -> Result<(), PendingError> {
        fs::remove_file(self.file()).map_err(|error| self.error("削除", error))?;
        if let Some(picture) = new.build_binary_path(self.file()) {
            // It may be missing.
            let _ = fs::remove_file(picture);
        }
        Ok(())
    }

    fn error(&self, act: &'static str, why: impl ToString) -> PendingError {
        PendingError { name: self.name.clone(), act, why: why.to_string() }
    }
}

/// The new picture with the places marked where it looks different, as PNG, and how
/// many there are; `None` if one of them is no picture.
#[must_use]
pub fn marked(old: &[u8], new: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (old, new) = (likeness::read(old).ok()?, likeness::read(new).ok()?);
    let pieces = likeness::differences(&old, &new);
    Some((png(&likeness::marked(&new, &pieces))?, likeness::places(&pieces)))
}

fn png(picture: &RgbImage) -> Option<Vec<u8>> {
    let mut bytes = io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

fn content(snapshot: &Snapshot) -> Option<SnapshotContent> {
    match snapshot.contents() {
        SnapshotContents::Text(text) => Some(SnapshotContent::Text(text.to_string())),
        SnapshotContents::Binary(Some(bytes)) => Some(SnapshotContent::Picture(bytes.to_vec())),
        SnapshotContents::Binary(None) => None,
    }
}

fn hash(snapshot: &Snapshot) -> String {
    let mut seen = format!("{}\n", snapshot.metadata().description().unwrap_or_default()).into_bytes();
    match content(snapshot) {
        Some(SnapshotContent::Text(text)) => seen.extend(format!("text\n{text}").bytes()),
        Some(SnapshotContent::Picture(bytes)) => seen.extend([b"png\n", bytes.as_slice()].concat()),
        None => {}
    }
    sha256(&seen)
}

#[cfg(test)]
mod tests;
