//! A captured text as a reader wants it: request and response apart, JSON in lines.
//!
//! It must not know what the texts say; they are masked already.

use serde_json::Value;

/// What stands between request and response.
const BETWEEN: &str = "\n--- 応答 ---\n";
/// More bytes than this of one text nobody reads on a page; the whole is in its file.
const SHOWN: usize = 48 * 1024;

/// Request and response; the second is empty where there is none.
pub(super) fn parts(text: &str) -> (String, String) {
    // The heading of the transcript says what the title says.
    let text = text.split_once('\n').map_or(text, |(_, rest)| rest);
    let (request, response) = text.split_once(BETWEEN).unwrap_or((text, ""));
    (pretty(request), pretty(response))
}

/// Head and body; a body of JSON in lines.
fn pretty(text: &str) -> String {
    let text = text.trim_end();
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let body = match serde_json::from_str::<Value>(body) {
        Ok(value) => serde_json::to_string_pretty(&value).unwrap_or_else(|_| body.to_owned()),
        Err(_) => body.to_owned(),
    };
    let whole = if body.is_empty() { head.to_owned() } else { format!("{head}\n\n{body}") };
    match whole.char_indices().map(|(place, _)| place).find(|place| *place >= SHOWN) {
        Some(end) => format!("{}\n…(続きは証跡のファイルにあります)", &whole[..end]),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_and_response_are_told_apart_and_json_is_in_lines() {
        let text = "■000007 12行目 POST /api/x → 202\nPOST /api/x\n接続先: http://h\n\n{\"a\":1}\n\n--- 応答 ---\nHTTP 202\ncontent-type: application/json\n\n{\"b\":[\"二\"]}\n\n";
        let (request, response) = parts(text);
        assert_eq!(request, "POST /api/x\n接続先: http://h\n\n{\n  \"a\": 1\n}");
        assert_eq!(response, "HTTP 202\ncontent-type: application/json\n\n{\n  \"b\": [\n    \"二\"\n  ]\n}");
        assert_eq!(parts("■000001 画面\n画面: 加入者検索\n"), ("画面: 加入者検索".to_owned(), String::new()));
        let long = format!("■\n{}", "長".repeat(SHOWN));
        assert!(parts(&long).0.ends_with("…(続きは証跡のファイルにあります)"));
    }
}
