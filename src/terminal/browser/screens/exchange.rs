//! 「情報照会登録」「情報照会一覧」「情報照会結果」 and 「情報共有サイト(連絡窓口)」.

use crate::terminal::{
    Act, ContactList, Exchange, Inquiry, InquiryList, InquiryRequest,
    browser::{BrowserTerminal, Place},
};
use crate::wire::screen;
use async_trait::async_trait;
use serde_json::json;

const INQUIRY: Place = Place::new(screen::INQUIRY, "/inquiries/new");
const INQUIRIES: Place = Place::new(screen::INQUIRIES, "/inquiries");
const CONTACTS: Place = Place::new(screen::CONTACTS, "/contacts");
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

    async fn contacts(&mut self, institution_code: &str) -> Act<ContactList> {
        let fields = [("institution_code", json!(institution_code))];
        let entries = self.search(&CONTACTS, "find-contact", &fields).await?;
        Ok(entries.map(|entries| ContactList { entries }))
    }
}
