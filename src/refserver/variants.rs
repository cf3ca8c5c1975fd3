//! Ways of being built otherwise and still correct, so that the harness can prove that it
//! asserts what is required and not how this server happens to do it. Must not know what
//! any answer means.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::header,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use clap::ValueEnum;
use rand::{RngExt, seq::SliceRandom};
use serde::Serialize;
use serde_json::{Map, Value};
use sogo_unyo_test::wire::path;

use super::{api::problem::Problem, jobs, server::Environments, settings::Settings};

/// A way of being built otherwise, chosen with `--variant`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Variant {
    /// メッセージの言い回しが違う
    Wording,
    /// JSONの項目の順序が違う
    FieldOrder,
    /// 知らない項目が応答に加わる
    UnknownFields,
    /// 一覧が3件ずつのページになる
    SmallPages,
    /// ファイルが処理されるまでに、定期処理の周期を二回待つ
    TwoCycles,
    /// 被保険者枝番が14桁になる
    LongBranchNumbers,
    /// 応答のたびに、時計が0秒から2秒進む
    Latency,
    /// 順序の決まりのない一覧が、見るたびに違う順になる
    Permuted,
}

/// A variant as lists show it.
#[derive(Debug, Serialize)]
pub(crate) struct Described {
    name: String,
    description: String,
}

/// All variants.
pub(crate) fn catalogue() -> Vec<Described> {
    let describe = |variant: &Variant| {
        let value = variant.to_possible_value()?;
        let description = value.get_help().map(ToString::to_string).unwrap_or_default();
        Some(Described { name: value.get_name().to_owned(), description })
    };
    Variant::value_variants().iter().filter_map(describe).collect()
}

/// The variants of one server.
#[derive(Debug, Clone)]
pub(crate) struct Variants(Vec<Variant>);

/// Before every message of a server that words differently.
const OTHER_WORDS: &str = "〔別の言い方〕";

/// The member whose own members are named by columns of a file.
const DATA: &str = "values";

/// Entries of a page of a server with small pages.
const SMALL_PAGE: usize = 3;

/// Lists of which the document promises no order.
const UNORDERED: &[&str] = &[path::ACCESS_GROUPS, path::DEPARTMENTS, path::MEMBERS];

impl Variants {
    /// With these chosen.
    pub(crate) fn new(variants: Vec<Variant>) -> Self {
        Self(variants)
    }

    fn has(&self, variant: Variant) -> bool {
        self.0.contains(&variant)
    }

    /// What of the variants is a matter of settings.
    pub(crate) fn adjust(&self, mut settings: Settings) -> Settings {
        if self.has(Variant::Wording) {
            OTHER_WORDS.clone_into(&mut settings.message_prefix);
        }
        if self.has(Variant::SmallPages) {
            settings.page_size = SMALL_PAGE;
        }
        if self.has(Variant::TwoCycles) {
            settings.job_cycles = 2;
        }
        if self.has(Variant::LongBranchNumbers) {
            settings.branch_digits = 14;
        }
        settings
    }

    /// What of the variants is a matter of answers.
    pub(crate) fn apply(&self, router: Router, environments: &Arc<Environments>) -> Router {
        if self.0.is_empty() {
            return router;
        }
        let state = (self.clone(), Arc::clone(environments));
        router.layer(middleware::from_fn_with_state(state, answer_otherwise))
    }
}

async fn answer_otherwise(
    State((variants, environments)): State<(Variants, Arc<Environments>)>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if variants.has(Variant::Latency) {
        let moved = tokio::task::spawn_blocking(move || let_time_pass(&environments)).await;
        if !matches!(moved, Ok(Ok(()))) {
            return Problem::new(sogo_unyo_test::wire::problem::INTERNAL).into_response();
        }
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if path == path::OPENAPI || !kind.is_some_and(|kind| kind.contains("json")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return Problem::new(sogo_unyo_test::wire::problem::INTERNAL).into_response();
    };
    let Ok(value) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let value = variants.otherwise(value, UNORDERED.contains(&path.as_str()));
    Response::from_parts(parts, Body::from(value.to_string()))
}

/// Up to two seconds, and what becomes due in them.
fn let_time_pass(environments: &Environments) -> Result<(), super::store::StoreError> {
    let _alone = environments.advancing.blocking_lock();
    let clock = environments.clock();
    if clock.is_running() {
        return Ok(());
    }
    let until = clock.now().plus_seconds(rand::rng().random_range(0..=2));
    jobs::run_due(environments, until)?;
    // Not before now: time was only added.
    let _forward = clock.set(until);
    Ok(())
}

impl Variants {
    fn otherwise(&self, value: Value, unordered: bool) -> Value {
        match value {
            Value::Object(fields) => {
                let mut fields: Vec<(String, Value)> = fields
                    .into_iter()
                    .map(|(name, value)| {
                        let value = match value {
                            Value::Array(mut items) if unordered && name == "items" => {
                                if self.has(Variant::Permuted) {
                                    items.shuffle(&mut rand::rng());
                                }
                                Value::Array(items)
                            }
                            Value::String(text) if name == "detail" && self.has(Variant::Wording) => {
                                Value::String(format!("{OTHER_WORDS}{text}"))
                            }
                            other => other,
                        };
                        // The names in there are data: columns of a file.
                        let value = if name == DATA { value } else { self.otherwise(value, false) };
                        (name, value)
                    })
                    .collect();
                if self.has(Variant::FieldOrder) {
                    fields.reverse();
                }
                if self.has(Variant::UnknownFields) {
                    fields.insert(0, ("x_unknown".to_owned(), Value::from("知らない項目")));
                }
                Value::Object(Map::from_iter(fields))
            }
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.otherwise(item, false)).collect())
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_say_the_same_otherwise() {
        let variants = Variants::new(vec![Variant::Wording, Variant::UnknownFields]);
        let answer = json!({ "code": "N8", "detail": "権限がありません" });
        assert_eq!(
            variants.otherwise(answer, false),
            json!({ "code": "N8", "detail": "〔別の言い方〕権限がありません", "x_unknown": "知らない項目" })
        );
    }

    #[test]
    fn settings_vary_where_they_may() {
        let settings = |variant| Variants::new(vec![variant]).adjust(Settings::default());
        assert_eq!(settings(Variant::SmallPages).page_size, 3);
        assert_eq!(settings(Variant::TwoCycles).job_cycles, 2);
        assert_eq!(settings(Variant::LongBranchNumbers).branch_digits, 14);
        assert_eq!(catalogue().len(), Variant::value_variants().len());
    }
}
