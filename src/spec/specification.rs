//! All of the test data, read and checked.
//!
//! Must not know who asks; finding things by name is `lookup`.

use super::{
    copies::CopiesFile,
    diagnostic::{SpecError, SpecErrors},
    documents::DocumentsFile,
    endpoints::EndpointsFile,
    file_checks,
    identity_values::IdentityValuesFile,
    load,
    lots::LotsFile,
    master_data::MasterData,
    members::MembersFile,
    next_actions::NextActions,
    nws_master::NwsMaster,
    plan::{GatesFile, HolidaysFile, PeriodsFile, PlanFiles, PreparationPlan, StatesFile, TasksFile},
    plan_faults::{Fault, PlanFile},
    pmo::PmoFile,
    references,
    requirements::RequirementsFile,
    review::ReviewFile,
    role_models::RoleModel,
    screen_map::{ReadMap, ScreenMap},
    screens::ScreensFile,
    source::Source,
    unions::UnionsFile,
};
use serde::de::DeserializeOwned;
use std::{fs, path::Path};

/// Everything that test leads write, except the features.
#[derive(Debug, Clone)]
pub struct Specification {
    pub(super) lots: LotsFile,
    pub(super) unions: UnionsFile,
    pub(super) endpoints: EndpointsFile,
    pub(super) master_data: MasterData,
    pub(super) nws_master: NwsMaster,
    pub(super) members: MembersFile,
    pub(super) copies: CopiesFile,
    pub(super) identity_values: IdentityValuesFile,
    pub(super) requirements: RequirementsFile,
    pub(super) next_actions: NextActions,
    pub(super) role_models: Vec<RoleModel>,
    pub(super) screen_maps: Vec<ReadMap>,
    pub(super) screens: (Source, ScreensFile),
    pub(super) plan: PreparationPlan,
    pub(super) review: ReviewFile,
}

/// The files that were read, for the places of errors.
pub(super) struct Sources {
    pub(super) lots: Source,
    pub(super) unions: Source,
    pub(super) endpoints: Source,
    pub(super) master_data: Source,
    pub(super) nws_master: Source,
    pub(super) members: Source,
    pub(super) copies: Source,
    pub(super) identity_values: Source,
    pub(super) requirements: Source,
    pub(super) next_actions: Source,
    pub(super) role_models: Vec<Source>,
}

impl Specification {
    /// Reads all files of the folder `testdata` and all role models.
    ///
    /// # Errors
    /// Everything that is wrong: first what cannot be read in any file, and if all can be
    /// read, what does not fit within and between them.
    pub fn load(testdata: &Path, rolemodels: &Path) -> Result<Self, SpecErrors> {
        let mut errors = Vec::new();
        let lots = read(&testdata.join("lots.yaml"), &mut errors);
        let unions = read(&testdata.join("unions.yaml"), &mut errors);
        let endpoints = read(&testdata.join("endpoints.yaml"), &mut errors);
        let master_data = read(&testdata.join("master_data.yaml"), &mut errors);
        let nws_master = read(&testdata.join("nws_master.yaml"), &mut errors);
        let members = read(&testdata.join("members.yaml"), &mut errors);
        let copies = read(&testdata.join("copies.yaml"), &mut errors);
        let identity_values = read(&testdata.join("identity_values.yaml"), &mut errors);
        let requirements = read(&testdata.join("requirements.yaml"), &mut errors);
        let next_actions = read(&testdata.join("next_actions.yaml"), &mut errors);
        let screens = read(&testdata.join("screens.yaml"), &mut errors);
        let plan = read_plan(&testdata.join("plan"), &mut errors);
        let review = read(&testdata.join("review.yaml"), &mut errors);
        let role_models = read_folder(rolemodels, &mut errors);
        let screen_maps = endpoints.as_ref().map(|(_, file)| read_screen_maps(testdata, file, &mut errors));
        let complete = || {
            let (role_model_sources, role_models) = role_models.into_iter().unzip();
            let (lots, unions, endpoints) = (lots?, unions?, endpoints?);
            let (master_data, nws_master, members) = (master_data?, nws_master?, members?);
            let (copies, identity_values, requirements) = (copies?, identity_values?, requirements?);
            let (next_actions, screens, plan, review) = (next_actions?, screens?, plan?, review?);
            let sources = Sources {
                lots: lots.0,
                unions: unions.0,
                endpoints: endpoints.0,
                master_data: master_data.0,
                nws_master: nws_master.0,
                members: members.0,
                copies: copies.0,
                identity_values: identity_values.0,
                requirements: requirements.0,
                next_actions: next_actions.0,
                role_models: role_model_sources,
            };
            let specification = Self {
                lots: lots.1,
                unions: unions.1,
                endpoints: endpoints.1,
                master_data: master_data.1,
                nws_master: nws_master.1,
                members: members.1,
                copies: copies.1,
                identity_values: identity_values.1,
                requirements: requirements.1,
                next_actions: next_actions.1,
                role_models,
                screen_maps: screen_maps.unwrap_or_default(),
                screens,
                plan,
                review: review.1,
            };
            Some((sources, specification))
        };
        match complete() {
            Some((sources, specification)) if errors.is_empty() => {
                file_checks::check(&specification, &sources, &mut errors);
                references::check(&specification, &sources, &mut errors);
                if errors.is_empty() { Ok(specification) } else { Err(SpecErrors(errors)) }
            }
            _ => Err(SpecErrors(errors)),
        }
    }
}

fn read<T: DeserializeOwned>(path: &Path, errors: &mut Vec<SpecError>) -> Option<(Source, T)> {
    let result = Source::read(path).map_err(|error| vec![*error]);
    match result.and_then(|source| load::parse(&source).map(|value| (source, value))) {
        Ok(pair) => Some(pair),
        Err(found) => {
            errors.extend(found);
            None
        }
    }
}

/// The files of the plan, which have nothing to do with others.
fn read_plan(folder: &Path, errors: &mut Vec<SpecError>) -> Option<PreparationPlan> {
    let tasks = read::<TasksFile>(&folder.join("tasks.yaml"), errors);
    let states = read::<StatesFile>(&folder.join("states.yaml"), errors);
    let holidays = read::<HolidaysFile>(&folder.join("holidays.yaml"), errors);
    let periods = read::<PeriodsFile>(&folder.join("periods.yaml"), errors);
    let gates = read::<GatesFile>(&folder.join("gates.yaml"), errors);
    let pmo = read::<PmoFile>(&folder.join("pmo.yaml"), errors);
    let documents = read::<DocumentsFile>(&folder.join("documents.yaml"), errors);
    let ((tasks, task_file), (states, state_file)) = (tasks?, states?);
    let ((holidays, holiday_file), (periods, period_file)) = (holidays?, periods?);
    let ((pmo, pmo_file), (documents, document_file)) = (pmo?, documents?);
    let (gates, gate_file) = gates?;
    match PreparationPlan::assemble(PlanFiles {
        tasks: task_file,
        states: state_file,
        holidays: holiday_file,
        periods: period_file,
        gates: gate_file,
        pmo: pmo_file,
        documents: document_file,
    }) {
        Ok(plan) => Some(plan),
        Err(faults) => {
            errors.extend(faults.into_iter().map(|Fault { file, keys, what }| {
                let source = match file {
                    PlanFile::Tasks => &tasks,
                    PlanFile::States => &states,
                    PlanFile::Holidays => &holidays,
                    PlanFile::Periods => &periods,
                    PlanFile::Gates => &gates,
                    PlanFile::Pmo => &pmo,
                    PlanFile::Documents => &documents,
                };
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                SpecError::at(source, source.locate(&keys), what)
            }));
            None
        }
    }
}

/// The screen maps that endpoints name, each once. Paths are relative to the package, as
/// those of certificates are.
fn read_screen_maps(testdata: &Path, endpoints: &EndpointsFile, errors: &mut Vec<SpecError>) -> Vec<ReadMap> {
    let root = testdata.parent().unwrap_or(testdata);
    let mut named: Vec<_> =
        endpoints.endpoints.values().map(|endpoint| endpoint.browsing().screen_map).collect();
    named.push(endpoints.embedded.browsing().screen_map);
    let mut paths: Vec<&Path> = named.into_iter().flatten().collect();
    paths.sort();
    paths.dedup();
    let read_one = |path: &Path, errors: &mut Vec<SpecError>| {
        let (source, map) = read::<ScreenMap>(&root.join(path), errors)?;
        Some(ReadMap { path: path.to_owned(), source, map })
    };
    paths.into_iter().filter_map(|path| read_one(path, errors)).collect()
}

/// All role models, in order of file names so that errors come in a stable order.
fn read_folder(folder: &Path, errors: &mut Vec<SpecError>) -> Vec<(Source, RoleModel)> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) => {
            errors.push(SpecError::without_place(
                &folder.display().to_string(),
                format!("フォルダを読めません({cause})"),
                "ロールモデルのフォルダがあるかを確認してください",
            ));
            return Vec::new();
        }
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths.iter().filter_map(|path| read(path, errors)).collect()
}
