//! 情報照会 and 情報提供. Over HTTP.

use super::HttpTerminal;
use super::paths::fill;
use crate::terminal::{Act, Exchange, Inquiry, InquiryRequest};
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
        });
        self.ask_for(screen::INQUIRY, Method::POST, path::INQUIRIES, Some(body)).await
    }

    async fn inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry> {
        let path = fill(path::INQUIRY, "inquiry_id", inquiry_id);
        self.ask_for(screen::INQUIRY_RESULT, Method::GET, &path, None).await
    }
}
