//! 「情報照会登録」「情報照会一覧」「情報照会結果」, 「情報共有サイト(連絡窓口)」, 「提供可否判断」 and
//! the setting for it on 「副本照会」.

use crate::model::BranchNumber;
use crate::terminal::{
    Act, AutomaticProvision, ContactList, Exchange, Inquiry, InquiryList, InquiryRequest, ProvisionRequest,
    ProvisionRequestList,
    browser::{BrowserTerminal, Place},
};
use crate::wire::screen;
use async_trait::async_trait;
use serde_json::json;

const INQUIRY: Place = Place::new(screen::INQUIRY, "/inquiries/new");
const INQUIRIES: Place = Place::new(screen::INQUIRIES, "/inquiries");
const CONTACTS: Place = Place::new(screen::CONTACTS, "/contacts");
const COPIES: Place = Place::new(screen::COPY_SEARCH, "/members/{branch_number}/copies");
const PROVISION_REQUESTS: Place = Place::new(screen::PROVISION_REQUESTS, "/provision-requests");
const RESULT: Place = Place::new(screen::INQUIRY_RESULT, "/inquiries/{inquiry_id}");

#[async_trait]
impl Exchange for BrowserTerminal {
    async fn inquire(&mut self, request: &InquiryRequest) -> Act<Inquiry> {
        let mut fields = vec![
            ("branch_number", json!(request.branch_number)),
            ("procedure_code", json!(request.procedure_code)),
            ("provider_code", json!(request.provider_code)),
            ("information_code", json!(request.information_code)),
        ];
        let period = [("period_from", request.period_from), ("period_to", request.period_to)];
        fields.extend(period.into_iter().filter_map(|(name, day)| Some((name, json!(day?)))));
        self.act(&INQUIRY, "inquire", &fields).await?.try_map(|page| page.facts_with("items"))
    }

    async fn inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry> {
        let page = self.look(&RESULT.clone().with("inquiry_id", inquiry_id)).await?;
        page.try_map(|page| page.facts_with("items"))
    }

    async fn inquiries(&mut self) -> Act<InquiryList> {
        let entries = self.list(&INQUIRIES).await?;
        Ok(entries.map(|entries| InquiryList { entries }))
    }

    async fn cancel_inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry> {
        let place = RESULT.clone().with("inquiry_id", inquiry_id);
        let page = self.act(&place, "cancel-inquiry", &[("inquiry_id", json!(inquiry_id))]).await?;
        page.try_map(|page| page.facts_with("items"))
    }

    async fn set_automatic_provision(
        &mut self,
        branch: &BranchNumber,
        kind: &str,
        automatic: bool,
    ) -> Act<AutomaticProvision> {
        let place = COPIES.clone().with("branch_number", branch.as_str());
        let fields = [
            ("branch_number", json!(branch.as_str())),
            ("kind", json!(kind)),
            ("automatic", json!(automatic.to_string())),
        ];
        self.act(&place, "set-automatic-provision", &fields).await?.try_map(|page| page.facts())
    }

    async fn provision_requests(&mut self) -> Act<ProvisionRequestList> {
        let entries = self.list(&PROVISION_REQUESTS).await?;
        Ok(entries.map(|entries| ProvisionRequestList { entries }))
    }

    async fn decide_provision(&mut self, process_number: &str, decision: &str) -> Act<ProvisionRequest> {
        let fields = [("process_number", json!(process_number)), ("decision", json!(decision))];
        self.act(&PROVISION_REQUESTS, "decide-provision", &fields).await?.try_map(|page| page.facts())
    }

    async fn contacts(&mut self, institution_code: &str) -> Act<ContactList> {
        let fields = [("institution_code", json!(institution_code))];
        let entries = self.search(&CONTACTS, "find-contact", &fields).await?;
        Ok(entries.map(|entries| ContactList { entries }))
    }
}
