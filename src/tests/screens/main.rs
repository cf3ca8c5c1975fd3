//! Every screen of the reference server in a real browser: reached by links and forms as a
//! user would, and free of violations of WCAG 2.2 AA as far as axe-core can tell. Needs
//! chromium, chromedriver and axe-core, and says so where one is missing.

mod site;

use serde_json::{Value, json};
use site::Site;
use sogo_unyo_test::model::{IndividualNumber, InsuranceNumber};
use std::collections::BTreeSet;

/// Runs axe on the page and hands back what it found.
const CHECK: &str = "
    const done = arguments[arguments.length - 1];
    axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(
        result => done(JSON.stringify({
            checked: result.passes.length,
            violations: result.violations.map(one => one.id + ': ' + one.help + '\\n    ' +
                one.nodes.map(node => node.target + ' ' + node.failureSummary).join('\\n    ')),
        })),
        error => done(JSON.stringify({ checked: 0, violations: [String(error)] })),
    );";

/// The pages that were looked at, and what was wrong with them.
struct Inspection {
    site: Site,
    axe: String,
    seen: BTreeSet<String>,
    found: Vec<String>,
}

impl Inspection {
    /// Looks at the page that is shown.
    async fn look(&mut self, state: &str) {
        let driver = &self.site.driver;
        let screen =
            self.site.one("body").await.attr("data-screen").await.expect("attribute").expect("screen");
        let heading = self.site.text("h1").await;
        if heading != screen {
            self.found.push(format!("{screen} {state}: the heading is 「{heading}」"));
        }
        let digits = regex::Regex::new(r"(?:^|\D)\d{12}(?:\D|$)").expect("expression");
        if digits.is_match(&self.site.text("body").await) {
            self.found.push(format!("{screen} {state}: twelve digits"));
        }
        driver.execute(self.axe.clone(), Vec::new()).await.expect("axe");
        let result = driver.execute_async(CHECK, Vec::new()).await.expect("result");
        let result: Value = serde_json::from_str(result.json().as_str().expect("text")).expect("JSON");
        assert!(result["checked"].as_u64().is_some_and(|passed| passed > 5), "{screen}: {result}");
        for violation in result["violations"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.found.push(format!("{screen} {state}: {violation}"));
        }
        let name = format!("{screen}-{state}.png");
        let height = driver.execute("return document.documentElement.scrollHeight", Vec::new()).await;
        let height = height.ok().and_then(|height| height.json().as_u64()).unwrap_or(1000);
        driver.set_window_rect(0, 0, 1360, height.clamp(700, 4000) as u32 + 150).await.expect("window");
        driver.screenshot(&site::pictures().join(name)).await.expect("picture");
        driver.set_window_rect(0, 0, 1360, 1000).await.expect("window");
        self.seen.insert(screen);
    }

    async fn look_at(&mut self, path: &str, state: &str) {
        self.site.go(path).await;
        self.look(state).await;
    }

    /// Looks at everything the menu offers.
    async fn look_at_menu(&mut self, state: &str) {
        for path in self.site.menu().await {
            self.look_at(&path, state).await;
        }
    }

    /// Uploads a file that takes effect, and looks at its receipt.
    async fn registered(&mut self, page: &str, kind: Option<&str>, rows: &str) -> String {
        let receipt = self.site.upload(page, kind, rows).await;
        let path = format!("/receipts/{receipt}");
        // In steps, since a session that is not used for 15 minutes ends.
        for _ in 0..8 {
            self.site.let_pass(600).await;
            self.site.go(&path).await;
        }
        self.look("完了").await;
        assert_eq!(self.site.text("[data-field='state']").await.trim(), "処理完了", "{page}");
        self.site.download().await
    }
}

fn insured(body: &str) -> String {
    InsuranceNumber::from_body(body).expect("body").to_string()
}

#[tokio::test]
async fn every_screen_is_accessible() {
    let axe = site::axe();
    std::fs::create_dir_all(site::pictures()).expect("folder");
    let site = Site::open().await;
    let mut inspection = Inspection { site, axe, seen: BTreeSet::new(), found: Vec::new() };
    let insurer = insured("3913101");
    let number = IndividualNumber::from_body("70130000001").expect("body");
    set_the_stage(&inspection.site, &insurer, number.expose()).await;

    inspection.look_at("/terminal/unknown", "未登録の証明書").await;
    inspection.look_at("/terminal/cert-13", "初期").await;
    inspection.site.send("log-in", &[("user_id", "admin"), ("password", "wrong")]).await;
    inspection.site.one("[data-code='A101']").await;
    inspection.look("誤り").await;
    inspection.site.enter("admin", "Initial-Pass-1").await;
    inspection.look("変更後").await;
    administrate(&mut inspection).await;
    let passwords = passwords(&mut inspection).await;
    inspection.site.leave().await;
    for (user, password) in passwords {
        inspection.site.enter(&user, &password).await;
        inspection.site.go("/").await;
        inspection.look_at_menu(&user).await;
        match user.as_str() {
            "member" => members(&mut inspection, &insurer, number.expose()).await,
            "copy" => copies(&mut inspection, &insurer).await,
            "inquire" => inquiries(&mut inspection).await,
            "ident" => identity(&mut inspection, number.expose()).await,
            "audit" => inspection.site.go("/records?direction=照会").await,
            _ => inspection.look_at("/members/0000000000", "該当なし").await,
        }
        inspection.site.go("/").await;
        inspection.site.leave().await;
    }
    inspection.site.go("/members").await;
    inspection.site.one("[data-code='A106']").await;
    inspection.look("ログアウト後").await;

    assert!(inspection.seen.len() >= 28, "only these screens were seen: {:?}", inspection.seen);
    assert!(inspection.found.is_empty(), "\n{}\n", inspection.found.join("\n"));
    inspection.site.driver.clone().quit().await.expect("browser");
}

async fn set_the_stage(site: &Site, insurer: &str, number: &str) {
    site.set("PUT", "/control/clock", json!({ "now": "2017-04-24T09:00:00+09:00" })).await;
    let admin = json!({ "user_id": "admin", "name": "管理　太郎", "initial_password": "Initial-Pass-1" });
    let union = json!({
        "name": "架空都後期高齢者医療広域連合", "institution_code": "KK13", "insurer_numbers": [insurer],
        "certificates": ["cert-13"], "admin": admin,
    });
    site.set("PUT", "/control/insurers/13", union).await;
    let resident = json!({
        "individual_number": number, "name": "甲野　花子", "kana": "コウノ　ハナコ", "address": "架空都中央市本町1-1",
        "sex": "2", "birth_date": "1938-03-04", "status": "現存", "changed_on": null,
    });
    site.set("PUT", "/control/residents", json!({ "residents": [resident] })).await;
    let combination = json!({
        "procedure_code": "JM-01", "procedure_name": "資格の確認", "provider_type": "市町村",
        "information_code": "TK-01", "information_name": "住民票関係情報",
    });
    let master = json!({
        "release": "本番用マスター I (リリース3)", "available_from": "2017-04-22", "combinations": [combination],
    });
    site.set("PUT", "/control/master", master).await;
    let copy = json!({
        "individual_number": number, "information_code": "TK-01", "source_as_of": "2017-04-01T00:00:00+09:00",
        "items": [{ "name": "世帯主氏名", "value": "甲野　花子" }, { "name": "続柄", "value": "本人" }],
    });
    let city = json!({
        "name": "架空市", "provider_type": "市町村", "linkage_started": true, "copies": [copy],
    });
    site.set("PUT", "/control/institutions/CITY1", city).await;
}

async fn administrate(inspection: &mut Inspection) {
    inspection.site.go("/insurer-definition").await;
    inspection.site.send("define-charset", &[("charset", "UTF-8")]).await;
    inspection.look("設定後").await;
    inspection.site.go("/access-groups").await;
    inspection.site.send("put-access-group", &[("code", "G1"), ("name", "資格管理課")]).await;
    inspection.look("登録後").await;
    inspection.site.send("put-access-group", &[("code", "誤り"), ("name", "資格管理課")]).await;
    inspection.site.one("[data-code='Q422']").await;
    inspection.look("誤り").await;
    let rows = "処理区分,部署コード,部署名,アクセスグループコード\n1,D1,<b>資格</b>管理課,\n1,D2,給付課,G1\n";
    inspection.registered("/departments", None, rows).await;
    inspection.look_at_menu("admin").await;
    outside(inspection).await;
    // Refused where the role does not permit it.
    inspection.look_at("/members/upload", "権限なし").await;
    inspection.site.one("[data-code='N8']").await;
}

/// What is no part of the server, and in no menu.
async fn outside(inspection: &mut Inspection) {
    inspection.look_at("/sharing-site", "利用登録なし").await;
    inspection.site.one("[data-code='N8']").await;
    inspection.site.go("/sharing-site/accounts").await;
    inspection.site.send("register-site-account", &[("user_id", "admin")]).await;
    inspection.site.one("[data-done]").await;
    inspection.look("登録後").await;
    inspection.look_at("/sharing-site", "表示").await;
    inspection.site.go("/plan-survey").await;
    let fields = [("plan", "年度計画"), ("event", "庁舎の停電"), ("from", "10012017"), ("to", "10032017")];
    inspection.site.send("answer-plan-survey", &fields).await;
    inspection.site.one("[data-done]").await;
    inspection.look("回答後").await;
    inspection.look_at("/plan-survey/collated", "配布前").await;
}

const USERS: &[(&str, &str)] = &[
    ("member", "R-MEMBER"),
    ("copy", "R-COPY"),
    ("inquire", "R-INQUIRE"),
    ("ident", "R-IDENT"),
    ("audit", "R-AUDIT"),
    ("view", "R-VIEW"),
];

/// Registers a user for each role; their initial passwords stand in the result file.
async fn passwords(inspection: &mut Inspection) -> Vec<(String, String)> {
    let mut rows = "処理区分,ユーザーID,氏名,部署コード,ロールコード,有効開始日,有効終了日\n".to_owned();
    for (user, role) in USERS {
        rows.push_str(&format!("1,{user},担当　{user},D1,{role},20170401,\n"));
    }
    let result = inspection.registered("/users/upload", None, &rows).await;
    inspection.look_at("/users", "登録後").await;
    let rows = result.lines().skip(1).map(|line| line.trim().split(',').collect::<Vec<_>>());
    rows.filter_map(|row| Some(((*row.get(2)?).to_owned(), (*row.get(3)?).to_owned()))).collect()
}

async fn members(inspection: &mut Inspection, insurer: &str, number: &str) {
    let (good, wrong) = (insured("1300001"), insured("1300002"));
    let rows = format!(
        "レコード番号,処理区分,保険者番号,被保険者番号,個人番号,氏名,氏名カナ,生年月日,性別,郵便番号,住所,資格取得年月日,資格喪失年月日,アクセスグループコード,被保険者枝番\n\
         1,1,{insurer},{good},{number},甲野　花子,コウノ　ハナコ,19380304,2,1000001,架空都中央市本町1-1,20130304,,,\n\
         2,1,{insurer},{wrong},,乙川　太郎,オツカワ　タロウ,19351123,1,,架空都中央市本町2-1,20130304,,,\n"
    );
    inspection.registered("/members/upload", None, &rows).await;
    inspection.site.upload("/members/upload", None, "違う見出し\n").await;
    inspection.site.let_pass(60).await;
    inspection.look_at("/members/receipts", "一覧").await;
    inspection.look_at(&format!("/members?insured_number={good}"), "検索後").await;
    inspection.look_at("/members?insured_number=99999999", "該当なし").await;
    inspection.site.go(&format!("/members?insured_number={good}")).await;
    inspection.site.one("[data-column='branch_number'] a").await.click().await.expect("link");
    inspection.look("1人").await;
    let branch = inspection.site.text("[data-field='branch_number']").await;
    inspection.site.let_pass(600).await;
    inspection.site.go("/code-link").await;
    inspection.site.send("open-code-link", &[("branch_number", &branch)]).await;
    inspection.look("1人").await;
    BRANCH.set(branch).expect("once");
}

/// Of the member that was registered; known from then on.
static BRANCH: std::sync::OnceLock<String> = std::sync::OnceLock::new();

async fn copies(inspection: &mut Inspection, insurer: &str) {
    let branch = BRANCH.get().expect("registered");
    let good = insured("1300001");
    let rows = format!(
        "処理区分,被保険者枝番,保険者番号,被保険者番号,資格取得年月日,取得事由,資格喪失年月日,喪失事由,証発効期日,有効期限,一部負担金割合,住所地特例区分,更新日時\n\
         1,{branch},{insurer},{good},20130304,01,,,20160801,20170731,1,0,20170420120000\n"
    );
    inspection.registered("/copies/upload", Some("eligibility"), &rows).await;
    inspection.look_at("/copies/receipts?kind=eligibility", "一覧").await;
    inspection.look_at(&format!("/members/{branch}/copies"), "1人").await;
    inspection.look_at(&format!("/members/{branch}/copies/history"), "履歴").await;
    inspection.site.go(&format!("/members/{branch}/copies")).await;
    let fields = [("kind", "eligibility"), ("automatic", "false")];
    inspection.site.send("set-automatic-provision", &fields).await;
    inspection.site.one("[data-done]").await;
    inspection.look("自動でない設定").await;
    inspection.site.go("/provision-requests").await;
    inspection.site.send("decide-provision", &[("process_number", "0"), ("decision", "提供")]).await;
    inspection.site.one("[data-code='Q404']").await;
    inspection.look("該当なし").await;
    inspection.site.go("/provision-starts").await;
    let fields = [("kind", "eligibility"), ("start_date", "04242017")];
    inspection.site.send("set-provision-start", &fields).await;
    inspection.site.one("[data-done]").await;
    inspection.look("設定後").await;
}

async fn inquiries(inspection: &mut Inspection) {
    let branch = BRANCH.get().expect("registered");
    let fields = |procedure| {
        [
            ("branch_number", branch.as_str()),
            ("procedure_code", procedure),
            ("provider_code", "CITY1"),
            ("information_code", "TK-01"),
        ]
    };
    inspection.site.go("/inquiries/new").await;
    inspection.site.send("inquire", &fields("JM-99")).await;
    inspection.site.one("[data-code='N7']").await;
    inspection.look("誤り").await;
    inspection.site.go("/inquiries/new").await;
    inspection.site.send("inquire", &fields("JM-01")).await;
    inspection.site.one("[data-result]").await;
    inspection.look("登録後").await;
    inspection.site.let_pass(30).await;
    inspection.look_at("/inquiries", "一覧").await;
    inspection.site.one("[data-column='inquiry_id'] a").await.click().await.expect("link");
    inspection.look("回答").await;
    assert_eq!(inspection.site.text("[data-field='result_code']").await, "OK");
}

async fn identity(inspection: &mut Inspection, number: &str) {
    let rows = format!("照会番号,照会区分,個人番号,氏名,住所,性別,生年月日\nQ1,1,{number},,,,\n");
    let result = inspection.registered("/identity/upload", None, &rows).await;
    assert!(result.contains("一致"), "{result}");
}
