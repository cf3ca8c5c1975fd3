//! Registration of members: bulk files, jobs, results, branch numbers, codes.

use super::{
    parameters::{Code, CodeState, Job, MemberName, Members, Screen, Text, User},
    vocabulary,
};
use crate::{
    media::{Charset, OutgoingFile},
    model::WrittenNumber,
    standard_system::{Change, Member, MemberRow},
    terminal::{MemberList, MemberQuery, MembersFound, Outcome},
    wire::{column, file_kind, screen},
    world::{Actor, Office, OperationWorld, Registration, StepFailure, StepResult, expect_equal},
};
use chrono::NaiveDate;

vocabulary! { "加入者情報":
    /// 加入者が中間サーバーに登録されていない。登録されていれば削除する。
    given "加入者{加入者たち}がまだ登録されていない", "加入者「甲野花子」、「乙川太郎」がまだ登録されていない" =>
    fn not_registered(world, members: Members) {
        world.arrange_not_registered(Office::Own, &members.0).await
    }

    /// 加入者が登録され、枝番が標準システムに紐付いている。登録されていなければ登録する。
    given "加入者{加入者たち}が登録されている", "加入者「甲野花子」が登録されている" =>
    fn registered(world, members: Members) {
        world.arrange_registered(Office::Own, &members.0).await
    }

    /// 相手広域連合に、加入者が登録されていない。登録されていれば削除する。
    given "相手広域連合に加入者{加入者たち}がまだ登録されていない", "相手広域連合に加入者「両丘三美」がまだ登録されていない" =>
    fn not_registered_at_partner(world, members: Members) {
        world.arrange_not_registered(Office::Partner, &members.0).await
    }

    /// 加入者が登録し直した直後の状態にある。前の登録があれば削除してから登録するので、枝番は新しく、副本はない。
    given "加入者{加入者たち}が新しく登録されている", "加入者「甲野花子」が新しく登録されている" =>
    fn newly_registered(world, members: Members) {
        world.arrange_not_registered(Office::Own, &members.0).await?;
        world.arrange_registered(Office::Own, &members.0).await
    }

    /// 加入者が登録し直した直後の状態にあり、機関別符号が紐付いている。
    given "加入者{加入者たち}が新しく登録され、符号が紐付いている", "加入者「甲野花子」が新しく登録され、符号が紐付いている" =>
    fn newly_linked(world, members: Members) {
        world.arrange_not_registered(Office::Own, &members.0).await?;
        world.arrange_linked(Office::Own, &members.0).await
    }

    /// 加入者の登録があったが、削除されている。削除前の枝番は、あとのステップで比べられる。
    given "加入者{加入者たち}が登録され、そのあと削除されている", "加入者「丁田次郎」が登録され、そのあと削除されている" =>
    fn registered_then_deleted(world, members: Members) {
        world.arrange_registered(Office::Own, &members.0).await?;
        world.arrange_not_registered(Office::Own, &members.0).await
    }

    /// 加入者が登録され、機関別符号が紐付いている。
    given "加入者{加入者たち}が登録され、符号が紐付いている", "加入者「甲野花子」が登録され、符号が紐付いている" =>
    fn linked(world, members: Members) {
        world.arrange_linked(Office::Own, &members.0).await
    }

    /// 相手広域連合にも同じ人が加入者として登録されている。
    given "相手広域連合に加入者{加入者たち}が登録されている", "相手広域連合に加入者「甲野花子」が登録されている" =>
    fn registered_at_partner(world, members: Members) {
        world.arrange_registered(Office::Partner, &members.0).await
    }

    /// 相手広域連合にも同じ人が加入者として登録され、機関別符号が紐付いている。
    given "相手広域連合に加入者{加入者たち}が登録され、符号が紐付いている", "相手広域連合に加入者「甲野花子」が登録され、符号が紐付いている" =>
    fn linked_at_partner(world, members: Members) {
        world.arrange_linked(Office::Partner, &members.0).await
    }

    /// 標準システムから新規の加入者情報一括登録ファイルを抽出し、「加入者情報登録」画面で登録する。
    when "{利用者}が加入者{加入者たち}の一括登録ファイルを登録する", "「資格担当」が加入者「甲野花子」の一括登録ファイルを登録する" =>
    fn register(world, user: User, members: Members) {
        let file = world.standard(user.0.office, &members.0)?.extract_members(&members.0, Change::New)?;
        world.register_file(Registration { by: user.0, file, sent: members.0 }).await
    }

    /// 標準システムから変更(処理区分2)の一括登録ファイルを抽出し、登録する。
    when "{利用者}が加入者{加入者たち}の変更を一括登録ファイルで登録する", "「資格担当」が加入者「甲野花子」の変更を一括登録ファイルで登録する" =>
    fn register_changes(world, user: User, members: Members) {
        let file = world.standard(user.0.office, &members.0)?.extract_members(&members.0, Change::Update)?;
        world.register_file(Registration { by: user.0, file, sent: members.0 }).await
    }

    /// 相手広域連合が払い出しを受けた枝番を書いて、変更(処理区分2)の一括登録ファイルを登録する。
    when "{利用者}が加入者{加入者}の変更を相手広域連合の枝番で登録する", "「資格担当」が加入者「両丘二美」の変更を相手広域連合の枝番で登録する" =>
    fn register_change_under_foreign_branch(world, user: User, member: MemberName) {
        let foreign = world.branch(Office::Partner, &member.0)?;
        let keys = [member.0.clone()];
        let standard = world.standard(user.0.office, &keys)?;
        standard.member_mut(&member.0)?.written.insert("被保険者枝番".to_owned(), foreign.to_string());
        let file = standard.extract_members(&keys, Change::Update);
        standard.member_mut(&member.0)?.written.remove("被保険者枝番");
        world.register_file(Registration { by: user.0, file: file?, sent: keys.to_vec() }).await
    }

    /// 標準システムから削除(処理区分3)の一括登録ファイルを抽出し、登録する。
    when "{利用者}が加入者{加入者たち}の削除を一括登録ファイルで登録する", "「資格担当」が加入者「甲野花子」の削除を一括登録ファイルで登録する" =>
    fn register_deletions(world, user: User, members: Members) {
        world.remember_branches(user.0.office, &members.0)?;
        let file = world.standard(user.0.office, &members.0)?.extract_members(&members.0, Change::Delete)?;
        world.register_file(Registration { by: user.0, file, sent: members.0 }).await
    }

    /// 医療保険者等定義情報と異なる文字コードで作った一括登録ファイルを登録する。
    when "{利用者}が加入者{加入者たち}の一括登録ファイルを文字コード{値}で登録する", "「資格担当」が加入者「甲野花子」の一括登録ファイルを文字コード「UTF-16LE」で登録する" =>
    fn register_in_charset(world, user: User, members: Members, charset: Text) {
        let charset: Charset =
            charset.0.parse().map_err(|error: crate::media::CharsetError| StepFailure::broken(error.to_string()))?;
        let standard = world.standard(user.0.office, &members.0)?;
        let declared = std::mem::replace(&mut standard.charset, charset);
        let file = standard.extract_members(&members.0, Change::New);
        standard.charset = declared;
        world.register_file(Registration { by: user.0, file: file?, sent: members.0 }).await
    }

    /// 見出しから列を一つ欠いた一括登録ファイルを登録する。
    when "{利用者}が{値}列を欠いた一括登録ファイルを登録する", "「資格担当」が「氏名カナ」列を欠いた一括登録ファイルを登録する" =>
    fn register_without_column(world, user: User, missing: Text) {
        let columns: Vec<_> = column::MEMBERS.iter().copied().filter(|column| *column != missing.0).collect();
        if columns.len() == column::MEMBERS.len() {
            return Err(StepFailure::broken(format!("加入者情報一括登録ファイルに「{}」列はありません", missing.0)));
        }
        let charset = world.charset();
        let row = vec![String::new(); columns.len()];
        let file = OutgoingFile::write(file_kind::MEMBERS, "列の足りないファイル.csv", charset, &columns, [row])
            .map_err(|error| StepFailure::broken(error.to_string()))?;
        world.register_file(Registration { by: user.0, file, sent: Vec::new() }).await
    }

    /// 見出しと値の二つの列を入れ替えた一括登録ファイルを登録する。
    when "{利用者}が、加入者{加入者}の{値}列と{値}列を入れ替えた一括登録ファイルを登録する", "「資格担当」が、加入者「甲野花子」の「氏名」列と「氏名カナ」列を入れ替えた一括登録ファイルを登録する" =>
    fn register_with_columns_swapped(world, user: User, member: MemberName, one: Text, other: Text) {
        let place = |name: &str| {
            column::MEMBERS.iter().position(|column| *column == name).ok_or_else(|| {
                StepFailure::broken(format!("加入者情報一括登録ファイルに「{name}」列はありません"))
            })
        };
        let places = (place(&one.0)?, place(&other.0)?);
        let file = world.standard(user.0.office, std::slice::from_ref(&member.0))?.extract_members_with_columns_swapped(&member.0, places)?;
        world.register_file(Registration { by: user.0, file, sent: vec![member.0] }).await
    }

    /// 直前に登録したのと同じファイルを、もう一度登録する。
    when "{利用者}が同じファイルをもう一度登録する", "「資格担当」が同じファイルをもう一度登録する" =>
    fn register_again(world, user: User) {
        let registration = world.produced("登録したファイル", world.registration.as_ref())?;
        world.register_file(Registration { by: user.0, ..registration }).await
    }

    /// 登録したファイルの処理が終わる(「処理完了」か「受付エラー」になる)まで待つ。待ち時間の上限を超えると不合格。
    when "処理が終わるまで待つ", "処理が終わるまで待つ" =>
    fn wait_until_processed(world) {
        world.wait_until_processed().await.map(|_| ())
    }

    /// 「加入者情報受付結果詳細」画面から登録結果ファイルをダウンロードし、標準システムに取り込む。送った行と返った行が一致しなければ不合格。
    when "{利用者}が登録結果ファイルを標準システムに取り込む", "「資格担当」が登録結果ファイルを標準システムに取り込む" =>
    fn take_in(world, user: User) {
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let registration = world.produced("登録したファイル", world.registration.as_ref())?;
        let charset = world.charset();
        let outcome = world.desk(&user.0).await?.download_result(&receipt.receipt_number, charset).await?;
        let Some(file) = world.take_file("登録結果ファイルのダウンロード", outcome)? else { return Ok(()) };
        let rows = world.standard(user.0.office, &[])?.take_in_members(&file, &registration.sent)?;
        world.member_rows = rows;
        Ok(())
    }

    /// 標準システムにある元データの個人番号を、正しい値(testdata/members.yaml の住基の番号)に直す。
    when "標準システムで加入者{加入者}の個人番号を正しい値に直す", "標準システムで加入者「違川一郎」の個人番号を正しい値に直す" =>
    fn correct_number(world, member: MemberName) {
        let number = world.lane()?.true_number(&member.0)?;
        let keys = [member.0.clone()];
        world.standard(Office::Own, &keys)?.member_mut(&member.0)?.individual_number = Some(number);
        Ok(())
    }

    /// 標準システムにある加入者の元データの項目を書き換える。項目は加入者情報一括登録ファイルの列の名前。日付は「20170401」のように書く。個人番号は「なし」「桁の足りない番号」「検査用数字の違う番号」と書く。
    when "標準システムで加入者{加入者}の{値}を{値}に変える", "標準システムで加入者「甲野花子」の「住所」を「」に変える" =>
    fn edit(world, member: MemberName, column: Text, value: Text) {
        let keys = [member.0.clone()];
        let entry = world.standard(Office::Own, &keys)?.member_mut(&member.0)?;
        edit_member(entry, &column.0, &value.0)
    }

    /// 標準システムで、加入者の個人番号をほかの加入者の個人番号に書き換える。
    when "標準システムで加入者{加入者}の個人番号を加入者{加入者}の番号に変える", "標準システムで加入者「変川二子」の個人番号を加入者「変川一子」の番号に変える" =>
    fn take_anothers_number(world, member: MemberName, other: MemberName) {
        let keys = [member.0.clone(), other.0.clone()];
        let standard = world.standard(Office::Own, &keys)?;
        let number = standard.member(&other.0)?.individual_number.clone();
        standard.member_mut(&member.0)?.individual_number = number;
        Ok(())
    }

    /// 標準システムで、加入者に紐付いた被保険者枝番を、相手広域連合がその人について払い出しを受けた枝番に書き換える。
    when "標準システムで加入者{加入者}の被保険者枝番を相手広域連合での枝番に変える", "標準システムで加入者「両丘一美」の被保険者枝番を相手広域連合での枝番に変える" =>
    fn take_partners_branch(world, member: MemberName) {
        let branch = world.branch(Office::Partner, &member.0)?.to_string();
        let keys = [member.0.clone()];
        world.standard(Office::Own, &keys)?.member_mut(&member.0)?.written.insert("被保険者枝番".to_owned(), branch);
        Ok(())
    }

    /// 医療保険者等定義情報の文字コードが、シナリオのあいだだけこの値になっている。終わると元に戻す。
    given "医療保険者等定義情報の文字コードが{値}である", "医療保険者等定義情報の文字コードが「UTF-8」である" =>
    fn charset_is(world, charset: Text) {
        let charset: Charset =
            charset.0.parse().map_err(|error: crate::media::CharsetError| StepFailure::broken(error.to_string()))?;
        world.declare_charset(charset).await
    }

    /// システム管理者が「医療保険者等定義情報」の文字コードを改め、標準システムも以後この文字コードでファイルを作る。シナリオが終わると元に戻す。
    when "医療保険者等定義情報の文字コードを{値}に改める", "医療保険者等定義情報の文字コードを「UTF-8」に改める" =>
    fn change_charset(world, charset: Text) {
        let charset: Charset =
            charset.0.parse().map_err(|error: crate::media::CharsetError| StepFailure::broken(error.to_string()))?;
        world.declare_charset(charset).await
    }

    /// 符号の取得が終わる(「紐付済」か「取得エラー」になる)まで待つ。待ち時間の上限を超えると不合格。
    when "{利用者}が加入者{加入者}の符号取得が終わるまで待つ", "「資格担当」が加入者「甲野花子」の符号取得が終わるまで待つ" =>
    fn wait_for_code(world, user: User, member: MemberName) {
        let poll = world.lane()?.timing().poll;
        let link = world.wait_for_code(&user.0, &member.0, poll).await?;
        world.show(&link);
        Ok(())
    }

    /// 「加入者検索」画面で、相手広域連合が払い出しを受けた枝番を指定して開こうとする。
    when "{利用者}が相手広域連合の加入者{加入者}を枝番で表示する", "「資格担当」が相手広域連合の加入者「両丘一美」を枝番で表示する" =>
    fn open_foreign_member(world, user: User, member: MemberName) {
        let branch = world.branch(Office::Partner, &member.0)?;
        let outcome = world.desk(&user.0).await?.member(&branch).await?;
        world.take("加入者の表示", outcome).map(|_| ())
    }

    /// 「加入者検索」画面で、加入者の枝番を指定して開こうとする。
    when "{利用者}が加入者{加入者}を表示する", "「資格担当」が加入者「甲野花子」を表示する" =>
    fn open_member(world, user: User, member: MemberName) {
        let branch = world.branch(Office::Own, &member.0)?;
        let outcome = world.desk(&user.0).await?.member(&branch).await?;
        world.take("加入者の表示", outcome).map(|_| ())
    }

    /// 登録したファイルの処理ステータスを、待たずに確かめる。
    then "処理ステータスは{処理状態}である", "処理ステータスは「処理完了」である" =>
    fn job_state_is(world, state: Job) {
        let receipt = world.look_at_receipt().await?;
        expect_equal("処理ステータス", state.0, receipt.state)
    }

    /// 登録したファイルがまだ「処理完了」になっておらず、エラーでもないことを確かめる。
    then "処理ステータスはまだ「処理完了」ではない", "処理ステータスはまだ「処理完了」ではない" =>
    fn job_is_under_way(world) {
        let receipt = world.look_at_receipt().await?;
        if receipt.state.is_final() {
            return Err(StepFailure::difference("処理ステータス", "処理の途中の状態", receipt.state));
        }
        Ok(())
    }

    /// 払い出された枝番が、数字だけで、加入者ごとに異なることを確かめる。枝番が結果ファイルの行にあることも確かめる。
    then "加入者{加入者たち}に、数字だけの互いに異なる被保険者枝番が払い出されている", "加入者「甲野花子」、「乙川太郎」に、数字だけの互いに異なる被保険者枝番が払い出されている" =>
    fn branches_are_issued(world, members: Members) {
        let mut seen = std::collections::BTreeSet::new();
        for key in &members.0 {
            let row = world.row_of(key)?;
            expect_equal(&format!("加入者「{key}」の処理結果コード"), "", row.code.as_str())?;
            let branch = row.branch.ok_or_else(|| {
                StepFailure::difference(&format!("加入者「{key}」の被保険者枝番"), "数字", "なし")
            })?;
            expect_equal(
                &format!("標準システムで加入者「{key}」に紐付いた枝番"),
                branch.clone(),
                world.branch(Office::Own, key)?,
            )?;
            if !seen.insert(branch.clone()) {
                return Err(StepFailure::difference(&format!("加入者「{key}」の被保険者枝番"), "他の加入者と異なる値", branch));
            }
        }
        Ok(())
    }

    /// 加入者に枝番が払い出されていないことを、結果ファイルの行と「加入者検索」の両方で確かめる。
    then "加入者{加入者}に被保険者枝番は払い出されていない", "加入者「違川一郎」に被保険者枝番は払い出されていない" =>
    fn branch_is_not_issued(world, member: MemberName) {
        if let Some(branch) = world.row_of(&member.0)?.branch {
            return Err(StepFailure::difference("結果ファイルの被保険者枝番", "空", branch));
        }
        let found = world.search(&Actor::at(Office::Own, "資格担当"), &member.0).await?;
        expect_equal("加入者検索で見つかる件数", 0, found.entries.len())
    }

    /// 「加入者検索」で加入者が1件だけ見つかり、氏名・氏名カナ・生年月日・性別・郵便番号・住所・資格取得年月日・資格喪失年月日・保険者番号・被保険者枝番が標準システムの値と等しいことを確かめる。
    then "{利用者}の加入者検索に、加入者{加入者たち}が標準システムと同じ内容で現れる", "「資格担当」の加入者検索に、加入者「甲野花子」が標準システムと同じ内容で現れる" =>
    fn members_are_found(world, user: User, members: Members) {
        let many = members.0.len() > SHOWN_ONE_BY_ONE;
        let today = world.lane()?.clock.now().await?.date_naive();
        for key in &members.0 {
            let found = if many { world.search_unshown(&user.0, key).await? } else { world.search(&user.0, key).await? };
            expect_equal(&format!("加入者「{key}」の検索件数"), 1, found.entries.len())?;
            let Some(entry) = found.entries.first() else { continue };
            let member = world.standard(user.0.office, &members.0)?.member(key)?.clone();
            expect_equal("氏名", member.name.as_str(), entry.name.as_str())?;
            expect_equal("氏名カナ", member.kana.as_str(), entry.kana.as_str())?;
            expect_equal("生年月日", member.birth_date, entry.birth_date)?;
            expect_equal("性別", member.sex.as_str(), entry.sex.as_str())?;
            expect_equal("郵便番号", member.postal_code.as_str(), entry.postal_code.as_deref().unwrap_or_default())?;
            expect_equal("住所", member.address.as_str(), entry.address.as_str())?;
            expect_equal("資格取得年月日", member.acquired_on, entry.qualified_on)?;
            let day = |day: Option<NaiveDate>| day.map_or_else(|| "なし".to_owned(), |day| day.to_string());
            expect_equal("資格喪失年月日", day(member.lost_on), day(entry.lost_on))?;
            expect_equal("保険者番号", member.insurer_number.as_str(), entry.insurer_number.as_str())?;
            expect_equal(
                "被保険者枝番",
                member.branch.map(|branch| branch.to_string()).unwrap_or_default(),
                entry.branch_number.clone(),
            )?;
            let lost = member.lost_on.is_some_and(|lost_on| lost_on <= today);
            expect_equal("状態", if lost { "資格喪失" } else { "登録済" }, entry.state.as_str())?;
        }
        if many {
            world.show(&MembersFound(members.0.len()));
        }
        Ok(())
    }

    /// 「加入者検索」で加入者が見つからないことを確かめる。
    then "{利用者}の加入者検索に、加入者{加入者}は現れない", "「資格担当」の加入者検索に、加入者「甲野花子」は現れない" =>
    fn member_is_not_found(world, user: User, member: MemberName) {
        let found = world.search(&user.0, &member.0).await?;
        expect_equal(&format!("加入者「{}」の検索件数", member.0), 0, found.entries.len())
    }

    /// 「符号取得状況」画面の表示を確かめる。
    then "加入者{加入者}の符号取得状況は{符号状態}である", "加入者「甲野花子」の符号取得状況は「紐付済」である" =>
    fn code_state_is(world, member: MemberName, state: CodeState) {
        let branch = world.branch(Office::Own, &member.0)?;
        let outcome = world.desk(&Actor::at(Office::Own, "資格担当")).await?.code_link(&branch).await?;
        let link = world.take("符号取得状況の表示", outcome)?;
        let link = world.produced("符号取得状況", link.as_ref())?;
        expect_equal("符号取得状況", state.0, link.state)
    }

    /// 符号を取得できなかった理由を確かめる。
    then "加入者{加入者}の符号が取得できない理由は{結果コード}である", "加入者「不在一平」の符号が取得できない理由は「E501 住基ネット該当なし」である" =>
    fn code_failure_is(world, member: MemberName, code: Code) {
        let branch = world.branch(Office::Own, &member.0)?;
        let outcome = world.desk(&Actor::at(Office::Own, "資格担当")).await?.code_link(&branch).await?;
        let link = world.take("符号取得状況の表示", outcome)?;
        let link = world.produced("符号取得状況", link.as_ref())?;
        expect_equal("取得できない理由", code.0.code, link.error_code.as_deref().unwrap_or("なし"))
    }

    /// 画面の応答に、機関別符号らしい長い英数字も、この加入者の個人番号も出ていないことを確かめる。画面は「符号取得状況」か「加入者検索」。
    then "{画面}画面の応答に、加入者{加入者}の個人番号も機関別符号も現れない", "「符号取得状況」画面の応答に、加入者「甲野花子」の個人番号も機関別符号も現れない" =>
    fn nothing_leaks(world, shown: Screen, member: MemberName) {
        if !matches!(shown.0.0, screen::CODE_LINK | screen::MEMBER_SEARCH) {
            return Err(StepFailure::broken("このステップは「符号取得状況」画面と「加入者検索」画面で使えます"));
        }
        let branch = world.branch(Office::Own, &member.0)?;
        let desk = world.desk(&Actor::at(Office::Own, "資格担当")).await?;
        let raw = desk.words_about_member(shown.0.0, &branch).await?;
        // A refusal says nothing about the member, and so would prove nothing.
        if !raw.contains(branch.as_str()) {
            return Err(StepFailure::difference(
                &format!("{}画面の応答", shown.0.0),
                "加入者の枝番を含む",
                "加入者の枝番がない",
            ));
        }
        let number = world.standard(Office::Own, std::slice::from_ref(&member.0))?.member(&member.0)?.individual_number.clone();
        if number.is_some_and(|number| raw.contains(number.expose())) {
            return Err(StepFailure::expectation(format!("{}画面の応答に個人番号が含まれています", shown.0.0)));
        }
        match raw.split(|one: char| !one.is_ascii_alphanumeric()).find(|word| looks_like_a_code(word)) {
            None => Ok(()),
            Some(word) => Err(StepFailure::expectation(format!(
                "{}画面の応答に、機関別符号らしい{}文字の値が含まれています",
                shown.0.0,
                word.len()
            ))),
        }
    }

    /// 同じ人の枝番が、自広域連合と相手広域連合で異なることを確かめる。
    then "加入者{加入者}の枝番は、相手広域連合での枝番と異なる", "加入者「両丘一美」の枝番は、相手広域連合での枝番と異なる" =>
    fn branch_differs_between_insurers(world, member: MemberName) {
        let own = world.branch(Office::Own, &member.0)?;
        let partner = world.branch(Office::Partner, &member.0)?;
        if own == partner {
            return Err(StepFailure::difference("相手広域連合での枝番", "自広域連合と異なる値", partner));
        }
        Ok(())
    }

    /// 個人番号の訂正のあとも、加入者の枝番が変わっていないことを「加入者検索」で確かめる。
    then "加入者{加入者}の枝番は変わっていない", "加入者「変野一子」の枝番は変わっていない" =>
    fn branch_is_kept(world, member: MemberName) {
        let before = world.branch(Office::Own, &member.0)?;
        let found = world.search(&Actor::at(Office::Own, "資格担当"), &member.0).await?;
        expect_equal("加入者の検索件数", 1, found.entries.len())?;
        let Some(entry) = found.entries.first() else { return Ok(()) };
        expect_equal("被保険者枝番", before.as_str(), entry.branch_number.as_str())
    }

    /// 削除した加入者の枝番を指定しても、「加入者検索」「符号取得状況」「副本照会」のどれも「対象なし」と断ることを確かめる。
    then "加入者{加入者}の削除前の枝番では、加入者も符号も副本も表示されない", "加入者「消野一子」の削除前の枝番では、加入者も符号も副本も表示されない" =>
    fn former_branch_is_gone(world, member: MemberName) {
        let branch = world.produced("削除前の枝番", world.former_branches.get(&member.0))?;
        let desk = world.desk(&Actor::at(Office::Own, "資格担当")).await?;
        let seen = [
            ("加入者の表示", code_of(&desk.member(&branch).await?)),
            ("符号取得状況の表示", code_of(&desk.code_link(&branch).await?)),
        ];
        let desk = world.desk(&Actor::at(Office::Own, "副本担当")).await?;
        let copies = ("副本照会", code_of(&desk.copies(&branch).await?));
        let history = ("副本の履歴の表示", code_of(&desk.copy_history(&branch).await?));
        for (what, code) in seen.into_iter().chain([copies, history]) {
            expect_equal(what, crate::wire::problem::NOT_FOUND, code.as_str())?;
        }
        Ok(())
    }

    /// 登録し直して払い出された枝番が、削除前の枝番と異なることを確かめる。
    then "加入者{加入者}の枝番は、削除前と異なる", "加入者「甲野花子」の枝番は、削除前と異なる" =>
    fn branch_is_new(world, member: MemberName) {
        let row = world.row_of(&member.0)?;
        let before = world.produced("削除前の枝番", world.former_branches.get(&member.0))?;
        match row.branch {
            Some(branch) if branch != before => Ok(()),
            other => Err(StepFailure::difference(
                "再登録した加入者の枝番",
                "削除前と異なる値",
                other.map_or("なし".to_owned(), |branch| branch.to_string()),
            )),
        }
    }
}

/// The code of a refusal; an act that was not refused says so.
fn code_of<T>(outcome: &Outcome<T>) -> String {
    match outcome {
        Outcome::Shown(_) => "拒否されず表示された".to_owned(),
        Outcome::Refused(refusal) => refusal.code.clone(),
    }
}

/// Writes a value into the source data. What is no value of its kind is kept as it was
/// written, and extracted so.
fn edit_member(entry: &mut Member, column: &str, value: &str) -> StepResult {
    let date = NaiveDate::parse_from_str(value, "%Y%m%d").ok().filter(|_| value.len() == 8);
    entry.written.remove(column);
    match (column, date) {
        ("氏名", _) => value.clone_into(&mut entry.name),
        ("氏名カナ", _) => value.clone_into(&mut entry.kana),
        ("住所", _) => value.clone_into(&mut entry.address),
        ("保険者番号", _) => value.clone_into(&mut entry.insurer_number),
        ("被保険者番号", _) => value.clone_into(&mut entry.insured_number),
        ("郵便番号", _) => value.clone_into(&mut entry.postal_code),
        ("生年月日", Some(date)) => entry.birth_date = date,
        ("資格取得年月日", Some(date)) => entry.acquired_on = date,
        ("資格喪失年月日", Some(date)) => entry.lost_on = Some(date),
        ("個人番号", _) => entry.individual_number = spoilt(entry.individual_number.as_ref(), value)?,
        (other, _) if column::MEMBERS.contains(&other) => {
            entry.written.insert(other.to_owned(), value.to_owned());
        }
        (other, _) => {
            return Err(StepFailure::broken(format!(
                "加入者情報一括登録ファイルに「{other}」列はありません"
            )));
        }
    }
    Ok(())
}

/// An individual number with a mistake in it; features write no numbers.
fn spoilt(number: Option<&WrittenNumber>, mistake: &str) -> StepResult<Option<WrittenNumber>> {
    let digits = number.map(|number| number.expose().to_owned()).unwrap_or_default();
    let (body, last) = digits.split_at(digits.len().saturating_sub(1));
    Ok(match (mistake, last.parse::<u8>()) {
        ("なし", _) => None,
        ("桁の足りない番号", Ok(_)) => Some(WrittenNumber::new(body)),
        ("検査用数字の違う番号", Ok(digit)) => {
            Some(WrittenNumber::new(format!("{body}{}", (digit + 1) % 10)))
        }
        _ => {
            return Err(StepFailure::broken(
                "個人番号は「なし」「桁の足りない番号」「検査用数字の違う番号」のどれかに変えます",
            ));
        }
    })
}

/// Long, with digits and letters mixed: neither a word of the contract nor a number.
fn looks_like_a_code(word: &str) -> bool {
    word.len() >= 16
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_lowercase() || byte.is_ascii_uppercase())
}

/// More members than this are looked up without showing each.
const SHOWN_ONE_BY_ONE: usize = 10;

impl OperationWorld {
    async fn search(&mut self, actor: &Actor, key: &str) -> StepResult<MemberList> {
        let found = self.search_unshown(actor, key).await?;
        self.show(&found);
        Ok(found)
    }

    async fn search_unshown(&mut self, actor: &Actor, key: &str) -> StepResult<MemberList> {
        let keys = [key.to_owned()];
        let insured_number = self.standard(actor.office, &keys)?.member(key)?.insured_number.clone();
        match self.desk(actor).await?.search_members(&MemberQuery::InsuredNumber(insured_number)).await? {
            Outcome::Shown(found) => Ok(found),
            Outcome::Refused(refusal) => Err(StepFailure::refused("加入者検索", &refusal)),
        }
    }

    fn row_of(&self, key: &str) -> StepResult<MemberRow> {
        let row = self.member_rows.iter().find(|row| row.key == key);
        self.produced(&format!("加入者「{key}」の登録結果"), row)
    }
}
