//! Log-in and log-out, the own password, the pages that every user has. Over HTTP.

use super::HttpTerminal;
use super::paths::listing_path;
use crate::terminal::{
    Act, Done, Listing, LoginScreen, Notice, Outcome, Sessions, SignedIn, TerminalError, TopPage,
};
use crate::wire::{path, screen};
use async_trait::async_trait;
use reqwest::Method;
use serde_json::json;

#[async_trait]
impl Sessions for HttpTerminal {
    async fn login_screen(&mut self) -> Act<LoginScreen> {
        self.ask_for(screen::LOGIN, Method::GET, path::LOGIN, None).await
    }

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

    async fn log_out_keeping_token(&mut self) -> Act<Done> {
        let token = self.port.token.clone();
        let done = self.log_out().await?;
        self.port.token = token;
        Ok(done)
    }

    fn session(&self) -> Option<String> {
        self.port.token.clone()
    }

    fn go_on_with(&mut self, session: &str) {
        self.port.token = Some(session.to_owned());
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
}
