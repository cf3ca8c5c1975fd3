//! `sogo evidence`: whether the evidence of a run is as it was written, and what becomes of
//! it.

use super::{UsageError, Workspace, retention, say};
use crate::{
    evidence::{Masker, archive, leaks, ledger, manifest, seal, verify},
    model::{Leak, files},
    report::{self, Format, Input, RunRecord},
    run::{ExitStatus, now},
};
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// What to do with evidence.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// 証跡が書かれたときのままかを確かめる
    Verify {
        /// 実行フォルダか、sogo evidence export で作った zip
        run: PathBuf,
        /// 封印の署名を確かめる公開鍵(PEM)
        #[arg(long, value_name = "ファイル")]
        public_key: Option<PathBuf>,
    },
    /// 実行フォルダを封印する。封印の後の変更は verify で分かり、実行も続けられない
    Seal {
        /// 実行フォルダ
        run: PathBuf,
        /// 署名する秘密鍵(Ed25519、PKCS#8 PEM)。sogo evidence keygen で作れる
        #[arg(long, value_name = "ファイル")]
        key: Option<PathBuf>,
    },
    /// 封印に署名する鍵の組を作る
    Keygen {
        /// 秘密鍵のファイル。公開鍵は、この名前に .pub を付けたファイルになる
        #[arg(long, value_name = "ファイル")]
        out: PathBuf,
    },
    /// 実行フォルダを一つの zip にする。そのまま verify で確かめられ、開けば報告が読める
    Export {
        /// 実行フォルダ
        run: PathBuf,
        /// 作る zip
        #[arg(long, value_name = "ファイル")]
        out: PathBuf,
    },
    /// 実行フォルダの一覧を表示する
    List {
        /// 証跡を置いたフォルダ(なければ target/evidence)
        #[arg(long, value_name = "フォルダ")]
        evidence: Option<PathBuf>,
    },
    /// 古い実行フォルダを消す。封印したものと実行中のものは消さない
    Prune(retention::PruneOptions),
    /// 個人番号がないかを、実行フォルダのすべてのファイルで調べる
    Scan {
        /// 実行フォルダ
        run: PathBuf,
    },
}

pub(super) fn execute(command: &EvidenceCommand) -> Result<ExitStatus, UsageError> {
    match command {
        EvidenceCommand::Verify { run, public_key } => verified(run, public_key.as_deref()),
        EvidenceCommand::Seal { run, key } => sealed(run, key.as_deref()),
        EvidenceCommand::Keygen { out } => {
            let public = seal::generate_key(out).map_err(UsageError::new)?;
            say(&format!("秘密鍵: {}(人に渡さないでください)", out.display()));
            say(&format!("公開鍵: {}", public.display()));
            Ok(ExitStatus::Passed)
        }
        EvidenceCommand::Export { run, out } => exported(run, out),
        EvidenceCommand::List { evidence } => retention::list(&place(evidence.as_deref())?),
        EvidenceCommand::Prune(options) => {
            retention::prune(&place(options.evidence.as_deref())?, options, now())
        }
        EvidenceCommand::Scan { run } => scanned(run),
    }
}

fn verified(run: &Path, public_key: Option<&Path>) -> Result<ExitStatus, UsageError> {
    let found = verify(run, public_key).map_err(UsageError::new)?;
    for fault in &found.faults {
        say(&format!("誤り: {fault}"));
    }
    for remark in &found.remarks {
        say(&format!("注意: {remark}"));
    }
    if let Some(seal) = &found.seal {
        let how = if seal.signature.is_some() { "署名あり" } else { "署名なし" };
        say(&format!("封印: {}({how})", seal.sealed_at.format("%Y-%m-%d %H:%M:%S")));
    }
    say(&format!("証跡{}件、最後の行の SHA-256: {}", found.captures, found.head));
    if found.is_sound() {
        say("証跡は、書かれたときのままです");
        Ok(ExitStatus::Passed)
    } else {
        say(&format!(
            "証跡は、書かれたときのままではありません(誤り{}件)。元の実行フォルダの写しと比べてください",
            found.faults.len()
        ));
        Ok(ExitStatus::NotPassed)
    }
}

/// Where the run folders are.
fn place(typed: Option<&Path>) -> Result<PathBuf, UsageError> {
    match typed {
        Some(folder) => Ok(folder.to_owned()),
        None => Ok(crate::run::default_evidence(&Workspace::load()?.root)),
    }
}

/// What is handed over has a report and a workbook. Those that are there stay as they are.
fn complete(run: &Path) -> Result<(), UsageError> {
    ledger::not_in_use(run).map_err(UsageError::new)?;
    let to = run.join(files::REPORT);
    if [report::HTML, report::WORKBOOK].iter().all(|file| to.join(file).is_file()) {
        return Ok(());
    }
    manifest::refuse_sealed(run).map_err(UsageError::new)?;
    let record = RunRecord::read(run).map_err(UsageError::new)?;
    let input = Input::new(&record, &to, false).map_err(UsageError::new)?;
    for (file, format) in [(report::HTML, Format::Html), (report::WORKBOOK, Format::Workbook)] {
        if !to.join(file).is_file() {
            report::write(format, &input).map_err(UsageError::new)?;
        }
    }
    manifest::renew(run, manifest::is_of_report, now()).map_err(UsageError::new)
}

fn exported(run: &Path, out: &Path) -> Result<ExitStatus, UsageError> {
    complete(run)?;
    let bytes = archive::export(run, out).map_err(UsageError::new)?;
    say(&format!("渡す証跡: {}({})", out.display(), retention::size(bytes)));
    say(&format!("確かめるには: sogo evidence verify {}", out.display()));
    Ok(ExitStatus::Passed)
}

fn sealed(run: &Path, key: Option<&Path>) -> Result<ExitStatus, UsageError> {
    manifest::refuse_sealed(run).map_err(UsageError::new)?;
    complete(run)?;
    let seal = seal::seal(run, key, now()).map_err(UsageError::new)?;
    say(&format!("封印しました: {}", run.display()));
    say(&format!("目録の SHA-256: {}", seal.manifest_sha256));
    if let Some(signature) = &seal.signature {
        say(&format!("署名した鍵(公開鍵): {}", signature.public_key));
    }
    Ok(ExitStatus::Passed)
}

/// What the run knew is not known any more: only what looks like an individual number can
/// be found.
fn scanned(run: &Path) -> Result<ExitStatus, UsageError> {
    let found = leaks::Search::of(&Masker::new()).folder(run, "", |_| true).map_err(UsageError::new)?;
    for line in searched(&found) {
        say(&line);
    }
    Ok(if found.found > 0 { ExitStatus::Leaked } else { ExitStatus::Passed })
}

/// What a search came to, line by line.
pub(super) fn searched(found: &leaks::Searched) -> Vec<String> {
    let mut lines: Vec<String> = found.leaks.iter().map(leak).collect();
    lines.extend(found.closed.iter().map(|what| format!("注意: {what}")));
    lines.push(match found.found {
        0 => format!("漏えい検査: ファイル{}件に、個人番号も秘密もありません", found.files),
        count => format!(
            "漏えい検査: {count}か所に、伏せるべきものがあります。実行フォルダを人に渡さないで、この文とともに報告してください"
        ),
    });
    lines
}

fn leak(leak: &Leak) -> String {
    let place = leak.offset.map_or_else(|| "の名前".to_owned(), |offset| format!("の{offset}バイト目"));
    let writing = match leak.writing.as_str() {
        "" => String::new(),
        writing => format!("({writing})"),
    };
    format!("漏えい: {} {place}: {}{writing}", leak.file, leak.what)
}
