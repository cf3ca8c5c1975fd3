//! 差分登録: only what changed since the intermediate server acknowledged it is sent.

use super::{
    parameters::{Copies, MemberName, Members, User},
    vocabulary,
};
use crate::world::{Office, Registration, StepFailure, expect_equal};

vocabulary! { "差分登録":
    /// 標準システムで加入者を削除する。次の差分登録で、削除(処理区分3)の行になる。
    when "標準システムで加入者{加入者}を削除する", "標準システムで加入者「差野三子」を削除する" =>
    fn remove(world, member: MemberName) {
        let keys = [member.0.clone()];
        world.standard(Office::Own, &keys)?.member_mut(&member.0)?.removed = true;
        world.remember_branches(Office::Own, &keys)
    }

    /// 標準システムに加入者を新しく加える。次の差分登録で、新規(処理区分1)の行になる。
    when "標準システムに加入者{加入者}を加える", "標準システムに加入者「差野四子」を加える" =>
    fn enter(world, member: MemberName) {
        world.standard(Office::Own, &[member.0])?;
        Ok(())
    }

    /// 標準システムにある副本の元データを削除する。次の差分登録で、削除(処理区分3)の行になる。
    when "標準システムで加入者{加入者}の副本{副本}を削除する", "標準システムで加入者「差野三子」の副本「資格情報」を削除する" =>
    fn withdraw(world, member: MemberName, kind: Copies) {
        let keys = [member.0.clone()];
        world.standard(Office::Own, &keys)?.member_mut(&member.0)?.copies.remove(&kind.0);
        Ok(())
    }

    /// 中間サーバーが登録を認めたあとに標準システムで増えた・変わった・消えた加入者だけを、一つのファイルに抽出して登録する。差分がなければ不合格。
    when "{利用者}が加入者情報の差分の一括登録ファイルを登録する", "「資格担当」が加入者情報の差分の一括登録ファイルを登録する" =>
    fn register_members(world, user: User) {
        let difference = world.standard(user.0.office, &[])?.extract_member_difference()?;
        let (file, sent) = difference.ok_or_else(|| StepFailure::expectation("加入者情報に差分がありません"))?;
        world.register_file(Registration { by: user.0, file, sent }).await
    }

    /// 副本について、同じように差分だけのファイルを登録する。差分がなければ不合格。
    when "{利用者}が副本{副本}の差分のファイルを登録する", "「副本担当」が副本「資格情報」の差分のファイルを登録する" =>
    fn register_copies(world, user: User, kind: Copies) {
        let as_of = world.lane()?.clock.now().await?;
        let difference = world.standard(user.0.office, &[])?.extract_copy_difference(kind.0, as_of)?;
        let (file, sent) =
            difference.ok_or_else(|| StepFailure::expectation(format!("副本「{}」に差分がありません", kind.0)))?;
        world.register_file(Registration { by: user.0, file, sent }).await
    }

    /// 「特定個人情報登録結果」画面から結果をダウンロードし、標準システムに取り込む。送った行数と返った行数が違えば不合格。
    when "{利用者}が副本の登録結果を標準システムに取り込む", "「副本担当」が副本の登録結果を標準システムに取り込む" =>
    fn take_in_copies(world, user: User) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let registration = world.produced("登録したファイル", world.registration.as_ref())?;
        let charset = world.charset();
        let outcome = world.desk(&user.0).await?.download_result(&receipt.receipt_number, charset).await?;
        let Some(result) = world.take_file("副本の登録結果", outcome.on(crate::wire::screen::COPIES_RESULT))? else {
            return Ok(());
        };
        world.standard(user.0.office, &[])?.take_in_copies(&registration.file, &result)?;
        Ok(())
    }

    /// 標準システムに、この加入者たちの差分だけが残っていることを確かめる。
    then "標準システムに、加入者{加入者たち}の差分だけが残っている", "標準システムに、加入者「差野一子」の差分だけが残っている" =>
    fn member_difference_is(world, members: Members) {
        let keys = world.standard(Office::Own, &[])?.extract_member_difference()?.map(|(_, keys)| keys);
        let (mut expected, mut observed) = (members.0, keys.unwrap_or_default());
        expected.sort();
        observed.sort();
        expect_equal("加入者情報の差分", expected.join("、"), observed.join("、"))
    }

    /// 標準システムの加入者情報がすべて中間サーバーに認められていて、差分のファイルができないことを確かめる。
    then "標準システムに加入者情報の差分は残っていない", "標準システムに加入者情報の差分は残っていない" =>
    fn no_member_difference(world) {
        match world.standard(Office::Own, &[])?.extract_member_difference()? {
            None => Ok(()),
            Some((_, keys)) => Err(StepFailure::difference("加入者情報の差分", "なし", keys.join("、"))),
        }
    }

    /// 標準システムのこの種類の副本がすべて中間サーバーに認められていて、差分のファイルができないことを確かめる。
    then "標準システムに副本{副本}の差分は残っていない", "標準システムに副本「資格情報」の差分は残っていない" =>
    fn no_copy_difference(world, kind: Copies) {
        let as_of = world.lane()?.clock.now().await?;
        match world.standard(Office::Own, &[])?.extract_copy_difference(kind.0, as_of)? {
            None => Ok(()),
            Some((_, keys)) => {
                Err(StepFailure::difference(&format!("副本「{}」の差分", kind.0), "なし", keys.join("、")))
            }
        }
    }
}
