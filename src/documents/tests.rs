//! The matrix as printed, what documents hold, and that no individual number is in them.

use super::*;
use crate::{
    model::UnionId,
    run::{load_features, scenarios},
    spec::{DocumentKind, NumberText, Provider},
};
use std::{io::Read as _, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> (Specification, Vec<PlannedScenario>) {
    let specification =
        Specification::load(&root().join("testdata"), &root().join("rolemodels")).expect("test data");
    (specification, scenarios(&load_features(root()).expect("features")))
}

fn with_material<T>(item: TestItem, act: impl FnOnce(&Material<'_>) -> T) -> T {
    let (specification, scenarios) = shipped();
    let scenarios: Vec<_> = scenarios.into_iter().filter(|one| one.item == item).collect();
    let material = Material {
        specification: &specification,
        union: specification.union(UnionId::try_from(13).expect("union")).expect("union"),
        item,
        scenarios: &scenarios,
        on: NaiveDate::from_ymd_opt(2017, 4, 14).expect("day"),
    };
    act(&material)
}

/// domain.md §2.
#[test]
fn the_matrix_is_the_one_of_the_source() {
    let (specification, _) = shipped();
    let documents = &specification.plan().documents;
    use Provider::{Designated, NotAsked, Own, Sample};
    let printed = [
        [Sample, Own, Own, NotAsked],
        [Sample, Own, Own, NotAsked],
        [Sample, Own, Own, Sample],
        [Sample, Designated, Own, NotAsked],
        [Sample, Own, Own, Sample],
        [Sample, Own, Own, Sample],
        [Sample, NotAsked, Own, NotAsked],
    ];
    assert_eq!(documents.items.len(), 7);
    for (item, row) in TestItem::ALL.into_iter().zip(printed) {
        let own = documents.items.iter().find(|one| one.item == item).expect("item");
        assert_eq!(DocumentKind::ALL.map(|kind| own.wanted(kind).provider), row, "{item}");
    }
    assert_eq!(documents.abolished, ["テストシナリオ"]);
}

/// The text of the document inside a docx file.
fn text_of_docx(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("zip");
    let mut text = String::new();
    archive.by_name("word/document.xml").expect("document").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn the_procedure_has_every_step_and_the_approved_screens() {
    with_material(TestItem::Identity, |material| {
        let pictures = pictures(root(), material.item).expect("pictures");
        assert!(!pictures.is_empty());
        let document = procedure(material, &pictures);
        let page = page(&document).expect("page");
        let bytes = docx(&document, material.on).expect("docx");
        let file = text_of_docx(&bytes);
        for scenario in material.scenarios {
            for step in &scenario.scenario.steps {
                let escaped = step.value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                assert!(page.contains(&escaped), "page: {}", step.value);
                assert!(file.contains(&escaped), "docx: {}", step.value);
            }
        }
        assert_eq!(page.matches("<img ").count(), pictures.len());
        assert_eq!(file.matches("<pic:pic ").count(), pictures.len());
        let archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("zip");
        let media = archive
            .file_names()
            .filter(|name| name.as_ref().is_ok_and(|name| name.ends_with(".png")))
            .count();
        assert_eq!(media, pictures.len());
        // As a table of an officer, one scenario whole.
        let first = document.blocks.iter().find_map(|block| match block {
            Block::Table(table) if table.columns.len() == 6 => Some(&table.rows),
            _ => None,
        });
        let rows: Vec<_> = first.expect("steps").iter().map(|row| row.join(" | ")).collect();
        insta::assert_snapshot!(rows.join("\n"));
    });
}

#[test]
fn the_test_data_are_those_of_the_steps_and_no_number_is_in_them() {
    with_material(TestItem::CodeLinking, |material| {
        let document = test_data(material);
        let page = page(&document).expect("page");
        let file = text_of_docx(&docx(&document, material.on).expect("docx"));
        for name in ["甲野花子", "丙髙﨑江", "資格担当", "生成1〜40"] {
            assert!(page.contains(name) && file.contains(name), "{name}");
        }
        assert!(!page.contains("葬山一也"), "of another item");
        let people = material.specification.people(material.union).expect("people");
        let mut numbers = 0;
        for number in people.iter().filter_map(|person| person.individual_number.as_ref()) {
            if let NumberText::Valid(number) = number {
                numbers += 1;
                assert!(!page.contains(number.expose()) && !file.contains(number.expose()));
            }
        }
        assert!(numbers > 10);
        let twelve = regex::Regex::new(r"(^|[^0-9])[0-9]{12}([^0-9]|$)").expect("pattern");
        assert!(!twelve.is_match(&page));
    });
}

#[test]
fn what_is_missing_is_told_with_what_to_do() {
    with_material(TestItem::Identity, |material| {
        let mut documents = material.specification.plan().documents.clone();
        let states = |documents: &crate::spec::DocumentsFile, exists: bool| {
            let checked = check(documents, &[*material], |_| exists);
            checked.into_iter().map(|one| one.state).collect::<Vec<_>>()
        };
        let found = states(&documents, false);
        let [State::Missing(cases), State::Missing(data), State::There(_), State::NotAsked] =
            found.as_slice()
        else {
            panic!("{found:?}")
        };
        assert!(cases.starts_with("テストケースのサンプルを受け取っていません"), "{cases}");
        assert!(data.starts_with("テストデータの指定された値を受け取っていません"), "{data}");
        let yaml = "仕様書:\n  - {テスト項目: 4, テストケース: {用意: サンプル, 受領: a.xlsx}, テストデータ: {用意: 厚労省指定, 受領: b.xlsx, 確認日: 2017-04-10}, テスト手順書: {用意: 自団体}, ロールモデル: {用意: 不要}}\n";
        documents = serde_yaml::from_str(yaml).expect("documents");
        assert_eq!(
            states(&documents, false)[0],
            State::Missing("受領に書かれた「a.xlsx」がありません".to_owned())
        );
        assert_eq!(
            states(&documents, true)[..2],
            [
                State::Missing("「a.xlsx」を確かめていません。確かめたら確認日を書いてください".to_owned()),
                State::There("平成29年4月10日確認".to_owned()),
            ]
        );
    });
}
