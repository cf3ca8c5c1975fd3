//! Names that one file uses and another defines, and numbers that two members share.
//!
//! Must not know how files are read.

use super::{
    diagnostic::SpecError,
    source::Source,
    specification::{Sources, Specification},
    suggest::UnknownName,
};
use crate::{model::ResultCode, wire::role};
use std::collections::HashMap;

/// The standard roles of the contract.
const ROLES: [&str; 7] =
    [role::ADMIN, role::MEMBER, role::COPY, role::INQUIRE, role::IDENTITY, role::AUDIT, role::VIEW];

/// Appends everything that does not fit between the files.
pub(super) fn check(specification: &Specification, sources: &Sources, errors: &mut Vec<SpecError>) {
    master_data(specification, sources, errors);
    nws_master(specification, &sources.nws_master, errors);
    members(specification, sources, errors);
    for (name, endpoint) in specification.endpoints().iter() {
        for user in endpoint.credentials.keys() {
            refer(specification.user(user), &sources.endpoints, &["接続先", name, "資格情報", user], errors);
        }
    }
    for (section, copies) in
        [("副本", &specification.copies.own), ("相手広域連合の副本", &specification.copies.partner)]
    {
        for key in copies.keys() {
            refer(member(specification, key), &sources.copies, &[section, key], errors);
        }
    }
    for (key, value) in specification.identity_values() {
        if let Some(name) = &value.member {
            let place = ["本人確認値", key, "加入者", name];
            refer(member(specification, name), &sources.identity_values, &place, errors);
        }
    }
    role_models(specification, sources, errors);
    next_actions(specification, &sources.next_actions, errors);
}

fn next_actions(specification: &Specification, source: &Source, errors: &mut Vec<SpecError>) {
    for paper in &specification.next_actions.on_paper {
        let information = &paper.information;
        refer(specification.information(information), source, &["書類を続ける情報", information], errors);
    }
    for case in &specification.next_actions.cases {
        for code in &case.codes {
            if !ResultCode::ALL.iter().any(|known| known.code == code) {
                let known = ResultCode::ALL.iter().map(|known| known.code);
                let unknown = UnknownName::new("結果コード", code, "契約", known);
                refer::<()>(Err(unknown), source, &["場合", &case.name, code], errors);
            }
        }
    }
}

/// Appends an error if the name at that place is unknown.
fn refer<T>(found: Result<T, UnknownName>, source: &Source, place: &[&str], errors: &mut Vec<SpecError>) {
    if let Err(unknown) = found {
        let message = format!("{}「{}」は {} にありません", unknown.kind, unknown.name, unknown.defined_in);
        errors.push(SpecError::at(source, source.locate(place), message).nearest(unknown.nearest));
    }
}

fn member(specification: &Specification, key: &str) -> Result<(), UnknownName> {
    let members = &specification.members.members;
    match members.get(key) {
        Some(_) => Ok(()),
        None => Err(UnknownName::new("加入者", key, "testdata/members.yaml", members.keys())),
    }
}

fn master_data(specification: &Specification, sources: &Sources, errors: &mut Vec<SpecError>) {
    let source = &sources.master_data;
    for (name, department) in specification.master_data.departments.iter() {
        if let Some(group) = &department.access_group {
            refer(specification.access_group(group), source, &["部署", name, group], errors);
        }
    }
    let mut ids = HashMap::new();
    for (key, user) in specification.master_data.users.iter() {
        if let Some(department) = &user.department {
            refer(specification.department(department), source, &["利用者", key, "部署", department], errors);
        }
        for code in &user.roles {
            if !ROLES.contains(&code.as_str()) {
                let unknown = UnknownName::new("ロール", code, "標準ロール", ROLES);
                refer::<()>(Err(unknown), source, &["利用者", key, "ロール", code], errors);
            }
        }
        if let Some(other) = ids.insert(&user.user_id, key) {
            let place = source.locate(&["利用者", key, "ユーザーID"]);
            errors.push(SpecError::at(source, place, format!("ユーザーIDが「{other}」と同じです")));
        }
    }
}

fn nws_master(specification: &Specification, source: &Source, errors: &mut Vec<SpecError>) {
    for combination in &specification.nws_master.combinations {
        let (procedure, information) = (&combination.procedure, &combination.information);
        refer(specification.procedure(procedure), source, &["照会許可", procedure], errors);
        refer(specification.information(information), source, &["照会許可", procedure, information], errors);
    }
    if specification.nws_master.releases.is_empty() {
        let place = source.locate(&["配信"]);
        errors.push(SpecError::at(source, place, "配信する版が1つもありません"));
    }
}

fn members(specification: &Specification, sources: &Sources, errors: &mut Vec<SpecError>) {
    let source = &sources.members;
    for (key, person) in specification.members() {
        if let Some(group) = &person.access_group {
            refer(specification.access_group(group), source, &[key, "アクセスグループ", group], errors);
        }
        if let Some(other) = &person.shares_number_with {
            refer(member(specification, other), source, &[key, "個人番号の重複相手", other], errors);
        }
    }
    let Some(union) = specification.unions().first() else { return };
    let mut bearers: HashMap<String, &str> = HashMap::new();
    let mut insured: HashMap<String, &str> = HashMap::new();
    for (key, member) in specification.members() {
        let person = member.person(key, union, union, None);
        if let Some(other) = insured.insert(person.insured_number, key) {
            let place = source.locate(&[key, "被保険者番号"]);
            errors.push(SpecError::at(source, place, format!("被保険者番号が「{other}」と同じです")));
        }
        let Some(number) = person.individual_number.as_ref().and_then(|number| number.valid()) else {
            continue;
        };
        let other = *bearers.entry(number.expose().to_owned()).or_insert(key);
        let is_meant = member.shares_number_with.as_deref() == Some(other);
        if other != key && !is_meant {
            let place = source.locate(&[key, "個人番号"]);
            errors.push(
                SpecError::at(source, place, format!("個人番号が「{other}」と同じです"))
                    .expecting("わざとなら「個人番号の重複相手」に相手の名前を書きます"),
            );
        }
    }
}

fn role_models(specification: &Specification, sources: &Sources, errors: &mut Vec<SpecError>) {
    let mut codes = HashMap::new();
    for (model, source) in specification.role_models.iter().zip(&sources.role_models) {
        if let Some(other) = codes.insert(&model.code, &model.name) {
            let place = source.locate(&["機関コード"]);
            errors.push(SpecError::at(source, place, format!("機関コードが「{other}」と同じです")));
        }
        for copy in &model.copies {
            let information = &copy.information;
            refer(member(specification, &copy.member), source, &["副本", &copy.member], errors);
            let place = [copy.member.as_str(), information];
            refer(specification.information(information), source, &place, errors);
            let may_be_asked = specification.nws_master.combinations.iter().any(|combination| {
                combination.provider_type == model.provider_type && combination.information == *information
            });
            if specification.information(information).is_ok() && !may_be_asked {
                let message =
                    format!("「{information}」を{}に照会できる手続がありません", model.provider_type.text());
                errors.push(
                    SpecError::at(source, source.locate(&place), message)
                        .expecting("testdata/nws_master.yaml の照会許可にある組だけを書きます"),
                );
            }
        }
    }
}
