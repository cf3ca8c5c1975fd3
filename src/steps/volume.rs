//! All members of a union: registered, taken in, reconciled.

use super::{
    parameters::{Copies, Text, User},
    vocabulary,
};
use crate::world::{CopiesSent, StepFailure, expect_equal, expect_reconciled};

vocabulary! { "大量登録":
    /// 広域連合の全件の加入者を種(--seed)から作り、標準システムと住基ネットに置く。誤りのある行を0.1%植え、どの行に何が見つかるべきかの解答を持つ。
    given "全件の加入者が標準システムと住基ネットにいる", "全件の加入者が標準システムと住基ネットにいる" =>
    fn everybody(world) {
        world.begin_campaign().await
    }

    /// 全件の一括登録ファイルを、件数上限ごとに分けて1つずつ登録し、処理が終わるたびに登録結果ファイルを標準システムに取り込む。
    when "{利用者}が全件の一括登録ファイルを登録し、登録結果ファイルを取り込む", "「資格担当」が全件の一括登録ファイルを登録し、登録結果ファイルを取り込む" =>
    fn register_everybody(world, user: User) {
        world.register_campaign(&user.0).await
    }

    /// 全件の2%が転居したものとして、その変更だけの一括登録ファイルを登録し、登録結果ファイルを取り込む。
    when "{利用者}が転居した2%の加入者の差分を登録し、登録結果ファイルを取り込む", "「資格担当」が転居した2%の加入者の差分を登録し、登録結果ファイルを取り込む" =>
    fn register_who_moved(world, user: User) {
        world.register_moves(&user.0).await
    }

    /// 登録された全員の副本を登録する。
    when "{利用者}が全件の副本{副本}のファイルを登録する", "「副本担当」が全件の副本「資格情報」のファイルを登録する" =>
    fn register_copies_of_everybody(world, user: User, kind: Copies) {
        world.register_all_copies(&user.0, (kind.0.file_kind(), kind.0.name())).await
    }

    /// すべての行の処理結果を解答と比べる。失われた行、重なった行、見つからない誤り、余分な誤り、枝番の有無と重なりを確かめる。
    then "全件の処理結果は、どの行も解答と一致する", "全件の処理結果は、どの行も解答と一致する" =>
    fn everybody_is_reconciled(world) {
        let campaign = world.campaign()?;
        expect_reconciled("全件の処理結果", &campaign.members, campaign.population.parameters().count)?;
        campaign.counts.clone().map_or(Ok(()), Err)
    }

    /// 登録された全員に枝番が1つずつあり、互いに異なることを、標準システムの台帳で確かめる。
    then "登録された全員に、互いに異なる被保険者枝番がある", "登録された全員に、互いに異なる被保険者枝番がある" =>
    fn everybody_has_a_branch(world) {
        let campaign = world.campaign()?;
        let population = &campaign.population;
        let good = (0..population.parameters().count).filter(|row| population.fault(*row).is_none()).count();
        let registered = campaign.ledger().registered()?;
        expect_equal("互いに異なる被保険者枝番の数", good as u64, registered)
    }

    /// 全件から抜き取った加入者が、加入者検索に標準システムと同じ内容で現れ、エラーの行の加入者が現れないことを確かめる。
    then "抜き取った加入者は、{利用者}の加入者検索に標準システムと同じ内容で現れる", "抜き取った加入者は、「資格担当」の加入者検索に標準システムと同じ内容で現れる" =>
    fn sample_is_shown(world, user: User) {
        world.expect_sample_shown(&user.0).await
    }

    /// 全件から抜き取った加入者の符号が、生存者なら紐付き、死亡した人なら取得エラーになることを確かめる。
    then "{利用者}の見る抜き取った加入者の符号は、死亡した人を除いて紐付いている", "「資格担当」の見る抜き取った加入者の符号は、死亡した人を除いて紐付いている" =>
    fn sample_is_linked(world, user: User) {
        world.expect_sample_linked(&user.0).await
    }

    /// 差分として送ったすべての行が、送った枝番のまま、エラーなく変更されたことを確かめる。
    then "差分のどの行も、同じ枝番のまま変更される", "差分のどの行も、同じ枝番のまま変更される" =>
    fn changes_are_reconciled(world) {
        let campaign = world.campaign()?;
        let population = &campaign.population;
        let sent = |row: &u64| population.moves(*row) && population.fault(*row).is_none();
        let sent = (0..population.parameters().count).filter(sent).count() as u64;
        if sent == 0 {
            return Err(StepFailure::broken("送った差分がありません。--volume-rows を増やしてください"));
        }
        match &campaign.changes {
            Some(changes) => expect_reconciled("差分の処理結果", changes, sent),
            None => Err(StepFailure::broken("このステップの前に、差分を登録するステップが要ります")),
        }
    }

    /// 送った副本がすべて登録され、エラーが1件もないことを確かめる。
    then "全件の副本{副本}が、1件のエラーもなく登録される", "全件の副本「資格情報」が、1件のエラーもなく登録される" =>
    fn copies_are_registered(world, kind: Copies) {
        let campaign = world.campaign()?;
        let sent = campaign.copies.get(kind.0.file_kind());
        let Some(CopiesSent { sent, registered, first, .. }) = sent else {
            return Err(StepFailure::broken("このステップの前に、全件の副本を登録するステップが要ります"));
        };
        if *sent == 0 {
            return Err(StepFailure::broken("送った副本がありません"));
        }
        let example = first.as_ref().map(|first| format!("(例: {first})")).unwrap_or_default();
        expect_equal(&format!("登録された副本の件数{example}"), *sent, *registered)
    }

    /// 全件から抜き取った加入者の副本が、送った件数だけあり、どの項目も送ったとおりであることを確かめる。
    then "抜き取った加入者の副本{副本}は、{利用者}の副本照会に送ったとおりに現れる", "抜き取った加入者の副本「資格情報」は、「副本担当」の副本照会に送ったとおりに現れる" =>
    fn sample_copies(world, kind: Copies, user: User) {
        world.expect_sample_copies(&user.0, kind.0.file_kind()).await
    }

    /// 照会先の機関に、抜き取った加入者の値を一人ずつ変えて持たせる。項目の名前は、その機関のロールモデルから取る。
    given "{値}が抜き取った加入者の{値}を、一人ずつ異なる値で持っている", "「架空市」が抜き取った加入者の「地方税関係情報」を、一人ずつ異なる値で持っている" =>
    fn provided_about_sample(world, institution: Text, information: Text) {
        world.provide_about_sample(&institution.0, &information.0).await
    }

    /// 抜き取った加入者について一人ずつ照会し、結果が出るまで待つ。
    when "{利用者}が抜き取った加入者について、{値}のため{値}に{値}を照会し、結果を待つ", "「照会担当」が抜き取った加入者について、「一部負担金割合判定」のため「架空市」に「地方税関係情報」を照会し、結果を待つ" =>
    fn inquire_about_sample(world, user: User, procedure: Text, provider: Text, information: Text) {
        world.inquire_about_sample(&user.0, (&procedure.0, &provider.0, &information.0)).await
    }

    /// 照会の結果が、照会先がその加入者について持つ値に等しいことを、一人ずつ確かめる。符号がほかの人に紐付いていれば、ほかの人の値になる。
    then "抜き取った加入者の照会の結果は、どれも本人の値である", "抜き取った加入者の照会の結果は、どれも本人の値である" =>
    fn sample_answers(world) {
        world.expect_sample_answers()
    }
}
