//! 総合運用テスト環境 and 本番環境: what is in one is not in the other.

use super::{
    parameters::{Copies, MemberName, Members, Screen, User},
    vocabulary,
};
use crate::world::{Office, StepFailure};

vocabulary! { "本番環境":
    /// 本番環境に、加入者が登録されていない。登録されていれば削除する。
    given "本番環境に加入者{加入者たち}がまだ登録されていない", "本番環境に加入者「甲野花子」がまだ登録されていない" =>
    fn not_registered_in_production(world, members: Members) {
        world.arrange_not_registered(Office::Production, &members.0).await
    }

    /// 本番環境に、加入者が登録されている。登録されていなければ登録する。
    given "本番環境に加入者{加入者たち}が登録されている", "本番環境に加入者「甲野花子」が登録されている" =>
    fn registered_in_production(world, members: Members) {
        world.arrange_registered(Office::Production, &members.0).await
    }

    /// 総合運用テスト環境に、加入者が登録されていない。本番登録のシナリオで使う。
    given "総合運用テスト環境に加入者{加入者たち}がまだ登録されていない", "総合運用テスト環境に加入者「丁田次郎」がまだ登録されていない" =>
    fn not_registered_in_test(world, members: Members) {
        world.arrange_not_registered(Office::Test, &members.0).await
    }

    /// 総合運用テスト環境に、加入者が登録されている。本番登録のシナリオで使う。
    given "総合運用テスト環境に加入者{加入者たち}が登録されている", "総合運用テスト環境に加入者「乙川太郎」が登録されている" =>
    fn registered_in_test(world, members: Members) {
        world.arrange_registered(Office::Test, &members.0).await
    }

    /// 総合運用テスト環境に、加入者の副本が登録されている。本番登録のシナリオで使う。
    given "総合運用テスト環境に加入者{加入者}の副本{副本}が登録されている", "総合運用テスト環境に加入者「葬山一也」の副本「資格情報」が登録されている" =>
    fn copy_registered_in_test(world, member: MemberName, kind: Copies) {
        world.arrange_copy(Office::Test, &member.0, kind.0).await
    }

    /// 総合運用テスト環境の副本の提供開始日が今日になっている。本番登録のシナリオで使う。
    given "総合運用テスト環境の副本{副本}の提供が始まっている", "総合運用テスト環境の副本「葬祭費」の提供が始まっている" =>
    fn provision_started_in_test(world, kind: Copies) {
        world.arrange_provision_started(Office::Test, kind.0).await
    }

    /// 総合運用テスト環境でログインしたセッションのまま、本番環境の画面を開こうとする。
    when "{利用者}がログイン中のセッションのまま本番環境の{画面}画面を開く", "「資格担当」がログイン中のセッションのまま本番環境の「加入者検索」画面を開く" =>
    fn carry_session(world, user: User, screen: Screen) {
        let lane = world.lane()?.clone();
        lane.open_office(Office::Production).await?;
        let session = world.desk(&user.0).await?.session();
        let session = world.produced("ログイン", session.as_ref())?;
        let mut terminal = lane.terminal(Office::Production)?;
        terminal.go_on_with(&session);
        let outcome = terminal.open(screen.0.0).await?;
        world.take("画面の表示", outcome).map(|_| ())
    }

    /// 総合運用テスト環境で払い出された枝番を指定して、加入者を開こうとする。
    when "{利用者}が総合運用テスト環境の加入者{加入者}を枝番で表示する", "「本番環境の資格担当」が総合運用テスト環境の加入者「甲野花子」を枝番で表示する" =>
    fn open_test_member(world, user: User, member: MemberName) {
        let office = world.lane()?.office_in_test();
        let branch = world.branch(office, &member.0)?;
        let outcome = world.desk(&user.0).await?.member(&branch).await?;
        world.take("加入者の表示", outcome).map(|_| ())
    }

    /// 加入者の枝番が、総合運用テスト環境と本番環境とで異なることを確かめる。
    then "加入者{加入者}の枝番は、総合運用テスト環境と本番環境とで異なる", "加入者「甲野花子」の枝番は、総合運用テスト環境と本番環境とで異なる" =>
    fn branches_differ(world, member: MemberName) {
        let elsewhere = world.lane()?.office_elsewhere();
        let here = world.branch(Office::Own, &member.0)?;
        let there = world.branch(elsewhere, &member.0)?;
        if here == there {
            return Err(StepFailure::difference("本番環境の枝番", "総合運用テスト環境と異なる枝番", "同じ枝番"));
        }
        Ok(())
    }
}
