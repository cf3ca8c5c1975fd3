//! What stands on the screen of inquiries that an officer of the provider decides about.

use super::{Line, Observed, fixed, varying};
use crate::wire::screen;
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;

/// Whether a kind of copy of a member is provided without anybody's action.
#[derive(Debug, Clone, Deserialize)]
pub struct AutomaticProvision {
    /// Of whom.
    pub branch_number: String,
    /// Kind of copy.
    pub kind: String,
    /// As it is now.
    pub automatic: bool,
}

impl Observed for AutomaticProvision {
    fn screen(&self) -> &'static str {
        screen::COPY_SEARCH
    }

    fn lines(&self) -> Vec<Line> {
        let provision = if self.automatic { "自動" } else { "提供可否を判断" };
        vec![vec![varying("枝番", &self.branch_number), fixed(format!(" {} 提供 {provision}", self.kind))]]
    }
}

/// An inquiry of another institution that is not answered automatically.
#[derive(Debug, Clone, Deserialize)]
pub struct ProvisionRequest {
    /// 処理通番 of the inquiry.
    pub process_number: String,
    /// Inquiring institution.
    pub inquirer: String,
    /// Kind of information.
    pub information_code: String,
    /// Who is asked about: the provider's branch number.
    pub branch_number: String,
    /// When it was asked.
    pub requested_at: DateTime<FixedOffset>,
    /// Whether somebody has decided, and how.
    pub state: String,
}

/// Such inquiries.
#[derive(Debug, Clone)]
pub struct ProvisionRequestList {
    /// The entries.
    pub entries: Vec<ProvisionRequest>,
}

impl Observed for ProvisionRequestList {
    fn screen(&self) -> &'static str {
        screen::PROVISION_REQUESTS
    }

    fn lines(&self) -> Vec<Line> {
        if self.entries.is_empty() {
            return vec![vec![fixed("該当する照会なし")]];
        }
        self.entries
            .iter()
            .map(|entry| {
                vec![
                    varying("処理通番", &entry.process_number),
                    fixed(" 照会者 "),
                    varying("機関", &entry.inquirer),
                    fixed(format!(" {} ", entry.information_code)),
                    varying("枝番", &entry.branch_number),
                    fixed(format!(" {}", entry.state)),
                ]
            })
            .collect()
    }
}
