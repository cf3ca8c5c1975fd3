//! Which documents are there and which are missing. Must not make any.

use super::{Material, Usage};
use crate::{
    model::TestItem,
    plan::text_table,
    spec::{DocumentKind, DocumentsFile, Provider, WantedDocument, to_wareki},
};
use std::{fmt::Write as _, path::Path};

/// A document that an item may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The item.
    pub item: TestItem,
    /// The kind.
    pub kind: DocumentKind,
    /// Who provides it.
    pub provider: Provider,
    /// Whether it is there.
    pub state: State,
}

/// Whether a document is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is not asked for.
    NotAsked,
    /// It is there, or can be made: what of it, in Japanese.
    There(String),
    /// It is not: why and what to do, in Japanese.
    Missing(String),
}

/// All documents of the items. `exists` says whether a file lies at a path from the package
/// root.
#[must_use]
pub fn check(
    documents: &DocumentsFile,
    items: &[Material<'_>],
    exists: impl Fn(&Path) -> bool,
) -> Vec<Checked> {
    let mut checked = Vec::new();
    for material in items {
        let Some(own) = documents.items.iter().find(|one| one.item == material.item) else { continue };
        for kind in DocumentKind::ALL {
            let wanted = own.wanted(kind);
            let state = match wanted.provider {
                Provider::NotAsked => State::NotAsked,
                Provider::Own => own_state(kind, material),
                Provider::Sample | Provider::Designated => received(wanted, kind, &exists),
            };
            checked.push(Checked { item: material.item, kind, provider: wanted.provider, state });
        }
    }
    checked
}

fn own_state(kind: DocumentKind, material: &Material<'_>) -> State {
    let unfinished: Vec<_> =
        material.scenarios.iter().filter(|one| one.has_tag("作成中")).map(|one| one.id.as_str()).collect();
    let folder = material.item.folder();
    match kind {
        _ if material.scenarios.is_empty() => {
            State::Missing(format!("features/{folder} にシナリオがありません"))
        }
        _ if !unfinished.is_empty() => {
            State::Missing(format!("作成中のシナリオがあります({})", unfinished.join("、")))
        }
        DocumentKind::Data => {
            let usage = Usage::of(material);
            let members = usage.members.len() + usage.generated.len();
            match usage.users.len() + members {
                0 => State::Missing("シナリオの使うテストデータがありません".to_owned()),
                _ => State::There(format!("利用者{} 加入者{members}", usage.users.len())),
            }
        }
        DocumentKind::Cases | DocumentKind::Procedure | DocumentKind::RoleModel => {
            State::There(format!("シナリオ{}", material.scenarios.len()))
        }
    }
}

fn received(wanted: &WantedDocument, kind: DocumentKind, exists: impl Fn(&Path) -> bool) -> State {
    let what = match wanted.provider {
        Provider::Designated => "指定された値",
        _ => "サンプル",
    };
    match (&wanted.received, wanted.confirmed_on) {
        (None, _) => State::Missing(format!(
            "{}の{what}を受け取っていません。受け取ったら testdata/plan/documents.yaml の受領に置き場所を書いてください",
            kind.text()
        )),
        (Some(path), _) if !exists(path) => {
            State::Missing(format!("受領に書かれた「{}」がありません", path.display()))
        }
        (Some(path), None) => State::Missing(format!(
            "「{}」を確かめていません。確かめたら確認日を書いてください",
            path.display()
        )),
        (Some(_), Some(day)) => State::There(format!("{}確認", to_wareki(day))),
    }
}

/// The documents as a table, and what is missing.
#[must_use]
pub fn check_text(documents: &DocumentsFile, checked: &[Checked]) -> String {
    let mut head = vec!["テスト項目".to_owned()];
    head.extend(DocumentKind::ALL.map(|kind| kind.text().to_owned()));
    let mut rows = vec![head];
    for of_item in checked.chunk_by(|one, other| one.item == other.item) {
        let mut row = vec![of_item[0].item.to_string()];
        row.extend(of_item.iter().map(|one| {
            let provider = one.provider.text();
            match &one.state {
                State::NotAsked => "―".to_owned(),
                State::There(what) => format!("{provider} あり({what})"),
                State::Missing(_) => format!("{provider} なし"),
            }
        }));
        rows.push(row);
    }
    let mut text = format!("『総合運用テスト』仕様書\n\n{}", text_table(&rows));
    if !documents.abolished.is_empty() {
        let _ = writeln!(text, "\n廃止されて、求められないもの: {}", documents.abolished.join("、"));
    }
    let missing: Vec<_> = checked
        .iter()
        .filter_map(|one| match &one.state {
            State::Missing(why) => Some((one, why)),
            State::NotAsked | State::There(_) => None,
        })
        .collect();
    let _ = writeln!(text, "\n足りないもの: {}", if missing.is_empty() { "なし" } else { "" });
    for (one, why) in missing {
        let _ = writeln!(text, "  {} {}: {why}", one.item.number(), one.kind.text());
    }
    text.replace("足りないもの: \n", "足りないもの\n")
}
