//! Documents and pickles, made from what scenarios say of themselves: a document for each
//! feature file and union, a pickle for each scenario of a union.

use super::stream::Stream;
use crate::{
    model::{StepRecord, UnionId},
    report::{Input, ReportError, Scenario},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A scenario of a union as something that is played.
pub(super) struct Case<'a> {
    pub(super) id: String,
    pub(super) pickle: String,
    /// Ids of its steps, each with that of the pickle's step.
    pub(super) steps: Vec<(String, String)>,
    pub(super) verdict_step: String,
    pub(super) union: UnionId,
    /// How it went; `None` if it did not run.
    pub(super) scenario: Option<&'a Scenario<'a>>,
}

/// What there is to say of a scenario.
struct Told<'a> {
    id: &'a str,
    name: &'a str,
    line: usize,
    feature: Option<&'a str>,
    tags: &'a [String],
    steps: &'a [StepRecord],
    scenario: Option<&'a Scenario<'a>>,
}

pub(super) fn documents<'a>(input: &'a Input<'a>, stream: &mut Stream) -> Result<Vec<Case<'a>>, ReportError> {
    let mut files: BTreeMap<(UnionId, &str), Vec<Told<'a>>> = BTreeMap::new();
    for scenario in input.overview.scenarios() {
        let last = scenario.last();
        files.entry((last.union, &last.file)).or_default().push(Told {
            id: &last.id,
            name: &last.name,
            line: last.line,
            feature: Some(&last.feature),
            tags: &last.tags,
            steps: &last.steps,
            scenario: Some(scenario),
        });
    }
    for (union, _, selected) in input.overview.not_run(input.record) {
        files.entry((union, &selected.file)).or_default().push(Told {
            id: &selected.id,
            name: &selected.name,
            line: selected.line,
            feature: None,
            tags: &[],
            steps: &[],
            scenario: None,
        });
    }
    let mut cases = Vec::new();
    for ((union, file), scenarios) in files {
        let document = Document { union, uri: format!("{union}/{file}"), name: input.union_name(union) };
        document.write(&scenarios, stream, &mut cases)?;
    }
    Ok(cases)
}

struct Document {
    union: UnionId,
    uri: String,
    name: String,
}

impl Document {
    fn write<'a>(
        &self,
        scenarios: &[Told<'a>],
        stream: &mut Stream,
        cases: &mut Vec<Case<'a>>,
    ) -> Result<(), ReportError> {
        let feature = scenarios.iter().find_map(|told| told.feature).unwrap_or("機能");
        let name = format!("{feature}({})", self.name);
        let mut lines: BTreeMap<usize, String> = BTreeMap::new();
        lines.insert(1, "# language: ja".to_owned());
        lines.insert(2, format!("機能: {name}"));
        let background = Self::background(scenarios, stream, &mut lines);
        let mut children: Vec<Value> = background.iter().map(|(child, _)| child.clone()).collect();
        let known = background.map(|(_, ids)| ids).unwrap_or_default();
        let mut pickles = Vec::new();
        for told in scenarios {
            let (child, pickle) = self.scenario(told, &known, stream, &mut lines, cases);
            children.push(child);
            pickles.push(pickle);
        }
        let last = lines.keys().next_back().copied().unwrap_or(2);
        let data: String = (1..=last)
            .map(|line| lines.get(&line).map_or("\n".to_owned(), |text| format!("{text}\n")))
            .collect();
        let media = "text/x.cucumber.gherkin+plain";
        stream.put("source", json!({ "uri": self.uri, "data": data, "mediaType": media }))?;
        stream.put(
            "gherkinDocument",
            json!({
                "uri": self.uri,
                "comments": [],
                "feature": {
                    "location": location(2), "tags": [], "language": "ja", "keyword": "機能", "name": name,
                    "description": "", "children": children,
                },
            }),
        )?;
        pickles.into_iter().try_for_each(|pickle| stream.put("pickle", pickle))
    }

    /// The steps that stand before every scenario, with the ids of their lines.
    fn background(
        scenarios: &[Told<'_>],
        stream: &mut Stream,
        lines: &mut BTreeMap<usize, String>,
    ) -> Option<(Value, BTreeMap<usize, String>)> {
        let mut steps: BTreeMap<usize, &StepRecord> = BTreeMap::new();
        for told in scenarios {
            steps
                .extend(told.steps.iter().filter(|step| step.line < told.line).map(|step| (step.line, step)));
        }
        let first = *steps.keys().next()?;
        let line = first.saturating_sub(1).max(1);
        lines.entry(line).or_insert_with(|| "  背景:".to_owned());
        let mut ids = BTreeMap::new();
        let described: Vec<Value> = steps
            .values()
            .map(|step| {
                let id = stream.id();
                ids.insert(step.line, id.clone());
                write_line(lines, step);
                described(step, &id)
            })
            .collect();
        let child = json!({ "background": {
            "location": location(line), "keyword": "背景", "name": "", "description": "",
            "steps": described, "id": stream.id(),
        } });
        Some((child, ids))
    }

    fn scenario<'a>(
        &self,
        told: &Told<'a>,
        background: &BTreeMap<usize, String>,
        stream: &mut Stream,
        lines: &mut BTreeMap<usize, String>,
        cases: &mut Vec<Case<'a>>,
    ) -> (Value, Value) {
        let node = stream.id();
        let name = format!("{} {}", told.id, told.name);
        let line = told.line.max(1);
        lines.entry(line).or_insert_with(|| format!("  シナリオ: {name}"));
        let (mut ast_steps, mut pickle_steps, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        for step in told.steps {
            let of_background = background.get(&step.line).filter(|_| step.line < told.line);
            let ast = of_background.cloned().unwrap_or_else(|| {
                let id = stream.id();
                write_line(lines, step);
                ast_steps.push(described(step, &id));
                id
            });
            let id = stream.id();
            pickle_steps.push(json!({ "id": id, "text": step.text, "astNodeIds": [ast] }));
            steps.push((stream.id(), id));
        }
        let tags: Vec<(String, String)> =
            told.tags.iter().map(|tag| (format!("@{tag}"), stream.id())).collect();
        let ast_tags: Vec<Value> = tags
            .iter()
            .map(|(name, id)| json!({ "location": location(line), "name": name, "id": id }))
            .collect();
        let pickle_tags: Vec<Value> =
            tags.iter().map(|(name, id)| json!({ "name": name, "astNodeId": id })).collect();
        let child = json!({ "scenario": {
            "location": location(line), "tags": ast_tags, "keyword": "シナリオ", "name": name,
            "description": "", "steps": ast_steps, "examples": [], "id": node,
        } });
        let pickle = stream.id();
        let described = json!({
            "id": pickle, "uri": self.uri, "location": location(line), "name": name, "language": "ja",
            "steps": pickle_steps, "tags": pickle_tags, "astNodeIds": [node],
        });
        cases.push(Case {
            id: stream.id(),
            pickle,
            steps,
            verdict_step: stream.id(),
            union: self.union,
            scenario: told.scenario,
        });
        (child, described)
    }
}

fn write_line(lines: &mut BTreeMap<usize, String>, step: &StepRecord) {
    lines.entry(step.line).or_insert_with(|| format!("    {} {}", step.keyword.trim(), step.text));
}

fn described(step: &StepRecord, id: &str) -> Value {
    let kind = match step.keyword.trim() {
        "前提" => "Context",
        "もし" => "Action",
        "ならば" => "Outcome",
        "かつ" | "しかし" | "但し" | "ただし" => "Conjunction",
        _ => "Unknown",
    };
    json!({
        "location": location(step.line), "keyword": format!("{} ", step.keyword.trim()),
        "keywordType": kind, "text": step.text, "id": id,
    })
}

fn location(line: usize) -> Value {
    json!({ "line": line.max(1), "column": 1 })
}
