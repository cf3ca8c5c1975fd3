//! 符号取得・紐付: what 住基ネット and network system answer about the members of a file.
//! Must not know rows or files.

use std::collections::{BTreeMap, HashMap, btree_map::Entry};

use sogo_unyo_test::wire::row_error;

use super::{Job, JobError, kind};
use crate::refserver::{
    defects,
    domain::states::ResidentStatus,
    outside::{juki_net, nws},
    store::{StoreError, code_links, due, unions},
};

/// Plans the answer to all requests of a batch, which is named after its receipt.
pub(super) fn plan(job: Job<'_>, batch: &str) -> Result<(), StoreError> {
    if job.server.has_in_production(&defects::CODES_NOT_ASKED_IN_PRODUCTION) {
        return Ok(());
    }
    let at = job.now.plus_seconds(job.server.settings.code_seconds);
    due::plan(job.connection, at, kind::CODE_ANSWER, batch)
}

/// Answers a batch; while one of the systems is out, it is tried again later.
pub(super) fn answer(job: Job<'_>, batch: &str) -> Result<(), JobError> {
    let connection = job.connection;
    let waiting = code_links::awaited(connection, batch)?;
    if waiting.is_empty() {
        return Ok(code_links::close(connection, batch)?);
    }
    let defects = &job.server.defects;
    let out = juki_net::is_out(connection, job.now)? || nws::is_out(connection, job.now)?;
    if out && defects.has(&defects::CODE_NOT_ASKED_AFTER_OUTAGE) {
        return Ok(());
    }
    let nobody = out && defects.has(&defects::OUTAGE_TOLD_AS_NOBODY);
    if out && !nobody {
        return Ok(plan(job, batch)?);
    }
    let mut issuers: BTreeMap<&str, nws::Issuer> = BTreeMap::new();
    let known = match nobody {
        true => HashMap::new(),
        false => juki_net::statuses(connection, waiting.iter().map(|member| &member.number))?,
    };
    for (place, member) in waiting.iter().enumerate() {
        let swapped = defects.has(&defects::CODES_SWAPPED).then(|| &waiting[waiting.len() - 1 - place]);
        let known = known.get(&swapped.unwrap_or(member).number);
        let issuer = match issuers.entry(&member.prefecture) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let union = unions::find(connection, &member.prefecture)?.ok_or(JobError::NoSubject)?;
                unknown.insert(nws::Issuer::new(&job.server.secret, union.institution))
            }
        };
        let answer = match known {
            None => Err(row_error::RESIDENT_NOT_FOUND),
            Some((status, _))
                if *status != ResidentStatus::Present
                    && !(*status == ResidentStatus::Abroad && defects.has(&defects::ABROAD_LINKED)) =>
            {
                Err(row_error::RESIDENT_REMOVED)
            }
            Some((_, person)) => Ok(issuer.issue(*person)),
        };
        code_links::answer(connection, member.sequence, answer, job.now)?;
    }
    issuers.into_values().try_for_each(|issuer| issuer.keep(connection))?;
    Ok(code_links::close(connection, batch)?)
}
