//! What a test lead writes, as a validated model: lots, unions, endpoints, users, members
//! and what is known of them, role models, requirements. YAML in, [`Specification`] out;
//! what cannot be read comes back as [`SpecErrors`], each with file, line and a way out.
//!
//! Must not know the endpoint, the terminal, the standard system, a clock, or the
//! environment: who reads a variable passes a function in.

mod browsing;
mod copies;
mod diagnostic;
mod documents;
mod endpoints;
mod file_checks;
mod generate;
mod identity_values;
mod keyed;
mod load;
mod lookup;
mod lots;
mod master_data;
mod members;
mod message;
mod next_actions;
mod number_text;
mod nws_master;
mod person;
mod plan;
mod plan_faults;
mod pmo;
mod precheck;
mod references;
mod requirements;
mod review;
mod role_models;
mod screen_map;
mod screens;
mod source;
mod specification;
mod suggest;
mod text;
mod unions;
mod wareki;

#[cfg(test)]
mod tests;

pub use browsing::{BrowserName, Browsing, Driver};
pub use copies::{CombinedHighCost, Copies, Eligibility, Funeral};
pub use diagnostic::{SpecError, SpecErrors};
pub use documents::{DocumentKind, DocumentsFile, ItemDocuments, Provider, WantedDocument};
pub use endpoints::{
    Clock, Credential, Embedded, Endpoint, Gates, MissingVariable, Timings, VolumePermission,
};
pub use generate::{members as generate_members, names};
pub use identity_values::{
    FourItems, IdentityCase, IdentityRequest, IdentityResult, IdentityValue, InquiryBy, Removal,
};
pub use keyed::Keyed;
pub use lots::{Days, Deadline, LotPlan, LotWindows};
pub use master_data::{AccessGroup, Department, MasterData, User};
pub use members::{AcquisitionReason, LossReason, Member, Sex};
pub use next_actions::{ActionCase, NextActions, OnPaper, Sight};
pub use number_text::{NumberText, WrongNumber};
pub use nws_master::{Combination, Information, NwsMaster, Procedure, ProviderType, Release};
pub use person::{Person, Resident, ResidentStatus};
pub use plan::{DueMonths, PeriodsFile, PreparationPlan, PreparationTask, TaskDays};
pub use pmo::{PmoCount, PmoLine, PmoPhase, PmoSource};
pub use requirements::{Provenance, Requirement};
pub use role_models::{CopyException, ExceptionKind, ProvidedCopy, ProvidedItem, RoleModel};
pub use screen_map::{MappedForm, MappedScreen, ScreenMap};
pub use screens::{EMBEDDED, ScreenArea, ScreensFile};
pub use specification::Specification;
pub use suggest::UnknownName;
pub use unions::Union;
pub use wareki::{DateError, parse_date, to_wareki};
