//! Says in Japanese what serde_yaml says in English.
//!
//! Must not know files: it takes a text apart and puts another together.

/// What a parser's message comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// What is wrong, in Japanese.
    pub(super) message: String,
    /// What was expected.
    pub(super) expected: Option<String>,
    /// The name that was not known, and those that are.
    pub(super) unknown: Option<(String, Vec<String>)>,
    /// The key that the message is about, to look for if the place is not given.
    pub(super) key: Option<String>,
    /// The path of keys to a mapping that lacks something.
    pub(super) incomplete: Option<String>,
}

/// Reads the message of a parser, without its place.
pub(super) fn read(text: &str) -> Reading {
    let (path, text) = split_path(text);
    let names = quoted(text);
    let plain =
        |message: String| Reading { message, expected: None, unknown: None, key: None, incomplete: None };
    if let (true, [name, valid @ ..]) = (text.starts_with("unknown field"), names.as_slice()) {
        return Reading {
            expected: Some(list("書ける項目", valid)),
            unknown: Some((name.clone(), valid.to_vec())),
            key: Some(name.clone()),
            ..plain(format!("項目「{name}」はここには書けません"))
        };
    }
    if let (true, [name, valid @ ..]) = (text.starts_with("unknown variant"), names.as_slice()) {
        return Reading {
            expected: Some(list("選べる値", valid)),
            unknown: Some((name.clone(), valid.to_vec())),
            ..plain(format!("値「{name}」は選べません"))
        };
    }
    if let (true, [name, ..]) = (text.starts_with("missing field"), names.as_slice()) {
        return Reading {
            expected: Some("この項目を書き足してください".to_owned()),
            // A list item has no name to be found by; its first line is a better place.
            incomplete: path.filter(|path| !path.contains('[')).map(str::to_owned),
            ..plain(format!("項目「{name}」がありません"))
        };
    }
    if let (true, [name, ..]) = (text.starts_with("duplicate field"), names.as_slice()) {
        return Reading {
            key: Some(name.clone()), ..plain(format!("項目「{name}」が2回あります"))
        };
    }
    if let Some((found, expected)) = mismatch(text) {
        return Reading {
            expected: Some(format!("ここには{}を書きます", in_japanese(expected))),
            ..plain(format!("{}は書けません", found_in_japanese(found)))
        };
    }
    if text.is_ascii() {
        return Reading {
            expected: Some("字下げ、引用符、コロンの後ろの空白を確かめてください".to_owned()),
            ..plain(format!("YAMLとして読めません({text})"))
        };
    }
    plain(text.to_owned())
}

/// serde_yaml puts the path of keys in front; the line that is shown says as much.
fn split_path(text: &str) -> (Option<&str>, &str) {
    match text.split_once(": ") {
        Some((path, rest)) if !path.contains([' ', '「']) => (Some(path), rest),
        _ => (None, text),
    }
}

fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Takes 「invalid type: …, expected …」 apart.
fn mismatch(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("invalid type: ").or_else(|| text.strip_prefix("invalid value: "))?;
    rest.rsplit_once(", expected ")
}

fn list(title: &str, names: &[String]) -> String {
    format!("{title}: {}", names.join("、"))
}

fn found_in_japanese(found: &str) -> String {
    let value = found.split_once(['"', '`']).map(|(_, rest)| rest.trim_end_matches(['"', '`']));
    match value {
        Some(value) => format!("「{value}」"),
        None if found.starts_with("map") => "項目の並び(: の付いた行)".to_owned(),
        None if found.starts_with("sequence") => "- で始まる並び".to_owned(),
        None if found.starts_with("unit") => "空の値".to_owned(),
        None => found.to_owned(),
    }
}

fn in_japanese(expected: &str) -> &'static str {
    match expected {
        "u8" => "0から255までの整数",
        "u16" | "u32" | "u64" | "usize" => "0以上の整数",
        "a boolean" => " true か false ",
        "a string" => "文字列({ や [ で始まる文なら引用符で囲んだもの)",
        "a sequence" => "- で始まる並び",
        _ => "「項目名: 値」の並び",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_taken_apart() {
        let reading = read("接続先.手元: unknown field `timeuot`, expected one of `timeout`, `retry`");
        assert_eq!(reading.message, "項目「timeuot」はここには書けません");
        assert_eq!(reading.expected.as_deref(), Some("書ける項目: timeout、retry"));
        let reading = read("接続先[0].ポート: invalid type: string \"八十\", expected u16");
        assert_eq!(reading.message, "「八十」は書けません");
        assert_eq!(reading.expected.as_deref(), Some("ここには0以上の整数を書きます"));
        assert_eq!(
            read("加入者.甲: 個人番号は半角数字12桁で書きます").message,
            "個人番号は半角数字12桁で書きます"
        );
    }
}
