//! Puts into the OpenAPI document what is true of every operation and is said by no
//! handler: the refusals of the gate and of the readers, the media type and the codes of
//! refusals, formats of times and numbers, words of states. Must not know single operations.

use axum::http::Method;
use serde_json::{Map, Value, json};
use sogo_unyo_test::wire::{charset, file_kind, inquiry_result, problem, provision_decision};
use utoipa::openapi::OpenApi;

use super::operations::{self, Permission};

const KINDS: &[&str] = &[
    file_kind::DEPARTMENTS,
    file_kind::USERS,
    file_kind::MEMBERS,
    file_kind::ELIGIBILITY,
    file_kind::COMBINED_HIGH_COST,
    file_kind::FUNERAL,
    file_kind::IDENTITY_REQUESTS,
    file_kind::INQUIRIES,
];
const COPY_KINDS: &[&str] = &[file_kind::ELIGIBILITY, file_kind::COMBINED_HIGH_COST, file_kind::FUNERAL];
const CHARSETS: &[&str] = &[charset::SHIFT_JIS, charset::UTF_8, charset::UTF_8_BOM, charset::UTF_16LE];
const PLANS: &[&str] = &["基本計画", "年度計画"];
const SECTIONS: &[&str] = &["連絡事項", "運用スケジュール", "各種様式", "システム障害発生状況"];
const INQUIRY_STATES: &[&str] =
    &["照会中", "結果待ち", "回答あり", "該当なし", "回答不可", "タイムアウト", "取消"];
const INQUIRY_RESULTS: &[&str] = &[
    inquiry_result::OK,
    inquiry_result::NO_COPY,
    inquiry_result::BEFORE_START,
    inquiry_result::NOT_AUTOMATIC,
    problem::OWN_CODE_NOT_LINKED,
    inquiry_result::PROVIDER_CODE_NOT_LINKED,
    inquiry_result::PROVIDER_STOPPED,
    inquiry_result::TIMEOUT,
    inquiry_result::CANCELLED,
];

/// Members of a schema that can have a few values only.
const WORDS: &[(&str, &str, &[&str])] = &[
    ("Accepted", "kind", KINDS),
    ("Accepted", "state", &["受付済"]),
    ("CodeLink", "error_code", &["E501", "E502"]),
    ("CodeLink", "state", &["未取得", "取得要求中", "紐付済", "取得エラー", "再取得要"]),
    ("CopyInfo", "kind", COPY_KINDS),
    ("CopyInfo", "state", &["登録済(提供開始前)", "提供中", "提供停止"]),
    ("CurrentSession", "charset", CHARSETS),
    ("FileError", "code", &["E204", "E301", "E302", "E303", "E304", "E305"]),
    ("InquiryInfo", "result_code", INQUIRY_RESULTS),
    ("InquiryInfo", "state", INQUIRY_STATES),
    ("InquiryResult", "result_code", INQUIRY_RESULTS),
    ("InquiryResult", "state", INQUIRY_STATES),
    ("InsurerDefinition", "charset", CHARSETS),
    ("MemberInfo", "sex", &["1", "2"]),
    ("MemberInfo", "state", &["登録済", "資格喪失"]),
    ("OperationInfo", "outcome", &["成功", "拒否"]),
    ("AutomaticProvision", "kind", COPY_KINDS),
    ("Decision", "decision", &[provision_decision::PROVIDE, provision_decision::REFUSE]),
    ("ProvisionRequestInfo", "state", &["判断待ち", "提供", "不提供", "終了"]),
    ("ProvisionStartInfo", "kind", COPY_KINDS),
    ("NewPlanAnswer", "plan", PLANS),
    ("PlanAnswerInfo", "plan", PLANS),
    ("CollatedPlan", "plan", PLANS),
    ("SiteEntryInfo", "section", SECTIONS),
    ("ReceiptInfo", "kind", KINDS),
    ("ReceiptInfo", "state", &["受付済", "処理待ち", "処理中", "処理完了", "受付エラー", "取消済"]),
    ("RecordInfo", "direction", &["照会", "提供"]),
    ("RegisteredInquiry", "state", &["受付"]),
    ("UserInfo", "state", &["有効", "初期パスワード", "ロック中", "期間外"]),
];

/// The whole document.
pub(super) fn completed(document: &OpenApi) -> Result<Value, serde_json::Error> {
    let mut document = serde_json::to_value(document)?;
    for (path, methods) in members_of(&mut document["paths"]) {
        for (method, operation) in members_of(methods) {
            let method = method.to_uppercase().parse().unwrap_or(Method::GET);
            let permission = operations::find(&method, path).map(|found| found.permission);
            let refusals = common_refusals(operation, permission);
            let Value::Object(answers) = &mut operation["responses"] else { continue };
            for (status, codes) in refusals {
                let answer = answers.entry(status).or_insert_with(|| json!({ "description": "" }));
                add_codes(answer, &codes);
            }
            for (status, answer) in answers.iter_mut() {
                if status.starts_with('4') {
                    as_problem(status, answer);
                }
            }
        }
    }
    for (name, schema) in members_of(&mut document["components"]["schemas"]) {
        for (member, schema) in members_of(&mut schema["properties"]) {
            if let Some((.., words)) = WORDS.iter().find(|(of, called, _)| of == name && called == member) {
                let mut words = json!(words);
                // A member that may be null lists null too.
                if let (Some(list), true) = (words.as_array_mut(), schema["type"].is_array()) {
                    list.push(Value::Null);
                }
                schema["enum"] = words;
            }
            if member == "at" || member.ends_with("_at") {
                schema["format"] = json!("date-time");
            }
        }
    }
    Ok(document)
}

fn members_of(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// What the gate and the readers can answer, by status.
fn common_refusals(
    operation: &Value,
    permission: Option<Permission>,
) -> Vec<(&'static str, Vec<&'static str>)> {
    let has_parameter_in = |place: &str| {
        operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["in"] == place))
    };
    let has_json = operation["requestBody"]["content"]["application/json"].is_object();
    let mut forbidden = vec![problem::CERTIFICATE];
    let mut refusals = Vec::new();
    if permission != Some(Permission::Terminal) {
        refusals.push(("401", vec![problem::NO_SESSION]));
        if permission != Some(Permission::AnyState) {
            forbidden.push(problem::PASSWORD_CHANGE_REQUIRED);
        }
    }
    if matches!(permission, Some(Permission::Roles(_) | Permission::FileKind)) {
        forbidden.push(problem::FORBIDDEN);
    }
    if permission == Some(Permission::FileKind) {
        refusals.push(("404", vec![problem::NOT_FOUND]));
    }
    refusals.push(("403", forbidden));
    // A path that is no UTF-8 once its percent signs are resolved.
    if has_json || has_parameter_in("path") {
        refusals.push(("400", vec![problem::BAD_REQUEST]));
    }
    if has_json {
        refusals.push(("413", vec![problem::TOO_LARGE]));
        refusals.push(("415", vec![problem::CONTENT_TYPE]));
    }
    if has_json || has_parameter_in("query") {
        refusals.push(("422", vec![problem::INVALID]));
    }
    refusals
}

/// Names codes in the description of an answer that does not name them yet.
fn add_codes(answer: &mut Value, codes: &[&str]) {
    let said = answer["description"].as_str().unwrap_or_default().to_owned();
    let missing = codes.iter().filter(|code| !codes_in(&said).contains(code)).copied();
    let parts: Vec<&str> = missing.chain(Some(said.as_str()).filter(|said| !said.is_empty())).collect();
    answer["description"] = json!(parts.join(", "));
}

/// The codes of refusals that a text names: A, N or Q and digits.
fn codes_in(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let is_code = |word: &&str| {
        let digits = word.strip_prefix(['A', 'N', 'Q']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.filter(is_code).collect()
}

/// A refusal has the one form that all have, and one of the codes that its description names.
fn as_problem(status: &str, answer: &mut Value) {
    let said = answer["description"].as_str().unwrap_or_default().to_owned();
    let codes = codes_in(&said);
    let example = json!({
        "type": "about:blank",
        "title": title(status),
        "status": status.parse::<u16>().unwrap_or_default(),
        "detail": "何が違い、どうすればよいか",
        "code": codes.first(),
    });
    let schema = json!({
        "allOf": [
            { "$ref": "#/components/schemas/ProblemBody" },
            { "type": "object", "properties": { "code": { "enum": codes } } },
        ],
    });
    let content = json!({ "schema": schema, "example": example });
    answer["content"] = Value::Object(Map::from_iter([("application/problem+json".to_owned(), content)]));
}

fn title(status: &str) -> &'static str {
    status
        .parse()
        .ok()
        .and_then(|status: axum::http::StatusCode| status.canonical_reason())
        .unwrap_or("Error")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refserver::api::openapi::described;

    fn document() -> Value {
        completed(&described().into_openapi()).expect("document")
    }

    #[test]
    fn every_word_list_is_of_a_member_that_exists() {
        let document = document();
        for (schema, member, _) in WORDS {
            let described = &document["components"]["schemas"][schema]["properties"][member];
            assert!(described["enum"].is_array(), "{schema}.{member}");
        }
    }

    #[test]
    fn every_refusal_names_its_codes() {
        let mut document = document();
        for (path, methods) in members_of(&mut document["paths"]) {
            for (method, operation) in members_of(methods) {
                for (status, answer) in members_of(&mut operation["responses"]) {
                    let codes = codes_in(answer["description"].as_str().expect("description"));
                    assert!(!status.starts_with('4') || !codes.is_empty(), "{method} {path} {status}");
                }
            }
        }
    }

    #[test]
    fn a_named_code_is_not_named_again() {
        let mut answer = json!({ "description": "N8 of the access group" });
        add_codes(&mut answer, &["A102", "N8"]);
        assert_eq!(answer["description"], "A102, N8 of the access group");
    }
}
