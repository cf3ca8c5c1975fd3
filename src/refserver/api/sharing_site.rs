//! 情報共有サイト(連絡窓口).

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use sogo_unyo_test::wire::path;
use utoipa::{IntoParams, ToSchema};

use super::{extract::Parameters, lists::Listing, problem::Problem};
use crate::refserver::{
    outside::sharing_site::{self, Contact},
    server::Server,
};

/// 連絡窓口 of an institution.
#[derive(Serialize, ToSchema)]
pub(super) struct ContactInfo {
    /// 機関コード.
    institution_code: String,
    institution_name: String,
    /// Whom to ask by mail or telephone.
    contact: String,
    /// Whether the institution takes part in the linkage already.
    linkage_started: bool,
}

/// Which contacts to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ContactParameters {
    /// 機関コード; without it all institutions.
    institution_code: Option<String>,
}

/// 連絡窓口 of institutions, by 機関コード. R-INQUIRE. An unknown code: an empty list.
#[utoipa::path(
    get, path = path::CONTACTS, tag = "inquiries", operation_id = "contacts", params(ContactParameters),
    responses((status = 200, description = "連絡窓口", body = Listing<ContactInfo>))
)]
pub(super) async fn contacts(
    State(server): State<Arc<Server>>,
    Parameters(parameters): Parameters<ContactParameters>,
) -> Result<Json<Listing<ContactInfo>>, Problem> {
    let code = parameters.institution_code.as_deref();
    let found = server.store.read(|connection| sharing_site::contacts(connection, code, &server.defects))?;
    let show = |contact: Contact| ContactInfo {
        institution_code: contact.code,
        institution_name: contact.name,
        contact: contact.contact,
        linkage_started: contact.linkage_started,
    };
    Ok(Json(Listing::whole(found.into_iter().map(show).collect())))
}
