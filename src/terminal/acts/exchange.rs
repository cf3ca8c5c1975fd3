//! 情報照会 and 情報提供.

use crate::terminal::{Act, Inquiry, InquiryRequest};
use async_trait::async_trait;

/// 情報照会 and 情報提供.
#[async_trait]
pub trait Exchange {
    /// Registers an inquiry.
    async fn inquire(&mut self, request: &InquiryRequest) -> Act<Inquiry>;
    /// Looks at an inquiry.
    async fn inquiry(&mut self, inquiry_id: &str) -> Act<Inquiry>;
}
