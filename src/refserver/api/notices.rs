//! お知らせ.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::Serialize;
use sogo_unyo_test::wire::path;
use utoipa::ToSchema;

use super::{identity_of_caller::Caller, lists::Listing, problem::Problem};
use crate::refserver::{
    server::Server,
    store::masters::{self, Master},
};

/// お知らせ.
#[derive(Serialize, ToSchema)]
pub(super) struct Notice {
    id: String,
    published_on: NaiveDate,
    subject: String,
    body: String,
    /// マスター適用依頼.
    kind: &'static str,
}

/// Notices on the トップページ, newest first. For every user.
///
/// A notice of kind マスター適用依頼 appears with each release of the master, from the
/// moment it is available.
#[utoipa::path(
    get, path = path::NOTICES, tag = "notices", operation_id = "notices",
    responses((status = 200, description = "お知らせ", body = Listing<Notice>))
)]
pub(super) async fn notices(
    State(server): State<Arc<Server>>,
    _caller: Caller,
) -> Result<Json<Listing<Notice>>, Problem> {
    let now = server.clock.now();
    let available = server.store.read(|connection| masters::available(connection, now))?;
    Ok(Json(Listing::whole(available.into_iter().map(apply_master).collect())))
}

fn apply_master(master: Master) -> Notice {
    Notice {
        id: format!("master-{}", master.available_at.compact()),
        published_on: master.available_at.date(),
        subject: format!("情報提供NWS配信マスター「{}」の適用依頼", master.release),
        body: "マスターダウンロード画面からマスターをダウンロードし、標準システムに適用してください。"
            .to_owned(),
        kind: "マスター適用依頼",
    }
}
