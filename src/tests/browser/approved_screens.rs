//! Screens compared with approved pictures: what a reader would not notice passes, what a
//! reader would notice does not, and what does not waits for review.

use super::support::{Tree, bare_browser, machine};
use image::RgbImage;
use sogo_unyo_test::{
    evidence::likeness::{differences, read},
    model::{CaptureKind, Verdict},
};
use std::{fs, path::PathBuf};

/// A result as the reference server shows one, in the font that the README asks for.
const PAGE: &str = r#"data:text/html;charset=utf-8,<!doctype html><meta charset=utf-8><style>
body{font:16px IPAGothic;margin:24px}table{border-collapse:collapse}td,th{border:1px solid #999;padding:8px}
button{background:#0017c1;color:#fff;padding:8px 16px;border:0}</style><h1>加入者情報受付結果詳細</h1>
<p>処理ステータス <b id=state>処理完了</b> 全<span id=count>2</span>件</p>
<table><tr><th>処理結果コード<th>処理結果メッセージ<th>氏名</tr>
<tr><td>N000<td id=message>正常に登録しました。<td>甲野　花子</tr>
<tr id=row><td>E103<td>検査用数字が一致しません。<td>乙川　太郎</tr>
<tr><td>E101<td>個人番号がありません。<td id=name>髙﨑　一郎</tr></table>
<p><button>結果ファイルを取得する</button></p>"#;

/// The page after each change.
async fn pictures(changes: &[&str]) -> Vec<RgbImage> {
    let (_driver, browser) = bare_browser("900,700").await;
    let mut pictures = Vec::new();
    for change in changes {
        browser.goto(PAGE.replace('#', "%23").replace('\n', "")).await.expect("page");
        browser.execute(*change, Vec::new()).await.expect("change");
        pictures.push(read(&browser.screenshot_as_png().await.expect("picture")).expect("PNG"));
    }
    browser.quit().await.expect("browser");
    pictures
}

#[tokio::test]
async fn small_differences_of_rendering_are_no_difference() {
    let _machine = machine();
    let changes = [
        "",
        "document.body.style.marginTop = '25px'",
        "document.body.style.marginLeft = '24.5px'",
        "document.body.style.color = '#151515'",
        "document.body.style.webkitTextStroke = '0.15px'",
        "document.body.style.textRendering = 'geometricPrecision'",
        "document.body.style.fontKerning = 'none'",
    ];
    let pictures = pictures(&changes).await;
    for (change, picture) in changes.iter().zip(&pictures).skip(1) {
        let found = differences(&pictures[0], picture);
        assert!(found.is_empty(), "{change}: {found:?}");
    }
    // Not because nothing was changed.
    assert!(pictures[1..6].iter().all(|picture| *picture != pictures[0]));
}

#[tokio::test]
async fn a_changed_word_or_a_missing_row_is_one() {
    let _machine = machine();
    let changes = [
        "",
        "document.getElementById('state').textContent = '処理待ち'",
        "document.getElementById('count').textContent = '3'",
        "document.getElementById('message').textContent = '正常に登録しました'",
        "document.getElementById('name').textContent = '髙﨑　二郎'",
        "document.getElementById('row').remove()",
        "document.querySelector('button').remove()",
        "document.querySelector('button').style.background = '#c1001f'",
    ];
    let pictures = pictures(&changes).await;
    for (change, picture) in changes.iter().zip(&pictures).skip(1) {
        assert!(!differences(&pictures[0], picture).is_empty(), "{change}");
        assert!(!differences(picture, &pictures[0]).is_empty(), "{change}, the other way round");
    }
}

/// The approved screens of a scenario, as files.
fn approved(tree: &Tree, item: &str, scenario: &str) -> Vec<PathBuf> {
    let folder = tree.root().join("features").join(item).join("snapshots");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "snap"))
        .filter(|path| {
            let text = fs::read_to_string(path).expect("snapshot");
            text.contains("snapshot_kind: binary") && text.contains(&format!("description: {scenario}\n"))
        })
        .collect();
    found.sort();
    found
}

/// As if the screen had been another one when it was approved.
#[test]
fn a_screen_unlike_the_approved_one_fails_and_waits_for_review() {
    let _machine = machine();
    let tree = Tree::new();
    let screens = approved(&tree, "04_identity", "T4-01");
    let [one, other, ..] = screens.as_slice() else { panic!("too few approved screens: {screens:?}") };
    fs::copy(other.with_extension("snap.png"), one.with_extension("snap.png")).expect("copy");
    let run = ["--driver", "browser", "--tags", "@T4-01"];
    let told = Tree::told(&mut tree.run(&run), 1);
    let name = one.strip_prefix(tree.root()).expect("below").display().to_string();
    assert!(told.contains(&format!("承認済みの画面「{name}」と")), "{told}");
    assert!(told.contains("cargo insta review"), "{told}");
    assert!(one.with_extension("snap.new").exists() && one.with_extension("snap.new.png").exists());
    let record = tree.records().remove(0);
    assert_eq!(record.verdicts()["T4-01"], Verdict::Failed);
    let pictures: Vec<_> = record
        .captures()
        .into_iter()
        .filter(|capture| capture.kind == CaptureKind::Difference && capture.file.ends_with(".png"))
        .collect();
    let words: Vec<_> = pictures.iter().filter_map(|one| one.title.split(": ").next()).collect();
    assert_eq!(words, ["承認済み", "今回", "差"]);
    let page = fs::read_to_string(record.0.join("report/13-4.html")).expect("report");
    assert!(page.contains("承認済みと異なる画面") && page.contains(&pictures[2].file), "{page}");
    // What waits is what cargo insta accepts.
    fs::rename(one.with_extension("snap.new.png"), one.with_extension("snap.png")).expect("accept");
    fs::rename(one.with_extension("snap.new"), one).expect("accept");
    Tree::told(&mut tree.run(&run), 0);
}

#[test]
fn a_screen_that_nobody_approved_fails_and_one_that_is_gone_too() {
    let _machine = machine();
    let tree = Tree::new();
    let screens = approved(&tree, "04_identity", "T4-01");
    let gone = screens[0].with_file_name("画面-なくなった画面-表示.snap");
    fs::rename(screens[0].with_extension("snap.png"), gone.with_extension("snap.png")).expect("rename");
    fs::rename(&screens[0], &gone).expect("rename");
    let told = Tree::told(&mut tree.run(&["--driver", "browser", "--tags", "@T4-01"]), 1);
    assert!(told.contains("がありません。今回の画面が正しければ"), "{told}");
    // The scenario did not pass for another reason: what it did not show is told once it does.
    let accept = ["--driver", "browser", "--tags", "@T4-01"];
    Tree::told(tree.run(&accept).env("INSTA_UPDATE", "always"), 1);
    let told = Tree::told(&mut tree.run(&accept), 1);
    assert!(told.contains("画面-なくなった画面-表示.snap」が、このシナリオで現れませんでした"), "{told}");
}

#[test]
fn without_the_typeface_nothing_is_compared_and_that_is_told() {
    let _machine = machine();
    let tree = Tree::new();
    let path = tree.root().join("testdata/screens.yaml");
    let text = fs::read_to_string(&path).expect("rules");
    fs::write(&path, text.replace("書体: IPAGothic", "書体: ない書体")).expect("rules");
    let told = Tree::told(&mut tree.run(&["--driver", "browser", "--tags", "@T4-01"]), 0);
    let why = "承認済みの画面とは比べていません: 書体「ない書体」がこの機械にありません";
    assert!(told.contains(why), "{told}");
    let record = tree.records().remove(0);
    let index = fs::read_to_string(record.0.join("report/index.html")).expect("report");
    assert!(index.contains(why), "{index}");
}
