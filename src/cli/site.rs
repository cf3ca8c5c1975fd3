//! Where a run finds its system under test, and how it drives it: from `endpoints.yaml` and
//! the environment, which is read here and nowhere else.

use super::{DriverName, RunOptions, UsageError, Workspace};
use crate::{
    run::Site,
    spec::{Clock, Endpoint, Timings},
    terminal::{Connection, Driving, Environment, Limits, OtherEnvironment, Timing},
};
use std::{collections::BTreeMap, env, path::Path, sync::Arc};

/// How the terminals are driven.
pub(super) fn driving(
    workspace: &Workspace,
    options: &RunOptions,
    driver: DriverName,
) -> Result<Driving, UsageError> {
    let specification = &workspace.specification;
    let browsing = match &options.endpoint {
        Some(name) => specification.endpoint(name).map_err(UsageError::new)?.browsing(),
        None => specification.embedded().browsing(),
    };
    Ok(match driver {
        DriverName::Http => Driving::Http,
        DriverName::Browser => {
            Driving::Browser(Arc::new(super::driving::browser(&workspace.root, specification, browsing)?))
        }
    })
}

/// The site of a run, and how many unions it has at the same time.
pub(super) fn site(
    workspace: &Workspace,
    endpoint: Option<&str>,
    program: &Path,
) -> Result<(Site, usize), UsageError> {
    let Some(name) = endpoint else {
        let timings = workspace.specification.embedded().timings();
        let site = Site::Embedded {
            program: program.to_owned(),
            settings: workspace.root.join("testdata").join("settings.yaml"),
            options: Vec::new(),
            timing: timing(&timings),
        };
        return Ok((site, timings.lanes));
    };
    let endpoint = workspace.specification.endpoint(name).map_err(UsageError::new)?;
    let timings = endpoint.timings();
    let site = Site::Configured {
        name: name.to_owned(),
        connection: connection(&workspace.root, endpoint, &timings)?,
        credentials: credentials(endpoint)?,
        simulated_clock: timings.clock == Clock::Simulated,
        row_limit: endpoint.row_limit,
    };
    Ok((site, timings.lanes))
}

fn connection(root: &Path, endpoint: &Endpoint, timings: &Timings) -> Result<Connection, UsageError> {
    let identity = match (&endpoint.client_certificate, &endpoint.private_key) {
        (Some(certificate), Some(key)) => Some((root.join(certificate), root.join(key))),
        _ => None,
    };
    Ok(Connection {
        operator_url: endpoint.base_url(variable).map_err(UsageError::new)?,
        control_url: endpoint.control_url(variable).map_err(UsageError::new)?,
        environment: Environment::Test,
        other: OtherEnvironment {
            operator_url: endpoint.production_url(variable),
            control_url: endpoint.production_control_url(variable),
        },
        authority: endpoint.authority_certificate.as_ref().map(|path| root.join(path)),
        identity,
        timing: timing(timings),
        limits: Limits::new(timings.requests_per_second, Some(timings.uploads)),
    })
}

fn credentials(endpoint: &Endpoint) -> Result<BTreeMap<String, (String, String)>, UsageError> {
    endpoint
        .credentials
        .iter()
        .map(|(key, credential)| {
            let password = credential.password(variable).map_err(UsageError::new)?;
            Ok((key.to_owned(), (credential.user_id.clone(), password)))
        })
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "the seam: what endpoints.yaml leaves to the environment")]
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// How long things may take at an embedded server.
pub(super) fn embedded_timing(workspace: &Workspace) -> Timing {
    timing(&workspace.specification.embedded().timings())
}

fn timing(timings: &Timings) -> Timing {
    Timing { request: timings.timeout, poll: timings.poll_interval, wait: timings.wait_limit }
}
