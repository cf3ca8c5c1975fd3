//! The other half of the proof: no false alarm. Correct servers, in every order of the
//! scenarios and however they are built, pass.

use super::{Catalogue, ProveError, Stage, stage::Trial};
use crate::model::{RunEvent, Verdict};

/// A run against a correct server.
#[derive(Debug, Clone)]
pub struct CorrectRun {
    /// What is special about it.
    pub name: String,
    /// Scenarios that passed.
    pub passed: usize,
    /// Scenarios that are 対象外 here.
    pub not_applicable: usize,
    /// What should have passed and did not: scenario, verdict, why.
    pub false_alarms: Vec<String>,
    /// Milliseconds of wall-clock time.
    pub milliseconds: u64,
}

/// The runs to be held: one in the given order for every variant, and so many in random
/// orders: a quarter of these with nothing else, with time passing at each answer, with
/// lists in another order each time, and with both.
#[must_use]
pub fn correct_runs(catalogue: &Catalogue, random: u64) -> Vec<(String, Vec<String>, Option<u64>)> {
    let option = |name: &str| vec!["--variant".to_owned(), name.to_owned()];
    let mut runs = vec![("そのまま".to_owned(), Vec::new(), None)];
    runs.extend(
        catalogue.variants.iter().map(|variant| (variant.description.clone(), option(&variant.name), None)),
    );
    runs.extend((1..=random).map(|seed| {
        let (how, options) = match seed % 4 {
            1 => ("", Vec::new()),
            2 => ("、応答のたびに時計が進む", option("latency")),
            3 => ("、一覧の順が変わる", option("permuted")),
            _ => (
                "、応答のたびに時計が進み、一覧の順が変わる",
                [option("latency"), option("permuted")].concat(),
            ),
        };
        (format!("無作為な順序(種{seed}{how})"), options, Some(seed))
    }));
    runs
}

/// Holds these runs; `told` hears of each as it is done.
///
/// # Errors
/// [`ProveError`] if a run cannot be held.
pub fn prove_correct(
    stage: &Stage,
    runs: &[(String, Vec<String>, Option<u64>)],
    told: impl Fn(&CorrectRun) + Sync,
) -> Result<Vec<CorrectRun>, ProveError> {
    let numbered: Vec<_> = runs.iter().enumerate().collect();
    stage.side_by_side(
        &numbered,
        |(place, (name, options, shuffle))| {
            let mut held = CorrectRun {
                name: name.clone(),
                passed: 0,
                not_applicable: 0,
                false_alarms: Vec::new(),
                milliseconds: 0,
            };
            // The seven items, and then the registration, which is a run of its own.
            for production_registration in [false, true] {
                let report = stage.hold(&Trial {
                    name: format!("correct-{place}-{production_registration}"),
                    options: options.clone(),
                    production_registration,
                    shuffle: *shuffle,
                    seed: shuffle.unwrap_or(0),
                    ..Trial::default()
                })?;
                held.passed += report.result.tally.passed;
                held.not_applicable += report.result.tally.not_applicable;
                held.false_alarms.extend(report.events.iter().filter_map(alarm));
                held.milliseconds += report.result.milliseconds;
            }
            Ok(held)
        },
        told,
    )
}

fn alarm(event: &RunEvent) -> Option<String> {
    match event {
        RunEvent::LaneFailed { message, .. } => Some(message.clone()),
        RunEvent::ScenarioFinished(record)
            if !matches!(record.verdict, Verdict::Passed | Verdict::NotApplicable) =>
        {
            let step = record.steps.iter().find_map(|step| {
                let message = step.message.as_deref()?;
                Some(format!("{}:{} {}: {message}", record.file, step.line, step.text))
            });
            let why = step.or_else(|| record.reason.clone()).unwrap_or_default();
            Some(format!("{} {} {why}", record.id, record.verdict))
        }
        _ => None,
    }
}
