//! `sogo spec`: what is missing of the 仕様書, and what is made of it.

use super::support::{Tree, assert_told};
use std::fs;

const DOCUMENTS: &str = "testdata/plan/documents.yaml";

#[test]
fn what_is_missing_is_told() {
    let tree = Tree::new();
    let told = tree.told(&["spec", "check"]).expect(1);
    // Test leads add scenarios, members and users.
    let numbers = regex::Regex::new(r"(シナリオ|利用者|加入者)[0-9]+ *").expect("pattern");
    let spaces = regex::Regex::new(r"  +").expect("pattern");
    let text = numbers.replace_all(&told.out, "$1«数»").into_owned();
    assert_told!("spec_check", spaces.replace_all(&text, "  "));

    fs::write(tree.root().join("ケース.xlsx"), "").expect("file");
    let all = fs::read_to_string(tree.root().join(DOCUMENTS)).expect("file");
    let received = "受領: ケース.xlsx, 確認日: 平成29年4月10日}";
    let all = all.lines().map(|line| match line.starts_with('#') {
        true => format!("{line}\n"),
        false => format!(
            "{}\n",
            line.replace("サンプル}", &format!("サンプル, {received}"))
                .replace("厚労省指定}", &format!("厚労省指定, {received}"))
        ),
    });
    tree.write(DOCUMENTS, &all.collect::<String>());
    tree.told(&["spec", "check"]).expect(0).must_say(&["足りないもの: なし", "平成29年4月10日確認"]);

    tree.edit(DOCUMENTS, "テスト項目: 7", "テスト項目: 6");
    tree.told(&["spec", "check"]).expect(2).must_say(&[
        "documents.yaml",
        "テスト項目7の仕様書がありません",
        "テスト項目6の仕様書が2回以上書かれています",
    ]);
}

#[test]
fn the_union_s_own_documents_are_made() {
    let tree = Tree::new();
    let build = |item: &str| {
        let date = "平成29年4月14日";
        tree.told(&["spec", "build", "--union", "東京", "--item", item, "--date", date, "--to", "out"])
            .expect(0)
    };
    build("1");
    build("4");
    build("7");
    let folder = tree.root().join("out/13東京都");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_told!("spec_build_files", names.join("\n"));
    let page = fs::read_to_string(folder.join("1_医療保険者等の運用開始準備の確認_テスト手順書.html"))
        .expect("page");
    for text in [
        "東京都後期高齢者医療広域連合",
        "平成29年4月14日",
        "T1-01",
        "確かめる要件 R1-",
        "data:image/png;base64,",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("テストシナリオ"), "it was abolished");
    let file = fs::read(folder.join("4_本人確認テスト_テスト手順書.docx")).expect("docx");
    assert!(file.starts_with(b"PK"));
    tree.told(&["spec", "build", "--union", "江戸"]).expect(2).must_say(&["江戸"]);
}
