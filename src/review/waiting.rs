//! What one pending snapshot shows: the approved and the new, side by side.
//!
//! It must not know what becomes of it.

use super::{
    desk::{Desk, ReviewError},
    scenario::about,
};
use crate::{
    evidence::pending::{PendingSnapshot, SnapshotContent},
    model::{Standing, Subject},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use similar::{ChangeTag, TextDiff};

/// What a pending snapshot is called in addresses.
pub(super) fn key(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    // Too short for anything that has to be masked.
    format!("w{}", digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// A pending snapshot as data.
pub(super) fn waiting(desk: &Desk, one: &PendingSnapshot) -> Result<Value, ReviewError> {
    let decisions = desk.decisions()?;
    let subject = Subject::Snapshot { file: one.name.clone() };
    let seen = one.hash()?;
    let standing = Standing::of(&decisions, &subject, &seen);
    let mut shown = json!({
        "file": one.name,
        "seen": seen,
        "missing": one.old().is_none(),
        "approvals": standing.approvals.len(),
        "required": desk.required_for(&subject),
        "state": standing.state(desk.required_for(&subject)),
        "decisions": about(&decisions, &subject, &seen),
    });
    match one.incoming()? {
        SnapshotContent::Text(new) => {
            let old = match one.old() {
                Some(SnapshotContent::Text(old)) => old,
                _ => String::new(),
            };
            shown["rows"] = json!(side_by_side(&old, &new));
        }
        SnapshotContent::Picture(new) => {
            let key = key(&one.name);
            let address = |which: &str| json!(format!("waiting/{key}-{which}.png"));
            shown["new"] = address("new");
            if let Some(SnapshotContent::Picture(old)) = one.old() {
                shown["old"] = address("old");
                if let Some(marked) = desk.marked(&old, &new) {
                    shown["places"] = json!(marked.1);
                    shown["difference"] = address("difference");
                }
            }
        }
    }
    Ok(shown)
}

/// The pictures that a pending screen may have.
pub(super) const PICTURES: [&str; 3] = ["old", "new", "difference"];

/// One of them; `None` if it has none such.
pub(super) fn picture(
    desk: &Desk,
    one: &PendingSnapshot,
    which: &str,
) -> Result<Option<Vec<u8>>, ReviewError> {
    let SnapshotContent::Picture(new) = one.incoming()? else { return Ok(None) };
    let old = match one.old() {
        Some(SnapshotContent::Picture(old)) => Some(old),
        _ => None,
    };
    Ok(match which {
        "new" => Some(new),
        "old" => old,
        "difference" => old.and_then(|old| desk.marked(&old, &new)).map(|marked| marked.0.clone()),
        _ => None,
    })
}

/// Rows of 「same」, 「changed」, 「removed」 or 「added」, left and right.
fn side_by_side(old: &str, new: &str) -> Vec<(&'static str, Option<String>, Option<String>)> {
    // A last line without its end would differ from the same line further up.
    let ended = |text: &str| if text.is_empty() { String::new() } else { format!("{text}\n") };
    let (old, new) = (ended(old), ended(new));
    let diff = TextDiff::from_lines(&old, &new);
    let mut rows: Vec<(&'static str, Option<String>, Option<String>)> = Vec::new();
    // First of the rows that were removed and have nothing beside them yet.
    let mut alone = 0;
    for change in diff.iter_all_changes() {
        let text = Some(change.value().trim_end_matches('\n').to_owned());
        match change.tag() {
            ChangeTag::Equal => {
                rows.push(("same", text.clone(), text));
                alone = rows.len();
            }
            ChangeTag::Delete => rows.push(("removed", text, None)),
            ChangeTag::Insert if alone < rows.len() && rows[alone].0 == "removed" => {
                rows[alone].0 = "changed";
                rows[alone].2 = text;
                alone += 1;
            }
            ChangeTag::Insert => {
                rows.push(("added", None, text));
                alone = rows.len();
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_beside_what_they_became() {
        let row = |tag, left: &str, right: &str| {
            let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            (tag, side(left), side(right))
        };
        assert_eq!(
            side_by_side("一\n二\n三\n四", "一\n弐\n四\n五"),
            [
                row("same", "一", "一"),
                row("changed", "二", "弐"),
                row("removed", "三", ""),
                row("same", "四", "四"),
                row("added", "", "五")
            ]
        );
        assert_eq!(side_by_side("", "一"), [row("added", "", "一")]);
    }
}
