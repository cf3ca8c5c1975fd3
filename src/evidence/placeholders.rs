//! Numbered stand-ins for values that differ from run to run or from union to union.
//!
//! One approved snapshot then serves every union, lot and driver, and still shows when two
//! values that must be equal are not.
//!
//! It must not know which values those are: the caller composes its lines with it.

use std::collections::HashMap;

/// The stand-ins of one scenario.
#[derive(Debug, Clone, Default)]
pub struct Placeholders {
    /// Kind → value → number by first appearance.
    numbers: HashMap<String, HashMap<String, usize>>,
}

impl Placeholders {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `«枝番1»` for the first value of the kind 「枝番」, `«枝番2»` for the next other one;
    /// an equal value gets the same stand-in again.
    pub fn name(&mut self, kind: &str, value: &str) -> String {
        let numbers = self.numbers.entry(kind.to_owned()).or_default();
        let next = numbers.len() + 1;
        let number = numbers.entry(value.to_owned()).or_insert(next);
        format!("«{kind}{number}»")
    }
}

#[cfg(test)]
mod tests {
    use super::Placeholders;

    #[test]
    fn equal_values_are_told_from_different_ones() {
        let mut placeholders = Placeholders::new();
        let names = [("枝番", "01"), ("枝番", "02"), ("受付番号", "01"), ("枝番", "01"), ("枝番", "03")]
            .map(|(kind, value)| placeholders.name(kind, value));
        assert_eq!(names, ["«枝番1»", "«枝番2»", "«受付番号1»", "«枝番1»", "«枝番3»"]);
    }
}
