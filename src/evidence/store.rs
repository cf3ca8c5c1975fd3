//! The files of a run folder, wherever they are: in the folder, or in the zip that was
//! exported of it. Read as streams.
//!
//! It must not know what the files hold.

use crate::model::files;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};
use zip::ZipArchive;

/// Where the files are.
pub(super) enum Store {
    /// A run folder.
    Folder(PathBuf),
    /// A zip of one.
    Archive(Box<Archive>),
}

/// A zip of a run folder.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// Number and length of each file.
    entries: BTreeMap<String, (usize, u64)>,
}

impl Archive {
    fn open(path: &Path) -> io::Result<Self> {
        let mut zip = ZipArchive::new(BufReader::new(File::open(path)?))?;
        let mut found = Vec::new();
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index)?;
            if !entry.is_dir() {
                found.push((entry.name()?.into_owned(), (index, entry.size())));
            }
        }
        let ledgers = found.iter().filter_map(|(name, _)| name.strip_suffix(files::LEDGER));
        let outermost = ledgers.min_by_key(|prefix| prefix.len()).unwrap_or_default().to_owned();
        let inside = |name: String| match name.strip_prefix(&outermost) {
            Some(name) => name.to_owned(),
            None => format!("../{name}"),
        };
        Ok(Self { zip, entries: found.into_iter().map(|(name, entry)| (inside(name), entry)).collect() })
    }
}

impl Store {
    /// A run folder, or a zip of one.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        match fs::metadata(path)?.is_dir() {
            true => Ok(Self::Folder(path.to_owned())),
            false => Archive::open(path).map(|archive| Self::Archive(Box::new(archive))),
        }
    }

    /// All files by path relative to the run folder, with `/`, and their lengths. What lies
    /// in a zip beside the run folder has `../` before its path.
    pub(super) fn names(&self) -> io::Result<BTreeMap<String, u64>> {
        match self {
            Self::Folder(folder) => below(folder),
            Self::Archive(archive) => {
                Ok(archive.entries.iter().map(|(name, (_, length))| (name.clone(), *length)).collect())
            }
        }
    }

    /// A file that is one of [`Store::names`].
    pub(super) fn file(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Self::Folder(folder) => Ok(Box::new(File::open(folder.join(name))?)),
            Self::Archive(archive) => {
                let (index, _) = archive.entries.get(name).ok_or(io::ErrorKind::NotFound)?;
                Ok(Box::new(archive.zip.by_index(*index)?))
            }
        }
    }

    /// The whole of a small file; `None` if there is none.
    pub(super) fn small(&mut self, names: &BTreeMap<String, u64>, name: &str) -> io::Result<Option<Vec<u8>>> {
        if !names.contains_key(name) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        self.file(name)?.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }
}

/// All files below a folder, by path relative to it with `/`, and their lengths. Links are
/// not followed into other folders.
pub(super) fn below(folder: &Path) -> io::Result<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = waiting.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                waiting.push((entry.path(), format!("{name}/")));
            } else {
                found.insert(name, entry.metadata()?.len());
            }
        }
    }
    Ok(found)
}
