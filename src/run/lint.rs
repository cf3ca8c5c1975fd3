//! What can be wrong with a feature file and would pass unnoticed, or be told badly, by the
//! Gherkin parser and the runner.

use super::features::{FeatureFile, is_requirement, is_scenario_id, scenarios};
use crate::{evidence::Masker, spec::Provenance, steps};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Whether a run can start in spite of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, and the scenario ends as 未完成.
    Unfinished,
    /// It can, and `sogo check` tells.
    Warning,
}

/// Something wrong with a feature file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether a run can start.
    pub severity: Severity,
    /// Feature file relative to the package root.
    pub path: String,
    /// Line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error | Severity::Unfinished => "誤り",
            Severity::Warning => "注意",
        };
        // A message may quote the line that holds a number it must not hold.
        let message = Masker::new().mask(&self.message);
        write!(f, "{severity}: {}:{}: {message}", self.path, self.line)
    }
}

const KEYWORDS: &[&str] = &[
    "機能",
    "フィーチャ",
    "背景",
    "シナリオ",
    "シナリオアウトライン",
    "シナリオテンプレート",
    "テンプレ",
    "例",
    "サンプル",
];
const SCENARIO_KEYWORDS: &[&str] = &["シナリオ", "シナリオアウトライン", "シナリオテンプレート", "テンプレ"];
/// Tag of a scenario whose outcome rests on conventions of the simulator.
const CONVENTION: &str = "取り決め";
/// Longer files are hard to take in.
const LONGEST_FILE: usize = 120;

/// Findings in all feature files, against the requirements that exist and who made them.
#[must_use]
pub fn check(files: &[FeatureFile], requirements: &BTreeMap<String, Provenance>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let before = findings.len();
        check_text(file, &mut findings);
        match &file.parsed {
            Err(failure) if findings.len() == before => findings.push(Finding {
                severity: Severity::Error,
                path: file.path.clone(),
                line: failure.line.unwrap_or(0),
                message: format!(
                    "Gherkinとして読めません。この行か、その前の行の書き方を確認してください(解析器の言葉: {})",
                    failure.message
                ),
            }),
            Err(_) => {}
            Ok(feature) => {
                check_count(file, feature, &mut findings);
                check_tags(file, feature, requirements, &mut ids, &mut findings);
                check_steps(file, feature, &mut findings);
            }
        }
    }
    findings
}

fn check_text(file: &FeatureFile, findings: &mut Vec<Finding>) {
    let mut add = |severity, line, message: String| {
        findings.push(Finding { severity, path: file.path.clone(), line, message });
    };
    if file.text.starts_with('\u{feff}') {
        add(Severity::Error, 1, "先頭にBOMがあります。BOMなしのUTF-8で保存してください".into());
    }
    let first = file.text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    if first.trim() != "# language: ja" {
        add(Severity::Error, 1, "1行目は「# language: ja」と書きます".into());
    }
    let mut in_doc_string = false;
    for (place, text) in file.text.lines().enumerate() {
        let line = place + 1;
        let trimmed = text.trim_start();
        if trimmed.starts_with("\"\"\"") || trimmed.starts_with("```") {
            in_doc_string = !in_doc_string;
            if in_doc_string && trimmed.trim_end().len() > 3 {
                add(Severity::Error, line, "\"\"\" の後ろには何も書けません".into());
            }
            continue;
        }
        if in_doc_string {
            continue;
        }
        if text.chars().take_while(|one| one.is_whitespace()).any(|one| one == '\u{3000}') {
            add(Severity::Error, line, "行頭に全角の空白があります。半角の空白で字下げしてください(全角のままだと、以降のシナリオが読まれません)".into());
        }
        if KEYWORDS.iter().any(|keyword| trimmed.starts_with(&format!("{keyword}："))) {
            add(Severity::Error, line, "「：」が全角です。半角の「:」で書いてください".into());
        }
        if trimmed.starts_with("ルール:") || trimmed.starts_with("Rule:") {
            add(
                Severity::Error,
                line,
                "「ルール」は使えません(読み飛ばされます)。シナリオを別の機能ファイルに分けてください".into(),
            );
        }
        if trimmed.starts_with("* ") {
            add(Severity::Error, line, "「*」は使えません。前提・もし・ならば・かつ で書いてください".into());
        }
        if holds_individual_number(text) {
            add(Severity::Error, line, "12桁の数字があります。個人番号は機能ファイルに書かず、testdata の加入者の名前で指してください".into());
        }
    }
    let lines = file.text.lines().count();
    if lines > LONGEST_FILE {
        add(
            Severity::Warning,
            lines,
            format!("{lines}行あります。{LONGEST_FILE}行を超えたら主題ごとに分けてください"),
        );
    }
}

/// Twelve digits in a row, half or full width.
fn holds_individual_number(text: &str) -> bool {
    text.split(|one: char| !one.is_numeric()).any(|run| run.chars().count() == 12)
}

fn check_count(file: &FeatureFile, feature: &gherkin::Feature, findings: &mut Vec<Finding>) {
    let written = file
        .text
        .lines()
        .filter(|line| {
            let line = line.trim_start_matches(char::is_whitespace);
            SCENARIO_KEYWORDS.iter().any(|keyword| line.starts_with(&format!("{keyword}:")))
        })
        .count();
    let parsed =
        feature.scenarios.len() + feature.rules.iter().map(|rule| rule.scenarios.len()).sum::<usize>();
    if written != parsed || parsed == 0 {
        findings.push(Finding {
            severity: Severity::Error,
            path: file.path.clone(),
            line: 0,
            message: format!("シナリオの行は{written}行ありますが、読み取れたシナリオは{parsed}件です"),
        });
    }
    for scenario in &feature.scenarios {
        let empty = scenario
            .examples
            .iter()
            .any(|examples| examples.table.as_ref().is_none_or(|table| table.rows.len() < 2));
        if scenario.steps.is_empty() || empty {
            findings.push(Finding {
                severity: Severity::Error,
                path: file.path.clone(),
                line: scenario.position.line,
                message: format!(
                    "シナリオ「{}」には実行するステップ(または例の行)がありません",
                    scenario.name
                ),
            });
        }
    }
}

fn check_tags(
    file: &FeatureFile,
    feature: &gherkin::Feature,
    requirements: &BTreeMap<String, Provenance>,
    ids: &mut BTreeMap<String, String>,
    findings: &mut Vec<Finding>,
) {
    for scenario in &feature.scenarios {
        let mut add = |message: String| {
            findings.push(Finding {
                severity: Severity::Error,
                path: file.path.clone(),
                line: scenario.position.line,
                message,
            });
        };
        let own: Vec<_> = scenario.tags.iter().filter(|tag| is_scenario_id(tag)).collect();
        match own.as_slice() {
            [id] => {
                let item = file.item.number().to_string();
                if !id.starts_with(&format!("T{item}-")) {
                    add(format!("シナリオ番号 @{id} は、テスト項目{item}のものではありません"));
                }
                let here = format!("{}:{}", file.path, scenario.position.line);
                if let Some(other) = ids.insert((*id).clone(), here) {
                    add(format!("シナリオ番号 @{id} は {other} でも使われています"));
                }
            }
            _ => add(format!(
                "シナリオ「{}」には、シナリオ番号のタグ(例: @T{}-01)をちょうど一つ付けてください",
                scenario.name,
                file.item.number()
            )),
        }
        let proves: Vec<_> =
            scenario.tags.iter().chain(&feature.tags).filter(|tag| is_requirement(tag)).collect();
        if proves.is_empty() {
            add(format!("シナリオ「{}」には、確かめる要件のタグ(例: @R2-03)を付けてください", scenario.name));
        }
        for requirement in &proves {
            if !requirements.contains_key(*requirement) {
                add(format!("要件 @{requirement} は testdata/requirements.yaml にありません"));
            }
        }
        let only_conventions = !proves.is_empty()
            && proves.iter().all(|one| requirements.get(*one) == Some(&Provenance::Convention));
        let marked = scenario.tags.iter().chain(&feature.tags).any(|tag| tag == CONVENTION);
        if only_conventions && !marked {
            findings.push(Finding {
                severity: Severity::Warning,
                path: file.path.clone(),
                line: scenario.position.line,
                message: format!(
                    "シナリオ「{}」の要件は取り決めだけです。@{CONVENTION} のタグを付けてください",
                    scenario.name
                ),
            });
        }
    }
}

fn check_steps(file: &FeatureFile, feature: &gherkin::Feature, findings: &mut Vec<Finding>) {
    let one = [FeatureFile { parsed: Ok(std::sync::Arc::new(feature.clone())), ..file.clone() }];
    let background = feature.background.iter().flat_map(|background| background.steps.clone());
    let in_scenarios = scenarios(&one).into_iter().flat_map(|planned| planned.scenario.steps);
    let mut told = BTreeSet::new();
    for step in background.chain(in_scenarios) {
        let Some(message) = steps::meaningless(&step) else { continue };
        if told.insert(message.clone()) {
            findings.push(Finding {
                severity: Severity::Unfinished,
                path: file.path.clone(),
                line: step.position.line,
                message,
            });
        }
    }
}

/// Steps of the vocabulary that no feature uses.
#[must_use]
pub fn unused_steps(files: &[FeatureFile]) -> Vec<steps::StepDescription> {
    let vocabulary = steps::collection();
    let planned = scenarios(files);
    let used: Vec<_> = planned
        .iter()
        .flat_map(|planned| {
            let background = planned.feature.background.iter().flat_map(|background| &background.steps);
            background.chain(&planned.scenario.steps)
        })
        .filter_map(|step| Some(*vocabulary.find(step).ok()??.0))
        .collect();
    steps::all()
        .into_iter()
        .filter(|description| !description.asks_a_person())
        .filter(|description| match vocabulary.find(&description.example_step()) {
            // The steps of a file share one place in the source, so their functions tell
            // them apart.
            Ok(Some((function, ..))) => !used.iter().any(|used| std::ptr::fn_addr_eq(*used, *function)),
            _ => true,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TestItem;

    fn findings(text: &str) -> String {
        let parsed = match gherkin::Feature::parse(text, gherkin::GherkinEnv::default()) {
            Ok(feature) => Ok(std::sync::Arc::new(feature)),
            Err(error) => {
                Err(super::super::features::ParseFailure { line: None, message: error.to_string() })
            }
        };
        let file = FeatureFile {
            item: TestItem::CodeLinking,
            path: "features/02_code_linking/x.feature".into(),
            text: text.into(),
            parsed,
        };
        let requirements = BTreeMap::from([
            ("R2-01".to_owned(), Provenance::Source),
            ("R2-02".to_owned(), Provenance::Convention),
        ]);
        check(&[file], &requirements).iter().map(|finding| format!("{finding}\n")).collect()
    }

    #[test]
    fn a_sound_file_has_no_findings() {
        assert_eq!(
            findings(
                "# language: ja\n@R2-01\n機能: 登録\n  @T2-01\n  シナリオ: 登録できる\n    前提 「資格担当」がログインしている\n"
            ),
            ""
        );
    }

    #[test]
    fn what_would_be_lost_silently_is_told() {
        insta::assert_snapshot!(findings(
            "# language: ja\n@R2-01\n機能: 登録\n\u{3000}@T2-01\n\u{3000}シナリオ: 登録できる\n\u{3000}\u{3000}前提 「資格担当」がログインしている\n"
        ));
        insta::assert_snapshot!(findings(
            "# language: ja\n@R2-01\n機能: 登録\n  ルール: 規則\n  @T2-01\n  シナリオ: 登録できる\n    前提 「資格担当」がログインしている\n"
        ));
    }

    #[test]
    fn tags_steps_and_numbers_are_checked() {
        insta::assert_snapshot!(findings(
            "# language: ja\n@R2-99\n機能: 登録\n  シナリオ: 番号なし\n    前提 「資格担当」がログインしてる\n  @T3-01\n  シナリオ: 別項目\n    前提 個人番号１２３４５６７８９０１８の人がいる\n"
        ));
    }

    #[test]
    fn a_scenario_of_conventions_alone_has_to_say_so() {
        let feature = |tags: &str| {
            findings(&format!(
                "# language: ja\n機能: 登録\n  @T2-01 {tags}\n  シナリオ: 登録できる\n    前提 「資格担当」がログインしている\n"
            ))
        };
        assert_eq!(
            feature("@R2-02"),
            "注意: features/02_code_linking/x.feature:4: シナリオ「登録できる」の要件は取り決めだけです。@取り決め のタグを付けてください\n"
        );
        assert_eq!(feature("@R2-02 @取り決め"), "");
        assert_eq!(feature("@R2-01 @R2-02"), "");
    }

    #[test]
    fn every_example_of_the_vocabulary_is_a_step() {
        let vocabulary = steps::collection();
        for description in steps::all() {
            let found = vocabulary.find(&description.example_step());
            assert!(matches!(found, Ok(Some(_))), "{}: {}", description.keyword(), description.example);
        }
    }
}
