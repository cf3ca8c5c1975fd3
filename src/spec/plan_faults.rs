//! The rules of `testdata/plan/` that types cannot hold: order, references, circles, days that
//! are the wrong way round. Each that is broken comes back as place and sentence.
//!
//! Must not know where the files lie, nor what a plan is for.

use super::{
    plan::{
        GatesFile, HolidaysFile, PRODUCTION_PERIOD, PeriodsFile, PlanFiles, PreparationTask, StatesFile,
        TaskDays, TasksFile, UnionTasks,
    },
    wareki,
};
use crate::model::{UnionId, Window};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The holidays by their days, if no rule is broken.
///
/// # Errors
/// Every rule that is.
pub(super) fn check(files: &PlanFiles) -> Result<BTreeMap<NaiveDate, String>, Vec<Fault>> {
    let known = |number: u8| files.tasks.tasks.iter().any(|task| task.number == number);
    let period = |name: &str| files.periods.periods.get(name).is_some();
    let mut faults = Vec::new();
    of_tasks(&files.tasks, &mut faults);
    of_states(&files.states, &known, &mut faults);
    of_gates(&files.gates, &known, &mut faults);
    let holidays = calendar(&files.holidays, &mut faults);
    of_periods(&files.periods, &mut faults);
    for (id, what) in files.pmo.faults(known, period) {
        faults.push(Fault { file: PlanFile::Pmo, keys: vec![format!("番号: {id}")], what });
    }
    for (item, what) in files.documents.faults() {
        faults
            .push(Fault { file: PlanFile::Documents, keys: vec![format!("テスト項目: {item}")], what });
    }
    if faults.is_empty() { Ok(holidays) } else { Err(faults) }
}

fn calendar(holidays: &HolidaysFile, faults: &mut Vec<Fault>) -> BTreeMap<NaiveDate, String> {
    let mut calendar = BTreeMap::new();
    for (day, name) in holidays.days.iter() {
        match wareki::parse_date(day) {
            Ok(date) => {
                calendar.insert(date, name.clone());
            }
            Err(error) => {
                let (file, keys) = (PlanFile::Holidays, vec![day.to_owned()]);
                faults.push(Fault { file, keys, what: error.to_string() });
            }
        }
    }
    calendar
}

fn of_tasks(file: &TasksFile, faults: &mut Vec<Fault>) {
    let known = |number: u8| file.tasks.iter().any(|task| task.number == number);
    for (place, task) in file.tasks.iter().enumerate() {
        let number = task.number;
        let mut fault = |what: String| faults.push(Fault::in_tasks(number, what));
        if file.tasks[..place].iter().any(|before| before.number >= number) {
            fault(format!("タスク{number}は、番号の順に並んでいません"));
        }
        for predecessor in task.predecessors.iter().filter(|predecessor| !known(**predecessor)) {
            fault(format!("タスク{number}の先行{predecessor}というタスクはありません"));
        }
    }
    if let Some(circle) = circle(&file.tasks) {
        let path: Vec<_> = circle.iter().map(u8::to_string).collect();
        faults.push(Fault::in_tasks(circle[0], format!("先行が循環しています({})", path.join("→"))));
    }
}

fn of_states(file: &StatesFile, known: &impl Fn(u8) -> bool, faults: &mut Vec<Fault>) {
    for (place, one) in file.unions.iter().enumerate() {
        let union = one.union;
        if file.unions[..place].iter().any(|before| before.union == union) {
            let what = format!("広域連合{union}が2回書かれています。一つにまとめてください");
            faults.push(Fault { file: PlanFile::States, keys: vec![Fault::union(union)], what });
        }
        if let Some(members) = one.members.filter(|members| members.without_number > members.all) {
            let what = format!(
                "広域連合{union}の加入者件数は、個人番号なし({}件)が全加入者({}件)より多くなっています",
                members.without_number, members.all
            );
            let keys = vec![Fault::union(union), "加入者件数".to_owned()];
            faults.push(Fault { file: PlanFile::States, keys, what });
        }
        of_days(one, known, faults);
    }
}

fn of_days(one: &UnionTasks, known: &impl Fn(u8) -> bool, faults: &mut Vec<Fault>) {
    let union = one.union;
    for (place, days) in one.tasks.iter().enumerate() {
        let TaskDays { number, planned, begun, done } = *days;
        let mut fault = |what: &str| {
            let what = format!("広域連合{union}のタスク{number}{what}");
            let keys = vec![Fault::union(union), format!("番号: {number}")];
            faults.push(Fault { file: PlanFile::States, keys, what });
        };
        if !known(number) {
            fault("というタスクはありません(1から36まで)");
        }
        if one.tasks[..place].iter().any(|before| before.number == number) {
            fault("が2回書かれています。一つにまとめてください");
        }
        match (begun, done) {
            (None, None) if planned.is_none() => {
                fault("に、予定も開始も完了もありません。書かないタスクは、行ごと消してください");
            }
            (Some(begun), Some(done)) if done < begun => fault(&format!(
                "の完了({})が、開始({})より前です。どちらかを直してください",
                wareki::to_wareki(done),
                wareki::to_wareki(begun)
            )),
            _ => {}
        }
    }
}

fn of_gates(file: &GatesFile, known: &impl Fn(u8) -> bool, faults: &mut Vec<Fault>) {
    for (condition, number) in file.conditions.all().filter(|(_, number)| !known(**number)) {
        let what = format!("「{condition}」のタスク{number}というタスクはありません");
        faults.push(Fault { file: PlanFile::Gates, keys: vec![condition.to_owned()], what });
    }
}

fn of_periods(file: &PeriodsFile, faults: &mut Vec<Fault>) {
    if file.periods.get(PRODUCTION_PERIOD).is_none() {
        let what = format!("期間「{PRODUCTION_PERIOD}」がありません。本番登録の実行はこの期間を見ます");
        faults.push(Fault { file: PlanFile::Periods, keys: vec!["期間".to_owned()], what });
    }
    for (name, days) in file.periods.iter() {
        if Window::from(*days).to < Window::from(*days).from {
            let what = format!("期間「{name}」の終了が、開始より前です");
            faults.push(Fault { file: PlanFile::Periods, keys: vec![name.to_owned()], what });
        }
    }
}

/// A circle of tasks that wait for each other. A task that names itself is printed so and
/// is none.
fn circle(tasks: &[PreparationTask]) -> Option<Vec<u8>> {
    let mut left: BTreeMap<u8, Vec<u8>> = tasks
        .iter()
        .map(|task| {
            let others = task.predecessors.iter().copied().filter(|before| *before != task.number);
            (task.number, others.collect())
        })
        .collect();
    loop {
        let numbers: Vec<u8> = left.keys().copied().collect();
        let free =
            numbers.iter().find(|number| !left[*number].iter().any(|before| left.contains_key(before)));
        match free {
            Some(number) => left.remove(number),
            None => break,
        };
    }
    let mut path = vec![*left.keys().next()?];
    loop {
        let last = path.last()?;
        let next = *left[last].iter().find(|before| left.contains_key(before))?;
        if let Some(begin) = path.iter().position(|seen| *seen == next) {
            return Some(path.split_off(begin));
        }
        path.push(next);
    }
}

/// Which file of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlanFile {
    Tasks,
    States,
    Holidays,
    Periods,
    Gates,
    Pmo,
    Documents,
}

/// A rule that is broken.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) file: PlanFile,
    /// What stands at the place: each is looked for behind the one before.
    pub(super) keys: Vec<String>,
    pub(super) what: String,
}

impl Fault {
    fn in_tasks(number: u8, what: String) -> Self {
        Self { file: PlanFile::Tasks, keys: vec![format!("番号: {number}")], what }
    }

    /// Where a union begins in the file of states.
    fn union(union: UnionId) -> String {
        format!("広域連合: {}", union.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_and_a_task_that_names_itself_is_none() {
        let task = |number, predecessors: &[u8]| PreparationTask {
            number,
            phase: String::new(),
            name: String::new(),
            due: serde_yaml::from_str("平成29年2月").expect("months"),
            predecessors: predecessors.to_vec(),
            working_days: 1,
            repaired: false,
        };
        assert_eq!(circle(&[task(1, &[1]), task(2, &[1])]), None);
        let found = circle(&[task(1, &[]), task(2, &[1, 4]), task(3, &[2]), task(4, &[3])]);
        assert_eq!(found, Some(vec![2, 4, 3]));
    }
}
