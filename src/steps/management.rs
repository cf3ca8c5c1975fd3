//! Users, locks, sessions, the passing of time.

use super::{
    parameters::{Text, User},
    vocabulary,
};
use crate::world::{StepFailure, expect_equal};
use std::time::Duration;

vocabulary! { "利用者管理と時間":
    /// 「利用者管理」画面で、利用者のロックを解除する。
    when "{利用者}が{利用者}のロックを解除する", "「システム管理者」が「新任担当」のロックを解除する" =>
    fn unlock(world, administrator: User, user: User) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let outcome = world.desk(&administrator.0).await?.unlock(&user_id).await?;
        world.take("ロックの解除", outcome).map(|_| ())
    }

    /// 操作しないまま、接続先の時計で何分かが過ぎる。
    when "{利用者}が操作しないまま{int}分が過ぎる", "「参照担当」が操作しないまま16分が過ぎる" =>
    fn idle(world, user: User, minutes: u64) {
        world.desk(&user.0).await?;
        world.lane()?.clock.pass(Duration::from_secs(minutes * 60)).await?;
        Ok(())
    }

    /// 「利用者管理」画面で、利用者の初期パスワードを再発行する。利用者が開いているセッションには触れない。
    when "{利用者}が{利用者}の初期パスワードを再発行する", "「システム管理者」が「新任担当」の初期パスワードを再発行する" =>
    fn reissue(world, administrator: User, user: User) {
        let lane = world.lane()?.clone();
        let user_id = lane.user_id(&user.0)?;
        let issued = world.desk(&administrator.0).await?.reissue_initial_password(&user_id).await?;
        let Some(issued) = world.take("初期パスワードの再発行", issued)? else { return Ok(()) };
        lane.remember_initial_password(&user.0, &issued.initial_password).await;
        world.initial_passwords.insert(user.0, issued.initial_password);
        Ok(())
    }

    /// 接続先の時計で何日かが過ぎる。全員がいったん席を離れ、次の操作でログインし直す。
    when "{int}日が過ぎる", "3日が過ぎる" =>
    fn days_pass(world, days: u64) {
        world.lane()?.clock.pass(Duration::from_secs(days * 24 * 60 * 60)).await?;
        world.go_home();
        Ok(())
    }

    /// 接続先の時計が次にこの時刻(日本時間)になる。全員がいったん席を離れ、次の操作でログインし直す。
    when "次の{int}時{int}分になる", "次の23時59分になる" =>
    fn time_comes(world, hour: u32, minute: u32) {
        let clock = world.lane()?.clock.clone();
        let now = clock.now().await?;
        let wrong = || StepFailure::broken("時刻は「次の23時59分になる」のように書きます");
        let time = chrono::NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(wrong)?;
        let wait = (time - now.time()).num_milliseconds().rem_euclid(24 * 60 * 60 * 1000);
        clock.pass(Duration::from_millis(u64::try_from(wait).map_err(|_| wrong())?)).await?;
        world.go_home();
        Ok(())
    }

    /// 利用者がログアウトする。
    when "{利用者}がログアウトする", "「参照担当」がログアウトする" =>
    fn log_out(world, user: User) {
        let outcome = world.desk(&user.0).await?.log_out_keeping_token().await?;
        world.take("ログアウト", outcome).map(|_| ())
    }

    /// 「利用者管理」画面で、利用者の状態(有効、初期パスワード、ロック中、期間外)を確かめる。
    then "{利用者}の利用者管理で、{利用者}の状態は{値}である", "「システム管理者」の利用者管理で、「新任担当」の状態は「ロック中」である" =>
    fn user_state_is(world, administrator: User, user: User, state: Text) {
        let user_id = world.lane()?.user_id(&user.0)?;
        let users = match world.desk(&administrator.0).await?.users().await? {
            crate::terminal::Outcome::Shown(users) => users,
            crate::terminal::Outcome::Refused(refusal) => return Err(StepFailure::refused("利用者管理の表示", &refusal)),
        };
        let entry = users.into_iter().find(|entry| entry.user_id == user_id);
        let entry = world.produced(&format!("利用者「{}」", user.0), entry.as_ref())?;
        world.show(&entry);
        expect_equal("利用者の状態", state.0.as_str(), entry.state.as_str())
    }
}
