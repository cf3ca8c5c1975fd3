//! ロール: those that a union makes of the standard ones.

use super::{
    parameters::{Text, User},
    vocabulary,
};
use crate::{
    terminal::{Outcome, RoleEntry},
    world::{Actor, OperationWorld, StepFailure, StepResult, expect_equal},
};
use std::collections::BTreeSet;

vocabulary! { "ロール":
    /// 「ロール」画面で、標準ロールを組み合わせた独自ロールを登録する。標準ロールが複数なら「;」でつなぐ。
    when "{利用者}がロール{値}を名称{値}、標準ロール{値}で登録する", "「システム管理者」がロール「U-{連番}」を名称「照会監査」、標準ロール「R-INQUIRE;R-AUDIT」で登録する" =>
    fn register_role(world, user: User, code: Text, name: Text, roles: Text) {
        let code = world.fresh(&code.0)?;
        let roles: Vec<String> = roles.0.split(';').map(str::to_owned).collect();
        let outcome = world.desk(&user.0).await?.register_role(&code, &name.0, &roles).await?;
        world.take("ロールの登録", outcome).map(|_| ())
    }

    /// 「ロール」画面で、登録されている独自ロールの名称と標準ロールの組み合わせを変更する。
    when "{利用者}がロール{値}を名称{値}、標準ロール{値}に変更する", "「システム管理者」がロール「U-{連番}」を名称「記録だけ」、標準ロール「R-AUDIT」に変更する" =>
    fn change_role(world, user: User, code: Text, name: Text, roles: Text) {
        let code = world.fresh(&code.0)?;
        let roles: Vec<String> = roles.0.split(';').map(str::to_owned).collect();
        let outcome = world.desk(&user.0).await?.register_role(&code, &name.0, &roles).await?;
        world.take("ロールの変更", outcome).map(|_| ())
    }

    /// 「ロール」画面で、ロールを削除する。
    when "{利用者}がロール{値}を削除する", "「システム管理者」がロール「U-{連番}」を削除する" =>
    fn delete_role(world, user: User, code: Text) {
        let code = world.fresh(&code.0)?;
        let outcome = world.desk(&user.0).await?.delete_role(&code).await?;
        world.take("ロールの削除", outcome).map(|_| ())
    }

    /// ロールの一覧に、この独自ロールが、この名称と標準ロール(順序は問わない)で現れることを確かめる。
    then "{利用者}のロールの一覧に、独自ロール{値}が名称{値}、標準ロール{値}で現れる", "「システム管理者」のロールの一覧に、独自ロール「U-{連番}」が名称「照会監査」、標準ロール「R-INQUIRE;R-AUDIT」で現れる" =>
    fn own_role_is_there(world, user: User, code: Text, name: Text, roles: Text) {
        let wanted = world.fresh(&code.0)?;
        let entry = world.roles_of(&user.0).await?.into_iter().find(|role| role.code == wanted);
        let text = |name: &str, standard: bool, roles: BTreeSet<&str>| {
            let kind = if standard { "標準ロール" } else { "独自ロール" };
            format!("{kind}「{name}」 {}", roles.into_iter().collect::<Vec<_>>().join(";"))
        };
        let observed = entry.map_or("(なし)".to_owned(), |role| {
            text(&role.name, role.standard, role.roles.iter().map(String::as_str).collect())
        });
        expect_equal(&format!("ロール「{}」", code.0), text(&name.0, false, roles.0.split(';').collect()), observed)
    }

    /// ロールの一覧に、このロールがないことを確かめる。
    then "{利用者}のロールの一覧に、ロール{値}は現れない", "「システム管理者」のロールの一覧に、ロール「U-{連番}」は現れない" =>
    fn role_is_absent(world, user: User, code: Text) {
        let wanted = world.fresh(&code.0)?;
        let count = world.roles_of(&user.0).await?.iter().filter(|role| role.code == wanted).count();
        expect_equal(&format!("ロール「{}」の件数", code.0), 0, count)
    }
}

impl OperationWorld {
    async fn roles_of(&mut self, user: &Actor) -> StepResult<Vec<RoleEntry>> {
        match self.desk(user).await?.roles().await? {
            Outcome::Shown(roles) => Ok(roles),
            Outcome::Refused(refusal) => Err(StepFailure::refused("ロールの一覧", &refusal)),
        }
    }
}
