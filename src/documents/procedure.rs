//! テスト手順書: the steps of an item's scenarios as work for people, with the screens that
//! were approved for them. Must not know any format.

use super::{Block, Document, Material, Picture, usage::quoted};
use crate::{run::PlannedScenario, spec::to_wareki};
use gherkin::{Step, StepType};

const STEPS: [(&str, usize); 6] =
    [("番号", 6), ("種別", 8), ("操作する者", 16), ("手順", 46), ("結果", 10), ("証跡・備考", 14)];

/// What tags mean to whoever does the test.
const NOTES: [(&str, &str); 6] = [
    ("模擬", "時計や住基ネットを動かせる接続先(制御ポートのあるもの)で行う"),
    ("相手", "相手広域連合の利用者としても操作する"),
    ("本番", "本番環境でも操作する"),
    ("連動テスト", "連動テストの期間に行う"),
    ("配信開始前", "マスターの配信が始まる前日に行う"),
    ("取り決め", "結果は、シミュレーター上の取り決めによる"),
];

/// The procedure of an item.
#[must_use]
pub fn procedure(material: &Material<'_>, pictures: &[Picture]) -> Document {
    let mut document = Document {
        title: format!("テスト手順書 {}", material.item),
        is_landscape: false,
        blocks: Vec::new(),
    };
    outline(&mut document, material);
    document.paragraph(
        "種別の「準備」は前提を整える作業、「操作」は試す操作、「確認」は成り立つべきことである。結果の欄に合否を記入し、証跡の番号を備考に控える。",
    );
    let mut feature = "";
    for scenario in material.scenarios {
        if scenario.path != feature {
            feature = &scenario.path;
            document.heading(1, &scenario.feature.name);
            if let Some(text) = &scenario.feature.description {
                document.paragraph(unindented(text));
            }
        }
        of_scenario(&mut document, material, scenario);
    }
    if !pictures.is_empty() {
        document.heading(1, "画面");
        document.paragraph(
            "この項目の手順で開く画面の、承認済みの写しである。同じ画面は一度だけ載せる。番号は、その画面を初めて開いたシナリオである(前提を整えるあいだに開いた画面もある)。",
        );
        let with_scenario = |picture: &Picture| Picture {
            caption: format!("{}({})", picture.caption, picture.scenario),
            ..picture.clone()
        };
        document.blocks.extend(pictures.iter().map(with_scenario).map(Block::Picture));
    }
    document.heading(1, "実施の記録");
    document.table(
        &[("実施日", 20), ("実施者", 25), ("確認者", 25), ("備考", 30)],
        vec![vec![String::new(); 4], vec![String::new(); 4]],
    );
    document
}

/// What every document of an item begins with.
pub(super) fn outline(document: &mut Document, material: &Material<'_>) {
    let specification = material.specification;
    let mut rows = vec![
        vec!["テスト項目".to_owned(), material.item.to_string()],
        vec!["広域連合".to_owned(), material.union.name.clone()],
    ];
    if let (Ok(lot), Some(group)) = (specification.lot_of(material.union.id), material.item.group()) {
        let window = lot.windows.of(group);
        let days = format!("{}から{}まで", to_wareki(window.from), to_wareki(window.to));
        rows.push(vec!["ロットと期間".to_owned(), format!("{} {days}", lot.name)]);
    }
    rows.push(vec!["シナリオ".to_owned(), format!("{}件", material.scenarios.len())]);
    rows.push(vec!["作成日".to_owned(), to_wareki(material.on)]);
    rows.push(vec![
        "作成元".to_owned(),
        format!("features/{}、testdata、rolemodels", material.item.folder()),
    ]);
    document.heading(1, "概要");
    document.table(&[("項目", 25), ("内容", 75)], rows);
}

fn of_scenario(document: &mut Document, material: &Material<'_>, scenario: &PlannedScenario) {
    document.heading(2, format!("{} {}", scenario.id, scenario.scenario.name));
    if let Some(text) = &scenario.scenario.description {
        document.paragraph(unindented(text));
    }
    for id in scenario.requirements() {
        let content =
            material.specification.requirement(id).map(|one| one.content.clone()).unwrap_or_default();
        document.paragraph(format!("確かめる要件 {id}: {content}"));
    }
    for (_, note) in NOTES.iter().filter(|(tag, _)| scenario.has_tag(tag)) {
        document.paragraph(format!("注: {note}。"));
    }
    let background = scenario.feature.background.iter().flat_map(|background| &background.steps);
    let steps = background.chain(&scenario.scenario.steps);
    let rows = steps.enumerate().map(|(place, step)| {
        let (kind, result) = match step.ty {
            StepType::Given => ("準備", "□済"),
            StepType::When => ("操作", "□済"),
            StepType::Then => ("確認", "□合 □否"),
        };
        vec![
            (place + 1).to_string(),
            kind.to_owned(),
            operator(material, step),
            text_of(step),
            result.to_owned(),
            String::new(),
        ]
    });
    document.table(&STEPS, rows.collect());
}

/// Who does a step: the first user that it names.
fn operator(material: &Material<'_>, step: &Step) -> String {
    let users = &material.specification.master_data().users;
    let is_user = |name: &&str| users.keys().any(|user| name.ends_with(user));
    match quoted(&step.value).find(is_user) {
        Some(user) => user.to_owned(),
        None if step.value.contains("標準システム") => "標準システム".to_owned(),
        None => String::new(),
    }
}

/// A step with its table or text.
fn text_of(step: &Step) -> String {
    let mut text = step.value.clone();
    for row in step.table.iter().flat_map(|table| &table.rows) {
        text.push_str(&format!("\n・{}", row.join(" / ")));
    }
    if let Some(lines) = &step.docstring {
        text.push_str(&format!("\n{}", lines.trim()));
    }
    text
}

/// Features indent their descriptions.
fn unindented(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
