//! Mistakes that the server can be told to make, so that the harness can prove that it
//! finds them: one table for each test item and for the 本番登録. Each changes behaviour in one place by one
//! look-up. Must not know how a defect is found.

mod between_insurers;
mod code_linking;
mod identity;
mod information_management;
mod inquiry;
mod production_registration;
mod provision;
mod readiness;

pub(crate) use between_insurers::*;
pub(crate) use code_linking::*;
pub(crate) use identity::*;
pub(crate) use information_management::*;
pub(crate) use inquiry::*;
pub(crate) use production_registration::*;
pub(crate) use provision::*;
pub(crate) use readiness::*;

use serde::Serialize;

/// A mistake, switched on with `--defect`.
#[derive(Debug, Serialize)]
pub(crate) struct Defect {
    /// What `--defect` calls it.
    pub(crate) name: &'static str,
    /// Number of the test item that has to find it (1 to 7); 8 for the 本番登録.
    pub(crate) item: u8,
    /// The requirement that it breaks.
    pub(crate) requirement: &'static str,
    /// What an officer would notice.
    pub(crate) notice: &'static str,
    /// Why a real system could have it.
    pub(crate) cause: &'static str,
}

/// Declares the defects of one test item.
macro_rules! defects {
    (item $item:literal: $( $constant:ident $name:literal $requirement:literal { $notice:literal } { $cause:literal } )*) => {
        $(
            #[doc = $notice]
            pub(crate) static $constant: super::Defect = super::Defect {
                name: $name,
                item: $item,
                requirement: $requirement,
                notice: $notice,
                cause: $cause,
            };
        )*

        /// All of the item.
        pub(super) static ALL: &[&super::Defect] = &[$( &$constant, )*];
    };
}
use defects;

/// The whole catalogue, by test item.
pub(crate) fn catalogue() -> impl Iterator<Item = &'static Defect> {
    [
        readiness::ALL,
        code_linking::ALL,
        provision::ALL,
        identity::ALL,
        inquiry::ALL,
        between_insurers::ALL,
        information_management::ALL,
        production_registration::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Reads what `--defect` was given.
pub(crate) fn find(name: &str) -> Result<&'static Defect, String> {
    catalogue()
        .find(|defect| defect.name == name)
        .ok_or_else(|| "そのような欠陥はありません。sogo serve --list-defects で一覧が見られます".to_owned())
}

/// The defects of one server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defects(Vec<&'static Defect>);

impl Defects {
    /// With these switched on.
    pub(crate) fn new(defects: Vec<&'static Defect>) -> Self {
        Self(defects)
    }

    /// Whether one is switched on.
    pub(crate) fn has(&self, defect: &'static Defect) -> bool {
        self.0.iter().any(|one| std::ptr::eq(*one, defect))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_speak_of_the_item() {
        let names: BTreeSet<_> = catalogue().map(|defect| defect.name).collect();
        assert_eq!(names.len(), catalogue().count());
        for defect in catalogue() {
            let item = defect.requirement.strip_prefix('R').and_then(|rest| rest.chars().next());
            assert_eq!(item, char::from_digit(defect.item.into(), 10), "{}", defect.name);
            assert!(!defect.notice.is_empty() && !defect.cause.is_empty(), "{}", defect.name);
        }
    }

    #[test]
    fn only_the_named_one_is_on() {
        let defects = Defects::new(vec![find("check-digit-not-verified").expect("known")]);
        assert!(defects.has(&CHECK_DIGIT_NOT_VERIFIED));
        assert!(!defects.has(&RECORD_NOT_WRITTEN));
        assert!(!Defects::default().has(&CHECK_DIGIT_NOT_VERIFIED));
        assert!(find("no-such-defect").is_err());
    }
}
