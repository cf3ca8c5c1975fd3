//! `testdata/next_actions.yaml`: what a clerk does next, by what the clerk sees of an
//! inquiry (domain.md §8).
//!
//! Must not know how an inquiry is made or looked at.

use super::wareki;
use crate::model::InquiryState;
use chrono::NaiveDate;
use serde::Deserialize;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextActions {
    /// STEP 1, common to all exceptions.
    #[serde(rename = "一次審査")]
    pub first_screening: String,
    /// STEP 2 by what is seen.
    #[serde(rename = "場合")]
    pub cases: Vec<ActionCase>,
    /// Information for which paper is still needed.
    #[serde(rename = "書類を続ける情報", default)]
    pub on_paper: Vec<OnPaper>,
}

/// What is seen, and what to do then.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionCase {
    /// Name for a reader.
    #[serde(rename = "名称")]
    pub name: String,
    /// States of the inquiry.
    #[serde(rename = "状態")]
    pub states: Vec<InquiryState>,
    /// Result codes; every one if none is written.
    #[serde(rename = "結果コード", default)]
    pub codes: Vec<String>,
    /// Whether the result contradicts the attached documents.
    #[serde(rename = "明らかな誤り", default)]
    pub obviously_wrong: bool,
    /// Whether it is an exception, so that STEP 1 comes first.
    #[serde(rename = "例外", default = "yes")]
    pub exception: bool,
    /// What to do.
    #[serde(rename = "行動")]
    pub actions: Vec<String>,
}

/// Information for which paper is still needed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnPaper {
    /// 特定個人情報名.
    #[serde(rename = "特定個人情報")]
    pub information: String,
    /// Last day of the conventional way.
    #[serde(rename = "最終日", deserialize_with = "wareki::date")]
    pub last_day: NaiveDate,
    /// What to do.
    #[serde(rename = "行動")]
    pub action: String,
}

fn yes() -> bool {
    true
}

/// What a clerk sees of an inquiry.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// State.
    pub state: InquiryState,
    /// Result code, once there is one.
    pub code: Option<&'a str>,
    /// Whether the result contradicts the attached documents.
    pub obviously_wrong: bool,
    /// 特定個人情報名.
    pub information: &'a str,
    /// The day on which the clerk looks.
    pub today: NaiveDate,
}

impl NextActions {
    /// The actions for what is seen, each with its stage; none if no case or several fit.
    #[must_use]
    pub fn for_sight(&self, sight: Sight<'_>) -> Option<Vec<(String, String)>> {
        let mut fitting = self.cases.iter().filter(|case| case.fits(sight));
        let case = fitting.next()?;
        if fitting.next().is_some() {
            return None;
        }
        let mut actions = Vec::new();
        if case.exception {
            actions.push(("STEP1".to_owned(), self.first_screening.clone()));
        }
        actions.extend(case.actions.iter().map(|action| ("STEP2".to_owned(), action.clone())));
        let paper = self.on_paper.iter().filter(|one| {
            one.information == sight.information && sight.today <= one.last_day && sight.state.is_final()
        });
        actions.extend(paper.map(|one| (one.information.clone(), one.action.clone())));
        Some(actions)
    }
}

impl NextActions {
    /// The name of the exception that is seen; none if it is none, or not just one case fits.
    #[must_use]
    pub fn exception(&self, sight: Sight<'_>) -> Option<&str> {
        let mut fitting = self.cases.iter().filter(|case| case.fits(sight));
        let case = fitting.next().filter(|case| case.exception)?;
        fitting.next().is_none().then_some(case.name.as_str())
    }
}

impl ActionCase {
    fn fits(&self, sight: Sight<'_>) -> bool {
        let code_fits = self.codes.is_empty()
            || sight.code.is_some_and(|code| self.codes.iter().any(|known| known == code));
        self.states.contains(&sight.state) && self.obviously_wrong == sight.obviously_wrong && code_fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_ends_with_its_last_day_and_codes_choose_the_case() {
        let case = |name: &str, code: &str| ActionCase {
            name: name.to_owned(),
            states: vec![InquiryState::Unanswerable],
            codes: vec![code.to_owned()],
            obviously_wrong: false,
            exception: true,
            actions: vec![name.to_owned()],
        };
        let day = |month, day| NaiveDate::from_ymd_opt(2018, month, day).expect("valid");
        let actions = NextActions {
            first_screening: "一次".to_owned(),
            cases: vec![case("甲", "N5"), case("乙", "N6")],
            on_paper: vec![OnPaper {
                information: "税".to_owned(),
                last_day: day(7, 31),
                action: "書類".to_owned(),
            }],
        };
        let see = |code, information, today| {
            let state = InquiryState::Unanswerable;
            let sight = Sight { state, code: Some(code), obviously_wrong: false, information, today };
            let texts = |found: Vec<(String, String)>| {
                found.into_iter().map(|(_, action)| action).collect::<Vec<_>>()
            };
            actions.for_sight(sight).map(texts).unwrap_or_default()
        };
        assert_eq!(see("N6", "税", day(7, 31)), ["一次", "乙", "書類"]);
        assert_eq!(see("N6", "税", day(8, 1)), ["一次", "乙"]);
        assert_eq!(see("N5", "他", day(7, 1)), ["一次", "甲"]);
        assert!(see("N1", "税", day(7, 1)).is_empty());
    }
}
