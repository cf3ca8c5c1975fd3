//! What every operation passes before its handler, in the order of the contract:
//! certificate, session, initial password, role. Afterwards it writes the operation log.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use sogo_unyo_test::wire::{header as wire_header, path::PRODUCTION, problem, screen};

use super::{
    identity_of_caller::{Caller, Terminal},
    operations::{self, Operation, Permission},
    problem::{Problem, RefusalCode},
};
use crate::refserver::{
    defects,
    domain::{file_kinds::FileKind, roles::Role},
    server::{Server, token_hash},
    store::{
        operation_log::{self, Operation as LoggedOperation},
        sessions, unions, users,
    },
};

/// Left on a response to name another screen than the operation's usual one.
#[derive(Debug, Clone, Copy)]
pub(super) struct OnScreen(pub(super) &'static str);

/// Left on a response for the operation log to keep. No individual number.
#[derive(Debug, Clone)]
pub(super) struct OperationNote(pub(super) String);

/// Left on the response to a log-in, which has no session yet.
#[derive(Debug, Clone)]
pub(super) struct LoggedUser(pub(super) String);

/// On a request for the frame of a page, its user and menu: the page itself is the
/// operation, and its frame is not logged beside it. No request from outside can carry it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrameOfScreen;

/// The gate.
pub(super) async fn gate(
    State(server): State<Arc<Server>>,
    matched: MatchedPath,
    mut request: Request,
    next: Next,
) -> Response {
    // The paths of the two environments differ by their beginning alone.
    let path = matched.as_str().strip_prefix(PRODUCTION).unwrap_or(matched.as_str());
    let Some(mut operation) = operations::find(request.method(), path) else {
        let allow = [(header::ALLOW, operations::methods_of(path))];
        return (allow, Problem::new(problem::METHOD)).into_response();
    };
    if operation.permission == Permission::FileKind {
        let name = request.uri().path().rsplit('/').next().unwrap_or_default();
        if let Some(kind) = FileKind::from_name(name) {
            operation.screen = kind.upload_screen();
        }
    }
    let method = request.method().as_str().to_owned();
    let terminal = match terminal(&server, request.headers()) {
        Ok(terminal) => terminal,
        Err(problem) => return refuse(&server, request, problem).await,
    };
    let prefecture = terminal.union.prefecture.clone();
    if operation.permission == Permission::Doorstep {
        request.extensions_mut().insert(terminal);
        return next.run(request).await;
    }
    if operation.permission == Permission::Terminal {
        request.extensions_mut().insert(terminal);
        let response = next.run(request).await;
        if server.defects.has(&defects::LOG_INS_NOT_LOGGED) {
            return response;
        }
        let user_id = response.extensions().get::<LoggedUser>().map(|user| user.0.clone());
        return log(&server, prefecture, user_id, operation, method, response);
    }
    let caller = match caller(&server, &terminal, request.headers()) {
        Ok(caller) => caller,
        Err(problem) => return refuse(&server, request, problem).await,
    };
    let by_name = server.defects.has(&defects::LOG_NAMES_THE_PERSON);
    let user_id = Some(if by_name { caller.user.name.clone() } else { caller.user.user_id.clone() });
    let is_frame = request.extensions().get::<FrameOfScreen>().is_some();
    let response = match permit(&server, &caller, operation, request.uri().path()) {
        Ok(()) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => refuse(&server, request, problem).await,
    };
    if is_frame {
        return response;
    }
    log(&server, prefecture, user_id, operation, method, response)
}

/// Refuses a request after its body was taken in: a client that is still sending would lose
/// the connection, and the answer with it.
async fn refuse(server: &Server, request: Request, problem: Problem) -> Response {
    let mut body = request.into_body().into_data_stream();
    let mut taken = 0_u64;
    while let Some(Ok(piece)) = body.next().await {
        taken = taken.saturating_add(piece.len() as u64);
        if taken > server.settings.max_file_bytes {
            break;
        }
    }
    problem.into_response()
}

fn terminal(server: &Server, headers: &HeaderMap) -> Result<Terminal, Problem> {
    let refused = || Problem::new(problem::CERTIFICATE);
    let certificate = headers.get(wire_header::TERMINAL_CERTIFICATE).ok_or_else(refused)?;
    let certificate = certificate.to_str().map_err(|_| refused())?;
    let union = server.store.read(|connection| unions::find_by_certificate(connection, certificate))?;
    let union = match union {
        None if server.defects.has(&defects::UNKNOWN_CERTIFICATE_TAKEN) => {
            server.store.read(unions::first)?
        }
        union => union,
    };
    let union = Arc::new(union.ok_or_else(refused)?);
    Ok(Terminal { union, certificate: certificate.to_owned() })
}

fn caller(server: &Server, terminal: &Terminal, headers: &HeaderMap) -> Result<Caller, Problem> {
    let refused = || Problem::new(problem::NO_SESSION);
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token_hash(token.trim()))
        .ok_or_else(refused)?;
    let now = server.clock.now();
    let idle = server.settings.session_idle_seconds
        + if server.defects.has(&defects::IDLE_FIVE_MINUTES_LONGER) { 300 } else { 0 };
    let user = server.store.read(|connection| {
        let Some(session) = sessions::find(connection, &token)? else { return Ok(None) };
        let elsewhere =
            session.certificate != terminal.certificate || session.prefecture != terminal.union.prefecture;
        if elsewhere && !server.defects.has(&defects::SESSION_AT_ANY_TERMINAL) {
            return Ok(None);
        }
        // Refused, so nothing is written: the row goes with the next log-in.
        if session.last_used.plus_seconds(idle) < now {
            return Ok(None);
        }
        if !server.defects.has(&defects::IDLE_FROM_THE_LOG_IN) {
            sessions::touch(connection, &token, now)?;
        }
        users::find(connection, &session.prefecture, &session.user_id)
    })?;
    let user = user.filter(|user| !user.retired).ok_or_else(refused)?;
    let must_change_password = user.must_change_password(now, server.password_max_age_days());
    Ok(Caller {
        union: Arc::clone(&terminal.union),
        user: Arc::new(user),
        token_hash: token.into(),
        must_change_password,
    })
}

fn permit(server: &Server, caller: &Caller, operation: Operation, path: &str) -> Result<(), Problem> {
    if operation.permission == Permission::AnyState {
        return Ok(());
    }
    if caller.must_change_password && !server.defects.has(&defects::INITIAL_PASSWORD_HIDES_MENU_ONLY) {
        return Err(Problem::new(problem::PASSWORD_CHANGE_REQUIRED));
    }
    if server.defects.has(&defects::LOCKED_OUT_AFTER_THE_CHANGE)
        && caller.user.password_set_at == Some(server.clock.now())
        && !caller.user.roles.contains(&Role::Admin)
    {
        return Err(Problem::new(problem::PASSWORD_CHANGE_REQUIRED));
    }
    match operation.permission {
        Permission::Roles(_)
            if operation.screen == screen::PROVISION_START
                && server.defects.has(&defects::START_SET_WITHOUT_ROLE) =>
        {
            Ok(())
        }
        Permission::Roles(_)
            if operation.screen == screen::NUMBER_DISPLAY
                && server.defects.has(&defects::NUMBER_SHOWN_TO_VIEWERS) =>
        {
            caller.require(server, &[Role::Member, Role::View])
        }
        Permission::Roles(roles) => caller.require(server, roles),
        Permission::FileKind => {
            let kind = FileKind::from_name(path.rsplit('/').next().unwrap_or_default());
            let role = kind.ok_or_else(Problem::not_found)?.role();
            if server.defects.has(&defects::UPLOAD_NEEDS_NO_ROLE) {
                return Ok(());
            }
            caller.require(server, &[role])
        }
        Permission::Doorstep | Permission::Terminal | Permission::AnyState | Permission::Everybody => Ok(()),
    }
}

fn log(
    server: &Server,
    prefecture: String,
    user_id: Option<String>,
    operation: Operation,
    method: String,
    response: Response,
) -> Response {
    let refused = response.extensions().get::<RefusalCode>().map(|code| code.0.to_owned());
    let defects = &server.defects;
    let not_found = refused.as_deref() == Some(problem::NOT_FOUND);
    if (refused.is_some() && defects.has(&defects::REFUSALS_NOT_LOGGED))
        || (not_found && defects.has(&defects::NOT_FOUND_NOT_LOGGED))
        || (screen_of(operation, &response) == screen::NUMBER_DISPLAY
            && refused.is_none()
            && defects.has(&defects::NUMBER_DISPLAY_NOT_LOGGED))
        || (method == "GET" && refused.is_none() && defects.has(&defects::READING_NOT_LOGGED))
    {
        return response;
    }
    let refused = refused.filter(|_| !defects.has(&defects::REFUSALS_LOGGED_AS_DONE));
    let screen = screen_of(operation, &response);
    let entry = LoggedOperation {
        sequence: 0,
        prefecture,
        at: server.clock.now(),
        user_id: user_id.unwrap_or_else(|| "(不明)".to_owned()),
        operation: screen.to_owned(),
        method,
        refused,
        note: response.extensions().get::<OperationNote>().map(|note| note.0.clone()),
    };
    match server.store.read(|connection| operation_log::add(connection, &entry)) {
        Ok(()) => response,
        // An operation that cannot be logged must not look as if it had been.
        Err(error) => Problem::from(error).into_response(),
    }
}

/// The screen of an operation: the one that its handler named, or the usual one.
fn screen_of(operation: Operation, response: &Response) -> &'static str {
    response.extensions().get::<OnScreen>().map_or(operation.screen, |screen| screen.0)
}
