//! 情報照会 and 情報提供.

use crate::terminal::{Act, ContactList, Inquiry, InquiryList, InquiryRequest};
use async_trait::async_trait;

/// 情報照会 and 情報提供.
#[async_trait]
pub trait Exchange {
    /// Registers an inquiry.
    async fn inquire(&mut self, request: &InquiryRequest) -> Act<Inquiry>;
    /// Looks at an inquiry.
    async fn inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry>;
    /// Opens 「情報照会一覧」.
    async fn inquiries(&mut self) -> Act<InquiryList>;
    /// Takes an inquiry back.
    async fn cancel_inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry>;
    /// Looks up whom to ask at an institution.
    async fn contacts(&mut self, institution_code: &str) -> Act<ContactList>;
}
