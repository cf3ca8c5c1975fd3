//! From the people of the test data to the members of a standard system, and to the
//! requests and answers that are about them.

use super::{Lane, Office, StepFailure, StepResult};
use crate::{
    model::WrittenNumber,
    spec::{Copies, Person, ProvidedCopy, Sight, Union, UnknownName, generate_members},
    standard_system::{CopyKind, IdentityRequest, Member},
    terminal::{Inquiry, InquiryRequest},
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// How features call generated members: 「生成1」, 「生成2」 …
pub const GENERATED_MEMBER: &str = "生成";

impl From<UnknownName> for StepFailure {
    fn from(error: UnknownName) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Lane {
    /// A member of the test data as an office's standard system knows it.
    ///
    /// The same person has the same 個人番号 at both offices, and other insurance numbers.
    ///
    /// # Errors
    /// If the test data has no such member.
    pub(super) fn member(&self, office: Office, key: &str) -> StepResult<Member> {
        let specification = &self.setting.specification;
        let home = self.union(Office::Own)?;
        let generated = key.strip_prefix(GENERATED_MEMBER).and_then(|number| number.parse::<usize>().ok());
        let (person, copies) = match office {
            Office::Own | Office::Production | Office::Test if generated.is_some() => {
                (self.generated(home, key, generated.unwrap_or(0))?, None)
            }
            Office::Own | Office::Production | Office::Test => {
                (specification.person(key, home)?, specification.copies(key))
            }
            Office::Partner => (
                specification.person_at(key, home, self.union(Office::Partner)?)?,
                specification.copies_at_partner(key),
            ),
        };
        Ok(Member {
            key: key.to_owned(),
            copies: copies.map(|copies| files_of(&person, copies)).unwrap_or_default(),
            individual_number: person.individual_number.map(|number| WrittenNumber::new(number.expose())),
            insurer_number: person.insurer_number.as_str().to_owned(),
            insured_number: person.insured_number,
            name: person.name,
            kana: person.kana,
            birth_date: person.birth_date,
            sex: person.sex.code().to_owned(),
            postal_code: person.postal_code,
            address: person.address,
            acquired_on: person.acquired_on,
            lost_on: person.lost_on,
            access_group: person.access_group,
            branch: None,
            written: BTreeMap::new(),
            removed: false,
        })
    }

    /// The n-th generated member, from 1.
    fn generated(&self, home: &Union, key: &str, number: usize) -> StepResult<Person> {
        let nth = number
            .checked_sub(1)
            .and_then(|skip| generate_members(home, number, self.setting.seed).nth(skip));
        nth.ok_or_else(|| {
            StepFailure::broken(format!(
                "加入者「{key}」は生成できません(「{GENERATED_MEMBER}1」から数えます)"
            ))
        })
    }

    /// The user who registers members of an access group.
    ///
    /// # Errors
    /// If the master data have no such user.
    pub(super) fn member_clerk_of(&self, access_group: &str) -> StepResult<String> {
        let specification = &self.setting.specification;
        for (key, user) in specification.master_data().users.iter() {
            let Some(department) = &user.department else { continue };
            let group = specification.department(department)?.access_group.as_deref();
            let Some(group) = group else { continue };
            let code = &specification.access_group(group)?.code;
            if code == access_group && user.roles.iter().any(|role| role == crate::wire::role::MEMBER) {
                return Ok(key.to_owned());
            }
        }
        Err(StepFailure::broken(format!(
            "アクセスグループ {access_group} の加入者を登録できる利用者が testdata/master_data.yaml にいません"
        )))
    }

    /// The true 個人番号 of a member, as the 住基ネット has it.
    ///
    /// # Errors
    /// If the 住基ネット of the test data does not know the member.
    pub fn true_number(&self, key: &str) -> StepResult<WrittenNumber> {
        let person = self.setting.specification.person(key, self.union(Office::Own)?)?;
        let resident = person.resident.ok_or_else(|| {
            StepFailure::broken(format!(
                "加入者「{key}」の正しい個人番号が testdata/members.yaml の住基にありません"
            ))
        })?;
        Ok(WrittenNumber::new(resident.individual_number.expose()))
    }

    /// The first record number of a fresh standard system. It differs from run to run and
    /// from scenario to scenario, so that no extracted file equals an earlier one.
    pub(super) fn first_record_number(&self) -> u64 {
        self.setting.run_number * 1_000_000 + self.next_number() * 100 + 1
    }

    /// A number that nothing else in the lane has.
    pub(super) fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    /// A request of `testdata/identity_values.yaml`.
    ///
    /// # Errors
    /// If there is no such value.
    pub fn identity_request(&self, key: &str) -> StepResult<IdentityRequest> {
        let request = self.setting.specification.identity_case(key, self.union(Office::Own)?)?.request;
        Ok(IdentityRequest {
            key: key.to_owned(),
            division: request.by.code().to_owned(),
            number: request.individual_number.map(|number| WrittenNumber::new(number.expose())),
            name: request.name.unwrap_or_default(),
            address: request.address.unwrap_or_default(),
            sex: request.sex_code.unwrap_or_default(),
            birth_date: request.birth_date.unwrap_or_default(),
        })
    }

    /// What has to come back for a value: columns of the result file by name.
    ///
    /// # Errors
    /// If there is no such value, or nobody is meant to be found.
    pub fn identity_of(&self, key: &str) -> StepResult<Vec<(String, String)>> {
        let case = self.setting.specification.identity_case(key, self.union(Office::Own)?)?;
        let (Some(items), Some(number)) = (case.four_items, case.individual_number) else {
            return Err(StepFailure::broken(format!(
                "本人確認用の値「{key}」には、返るはずの4情報がありません(testdata/identity_values.yaml)"
            )));
        };
        Ok([
            ("個人番号", number.expose().to_owned()),
            ("氏名", items.name),
            ("住所", items.address),
            ("性別", items.sex.code().to_owned()),
            ("生年月日", compact(items.birth_date)),
        ]
        .into_iter()
        .map(|(column, value)| (column.to_owned(), value))
        .collect())
    }

    /// 異動事由 and 異動年月日 that have to come back for a value.
    ///
    /// # Errors
    /// If there is no such value, or nobody is meant to have been removed.
    pub fn removal_of(&self, key: &str) -> StepResult<(&'static str, String)> {
        let case = self.setting.specification.identity_case(key, self.union(Office::Own)?)?;
        let broken =
            || StepFailure::broken(format!("本人確認用の値「{key}」には、返るはずの異動がありません"));
        let removal = case.removal.ok_or_else(broken)?;
        Ok((removal.reason.text(), compact(removal.on)))
    }

    /// An inquiry by the names that features use.
    ///
    /// # Errors
    /// If the test data has no such procedure, institution or information.
    pub fn inquiry_request(
        &self,
        branch_number: &str,
        procedure: &str,
        provider: &str,
        information: &str,
    ) -> StepResult<InquiryRequest> {
        let specification = &self.setting.specification;
        let provider_code = match provider {
            "自広域連合" => self.union(Office::Own)?.institution_code.clone(),
            "相手広域連合" => self.union(Office::Partner)?.institution_code.clone(),
            name => specification.role_model(name)?.code.clone(),
        };
        Ok(InquiryRequest {
            branch_number: branch_number.to_owned(),
            procedure_code: specification.procedure(procedure)?.code.clone(),
            provider_code,
            information_code: specification.information(information)?.code.clone(),
            period_from: None,
            period_to: None,
        })
    }

    /// What an institution's role model says of a member.
    ///
    /// # Errors
    /// If there is no such role model.
    pub fn role_model(
        &self,
        institution: &str,
        member: &str,
        information: &str,
    ) -> StepResult<BTreeMap<String, String>> {
        let union = self.union(Office::Own)?;
        let copy = self.provided_copy(institution, member, information)?;
        Ok(copy.items.iter().map(|item| (item.name.clone(), item.value(union))).collect())
    }

    /// What an institution's role model says of a member once it was corrected.
    ///
    /// # Errors
    /// If there is no such role model, or nothing is corrected.
    pub fn corrected_role_model(
        &self,
        institution: &str,
        member: &str,
        information: &str,
    ) -> StepResult<BTreeMap<String, String>> {
        let union = self.union(Office::Own)?;
        let items = self.provided_copy(institution, member, information)?.corrected_items();
        let items = items.ok_or_else(|| {
            StepFailure::broken(format!("「{institution}」のロールモデルに、訂正後の項目がありません"))
        })?;
        Ok(items.iter().map(|item| (item.name.clone(), item.value(union))).collect())
    }

    /// Code and contact of an institution by its role model.
    ///
    /// # Errors
    /// If there is no such role model.
    pub fn contact_of(&self, institution: &str) -> StepResult<(String, String)> {
        let model = self.setting.specification.role_model(institution)?;
        Ok((model.code.clone(), model.contact.clone()))
    }

    /// What a clerk does next who sees this of an inquiry about this information code.
    ///
    /// # Errors
    /// If the test data says nothing, or several things, about it.
    pub fn next_actions(
        &self,
        inquiry: &Inquiry,
        information_code: &str,
        obviously_wrong: bool,
        today: NaiveDate,
    ) -> StepResult<Vec<(String, String)>> {
        let specification = &self.setting.specification;
        let sight = self.sight(inquiry, information_code, obviously_wrong, today);
        specification.next_actions().for_sight(sight).ok_or_else(|| {
            StepFailure::expectation(format!(
                "照会の状態「{}」と結果コード「{}」の組に当てはまる次の行動が1つに決まりません(testdata/next_actions.yaml)",
                inquiry.state,
                inquiry.result_code.as_deref().unwrap_or("なし")
            ))
        })
    }

    /// What kind of exception a clerk sees; none if it is none, or the test data do not say.
    #[must_use]
    pub fn exception_case(
        &self,
        inquiry: &Inquiry,
        information_code: &str,
        obviously_wrong: bool,
        today: NaiveDate,
    ) -> Option<String> {
        let specification = &self.setting.specification;
        let sight = self.sight(inquiry, information_code, obviously_wrong, today);
        specification.next_actions().exception(sight).map(str::to_owned)
    }

    fn sight<'a>(
        &'a self,
        inquiry: &'a Inquiry,
        information_code: &str,
        obviously_wrong: bool,
        today: NaiveDate,
    ) -> Sight<'a> {
        let information = self.setting.specification.nws_master().information.iter();
        let name = information.filter(|(_, one)| one.code == information_code).map(|(name, _)| name).next();
        Sight {
            state: inquiry.state,
            code: inquiry.result_code.as_deref(),
            obviously_wrong,
            information: name.unwrap_or_default(),
            today,
        }
    }

    /// A row of a bulk inquiry: names of the test data, or whatever stands there.
    ///
    /// # Errors
    /// If there is no lane for the partner.
    pub fn bulk_codes(
        &self,
        procedure: &str,
        provider: &str,
        information: &str,
    ) -> StepResult<(String, String, String)> {
        let specification = &self.setting.specification;
        let provider = match provider {
            "自広域連合" => self.union(Office::Own)?.institution_code.clone(),
            "相手広域連合" => self.union(Office::Partner)?.institution_code.clone(),
            name => {
                specification.role_model(name).map_or_else(|_| name.to_owned(), |model| model.code.clone())
            }
        };
        let procedure =
            specification.procedure(procedure).map_or_else(|_| procedure.to_owned(), |one| one.code.clone());
        let information = specification
            .information(information)
            .map_or_else(|_| information.to_owned(), |one| one.code.clone());
        Ok((procedure, provider, information))
    }

    /// As of when an institution's role model is.
    ///
    /// # Errors
    /// If there is no such role model.
    pub fn role_model_time(
        &self,
        institution: &str,
        member: &str,
        information: &str,
    ) -> StepResult<DateTime<FixedOffset>> {
        Ok(self.provided_copy(institution, member, information)?.source_as_of)
    }

    pub(super) fn provided_copy(
        &self,
        institution: &str,
        member: &str,
        information: &str,
    ) -> StepResult<&ProvidedCopy> {
        let model = self.setting.specification.role_model(institution)?;
        let copy = model.copies.iter().find(|copy| copy.member == member && copy.information == information);
        copy.ok_or_else(|| {
            StepFailure::broken(format!(
                "「{institution}」のロールモデルに、加入者「{member}」の「{information}」がありません(rolemodels/)"
            ))
        })
    }

    /// The permitted combinations as they were published with a release.
    ///
    /// # Errors
    /// If there is no such release, or the master names a procedure or information that it
    /// does not have.
    pub fn published_combinations(&self, release: &str) -> StepResult<BTreeSet<(String, String, String)>> {
        let specification = &self.setting.specification;
        let master = specification.nws_master();
        let place = master.releases.iter().position(|one| one.name == release).ok_or_else(|| {
            StepFailure::broken(format!("版「{release}」は testdata/nws_master.yaml の配信にありません"))
        })?;
        master
            .combinations_of(place)
            .map(|one| {
                Ok((
                    specification.procedure(&one.procedure)?.code.clone(),
                    one.provider_type.text().to_owned(),
                    specification.information(&one.information)?.code.clone(),
                ))
            })
            .collect()
    }
}

fn compact(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// The rows that the union's own system would extract for a person.
fn files_of(person: &Person, copies: &Copies) -> BTreeMap<CopyKind, Vec<BTreeMap<String, String>>> {
    let row = |cells: Vec<(&str, String)>| -> BTreeMap<String, String> {
        cells.into_iter().map(|(column, value)| (column.to_owned(), value)).collect()
    };
    let mut files = BTreeMap::new();
    if let Some(copy) = &copies.eligibility {
        let cells = vec![
            ("保険者番号", person.insurer_number.as_str().to_owned()),
            ("被保険者番号", person.insured_number.clone()),
            ("資格取得年月日", compact(person.acquired_on)),
            ("取得事由", person.acquisition_reason.code().to_owned()),
            ("資格喪失年月日", person.lost_on.map(compact).unwrap_or_default()),
            ("喪失事由", person.loss_reason.map(|reason| reason.code().to_owned()).unwrap_or_default()),
            ("証発効期日", compact(copy.effective_from)),
            ("有効期限", compact(copy.valid_to)),
            ("一部負担金割合", copy.copayment.to_string()),
            ("住所地特例区分", copy.domicile_exception.to_string()),
        ];
        let former = copies.former_eligibility.iter().map(|copy| {
            row(vec![
                ("保険者番号", person.insurer_number.as_str().to_owned()),
                ("被保険者番号", person.insured_number.clone()),
                ("資格取得年月日", compact(copy.acquired_on)),
                ("取得事由", copy.acquisition_reason.code().to_owned()),
                ("資格喪失年月日", compact(copy.lost_on)),
                ("喪失事由", copy.loss_reason.code().to_owned()),
                ("証発効期日", compact(copy.effective_from)),
                ("有効期限", compact(copy.valid_to)),
                ("一部負担金割合", copy.copayment.to_string()),
                ("住所地特例区分", copy.domicile_exception.to_string()),
            ])
        });
        files.insert(CopyKind::Eligibility, former.chain([row(cells)]).collect());
    }
    let combined = copies.combined_high_cost.iter().map(|copy| {
        row(vec![
            ("計算期間開始年月日", compact(copy.period_from)),
            ("計算期間終了年月日", compact(copy.period_to)),
            ("支給区分", copy.payment_kind.to_string()),
            ("自己負担額", copy.own_payment.to_string()),
            ("支給額", copy.amount.to_string()),
            ("決定年月日", compact(copy.decided_on)),
            ("支給年月日", compact(copy.paid_on)),
        ])
    });
    files.insert(CopyKind::CombinedHighCost, combined.collect());
    let funeral = copies.funeral.iter().map(|copy| {
        row(vec![
            ("死亡年月日", compact(copy.died_on)),
            ("申請年月日", compact(copy.applied_on)),
            ("決定年月日", compact(copy.decided_on)),
            ("支給額", copy.amount.to_string()),
            ("支給年月日", compact(copy.paid_on)),
        ])
    });
    files.insert(CopyKind::Funeral, funeral.collect());
    files
}
