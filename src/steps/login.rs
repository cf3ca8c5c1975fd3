//! Log-in, passwords, menus.

use super::{
    parameters::{Code, Screen, Text, User},
    vocabulary,
};
use crate::{
    terminal::{Observed, Outcome},
    world::{Actor, Office, OperationWorld, StepFailure, StepResult, expect_equal},
};
use std::collections::BTreeSet;

vocabulary! { "ログインとパスワード":
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
            self.chosen_passwords.insert(user.clone(), new.to_owned());
            self.lane()?.remember_password(user, new).await;
            let top_page = self.desk(user).await?.top_page().await?;
            self.top_page = self.take("トップページの表示", top_page)?;
        }
        Ok(())
    }
}
