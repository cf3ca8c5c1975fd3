//! What is doubtful in the tasks as printed. It is told and not mended. Must not know how
//! far anybody is.

use crate::spec::PreparationTask;

/// Something doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A task names itself as its predecessor; the edge is not followed.
    NamesItself {
        /// The task.
        task: u8,
    },
    /// A predecessor is due after its successor is.
    DueAfterSuccessor {
        /// The predecessor and its deadline.
        predecessor: (u8, String),
        /// The successor and its deadline.
        successor: (u8, String),
    },
    /// A predecessor may end after the first month printed for its successor.
    DueAfterSuccessorBegins {
        /// The predecessor and its deadline.
        predecessor: (u8, String),
        /// The successor and its deadline.
        successor: (u8, String),
    },
    /// The row was garbled in print.
    Repaired {
        /// The tasks.
        tasks: Vec<u8>,
    },
}

/// Everything doubtful, in the order of the tasks.
#[must_use]
pub fn findings(tasks: &[PreparationTask]) -> Vec<Finding> {
    let mut found = Vec::new();
    for task in tasks {
        for number in &task.predecessors {
            if *number == task.number {
                found.push(Finding::NamesItself { task: task.number });
                continue;
            }
            let Some(before) = tasks.iter().find(|one| one.number == *number) else { continue };
            let predecessor = (before.number, before.due.printed.clone());
            let successor = (task.number, task.due.printed.clone());
            if before.due.to > task.due.to {
                found.push(Finding::DueAfterSuccessor { predecessor, successor });
            } else if task.due.is_range() && !before.due.is_range() && before.due.from > task.due.from {
                found.push(Finding::DueAfterSuccessorBegins { predecessor, successor });
            }
        }
    }
    let repaired: Vec<u8> = tasks.iter().filter(|task| task.repaired).map(|task| task.number).collect();
    if !repaired.is_empty() {
        found.push(Finding::Repaired { tasks: repaired });
    }
    found
}
