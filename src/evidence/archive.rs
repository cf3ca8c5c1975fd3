//! A run folder as one zip, to be handed over: it verifies as it is, and when it is unpacked
//! its report opens offline.
//!
//! It must not know what is in the files, beyond whether packing makes them smaller.

use super::{EvidenceError, ledger, seal::sound, store::below};
use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Files from this length on need the longer form of an entry.
const LARGE: u64 = u32::MAX as u64;

/// Packs a run folder, and returns the length of the zip.
///
/// # Errors
/// [`EvidenceError`] if the run is still going on or its evidence is not as it was written,
/// or if the zip is there already or cannot be written.
pub fn export(run: &Path, to: &Path) -> Result<u64, EvidenceError> {
    if to.exists() {
        return Err(EvidenceError::Exists { file: to.to_owned() });
    }
    let whole = fs::canonicalize(run).map_err(EvidenceError::read(run))?;
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if fs::canonicalize(folder).map_err(EvidenceError::write(to))?.starts_with(&whole) {
        return Err(EvidenceError::Inside { file: to.to_owned() });
    }
    ledger::not_in_use(run)?;
    sound(run)?;
    let mut partial = to.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let packed = pack(run, &name, &partial)
        .map_err(EvidenceError::write(to))
        // What is handed over is what was looked at.
        .and_then(|()| sound(&partial))
        .and_then(|_| fs::rename(&partial, to).map_err(EvidenceError::write(to)));
    if packed.is_err() {
        // Nothing is left of it if it can be helped; the error is what counts.
        let _ = fs::remove_file(&partial);
    }
    packed?;
    Ok(fs::metadata(to).map_err(EvidenceError::read(to))?.len())
}

fn pack(run: &Path, name: &str, to: &Path) -> io::Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(to)?));
    for (file, length) in below(run)? {
        // Pictures and workbooks are packed already.
        let is_packed = [".png", ".xlsx", ".zip", ".pdf"].iter().any(|ending| file.ends_with(ending));
        let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .unix_permissions(0o644)
            .large_file(length >= LARGE);
        zip.start_file(format!("{name}/{file}"), options)?;
        io::copy(&mut File::open(run.join(&file))?, &mut zip)?;
    }
    let file = zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}
