//! Every kind of error within a text as a test lead sees it.

use crate::spec::{
    diagnostic::{SpecError, SpecErrors},
    load,
    members::MembersFile,
    source::Source,
};
use proptest::prelude::*;

fn shown(text: &str) -> String {
    let source = Source { name: "testdata/members.yaml".into(), text: text.into() };
    let errors: Vec<SpecError> = load::parse::<MembersFile>(&source).expect_err("broken");
    SpecErrors(errors).to_string()
}

const MEMBER: &str = "加入者:
  甲野花子:
    個人番号: \"70{県}0000001{検}\"
    被保険者番号: \"{県}00001{検}\"
    氏名: 甲野　花子
    氏名カナ: コウノ　ハナコ
    生年月日: 昭和13年3月4日
    性別: 女
    住所: \"{都道府県}中央市本町1-1\"
    資格取得年月日: 2013-03-04
    取得事由: 年齢到達
    用途: 登録
";

#[test]
fn an_unknown_field_is_shown_with_the_nearest() {
    insta::assert_snapshot!(shown(&MEMBER.replace("氏名カナ", "氏名力ナ")), @r"
    エラー: 項目「氏名力ナ」はここには書けません
      --> testdata/members.yaml:6:5
      |
    6 |     氏名力ナ: コウノ　ハナコ
      |     ^^^^^^^^
      = 書ける項目: 個人番号、誤り個人番号、個人番号の重複相手、被保険者番号、氏名、氏名カナ、生年月日、性別、郵便番号、住所、資格取得年月日、取得事由、資格喪失年月日、喪失事由、アクセスグループ、住基、相手広域連合での資格、用途、わざと誤り
      = もしかして: 氏名カナ

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn an_unknown_top_level_key_is_shown_at_its_line() {
    insta::assert_snapshot!(shown(&format!("{MEMBER}加入者達:\n  甲: 1\n")), @r"
    エラー: 項目「加入者達」はここには書けません
       --> testdata/members.yaml:13:1
       |
    13 | 加入者達:
       | ^^^^^^^^
       = 書ける項目: 加入者
       = もしかして: 加入者

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn a_missing_field_is_shown() {
    insta::assert_snapshot!(shown(&MEMBER.replace("    性別: 女\n", "")), @r"
    エラー: 項目「性別」がありません
      --> testdata/members.yaml:2:3
      |
    2 |   甲野花子:
      |   ^^^^^^^^
      = この項目を書き足してください

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn a_wrong_choice_is_shown() {
    insta::assert_snapshot!(shown(&MEMBER.replace("年齢到達", "年齢達成")), @r"
    エラー: 値「年齢達成」は選べません
       --> testdata/members.yaml:11:11
       |
    11 |     取得事由: 年齢達成
       |               ^^^^^^^^
       = 選べる値: 年齢到達、転入、障害認定、適用除外非該当、生活保護廃止、職権回復、その他
       = もしかして: 年齢到達

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn a_wrong_check_digit_is_shown_without_the_number() {
    let text = MEMBER.replace("70{県}0000001{検}", "123456789012");
    let shown = shown(&text);
    assert!(!shown.contains("123456789012"));
    insta::assert_snapshot!(shown, @r#"
    エラー: 個人番号の検査用数字が合いません(正しくは末尾 8)。わざと誤らせるなら「誤り個人番号」に、そうでなければ 70{県}0000001{検} の形で書いてください
      --> testdata/members.yaml:3:11
      |
    3 |     個人番号: "************"
      |               ^^^^^^^^^^^^^^

    試験データに誤りが 1 件あります
    "#);
}

#[test]
fn a_number_of_the_wrong_length_is_shown() {
    insta::assert_snapshot!(shown(&MEMBER.replace("0000001{検}", "001{検}")), @r#"
    エラー: 個人番号の型は {県} を2桁と数えて数字11桁に {検} を続けて書きます(いまは 7 桁と {検})
      --> testdata/members.yaml:3:11
      |
    3 |     個人番号: "70{県}001{検}"
      |               ^^^^^^^^^^^^^^^

    試験データに誤りが 1 件あります
    "#);
}

#[test]
fn a_wrong_era_is_shown() {
    insta::assert_snapshot!(shown(&MEMBER.replace("昭和13年3月4日", "大正16年3月4日")), @r"
    エラー: 「大正16年3月4日」は大正ではありません(その日は昭和2年3月4日)
      --> testdata/members.yaml:7:11
      |
    7 |     生年月日: 大正16年3月4日
      |               ^^^^^^^^^^^^^^

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn a_tab_is_shown() {
    insta::assert_snapshot!(shown(&MEMBER.replace("    性別: 女", "\t性別: 女")), @r"
    エラー: タブがあります
      --> testdata/members.yaml:8:1
      |
    8 | →性別: 女
      | ^
      = YAMLでは字下げや区切りに半角の空白を使います

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn a_full_width_colon_is_shown() {
    insta::assert_snapshot!(shown(&MEMBER.replace("性別: 女", "性別：女")), @r"
    エラー: 全角のコロン「：」があります
      --> testdata/members.yaml:8:7
      |
    8 |     性別：女
      |         ^^
      = 項目名の後ろは半角のコロンと空白「: 」です。文の中なら全体を引用符で囲みます

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn a_duplicate_key_is_shown_with_the_first() {
    let twice = format!("{MEMBER}加入者:\n  乙川太郎: {{}}\n");
    insta::assert_snapshot!(shown(&twice), @r"
    エラー: 項目「加入者」が2回あります
       --> testdata/members.yaml:13:1
       |
    13 | 加入者:
       | ^^^^^^
       = 1回目は 1 行目です。どちらかを消してください

    試験データに誤りが 1 件あります
    ");
}

#[test]
fn broken_syntax_is_shown() {
    insta::assert_snapshot!(shown(&MEMBER.replace("住所: \"{都道府県}", "住所: {都道府県}")), @r#"
    エラー: 項目の並び(: の付いた行)は書けません
      --> testdata/members.yaml:9:9
      |
    9 |     住所: {都道府県}中央市本町1-1"
      |           ^^^^^^^^^
      = ここには文字列({ や [ で始まる文なら引用符で囲んだもの)を書きます

    試験データに誤りが 1 件あります
    "#);
}

#[test]
fn every_error_of_a_file_is_shown() {
    let second =
        MEMBER.replace("加入者:\n", "").replace("甲野花子", "乙川太郎").replace("性別: 女", "性別: 不明");
    let text = format!("{}{second}", MEMBER.replace("2013-03-04", "2013-02-30"));
    insta::assert_snapshot!(shown(&text), @r"
    エラー: 「2013-02-30」という日は暦にありません
       --> testdata/members.yaml:10:14
       |
    10 |     資格取得年月日: 2013-02-30
       |                     ^^^^^^^^^^

    エラー: 値「不明」は選べません
       --> testdata/members.yaml:19:9
       |
    19 |     性別: 不明
       |           ^^^^
       = 選べる値: 男、女

    試験データに誤りが 2 件あります
    ");
}

proptest! {
    /// Whatever slips in wherever: an answer, and never a number in it.
    #[test]
    fn no_slip_of_the_keyboard_breaks_the_reader(
        at in 0usize..260,
        slip in "[\\t\u{3000}：:\"'{}\\[\\]#& \n-]{1,3}|123456789018",
    ) {
        let mut text: Vec<char> = MEMBER.chars().collect();
        let at = at.min(text.len());
        text.splice(at..at, slip.chars());
        let source = Source { name: "x.yaml".into(), text: text.into_iter().collect() };
        if let Err(errors) = load::parse::<MembersFile>(&source) {
            let shown = SpecErrors(errors).to_string();
            prop_assert!(!shown.contains("123456789018"), "{}", shown);
        }
    }
}
