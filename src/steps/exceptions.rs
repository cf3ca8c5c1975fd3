//! 照会の例外: what goes wrong beyond the server, and what the clerk does next.

use super::{
    parameters::{MemberName, Text, User},
    vocabulary,
};
use crate::world::{Office, StepFailure, expect_equal};
use std::collections::BTreeMap;

vocabulary! { "照会の例外":
    /// 照会先の機関が計画停止にある。シナリオの終わりに戻す。
    given "照会先{値}が停止している", "照会先「架空市」が停止している" =>
    fn provider_stopped(world, institution: Text) {
        let (code, _) = world.lane()?.contact_of(&institution.0)?;
        world.stop_system(&code).await
    }

    /// 停止していたものが動き出す。
    when "停止が終わる", "停止が終わる" =>
    fn outage_ends(world) {
        world.resume_systems().await
    }

    /// 「情報照会結果」画面で、直前の照会を取り消す。
    when "{利用者}がこの照会を取り消す", "「照会担当」がこの照会を取り消す" =>
    fn cancel(world, user: User) {
        let (actor, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let outcome = world.desk(&user.0).await?.cancel_inquiry(&inquiry.inquiry_id).await?;
        if let Some(inquiry) = world.take("照会の取消", outcome)? {
            world.inquiry = Some((actor, inquiry));
        }
        Ok(())
    }

    /// 一つ前にした照会の結果を「情報照会結果」画面で見直し、以後の確認をその照会について行う。
    when "一つ前の照会の結果を見直す", "一つ前の照会の結果を見直す" =>
    fn return_to_the_one_before(world) {
        let (actor, inquiry, request) = world.produced("一つ前の情報照会", world.inquiry_before.as_ref())?;
        let last = world.inquiry.take();
        world.inquiry_before = last.map(|(actor, inquiry)| (actor, inquiry, world.inquiry_request.take()));
        world.inquiry = Some((actor, inquiry));
        world.inquiry_request = request;
        let seen = world.look_at_inquiry().await?;
        world.show(&seen);
        Ok(())
    }

    /// 加入者の枝番のつもりで、別の加入者の枝番を入力して照会する。
    when "{利用者}が加入者{加入者}の枝番を誤り、加入者{加入者}の枝番で、{値}のため{値}に{値}を照会する", "「照会担当」が加入者「甲野花子」の枝番を誤り、加入者「乙川太郎」の枝番で、「一部負担金割合判定」のため「架空市」に「地方税関係情報」を照会する" =>
    fn inquire_with_wrong_branch(world, user: User, meant: MemberName, typed: MemberName, procedure: Text, provider: Text, information: Text) {
        let branch = world.branch(user.0.office, &typed.0)?;
        if branch == world.branch(user.0.office, &meant.0)? {
            return Err(StepFailure::broken("二人の加入者の枝番が同じです"));
        }
        let request = world.lane()?.inquiry_request(branch.as_str(), &procedure.0, &provider.0, &information.0)?;
        world.send_inquiry(&user.0, request).await
    }

    /// 「情報照会結果」画面で、照会に使われた枝番が誰のものかを確かめる。
    then "照会に入力した枝番は、加入者{加入者}の枝番である", "照会に入力した枝番は、加入者「乙川太郎」の枝番である" =>
    fn typed_branch_is(world, member: MemberName) {
        let seen = world.look_at_inquiry().await?;
        let expected = world.branch(Office::Own, &member.0)?;
        expect_equal("照会結果の画面の被保険者枝番", expected.as_str(), seen.branch_number.as_str())
    }

    /// 「情報共有サイト(連絡窓口)」で、照会先の連絡窓口を調べる。
    when "{利用者}が情報共有サイトで{値}の連絡窓口を調べる", "「照会担当」が情報共有サイトで「架空市」の連絡窓口を調べる" =>
    fn look_up_contact(world, user: User, institution: Text) {
        let (code, _) = world.lane()?.contact_of(&institution.0)?;
        let outcome = world.desk(&user.0).await?.contacts(&code).await?;
        world.contacts = world.take("連絡窓口の検索", outcome)?;
        Ok(())
    }

    /// 調べた連絡窓口がちょうど1件で、ロールモデルの連絡先に等しいことを確かめる。
    then "調べた連絡窓口は、{値}のロールモデルのとおりである", "調べた連絡窓口は、「架空市」のロールモデルのとおりである" =>
    fn contact_is(world, institution: Text) {
        let found = world.produced("連絡窓口", world.contacts.as_ref())?;
        let (code, contact) = world.lane()?.contact_of(&institution.0)?;
        expect_equal("連絡窓口の件数", 1, found.entries.len())?;
        let Some(entry) = found.entries.first() else { return Ok(()) };
        expect_equal("連絡窓口の機関コード", code.as_str(), entry.institution_code.as_str())?;
        expect_equal("連絡窓口", contact.as_str(), entry.contact.as_str())
    }

    /// 依頼を受けた照会先が、副本を正しい値で登録し直す(ロールモデルの「訂正後」の値)。シナリオの終わりに戻す。
    when "依頼を受けた{値}が、加入者{加入者}の{値}の副本を登録し直す", "依頼を受けた「架空市」が、加入者「照野三子」の「地方税関係情報」の副本を登録し直す" =>
    fn provider_corrects(world, institution: Text, member: MemberName, information: Text) {
        world.correct_provider(&institution.0, &member.0, &information.0).await
    }

    /// 返った項目と値が、照会先のロールモデルの「訂正後」のとおりであることを確かめる(過不足は不合格)。
    then "照会の結果は{値}のロールモデルにある加入者{加入者}の訂正後の{値}に等しい", "照会の結果は「架空市」のロールモデルにある加入者「照野三子」の訂正後の「地方税関係情報」に等しい" =>
    fn values_are_corrected(world, institution: Text, member: MemberName, information: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let expected = world.lane()?.corrected_role_model(&institution.0, &member.0, &information.0)?;
        let observed: BTreeMap<_, _> =
            inquiry.items.into_iter().map(|item| (item.name, item.value)).collect();
        expect_equal("照会の結果", text(&expected), text(&observed))
    }

    /// 添付書類の値と照会の結果の値が食い違い、担当者に明らかな誤りと分かることを確かめる。項目がなければ不合格。
    then "照会の結果の{値}は、添付書類の{値}と食い違い、明らかに誤っている", "照会の結果の「総所得金額等」は、添付書類の「0」と食い違い、明らかに誤っている" =>
    fn obviously_wrong(world, name: Text, document: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let observed = inquiry.items.iter().find(|item| item.name == name.0);
        match observed {
            None => Err(StepFailure::difference(&format!("照会の結果の{}", name.0), "値あり", "(項目なし)")),
            Some(item) if item.value == document.0 => {
                Err(StepFailure::difference(&format!("照会の結果の{}", name.0), "添付書類と異なる値", &item.value))
            }
            Some(_) => {
                world.obviously_wrong = true;
                world.saw_inquiry(&inquiry, true);
                Ok(())
            }
        }
    }

    /// 照会の状態と結果を画面で見直し、説明会資料の対応例の表(testdata/next_actions.yaml)に照らした担当者の行動が、書かれたとおりであることを確かめる。行動は画面には出ない。状態や結果コードが違えば、行動も違うものになる。
    then "この照会の状態と結果から、手引きでは担当者の行動は次のとおりになる", "この照会の状態と結果から、手引きでは担当者の行動は次のとおりになる" =>
    fn next_actions_are(world) {
        let rows = world.table(&["段階", "行動"])?;
        let seen = world.look_at_inquiry().await?;
        let lane = world.lane()?.clone();
        let today = lane.clock.now().await?.date_naive();
        let actions = lane.next_actions(&seen, &seen.information_code, world.obviously_wrong, today)?;
        let expected: Vec<_> = rows.iter().map(|row| row.join(" ")).collect();
        let derived: Vec<_> = actions.iter().map(|(stage, action)| format!("{stage} {action}")).collect();
        expect_equal("担当者の次の行動", expected.join("、"), derived.join("、"))
    }

    /// 照会の結果だけで、担当者が葬祭費の支給を判断できるかを確かめる。前の保険者が支給していれば「支給しない」、支給していなければ「支給する」。副本がないこと(N1)は支給していないことではないので、「判断できない」。値が返っていないときも同じ。
    then "照会の結果による葬祭費の支給の判断は、{値}である", "照会の結果による葬祭費の支給の判断は、「支給しない」である" =>
    fn funeral_decision(world, decision: Text) {
        let (_, inquiry) = world.produced("情報照会", world.inquiry.as_ref())?;
        let value = |name: &str| inquiry.items.iter().find(|item| item.name == name).map(|item| item.value.as_str());
        let decided = match (inquiry.result_code.as_deref(), value("支給の有無"), value("支給年月日")) {
            (Some("OK"), Some("支給済"), _) => "支給しない",
            (Some("OK"), Some("支給なし"), _) => "支給する",
            (Some("OK"), None, Some(paid_on)) if !paid_on.is_empty() => "支給しない",
            // No copy (N1) does not mean that nothing was paid.
            _ => "判断できない",
        };
        expect_equal("葬祭費の支給の判断", decision.0.as_str(), decided)
    }
}

fn text(items: &BTreeMap<String, String>) -> String {
    items.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("、")
}
