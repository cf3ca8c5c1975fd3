//! Master data: departments and users in bulk, access groups, NWS master.

use super::{
    parameters::{Text, User},
    vocabulary,
};
use crate::{
    media::OutgoingFile,
    standard_system::user_rows,
    terminal::Outcome,
    wire::{column, file_kind},
    world::{Actor, Office, Registration, StepFailure, expect_equal},
};

vocabulary! { "マスターデータ":
    /// 表の行を、ユーザー情報一括登録ファイルで登録する。処理区分は1新規、2変更、3削除。ロールが複数なら「;」でつなぐ。表の「{連番}」はシナリオごとに異なる数字に、「{昨日}」「{今日}」「{明日}」は接続先の時計での日付になる。
    when "{利用者}が次の利用者を一括登録する", "「システム管理者」が次の利用者を一括登録する" =>
    fn register_users(world, user: User) {
        let header = ["処理区分", "ユーザーID", "氏名", "部署コード", "ロールコード", "有効開始日", "有効終了日"];
        let mut rows = world.table(&header)?;
        let today = world.lane()?.clock.now().await?.date_naive();
        let day = |day: chrono::NaiveDate| day.format("%Y%m%d").to_string();
        for cell in rows.iter_mut().flatten() {
            *cell = world
                .fresh(cell)?
                .replace("{今日}", &day(today))
                .replace("{昨日}", &day(today - chrono::Days::new(1)))
                .replace("{明日}", &day(today + chrono::Days::new(1)));
        }
        let file = OutgoingFile::write(file_kind::USERS, "ユーザー情報一括登録ファイル.csv", world.charset(), column::USERS, rows)
            .map_err(|error| StepFailure::broken(error.to_string()))?;
        world.register_file(Registration { by: user.0, file, sent: Vec::new() }).await
    }

    /// 表の行を、部署情報一括登録ファイルで登録する。処理区分は1新規、2変更、3削除。表の「{連番}」はシナリオごとに異なる数字になる。
    when "{利用者}が次の部署を一括登録する", "「システム管理者」が次の部署を一括登録する" =>
    fn register_departments(world, user: User) {
        let mut rows = world.table(&["処理区分", "部署コード", "部署名", "アクセスグループコード"])?;
        for cell in rows.iter_mut().flatten() {
            *cell = world.fresh(cell)?;
        }
        let file = OutgoingFile::write(file_kind::DEPARTMENTS, "部署情報一括登録ファイル.csv", world.charset(), column::DEPARTMENTS, rows)
            .map_err(|error| StepFailure::broken(error.to_string()))?;
        world.register_file(Registration { by: user.0, file, sent: Vec::new() }).await
    }

    /// 「アクセスグループ」画面で、アクセスグループを登録する。
    when "{利用者}がアクセスグループ{値}を名称{値}で登録する", "「システム管理者」がアクセスグループ「AG-{連番}」を名称「試験グループ」で登録する" =>
    fn register_access_group(world, user: User, code: Text, name: Text) {
        let code = world.fresh(&code.0)?;
        let outcome = world.desk(&user.0).await?.register_access_group(&code, &name.0).await?;
        world.take("アクセスグループの登録", outcome).map(|_| ())
    }

    /// ユーザー一括登録の結果から初期パスワードを受け取り、その利用者として初めてログインする。以後「新しい利用者」と呼べる。
    when "ユーザーID{値}の利用者が、受け取った初期パスワードでログインする", "ユーザーID「sgt{連番}a」の利用者が、受け取った初期パスワードでログインする" =>
    fn log_in_as_new_user(world, user_id: Text) {
        let user_id = world.fresh(&user_id.0)?;
        let administrator = Actor::at(Office::Own, "システム管理者");
        let receipt = world.produced("受付番号", world.receipt.as_ref())?;
        let charset = world.charset();
        let outcome = world.desk(&administrator).await?.download_result(&receipt.receipt_number, charset).await?;
        let file = match outcome {
            Outcome::Shown(file) => file,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("結果のダウンロード", &refusal)),
        };
        let rows = user_rows(&file)?;
        let password = rows.into_iter().find(|row| row.user_id == user_id).and_then(|row| row.initial_password);
        let password = password.ok_or_else(|| {
            StepFailure::difference("新しい利用者の初期パスワード", "払い出される", "空")
        })?;
        world.initial_passwords.insert(Actor::at(Office::Own, NEW_USER), password.clone());
        world.log_in_new_user(&user_id, &password).await
    }

    /// 前に受け取ったのと同じ初期パスワードで、もう一度ログインを試みる。
    when "ユーザーID{値}の利用者が、同じ初期パスワードでもう一度ログインする", "ユーザーID「sgt{連番}a」の利用者が、同じ初期パスワードでもう一度ログインする" =>
    fn log_in_again_as_new_user(world, user_id: Text) {
        let user_id = world.fresh(&user_id.0)?;
        let password = world.initial_passwords.get(&Actor::at(Office::Own, NEW_USER));
        let password = world.produced("初期パスワード", password)?;
        world.log_in_new_user(&user_id, &password).await
    }

    /// 情報提供NWSが、次の版のマスター(testdata/nws_master.yaml の2番目の配信)の配信を始める。シナリオが終わると取りやめる。
    when "情報提供NWSが次の版のマスターの配信を始める", "情報提供NWSが次の版のマスターの配信を始める" =>
    fn next_master(world) {
        world.distribute_next_master().await
    }

    /// 最初のマスターの配信開始日(ロットごとに testdata/lots.yaml か testdata/nws_master.yaml にある日)の0時になる。@配信開始前 のシナリオで使う。
    when "マスターの配信開始日になる", "マスターの配信開始日になる" =>
    fn first_master_comes(world) {
        world.reach_first_master().await
    }

    /// 「マスターダウンロード」画面から情報提供NWS配信マスターをダウンロードし、標準システムに適用する。
    when "{利用者}がマスターをダウンロードして標準システムに適用する", "「システム管理者」がマスターをダウンロードして標準システムに適用する" =>
    fn apply_master(world, user: User) {
        let charset = world.charset();
        let outcome = world.desk(&user.0).await?.download_master(charset).await?;
        let Some(file) = world.take_file("マスターのダウンロード", outcome)? else { return Ok(()) };
        world.standard(user.0.office, &[])?.apply_master(&file)?;
        Ok(())
    }

    /// 標準システムに適用されたマスターの版と、照会許可の組合せが、配信されたとおりである(testdata/nws_master.yaml と等しい)ことを確かめる。
    then "標準システムに{値}が、配信されたとおりの照会許可の組合せで適用されている", "標準システムに「本番用マスター I (リリース3)」が、配信されたとおりの照会許可の組合せで適用されている" =>
    fn master_is(world, release: Text) {
        let expected = world.lane()?.published_combinations(&release.0)?;
        let standard = world.standard(Office::Own, &[])?;
        let applied = standard.master.clone();
        let applied = world.produced("マスターの適用", applied.as_ref())?;
        expect_equal("マスターの版", release.0.as_str(), applied.release.as_str())?;
        let text = |combinations: &std::collections::BTreeSet<(String, String, String)>| {
            combinations.iter().map(|(one, two, three)| format!("{one}/{two}/{three}")).collect::<Vec<_>>().join("、")
        };
        expect_equal("照会許可の組合せ", text(&expected), text(&applied.combinations))
    }

    /// 利用者管理の一覧に、表のユーザーIDがあるかないかを確かめる。「{連番}」は一括登録のステップと同じ数字になる。
    then "{利用者}の利用者管理で、登録の有無は次のとおりである", "「システム管理者」の利用者管理で、登録の有無は次のとおりである" =>
    fn users_are(world, user: User) {
        let users = match world.desk(&user.0).await?.users().await? {
            Outcome::Shown(users) => users,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("利用者管理の表示", &refusal)),
        };
        for row in world.table(&["ユーザーID", "登録"])? {
            let [user_id, expected] = row.as_slice() else { continue };
            let wanted = world.fresh(user_id)?;
            let there = users.iter().any(|entry| entry.user_id == wanted);
            expect_equal(&format!("利用者「{user_id}」の登録"), expected.as_str(), presence(there))?;
        }
        Ok(())
    }

    /// 部署の一覧に、表の部署コードがあるかないか、あればそのアクセスグループを確かめる。
    then "{利用者}の部署の一覧で、登録の有無は次のとおりである", "「システム管理者」の部署の一覧で、登録の有無は次のとおりである" =>
    fn departments_are(world, user: User) {
        let departments = match world.desk(&user.0).await?.departments().await? {
            Outcome::Shown(departments) => departments,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("部署の一覧", &refusal)),
        };
        for row in world.table(&["部署コード", "登録", "アクセスグループコード"])? {
            let [code, expected, group] = row.as_slice() else { continue };
            let wanted = world.fresh(code)?;
            let there = departments.iter().find(|(code, _)| *code == wanted);
            expect_equal(&format!("部署「{code}」の登録"), expected.as_str(), presence(there.is_some()))?;
            let observed = there.and_then(|(_, group)| group.clone()).unwrap_or_default();
            expect_equal(&format!("部署「{code}」のアクセスグループ"), group.as_str(), observed.as_str())?;
        }
        Ok(())
    }

    /// アクセスグループの一覧に、このコードと名称のものがあることを確かめる。
    then "{利用者}のアクセスグループの一覧に、{値}が名称{値}で現れる", "「システム管理者」のアクセスグループの一覧に、「AG-{連番}」が名称「試験グループ」で現れる" =>
    fn access_group_is_there(world, user: User, code: Text, name: Text) {
        let wanted = world.fresh(&code.0)?;
        let groups = match world.desk(&user.0).await?.access_groups().await? {
            Outcome::Shown(groups) => groups,
            Outcome::Refused(refusal) => return Err(StepFailure::refused("アクセスグループの一覧", &refusal)),
        };
        let observed = groups.iter().find(|(code, _)| *code == wanted).map_or("(なし)", |(_, name)| name.as_str());
        expect_equal(&format!("アクセスグループ「{}」の名称", code.0), name.0.as_str(), observed)
    }
}

fn presence(there: bool) -> &'static str {
    if there { "あり" } else { "なし" }
}

/// What features call a user who was registered in the scenario.
const NEW_USER: &str = "新しい利用者";

impl crate::world::OperationWorld {
    async fn log_in_new_user(&mut self, user_id: &str, password: &str) -> crate::world::StepResult {
        let mut terminal = self.lane()?.terminal(Office::Own)?;
        let outcome = terminal.log_in(user_id, password).await?;
        self.top_page = None;
        if self.take("ログイン", outcome.on_fixed_user())?.is_some() {
            let top_page = terminal.top_page().await?;
            self.top_page = self.take("トップページの表示", top_page)?;
            self.sit_down(&Actor::at(Office::Own, NEW_USER), terminal);
        }
        Ok(())
    }

    /// A code that no earlier scenario has used: 「{連番}」 becomes the number of this one.
    pub(super) fn fresh(&self, template: &str) -> crate::world::StepResult<String> {
        let number = self.lane()?.setting.run_number % 1_000_000 * 1000 + self.number();
        Ok(template.replace("{連番}", &number.to_string()))
    }
}
