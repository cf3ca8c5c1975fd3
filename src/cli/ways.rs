//! By which techniques a run is held, and which unions by each: as asked for, as the endpoint
//! says, or, at the embedded server, all unions by the operator's port and then the lot's
//! representative union by its screens, if there is a browser.

use super::{
    UsageError, Workspace,
    run_options::{DriverName, RunOptions},
    screens,
    site::{driving, variable},
};
use crate::{model::Lot, run::Selection, spec::Driver, terminal::Driving};
use clap::ValueEnum as _;

/// Runs to hold, one after the other.
pub(super) struct Ways {
    pub(super) ways: Vec<(Driving, Selection)>,
    /// What is to be said of the pictures of screens that are not taken.
    pub(super) remark: Option<String>,
}

pub(super) fn ways(
    workspace: &Workspace,
    lot: Lot,
    options: &RunOptions,
    selection: &Selection,
) -> Result<Ways, UsageError> {
    let mut drivers = options.driver.clone();
    if let (true, Some(named)) = (drivers.is_empty(), variable("SOGO_DRIVER")) {
        let parse = |name: &str| {
            DriverName::from_str(name, false).map_err(|_| {
                UsageError(format!("環境変数 SOGO_DRIVER の「{name}」は、http か browser ではありません"))
            })
        };
        drivers = named.split(',').filter(|name| !name.is_empty()).map(parse).collect::<Result<_, _>>()?;
    }
    if let (true, Some(name)) = (drivers.is_empty(), &options.endpoint) {
        drivers.push(match workspace.specification.endpoint(name).map_err(UsageError::new)?.driver {
            Driver::Http => DriverName::Http,
            Driver::Browser => DriverName::Browser,
        });
    }
    if !drivers.is_empty() || !selection.targets.is_empty() || options.shard.is_some() {
        if drivers.is_empty() {
            drivers.push(DriverName::Http);
        }
        let by_screens = drivers.contains(&DriverName::Browser);
        let ways = drivers
            .into_iter()
            .map(|driver| Ok((driving(workspace, options, driver)?, selection.clone())))
            .collect::<Result<_, UsageError>>()?;
        let remark = (!by_screens).then(|| screens::NONE.to_owned());
        return Ok(Ways { ways, remark });
    }
    let mut ways = vec![(Driving::Http, selection.clone())];
    let representative = workspace.specification.representative(lot);
    let chosen = |union| selection.unions.is_empty() || selection.unions.contains(&union);
    let remark = match representative.filter(|union| chosen(*union)) {
        None => Some(screens::not_representative(representative)),
        Some(union) => match driving(workspace, options, DriverName::Browser) {
            Ok(by_screens) => {
                ways.push((by_screens, Selection { unions: vec![union], ..selection.clone() }));
                None
            }
            Err(no_browser) => Some(screens::no_browser(&no_browser)),
        },
    };
    Ok(Ways { ways, remark })
}
