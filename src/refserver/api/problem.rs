//! Refusals as RFC 9457 problem details with a code of the contract. Must not repeat what
//! the request said: it may hold individual numbers or passwords.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sogo_unyo_test::wire::problem;
use utoipa::ToSchema;

use crate::refserver::{jobs::JobError, store::StoreError};

/// A refused request. It changed nothing.
#[derive(Debug)]
pub(crate) struct Problem {
    code: &'static str,
    detail: String,
}

/// Body of a refusal (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// Always `about:blank`.
    r#type: &'static str,
    /// Short name of the status.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What is wrong and what to do, in Japanese. The wording may vary.
    detail: String,
    /// Code of the refusal; this is what a client decides by.
    code: &'static str,
}

/// Left on a response so that the operation log can name the refusal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusalCode(pub(crate) &'static str);

impl Problem {
    /// With the usual text of the code.
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, detail: usual_detail(code).to_owned() }
    }

    /// With a text of its own.
    pub(crate) fn with_detail(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// Q422 with a text.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::with_detail(problem::INVALID, detail)
    }

    /// Q404.
    pub(crate) fn not_found() -> Self {
        Self::new(problem::NOT_FOUND)
    }

    fn status(&self) -> StatusCode {
        match self.code {
            problem::CREDENTIALS | problem::NO_SESSION | problem::INITIAL_PASSWORD_USED => {
                StatusCode::UNAUTHORIZED
            }
            problem::CERTIFICATE
            | problem::PASSWORD_CHANGE_REQUIRED
            | problem::LOCKED
            | problem::USER_NOT_VALID
            | problem::FORBIDDEN => StatusCode::FORBIDDEN,
            problem::BAD_REQUEST => StatusCode::BAD_REQUEST,
            problem::NOT_FOUND => StatusCode::NOT_FOUND,
            problem::METHOD => StatusCode::METHOD_NOT_ALLOWED,
            problem::CONFLICT => StatusCode::CONFLICT,
            problem::TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
            problem::CONTENT_TYPE => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            problem::INTERNAL => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

fn usual_detail(code: &str) -> &'static str {
    match code {
        problem::CREDENTIALS => "ユーザーIDまたはパスワードが違います。確認して入力し直してください",
        problem::CERTIFICATE => {
            "電子証明書を確認できません。統合専用端末の電子証明書が正しくセットアップされているか確認してください"
        }
        problem::PASSWORD_CHANGE_REQUIRED => {
            "初期パスワードのままか、有効期間を過ぎたパスワードです。先にパスワードを変更してください"
        }
        problem::LOCKED => "ユーザーがロックされています。システム管理者にロック解除を依頼してください",
        problem::NO_SESSION => "ログインしていないか、セッションが終了しました。ログインし直してください",
        problem::USER_NOT_VALID => "ユーザーの有効期間外です。システム管理者に有効期間を確認してください",
        problem::INITIAL_PASSWORD_USED => {
            "初期パスワードは使用済です。システム管理者に初期パスワードの再発行を依頼してください"
        }
        problem::FORBIDDEN => {
            "この操作の権限がありません。ロールとアクセスグループをシステム管理者に確認してください"
        }
        problem::NOT_PERMITTED => {
            "許可された照会の組み合わせではありません。事務手続、照会先機関、特定個人情報をマスターで確認してください"
        }
        problem::UNKNOWN_BRANCH => "被保険者枝番が登録されていません。入力した枝番を確認してください",
        problem::OWN_CODE_NOT_LINKED => "加入者の符号が紐付いていません。符号取得状況を確認してください",
        problem::BAD_REQUEST => "要求の書き方が正しくありません",
        problem::NOT_FOUND => "対象が見つかりません。指定した値を確認してください",
        problem::METHOD => "この操作はできません。OpenAPI文書で操作を確認してください",
        problem::CONFLICT => "現在の状態ではこの操作はできません。状態を確認してください",
        problem::TOO_LARGE => "大きすぎます。ファイルを分割してください",
        problem::CONTENT_TYPE => "Content-Typeが正しくありません。OpenAPI文書で形式を確認してください",
        problem::INTERNAL => "サーバーで異常が発生しました。しばらくしてからやり直してください",
        _ => "値が決まりに合いません",
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        eprintln!("sogo serve: {error}: {:?}", std::error::Error::source(&error).map(ToString::to_string));
        Self::new(problem::INTERNAL)
    }
}

impl From<JobError> for Problem {
    fn from(error: JobError) -> Self {
        eprintln!("sogo serve: {error}");
        Self::new(problem::INTERNAL)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::from(JobError::from(error))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = ProblemBody {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: self.detail,
            code: self.code,
        };
        let text = serde_json::to_string(&body).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], text).into_response();
        response.extensions_mut().insert(RefusalCode(self.code));
        response
    }
}
