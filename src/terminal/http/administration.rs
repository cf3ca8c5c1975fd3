//! What a システム管理者 does: character code, access groups, departments, users, master. Over HTTP.

use super::HttpTerminal;
use super::paths::fill;
use crate::media::{Charset, ReceivedFile};
use crate::terminal::{
    Act, Administration, Done, InitialPassword, MasterRelease, Outcome, RoleEntry, UserEntry,
    observation::{AccessGroupEntry, DepartmentEntry},
};
use crate::wire::{path, screen};
use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;

#[async_trait]
impl Administration for HttpTerminal {
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

    async fn register_role(&mut self, code: &str, name: &str, roles: &[String]) -> Act<Done> {
        let path = fill(path::ROLE, "code", code);
        let body = json!({ "name": name, "roles": roles });
        self.done(screen::ROLES, "ロールを登録した", Method::PUT, &path, Some(body)).await
    }

    async fn delete_role(&mut self, code: &str) -> Act<Done> {
        let path = fill(path::ROLE, "code", code);
        self.done(screen::ROLES, "ロールを削除した", Method::DELETE, &path, None).await
    }

    async fn roles(&mut self) -> Act<Vec<RoleEntry>> {
        self.list(screen::ROLES, path::ROLES, &[]).await
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
}
