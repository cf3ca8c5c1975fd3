//! How a value of the API is written on a page: as people read it, with the machine's
//! value in `<data>` where the two differ. Individual numbers are masked but where a column
//! is there to show one. Must not know which screen shows it.

use maud::{Markup, html};
use serde_json::Value;
use sogo_unyo_test::wire::file_kind;

use super::{
    pages::{Column, Show, fill, pick, scalar},
    visit::Visit,
    wareki,
};

/// Names of the kinds of files.
pub(super) const KINDS: &[(&str, &str)] = &[
    (file_kind::DEPARTMENTS, "部署情報"),
    (file_kind::USERS, "ユーザー情報"),
    (file_kind::MEMBERS, "加入者情報"),
    (file_kind::ELIGIBILITY, "資格情報(医療保険)"),
    (file_kind::COMBINED_HIGH_COST, "高額介護合算療養費情報"),
    (file_kind::FUNERAL, "葬祭費"),
    (file_kind::IDENTITY_REQUESTS, "本人確認情報照会要求"),
    ("inquiries", "情報照会要求"),
];

/// A field of a row, for a cell.
pub(super) fn show(visit: &Visit, column: &Column, row: &Value) -> Markup {
    let value = pick(row, column.field);
    match (column.show, value) {
        (_, Value::Null) => html! {},
        (Show::Map, Value::Object(entries)) => html! {
            dl.map {
                @for (name, value) in entries {
                    div { dt { (name) } dd data-key=(name) { (in_file(name, &scalar(value).unwrap_or_default())) } }
                }
            }
        },
        (_, Value::Array(items)) => html! {
            ul.items data-items { @for item in items { li { (masked(&scalar(item).unwrap_or_default())) } } }
        },
        (Show::Link(template), value) => {
            let text = scalar(value).unwrap_or_default();
            match fill(template, |name| scalar(pick(row, name))) {
                Some(path) => html! { a href=(visit.href(&path)) { (masked(&text)) } },
                None => html! { (masked(&text)) },
            }
        }
        (how, Value::String(text)) => written(how, text),
        (_, Value::Bool(flag)) => html! {
            data value=(flag) data-type="boolean" { @if *flag { "はい" } @else { "いいえ" } }
        },
        (_, Value::Number(number)) => html! { data value=(number) data-type="number" { (number) } },
        (_, Value::Object(_)) => html! {},
    }
}

fn written(how: Show, text: &str) -> Markup {
    let other = match how {
        Show::Day => wareki::day_of(text),
        Show::Time => wareki::time_of(text).or_else(|| wareki::day_of(text)),
        Show::Kind => KINDS.iter().find(|(kind, _)| *kind == text).map(|(_, name)| (*name).to_owned()),
        Show::Sex => [("1", "男"), ("2", "女")]
            .iter()
            .find(|(code, _)| *code == text)
            .map(|(_, name)| (*name).to_owned()),
        _ => None,
    };
    match (how, other) {
        (Show::IndividualNumber, _) => html! { span.code { (text) } },
        (_, Some(other)) => html! { data value=(masked(text)) { (other) } },
        (Show::State, None) => html! { span class={ "badge " (tone(text)) } { (text) } },
        (Show::Code, None) => html! { span.code { (masked(text)) } },
        (_, None) => html! { (masked(text)) },
    }
}

/// A value of a file: dates there are `YYYYMMDD`.
fn in_file(name: &str, text: &str) -> Markup {
    let is_day = ["年月日", "期日", "期限"].iter().any(|end| name.ends_with(end));
    match wareki::day_of(text).filter(|_| is_day && text.len() == 8) {
        Some(day) => html! { data value=(text) { (day) } },
        None => html! { (masked(text)) },
    }
}

/// The colour of a state; the word says the same.
fn tone(state: &str) -> &'static str {
    match state {
        "処理完了" | "紐付済" | "回答あり" | "登録済" | "有効" | "提供中" | "提供" | "成功" => {
            "good"
        }
        "受付エラー" | "取得エラー" | "回答不可" | "タイムアウト" | "ロック中" | "拒否" => {
            "bad"
        }
        "受付済" | "処理待ち" | "処理中" | "受付" | "照会中" | "結果待ち" | "取得要求中" | "再取得要"
        | "判断待ち" => "going",
        "初期パスワード" | "提供停止" | "登録済(提供開始前)" | "期間外" | "不提供" => {
            "heed"
        }
        _ => "plain",
    }
}

/// Runs of exactly twelve digits, as an individual number has, covered.
pub(super) fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut digits = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_numeric() {
            digits.push(letter);
            continue;
        }
        let covered =
            if digits.chars().count() == 12 { "●".repeat(12) } else { std::mem::take(&mut digits) };
        digits.clear();
        shown.push_str(&covered);
        shown.push(letter);
    }
    shown.pop();
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn individual_numbers_are_covered_and_other_numbers_are_not() {
        assert_eq!(masked("番号123456789018です"), "番号●●●●●●●●●●●●です");
        assert_eq!(masked("12345678901"), "12345678901");
        assert_eq!(masked("20170424123456789018"), "20170424123456789018");
        assert_eq!(masked("123456789018"), "●".repeat(12));
        assert_eq!(masked(""), "");
    }
}
