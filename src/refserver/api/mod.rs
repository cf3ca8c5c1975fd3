//! The operator's port: one file per resource. Handlers read requests, call the rooms
//! below and write answers; rules are not made here.

mod administration;
mod arrival;
mod complete_document;
mod copies;
mod extract;
mod files;
mod gate;
mod identity_of_caller;
mod inquiries;
mod lists;
mod masters;
mod members;
mod notices;
mod number_display;
mod openapi;
mod operation_log;
mod operations;
mod plan_survey;
pub(crate) mod problem;
mod provision_requests;
mod records;
mod records_file;
mod roles;
mod sessions;
mod sharing_site;
#[cfg(test)]
mod smoke_tests;
mod users;

pub(crate) use extract::{LargeJsonBody, PathText};
pub(crate) use gate::FrameOfScreen;
pub(crate) use openapi::operator_router;
