//! The screens on which files are registered, and those that show what became of them:
//! uploads, 「加入者検索」, 「符号取得状況」, 「副本照会」, 「提供開始日設定」.

use crate::media::{Charset, MadeFile, OutgoingFile, ReceivedFile};
use crate::model::BranchNumber;
use crate::terminal::{
    Act, CodeLink, CopyHistory, CopyList, MemberEntry, MemberList, MemberQuery, NumberShown, ProvisionStart,
    Receipt, Registration, TerminalError,
    browser::{BrowserTerminal, Place},
    http::{upload_screen, uploads_screen},
};
use crate::wire::{file_kind, screen};
use async_trait::async_trait;
use chrono::NaiveDate;
use serde_json::json;

/// Of an upload; the screen has the name of the kind of file.
const RECEIPT: Place =
    Place::opening(screen::MEMBERS_CHECK, screen::MEMBERS_DETAIL, "/receipts/{receipt_number}").or_another();
/// Where its result is taken.
const RESULT_FILE: Place = Place::new(screen::MEMBERS_DETAIL, "/receipts/{receipt_number}").or_another();
const SEARCH: Place = Place::new(screen::MEMBER_SEARCH, "/members");
const MEMBER: Place = Place::new(screen::MEMBER_SEARCH, "/members/{branch_number}");
const NUMBER_DISPLAY: Place = Place::new(screen::NUMBER_DISPLAY, "/individual-number");
const CODE_LINK: Place = Place::new(screen::CODE_LINK, "/members/{branch_number}/code-link");
const COPIES: Place = Place::new(screen::COPY_SEARCH, "/members/{branch_number}/copies");
const HISTORY: Place = Place::new(screen::COPY_SEARCH, "/members/{branch_number}/copies/history");
const PROVISION_STARTS: Place = Place::new(screen::PROVISION_START, "/provision-starts");

/// One screen for several kinds, of which one is chosen.
const COPIES_UPLOAD: &str = "/copies/upload";

/// Where a kind of file is registered.
fn upload_place(kind: &str) -> Place {
    let path = match kind {
        file_kind::DEPARTMENTS => "/departments",
        file_kind::USERS => "/users/upload",
        file_kind::MEMBERS => "/members/upload",
        file_kind::IDENTITY_REQUESTS => "/identity/upload",
        file_kind::INQUIRIES => "/inquiries/upload",
        _ => COPIES_UPLOAD,
    };
    Place::new(upload_screen(kind), path)
}

/// Where the uploads of a kind of file are listed.
fn uploads_place(kind: &str) -> Place {
    let path = match kind {
        file_kind::DEPARTMENTS => "/departments",
        file_kind::USERS => "/users/upload",
        file_kind::MEMBERS => "/members/receipts",
        file_kind::IDENTITY_REQUESTS => "/identity/receipts",
        file_kind::INQUIRIES => "/inquiries/receipts",
        _ => "/copies/receipts?kind={kind}",
    };
    Place::new(uploads_screen(kind), path).with("kind", kind)
}

impl BrowserTerminal {
    /// Uploads a file under the name that it has on disk.
    async fn upload_named(&mut self, kind: &str, named: &std::path::Path) -> Act<Receipt> {
        let place = upload_place(kind);
        let mut fields = vec![("file", json!(named.display().to_string()))];
        if place.is_at(COPIES_UPLOAD) {
            fields.push(("kind", json!(kind)));
        }
        self.act(&place, "upload", &fields).await?.try_map(|page| page.facts())
    }
}

#[async_trait]
impl Registration for BrowserTerminal {
    async fn upload(&mut self, file: &OutgoingFile) -> Act<Receipt> {
        self.record_file(&format!("送信ファイル {}", file.name), file).await?;
        // The browser tells the server the name of the file that it was given.
        let folder = tempfile::tempdir()?;
        let named = folder.path().join(&file.name);
        std::fs::copy(file.path(), &named)?;
        self.upload_named(file.kind, &named).await
    }

    async fn upload_made(&mut self, file: &MadeFile) -> Act<Receipt> {
        // A browser takes files only; this one is gone when it has been sent.
        let folder = tempfile::tempdir()?;
        let named = folder.path().join(&file.name);
        let bytes = std::io::copy(&mut file.maker.open(), &mut std::fs::File::create_new(&named)?)?;
        let recipe = file.maker.recipe();
        self.record_recipe(
            &format!("送信ファイル {}", file.name),
            &format!("{bytes}バイト。同じ内容の作り方: {recipe}\n"),
        )
        .await?;
        self.upload_named(file.kind, &named).await
    }

    async fn uploads(&mut self, kind: &str) -> Act<Vec<Receipt>> {
        self.list(&uploads_place(kind)).await
    }

    async fn receipt(&mut self, receipt_number: &str) -> Act<Receipt> {
        self.facts(&RECEIPT.clone().with("receipt_number", receipt_number)).await
    }

    async fn cancel_upload(&mut self, receipt_number: &str) -> Act<Receipt> {
        let place = RECEIPT.clone().with("receipt_number", receipt_number);
        let page = self.act(&place, "cancel-upload", &[("receipt_number", json!(receipt_number))]).await?;
        page.try_map(|page| page.facts())
    }

    async fn download_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile> {
        let page = self.look(&RESULT_FILE.clone().with("receipt_number", receipt_number)).await?;
        self.fetch(screen::MEMBERS_DETAIL, page, charset).await
    }

    async fn download_large_result(&mut self, receipt_number: &str, charset: Charset) -> Act<ReceivedFile> {
        self.download_result(receipt_number, charset).await
    }

    async fn search_members(&mut self, query: &MemberQuery) -> Act<MemberList> {
        let field = match query {
            MemberQuery::InsuredNumber(number) => ("insured_number", json!(number)),
            MemberQuery::Branch(branch) => ("branch_number", json!(branch.as_str())),
        };
        let entries = self.search(&SEARCH, "search-members", &[field]).await?;
        Ok(entries.map(|entries| MemberList { entries }))
    }

    async fn member(&mut self, branch: &BranchNumber) -> Act<MemberEntry> {
        self.facts(&MEMBER.clone().with("branch_number", branch.as_str())).await
    }

    async fn show_number(&mut self, branch: &BranchNumber, reason: &str) -> Act<NumberShown> {
        let fields = [("branch_number", json!(branch.as_str())), ("reason", json!(reason))];
        let page = self.act(&NUMBER_DISPLAY, "show-individual-number", &fields).await?;
        page.try_map(|page| page.facts())
    }

    async fn code_link(&mut self, branch: &BranchNumber) -> Act<CodeLink> {
        self.facts(&CODE_LINK.clone().with("branch_number", branch.as_str())).await
    }

    async fn words_about_member(
        &mut self,
        screen: &'static str,
        branch: &BranchNumber,
    ) -> Result<String, TerminalError> {
        let place = if screen == screen::CODE_LINK { CODE_LINK } else { MEMBER };
        self.words(&place.with("branch_number", branch.as_str()), None).await
    }

    async fn copies(&mut self, branch: &BranchNumber) -> Act<CopyList> {
        let entries = self.list(&COPIES.clone().with("branch_number", branch.as_str())).await?;
        Ok(entries.map(|entries| CopyList { entries }))
    }

    async fn copy_history(&mut self, branch: &BranchNumber) -> Act<CopyHistory> {
        let revisions = self.list(&HISTORY.clone().with("branch_number", branch.as_str())).await?;
        Ok(revisions.map(|revisions| CopyHistory { revisions }))
    }

    async fn set_provision_start(&mut self, kind: &str, date: Option<NaiveDate>) -> Act<ProvisionStart> {
        let fields = [("kind", json!(kind)), ("start_date", json!(date))];
        let page = self.act(&PROVISION_STARTS, "set-provision-start", &fields).await?;
        page.try_map(|page| {
            let starts = page.rows::<ProvisionStart>()?;
            starts
                .into_iter()
                .find(|start| start.kind == kind)
                .ok_or_else(|| page.unlike(&format!("種別「{kind}」が一覧にありません")))
        })
    }
}
