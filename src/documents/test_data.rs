//! テストデータ一覧: who and what the scenarios of an item use. Individual numbers stand in
//! it masked. Must not know any format.

use super::{Document, Material, Usage, procedure::outline, usage::Used};
use crate::{
    model::INDIVIDUAL_NUMBER_MASK,
    spec::{Copies, Person, RoleModel, to_wareki},
};

const USERS: [(&str, usize); 7] = [
    ("利用者", 14),
    ("ユーザーID", 10),
    ("氏名", 12),
    ("部署", 12),
    ("ロール", 14),
    ("用途", 24),
    ("シナリオ", 14),
];
const MEMBERS: [(&str, usize); 9] = [
    ("加入者", 10),
    ("被保険者番号", 9),
    ("個人番号", 11),
    ("氏名・カナ・性別", 13),
    ("生年月日", 9),
    ("住所", 12),
    ("資格取得・喪失", 12),
    ("用途", 14),
    ("シナリオ", 10),
];
const COPIES: [(&str, usize); 3] = [("加入者", 15), ("副本", 20), ("内容", 65)];
const INSTITUTIONS: [(&str, usize); 5] =
    [("機関", 24), ("機関コード", 14), ("連携開始", 8), ("用意された副本", 40), ("シナリオ", 14)];

/// The list of an item.
#[must_use]
pub fn test_data(material: &Material<'_>) -> Document {
    let usage = Usage::of(material);
    let mut document = Document {
        title: format!("テストデータ一覧 {}", material.item),
        is_landscape: true,
        blocks: Vec::new(),
    };
    outline(&mut document, material);
    document.paragraph(format!(
        "個人番号は伏せて示す({INDIVIDUAL_NUMBER_MASK})。値は testdata/members.yaml の雛形から広域連合ごとに作られる合成値である。"
    ));
    users(&mut document, material, &usage.users);
    members(&mut document, material, &usage);
    copies(&mut document, material, &usage.members);
    institutions(&mut document, material, &usage.institutions);
    document
}

fn users(document: &mut Document, material: &Material<'_>, used: &[Used]) {
    document.heading(1, "利用者");
    let rows = used.iter().filter_map(|one| {
        let user = material.specification.user(&one.name).ok()?;
        Some(vec![
            one.name.clone(),
            user.user_id.clone(),
            user.name.clone(),
            user.department.clone().unwrap_or_else(|| "-".to_owned()),
            user.roles.join("\n"),
            user.purpose.clone(),
            one.scenarios.join(" "),
        ])
    });
    section(document, &USERS, rows.collect());
}

fn members(document: &mut Document, material: &Material<'_>, usage: &Usage) {
    document.heading(1, "加入者");
    let mut rows: Vec<Vec<String>> = Vec::new();
    for one in &usage.members {
        let Ok(person) = material.specification.person(&one.name, material.union) else { continue };
        let member = material.specification.members().find(|(key, _)| *key == one.name);
        let mut purpose = member.map(|(_, member)| member.purpose.clone()).unwrap_or_default();
        if let Some(why) = member.and_then(|(_, member)| member.wrong_on_purpose.as_ref()) {
            purpose.push_str(&format!("\nわざと誤り: {why}"));
        }
        rows.push(member_row(&person, purpose, one.scenarios.join(" ")));
    }
    for one in &usage.generated {
        let mut row = vec![one.name.clone()];
        row.extend(["-"; 6].map(str::to_owned));
        row.extend(["乱数の種から作る加入者".to_owned(), one.scenarios.join(" ")]);
        rows.push(row);
    }
    section(document, &MEMBERS, rows);
}

fn member_row(person: &Person, purpose: String, scenarios: String) -> Vec<String> {
    let number = match &person.individual_number {
        None => "なし".to_owned(),
        Some(number) if number.valid().is_some() => INDIVIDUAL_NUMBER_MASK.to_owned(),
        Some(_) => format!("{INDIVIDUAL_NUMBER_MASK}\n(わざと誤り)"),
    };
    let mut qualification =
        format!("取得 {} {}", to_wareki(person.acquired_on), person.acquisition_reason.text());
    if let Some(day) = person.lost_on {
        let reason = person.loss_reason.map(|reason| reason.text()).unwrap_or_default();
        qualification.push_str(&format!("\n喪失 {} {reason}", to_wareki(day)));
    }
    vec![
        person.key.clone(),
        person.insured_number.clone(),
        number,
        format!("{}\n{}\n{}", person.name, person.kana, person.sex.text()),
        to_wareki(person.birth_date),
        person.address.clone(),
        qualification,
        purpose,
        scenarios,
    ]
}

fn copies(document: &mut Document, material: &Material<'_>, used: &[Used]) {
    let mut rows = Vec::new();
    for one in used {
        let own = material.specification.copies(&one.name).into_iter().map(|copies| ("", copies));
        let partner = material.specification.copies_at_partner(&one.name).into_iter();
        for (whose, copies) in own.chain(partner.map(|copies| ("相手広域連合の", copies))) {
            for (kind, content) in of_copies(copies) {
                rows.push(vec![one.name.clone(), format!("{whose}{kind}"), content]);
            }
        }
    }
    if !rows.is_empty() {
        document.heading(1, "副本");
        document.table(&COPIES, rows);
    }
}

fn of_copies(copies: &Copies) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for former in &copies.former_eligibility {
        found.push((
            "以前の資格情報",
            format!(
                "{}{}から{}{}まで",
                to_wareki(former.acquired_on),
                former.acquisition_reason.text(),
                to_wareki(former.lost_on),
                former.loss_reason.text()
            ),
        ));
    }
    if let Some(one) = &copies.eligibility {
        found.push((
            "資格情報",
            format!(
                "証発効期日 {}、有効期限 {}、一部負担金割合 {}割、住所地特例区分 {}",
                to_wareki(one.effective_from),
                to_wareki(one.valid_to),
                one.copayment,
                one.domicile_exception
            ),
        ));
    }
    found.extend(copies.combined_high_cost.iter().map(|one| {
        let period = format!("計算期間 {}から{}まで", to_wareki(one.period_from), to_wareki(one.period_to));
        ("高額介護合算療養費", format!("{period}、自己負担額 {}円、支給額 {}円", one.own_payment, one.amount))
    }));
    if let Some(one) = &copies.funeral {
        found.push(("葬祭費", format!("死亡年月日 {}、支給額 {}円", to_wareki(one.died_on), one.amount)));
    }
    found
}

fn institutions(document: &mut Document, material: &Material<'_>, used: &[Used]) {
    if used.is_empty() {
        return;
    }
    document.heading(1, "照会先の機関とロールモデル");
    let rows = used.iter().filter_map(|one| {
        let model = material.specification.role_model(&one.name).ok()?;
        Some(vec![
            format!("{}\n連絡先 {}", model.name, model.contact),
            model.code.clone(),
            if model.linkage_started { "開始済み" } else { "未開始" }.to_owned(),
            provided(material, model),
            one.scenarios.join(" "),
        ])
    });
    document.table(&INSTITUTIONS, rows.collect());
}

fn provided(material: &Material<'_>, model: &RoleModel) -> String {
    let copies = model.copies.iter().map(|copy| {
        let items: Vec<_> =
            copy.items.iter().map(|item| format!("{}={}", item.name, item.value(material.union))).collect();
        let exception = copy.exception.as_ref().and_then(|exception| exception.explanation.as_deref());
        let exception = exception.map(|why| format!("(例外: {why})")).unwrap_or_default();
        format!("{} {}: {}{exception}", copy.member, copy.information, items.join("、"))
    });
    copies.collect::<Vec<_>>().join("\n")
}

fn section(document: &mut Document, columns: &[(&'static str, usize)], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        document.paragraph("使いません。");
    } else {
        document.table(columns, rows);
    }
}
