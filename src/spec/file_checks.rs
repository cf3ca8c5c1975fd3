//! Rules within one file that the types cannot hold.
//!
//! Must not know other files.

use super::{
    diagnostic::SpecError,
    endpoints::Clock,
    members::{AcquisitionReason, Member},
    person::ResidentStatus,
    role_models::ExceptionKind,
    screens::EMBEDDED,
    source::Source,
    specification::{Sources, Specification},
    suggest::UnknownName,
};
use crate::model::{Lot, UnionId};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

/// Appends everything that does not fit within the files.
pub(super) fn check(specification: &Specification, sources: &Sources, errors: &mut Vec<SpecError>) {
    unions(specification, &sources.unions, errors);
    lots(specification, &sources.lots, errors);
    endpoints(specification, &sources.endpoints, errors);
    requirements(specification, &sources.requirements, errors);
    screens(specification, errors);
    for (key, member) in specification.members() {
        for (item, rule) in member_rules(key, member) {
            errors.push(at(&sources.members, &[key, item], format!("加入者「{key}」の{rule}")));
        }
    }
    for (key, value) in specification.identity_values() {
        for rule in value.broken_rules() {
            let place = ["本人確認値", key];
            errors.push(at(&sources.identity_values, &place, format!("本人確認値「{key}」: {rule}")));
        }
    }
    for (section, copies) in
        [("副本", &specification.copies.own), ("相手広域連合の副本", &specification.copies.partner)]
    {
        for (key, copies) in copies.iter().filter(|(_, copies)| copies.wrong_on_purpose.is_none()) {
            for rule in copies.broken_rules() {
                errors.push(
                    at(&sources.copies, &[section, key], format!("「{key}」の副本: {rule}"))
                        .expecting("わざと誤らせるなら「わざと誤り」に理由を書きます"),
                );
            }
        }
    }
    for (model, source) in specification.role_models.iter().zip(&sources.role_models) {
        for copy in &model.copies {
            let exception = copy.exception.as_ref();
            let is_delay = exception.is_some_and(|exception| exception.kind == ExceptionKind::Delay);
            if exception.is_some_and(|exception| exception.seconds.is_some()) != is_delay {
                let place = [copy.member.as_str(), &copy.information, "例外"];
                errors.push(at(source, &place, "「秒」は種別が「遅延」のときにだけ、必ず書きます"));
            }
        }
    }
}

fn at(source: &Source, names: &[&str], message: impl AsRef<str>) -> SpecError {
    SpecError::at(source, source.locate(names), message)
}

fn unions(specification: &Specification, source: &Source, errors: &mut Vec<SpecError>) {
    for number in 1..=47 {
        let count = specification.unions().iter().filter(|union| union.id.number() == number).count();
        if count != 1 {
            errors.push(
                at(source, &["広域連合"], format!("番号 {number} の広域連合が {count} 件あります"))
                    .expecting("都道府県番号1から47を1件ずつ書きます"),
            );
        }
    }
}

fn lots(specification: &Specification, source: &Source, errors: &mut Vec<SpecError>) {
    for lot in Lot::ALL {
        if specification.lots().iter().filter(|plan| plan.lot == lot).count() != 1 {
            errors.push(at(source, &["ロット"], format!("{lot}は1件だけ書きます")));
        }
    }
    let mut lots_of: HashMap<UnionId, Vec<Lot>> = HashMap::new();
    for plan in specification.lots() {
        for (name, window) in plan.windows.named() {
            if window.to < window.from {
                let place = [plan.name.as_str(), name];
                errors.push(at(source, &place, format!("{}の「{name}」の終了が開始より前です", plan.lot)));
            }
        }
        for union in &plan.unions {
            lots_of.entry(*union).or_default().push(plan.lot);
        }
        if let Some(union) = plan.representative.filter(|union| !plan.unions.contains(union)) {
            let place = [plan.name.as_str(), "代表広域連合"];
            let text = format!("代表広域連合 {union} は{}の広域連合ではありません", plan.lot);
            errors.push(at(source, &place, text).expecting("「広域連合」に並ぶ番号の一つを書きます"));
        }
        if plan.unions.contains(&plan.partner) && plan.unions.len() == 1 {
            let place = [plan.name.as_str(), "相手広域連合"];
            errors.push(at(source, &place, "相手広域連合は別の広域連合でなければなりません"));
        }
    }
    for union in specification.unions() {
        let count = lots_of.get(&union.id).map_or(0, Vec::len);
        if count != 1 {
            let last = specification.lots().iter().rfind(|plan| plan.unions.contains(&union.id));
            let name = last.map_or("", |plan| plan.name.as_str());
            errors.push(
                at(
                    source,
                    &["ロット", name, "広域連合"],
                    format!("{}が {count} つのロットにあります", union.short_name),
                )
                .expecting("どの広域連合もちょうど1つのロットに書きます"),
            );
        }
    }
}

fn screens(specification: &Specification, errors: &mut Vec<SpecError>) {
    let (source, file) = &specification.screens;
    if file.endpoint != EMBEDDED && specification.endpoints().get(&file.endpoint).is_none() {
        let names = [EMBEDDED].into_iter().chain(specification.endpoints().keys());
        let nearest = UnknownName::new("接続先", &file.endpoint, "testdata/endpoints.yaml", names).nearest;
        let text = format!("接続先「{}」は testdata/endpoints.yaml にありません", file.endpoint);
        errors.push(at(source, &["接続先", &file.endpoint], text).nearest(nearest));
    }
}

fn endpoints(specification: &Specification, source: &Source, errors: &mut Vec<SpecError>) {
    for (name, endpoint) in specification.endpoints().iter() {
        let mut demand = |holds: bool, item: &str, rule: &str| {
            if !holds {
                errors.push(at(source, &["接続先", name, item], format!("接続先「{name}」: {rule}")));
            }
        };
        demand(
            endpoint.base_url_count() == 1,
            "基本URL",
            "基本URL か 基本URL環境変数 のどちらか1つを書きます",
        );
        demand(!endpoint.has_two_control_urls(), "制御URL", "制御URL と 制御URL環境変数 は片方だけ書きます");
        demand(
            endpoint.clock == Clock::Real || endpoint.has_control(),
            "時計",
            "時計を「模擬」にするには 制御URL が要ります(なければ「実時間」)",
        );
        demand(endpoint.row_limit > 0, "件数上限", "件数上限は1以上です");
        demand(endpoint.timings().uploads > 0, "並列アップロード数", "並列アップロード数は1以上です");
        demand(endpoint.timings().lanes > 0, "並列レーン数", "並列レーン数は1以上です");
        demand(
            !endpoint.timings().poll_interval.is_zero(),
            "ポーリング間隔秒",
            "ポーリング間隔秒は1以上です",
        );
        demand(
            endpoint.client_certificate.is_some() == endpoint.private_key.is_some(),
            "クライアント証明書",
            "クライアント証明書 と 秘密鍵 は両方書くか、両方書きません",
        );
    }
}

fn requirements(specification: &Specification, source: &Source, errors: &mut Vec<SpecError>) {
    let mut seen = Vec::new();
    for requirement in specification.requirements() {
        let id = requirement.id.as_str();
        let prefix = format!("R{}-", requirement.item.number());
        let serial = id.strip_prefix(&prefix).unwrap_or_default();
        if serial.len() != 2 || !serial.bytes().all(|byte| byte.is_ascii_digit()) {
            errors.push(
                at(source, &[id], format!("要件の番号「{id}」がテスト項目と合いません"))
                    .expecting(format!("{prefix}01 のように書きます")),
            );
        }
        if seen.contains(&id) {
            errors.push(at(source, &[id], format!("要件の番号「{id}」が2回あります")));
        }
        if requirement.unproved.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
            errors.push(
                at(
                    source,
                    &[id, "シナリオなしの理由"],
                    format!("要件「{id}」の「シナリオなしの理由」が空です"),
                )
                .expecting("なぜシナリオで確かめないかを書くか、項目を消します"),
            );
        }
        seen.push(id);
    }
}

/// The items of a member that break a rule, with the rule.
fn member_rules(key: &str, member: &Member) -> Vec<(&'static str, String)> {
    let mut broken = Vec::new();
    let mut demand = |holds: bool, item: &'static str, rule: &str| {
        if !holds {
            broken.push((item, rule.to_owned()));
        }
    };
    let bare_name: String = member.name.chars().filter(|letter| !letter.is_whitespace()).collect();
    demand(key.starts_with(&bare_name), "氏名", "名前は氏名から空白を除いたもので始めます");
    demand(is_kana(&member.kana), "氏名カナ", "氏名カナは全角カタカナと全角の空白で書きます");
    demand(
        member.number.is_none() || member.wrong_number.is_none(),
        "誤り個人番号",
        "個人番号と誤り個人番号は片方だけ書きます",
    );
    let registry = &member.registry;
    let is_removed = matches!(registry.status, ResidentStatus::Dead | ResidentStatus::Abroad);
    demand(
        registry.changed_on.is_some() == is_removed,
        "住基",
        "異動年月日は死亡か国外転出のときに、必ず書きます",
    );
    demand(
        member.number.is_some() || registry.number.is_some() || registry.status == ResidentStatus::Unknown,
        "用途",
        "正しい個人番号が分かりません。「住基」に個人番号を書くか、状態を「なし」にします",
    );
    demand(
        member.lost_on.is_some() == member.loss_reason.is_some(),
        "資格喪失年月日",
        "資格喪失年月日と喪失事由は両方書くか、両方書きません",
    );
    if member.wrong_on_purpose.is_some() {
        return broken;
    }
    demand(
        member.lost_on.is_none_or(|lost_on| lost_on >= member.acquired_on),
        "資格喪失年月日",
        "資格喪失年月日が資格取得年月日より前です(わざと誤らせるなら「わざと誤り」に理由を書きます)",
    );
    let (of_75, of_65) = (birthday(member.birth_date, 75), birthday(member.birth_date, 65));
    match member.acquisition_reason {
        AcquisitionReason::Age => {
            let right = of_75.max(start_of_the_system());
            let rule = format!("資格取得年月日が75歳到達日と違います(年齢到達なら {right})");
            demand(member.acquired_on == right, "資格取得年月日", &rule);
        }
        _ => demand(member.acquired_on >= of_65, "資格取得年月日", "資格取得年月日に65歳になっていません"),
    }
    broken
}

fn is_kana(text: &str) -> bool {
    text.chars().all(|letter| matches!(letter, 'ァ'..='ヴ' | 'ー' | '\u{3000}')) && text.contains('\u{3000}')
}

/// The day on which a person reaches an age. Born on 29 February, that is 1 March of a
/// common year (a simulator convention).
pub(super) fn birthday(born: NaiveDate, age: i32) -> NaiveDate {
    let year = born.year() + age;
    born.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(born)
}

/// 2008-04-01: nobody was insured before the 後期高齢者医療制度 began.
pub(super) fn start_of_the_system() -> NaiveDate {
    NaiveDate::from_ymd_opt(2008, 4, 1).unwrap_or_default()
}
