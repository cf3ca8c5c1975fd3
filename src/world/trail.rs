//! What was observed in a scenario, step by step: the text of its snapshot, and the same
//! with real values for the report.

use crate::{
    evidence::Placeholders,
    terminal::{Line, Observed, Piece},
};

/// The observations of one scenario.
#[derive(Debug, Default)]
pub struct Trail {
    steps: Vec<TrailStep>,
}

/// The observations of one step.
#[derive(Debug)]
struct TrailStep {
    line: usize,
    text: String,
    seen: Vec<(&'static str, Line)>,
    captures: Vec<u64>,
    asks_a_person: bool,
}

impl Trail {
    /// A step begins.
    pub fn begin(&mut self, line: usize, keyword: &str, text: &str) {
        let text = format!("{} {text}", keyword.trim());
        self.steps.push(TrailStep {
            line,
            text,
            seen: Vec::new(),
            captures: Vec::new(),
            asks_a_person: false,
        });
    }

    /// The operator saw something in the current step.
    pub fn see(&mut self, observed: &dyn Observed) {
        if let Some(step) = self.steps.last_mut() {
            step.seen.extend(observed.lines().into_iter().map(|line| (observed.screen(), line)));
        }
    }

    /// Only a person can say whether the current step holds.
    pub fn ask_a_person(&mut self) {
        if let Some(step) = self.steps.last_mut() {
            step.asks_a_person = true;
        }
    }

    /// Whether only a person can say so of the step at a line.
    #[must_use]
    pub fn asks_a_person(&self, line: usize) -> bool {
        self.steps.iter().any(|step| step.line == line && step.asks_a_person)
    }

    /// Captures were taken in the current step.
    pub fn captured(&mut self, captures: Vec<u64>) {
        if let Some(step) = self.steps.last_mut() {
            step.captures.extend(captures);
        }
    }

    /// The text of the snapshot: values that differ by union or run are placeholders.
    #[must_use]
    pub fn snapshot(&self) -> String {
        let mut placeholders = Placeholders::default();
        let mut text = String::new();
        for step in &self.steps {
            text.push_str(&step.text);
            text.push('\n');
            for (screen, line) in &step.seen {
                text.push_str(&format!("  [{screen}] "));
                for piece in line {
                    match piece {
                        Piece::Fixed(fixed) => text.push_str(fixed),
                        Piece::Varying { kind, value } => text.push_str(&placeholders.name(kind, value)),
                    }
                }
                text.push('\n');
            }
        }
        text
    }

    /// Observations of the step at a line, with their real values, and its captures.
    #[must_use]
    pub fn of_line(&self, line: usize) -> (Vec<String>, Vec<u64>) {
        let Some(step) = self.steps.iter().find(|step| step.line == line) else {
            return (Vec::new(), Vec::new());
        };
        let plain = |line: &Line| -> String {
            line.iter()
                .map(|piece| match piece {
                    Piece::Fixed(text) | Piece::Varying { value: text, .. } => text.as_str(),
                })
                .collect()
        };
        let seen = step.seen.iter().map(|(screen, line)| format!("[{screen}] {}", plain(line))).collect();
        (seen, step.captures.clone())
    }
}
