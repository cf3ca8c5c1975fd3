//! Where the systems under test of a run are: one for each lane, or one for all.

use crate::{
    model::TestItem,
    terminal::{Connection, Timing},
};
use std::{collections::BTreeMap, path::PathBuf};

/// Where the lanes of a run find their system under test.
#[derive(Debug, Clone)]
pub enum Site {
    /// Every lane starts a reference server of its own.
    Embedded {
        /// The program that has the `serve` command.
        program: PathBuf,
        /// Settings of the server.
        settings: PathBuf,
        /// Further options of the `serve` command.
        options: Vec<String>,
        /// How long things may take.
        timing: Timing,
    },
    /// All lanes share a configured endpoint.
    Configured {
        /// Its name.
        name: String,
        /// How to reach it.
        connection: Connection,
        /// User ids and passwords by user key.
        credentials: BTreeMap<String, (String, String)>,
        /// Whether its clock can be told what time it is.
        simulated_clock: bool,
        /// Most rows that it takes in a file.
        row_limit: u64,
    },
}

impl Site {
    /// What users call it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Embedded { .. } => "組込み参照サーバー",
            Self::Configured { name, .. } => name,
        }
    }

    /// Whether there is a 本番環境.
    #[must_use]
    pub fn has_production(&self) -> bool {
        match self {
            Self::Embedded { .. } => true,
            Self::Configured { connection, .. } => connection.other.operator_url.is_some(),
        }
    }

    /// Whether there is a 本番環境 whose users the harness can set up.
    pub(super) fn has_control_of_production(&self) -> bool {
        match self {
            Self::Embedded { .. } => true,
            Self::Configured { connection, .. } => {
                connection.other.operator_url.is_some() && connection.other.control_url.is_some()
            }
        }
    }

    /// Whether what the harness runs there can be steered: in the 総合運用テスト環境, or in both
    /// environments for the production registration, which also looks at the other one.
    pub(super) fn has_control(&self, item: TestItem) -> bool {
        match self {
            Self::Embedded { .. } => true,
            Self::Configured { connection, .. } => {
                connection.control_url.is_some() && (item.is_test_item() || self.has_control_of_production())
            }
        }
    }
}
