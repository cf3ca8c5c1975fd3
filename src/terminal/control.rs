//! The control port of a reference server: its clock, the insurers it knows, and the
//! world beyond it (住基ネット, the NWS master, other institutions, outages).
//!
//! Acts of the harness, recorded as such, and never read for an assertion: the only
//! thing taken from an answer is the server's time.

use super::{
    TerminalError,
    http::{Port, Reply},
    residents::{self, ManyResidents, ResidentSetting},
};
use crate::{
    evidence::Recorder,
    model::{CaptureKind, IndividualNumber, UnionId},
    wire::control as path,
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// HTTP status by which the control port says that its clock has passed the moment.
const CLOCK_IS_LATER: u16 = 409;

/// The control port.
#[derive(Debug, Clone)]
pub struct Control {
    port: Port,
    /// A moment that the clock has reached since it was set, for certain.
    reached: Arc<Mutex<Option<DateTime<FixedOffset>>>>,
}

/// An insurer as the 取りまとめ機関 sets it up.
#[derive(Debug, Clone, Serialize)]
pub struct InsurerSetting {
    /// Full name.
    pub name: String,
    /// Code by which other institutions ask it.
    pub institution_code: String,
    /// 保険者番号 that its members may have.
    pub insurer_numbers: Vec<String>,
    /// Identities of its terminals' certificates.
    pub certificates: Vec<String>,
    /// The first user.
    pub admin: AdministratorSetting,
}

/// The first user of an insurer.
#[derive(Debug, Clone, Serialize)]
pub struct AdministratorSetting {
    /// User id.
    pub user_id: String,
    /// Name.
    pub name: String,
    /// Initial password.
    pub initial_password: String,
}

/// The NWS master as distributed.
#[derive(Debug, Clone, Serialize)]
pub struct MasterSetting {
    /// Name of the release.
    pub release: String,
    /// First day of distribution.
    pub available_from: NaiveDate,
    /// Permitted combinations.
    pub combinations: Vec<CombinationSetting>,
}

/// A permitted combination of procedure, kind of provider and information.
#[derive(Debug, Clone, Serialize)]
pub struct CombinationSetting {
    /// 事務手続.
    pub procedure_code: String,
    /// Its name.
    pub procedure_name: String,
    /// Kind of provider.
    pub provider_type: String,
    /// 特定個人情報.
    pub information_code: String,
    /// Its name.
    pub information_name: String,
}

/// An お知らせ of the 取りまとめ機関.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeSetting {
    /// 計画停止, 障害 or 連絡.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// From when on it is shown.
    pub published_at: DateTime<FixedOffset>,
    /// Prefectures of the unions that it is for; all if absent.
    pub prefectures: Option<Vec<String>>,
}

/// Something on the 情報共有サイト.
#[derive(Debug, Clone, Serialize)]
pub struct SiteEntrySetting {
    /// 連絡事項 or 各種様式.
    pub section: String,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub body: String,
    /// From when on it stands there.
    pub published_at: DateTime<FixedOffset>,
}

/// Another institution.
#[derive(Debug, Clone)]
pub struct InstitutionSetting {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub provider_type: String,
    /// Whether it has begun to exchange information.
    pub linkage_started: bool,
    /// Whom to ask, as the 情報共有サイト shows it.
    pub contact: String,
    /// What it can provide.
    pub copies: Vec<CopySetting>,
}

/// A copy at another institution.
#[derive(Debug, Clone)]
pub struct CopySetting {
    /// Whose.
    pub individual_number: IndividualNumber,
    /// 特定個人情報.
    pub information_code: String,
    /// Names and values.
    pub items: Vec<(String, String)>,
    /// As of when the original was.
    pub source_as_of: DateTime<FixedOffset>,
    /// How long an answer takes.
    pub delay: Duration,
    /// Whether it is answered without a person looking at it.
    pub automatic: bool,
    /// The institution does not have it, or not any more.
    pub removed: bool,
}

#[derive(Deserialize)]
struct Now {
    now: DateTime<FixedOffset>,
}

impl Control {
    /// The control port at a URL.
    ///
    /// # Errors
    /// If the HTTP client cannot be set up.
    pub fn new(url: &str, request_timeout: Duration, recorder: Arc<Recorder>) -> Result<Self, TerminalError> {
        let port = Port::plain(url, request_timeout, recorder, CaptureKind::Control)?;
        Ok(Self { port, reached: Arc::default() })
    }

    async fn act<T: Serialize + Sync>(
        &self,
        method: Method,
        path: &str,
        body: Option<&T>,
    ) -> Result<Reply, TerminalError> {
        let body = body.map(|body| serde_json::json!(body));
        let reply = self.port.call(method.clone(), path, &[], body.as_ref()).await?;
        if reply.is_success() { Ok(reply) } else { Err(Self::unexpected(&method, path, &reply)) }
    }

    fn unexpected(method: &Method, path: &str, reply: &Reply) -> TerminalError {
        TerminalError::Contract {
            act: format!("{method} {path}"),
            what: format!("制御ポートが HTTP {} を返しました: {}", reply.status, reply.detail()),
        }
    }

    /// The server's time.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn now(&self) -> Result<DateTime<FixedOffset>, TerminalError> {
        Ok(self.act::<()>(Method::GET, path::CLOCK, None).await?.json::<Now>()?.now)
    }

    /// Sets the clock to a moment. A clock that has been set before does not go back: a
    /// moment that it has passed is left alone, unasked if it is known to have. Tells
    /// whether it stands at the moment.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn stand_at(&self, moment: DateTime<FixedOffset>) -> Result<bool, TerminalError> {
        if self.reached().is_some_and(|reached| reached > moment) {
            return Ok(false);
        }
        let body = serde_json::json!({ "now": moment });
        let reply = self.port.call(Method::PUT, path::CLOCK, &[], Some(&body)).await?;
        if reply.is_success() || reply.status == CLOCK_IS_LATER {
            self.has_reached(moment);
            Ok(reply.is_success())
        } else {
            Err(Self::unexpected(&Method::PUT, path::CLOCK, &reply))
        }
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn advance(&self, duration: Duration) -> Result<DateTime<FixedOffset>, TerminalError> {
        let body = serde_json::json!({ "seconds": duration.as_secs() });
        let now = self.act(Method::POST, path::ADVANCE, Some(&body)).await?.json::<Now>()?.now;
        self.has_reached(now);
        Ok(now)
    }

    /// A moment that the clock has reached since it was set, for certain. Without answers that
    /// take time on that clock, it stands there.
    #[must_use]
    pub fn reached(&self) -> Option<DateTime<FixedOffset>> {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_reached(&self, moment: DateTime<FixedOffset>) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        *reached = (*reached).max(Some(moment));
    }

    /// Sets up an insurer.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_insurer(&self, union: UnionId, insurer: &InsurerSetting) -> Result<(), TerminalError> {
        let path = path::INSURER.replace("{prefecture}", &union.to_string());
        self.act(Method::PUT, &path, Some(insurer)).await.map(|_| ())
    }

    /// Sets residents of the 住基ネット.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_residents(&self, residents: &[ResidentSetting]) -> Result<(), TerminalError> {
        self.act(Method::PUT, path::RESIDENTS, Some(&residents::some(residents))).await.map(|_| ())
    }

    /// Sets residents by the thousand; the evidence keeps how many there were, and the hash.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_many_residents(&self, residents: ManyResidents) -> Result<(), TerminalError> {
        let what = format!("住民{}人", residents.count());
        let body = residents.into_text();
        let reply = self.port.call_large(Method::PUT, path::RESIDENTS, body, &what).await?;
        if reply.is_success() { Ok(()) } else { Err(Self::unexpected(&Method::PUT, path::RESIDENTS, &reply)) }
    }

    /// Sets the NWS master.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_master(&self, master: &MasterSetting) -> Result<(), TerminalError> {
        self.act(Method::PUT, path::MASTER, Some(master)).await.map(|_| ())
    }

    /// Publishes a notice.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_notice(&self, id: &str, notice: &NoticeSetting) -> Result<(), TerminalError> {
        let path = path::NOTICE.replace("{id}", id);
        self.act(Method::PUT, &path, Some(notice)).await.map(|_| ())
    }

    /// Takes a notice away.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn remove_notice(&self, id: &str) -> Result<(), TerminalError> {
        let path = path::NOTICE.replace("{id}", id);
        self.act::<()>(Method::DELETE, &path, None).await.map(|_| ())
    }

    /// Puts something on the 情報共有サイト.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_site_entry(&self, id: &str, entry: &SiteEntrySetting) -> Result<(), TerminalError> {
        let path = path::SITE_ENTRY.replace("{id}", id);
        self.act(Method::PUT, &path, Some(entry)).await.map(|_| ())
    }

    /// Takes something off the 情報共有サイト.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn remove_site_entry(&self, id: &str) -> Result<(), TerminalError> {
        let path = path::SITE_ENTRY.replace("{id}", id);
        self.act::<()>(Method::DELETE, &path, None).await.map(|_| ())
    }

    /// Sets until when the アンケート on plans is answered, and when the plans are circulated.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_plan_survey(
        &self,
        due_on: NaiveDate,
        circulated_on: NaiveDate,
    ) -> Result<(), TerminalError> {
        let body = serde_json::json!({ "due_on": due_on, "circulated_on": circulated_on });
        self.act(Method::PUT, path::PLAN_SURVEY, Some(&body)).await.map(|_| ())
    }

    /// Sets another institution.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn set_institution(&self, institution: &InstitutionSetting) -> Result<(), TerminalError> {
        let copies: Vec<_> = institution
            .copies
            .iter()
            .map(|copy| {
                let items: Vec<_> = copy
                    .items
                    .iter()
                    .map(|(name, value)| serde_json::json!({ "name": name, "value": value }))
                    .collect();
                serde_json::json!({
                    "individual_number": copy.individual_number.expose(),
                    "information_code": copy.information_code,
                    "items": items,
                    "source_as_of": copy.source_as_of,
                    "delay_seconds": copy.delay.as_secs(),
                    "automatic": copy.automatic,
                    "removed": copy.removed,
                })
            })
            .collect();
        let body = serde_json::json!({
            "name": institution.name,
            "provider_type": institution.provider_type,
            "linkage_started": institution.linkage_started,
            "contact": institution.contact,
            "copies": copies,
        });
        let path = path::INSTITUTION.replace("{code}", &institution.code);
        self.act(Method::PUT, &path, Some(&body)).await.map(|_| ())
    }

    /// Stops a system for a while.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn stop(
        &self,
        system: &str,
        from: DateTime<FixedOffset>,
        to: DateTime<FixedOffset>,
    ) -> Result<(), TerminalError> {
        let path = path::OUTAGE.replace("{system}", system);
        self.act(Method::PUT, &path, Some(&serde_json::json!({ "from": from, "to": to }))).await.map(|_| ())
    }

    /// Ends the outage of a system.
    ///
    /// # Errors
    /// If the control port does not answer as agreed.
    pub async fn resume(&self, system: &str) -> Result<(), TerminalError> {
        let path = path::OUTAGE.replace("{system}", system);
        self.act::<()>(Method::DELETE, &path, None).await.map(|_| ())
    }
}
