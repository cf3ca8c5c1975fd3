//! Log-in and log-out, the own password, the pages that every user has.

use crate::terminal::{Act, Done, Listing, LoginScreen, Notice, SignedIn, TopPage};
use async_trait::async_trait;

/// Log-in and log-out, the own password, the pages that every user has.
#[async_trait]
pub trait Sessions {
    /// Opens 「ログイン」, before anybody has logged in.
    async fn login_screen(&mut self) -> Act<LoginScreen>;
    /// Logs in. A session held before stays behind.
    async fn log_in(&mut self, user_id: &str, password: &str) -> Act<SignedIn>;
    /// Logs out.
    async fn log_out(&mut self) -> Act<Done>;
    /// Ends the session at the server, and goes on as if nobody had noticed.
    async fn log_out_keeping_token(&mut self) -> Act<Done>;
    /// The session held, to be tried elsewhere; a secret.
    fn session(&self) -> Option<String>;
    /// Goes on with a session that was opened elsewhere.
    fn go_on_with(&mut self, session: &str);
    /// Changes the own password.
    async fn change_password(&mut self, current: &str, new: &str) -> Act<Done>;
    /// Opens 「トップページ」.
    async fn top_page(&mut self) -> Act<TopPage>;
    /// Opens a screen by its name, only to look at it.
    async fn open(&mut self, screen: &'static str) -> Act<Listing>;
    /// Opens 「お知らせ」.
    async fn notices(&mut self) -> Act<Vec<Notice>>;
}
