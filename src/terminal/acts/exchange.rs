//! 情報照会 and 情報提供.

use crate::model::BranchNumber;
use crate::terminal::{
    Act, AutomaticProvision, ContactList, Inquiry, InquiryList, InquiryRequest, ProvisionRequest,
    ProvisionRequestList,
};
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
    /// Sets whether a kind of copy of a member is provided without anybody's action.
    async fn set_automatic_provision(
        &mut self,
        branch: &BranchNumber,
        kind: &str,
        automatic: bool,
    ) -> Act<AutomaticProvision>;
    /// Opens 「提供可否判断」.
    async fn provision_requests(&mut self) -> Act<ProvisionRequestList>;
    /// Decides about an inquiry that waits: 提供 or 不提供.
    async fn decide_provision(&mut self, process_number: &str, decision: &str) -> Act<ProvisionRequest>;
    /// Looks up whom to ask at an institution.
    async fn contacts(&mut self, institution_code: &str) -> Act<ContactList>;
}
