//! Files and what becomes of them: members, codes, copies, start of provision. Over HTTP.

use super::paths::{fill, upload_screen, uploads_screen};
use super::{HttpTerminal, file_outcome, outcome};
use crate::media::{Charset, MadeFile, OutgoingFile, ReceivedFile};
use crate::model::BranchNumber;
use crate::terminal::{
    Act, CodeLink, CopyHistory, CopyList, MemberEntry, MemberList, MemberQuery, NumberShown, ProvisionStart,
    Receipt, Registration, TerminalError,
};
use crate::wire::{path, screen};
use async_trait::async_trait;
use chrono::NaiveDate;
use reqwest::Method;
use serde_json::json;

#[async_trait]
impl Registration for HttpTerminal {
    async fn upload(&mut self, file: &OutgoingFile) -> Act<Receipt> {
        let path = fill(path::UPLOAD, "kind", file.kind);
        let reply = self.port.upload(&path, file).await?;
        outcome(upload_screen(file.kind), reply)?.try_map(|reply| reply.json())
    }

    async fn upload_made(&mut self, file: &MadeFile) -> Act<Receipt> {
        let path = fill(path::UPLOAD, "kind", file.kind);
        let reply = self.port.upload_made(&path, file).await?;
        outcome(upload_screen(file.kind), reply)?.try_map(|reply| reply.json())
    }

    async fn uploads(&mut self, kind: &str) -> Act<Vec<Receipt>> {
        self.list(uploads_screen(kind), path::FILES, &[("kind", kind)]).await
    }

    async fn receipt(&mut self, receipt_number: &str) -> Act<Receipt> {
        let path = fill(path::RECEIPT, "receipt_number", receipt_number);
        self.ask_for(screen::MEMBERS_CHECK, Method::GET, &path, None).await
    }

    async fn cancel_upload(&mut self, receipt_number: &str) -> Act<Receipt> {
        let path = fill(path::RECEIPT, "receipt_number", receipt_number);
        self.ask_for(screen::MEMBERS_CHECK, Method::DELETE, &path, None).await
    }

    async fn download_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile> {
        let path = fill(path::RECEIPT_RESULT, "receipt_number", receipt_number);
        self.file(screen::MEMBERS_DETAIL, &path, charset).await
    }

    async fn download_large_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile> {
        let path = fill(path::RECEIPT_RESULT, "receipt_number", receipt_number);
        let screen = screen::MEMBERS_DETAIL;
        file_outcome(screen, self.port.download_large(&path, charset, screen).await?)
    }

    async fn search_members(&mut self, query: &MemberQuery) -> Act<MemberList> {
        let query = match query {
            MemberQuery::InsuredNumber(number) => ("insured_number", number.as_str()),
            MemberQuery::Branch(branch) => ("branch_number", branch.as_str()),
        };
        let entries = self.list(screen::MEMBER_SEARCH, path::MEMBERS, &[query]).await?;
        Ok(entries.map(|entries| MemberList { entries }))
    }

    async fn member(&mut self, branch: &BranchNumber) -> Act<MemberEntry> {
        let path = fill(path::MEMBER, "branch_number", branch.as_str());
        self.ask_for(screen::MEMBER_SEARCH, Method::GET, &path, None).await
    }

    async fn show_number(&mut self, branch: &BranchNumber, reason: &str) -> Act<NumberShown> {
        let path = fill(path::NUMBER_DISPLAY, "branch_number", branch.as_str());
        let body = json!({ "reason": reason });
        self.ask_for(screen::NUMBER_DISPLAY, Method::POST, &path, Some(body)).await
    }

    async fn code_link(&mut self, branch: &BranchNumber) -> Act<CodeLink> {
        let path = fill(path::CODE_LINK, "branch_number", branch.as_str());
        self.ask_for(screen::CODE_LINK, Method::GET, &path, None).await
    }

    async fn words_about_member(
        &mut self,
        screen: &'static str,
        branch: &BranchNumber,
    ) -> Result<String, TerminalError> {
        let template = if screen == screen::CODE_LINK { path::CODE_LINK } else { path::MEMBER };
        let path = fill(template, "branch_number", branch.as_str());
        Ok(self.port.call(Method::GET, &path, &[], None).await?.into_body())
    }

    async fn copies(&mut self, branch: &BranchNumber) -> Act<CopyList> {
        let path = fill(path::COPIES, "branch_number", branch.as_str());
        let entries = self.list(screen::COPY_SEARCH, &path, &[]).await?;
        Ok(entries.map(|entries| CopyList { entries }))
    }

    async fn copy_history(&mut self, branch: &BranchNumber) -> Act<CopyHistory> {
        let path = fill(path::COPY_HISTORY, "branch_number", branch.as_str());
        let revisions = self.list(screen::COPY_SEARCH, &path, &[]).await?;
        Ok(revisions.map(|revisions| CopyHistory { revisions }))
    }

    async fn set_provision_start(&mut self, kind: &str, date: Option<NaiveDate>) -> Act<ProvisionStart> {
        let path = fill(path::PROVISION_START, "kind", kind);
        let body = json!({ "start_date": date });
        self.ask_for(screen::PROVISION_START, Method::PUT, &path, Some(body)).await
    }
}
