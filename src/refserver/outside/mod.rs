//! The world beyond the server, one file each, played from the role models that the
//! control port was given. Must not know HTTP, jobs or screens.

pub(crate) mod coordinating_agency;
pub(crate) mod institutions;
pub(crate) mod juki_net;
pub(crate) mod nws;
pub(crate) mod plan_survey;
pub(crate) mod sharing_site;
