//! `testdata/plan/pmo.yaml`: the lines of the form that a union fills in at the デジタルPMO,
//! and from what each is filled (domain.md §11).
//!
//! Must not know how far a union is.

use crate::model::TestItem;
use serde::Deserialize;

/// The windows of a lot, by the names of `lots.yaml`.
const WINDOWS: [&str; 3] = ["連動テスト", "C-a-1", "C-a-2"];

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PmoFile {
    #[serde(rename = "項目")]
    pub(super) lines: Vec<PmoLine>,
}

/// One line of the form: one field, or two of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PmoLine {
    /// For example A2-3.
    #[serde(rename = "番号")]
    pub id: String,
    /// 項目種別.
    #[serde(rename = "項目種別")]
    pub kind: String,
    /// 目的.
    #[serde(rename = "目的")]
    pub purpose: String,
    /// 項目.
    #[serde(rename = "項目")]
    pub name: String,
    /// When it is entered.
    #[serde(rename = "入力")]
    pub phase: PmoPhase,
    /// What it is filled from.
    #[serde(rename = "元")]
    pub source: PmoSource,
}

/// When a line is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum PmoPhase {
    /// B-a-1.
    #[serde(rename = "計画登録")]
    Plan,
    /// C-b.
    #[serde(rename = "進捗登録")]
    Progress,
    /// Task 34.
    #[serde(rename = "結果登録")]
    Result,
}

impl PmoPhase {
    /// The word of the file.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Plan => "計画登録",
            Self::Progress => "進捗登録",
            Self::Result => "結果登録",
        }
    }
}

/// What a line is filled from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenSource")]
pub enum PmoSource {
    /// The day on which a task is meant to be done.
    Planned {
        /// The task.
        task: u8,
        /// The window or period that it has to be in.
        window: String,
    },
    /// When a task was begun and done.
    Task(u8),
    /// When a test item was begun and done.
    Tests(TestItem),
    /// A number of members.
    Count(PmoCount),
    /// How far these tasks are.
    Readiness(Vec<u8>),
}

/// Which members are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum PmoCount {
    /// Everybody.
    #[serde(rename = "全加入者")]
    All,
    /// Those whose individual number the union does not have.
    #[serde(rename = "個人番号なし")]
    WithoutNumber,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    #[serde(rename = "予定")]
    planned: Option<u8>,
    #[serde(rename = "期間")]
    window: Option<String>,
    #[serde(rename = "タスク")]
    task: Option<u8>,
    #[serde(rename = "テスト項目")]
    tests: Option<TestItem>,
    #[serde(rename = "件数")]
    count: Option<PmoCount>,
    #[serde(rename = "準備状況")]
    readiness: Option<Vec<u8>>,
}

impl TryFrom<WrittenSource> for PmoSource {
    type Error = &'static str;

    fn try_from(written: WrittenSource) -> Result<Self, Self::Error> {
        let WrittenSource { planned, window, task, tests, count, readiness } = written;
        let is_whole = planned.is_some() == window.is_some();
        let planned = planned.zip(window).map(|(task, window)| Self::Planned { task, window });
        let others = [task.map(Self::Task), tests.map(Self::Tests), count.map(Self::Count)];
        let mut given =
            planned.into_iter().chain(others.into_iter().flatten()).chain(readiness.map(Self::Readiness));
        match (given.next(), given.next()) {
            (Some(one), None) if is_whole => Ok(one),
            _ => Err("元には、予定と期間、タスク、テスト項目、件数、準備状況のうち一つだけを書きます"),
        }
    }
}

impl PmoFile {
    /// What types cannot hold, as the line's number and a sentence.
    pub(super) fn faults(
        &self,
        task_is_known: impl Fn(u8) -> bool,
        period_is_known: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            let mut fault = |what: String| faults.push((line.id.clone(), what));
            if self.lines[..place].iter().any(|before| before.id == line.id) {
                fault(format!("入力項目{}が2回書かれています", line.id));
            }
            let tasks: &[u8] = match &line.source {
                PmoSource::Planned { task, .. } | PmoSource::Task(task) => std::slice::from_ref(task),
                PmoSource::Readiness(tasks) => tasks,
                PmoSource::Tests(_) | PmoSource::Count(_) => &[],
            };
            for task in tasks.iter().filter(|task| !task_is_known(**task)) {
                fault(format!("入力項目{}のタスク{task}というタスクはありません", line.id));
            }
            if let PmoSource::Planned { window, .. } = &line.source
                && !WINDOWS.contains(&window.as_str())
                && !period_is_known(window)
            {
                fault(format!(
                    "入力項目{}の期間「{window}」は、lots.yaml にも periods.yaml にもありません",
                    line.id
                ));
            }
        }
        faults
    }
}
