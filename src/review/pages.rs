//! The page as files in the run folder, to be looked at without a server: the same scripts,
//! and the same data as scripts beside them. Nothing can be decided there.

use super::{
    desk::{Desk, ReviewError},
    index::index,
    scenario::scenario,
    waiting::{self, PICTURES, key, picture},
};
use crate::{evidence::pending::PendingSnapshot, model::files};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What the page consists of.
pub(super) const ASSETS: &[(&str, &str)] = &[
    ("index.html", include_str!("assets/index.html")),
    ("tokens.css", include_str!("../design/tokens.css")),
    ("review.css", include_str!("assets/review.css")),
    ("base.js", include_str!("assets/base.js")),
    ("list.js", include_str!("assets/list.js")),
    ("scenario.js", include_str!("assets/scenario.js")),
    ("waiting.js", include_str!("assets/waiting.js")),
    ("decide.js", include_str!("assets/decide.js")),
    ("main.js", include_str!("assets/main.js")),
];

/// Writes the page into the run folder, and returns it.
///
/// # Errors
/// [`ReviewError`] if something cannot be read or written.
pub fn write_pages(desk: &Desk) -> Result<PathBuf, ReviewError> {
    let folder = desk.record.folder.join(files::REPORT).join("review");
    for name in ["data", "waiting"] {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).map_err(cannot_write(&folder))?;
    }
    for (name, text) in ASSETS {
        write(&folder.join(name), text.as_bytes())?;
    }
    let base = "../../";
    write_data(&folder, "index", &index(desk, base)?)?;
    for (place, one) in desk.overview().scenarios().enumerate() {
        write_data(&folder, &format!("s{place}"), &scenario(desk, one)?)?;
    }
    for one in desk.waiting()? {
        write_data(&folder, &key(&one.name), &waiting::waiting(desk, &one)?)?;
        for which in PICTURES {
            if let Some(bytes) = picture(desk, &one, which)? {
                write(&folder.join(format!("waiting/{}-{which}.png", key(&one.name))), &bytes)?;
            }
        }
    }
    Ok(folder.join("index.html"))
}

/// A piece of data as a script; `None` if there is no such piece.
pub(super) fn data(desk: &Desk, name: &str, base: &str) -> Result<Option<String>, ReviewError> {
    let value = if name == "index" {
        Some(index(desk, base)?)
    } else if let Some(place) = name.strip_prefix('s').and_then(|place| place.parse::<usize>().ok()) {
        desk.overview().scenarios().nth(place).map(|one| scenario(desk, one)).transpose()?
    } else {
        find_waiting(desk, name)?.map(|one| waiting::waiting(desk, &one)).transpose()?
    };
    Ok(value.map(|value| script(name, &value)))
}

/// The pending snapshot of this key.
pub(super) fn find_waiting(desk: &Desk, wanted: &str) -> Result<Option<PendingSnapshot>, ReviewError> {
    Ok(desk.waiting()?.into_iter().find(|one| key(&one.name) == wanted))
}

fn script(name: &str, value: &Value) -> String {
    format!("sogo.take({}, {value});\n", json!(name))
}

fn write_data(folder: &Path, name: &str, value: &Value) -> Result<(), ReviewError> {
    write(&folder.join("data").join(format!("{name}.js")), script(name, value).as_bytes())
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), ReviewError> {
    fs::write(file, bytes).map_err(cannot_write(file))
}

fn cannot_write(path: &Path) -> impl FnOnce(std::io::Error) -> ReviewError {
    let what = format!("「{}」を書けません", path.display());
    |source| ReviewError::File { what, source }
}
