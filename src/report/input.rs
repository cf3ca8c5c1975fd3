//! What every format is made from, and the words that all of them share.
//!
//! It must not know any format.

use super::{Overview, ReportError, RunRecord, Scenario, links::Links};
use crate::model::{Capture, CaptureKind, ScenarioRecord, TestItem, UnionId, Verdict};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A record, arranged, and where the report of it goes.
#[derive(Debug)]
pub struct Input<'a> {
    pub(super) record: &'a RunRecord,
    pub(super) overview: Overview<'a>,
    pub(super) to: PathBuf,
    pub(super) links: Links<'a>,
    /// Whether pictures become part of the file, where a format can have them.
    pub(super) embed_pictures: bool,
}

impl<'a> Input<'a> {
    /// Makes the folder, if it is not there.
    ///
    /// # Errors
    /// [`ReportError`] if it cannot be made.
    pub fn new(record: &'a RunRecord, to: &Path, embed_pictures: bool) -> Result<Self, ReportError> {
        fs::create_dir_all(to).map_err(ReportError::write(to))?;
        Ok(Self {
            record,
            overview: Overview::of(record),
            to: to.to_owned(),
            links: Links::new(record, to),
            embed_pictures,
        })
    }

    /// 「13 東京都後期高齢者医療広域連合」.
    pub(super) fn union_name(&self, union: UnionId) -> String {
        let lane = self.record.header.lanes.iter().find(|lane| lane.union == union);
        lane.map_or_else(|| union.to_string(), |lane| format!("{union} {}", lane.name))
    }

    /// The captures of a step.
    pub(super) fn captures<'s>(&'s self, sequences: &'s [u64]) -> impl Iterator<Item = &'a Capture> + 's {
        sequences.iter().filter_map(|sequence| self.record.capture(*sequence))
    }

    /// Why scenarios of a lane did not run.
    pub(super) fn why_not_run(&self, union: UnionId) -> String {
        let failed = self.overview.failed_lanes.iter().find(|(lane, _)| *lane == union);
        match (failed, self.record.interruption()) {
            (Some((_, message)), _) => format!("未実行: {message}"),
            (None, Some(reason)) => format!("未実行: {reason}"),
            (None, None) => "未実行: 実行の順番が来る前に、実行が終わりました".to_owned(),
        }
    }
}

/// Why an attempt has its verdict; `None` if it passed.
pub(super) fn reason(attempt: &ScenarioRecord) -> Option<&str> {
    let of_steps = attempt.steps.iter().find_map(|step| step.message.as_deref());
    of_steps.or(attempt.reason.as_deref()).filter(|_| attempt.verdict != Verdict::Passed)
}

/// What a scenario has to say of its verdict; empty if it passed.
pub(super) fn verdict_text(scenario: &Scenario<'_>) -> String {
    let attempts = scenario.attempts();
    match scenario.verdict() {
        Verdict::Passed => String::new(),
        Verdict::Flaky => {
            let before = attempts.iter().rev().skip(1).find_map(|attempt| reason(attempt));
            format!(
                "不安定: {}回目で成り立ちました。合格ではありません\n前の試み: {}",
                attempts.len(),
                before.unwrap_or("記録がありません")
            )
        }
        verdict => {
            let text = scenario.message().unwrap_or_default();
            if text.starts_with(verdict.text()) { text.to_owned() } else { format!("{verdict}: {text}") }
        }
    }
}

/// The first line of a text.
pub(super) fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()
}

/// 「2 符号取得・紐付テスト」.
pub(super) fn item_name(item: TestItem) -> String {
    item.to_string()
}

/// What a capture is, in one word.
#[must_use]
pub fn kind_word(kind: CaptureKind) -> &'static str {
    match kind {
        CaptureKind::Exchange => "通信",
        CaptureKind::Control => "模擬操作",
        CaptureKind::Upload => "送信ファイル",
        CaptureKind::Download => "受信ファイル",
        CaptureKind::Screenshot => "画面",
        CaptureKind::Withheld => "保存しなかった画面",
        CaptureKind::Difference => "差分",
    }
}

/// The media type of a capture's file.
pub(super) fn media_type(capture: &Capture) -> &'static str {
    match capture.file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("png") => "image/png",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        Some("json") => "application/json",
        Some("html") => "text/html",
        _ => "application/octet-stream",
    }
}
