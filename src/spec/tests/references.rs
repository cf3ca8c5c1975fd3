//! Errors of the shipped data after one text of it was replaced: wrong types, broken
//! rules, names that nothing has.

use super::root;
use crate::spec::Specification;
use std::{fs, path::Path};

/// The shipped data after one text of one file was replaced.
fn broken(file: &str, from: &str, to: &str) -> String {
    let folder = tempfile::tempdir().expect("folder");
    for part in ["testdata", "testdata/plan", "testdata/screenmaps", "rolemodels"] {
        fs::create_dir(folder.path().join(part)).expect("folder");
        for entry in fs::read_dir(root().join(part)).expect("shipped folder") {
            let entry = entry.expect("entry");
            if entry.path().is_dir() {
                continue;
            }
            fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).expect("copy");
        }
    }
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("file");
    assert!(text.contains(from), "{from}");
    fs::write(&path, text.replacen(from, to, 1)).expect("file");
    let errors = Specification::load(&folder.path().join("testdata"), &folder.path().join("rolemodels"))
        .expect_err("broken");
    errors.to_string().replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn a_wrong_type_is_shown() {
    insta::assert_snapshot!(broken("testdata/endpoints.yaml", "ポーリング間隔秒: 240", "ポーリング間隔秒: 五分"), @"
    エラー: 「五分」は書けません
       --> testdata/endpoints.yaml:12:13
       |
    12 |   ポーリング間隔秒: 五分
       |                     ^^^^
       = ここには0以上の整数を書きます

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn unknown_references_are_shown_with_the_nearest() {
    insta::assert_snapshot!(broken("testdata/identity_values.yaml", "加入者: 確野一子", "加入者: 確野一人"), @r"
    エラー: 加入者「確野一人」は testdata/members.yaml にありません
      --> testdata/identity_values.yaml:8:10
      |
    8 |     加入者: 確野一人
      |             ^^^^^^^^
      = もしかして: 確野一子

    試験データに誤りが 1 件あります
    ");
    insta::assert_snapshot!(broken("testdata/master_data.yaml", "部署: 資格課", "部署: 資格科"), @r"
    エラー: 部署「資格科」は testdata/master_data.yaml にありません
       --> testdata/master_data.yaml:29:9
       |
    29 |     部署: 資格科
       |           ^^^^^^
       = もしかして: 資格課

    試験データに誤りが 1 件あります
    ");
    insta::assert_snapshot!(broken("testdata/master_data.yaml", "R-IDENT", "R-IDENTITY"), @r"
    エラー: ロール「R-IDENTITY」は 標準ロール にありません
       --> testdata/master_data.yaml:51:11
       |
    51 |     ロール: [R-IDENTITY]
       |              ^^^^^^^^^^
       = もしかして: R-IDENT

    試験データに誤りが 1 件あります
    ");
    insta::assert_snapshot!(broken("rolemodels/kakuu_kenpo.yaml", "加入者: 葬山一也", "加入者: 葬山一郎"), @r"
    エラー: 加入者「葬山一郎」は testdata/members.yaml にありません
      --> rolemodels/kakuu_kenpo.yaml:8:10
      |
    8 |   - 加入者: 葬山一郎
      |             ^^^^^^^^
      = もしかして: 葬山一也

    試験データに誤りが 1 件あります
    ");
    insta::assert_snapshot!(broken("rolemodels/kakuu_city.yaml", "地方税関係情報", "地方税情報"), @r"
    エラー: 特定個人情報「地方税情報」は testdata/nws_master.yaml にありません
      --> rolemodels/kakuu_city.yaml:9:14
      |
    9 |     特定個人情報名: 地方税情報
      |                     ^^^^^^^^^^
      = もしかして: 地方税関係情報

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn lots_have_to_divide_the_unions() {
    insta::assert_snapshot!(broken("testdata/lots.yaml", "[25, 26", "[25, 99"), @r"
    エラー: 都道府県番号 99 はありません(1〜47)
       --> testdata/lots.yaml:57:11
       |
    57 |     広域連合: [25, 99, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47]
       |               ^^^

    試験データに誤りが 1 件あります
    ");
    insta::assert_snapshot!(broken("testdata/lots.yaml", "[25, 26", "[25, 24"), @r"
    エラー: 三重県が 2 つのロットにあります
       --> testdata/lots.yaml:57:5
       |
    57 |     広域連合: [25, 24, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47]
       |     ^^^^^^^^
       = どの広域連合もちょうど1つのロットに書きます

    エラー: 京都府が 0 つのロットにあります
       --> testdata/lots.yaml:18:5
       |
    18 |     広域連合: [11]
       |     ^^^^^^^^
       = どの広域連合もちょうど1つのロットに書きます

    試験データに誤りが 2 件あります
    ");
}

#[test]
fn the_representative_is_of_the_lot() {
    insta::assert_snapshot!(broken("testdata/lots.yaml", "代表広域連合: 13", "代表広域連合: 47"), @r"
    エラー: 代表広域連合 47 はロット2の広域連合ではありません
       --> testdata/lots.yaml:39:5
       |
    39 |     代表広域連合: 47
       |     ^^^^^^^^^^^^
       = 「広域連合」に並ぶ番号の一つを書きます

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn screens_are_those_of_an_endpoint_and_of_the_contract() {
    insta::assert_snapshot!(broken("testdata/screens.yaml", "接続先: 組込み", "接続先: 手許"), @r"
    エラー: 接続先「手許」は testdata/endpoints.yaml にありません
      --> testdata/screens.yaml:6:6
      |
    6 | 接続先: 手許
      |         ^^^^
      = もしかして: 手元

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn rules_within_a_member_are_shown() {
    insta::assert_snapshot!(broken("testdata/members.yaml", "資格取得年月日: 2013-03-04", "資格取得年月日: 2013-03-05"), @r"
    エラー: 加入者「甲野花子」の資格取得年月日が75歳到達日と違います(年齢到達なら 2013-03-04)
       --> testdata/members.yaml:18:5
       |
    18 |     資格取得年月日: 2013-03-05
       |     ^^^^^^^^^^^^^^

    試験データに誤りが 1 件あります
    ");
    insta::assert_snapshot!(broken("testdata/members.yaml", "70{県}0000002{検}", "70{県}0000001{検}"), @r#"
    エラー: 個人番号が「甲野花子」と同じです
       --> testdata/members.yaml:22:5
       |
    22 |     個人番号: "70{県}0000001{検}"
       |     ^^^^^^^^
       = わざとなら「個人番号の重複相手」に相手の名前を書きます

    試験データに誤りが 1 件あります
    "#);
    insta::assert_snapshot!(broken("testdata/copies.yaml", "    わざと誤り: 有効期限が証発効期日より前(E108)\n", ""), @r"
    エラー: 「癸谷五郎」の副本: 有効期限は証発効期日より前にできません
       --> testdata/copies.yaml:79:3
       |
    79 |   癸谷五郎:
       |   ^^^^^^^^
       = わざと誤らせるなら「わざと誤り」に理由を書きます

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn rules_within_an_endpoint_are_shown() {
    insta::assert_snapshot!(broken("testdata/endpoints.yaml", "    制御URL: http://127.0.0.1:18081\n", ""), @"
    エラー: 接続先「手元」: 時計を「模擬」にするには 制御URL が要ります(なければ「実時間」)
       --> testdata/endpoints.yaml:29:5
       |
    29 |     時計: 模擬
       |     ^^^^

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn an_identity_value_has_to_say_what_comes_back() {
    insta::assert_snapshot!(broken("testdata/identity_values.yaml", "    異動事由: 死亡\n", ""), @r"
    エラー: 本人確認値「死亡による消除者」: 「異動事由」と「異動年月日」は結果区分が消除者のときにだけ、必ず書きます
       --> testdata/identity_values.yaml:66:3
       |
    66 |   死亡による消除者:
       |   ^^^^^^^^^^^^^^^^

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn a_role_model_can_only_have_what_may_be_asked() {
    insta::assert_snapshot!(broken("rolemodels/misetsuzoku_city.yaml", "地方税関係情報", "資格情報"), @r"
    エラー: 「資格情報」を市区町村に照会できる手続がありません
      --> rolemodels/misetsuzoku_city.yaml:9:14
      |
    9 |     特定個人情報名: 資格情報
      |                     ^^^^^^^^
      = testdata/nws_master.yaml の照会許可にある組だけを書きます

    試験データに誤りが 1 件あります
    ");
}

/// Files of `testdata/` that the specification is made of.
const FILES: usize = 19;

#[test]
fn a_missing_folder_is_shown() {
    let errors = Specification::load(Path::new("ない"), Path::new("ない")).expect_err("nothing there");
    // One for each file of test data, and one for the folder of role models.
    assert_eq!(errors.count(), FILES + 1);
    assert!(errors.iter().all(|error| error.place.is_none()));
}
