//! 情報照会 and 情報提供. Over HTTP.

use super::HttpTerminal;
use super::paths::fill;
use crate::model::BranchNumber;
use crate::terminal::{
    Act, AutomaticProvision, ContactList, Exchange, Inquiry, InquiryList, InquiryRequest, ProvisionRequest,
    ProvisionRequestList,
};
use crate::wire::{path, screen};
use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;

#[async_trait]
impl Exchange for HttpTerminal {
    async fn inquire(&mut self, request: &InquiryRequest) -> Act<Inquiry> {
        let body = json!({
            "branch_number": request.branch_number,
            "procedure_code": request.procedure_code,
            "provider_code": request.provider_code,
            "information_code": request.information_code,
            "period_from": request.period_from,
            "period_to": request.period_to,
        });
        self.ask_for(screen::INQUIRY, Method::POST, path::INQUIRIES, Some(body)).await
    }

    async fn inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry> {
        let path = fill(path::INQUIRY, "inquiry_id", inquiry_id);
        self.ask_for(screen::INQUIRY_RESULT, Method::GET, &path, None).await
    }

    async fn inquiries(&mut self) -> Act<InquiryList> {
        let entries = self.list(screen::INQUIRIES, path::INQUIRIES, &[]).await?;
        Ok(entries.map(|entries| InquiryList { entries }))
    }

    async fn cancel_inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry> {
        let path = fill(path::INQUIRY, "inquiry_id", inquiry_id);
        self.ask_for(screen::INQUIRY_RESULT, Method::DELETE, &path, None).await
    }

    async fn set_automatic_provision(
        &mut self,
        branch: &BranchNumber,
        kind: &str,
        automatic: bool,
    ) -> Act<AutomaticProvision> {
        let path = fill(path::AUTOMATIC_PROVISION, "branch_number", branch.as_str());
        let body = json!({ "automatic": automatic });
        self.ask_for(screen::COPY_SEARCH, Method::PUT, &fill(&path, "kind", kind), Some(body)).await
    }

    async fn provision_requests(&mut self) -> Act<ProvisionRequestList> {
        let entries = self.list(screen::PROVISION_REQUESTS, path::PROVISION_REQUESTS, &[]).await?;
        Ok(entries.map(|entries| ProvisionRequestList { entries }))
    }

    async fn decide_provision(&mut self, process_number: &str, decision: &str) -> Act<ProvisionRequest> {
        let path = fill(path::PROVISION_REQUEST, "process_number", process_number);
        let body = json!({ "decision": decision });
        self.ask_for(screen::PROVISION_REQUESTS, Method::POST, &path, Some(body)).await
    }

    async fn contacts(&mut self, institution_code: &str) -> Act<ContactList> {
        let query = [("institution_code", institution_code)];
        let entries = self.list(screen::CONTACTS, path::CONTACTS, &query).await?;
        Ok(entries.map(|entries| ContactList { entries }))
    }
}
