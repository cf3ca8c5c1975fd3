//! What the compiler does not check about the tree: which room may import which, lengths,
//! openings, lint exceptions, and that features, steps and snapshots belong together.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A row of the import table: a room, and the rooms that it may import. `room::{A, B}`
/// permits these names of the room only.
type Row = (&'static str, &'static [&'static str]);

/// Who may import what. Whoever needs a new line here is about to bend the house.
const IMPORTS: &[Row] = &[
    ("model", &[]),
    ("wire", &[]),
    ("media", &["wire"]),
    ("spec", &["model", "wire"]),
    ("standard_system", &["model", "wire", "media"]),
    ("evidence", &["model"]),
    ("terminal", &["model", "wire", "media", "evidence"]),
    ("volume", &["model", "wire", "media", "spec"]),
    ("world", &["model", "wire", "media", "spec", "standard_system", "terminal", "evidence", "volume"]),
    ("steps", &["world", "model", "media", "wire", "standard_system", "terminal"]),
    (
        "run",
        &[
            "world",
            "steps",
            "spec",
            "evidence",
            "model",
            "terminal::{Connection, Driving, EmbeddedServer, Timing}",
        ],
    ),
    (
        "prove",
        &[
            "run",
            "steps",
            "evidence",
            "spec",
            "model",
            "terminal::{Driving, EndpointError, Timing, ask_server}",
        ],
    ),
    ("report", &["model"]),
    ("design", &[]),
    ("plan", &["model", "spec", "design"]),
    ("pmo", &["model", "spec", "design", "plan"]),
    ("status", &["model", "spec", "design", "plan", "pmo"]),
    ("documents", &["model", "spec", "design", "plan", "run::{PlannedScenario, load_features, scenarios}"]),
    ("review", &["model", "evidence", "report"]),
    (
        "cli",
        &[
            "run",
            "prove",
            "plan",
            "pmo",
            "status",
            "documents",
            "report",
            "review",
            "spec",
            "steps",
            "evidence",
            "model",
            "terminal",
            "volume",
            "media",
        ],
    ),
    // Outside the library: what they name as `sogo_unyo_test::…`.
    (SERVER, &["wire"]),
    ("main", &["cli"]),
    ("lots", &["cli", "model"]),
    ("tests", &["cli", "evidence", "model"]),
    ("benches", &["media", "model", "spec", "terminal", "volume", "wire"]),
];

/// Files that are no room: `lib.rs` has `mod` lines only, and says so to the compiler.
const NO_ROOM: &[&str] = &["lib"];

const WARN_ABOVE: usize = 400;
const FAIL_ABOVE: usize = 600;

/// The name of the reference server's room, and of this crate as others name it; spelled
/// so that this file does not name them itself.
const SERVER: &str = concat!("ref", "server");
const LIBRARY: &str = concat!("sogo_unyo", "_test");

struct Source {
    /// Relative to the package, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// The first folder or file below `src/`.
    fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// How many modules deep the file is: 1 for a room.
    fn depth(&self) -> usize {
        let below = self.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        below.split('/').count()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join("src"), &mut paths);
    paths.sort();
    assert!(paths.len() > 100, "only {} files found below src/", paths.len());
    paths
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("a source file is UTF-8"),
            path: path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// Whole-line comments emptied, so that lines keep their numbers and prose may name
/// anything.
fn code(text: &str) -> String {
    text.lines()
        .map(|line| if line.trim_start().starts_with("//") { "\n".into() } else { format!("{line}\n") })
        .collect()
}

/// A path that a file names, from the root of its crate.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    line: usize,
    segments: Vec<String>,
}

/// Every path after `prefix::` in the code: in `use` trees, however deep the braces, and in
/// the middle of an expression.
fn paths_after(prefix: &str, code: &str) -> Vec<Named> {
    let mark = format!("{prefix}::");
    let mut named = Vec::new();
    for (start, _) in code.match_indices(&mark) {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|one| one.is_alphanumeric() || matches!(one, '_' | ':' | '$')) {
            continue;
        }
        let mut tree = Tree { code, at: start + mark.len() };
        tree.read(&mut Vec::new(), &mut named);
    }
    named
}

/// Reads one `use` tree.
struct Tree<'code> {
    code: &'code str,
    at: usize,
}

impl Tree<'_> {
    fn rest(&self) -> &str {
        &self.code[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn skip(&mut self, text: &str) -> bool {
        self.skip_blanks();
        let hit = self.rest().starts_with(text);
        self.at += if hit { text.len() } else { 0 };
        hit
    }

    fn word(&mut self) -> String {
        self.skip_blanks();
        let word: String =
            self.rest().chars().take_while(|one| one.is_alphanumeric() || *one == '_').collect();
        self.at += word.len();
        word
    }

    fn read(&mut self, above: &mut Vec<String>, named: &mut Vec<Named>) {
        let line = self.code[..self.at].matches('\n').count() + 1;
        if self.skip("{") {
            while !self.skip("}") {
                self.read(above, named);
                let renamed = self.skip("as ");
                if renamed {
                    self.word();
                }
                if !self.skip(",") && !self.rest().trim_start().starts_with('}') {
                    // No `use` tree after all; what was read so far counts.
                    return;
                }
            }
            return;
        }
        let word = if self.skip("*") { "*".to_owned() } else { self.word() };
        if word.is_empty() {
            return;
        }
        above.push(word);
        if self.rest().starts_with("::") {
            self.at += 2;
            self.read(above, named);
        } else {
            named.push(Named { line, segments: above.clone() });
        }
        above.pop();
    }
}

/// `super::super::…` that climbs out of the room, as the path from the crate's root.
fn climbing_out(source: &Source, code: &str) -> Vec<Named> {
    let mut named = Vec::new();
    for (place, line) in code.lines().enumerate() {
        let Some(start) = line.find("super::") else { continue };
        let chain = line[start..].matches("super::").count();
        // An indented line may stand in an inline module, one deeper.
        let depth = source.depth() + usize::from(line.starts_with(' '));
        if chain >= depth {
            let rest = line[start..].trim_start_matches("super::");
            let mut found = Vec::new();
            Tree { code: rest, at: 0 }.read(&mut Vec::new(), &mut found);
            named.extend(found.into_iter().map(|one| Named { line: place + 1, ..one }));
        }
    }
    named
}

fn permits(permit: &str, segments: &[String]) -> bool {
    let (room, names) = permit.split_once("::").unwrap_or((permit, ""));
    let name = segments.get(1).map(String::as_str).unwrap_or_default();
    segments[0] == room
        && (names.is_empty() || names.trim_matches(['{', '}']).split(", ").any(|permitted| permitted == name))
}

/// What of a file breaks the table, as `file:line: …`.
fn offences(source: &Source) -> Vec<String> {
    let room = source.room();
    if NO_ROOM.contains(&room) {
        return Vec::new();
    }
    let Some((_, permits_of_room)) = IMPORTS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{}:1: the import table has no room 「{room}」", source.path)];
    };
    let code = code(&source.text);
    let own = room == "main" || room == SERVER;
    let mut offences = Vec::new();
    let mut offend = |named: &Named| {
        offences.push(format!(
            "{}:{}: {room} must not import {}",
            source.path,
            named.line,
            named.segments.join("::")
        ));
    };
    let inner: Vec<Named> =
        paths_after("crate", &code).into_iter().chain(climbing_out(source, &code)).collect();
    for named in &inner {
        let allowed = if own || room == "tests" {
            // In another crate than the library: `crate::` is that crate.
            named.segments[0] == SERVER || room == "tests"
        } else {
            named.segments[0] == room || permits_of_room.iter().any(|permit| permits(permit, &named.segments))
        };
        if !allowed {
            offend(named);
        }
    }
    for named in paths_after(LIBRARY, &code) {
        if !permits_of_room.iter().any(|permit| permits(permit, &named.segments)) {
            offend(&named);
        }
    }
    offences
}

fn assert_none(offences: &[String]) {
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

#[test]
fn imports_run_one_way() {
    let sources = sources();
    assert_none(&sources.iter().flat_map(offences).collect::<Vec<_>>());
    let rooms: BTreeSet<&str> = sources.iter().map(Source::room).collect();
    for (room, permitted) in IMPORTS {
        assert!(rooms.contains(room), "the import table names 「{room}」, and src/ has no such room");
        for permit in *permitted {
            let permit = permit.split("::").next().unwrap_or_default();
            assert!(rooms.contains(permit), "the import table names 「{permit}」, and src/ has no such room");
        }
    }
}

#[test]
fn the_table_finds_what_it_is_for() {
    let told = |path: &str, text: &str| offences(&Source { path: path.into(), text: text.into() });
    assert_eq!(
        told(
            "src/report/html/x.rs",
            "//! crate::run\nuse crate::{\n    model::{Lot, files},\n    run::{self, Plan},\n};\n"
        ),
        [
            "src/report/html/x.rs:4: report must not import run::self",
            "src/report/html/x.rs:4: report must not import run::Plan"
        ]
    );
    assert_eq!(
        told("src/model/lot.rs", "fn f() { let _ = crate::wire::path::SESSION; }\n"),
        ["src/model/lot.rs:1: model must not import wire::path::SESSION"]
    );
    assert_eq!(
        told("src/run/x.rs", "use crate::terminal::{Connection, Timing, connect};\nuse crate::run::Plan;\n"),
        ["src/run/x.rs:1: run must not import terminal::connect"]
    );
    assert_eq!(
        told("src/spec/mod.rs", "use super::world::Lane;\nmod tests {\n    use super::*;\n}\n"),
        ["src/spec/mod.rs:1: spec must not import world::Lane"]
    );
    assert_eq!(
        told(&format!("src/{SERVER}/api/x.rs"), &format!("use {LIBRARY}::{{wire::path, model::Lot}};\n")),
        [format!("src/{SERVER}/api/x.rs:1: {SERVER} must not import model::Lot")]
    );
    assert_eq!(told("src/attic/x.rs", ""), ["src/attic/x.rs:1: the import table has no room 「attic」"]);
    assert_eq!(told("src/spec/x.rs", "use crate::{model::Lot, wire as w, spec::names::{a, b}};\n"), [""; 0]);
}

/// The wall: only `main.rs` names the server.
#[test]
fn nobody_else_names_the_server() {
    let mut offences = Vec::new();
    for source in sources() {
        if source.room() == SERVER || source.room() == "main" {
            continue;
        }
        for (place, line) in code(&source.text).lines().enumerate() {
            if line.contains(SERVER) {
                offences.push(format!("{}:{}: names the {SERVER}", source.path, place + 1));
            }
        }
    }
    assert_none(&offences);
}

#[test]
fn files_are_short() {
    let mut too_long = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > FAIL_ABOVE {
            too_long.push(format!("{}:{lines}: more than {FAIL_ABOVE} lines", source.path));
        } else if lines > WARN_ABOVE {
            eprintln!("warning: {}: {lines} lines, more than {WARN_ABOVE}", source.path);
        }
    }
    assert_none(&too_long);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = |source: &Source| !source.text.starts_with("//!");
    let silent: Vec<_> = sources()
        .iter()
        .filter(|source| silent(source))
        .map(|source| format!("{}:1: opens without //!", source.path))
        .collect();
    assert_none(&silent);
}

#[test]
fn exceptions_from_lints_are_expected_with_a_reason() {
    let mark = concat!("[al", "low(");
    let mut offences = Vec::new();
    for source in sources() {
        for (place, line) in source.text.lines().enumerate() {
            if line.contains(&format!("#{mark}")) || line.contains(&format!("#!{mark}")) {
                offences.push(format!("{}:{}: use #[expect(…, reason = \"…\")]", source.path, place + 1));
            }
        }
    }
    assert_none(&offences);
}

/// No snapshot without a scenario, no scenario without a snapshot, no step unused, no
/// requirement uncovered: `sogo check` knows, and says where.
#[test]
#[expect(clippy::disallowed_methods, reason = "the command is what is tested")]
fn features_steps_and_snapshots_belong_together() {
    let output = Command::new(env!("CARGO_BIN_EXE_sogo"))
        .arg("check")
        .current_dir(root())
        .output()
        .expect("sogo starts");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("誤り0件"), "{told}");
}
