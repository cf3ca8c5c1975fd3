//! Which lanes of a run compare their screens with approved ones: those of the union, the
//! endpoint and the test items of which somebody approved them.

use super::{execute::RunOrder, site::Site};
use crate::{
    evidence::{ApprovedScreens, Recorder},
    model::{TestItem, UnionId},
    spec::EMBEDDED,
    terminal::Driving,
};
use std::{path::PathBuf, sync::Arc};

/// What of a run is compared.
#[derive(Debug)]
pub(super) struct ComparedScreens {
    /// The union, and its approved screens.
    approved: Option<(UnionId, Arc<ApprovedScreens>)>,
    /// Why others are not.
    others: Option<String>,
}

impl ComparedScreens {
    /// As `testdata/screens.yaml` says; nothing in a run without screens.
    pub(super) fn of(order: &RunOrder) -> Self {
        let rules = order.specification.screens();
        let nothing = |why: Option<String>| Self { approved: None, others: why };
        if !matches!(order.driving, Driving::Browser(_)) {
            return nothing(None);
        }
        let at_hand = match &order.site {
            Site::Embedded { .. } => EMBEDDED,
            Site::Configured { name, .. } => name,
        };
        if rules.endpoint != at_hand {
            let why = format!("画面を承認した接続先は「{}」なので、比べていません", rules.endpoint);
            return nothing(Some(why));
        }
        let Some(lane) = order.plan.lanes.iter().find(|lane| lane.union == rules.union) else {
            let why = format!("画面を承認した広域連合は {} なので、比べていません", rules.union);
            return nothing(Some(why));
        };
        let compared = lane.scenarios.iter().filter(|planned| rules.items.contains(&planned.item));
        let features = compared.map(|planned| (planned.id.clone(), PathBuf::from(&planned.path))).collect();
        let approved = ApprovedScreens::read(&order.root, features, order.pending);
        let others = not_approved(order.plan.items.iter().filter(|item| !rules.items.contains(item)));
        Self { approved: Some((rules.union, Arc::new(approved))), others }
    }

    /// The recorder of a lane, with what its screens are compared with.
    pub(super) fn recorder(&self, recorder: Recorder, union: UnionId) -> Recorder {
        match &self.approved {
            Some((of, approved)) if *of == union => recorder.comparing(Arc::clone(approved)),
            _ => recorder,
        }
    }

    /// Why screens were not compared, if some were not.
    pub(super) fn not_compared(&self) -> Option<String> {
        let given_up = self.approved.as_ref().and_then(|(_, approved)| approved.given_up());
        given_up.map(|why| format!("承認済みの画面とは比べていません: {why}")).or_else(|| self.others.clone())
    }
}

/// That nobody has approved the screens of these.
fn not_approved<'a>(items: impl Iterator<Item = &'a TestItem>) -> Option<String> {
    let (numbered, others): (Vec<&TestItem>, Vec<&TestItem>) = items.partition(|item| item.is_test_item());
    let numbers: Vec<String> = numbered.iter().map(|item| item.number().to_string()).collect();
    let numbered = (!numbers.is_empty()).then(|| format!("項目{}", numbers.join("、")));
    let names: Vec<String> =
        numbered.into_iter().chain(others.iter().map(|item| item.short_name().to_owned())).collect();
    (!names.is_empty()).then(|| format!("{}の画面は承認していないので、比べていません", names.join("、")))
}
