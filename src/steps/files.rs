//! Files as a whole: several of them, and those whose form is wrong.

use super::{
    parameters::{Copies, MemberName, Text, User},
    vocabulary,
};
use crate::{
    media::{Charset, OutgoingFile},
    model::JobState,
    standard_system::Change,
    terminal::Outcome,
    wire::{column, file_kind},
    world::{Registration, StepFailure, expect_equal},
};

vocabulary! { "ファイル全体":
    /// このシナリオで何番目かに登録したファイルの受付結果を開き、その処理と結果を続きのステップの対象にする。
    when "{int}番目に登録したファイルの受付結果を開く", "1番目に登録したファイルの受付結果を開く" =>
    fn go_back(world, place: usize) {
        let earlier = place.checked_sub(1).and_then(|place| world.registrations.get(place)).cloned();
        let (registration, receipt) = world.produced(&format!("{place}番目の登録"), earlier.as_ref())?;
        world.registration = Some(registration);
        world.receipt = Some(receipt);
        Ok(())
    }

    /// 直前に登録したファイルを、処理が始まる前に取り消す。
    when "{利用者}が登録したファイルを取り消す", "「資格担当」が登録したファイルを取り消す" =>
    fn cancel(world, user: User) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let outcome = world.desk(&user.0).await?.cancel_upload(&receipt.receipt_number).await?;
        if let Some(receipt) = world.take("登録の取消", outcome)? {
            world.receipt = Some(receipt);
        }
        Ok(())
    }

    /// 見出しは正しいが、行の列数が「多い」か「少ない」一括登録ファイルを登録する。
    when "{利用者}が列の{値}行のある一括登録ファイルを登録する", "「資格担当」が列の「多い」行のある一括登録ファイルを登録する" =>
    fn register_with_wrong_row(world, user: User, which: Text) {
        let count = match which.0.as_str() {
            "多い" => column::MEMBERS.len() + 1,
            "少ない" => column::MEMBERS.len() - 1,
            other => return Err(StepFailure::broken(format!("列は「多い」か「少ない」です: {other}"))),
        };
        let number = world.number();
        let row = |count: usize| (0..count).map(move |place| if place == 0 { number.to_string() } else { String::new() });
        let rows = [row(column::MEMBERS.len()).collect::<Vec<_>>(), row(count).collect()];
        let name = "列数の違う行のあるファイル.csv";
        let file = OutgoingFile::write(file_kind::MEMBERS, name, world.charset(), column::MEMBERS, rows)
            .map_err(|error| StepFailure::broken(error.to_string()))?;
        world.register_file(Registration { by: user.0, file, sent: Vec::new() }).await
    }

    /// 件数上限(testdata/endpoints.yaml)より1件多い行のある一括登録ファイルを登録する。行の中身はほとんど空である。
    when "{利用者}が件数上限より1件多い一括登録ファイルを登録する", "「資格担当」が件数上限より1件多い一括登録ファイルを登録する" =>
    fn register_too_many(world, user: User) {
        let number = world.number();
        let count = world.lane()?.setting.row_limit + 1;
        let rows = (0..count).map(|place| {
            let mut row = vec![String::new(); column::MEMBERS.len()];
            // A file of its own in every scenario: the same bytes would be refused for that.
            row[0] = if place == 0 { format!("{number}-{count}") } else { "1".to_owned() };
            row
        });
        let name = "件数上限を超えるファイル.csv";
        let file = OutgoingFile::write(file_kind::MEMBERS, name, world.charset(), column::MEMBERS, rows)
            .map_err(|error| StepFailure::broken(error.to_string()))?;
        world.register_file(Registration { by: user.0, file, sent: Vec::new() }).await
    }

    /// 医療保険者等定義情報と異なる文字コードで作った副本のファイルを登録する。
    when "{利用者}が加入者{加入者}の副本{副本}のファイルを文字コード{値}で登録する", "「副本担当」が加入者「副野一子」の副本「資格情報」のファイルを文字コード「UTF-16LE」で登録する" =>
    fn register_copies_in_charset(world, user: User, member: MemberName, kind: Copies, charset: Text) {
        let charset: Charset =
            charset.0.parse().map_err(|error: crate::media::CharsetError| StepFailure::broken(error.to_string()))?;
        let as_of = world.lane()?.clock.now().await?;
        let keys = [member.0.clone()];
        let standard = world.standard(user.0.office, &keys)?;
        let declared = std::mem::replace(&mut standard.charset, charset);
        let file = standard.extract_copies(&keys, kind.0, Change::New, as_of);
        standard.charset = declared;
        world.register_file(Registration { by: user.0, file: file?, sent: keys.to_vec() }).await
    }

    /// 一つの種類の副本のファイルを、取り違えて別の種類の副本として登録する。
    when "{利用者}が加入者{加入者}の副本{副本}のファイルを、取り違えて副本{副本}として登録する", "「副本担当」が加入者「副野一子」の副本「葬祭費」のファイルを、取り違えて副本「資格情報」として登録する" =>
    fn register_as_another_kind(world, user: User, member: MemberName, kind: Copies, taken_for: Copies) {
        let as_of = world.lane()?.clock.now().await?;
        let keys = [member.0.clone()];
        let standard = world.standard(user.0.office, &keys)?;
        let mut file = standard.extract_copies(&keys, kind.0, Change::New, as_of)?;
        file.kind = taken_for.0.file_kind();
        world.register_file(Registration { by: user.0, file, sent: keys.to_vec() }).await
    }

    /// 「受付エラー」の説明が、このシナリオで先に登録したファイルの受付番号を示していることを確かめる。
    then "受付エラーの説明に、先に登録したファイルの受付番号がある", "受付エラーの説明に、先に登録したファイルの受付番号がある" =>
    fn earlier_receipt_is_named(world) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let error = world.produced("受付エラーの説明", receipt.error.as_ref())?;
        let first = world.registrations.first().map(|(_, receipt)| receipt.receipt_number.clone());
        let first = world.produced("先に登録したファイル", first.as_ref())?;
        if first != receipt.receipt_number && error.message.contains(&first) {
            return Ok(());
        }
        Err(StepFailure::difference("受付エラーの説明にある受付番号", first, error.message))
    }

    /// このシナリオで登録したファイルの数と、それぞれの処理ステータスが「処理完了」であること、件数の合計を、受付の画面で確かめる。
    then "登録した{int}件のファイルを合わせると、正常が{int}件、エラーが{int}件である", "登録した2件のファイルを合わせると、正常が2件、エラーが1件である" =>
    fn counts_together(world, files: usize, normal: u64, error: u64) {
        let registrations = world.registrations.clone();
        expect_equal("登録したファイルの数", files, registrations.len())?;
        let (mut all_normal, mut all_errors) = (0, 0);
        for (registration, receipt) in registrations {
            let outcome = world.desk(&registration.by).await?.receipt(&receipt.receipt_number).await?;
            let seen = world.take("処理ステータスの確認", outcome)?;
            let seen = world.produced("処理ステータス", seen.as_ref())?;
            expect_equal("処理ステータス", JobState::Completed, seen.state)?;
            let counts = seen.counts.ok_or_else(|| {
                StepFailure::difference("処理完了したファイルの件数", "件数の表示", "件数なし")
            })?;
            all_normal += counts.normal;
            all_errors += counts.error;
        }
        let text = |normal, error| format!("正常{normal}件 エラー{error}件");
        expect_equal("ファイルを合わせた件数", text(normal, error), text(all_normal, all_errors))
    }

    /// 受付の一覧に、直前に登録したファイルの受付番号があるか(「ある」「ない」)を確かめる。
    then "{利用者}の受付の一覧に、登録したファイルは{値}", "「資格担当」の受付の一覧に、登録したファイルは「ない」" =>
    fn is_in_list(world, user: User, there: Text) {
        let registration = world.produced("登録したファイル", world.registration.as_ref())?;
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let uploads = match world.desk(&user.0).await?.uploads(registration.file.kind).await? {
            Outcome::Shown(uploads) => uploads,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("受付の一覧の表示", &refusal)),
        };
        let found = uploads.iter().any(|one| one.receipt_number == receipt.receipt_number);
        expect_equal("受付の一覧のこのファイル", there.0.as_str(), if found { "ある" } else { "ない" })
    }

    /// このシナリオで登録したファイルの受付番号が、互いに異なることを確かめる。
    then "登録したファイルの受付番号は互いに異なる", "登録したファイルの受付番号は互いに異なる" =>
    fn receipts_differ(world) {
        let numbers: std::collections::BTreeSet<_> =
            world.registrations.iter().map(|(_, receipt)| receipt.receipt_number.as_str()).collect();
        expect_equal("互いに異なる受付番号の数", world.registrations.len(), numbers.len())
    }
}
