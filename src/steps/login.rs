//! Log-in, passwords, menus.

use super::{
    parameters::{Code, Screen, Text, User},
    vocabulary,
};
use crate::{
    terminal::{Observed, Outcome, Terminal},
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};
use std::collections::BTreeSet;

vocabulary! { "ログインとパスワード":
    /// 端末でログイン画面を開く。端末は「統合専用端末」「相手広域連合の統合専用端末」「電子証明書のない端末」「発行元の分からない電子証明書の端末」のどれか。
    when "{値}でログイン画面を開く", "「統合専用端末」でログイン画面を開く" =>
    fn open_login_screen(world, terminal: Text) {
        let lane = world.lane()?.clone();
        let mut terminal = match terminal.0.as_str() {
            "統合専用端末" => world.terminal_of(Office::Own).await?,
            "相手広域連合の統合専用端末" => world.terminal_of(Office::Partner).await?,
            "電子証明書のない端末" => lane.terminal_without_certificate(),
            "発行元の分からない電子証明書の端末" => lane.terminal_with_unknown_certificate(),
            other => return Err(StepFailure::broken(format!("端末「{other}」はありません(このステップの説明にある4つのどれか)"))),
        };
        let outcome = terminal.login_screen().await?;
        world.login_screen = world.take("ログイン画面の表示", outcome)?;
        Ok(())
    }

    /// 利用者が業務のできる状態でログインしている。まだなら、利用者の登録と初期パスワードの変更も行う。
    given "{利用者}がログインしている", "「資格担当」がログインしている" =>
    fn logged_in(world, user: User) {
        world.desk(&user.0).await.map(|_| ())
    }

    /// システム管理者が利用者の初期パスワードを払い出し直している。
    given "{利用者}に初期パスワードが払い出されている", "「新任担当」に初期パスワードが払い出されている" =>
    fn initial_password_issued(world, user: User) {
        let lane = world.lane()?.clone();
        let user_id = lane.user_id(&user.0)?;
        let administrator = Actor::at(user.0.office, "システム管理者");
        let desk = world.desk(&administrator).await?;
        let issued = desk.reissue_initial_password(&user_id).await?;
        let issued = world.take("初期パスワードの払い出し", issued)?;
        let issued = world.produced("初期パスワード", issued.as_ref())?;
        lane.remember_initial_password(&user.0, &issued.initial_password).await;
        world.initial_passwords.insert(user.0, issued.initial_password);
        Ok(())
    }

    /// 利用者が払い出された初期パスワードでログインし、規則に合う自分のパスワードに変更している。
    given "{利用者}が自分のパスワードを決めている", "「新任担当」が自分のパスワードを決めている" =>
    fn password_chosen(world, user: User) {
        let password = world.produced("初期パスワード", world.initial_passwords.get(&user.0))?;
        world.try_log_in(&user.0, Office::Own, &password).await?;
        let new = world.lane()?.new_password();
        world.change_password(&user.0, &new).await?;
        expect_equal("自分で決めたパスワード", true, world.chosen_passwords.get(&user.0) == Some(&new))
    }

    /// 払い出された初期パスワードでログインを試みる。
    when "{利用者}が初期パスワードでログインする", "「新任担当」が初期パスワードでログインする" =>
    fn log_in_with_initial_password(world, user: User) {
        let password = world.produced("初期パスワード", world.initial_passwords.get(&user.0))?;
        world.try_log_in(&user.0, Office::Own, &password).await
    }

    /// 自分で決めた正しいパスワードでログインを試みる。
    when "{利用者}が自分のパスワードでログインする", "「新任担当」が自分のパスワードでログインする" =>
    fn log_in(world, user: User) {
        let password = world.produced("自分で決めたパスワード", world.chosen_passwords.get(&user.0))?;
        world.try_log_in(&user.0, user.0.office, &password).await
    }

    /// 誤ったパスワードで、続けて何回かログインを試みる。どの回も認証失敗として拒否されなければならない。
    when "{利用者}が誤ったパスワードで続けて{int}回ログインする", "「新任担当」が誤ったパスワードで続けて5回ログインする" =>
    fn log_in_wrongly(world, user: User, times: u32) {
        let wrong = world.lane()?.new_password();
        let user_id = world.lane()?.user_id(&user.0)?;
        for time in 1..=times {
            let mut terminal = world.lane()?.terminal(user.0.office)?;
            match terminal.log_in(&user_id, &wrong).await? {
                Outcome::Shown(_) => {
                    return Err(StepFailure::difference("誤ったパスワードでログインできました", "A101 認証失敗", "ログインできた"));
                }
                Outcome::Refused(refusal) => {
                    world.show(&refusal);
                    expect_equal(&format!("{time}回目の拒否の理由"), "A101", refusal.code.as_str())?;
                }
            }
        }
        Ok(())
    }

    /// 相手広域連合の端末(電子証明書)から、自広域連合の利用者としてログインを試みる。
    when "{利用者}が相手広域連合の端末から自分のパスワードでログインする", "「新任担当」が相手広域連合の端末から自分のパスワードでログインする" =>
    fn log_in_elsewhere(world, user: User) {
        let password = world.produced("自分で決めたパスワード", world.chosen_passwords.get(&user.0))?;
        // The other office has to exist before its terminal means anything.
        world.desk(&Actor::at(Office::Partner, "システム管理者")).await?;
        world.try_log_in(&user.0, Office::Partner, &password).await
    }

    /// ログインしたまま、そのセッションを相手広域連合の端末に持ち込んで、画面を開こうとする。
    when "{利用者}がログイン中のセッションのまま相手広域連合の端末で{画面}画面を開く", "「資格担当」がログイン中のセッションのまま相手広域連合の端末で「加入者検索」画面を開く" =>
    fn carry_session_to_partner(world, user: User, screen: Screen) {
        let lane = world.lane()?.clone();
        lane.open_office(Office::Partner).await?;
        let session = world.desk(&user.0).await?.session();
        let session = world.produced("ログイン", session.as_ref())?;
        let mut terminal = lane.terminal(Office::Partner)?;
        terminal.go_on_with(&session);
        let outcome = terminal.open(screen.0.0).await?;
        world.take("画面の表示", outcome).map(|_| ())
    }

    /// 電子証明書のない端末からログインを試みる。
    when "{利用者}が電子証明書のない端末からログインする", "「新任担当」が電子証明書のない端末からログインする" =>
    fn log_in_without_certificate(world, user: User) {
        let password = world.produced("自分で決めたパスワード", world.chosen_passwords.get(&user.0))?;
        let user_id = world.lane()?.user_id(&user.0)?;
        let mut terminal = world.lane()?.terminal_without_certificate();
        let outcome = terminal.log_in(&user_id, &password).await?;
        world.take("ログイン", outcome).map(|_| ())
    }

    /// 規則に合う新しいパスワードに変更する。
    when "{利用者}が規則に合うパスワードに変更する", "「新任担当」が規則に合うパスワードに変更する" =>
    fn change_password(world, user: User) {
        let new = world.lane()?.new_password();
        world.change_password(&user.0, &new).await
    }

    /// 書かれたとおりのパスワードへの変更を試みる。
    when "{利用者}がパスワードを{値}に変更する", "「新任担当」がパスワードを「みじかい1」に変更する" =>
    fn change_password_to(world, user: User, new: Text) {
        world.change_password(&user.0, &new.0).await
    }

    /// いま使っているパスワードと同じパスワードへの変更を試みる。
    when "{利用者}が今と同じパスワードに変更する", "「新任担当」が今と同じパスワードに変更する" =>
    fn change_password_to_the_same(world, user: User) {
        let current = world.current_password(&user.0)?;
        world.change_password(&user.0, &current).await
    }

    /// 規則に合う新しいパスワードへの変更を、何回か続けて行う。どの回も受け付けられなければならない。
    when "{利用者}が規則に合うパスワードに続けて{int}回変更する", "「新任担当」が規則に合うパスワードに続けて5回変更する" =>
    fn change_password_often(world, user: User, times: usize) {
        for time in 1..=times {
            let new = world.lane()?.new_password();
            world.change_password(&user.0, &new).await?;
            if world.current_password(&user.0)? != new {
                return Err(StepFailure::difference(&format!("{time}回目のパスワードの変更"), "受け付けられる", "拒否された"));
            }
        }
        Ok(())
    }

    /// 前に使っていたパスワードへの変更を試みる。今のパスワードを1個目、その前のものを2個目と数える。
    when "{利用者}が、今のものから数えて{int}個目のパスワードに変更する", "「新任担当」が、今のものから数えて5個目のパスワードに変更する" =>
    fn change_password_back(world, user: User, place: usize) {
        let mut passwords = world.former_passwords.get(&user.0).cloned().unwrap_or_default();
        passwords.push(world.current_password(&user.0)?);
        let wanted = passwords.iter().rev().nth(place.saturating_sub(1)).cloned();
        let wanted = world.produced(&format!("{place}個のパスワード"), wanted.as_ref())?;
        world.change_password(&user.0, &wanted).await
    }

    /// 今のパスワードの欄に誤ったパスワードを入れて、規則に合うパスワードへの変更を試みる。
    when "{利用者}が今のパスワードを誤って入力し、規則に合うパスワードに変更する", "「新任担当」が今のパスワードを誤って入力し、規則に合うパスワードに変更する" =>
    fn change_password_wrongly(world, user: User) {
        let (wrong, new) = (world.lane()?.new_password(), world.lane()?.new_password());
        let outcome = world.desk(&user.0).await?.change_password(&wrong, &new).await?;
        world.take("パスワードの変更", outcome).map(|_| ())
    }

    /// ほかの利用者に払い出された初期パスワードでログインを試みる。
    when "{利用者}が{利用者}の初期パスワードでログインする", "「新任担当二」が「新任担当」の初期パスワードでログインする" =>
    fn log_in_with_anothers_password(world, user: User, other: User) {
        let password = world.produced("初期パスワード", world.initial_passwords.get(&other.0))?;
        world.try_log_in(&user.0, user.0.office, &password).await
    }

    /// ログアウトしないまま、もう一つの端末で、自分の正しいパスワードでログインする。以後はその端末で操作する。
    when "{利用者}がもう一つの端末でもログインする", "「新任担当」がもう一つの端末でもログインする" =>
    fn log_in_twice(world, user: User) {
        let password = world.current_password(&user.0)?;
        world.left_terminal = world.stand_up(&user.0);
        world.try_log_in(&user.0, user.0.office, &password).await
    }

    /// もう一つの端末でログインする前に使っていた端末で、画面を開こうとする。
    when "元の端末で{画面}画面を開く", "元の端末で「加入者検索」画面を開く" =>
    fn open_at_left_terminal(world, screen: Screen) {
        let Some(terminal) = world.left_terminal.as_mut() else {
            return Err(StepFailure::broken("このステップの前に、もう一つの端末でログインするステップが要ります"));
        };
        let outcome = terminal.open(screen.0.0).await?;
        world.take("画面の表示", outcome).map(|_| ())
    }

    /// 画面を名称で指定して開こうとする。
    when "{利用者}が{画面}画面を開く", "「参照担当」が「加入者検索」画面を開く" =>
    fn open_screen(world, user: User, screen: Screen) {
        let outcome = world.desk(&user.0).await?.open(screen.0.0).await?;
        world.take("画面の表示", outcome).map(|_| ())
    }

    /// ログイン後のトップページを表示する。
    when "{利用者}がトップページを表示する", "「参照担当」がトップページを表示する" =>
    fn open_top_page(world, user: User) {
        let outcome = world.desk(&user.0).await?.top_page().await?;
        world.top_page = world.take("トップページの表示", outcome)?;
        Ok(())
    }

    /// ログイン画面が表示され、そこにある名称がその広域連合のもの(「自広域連合」か「相手広域連合」)であることを確かめる。
    then "{値}の名称のあるログイン画面が表示される", "「自広域連合」の名称のあるログイン画面が表示される" =>
    fn login_screen_names(world, union: Text) {
        let office = match union.0.as_str() {
            "自広域連合" => Office::Own,
            "相手広域連合" => Office::Partner,
            other => return Err(StepFailure::broken(format!("「{other}」は「自広域連合」か「相手広域連合」と書いてください"))),
        };
        let seen = world.produced("ログイン画面", world.login_screen.as_ref())?;
        expect_equal("画面の名称", crate::wire::screen::LOGIN, seen.name.as_str())?;
        expect_equal("ログイン画面の広域連合", world.lane()?.union(office)?.name.as_str(), seen.union_name.as_str())
    }

    /// 利用者が画面を開き、拒否されないことを確かめる。
    then "{利用者}は{画面}画面を開ける", "「新任担当」は「加入者検索」画面を開ける" =>
    fn screen_opens(world, user: User, screen: Screen) {
        let outcome = world.desk(&user.0).await?.open(screen.0.0).await?;
        match world.take("画面の表示", outcome)? {
            Some(_) => Ok(()),
            None => Err(StepFailure::difference(&format!("「{}」画面", screen.0.0), "開ける", "拒否された")),
        }
    }

    /// いま表示されている画面の名称を確かめる。
    then "{画面}画面が表示される", "「パスワード変更」画面が表示される" =>
    fn screen_is_shown(world, screen: Screen) {
        let top_page = world.produced("ログイン", world.top_page.as_ref())?;
        expect_equal("表示された画面", screen.0.0, top_page.screen())
    }

    /// メニューに並ぶ画面が、表のとおりであることを確かめる(順序は問わない。過不足は不合格)。
    then "メニューには次の画面だけが並ぶ", "メニューには次の画面だけが並ぶ" =>
    fn menu_is(world) {
        let expected: BTreeSet<String> = world.table(&["画面"])?.into_iter().flatten().collect();
        let observed: BTreeSet<String> =
            world.produced("トップページ", world.top_page.as_ref())?.menu.into_iter().collect();
        let text = |screens: BTreeSet<String>| screens.into_iter().collect::<Vec<_>>().join("、");
        expect_equal("メニュー", text(expected), text(observed))
    }

    /// 直前の操作が、この理由で拒否されたことを確かめる。拒否を確かめないまま次へ進むと不合格になる。
    then "{結果コード}として拒否される", "「N8 権限なし」として拒否される" =>
    fn refused_as(world, code: Code) {
        world.expect_refusal(code.0)
    }
}

impl OperationWorld {
    /// A terminal of an office that the endpoint knows, at which nobody sits.
    async fn terminal_of(&mut self, office: Office) -> StepResult<Box<dyn Terminal>> {
        let lane = self.lane()?.clone();
        lane.open_office(office).await?;
        lane.terminal(office)
    }

    /// Tries to log in from a terminal of an office; on success the top page is opened.
    async fn try_log_in(&mut self, user: &Actor, from: Office, password: &str) -> StepResult {
        let user_id = self.lane()?.user_id(user)?;
        let mut terminal = self.lane()?.terminal(from)?;
        let outcome = terminal.log_in(&user_id, password).await?;
        self.top_page = None;
        if self.take("ログイン", outcome)?.is_some() {
            let top_page = terminal.top_page().await?;
            self.top_page = self.take("トップページの表示", top_page)?;
            self.sit_down(user, terminal);
        }
        Ok(())
    }

    fn current_password(&self, user: &Actor) -> StepResult<String> {
        let current = self.chosen_passwords.get(user).or_else(|| self.initial_passwords.get(user));
        self.produced("今のパスワード", current)
    }

    async fn change_password(&mut self, user: &Actor, new: &str) -> StepResult {
        let current = self.current_password(user)?;
        let outcome = self.desk(user).await?.change_password(&current, new).await?;
        if self.take("パスワードの変更", outcome)?.is_some() {
            self.former_passwords.entry(user.clone()).or_default().push(current);
            self.chosen_passwords.insert(user.clone(), new.to_owned());
            self.lane()?.remember_password(user, new).await;
            let top_page = self.desk(user).await?.top_page().await?;
            self.top_page = self.take("トップページの表示", top_page)?;
        }
        Ok(())
    }
}
