//! What is masked, what is not, and that it stays so.

use super::*;
use proptest::prelude::*;

fn mask(text: &str) -> String {
    Masker::new().mask(text).into_owned()
}

/// Lengths of all runs of digits, ASCII or full-width.
fn runs(text: &str) -> Vec<usize> {
    text.split(|letter: char| !matches!(letter, '0'..='9' | '０'..='９'))
        .map(|run| run.chars().count())
        .collect()
}

#[test]
fn numbers_are_masked_in_every_spelling() {
    for (text, expected) in [
        ("123456789018", "************"),
        ("個人番号は123456789018です", "個人番号は************です"),
        ("１２３４５６７８９０１８", "************"),
        ("1２3４5６7８9０1８", "************"),
        ("1234-5678-9018", "************"),
        ("1234 5678 9018", "************"),
        ("１２３４　５６７８　９０１８", "************"),
        ("１２３４－５６７８－９０１８", "************"),
        (r#"{"number":"123456789018","n":1}"#, r#"{"number":"************","n":1}"#),
        (r#"{"memo":"\n123456789018"}"#, r#"{"memo":"\n************"}"#),
        (r#"{"memo":"\u3000123456789018"}"#, r#"{"memo":"\u3000************"}"#),
        ("q=%20123456789018%20", "q=%20************%20"),
        ("q=%E3%80%80123456789018&p=1", "q=%E3%80%80************&p=1"),
        ("q=%A0123456789018", "q=%A0************"),
        ("q=1234%205678%209018", "q=************"),
        ("q=1234+5678+9018", "q=************"),
        // A chain of four groups: no third of it may stay.
        ("0001 1234 5678 9018", "************"),
        ("01234-5678-9012-3456", "01234-************"),
        ("1234 5678 9018 12345", "************ 12345"),
    ] {
        assert_eq!(mask(text), expected);
    }
}

#[test]
fn other_digits_stay() {
    for text in [
        "1234567890",
        "12345678901",
        "1234567890123",
        "12345678901234567890",
        "１２３４５６７８９０１２３",
        "1234-5678-90123",
        "01234-5678-9012",
        "1234  5678  9012",
        "1234\n5678\n9012",
        "2026-11-24T11:22:33.123456789+09:00",
        "",
    ] {
        assert!(matches!(Masker::new().mask(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn secrets_are_masked_in_every_spelling_and_short_ones_are_no_secrets() {
    let masker = Masker::new();
    let copy = masker.clone();
    masker.add_secret("p@ss\"wörd/1");
    masker.add_secret("short");
    masker.add_secret("p@ss\"wörd/1234");
    let json = serde_json::json!({ "password": "p@ss\"wörd/1" }).to_string();
    assert_eq!(copy.mask(&json), r#"{"password":"«伏字»"}"#);
    assert_eq!(copy.mask("password=p%40ss%22w%C3%B6rd%2F1&x=1"), "password=«伏字»&x=1");
    assert_eq!(copy.mask("a p@ss\"wörd/1234 b"), "a «伏字» b");
    assert_eq!(copy.mask("short"), "short");
    assert!(!format!("{masker:?}").contains("ss"), "{masker:?}");
}

#[test]
fn a_mistyped_number_is_masked_once_it_is_known_in_both_widths() {
    let masker = Masker::new();
    masker.add_mistyped_number("12345678901");
    masker.add_mistyped_number("１２３４５６７８９O18");
    for text in ["12345678901", "１２３４５６７８９０１", "123456789O18", "１２３４５６７８９O18"]
    {
        assert_eq!(masker.mask(&format!("番号は{text}です")), "番号は************です");
    }
    assert_eq!(masker.mask("1234567890"), "1234567890");
    // A right number that begins with a mistyped one.
    assert_eq!(masker.mask("123456789018"), "************");
    assert!(!format!("{masker:?}").contains("1234"), "{masker:?}");
}

#[test]
fn a_document_stays_json_even_where_a_plain_number_has_twelve_digits() {
    let document =
        "{\"seed\":123456789012,\"text\":\"a\\\"123456789012\\u00128\",\"next\":\"\\u001212345678\"}";
    let masked = Masker::new().mask_json(document);
    let value: serde_json::Value = serde_json::from_str(&masked).expect("still JSON");
    assert_eq!(value["seed"], 123_456_789_012_u64);
    assert_eq!(value["text"], "a\"************\u{12}8");
    assert_eq!(value["next"], "\u{12}12345678");
}

/// Pushes the bytes in pieces of this size.
fn stream(bytes: &[u8], piece: usize) -> Vec<u8> {
    let mut masker = ByteMasker::new(Masker::new());
    let mut masked: Vec<u8> = bytes.chunks(piece).flat_map(|piece| masker.push(piece)).collect();
    masked.extend(masker.finish());
    masked
}

#[test]
fn files_are_masked_in_the_encodings_of_bulk_files() {
    let row = "0001,広域　太郎,123456789018,１２３４５６７８９０１８,19400101\r\n";
    let masked_row =
        row.replace("123456789018", "************").replace("１２３４５６７８９０１８", "************");
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let narrow = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let (rows, masked_rows) = (row.repeat(3000), masked_row.repeat(3000));
    for piece in [7, 4096, usize::MAX] {
        assert_eq!(stream(rows.as_bytes(), piece), masked_rows.as_bytes());
        assert_eq!(stream(&narrow(&rows), piece), narrow(&masked_rows));
        assert_eq!(stream(&wide(&rows), piece), wide(&masked_rows));
    }
    assert_eq!(stream(b"\xFF\x00\x81 123456789018", 100), b"\xFF\x00\x81 ************");
}

#[test]
fn bytes_in_which_nothing_was_found_are_handed_on_as_they_came() {
    let picture: Vec<u8> = (0..200_000_u32).map(|value| (value.wrapping_mul(value) >> 7) as u8).collect();
    assert_eq!(stream(&picture, 1000), picture);
}

proptest! {
    #[test]
    fn no_run_of_twelve_is_left_and_a_second_pass_finds_nothing(text in "([0-9０-９]{1,14}|[-+ 　%,a-fu\\\\]|%20|\\\\u3000|個){0,30}") {
        let masked = mask(&text);
        prop_assert!(!runs(&masked).contains(&12), "{} → {}", text, masked);
        prop_assert_eq!(mask(&masked), masked);
    }

    #[test]
    fn four_four_four_is_masked(before in "[^0-9０-９]{0,5}", groups in "[0-9０-９]{4}[- －　][0-9０-９]{4}[- －　][0-9０-９]{4}", after in "[^0-9０-９]{0,5}") {
        prop_assert_eq!(mask(&format!("{before}{groups}{after}")), format!("{before}************{after}"));
    }

    #[test]
    fn text_without_digits_stays(text in "[^0-9０-９]*") {
        prop_assert!(matches!(Masker::new().mask(&text), Cow::Borrowed(_)));
    }

    #[test]
    fn runs_of_other_lengths_stay(digits in "[0-9]{10}|[0-9]{13}|[0-9]{20}", before in "[^0-9０-９%]{0,8}") {
        prop_assume!(!before.contains("\\u"));
        let text = format!("{before}{digits}。");
        prop_assert_eq!(mask(&text), text);
    }

    #[test]
    fn a_secret_is_found_wherever_it_stands(before in "[a-z]{0,9}", secret in "[a-zA-Z0-9]{6,40}", after in "[a-z]{0,9}") {
        let masker = Masker::new();
        masker.add_secret(&secret);
        let text = format!("{before}{secret}{after}");
        prop_assert!(!masker.mask(&text).contains(&secret));
    }
}
