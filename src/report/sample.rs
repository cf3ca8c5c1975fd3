//! Synthetic run folders for the tests of all formats: a small one with every verdict, and
//! one of the size of a whole lot.

use crate::model::{
    ByteSpan, Capture, CaptureKind, DefectRecord, LaneRecord, Lot, RequirementRecord, RunEvent, RunHeader,
    RunResult, ScenarioRecord, Selected, SelectedScenario, StepRecord, StepStatus, Tally, TestItem, UnionId,
    Verdict, files,
};
use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use std::{fs, io::Write as _, path::Path};

/// A run being made up.
pub(super) struct Sample {
    header: RunHeader,
    events: Vec<RunEvent>,
    captures: Vec<Capture>,
    tally: Tally,
}

fn time() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-04-01T09:00:00+09:00").expect("time")
}

fn union(number: u8) -> UnionId {
    number.try_into().expect("union")
}

impl Sample {
    pub(super) fn new(unions: &[(u8, &str)], items: &[TestItem]) -> Self {
        let lane =
            |(number, name): &(u8, &str)| LaneRecord { union: union(*number), name: (*name).to_owned() };
        let header = RunHeader {
            run: "20260401-090000-lot1".to_owned(),
            harness: "0.1.0".to_owned(),
            lot: Lot::One,
            endpoint: "組込み参照サーバー".to_owned(),
            started_at: time(),
            seed: 7,
            arguments: vec!["sogo".to_owned(), "run".to_owned(), "--lot".to_owned(), "1".to_owned()],
            lanes: unions.iter().map(lane).collect(),
            items: items.to_vec(),
            scenarios_per_lane: 0,
            requirements: Vec::new(),
            scope: Default::default(),
        };
        Self { header, events: Vec::new(), captures: Vec::new(), tally: Tally::default() }
    }

    /// One lane with every verdict, one that failed to start, and one item that never
    /// began.
    pub(super) fn small() -> Self {
        let mut sample = Self::new(
            &[(13, "東京都後期高齢者医療広域連合"), (27, "大阪府後期高齢者医療広域連合")],
            &[TestItem::CodeLinking, TestItem::Inquiry],
        );
        let requirement = |id: &str, unproved: Option<&str>| RequirementRecord {
            id: id.to_owned(),
            content: format!("{id} の決まり"),
            source: "domain.md §2.2".to_owned(),
            provenance: "取り決め".to_owned(),
            unproved: unproved.map(str::to_owned),
            defects: match id {
                "R2-01" => vec![DefectRecord {
                    name: "row-doubled".to_owned(),
                    notice: "一人が<二人>になる".to_owned(),
                }],
                _ => Vec::new(),
            },
        };
        let without = "端末の外の手続で、画面に現れない";
        sample.header.requirements =
            vec![requirement("R2-01", None), requirement("R2-08", Some(without)), requirement("R2-09", None)];
        sample.capture(13, "準備", 1, CaptureKind::Control);
        sample.started(13, TestItem::CodeLinking, 7);
        let passed = sample.scenario(13, "R2-01", Verdict::Passed, 2);
        sample.finished(passed);
        let mut failed = sample.scenario(13, "R2-03#1", Verdict::Failed, 3);
        failed.steps[1].status = StepStatus::Failed;
        failed.steps[1].message = Some(
            "件数が違います <3件のはず>\n\n--- 承認済み\n+++ 今回\n@@ -1 +1 @@\n-件数 3\n+件数 4\n"
                .to_owned(),
        );
        failed.steps[2].status = StepStatus::Skipped;
        let outside = sample.capture(13, "R2-03#1", 1, CaptureKind::Difference);
        failed.steps[1].captures.retain(|sequence| *sequence != outside);
        sample.finished(failed);
        let mut first = sample.scenario(13, "R2-04", Verdict::Failed, 1);
        first.will_be_retried = true;
        first.steps[0].status = StepStatus::Failed;
        first.steps[0].message = Some("応答が間に合いませんでした".to_owned());
        sample.events.push(RunEvent::ScenarioFinished(Box::new(first)));
        let mut second = sample.scenario(13, "R2-04", Verdict::Flaky, 1);
        second.attempt = 2;
        sample.finished(second);
        let mut pending = sample.scenario(13, "R2-05", Verdict::Pending, 1);
        pending.steps[0].status = StepStatus::Undefined;
        pending.reason = Some("手順が定義されていません".to_owned());
        sample.finished(pending);
        let mut outside = sample.scenario(13, "R2-06", Verdict::NotApplicable, 0);
        outside.reason = Some("この接続先には制御ポートがありません".to_owned());
        sample.finished(outside);
        let mut broken = sample.scenario(13, "R2-07", Verdict::Error, 1);
        broken.steps[0].status = StepStatus::Error;
        broken.reason = Some("接続が切れました".to_owned());
        sample.finished(broken);
        let message = "接続先の用意ができませんでした。接続先の設定を確かめてください".to_owned();
        sample.events.push(RunEvent::LaneFailed { union: union(27), message });
        sample
    }

    /// A lane alone, each of whose scenarios has a verdict or, after these, was to run.
    pub(super) fn of_lane(lane: u8, verdicts: &[(&str, Verdict)], waiting: &[&str]) -> Self {
        let mut sample = Self::new(&[(lane, "後期高齢者医療広域連合")], &[TestItem::CodeLinking]);
        for (id, verdict) in verdicts {
            let mut scenario = sample.scenario(lane, id, *verdict, 1);
            if *verdict == Verdict::Failed {
                scenario.steps[0].status = StepStatus::Failed;
                scenario.steps[0].message = Some("不合格: 件数が違います".to_owned());
            }
            sample.finished(scenario);
        }
        sample.planned(lane, waiting);
        sample
    }

    /// What ended was planned, and so was this.
    pub(super) fn planned(&mut self, lane: u8, waiting: &[&str]) {
        let mut ids: Vec<String> = Vec::new();
        for event in &self.events {
            if let RunEvent::ScenarioFinished(record) = event
                && record.union == union(lane)
                && !ids.contains(&record.id)
            {
                ids.push(record.id.clone());
            }
        }
        ids.extend(waiting.iter().map(|id| (*id).to_owned()));
        let scenario = |id: String| SelectedScenario {
            id,
            name: "登録した加入者に枝番が付く".to_owned(),
            file: "features/02_code_linking/members.feature".to_owned(),
            line: 9,
        };
        self.header.scope.planned.push(Selected {
            unions: vec![union(lane)],
            item: TestItem::CodeLinking,
            scenarios: ids.into_iter().map(scenario).collect(),
        });
    }

    /// What the header says was planned.
    pub(super) fn scope(&self) -> Vec<Selected> {
        self.header.scope.planned.clone()
    }

    /// Changes what the header says.
    pub(super) fn header(mut self, change: impl FnOnce(&mut RunHeader)) -> Self {
        change(&mut self.header);
        self
    }

    /// As many lanes, scenarios and captures as the largest lot has.
    pub(super) fn lot() -> Self {
        let unions: Vec<(u8, &str)> = (1..=23).map(|number| (number, "後期高齢者医療広域連合")).collect();
        let mut sample = Self::new(&unions, &TestItem::ALL);
        for number in 1..=23 {
            for index in 0..45 {
                let id = format!("R{}-{index:02}", index % 7 + 1);
                let mut scenario = sample.scenario(number, &id, Verdict::Passed, 10);
                scenario.item = TestItem::ALL[index % 7];
                sample.finished(scenario);
            }
        }
        sample
    }

    fn started(&mut self, lane: u8, item: TestItem, scenarios: usize) {
        self.events.push(RunEvent::LaneStarted { union: union(lane) });
        self.events.push(RunEvent::ItemStarted { union: union(lane), item, scenarios });
    }

    /// A scenario of [`TestItem::CodeLinking`] whose steps passed, each with two captures.
    fn scenario(&mut self, lane: u8, id: &str, verdict: Verdict, steps: usize) -> ScenarioRecord {
        let mut step = |index: usize| StepRecord {
            line: 10 + index,
            keyword: ["前提 ", "もし ", "ならば "][index % 3].to_owned(),
            text: format!("「加入者情報登録確認」で受付番号の状態が「処理済」になる {index}"),
            status: StepStatus::Passed,
            milliseconds: 1234,
            observations: vec!["画面「加入者情報登録確認」".to_owned(), "  状態 処理済".to_owned()],
            message: None,
            captures: vec![
                self.capture(lane, id, 1, CaptureKind::Exchange),
                self.capture(lane, id, 1, CaptureKind::Screenshot),
            ],
        };
        let steps = (0..steps).map(&mut step).collect();
        ScenarioRecord {
            union: union(lane),
            item: TestItem::CodeLinking,
            id: id.to_owned(),
            file: "features/02_code_linking/members.feature".to_owned(),
            line: 9,
            feature: "加入者情報の登録".to_owned(),
            name: "登録した加入者に枝番が付く".to_owned(),
            tags: vec![id.split('#').next().unwrap_or_default().to_owned(), "正常".to_owned()],
            attempt: 1,
            will_be_retried: false,
            verdict,
            reason: None,
            started_at: time(),
            endpoint_time: None,
            milliseconds: 61_234,
            steps,
            guide: None,
        }
    }

    fn finished(&mut self, scenario: ScenarioRecord) {
        self.tally.add(scenario.verdict);
        self.events.push(RunEvent::ScenarioFinished(Box::new(scenario)));
    }

    fn capture(&mut self, lane: u8, scenario: &str, attempt: usize, kind: CaptureKind) -> u64 {
        let sequence = self.captures.len() as u64 + 1;
        let folder = format!("captures/{lane:02}/{}-{attempt}", scenario.replace('#', "_"));
        let (name, file, span) = match kind {
            CaptureKind::Screenshot => {
                ("画面 <確認>", format!("{folder}/{sequence:06}-screenshot.png"), None)
            }
            _ => (
                "POST /api/files/members → 202",
                format!("{folder}/{}", files::TRANSCRIPT),
                Some(ByteSpan { offset: 0, length: 0 }),
            ),
        };
        self.captures.push(Capture {
            sequence,
            at: time(),
            union: union(lane),
            scenario: scenario.to_owned(),
            attempt,
            step_line: None,
            kind,
            title: name.to_owned(),
            file,
            span,
            sha256: "0".repeat(64),
            previous: "0".repeat(64),
        });
        sequence
    }

    /// Writes the folder; with a result unless the run was killed.
    pub(super) fn write(&self, folder: &Path, exit_code: Option<u8>) {
        let write = |name: &str, text: String| fs::write(folder.join(name), text).expect(name);
        write(files::HEADER, serde_json::to_string(&self.header).expect("header"));
        write(files::EVENTS, lines(&self.events));
        write(files::LEDGER, lines(&self.captures));
        if let Some(exit_code) = exit_code {
            let result = RunResult {
                finished_at: time() + chrono::TimeDelta::seconds(3723),
                milliseconds: 3_723_000,
                exit_code,
                interrupted: false,
                tally: self.tally,
                items: Vec::new(),
                not_compared: None,
                leaks: vec![],
            };
            write(files::RESULT, serde_json::to_string(&result).expect("result"));
        }
    }

    /// Writes the captures too, of which nothing but the headings is there.
    pub(super) fn write_captures(&self, folder: &Path) {
        for capture in &self.captures {
            let file = folder.join(&capture.file);
            fs::create_dir_all(file.parent().expect("folder")).expect("folder");
            let mut file = fs::OpenOptions::new().create(true).append(true).open(file).expect("file");
            if capture.span.is_some() {
                writeln!(file, "{}", capture.mark()).expect("heading");
            }
        }
    }
}

fn lines<T: Serialize>(records: &[T]) -> String {
    records.iter().map(|record| serde_json::to_string(record).expect("record") + "\n").collect()
}
