//! The router of the operator's port and the OpenAPI document that describes it: both come
//! from the same list of handlers, so that neither can run ahead of the other.

use std::sync::Arc;

use axum::{
    Router, extract::DefaultBodyLimit, http::header, middleware, response::IntoResponse, routing::get,
};
use sogo_unyo_test::wire::{header as wire_header, path, problem};
use utoipa::{
    OpenApi,
    openapi::{
        Info,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    administration, complete_document, copies, files, gate, inquiries, masters, members, notices,
    number_display, operation_log, plan_survey, problem::Problem, provision_requests, records, records_file,
    roles, sessions, sharing_site, users,
};
use crate::refserver::server::Server;

#[derive(OpenApi)]
#[openapi(
    security(("certificate" = [], "session" = [])),
    tags(
        (name = "session", description = "ログイン、パスワード"),
        (name = "administration", description = "システム管理者の業務"),
        (name = "masters", description = "情報提供NWS配信マスター"),
        (name = "notices", description = "お知らせ"),
        (name = "files", description = "ファイルの登録と結果"),
        (name = "members", description = "加入者と符号"),
        (name = "copies", description = "副本と提供開始日"),
        (name = "inquiries", description = "情報照会"),
        (name = "records", description = "情報提供等記録、操作ログ"),
        (name = "outside", description = "情報共有サイト、取りまとめ機関のアンケート"),
    )
)]
struct Document;

/// The handlers with what they say of themselves.
pub(super) fn described() -> OpenApiRouter<Arc<Server>> {
    let mut document = Document::openapi();
    document.info = Info::new("医療保険者等向け中間サーバー (模擬) 操作ポート", "1");
    document.info.description = Some(include_str!("openapi.md").to_owned());
    let components = document.components.get_or_insert_default();
    let certificate = ApiKeyValue::with_description(
        wire_header::TERMINAL_CERTIFICATE,
        "電子証明書 of the terminal, as the front of the server established it",
    );
    components.add_security_scheme("certificate", SecurityScheme::ApiKey(ApiKey::Header(certificate)));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("session", SecurityScheme::Http(bearer));
    OpenApiRouter::with_openapi(document)
        .routes(routes!(sessions::log_in, sessions::current, sessions::log_out))
        .routes(routes!(sessions::login_screen))
        .routes(routes!(sessions::change_password))
        .routes(routes!(notices::notices))
        .routes(routes!(administration::insurer_definition, administration::declare_insurer_definition))
        .routes(routes!(administration::access_groups))
        .routes(routes!(administration::put_access_group))
        .routes(routes!(administration::departments))
        .routes(routes!(roles::list))
        .routes(routes!(roles::put, roles::delete))
        .routes(routes!(users::list))
        .routes(routes!(users::new_initial_password))
        .routes(routes!(users::unlock))
        .routes(routes!(masters::master))
        .routes(routes!(masters::master_file))
        .routes(routes!(files::list))
        .routes(routes!(files::upload))
        .routes(routes!(files::receipt, files::cancel))
        .routes(routes!(files::result))
        .routes(routes!(members::search))
        .routes(routes!(members::member))
        .routes(routes!(members::code_link))
        .routes(routes!(number_display::show))
        .routes(routes!(copies::of_member))
        .routes(routes!(copies::history))
        .routes(routes!(provision_requests::set_automatic))
        .routes(routes!(provision_requests::list))
        .routes(routes!(provision_requests::decide))
        .routes(routes!(copies::starts))
        .routes(routes!(copies::set_start))
        .routes(routes!(inquiries::list, inquiries::register))
        .routes(routes!(inquiries::inquiry, inquiries::cancel))
        .routes(routes!(sharing_site::contacts))
        .routes(routes!(sharing_site::accounts))
        .routes(routes!(sharing_site::register_account, sharing_site::remove_account))
        .routes(routes!(sharing_site::entries))
        .routes(routes!(plan_survey::answers, plan_survey::answer))
        .routes(routes!(plan_survey::withdraw))
        .routes(routes!(plan_survey::collated))
        .routes(routes!(records::search))
        .routes(routes!(records_file::file))
        .routes(routes!(records::mark))
        .routes(routes!(operation_log::search))
}

/// Everything on the operator's port.
pub(crate) fn operator_router(server: Arc<Server>) -> Router {
    let (router, document) = described().split_for_parts();
    let document = Arc::new(complete_document::completed(&document).map(|document| document.to_string()));
    let openapi = move || async move {
        match &*document {
            Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response(),
            Err(_) => Problem::new(problem::INTERNAL).into_response(),
        }
    };
    router
        .route_layer(middleware::from_fn_with_state(Arc::clone(&server), gate::gate))
        .route(path::OPENAPI, get(openapi))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::new(problem::METHOD) })
        // Files are counted while they stream; JSON has a limit of its own.
        .layer(DefaultBodyLimit::disable())
        .with_state(server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refserver::api::operations;

    #[test]
    fn the_document_is_the_approved_one() {
        let mut document = complete_document::completed(&described().into_openapi()).expect("document");
        // The order of members says nothing.
        document.sort_all_objects();
        insta::assert_snapshot!("openapi", serde_json::to_string_pretty(&document).expect("text"));
    }

    #[test]
    fn every_described_operation_passes_the_gate_and_no_other_does() {
        let document = serde_json::to_value(described().into_openapi()).expect("document");
        let paths = document["paths"].as_object().expect("paths");
        let mut described: Vec<(String, String)> = paths
            .iter()
            .flat_map(|(path, methods)| {
                methods.as_object().expect("methods").keys().map(|method| (method.clone(), path.clone()))
            })
            .collect();
        let mut known: Vec<(String, String)> =
            operations::all().map(|(method, path)| (method, path.to_owned())).collect();
        described.sort();
        known.sort();
        assert_eq!(described, known);
    }
}
