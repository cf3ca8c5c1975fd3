//! What the screens consist of, by theme. Adding a screen is a page here; adding an act is
//! a form. Must not know how any of it is shown.

mod administration;
mod copies;
pub(super) mod entrance;
mod inquiries;
mod members;
mod outside;
mod oversight;

use sogo_unyo_test::wire::{file_kind, path, screen};

use super::pages::{Form, Page, Part};

const THEMES: &[&[Page]] = &[
    entrance::PAGES,
    administration::PAGES,
    members::PAGES,
    copies::PAGES,
    inquiries::PAGES,
    oversight::PAGES,
    outside::PAGES,
];

/// Pages that answer with a file, and where the API has it.
pub(super) const DOWNLOADS: &[(&str, &str)] = &[
    ("/receipts/{receipt_number}/result", path::RECEIPT_RESULT),
    ("/master/file", path::MASTER_FILE),
    ("/records/file", path::PROVISION_RECORDS_FILE),
];

/// All pages.
pub(super) fn all() -> impl Iterator<Item = &'static Page> {
    THEMES.iter().flat_map(|pages| pages.iter())
}

/// The page at a path.
pub(super) fn at(path: &str) -> Option<&'static Page> {
    all().find(|page| page.path == path)
}

/// The page to which the menu leads: one that can be opened without knowing anything.
pub(super) fn of_menu(screen: &str) -> Option<&'static Page> {
    all().find(|page| page.screen == screen && !page.path.contains('{'))
}

/// All forms that send an act.
pub(super) fn forms() -> impl Iterator<Item = &'static Form> {
    let of_part = |part: &'static Part| -> Vec<&'static Form> {
        match part {
            Part::Form(form) => vec![form],
            Part::List(list) => list.acts.iter().map(|act| act.form).collect(),
            Part::Facts(facts) => facts.acts.iter().map(|act| act.form).collect(),
            _ => Vec::new(),
        }
    };
    all().flat_map(|page| page.parts).flat_map(of_part).chain([&entrance::LOG_OUT])
}

/// The form of an act.
pub(super) fn form(act: &str) -> Option<&'static Form> {
    forms().find(|form| form.act == act)
}

/// The screen that shows one upload of a kind.
pub(super) fn detail_screen(kind: &str) -> &'static str {
    match kind {
        file_kind::DEPARTMENTS => screen::DEPARTMENTS,
        file_kind::USERS => screen::USERS,
        file_kind::MEMBERS => screen::MEMBERS_DETAIL,
        file_kind::IDENTITY_REQUESTS => screen::IDENTITY_RESULT,
        file_kind::INQUIRIES => screen::BULK_INQUIRY_RESULT,
        _ => screen::COPIES_RESULT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every constant of `wire::screen`.
    #[test]
    fn every_screen_has_a_page() {
        let names = include_str!("../../../wire/screen.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("pub const ")?.split('"').nth(1));
        for name in names {
            assert!(all().any(|page| page.screen == name), "「{name}」 has no page");
        }
    }

    #[test]
    fn every_menu_entry_can_be_opened() {
        use crate::refserver::screens::pages::Part;
        for page in all() {
            assert!(page.above.is_none_or(|above| at(above).is_some()), "{}", page.path);
            let mains =
                page.parts.iter().filter(|part| matches!(part, Part::List(list) if list.main)).count();
            assert!(mains <= 1, "{} is about several lists", page.path);
        }
        for form in forms() {
            assert!(form.page == "/login" || at(form.page).is_some(), "{}: {}", form.act, form.page);
            assert!(at(form.then).is_some(), "{}: {}", form.act, form.then);
        }
    }
}
