//! 「ログイン」「パスワード変更」「トップページ」「お知らせ」, and opening any screen by its name.

use crate::terminal::{
    Act, Done, Listing, LoginScreen, Notice, Outcome, Sessions, SignedIn, TerminalError, TopPage,
    browser::{BrowserTerminal, Place},
};
use crate::wire::screen;
use async_trait::async_trait;
use serde_json::json;

/// Where the screens are that can be opened without asking for anything.
const PLACES: &[(&str, &str)] = &[
    (screen::TOP, "/"),
    (screen::PASSWORD, "/password"),
    (screen::NOTICES, "/notices"),
    (screen::ACCESS_GROUPS, "/access-groups"),
    (screen::DEPARTMENTS, "/departments"),
    (screen::ROLES, "/roles"),
    (screen::USERS, "/users/upload"),
    (screen::USER_MANAGEMENT, "/users"),
    (screen::INSURER_DEFINITION, "/insurer-definition"),
    (screen::MASTER, "/master"),
    (screen::MEMBERS, "/members/upload"),
    (screen::MEMBERS_CHECK, "/members/receipts"),
    (screen::MEMBER_SEARCH, "/members"),
    (screen::NUMBER_DISPLAY, "/individual-number"),
    (screen::CODE_LINK, "/code-link"),
    (screen::COPIES, "/copies/upload"),
    (screen::COPIES_RESULT, "/copies/receipts"),
    (screen::COPY_SEARCH, "/copies"),
    (screen::PROVISION_START, "/provision-starts"),
    (screen::PROVISION_REQUESTS, "/provision-requests"),
    (screen::IDENTITY, "/identity/upload"),
    (screen::IDENTITY_RESULT, "/identity/receipts"),
    (screen::INQUIRY, "/inquiries/new"),
    (screen::INQUIRIES, "/inquiries"),
    (screen::BULK_INQUIRY, "/inquiries/upload"),
    (screen::BULK_INQUIRY_RESULT, "/inquiries/receipts"),
    (screen::CONTACTS, "/contacts"),
    (screen::SITE_ACCOUNTS, "/sharing-site/accounts"),
    (screen::SHARING_SITE, "/sharing-site"),
    (screen::PLAN_SURVEY, "/plan-survey"),
    (screen::PLANS_COLLATED, "/plan-survey/collated"),
    (screen::RECORDS, "/records"),
    (screen::OPERATION_LOG, "/operation-log"),
];

/// The screen of a name.
fn place(screen: &'static str) -> Result<Place, TerminalError> {
    let found = PLACES.iter().find(|(name, _)| *name == screen);
    found.map(|(_, path)| Place::new(screen, path)).ok_or_else(|| TerminalError::Contract {
        act: screen.to_owned(),
        what: "この画面は開くだけの操作を持ちません".to_owned(),
    })
}

const LOGIN: Place = Place::new(screen::LOGIN, "/login");
/// Whoever has to change the password is led to that screen.
const TOP: Place = Place::new(screen::TOP, "/").or_another();
const PASSWORD: Place = Place::new(screen::PASSWORD, "/password");

#[async_trait]
impl Sessions for BrowserTerminal {
    async fn login_screen(&mut self) -> Act<LoginScreen> {
        self.look(&LOGIN).await?.try_map(|page| page.facts_on_screen())
    }

    async fn log_in(&mut self, user_id: &str, password: &str) -> Act<SignedIn> {
        self.add_secret(password).await;
        self.leave_session_behind().await?;
        let fields = [("user_id", json!(user_id)), ("password", json!(password))];
        let page = self.act(&LOGIN, "log-in", &fields).await?;
        if let Outcome::Shown(_) = &page {
            self.keep_session().await?;
            self.hold_session().await?;
        }
        page.try_map(|page| match page.screen.as_str() {
            screen::LOGIN => Err(page.unlike(&"ログインしても「ログイン」画面のままです")),
            shown => Ok(SignedIn {
                token: String::new(),
                user_id: user_id.to_owned(),
                must_change_password: shown == screen::PASSWORD,
            }),
        })
    }

    async fn log_out(&mut self) -> Act<Done> {
        let done = self.done(&TOP, "ログアウトした", "log-out", &[]).await?;
        self.session = None;
        Ok(done)
    }

    async fn log_out_keeping_token(&mut self) -> Act<Done> {
        let cookies = self.at_browser().await?.cookies().await?;
        let session = self.session.clone();
        let done = self.log_out().await?;
        self.at_browser().await?.give_cookies(cookies).await?;
        self.session = session;
        Ok(done)
    }

    fn session(&self) -> Option<String> {
        self.session.clone()
    }

    fn go_on_with(&mut self, session: &str) {
        self.taken_over = Some(session.to_owned());
    }

    async fn change_password(&mut self, current: &str, new: &str) -> Act<Done> {
        self.add_secret(current).await;
        self.add_secret(new).await;
        let fields = [("current_password", json!(current)), ("new_password", json!(new))];
        self.done(&PASSWORD, "パスワードを変更した", "change-password", &fields).await
    }

    async fn top_page(&mut self) -> Act<TopPage> {
        self.look(&TOP).await?.try_map(|page| {
            let told: TopPage = page.facts()?;
            // What the operator sees counts: the screen that is shown, the links of the menu.
            Ok(TopPage { must_change_password: page.screen == screen::PASSWORD, menu: page.menu, ..told })
        })
    }

    async fn open(&mut self, screen: &'static str) -> Act<Listing> {
        let place = place(screen)?;
        Ok(self.look(&place).await?.map(|_| Listing { screen }))
    }

    async fn notices(&mut self) -> Act<Vec<Notice>> {
        self.list(&place(screen::NOTICES)?).await
    }
}
