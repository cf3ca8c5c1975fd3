//! 「情報照会登録」 and 「情報照会結果」.

use crate::terminal::{
    Act, Exchange, Inquiry, InquiryRequest,
    browser::{BrowserTerminal, Place},
};
use crate::wire::screen;
use async_trait::async_trait;
use serde_json::json;

const INQUIRY: Place = Place::new(screen::INQUIRY, "/inquiries/new");
const RESULT: Place = Place::new(screen::INQUIRY_RESULT, "/inquiries/{inquiry_id}");

#[async_trait]
impl Exchange for BrowserTerminal {
    async fn inquire(&mut self, request: &InquiryRequest) -> Act<Inquiry> {
        let fields = [
            ("branch_number", json!(request.branch_number)),
            ("procedure_code", json!(request.procedure_code)),
            ("provider_code", json!(request.provider_code)),
            ("information_code", json!(request.information_code)),
        ];
        self.act(&INQUIRY, "inquire", &fields).await?.try_map(|page| page.facts_with("items"))
    }

    async fn inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry> {
        let page = self.look(&RESULT.clone().with("inquiry_id", inquiry_id)).await?;
        page.try_map(|page| page.facts_with("items"))
    }
}
