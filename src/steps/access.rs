//! What a user may see of a member: the screens that are about one member.

use super::{
    parameters::{MemberName, Screen, User},
    vocabulary,
};
use crate::{
    wire::screen,
    world::{Office, StepFailure},
};

vocabulary! { "加入者を見られる範囲":
    /// 加入者の枝番を指定して、その加入者についての画面(「加入者検索」「符号取得状況」「副本照会」)を開こうとする。
    when "{利用者}が加入者{加入者}について{画面}画面を開く", "「給付担当」が加入者「秘丘一江」について「副本照会」画面を開く" =>
    fn open_about_member(world, user: User, member: MemberName, screen: Screen) {
        let branch = world.branch(Office::Own, &member.0)?;
        let desk = world.desk(&user.0).await?;
        match screen.0.0 {
            screen::MEMBER_SEARCH => {
                let outcome = desk.member(&branch).await?;
                world.take("加入者の表示", outcome).map(|_| ())
            }
            screen::CODE_LINK => {
                let outcome = desk.code_link(&branch).await?;
                world.take("符号取得状況の表示", outcome).map(|_| ())
            }
            screen::COPY_SEARCH => {
                let outcome = desk.copies(&branch).await?;
                world.take("副本照会", outcome).map(|_| ())
            }
            other => Err(StepFailure::broken(format!("「{other}」は一人の加入者についての画面ではありません"))),
        }
    }
}
