//! Slips of the keyboard that a YAML parser reports in a way that helps nobody, or at the
//! top of the file: tabs, full-width colons and blanks, a key written twice.
//!
//! Must not know what the keys mean.

use super::{
    diagnostic::SpecError,
    source::{Position, Source, key_of},
};

/// All slips of a file, in order.
pub(super) fn slips(source: &Source) -> Vec<SpecError> {
    let mut errors = Vec::new();
    let mut keys = OpenMappings::default();
    let mut brackets = 0;
    for (index, line) in source.text.lines().enumerate() {
        let bare = without_comment(line);
        if bare.trim().is_empty() {
            continue;
        }
        if let Some((byte, found)) = slip_of_keyboard(bare) {
            let column = bare[..byte].chars().count() + 1;
            let (message, way_out) = found;
            let position = Position { line: index + 1, column };
            errors.push(SpecError::at(source, position, message).expecting(way_out));
            continue;
        }
        // Inside a flow mapping over several lines the parser itself is exact enough.
        if brackets == 0
            && let Some(first_line) = keys.enter(bare, index + 1)
            && let Some((byte, key)) = key_of(bare)
        {
            let position = Position { line: index + 1, column: bare[..byte].chars().count() + 1 };
            errors.push(
                SpecError::at(source, position, format!("項目「{key}」が2回あります"))
                    .expecting(format!("1回目は {first_line} 行目です。どちらかを消してください")),
            );
        }
        brackets += bracket_balance(bare);
    }
    errors
}

/// Where a line goes wrong, with what to say and the way out.
fn slip_of_keyboard(line: &str) -> Option<(usize, (&'static str, &'static str))> {
    if let Some(byte) = line.find('\t') {
        return Some((byte, ("タブがあります", "YAMLでは字下げや区切りに半角の空白を使います")));
    }
    let content = line.trim_start_matches(' ');
    let start = line.len() - content.len();
    if content.starts_with('\u{3000}') {
        return Some((start, ("全角の空白で字下げしています", "字下げには半角の空白を使います")));
    }
    let colon = line.find('：')?;
    let is_text = content.starts_with(['"', '\'', '-', '{', '[']) || key_of(line).is_some();
    let key_is_one_word = !line[start..colon].contains(' ');
    (!is_text && key_is_one_word).then_some((
        colon,
        (
            "全角のコロン「：」があります",
            "項目名の後ろは半角のコロンと空白「: 」です。文の中なら全体を引用符で囲みます",
        ),
    ))
}

/// The line up to a comment. A `#` inside quotes or a word is text.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (byte, letter) in line.char_indices() {
        match (quote, letter) {
            (None, '#') if before == ' ' => return &line[..byte],
            (None, '"' | '\'') if " [{,".contains(before) => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        before = letter;
    }
    line
}

fn bracket_balance(line: &str) -> i32 {
    // `{県}` in a quoted template opens and closes, so quotes need no care.
    line.chars()
        .map(|letter| match letter {
            '{' | '[' => 1,
            '}' | ']' => -1,
            _ => 0,
        })
        .sum()
}

/// The keys of the mappings around a line.
#[derive(Default)]
struct OpenMappings(Vec<(usize, Vec<(String, usize)>)>);

impl OpenMappings {
    /// Notes the key of a line; tells the line of an equal key of the same mapping.
    fn enter(&mut self, line: &str, number: usize) -> Option<usize> {
        let dash = line.len() - line.trim_start_matches(' ').len();
        if line[dash..].starts_with("- ") {
            // A new item: the mapping of the item before is closed.
            self.0.retain(|(indent, _)| *indent <= dash);
        }
        let (indent, key) = key_of(line)?;
        self.0.retain(|(open, _)| *open <= indent);
        if self.0.last().is_none_or(|(open, _)| *open < indent) {
            self.0.push((indent, Vec::new()));
        }
        let (_, keys) = self.0.last_mut()?;
        if let Some((_, first)) = keys.iter().find(|(known, _)| known == key) {
            return Some(*first);
        }
        keys.push((key.to_owned(), number));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_with_slips(text: &str) -> Vec<usize> {
        let source = Source { name: "x.yaml".into(), text: text.into() };
        slips(&source).iter().filter_map(|error| error.place.as_ref().map(|place| place.line)).collect()
    }

    #[test]
    fn equal_keys_are_found_in_one_mapping_only() {
        assert_eq!(lines_with_slips("甲: 1\n乙:\n  甲: 2\n丙:\n  甲: 3\n甲: 4\n"), [6]);
        assert_eq!(lines_with_slips("列:\n  - 名: a\n    値: 1\n  - 名: b\n    値: 2\n    値: 3\n"), [6]);
        assert!(lines_with_slips("列:\n- 名: a\n- 名: b\n他: {名: c,\n  名: d}\n").is_empty());
    }

    #[test]
    fn marks_inside_texts_are_left_alone() {
        assert!(lines_with_slips("注: 時刻：9時 # 「：」\n文: \"甲：乙\"\n- これは：文\n").is_empty());
        assert_eq!(lines_with_slips("名：甲\n\t乙: 1\n\u{3000}丙: 1\n"), [1, 2, 3]);
    }
}
