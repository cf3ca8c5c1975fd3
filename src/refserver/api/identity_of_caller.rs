//! Who calls: certificate, session and user, established by the gate before a handler
//! runs.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use sogo_unyo_test::wire::problem;

use super::problem::Problem;
use crate::refserver::{
    defects,
    domain::roles::{self, Role},
    server::Server,
    store::{unions::Union, users::User},
};

/// The union and certificate of the terminal.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    pub(super) union: Arc<Union>,
    pub(super) certificate: String,
}

/// The user of a session.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) union: Arc<Union>,
    pub(super) user: Arc<User>,
    pub(super) token_hash: Arc<[u8]>,
    /// The password is an initial one or too old.
    pub(super) must_change_password: bool,
}

impl Caller {
    /// N8 unless the user has one of the roles. The defect switches all role checks off.
    pub(super) fn require(&self, server: &Server, any_of: &[Role]) -> Result<(), Problem> {
        let permitted = any_of.iter().any(|role| self.user.roles.contains(role));
        if permitted || server.defects.has(&defects::ROLE_NOT_ENFORCED) {
            return Ok(());
        }
        Err(Problem::new(problem::FORBIDDEN))
    }

    /// N8 unless the user's department may see what belongs to the access group.
    pub(super) fn require_group(&self, of_the_member: Option<&str>) -> Result<(), Problem> {
        if roles::group_permits(self.user.access_group.as_deref(), of_the_member) {
            return Ok(());
        }
        Err(Problem::new(problem::FORBIDDEN))
    }

    /// The prefecture of the union, which is the key of its partition.
    pub(super) fn prefecture(&self) -> &str {
        &self.union.prefecture
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(problem::NO_SESSION))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Terminal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(problem::CERTIFICATE))
    }
}
