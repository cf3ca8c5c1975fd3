//! 「医療保険者等定義情報」「アクセスグループ」「部署一括登録」「ロール」「利用者管理」「マスターダウンロード」.

use crate::media::{Charset, ReceivedFile};
use crate::terminal::{
    Act, Administration, Done, InitialPassword, MasterRelease, RoleEntry, UserEntry,
    browser::{BrowserTerminal, Place},
    observation::{AccessGroupEntry, DepartmentEntry},
};
use crate::wire::screen;
use async_trait::async_trait;
use serde_json::json;

const INSURER_DEFINITION: Place = Place::new(screen::INSURER_DEFINITION, "/insurer-definition");
const ACCESS_GROUPS: Place = Place::new(screen::ACCESS_GROUPS, "/access-groups");
const DEPARTMENTS: Place = Place::new(screen::DEPARTMENTS, "/departments");
const ROLES: Place = Place::new(screen::ROLES, "/roles");
const USERS: Place = Place::new(screen::USER_MANAGEMENT, "/users");
const MASTER: Place = Place::new(screen::MASTER, "/master");

#[async_trait]
impl Administration for BrowserTerminal {
    async fn define_charset(&mut self, charset: Charset) -> Act<Done> {
        let fields = [("charset", json!(charset.name()))];
        self.done(&INSURER_DEFINITION, "文字コードを設定した", "define-charset", &fields).await
    }

    async fn register_access_group(&mut self, code: &str, name: &str) -> Act<Done> {
        let fields = [("code", json!(code)), ("name", json!(name))];
        self.done(&ACCESS_GROUPS, "アクセスグループを登録した", "put-access-group", &fields).await
    }

    async fn access_groups(&mut self) -> Act<Vec<(String, String)>> {
        let entries = self.list::<AccessGroupEntry>(&ACCESS_GROUPS).await?;
        Ok(entries.map(|entries| entries.into_iter().map(|entry| (entry.code, entry.name)).collect()))
    }

    async fn departments(&mut self) -> Act<Vec<(String, Option<String>)>> {
        let entries = self.list::<DepartmentEntry>(&DEPARTMENTS).await?;
        Ok(entries.map(|entries| entries.into_iter().map(|entry| (entry.code, entry.access_group)).collect()))
    }

    async fn register_role(&mut self, code: &str, name: &str, roles: &[String]) -> Act<Done> {
        let fields = [("code", json!(code)), ("name", json!(name)), ("roles", json!(roles))];
        self.done(&ROLES, "ロールを登録した", "put-role", &fields).await
    }

    async fn delete_role(&mut self, code: &str) -> Act<Done> {
        self.done(&ROLES, "ロールを削除した", "delete-role", &[("code", json!(code))]).await
    }

    async fn roles(&mut self) -> Act<Vec<RoleEntry>> {
        self.list(&ROLES).await
    }

    async fn users(&mut self) -> Act<Vec<UserEntry>> {
        self.list(&USERS).await
    }

    async fn reissue_initial_password(&mut self, user_id: &str) -> Act<InitialPassword> {
        let fields = [("user_id", json!(user_id))];
        self.act(&USERS, "reissue-initial-password", &fields).await?.try_map(|page| page.facts())
    }

    async fn unlock(&mut self, user_id: &str) -> Act<Done> {
        self.done(&USERS, "ロックを解除した", "unlock", &[("user_id", json!(user_id))]).await
    }

    async fn master_release(&mut self) -> Act<MasterRelease> {
        self.facts(&MASTER).await
    }

    async fn download_master(&mut self, charset: Charset) -> Act<ReceivedFile> {
        let page = self.look(&MASTER).await?;
        self.fetch(screen::MASTER, page, charset).await
    }
}
