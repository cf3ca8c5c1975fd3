//! The terminal over HTTP and JSON. It must not know anything that the contract
//! (`wire`, the OpenAPI document) does not say.

mod paths;
mod port;

use paths::{fill, listing_path, upload_screen};
pub(super) use port::{Port, Reply};

use super::{
    Act, CodeLink, Connection, CopyList, Done, InitialPassword, Inquiry, InquiryRequest, Listing, LogEntry,
    MasterRelease, MemberEntry, MemberList, MemberQuery, Notice, OperationLog, Outcome, Page,
    ProvisionRecord, ProvisionStart, Receipt, RecordList, RecordQuery, Refusal, SignedIn, Terminal,
    TerminalError, TopPage, UserEntry,
    observation::{AccessGroupEntry, DepartmentEntry},
};
use crate::{
    evidence::Recorder,
    media::{Charset, OutgoingFile, ReceivedFile},
    model::BranchNumber,
    wire::{path, screen},
};
use async_trait::async_trait;
use chrono::NaiveDate;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

/// A terminal that speaks HTTP.
#[derive(Debug)]
pub struct HttpTerminal {
    port: Port,
}

/// Opens a terminal with a certificate at an endpoint.
///
/// # Errors
/// If the HTTP client cannot be set up, for example because a certificate file is missing.
pub fn connect(
    connection: &Connection,
    certificate: &str,
    recorder: Arc<Recorder>,
) -> Result<HttpTerminal, TerminalError> {
    Ok(HttpTerminal { port: Port::operator(connection, certificate, recorder)? })
}

impl HttpTerminal {
    /// Another terminal at the same endpoint. It shares the connections, not the session.
    #[must_use]
    pub fn another(&self, certificate: Option<&str>) -> Self {
        Self { port: self.port.with_certificate(certificate) }
    }

    async fn ask(
        &self,
        screen: &'static str,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Act<Reply> {
        let reply = self.port.call(method, path, query, body.as_ref()).await?;
        outcome(screen, reply)
    }

    async fn ask_for<T: DeserializeOwned>(
        &self,
        screen: &'static str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Act<T> {
        self.ask(screen, method, path, &[], body).await?.try_map(|reply| reply.json())
    }

    async fn done(
        &self,
        screen: &'static str,
        what: &'static str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Act<Done> {
        Ok(self.ask(screen, method, path, &[], body).await?.map(|_| Done { screen, what }))
    }

    /// All entries of a list, page by page.
    async fn list<T: DeserializeOwned>(
        &self,
        screen: &'static str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Act<Vec<T>> {
        let mut entries = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut query = query.to_vec();
            if let Some(cursor) = &cursor {
                query.push(("cursor", cursor));
            }
            let reply = match self.ask(screen, Method::GET, path, &query, None).await? {
                Outcome::Shown(reply) => reply,
                Outcome::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
            };
            let page: Page<T> = reply.json()?;
            entries.extend(page.items);
            match page.next {
                None => return Ok(Outcome::Shown(entries)),
                Some(next) if cursor.as_ref() == Some(&next) => {
                    return Err(reply.contract("続きの位置が前のページと同じで、一覧が終わりません"));
                }
                Some(next) => cursor = Some(next),
            }
        }
    }

    async fn file(&self, screen: &'static str, path: &str, charset: Charset) -> Act<ReceivedFile> {
        match self.port.download(path, charset, screen).await? {
            Ok(file) => Ok(Outcome::Shown(file)),
            Err(reply) => match outcome(screen, reply)? {
                Outcome::Refused(refusal) => Ok(Outcome::Refused(refusal)),
                Outcome::Shown(reply) => Err(reply.contract("ファイルでも拒否でもない応答です")),
            },
        }
    }
}

impl<T> Outcome<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Shown(value) => Outcome::Shown(change(value)),
            Self::Refused(refusal) => Outcome::Refused(refusal),
        }
    }

    fn try_map<U>(self, change: impl FnOnce(T) -> Result<U, TerminalError>) -> Act<U> {
        match self {
            Self::Shown(value) => Ok(Outcome::Shown(change(value)?)),
            Self::Refused(refusal) => Ok(Outcome::Refused(refusal)),
        }
    }
}

/// A success, or problem details that name their code.
fn outcome(screen: &'static str, reply: Reply) -> Act<Reply> {
    if reply.is_success() {
        return Ok(Outcome::Shown(reply));
    }
    let problem: Value = reply.json()?;
    match problem.get("code").and_then(Value::as_str) {
        Some(code) => {
            Ok(Outcome::Refused(Refusal { screen, code: code.to_owned(), message: reply.detail() }))
        }
        None => Err(reply.contract("拒否の応答(problem details)に code がありません")),
    }
}

#[async_trait]
impl Terminal for HttpTerminal {
    async fn log_in(&mut self, user_id: &str, password: &str) -> Act<SignedIn> {
        self.port.recorder().folder().masker().add_secret(password);
        self.port.token = None;
        let body = json!({ "user_id": user_id, "password": password });
        let signed_in: Outcome<SignedIn> =
            self.ask_for(screen::LOGIN, Method::POST, path::SESSION, Some(body)).await?;
        if let Outcome::Shown(signed_in) = &signed_in {
            self.port.token = Some(signed_in.token.clone());
        }
        Ok(signed_in)
    }

    async fn log_out(&mut self) -> Act<Done> {
        let done = self.done(screen::TOP, "ログアウトした", Method::DELETE, path::SESSION, None).await?;
        self.port.token = None;
        Ok(done)
    }

    async fn change_password(&mut self, current: &str, new: &str) -> Act<Done> {
        self.port.recorder().folder().masker().add_secret(current);
        self.port.recorder().folder().masker().add_secret(new);
        let body = json!({ "current_password": current, "new_password": new });
        self.done(screen::PASSWORD, "パスワードを変更した", Method::PUT, path::PASSWORD, Some(body)).await
    }

    async fn top_page(&mut self) -> Act<TopPage> {
        self.ask_for(screen::TOP, Method::GET, path::SESSION, None).await
    }

    async fn open(&mut self, screen: &'static str) -> Act<Listing> {
        let (path, query) = listing_path(screen).ok_or_else(|| TerminalError::Contract {
            act: screen.to_owned(),
            what: "この画面は開くだけの操作を持ちません".to_owned(),
        })?;
        Ok(self.ask(screen, Method::GET, path, query, None).await?.map(|_| Listing { screen }))
    }

    async fn notices(&mut self) -> Act<Vec<Notice>> {
        self.list(screen::NOTICES, path::NOTICES, &[]).await
    }

    async fn define_charset(&mut self, charset: Charset) -> Act<Done> {
        let body = json!({ "charset": charset.name() });
        let screen = screen::INSURER_DEFINITION;
        self.done(screen, "文字コードを設定した", Method::PUT, path::INSURER_DEFINITION, Some(body)).await
    }

    async fn register_access_group(&mut self, code: &str, name: &str) -> Act<Done> {
        let path = fill(path::ACCESS_GROUP, "code", code);
        let body = json!({ "name": name });
        self.done(screen::ACCESS_GROUPS, "アクセスグループを登録した", Method::PUT, &path, Some(body)).await
    }

    async fn access_groups(&mut self) -> Act<Vec<(String, String)>> {
        let entries: Outcome<Vec<AccessGroupEntry>> =
            self.list(screen::ACCESS_GROUPS, path::ACCESS_GROUPS, &[]).await?;
        Ok(entries.map(|entries| entries.into_iter().map(|entry| (entry.code, entry.name)).collect()))
    }

    async fn departments(&mut self) -> Act<Vec<(String, Option<String>)>> {
        let entries: Outcome<Vec<DepartmentEntry>> =
            self.list(screen::DEPARTMENTS, path::DEPARTMENTS, &[]).await?;
        Ok(entries.map(|entries| entries.into_iter().map(|entry| (entry.code, entry.access_group)).collect()))
    }

    async fn users(&mut self) -> Act<Vec<UserEntry>> {
        self.list(screen::USER_MANAGEMENT, path::USERS, &[]).await
    }

    async fn reissue_initial_password(&mut self, user_id: &str) -> Act<InitialPassword> {
        let path = fill(path::INITIAL_PASSWORD, "user_id", user_id);
        self.ask_for(screen::USER_MANAGEMENT, Method::POST, &path, None).await
    }

    async fn unlock(&mut self, user_id: &str) -> Act<Done> {
        let path = fill(path::UNLOCK, "user_id", user_id);
        self.done(screen::USER_MANAGEMENT, "ロックを解除した", Method::POST, &path, None).await
    }

    async fn master_release(&mut self) -> Act<MasterRelease> {
        self.ask_for(screen::MASTER, Method::GET, path::MASTER, None).await
    }

    async fn download_master(&mut self, charset: Charset) -> Act<ReceivedFile> {
        self.file(screen::MASTER, path::MASTER_FILE, charset).await
    }

    async fn upload(&mut self, file: &OutgoingFile) -> Act<Receipt> {
        let path = fill(path::UPLOAD, "kind", file.kind);
        let reply = self.port.upload(&path, file).await?;
        outcome(upload_screen(file.kind), reply)?.try_map(|reply| reply.json())
    }

    async fn receipt(&mut self, receipt_number: &str) -> Act<Receipt> {
        let path = fill(path::RECEIPT, "receipt_number", receipt_number);
        self.ask_for(screen::MEMBERS_CHECK, Method::GET, &path, None).await
    }

    async fn download_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile> {
        let path = fill(path::RECEIPT_RESULT, "receipt_number", receipt_number);
        self.file(screen::MEMBERS_DETAIL, &path, charset).await
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

    async fn code_link(&mut self, branch: &BranchNumber) -> Act<CodeLink> {
        let path = fill(path::CODE_LINK, "branch_number", branch.as_str());
        self.ask_for(screen::CODE_LINK, Method::GET, &path, None).await
    }

    async fn copies(&mut self, branch: &BranchNumber) -> Act<CopyList> {
        let path = fill(path::COPIES, "branch_number", branch.as_str());
        let entries = self.list(screen::COPY_SEARCH, &path, &[]).await?;
        Ok(entries.map(|entries| CopyList { entries }))
    }

    async fn set_provision_start(&mut self, kind: &str, date: NaiveDate) -> Act<ProvisionStart> {
        let path = fill(path::PROVISION_START, "kind", kind);
        let body = json!({ "start_date": date });
        self.ask_for(screen::PROVISION_START, Method::PUT, &path, Some(body)).await
    }

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

    async fn records(&mut self, query: &RecordQuery) -> Act<RecordList> {
        let query: Vec<_> = [("direction", &query.direction), ("process_number", &query.process_number)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)))
            .collect();
        let entries = self.list(screen::RECORDS, path::PROVISION_RECORDS, &query).await?;
        Ok(entries.map(|entries| RecordList { entries }))
    }

    async fn set_non_disclosure(&mut self, record_id: &str, mark: bool, reason: &str) -> Act<RecordList> {
        let path = fill(path::NON_DISCLOSURE, "record_id", record_id);
        let body = json!({ "non_disclosure": mark, "reason": reason });
        let record: Outcome<ProvisionRecord> =
            self.ask_for(screen::RECORDS, Method::PUT, &path, Some(body)).await?;
        Ok(record.map(|record| RecordList { entries: vec![record] }))
    }

    async fn log_out_keeping_token(&mut self) -> Act<Done> {
        let token = self.port.token.clone();
        let done = self.log_out().await?;
        self.port.token = token;
        Ok(done)
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

    async fn words_of_records(&mut self, inquiry_id: &str) -> Result<String, TerminalError> {
        let query = [("process_number", inquiry_id)];
        Ok(self.port.call(Method::GET, path::PROVISION_RECORDS, &query, None).await?.into_body())
    }

    async fn operation_log(&mut self, user_id: Option<&str>) -> Act<OperationLog> {
        let query: Vec<_> = user_id.map(|user_id| ("user_id", user_id)).into_iter().collect();
        let entries: Outcome<Vec<LogEntry>> =
            self.list(screen::OPERATION_LOG, path::OPERATION_LOG, &query).await?;
        Ok(entries.map(|entries| OperationLog { entries }))
    }
}
