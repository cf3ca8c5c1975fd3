//! Finding things in the test data by the names that steps and people use. A name that
//! does not exist comes back as [`UnknownName`] with the nearest one.
//!
//! Must not know files.

use super::{
    copies::Copies,
    diagnostic::SpecErrors,
    endpoints::{Embedded, Endpoint},
    identity_values::{IdentityCase, IdentityValue},
    keyed::Keyed,
    lots::LotPlan,
    master_data::{AccessGroup, Department, MasterData, User},
    members::Member,
    next_actions::NextActions,
    nws_master::{Information, NwsMaster, Procedure, Release},
    person::Person,
    plan::{PRODUCTION_PERIOD, PreparationPlan},
    requirements::Requirement,
    role_models::RoleModel,
    screen_map::{self, ScreenMap},
    screens::{self, ScreensFile},
    specification::Specification,
    suggest::UnknownName,
    unions::Union,
};
use crate::model::{Lot, TestGroup, TestItem, UnionId, Window};
use std::path::Path;

impl Specification {
    /// The three lots.
    #[must_use]
    pub fn lots(&self) -> &[LotPlan] {
        &self.lots.lots
    }

    /// One lot.
    ///
    /// # Errors
    /// [`UnknownName`] never happens after a load, which demands all three.
    pub fn lot(&self, lot: Lot) -> Result<&LotPlan, UnknownName> {
        self.lots()
            .iter()
            .find(|plan| plan.lot == lot)
            .ok_or_else(|| UnknownName::new("ロット", &u8::from(lot).to_string(), "testdata/lots.yaml", []))
    }

    /// The lot that a union is in.
    ///
    /// # Errors
    /// [`UnknownName`] never happens after a load, which demands a lot for every union.
    pub fn lot_of(&self, union: UnionId) -> Result<&LotPlan, UnknownName> {
        self.lots()
            .iter()
            .find(|plan| plan.unions.contains(&union))
            .ok_or_else(|| UnknownName::new("広域連合", &union.to_string(), "testdata/lots.yaml", []))
    }

    /// When a union may run a test item: in the window of its group; the production
    /// registration after items 1 to 4, in the period that all lots share.
    ///
    /// # Errors
    /// As [`Self::lot_of`]; a load also demands the period.
    pub fn window_for(&self, union: UnionId, item: TestItem) -> Result<Window, UnknownName> {
        let lot = self.lot_of(union)?;
        if let Some(group) = item.group() {
            return Ok(lot.windows.of(group));
        }
        let name = PRODUCTION_PERIOD;
        let period = named("期間", name, "testdata/plan/periods.yaml", &self.plan.periods.periods)?;
        let period = Window::from(*period);
        let after_tests = lot.windows.of(TestGroup::Registration).to.succ_opt().unwrap_or(period.from);
        Ok(Window { from: period.from.max(after_tests), to: period.to })
    }

    /// The 相手広域連合 of a union.
    ///
    /// # Errors
    /// As [`Self::lot_of`].
    pub fn partner_of(&self, union: UnionId) -> Result<&Union, UnknownName> {
        self.union(self.lot_of(union)?.partner)
    }

    /// The unions in order of their numbers.
    #[must_use]
    pub fn unions(&self) -> &[Union] {
        &self.unions.unions
    }

    /// One union.
    ///
    /// # Errors
    /// [`UnknownName`] never happens after a load, which demands all 47.
    pub fn union(&self, id: UnionId) -> Result<&Union, UnknownName> {
        self.unions()
            .iter()
            .find(|union| union.id == id)
            .ok_or_else(|| UnknownName::new("広域連合", &id.to_string(), "testdata/unions.yaml", []))
    }

    /// The union that a person means: 「13」, 「東京都」, 「東京」 or its full name.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn find_union(&self, text: &str) -> Result<&Union, UnknownName> {
        self.unions().iter().find(|union| union.is_called(text)).ok_or_else(|| {
            let names = self.unions().iter().map(|union| union.short_name.as_str());
            UnknownName::new("広域連合", text, "testdata/unions.yaml", names)
        })
    }

    /// The members in file order.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Member)> {
        self.members.members.iter()
    }

    /// A member of a union.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn person(&self, key: &str, union: &Union) -> Result<Person, UnknownName> {
        self.person_at(key, union, union)
    }

    /// A member of `home` as `insurer`, its 相手広域連合, has it: the same individual
    /// number, another 被保険者番号.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn person_at(&self, key: &str, home: &Union, insurer: &Union) -> Result<Person, UnknownName> {
        let member = named("加入者", key, "testdata/members.yaml", &self.members.members)?;
        let group = match &member.access_group {
            Some(name) => Some(self.access_group(name)?.code.clone()),
            None => None,
        };
        Ok(member.person(key, home, insurer, group))
    }

    /// All members of a union.
    ///
    /// # Errors
    /// [`UnknownName`] never happens after a load, which checks access groups.
    pub fn people(&self, union: &Union) -> Result<Vec<Person>, UnknownName> {
        self.members.members.keys().map(|key| self.person(key, union)).collect()
    }

    /// The copies of a member; `None` if the member has none.
    #[must_use]
    pub fn copies(&self, member: &str) -> Option<&Copies> {
        self.copies.own.get(member)
    }

    /// What the 相手広域連合 has of a member.
    #[must_use]
    pub fn copies_at_partner(&self, member: &str) -> Option<&Copies> {
        self.copies.partner.get(member)
    }

    /// Access groups, departments and users.
    #[must_use]
    pub fn master_data(&self) -> &MasterData {
        &self.master_data
    }

    /// One access group.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn access_group(&self, name: &str) -> Result<&AccessGroup, UnknownName> {
        named("アクセスグループ", name, "testdata/master_data.yaml", &self.master_data.access_groups)
    }

    /// One department.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn department(&self, name: &str) -> Result<&Department, UnknownName> {
        named("部署", name, "testdata/master_data.yaml", &self.master_data.departments)
    }

    /// One user.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn user(&self, key: &str) -> Result<&User, UnknownName> {
        named("利用者", key, "testdata/master_data.yaml", &self.master_data.users)
    }

    /// What the 情報提供NWS distributes.
    #[must_use]
    pub fn nws_master(&self) -> &NwsMaster {
        &self.nws_master
    }

    /// The release that the test asks for, and the first day on which a lot can have it.
    #[must_use]
    pub fn release_for(&self, plan: &LotPlan) -> Option<Release> {
        let release = self.nws_master.releases.first()?.clone();
        let available_from = plan.master_available_from.unwrap_or(release.available_from);
        Some(Release { available_from, ..release })
    }

    /// One 事務手続.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn procedure(&self, name: &str) -> Result<&Procedure, UnknownName> {
        named("事務手続", name, "testdata/nws_master.yaml", &self.nws_master.procedures)
    }

    /// One 特定個人情報.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn information(&self, name: &str) -> Result<&Information, UnknownName> {
        named("特定個人情報", name, "testdata/nws_master.yaml", &self.nws_master.information)
    }

    /// The preparation around the tests.
    #[must_use]
    pub fn plan(&self) -> &PreparationPlan {
        &self.plan
    }

    /// What a clerk does next by what is seen of an inquiry.
    #[must_use]
    pub fn next_actions(&self) -> &NextActions {
        &self.next_actions
    }

    /// The institutions that answer inquiries.
    #[must_use]
    pub fn role_models(&self) -> &[RoleModel] {
        &self.role_models
    }

    /// One institution by its 名称.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn role_model(&self, name: &str) -> Result<&RoleModel, UnknownName> {
        self.role_models.iter().find(|model| model.name == name).ok_or_else(|| {
            let names = self.role_models.iter().map(|model| model.name.as_str());
            UnknownName::new("機関", name, "rolemodels/", names)
        })
    }

    /// The 本人確認 values in file order.
    pub fn identity_values(&self) -> impl Iterator<Item = (&str, &IdentityValue)> {
        self.identity_values.values.iter()
    }

    /// One 本人確認 value for a union: what is sent and what has to come back.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn identity_case(&self, key: &str, union: &Union) -> Result<IdentityCase, UnknownName> {
        let file = "testdata/identity_values.yaml";
        let value = named("本人確認値", key, file, &self.identity_values.values)?;
        let person = match &value.member {
            Some(member) => Some(self.person(member, union)?),
            None => None,
        };
        Ok(value.case(union, person.as_ref().and_then(|person| person.resident.as_ref())))
    }

    /// All requirements in file order.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements.requirements
    }

    /// One requirement.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn requirement(&self, id: &str) -> Result<&Requirement, UnknownName> {
        self.requirements().iter().find(|requirement| requirement.id == id).ok_or_else(|| {
            let ids = self.requirements().iter().map(|requirement| requirement.id.as_str());
            UnknownName::new("要件", id, "testdata/requirements.yaml", ids)
        })
    }

    /// The reference server that a run starts itself.
    #[must_use]
    pub fn embedded(&self) -> &Embedded {
        &self.endpoints.embedded
    }

    /// The screen map that an endpoint names.
    #[must_use]
    pub fn screen_map(&self, path: &Path) -> Option<&ScreenMap> {
        self.screen_maps.iter().find(|read| read.path == path).map(|read| &read.map)
    }

    /// How many different reviewers have to approve a snapshot.
    #[must_use]
    pub fn required_reviewers(&self) -> usize {
        usize::from(self.review.required.get())
    }

    /// What of the screens is compared with approved pictures.
    #[must_use]
    pub fn screens(&self) -> &ScreensFile {
        &self.screens.1
    }

    /// The union of a lot whose screens are shown, if not all are: the one that the lot
    /// names, or its first.
    #[must_use]
    pub fn representative(&self, lot: Lot) -> Option<UnionId> {
        let plan = self.lot(lot).ok()?;
        plan.representative.or_else(|| plan.unions.first().copied())
    }

    /// Whether all screens that screen maps and `screens.yaml` name are among `known`, which
    /// the contract has.
    ///
    /// # Errors
    /// Every wrong name with its place.
    pub fn check_screen_names(&self, known: &[&str]) -> Result<(), SpecErrors> {
        let mut errors = screen_map::check(&self.screen_maps, known);
        screens::check_names(&self.screens.0, &self.screens.1, known, &mut errors);
        if errors.is_empty() { Ok(()) } else { Err(SpecErrors(errors)) }
    }

    /// The endpoints that can be chosen by name.
    #[must_use]
    pub fn endpoints(&self) -> &Keyed<Endpoint> {
        &self.endpoints.endpoints
    }

    /// One endpoint.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn endpoint(&self, name: &str) -> Result<&Endpoint, UnknownName> {
        named("接続先", name, "testdata/endpoints.yaml", &self.endpoints.endpoints)
    }
}

fn named<'a, T>(
    kind: &'static str,
    name: &str,
    file: &'static str,
    things: &'a Keyed<T>,
) -> Result<&'a T, UnknownName> {
    things.get(name).ok_or_else(|| UnknownName::new(kind, name, file, things.keys()))
}
