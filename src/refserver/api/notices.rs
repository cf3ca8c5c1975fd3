//! お知らせ.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::Serialize;
use sogo_unyo_test::wire::path;
use utoipa::ToSchema;

use super::{identity_of_caller::Caller, lists::Listing, problem::Problem};
use crate::refserver::{
    defects,
    domain::{moment::Moment, roles::Role},
    server::Server,
    store::{
        StoreError,
        masters::{self, Master},
        notices,
    },
};

/// お知らせ.
#[derive(Serialize, ToSchema)]
pub(super) struct Notice {
    id: String,
    published_on: NaiveDate,
    subject: String,
    body: String,
    /// マスター適用依頼, 計画停止, 障害 or 連絡.
    kind: String,
    /// The release of the master that a マスター適用依頼 is about; null for other kinds.
    release: Option<String>,
}

/// Notices on the トップページ, newest first. For every user, whatever the role.
///
/// A notice of kind マスター適用依頼 appears with each release of the master, from the
/// moment it is available. The other kinds come from the 取りまとめ機関, which publishes
/// them at a time, to all unions or to some: a notice is not seen before its time, and never
/// by a union that it is not for. Of the same time, the greater release or id comes first.
#[utoipa::path(
    get, path = path::NOTICES, tag = "notices", operation_id = "notices",
    responses((status = 200, description = "お知らせ", body = Listing<Notice>))
)]
pub(super) async fn notices(
    State(server): State<Arc<Server>>,
    caller: Caller,
) -> Result<Json<Listing<Notice>>, Problem> {
    let now = server.clock.now();
    let (releases, published) = server.store.read(|connection| {
        let ahead = if server.defects.has(&defects::MASTER_ANNOUNCED_EARLY) { 7 * 86_400 } else { 0 };
        let releases = masters::available(connection, now.plus_seconds(ahead))?;
        Ok::<_, StoreError>((
            releases,
            notices::published(connection, caller.prefecture(), now, &server.defects)?,
        ))
    })?;
    let most = if server.defects.has(&defects::NEW_MASTER_NOT_ANNOUNCED) { 1 } else { releases.len() };
    let releases =
        releases.into_iter().rev().take(most).map(|master| (master.available_at, apply_master(master)));
    let published = published.into_iter().map(|notice| (notice.published_at, of_agency(notice)));
    let mut all: Vec<(Moment, Notice)> = releases.chain(published).collect();
    if server.defects.has(&defects::NOTICES_FOR_ADMINISTRATORS) && !caller.user.roles.contains(&Role::Admin) {
        all.clear();
    }
    all.sort_by(|(one_time, one), (other_time, other)| {
        (other_time, &other.release, &other.id).cmp(&(one_time, &one.release, &one.id))
    });
    if server.defects.has(&defects::NOTICES_OLDEST_FIRST) {
        all.reverse();
    }
    Ok(Json(Listing::whole(all.into_iter().map(|(_, notice)| notice).collect())))
}

fn of_agency(notice: notices::Notice) -> Notice {
    Notice {
        id: notice.id,
        published_on: notice.published_at.date(),
        subject: notice.subject,
        body: notice.body,
        kind: notice.kind,
        release: None,
    }
}

fn apply_master(master: Master) -> Notice {
    Notice {
        id: format!("master-{}", master.available_at.compact()),
        published_on: master.available_at.date(),
        subject: format!("情報提供NWS配信マスター「{}」の適用依頼", master.release),
        body: "マスターダウンロード画面からマスターをダウンロードし、標準システムに適用してください。"
            .to_owned(),
        kind: "マスター適用依頼".to_owned(),
        release: Some(master.release),
    }
}
